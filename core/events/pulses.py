"""Pulses: rises inside one rep that end part of the way up, so that the rep has more than one bottom."""

from itertools import pairwise
from typing import Final

import numpy as np

from core.events.event import Rejected
from core.events.squat_cues import Cues
from core.events.squat_dips import SLOW_HZ, Dip
from core.events.squat_judge import LEAST_DROP
from core.signal.filters import lowpass

PULSE: Final = "the hips came up only part of the way between bottoms: all of it counts as one rep"
# of what the hips rise by: shoulders rise as far but for how the trunk leans; where hips alone bounce it is the model
_SHOULDERS: Final = 0.5
_LEAST_SAMPLES: Final = 6  # of a dip: in fewer nothing can rise and sink again


def pulses(cues: Cues, dip: Dip) -> list[Rejected]:
    """From one bottom to the next, where the hips rise in between by as much as the shallowest squat goes down.

    Shoulders that were not seen, or did not rise with the hips, tell nothing.
    """
    from scipy.signal import find_peaks

    part = slice(*np.searchsorted(cues.time_s, (dip.start_s, dip.end_s)))
    time_s, sharp = cues.time_s[part], cues.height[part]
    if len(time_s) < _LEAST_SAMPLES or not np.isfinite(sharp).all():
        return []
    curve = lowpass(time_s, sharp[:, None], SLOW_HZ)[:, 0]
    least = LEAST_DROP * max(dip.rest_before, dip.rest_after)
    tops = find_peaks(curve, prominence=least)[0]
    edges = [0, *tops.tolist(), len(curve)]
    lows = [a + int(np.argmin(curve[a:b])) for a, b in pairwise(edges)]
    shoulders = cues.shoulders[part]
    return [
        Rejected("rep", float(time_s[low]), float(time_s[after]), PULSE)
        for low, top, after in zip(lows, tops.tolist(), lows[1:], strict=False)
        if shoulders[top] - np.maximum(shoulders[low], shoulders[after]) > _SHOULDERS * least
    ]
