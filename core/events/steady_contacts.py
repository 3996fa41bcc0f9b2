"""Running is regular, and contacts lean on each other: each moment is drawn towards its place in those about it."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.events.found_contact import FoundContact

Floats = NDArray[np.float64]

# a foot lands and leaves at the same share of its way back, give or take this (one sd) on film, the error of the way's
# own middle with it; in a laboratory and with exact landmarks half of it
STEADY_SD: Final = 0.022
# what is off alike in all contacts of a foot and does not average out (one sd): a share of the way back's time, and of
# each moment's own sd, because a model's errors come back with the pose
STEADY_COMMON, STEADY_REPEATS = 0.02, 0.4
STEADY_DOUBT: Final = 1.5  # of what both moments' plus-minus allow
STEADY_STEPS: Final = 8  # of the same foot, before and after
STEADY_WAY: Final = 0.15  # by which the time of the way back may differ; a start from blocks changes faster
MEDIAN_SD: Final = 1.25  # standard error of a median over that of a mean, sqrt(pi / 2) of normal errors


def steadied(found: list[FoundContact]) -> list[FoundContact]:
    """The contacts of one foot, each moment drawn towards where it lies in the contacts about it.

    Running is regular: from step to step a foot lands and leaves at nearly the same share of its way back.  How far
    each moment is drawn follows from its own plus-minus and from how regular running is (`STEADY_SD`); what was
    measured well stays where it was.  Where the way back itself took much longer or shorter than those about it,
    its foremost or its rearmost moment was mistaken, nobody knows which: both moments are as unsure as that.
    """
    whole = [f for f in found if f.reason is None]
    out = {id(f): f for f in found}
    doubt = _uneven_ways(np.array([f.contact.way_s for f in whole]))
    for kind in ("touchdown", "toe_off"):
        at = np.array([getattr(f.contact, f"{kind}_s") for f in whole])
        sd = np.hypot(np.array([getattr(f.contact, f"{kind}_sd_s") for f in whole]), doubt)
        way = np.array([f.contact.way_s for f in whole])
        middle = np.array([f.middle_s for f in whole])
        share = (at - middle) / way
        for i, f in enumerate(whole):
            about = np.arange(max(i - STEADY_STEPS, 0), min(i + STEADY_STEPS + 1, len(whole)))
            about = about[(about != i) & np.isfinite(share[about]) & (np.abs(way[about] / way[i] - 1) < STEADY_WAY)]
            if not np.isfinite(at[i]):
                continue
            if len(about) < 2 or not np.isfinite(middle[i]):
                out[id(f)] = _moved(out[id(f)], kind, float(at[i]), float(sd[i]))
                continue
            usual = middle[i] + float(np.median(share[about])) * way[i]
            apart = float(np.median(sd[about])) * MEDIAN_SD / np.sqrt(len(about))
            others = np.hypot(apart, STEADY_SD * way[i])
            keep = others**2 / (others**2 + sd[i] ** 2)
            # the further off, the likelier it is a mistake that its own plus-minus knows nothing of
            away = float(at[i] - usual)
            keep *= min(1.0, STEADY_DOUBT * float(np.hypot(others, sd[i])) / max(abs(away), 1e-9))
            here = float(keep * at[i] + (1 - keep) * usual)
            own = (keep + STEADY_REPEATS**2) * sd[i] ** 2 + keep * (1 - keep) * away**2
            sd_s = float(np.sqrt(own + (STEADY_COMMON * way[i]) ** 2))
            out[id(f)] = _moved(out[id(f)], kind, here, sd_s)
    return [out[id(f)] for f in found]


def _moved(f: FoundContact, kind: str, at_s: float, sd_s: float) -> FoundContact:
    c = f.contact
    if kind == "touchdown":
        return replace(f, contact=replace(c, touchdown_s=at_s, touchdown_sd_s=sd_s))
    return replace(f, contact=replace(c, toe_off_s=at_s, toe_off_sd_s=sd_s))


def _uneven_ways(way_s: Floats) -> Floats:
    """(N,) seconds, one sd: what a way back differs from the usual of those about it, beyond what a runner changes."""
    out = np.zeros(len(way_s))
    for i, way in enumerate(way_s):
        near = way_s[max(i - STEADY_STEPS, 0) : i + STEADY_STEPS + 1]
        if len(near) > 2:
            usual = float(np.median(near))
            # somewhere within, all alike
            out[i] = max(abs(way - usual) - STEADY_WAY * usual, 0.0) / np.sqrt(3)
    return out
