"""How much more contacts differ from each other than a runner's do: then some of them were not seen as they were."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.events.event import Step

Floats = NDArray[np.float64]

# from contact to contact runners differ by 3 to 5 %, and left from right by as much; ever shorter ones in a row are no
# unevenness
USUAL_SHARE: Final = 0.10
MOST_CHANGE: Final = 0.08  # from one contact to the next, in the first steps of a start
LEAST: Final = 4  # contacts
# what three in ten do is no habit of all; of a normal error seven in ten lie within so many standard deviations
COMMON, COMMON_SDS = 0.7, 1.036
ABOUT: Final = 17


def as_sure_as_even(steps: Sequence[Step]) -> list[Step]:
    """The steps of a run with the plus-minus of their moments as large as they are uneven."""
    off = np.array([np.nan if s.toe_off_s is None else s.toe_off_s for s in steps])
    uneven = unevenness_s(np.array([s.touchdown_s for s in steps]), off)
    return [
        replace(
            s,
            touchdown_sd_s=float(np.hypot(s.touchdown_sd_s, u)),
            toe_off_sd_s=None if s.toe_off_sd_s is None else float(np.hypot(s.toe_off_sd_s, u)),
        )
        for s, u in zip(steps, uneven, strict=True)
    ]


def unevenness_s(touchdown_s: Floats, toe_off_s: Floats) -> Floats:
    """(N,) seconds, one sd, by which each end of a contact is less sure than it seems by itself.

    Compressed until limbs smear, a clip has contacts that each look well seen and last 0.10, 0.14 and 0.18 s in a row.
    What one lasts is held against the line through those about it (Theil-Sen), of both feet: a contact is as unsure as
    it lies off that line, and at least as unsure as the others do.

    Parameters
    ----------
    touchdown_s, toe_off_s : (N,) of a run's contacts in order; NaN = the clip ends before.
    """
    out = np.zeros(len(touchdown_s))
    lasts = toe_off_s - touchdown_s
    known = np.flatnonzero(np.isfinite(lasts))
    if len(known) < LEAST:
        return out
    within = min(ABOUT, len(known))
    first = np.clip(np.arange(len(known)) - ABOUT // 2, 0, len(known) - within)
    about = known[first[:, None] + np.arange(within)]  # (contacts, those about each)
    down, long = touchdown_s[about], lasts[about]
    a, b = np.triu_indices(within, 1)
    most = MOST_CHANGE * np.median(long, axis=1) / np.median(np.diff(down, axis=1), axis=1)
    slope = np.median((long[:, b] - long[:, a]) / (down[:, b] - down[:, a]), axis=1).clip(-most, most)
    level = long - slope[:, None] * (down - touchdown_s[known, None])
    usual = np.median(level, axis=1)
    others = np.quantile(np.abs(level - usual[:, None]), COMMON, axis=1) / COMMON_SDS
    off = np.maximum(others, np.abs(lasts[known] - usual))
    out[known] = np.sqrt(np.maximum(off**2 - (USUAL_SHARE * usual) ** 2, 0.0) / 2)
    return out
