"""The rhythm of running told by the ankles alone, whichever leg is called left and however slowly a clip plays."""

import numpy as np
from numpy.typing import NDArray

from core.pose.legs import ankles_apart, fold_like_a_runners, legs_fold
from core.pose.track import PoseTrack
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

_REGULAR = 0.5  # correlation of the movement with itself one step later
_LEAST_STEPS = 2.5  # in the clip, to speak of a rhythm at all


def folds_like_running(raw: PoseTrack) -> bool:
    """Whether the legs open wide and the leg that swings past the other is folded; neither hangs on time.

    Walking lifts the swinging foot hardly at all.
    """
    return legs_fold(raw.xy_px)


def step_s(raw: PoseTrack) -> float | None:
    """Seconds from one passing of the legs to the next in running seen from the side; None where there is none.

    The distance between the ankles is the same whichever leg is called left, so that mistaken legs do no harm; its
    first clear peak of self-correlation is the time of a step.
    """
    between = ankles_apart(raw.xy_px)
    if between is None or not fold_like_a_runners(between):
        return None
    seen = np.isfinite(between[:, 0])
    step = usual_step_s(raw.time_s)
    even = np.arange(raw.time_s[seen][0], raw.time_s[seen][-1], step)
    apart = np.interp(even, raw.time_s[seen], between[seen, 0])
    swing = apart - apart.mean()
    n = len(swing)
    lags = int(n / _LEAST_STEPS)
    size = 1 << (2 * n - 1).bit_length()
    power = np.abs(np.fft.rfft(swing, size)) ** 2
    alike = np.fft.irfft(power, size)[:lags] / np.arange(n, n - lags, -1) * n / float(swing @ swing)
    below = np.flatnonzero(alike < 0)
    if not len(below):
        return None
    rest = alike[below[0] :]
    best = int(np.argmax(rest))
    if rest[best] < _REGULAR or best == len(rest) - 1:
        return None
    # a multiple of the step may fit a little better than the step itself
    first = int(np.flatnonzero((rest >= 0.85 * rest[best]) & _peaks(rest))[0])
    return float((below[0] + first) * step)


def _peaks(values: Floats) -> NDArray[np.bool_]:
    """True at local maxima, ends left out."""
    out = np.zeros(len(values), bool)
    out[1:-1] = (values[1:-1] >= values[:-2]) & (values[1:-1] >= values[2:])
    return out
