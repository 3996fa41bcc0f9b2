"""How much more contacts differ from each other than a runner's do: then some of them were not seen as they were.

They differ in how long they last, and in when they come: legs take turns as evenly as a clock.
"""

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
ABOUT: Final = 17  # contacts: as many as tell a habit (`core/events/habits.py`)
LEAST_IN_BEAT: Final = 5  # contacts
_BESIDE: Final = 3  # steps on either side that tell when a contact is due


def as_sure_as_even(steps: Sequence[Step]) -> list[Step]:
    """The steps of a run with the plus-minus of their moments as large as they are uneven."""
    off = np.array([np.nan if s.toe_off_s is None else s.toe_off_s for s in steps])
    down = np.array([s.touchdown_s for s in steps])
    uneven = np.hypot(unevenness_s(down, off), off_beat_s(down, off))
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


def off_beat_s(touchdown_s: Floats, toe_off_s: Floats) -> Floats:
    """(N,) seconds, one sd, by which both ends of a contact are less sure than they seem, for it comes out of the beat.

    Behind a post, in the dark or where a far leg is lost a contact looks well seen and comes a third of a step late.
    When its middle is due each two of its neighbours tell, and the nearer quarter of what they tell is believed, so
    that another odd one among them does not count against it.  Up to `USUAL_SHARE` of a step nothing is doubted: so
    much a limping runner's steps may differ.

    Parameters
    ----------
    touchdown_s, toe_off_s : as `unevenness_s` has them.  A contact that was not found leaves a gap, no lack of beat.
    """
    out = np.zeros(len(touchdown_s))
    middle = (touchdown_s + toe_off_s) / 2
    known = np.flatnonzero(np.isfinite(middle))
    if len(known) < LEAST_IN_BEAT:
        return out
    at_s = middle[known]
    took_s = np.diff(at_s)
    step_s = float(np.median(took_s))
    number = np.r_[0.0, np.cumsum(np.maximum(np.round(took_s / step_s), 1.0))]
    beside = [k for k in range(-_BESIDE, _BESIDE + 1) if k]
    due = []
    for i, one in enumerate(beside):
        for other in beside[i + 1 :]:
            (a, a_s), (b, b_s) = ((_shifted(number, k) - number, _shifted(at_s, k)) for k in (one, other))
            near = np.maximum(np.abs(a), np.abs(b)) <= _BESIDE
            due.append(np.where(near, a_s - a * (b_s - a_s) / (b - a), np.nan))
    away_s = np.sort(np.abs(np.array(due) - at_s), axis=0)  # what is not told comes last
    told = np.isfinite(away_s).sum(axis=0)
    off = np.where(told > 0, away_s[np.maximum(told - 1, 0) // 4, np.arange(len(known))], 0.0)
    usual = np.full(len(known), USUAL_SHARE)
    usual[0] += MOST_CHANGE  # the first step out of the blocks takes longer than the next ones tell
    out[known] = np.sqrt(np.maximum(off**2 - (usual * step_s) ** 2, 0.0))
    return out


def _shifted(values: Floats, by: int) -> Floats:
    """(N,) values `by` places further on; NaN where there are none."""
    out = np.full(len(values), np.nan)
    out[max(-by, 0) : len(values) - max(by, 0)] = values[max(by, 0) : len(values) - max(-by, 0)]
    return out
