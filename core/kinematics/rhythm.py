"""The rhythm of running told by the ankles alone, whichever leg is called left and however slowly a clip plays."""

import numpy as np
from numpy.typing import NDArray

from core.kinematics.foot_path import leg_length_px
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

_WIDE = 0.6  # leg lengths between the ankles at the widest
_PASSING = 0.3  # ... and when the legs pass each other
_LIFTED = 0.2  # leg lengths one foot is above the other in passing: a swing leg folded as in running
_REGULAR = 0.5  # correlation of the movement with itself one step later
_LEAST_STEPS = 2.5  # in the clip, to speak of a rhythm at all


def folds_like_running(raw: PoseTrack) -> bool:
    """Whether the legs open wide and the leg that swings past the other is folded; neither hangs on time.

    Walking lifts the swinging foot hardly at all.
    """
    apart, above, _ = _ankles(raw)
    return len(apart) >= 12 and _folds(apart, above)


def _folds(apart: Floats, above: Floats) -> bool:
    wide, near = np.percentile(apart, (95, 10))
    if wide < _WIDE or near > _PASSING:
        return False
    return bool(np.percentile(above[apart < _PASSING], 75) >= _LIFTED)


def step_s(raw: PoseTrack) -> float | None:
    """Seconds from one passing of the legs to the next in running seen from the side; None where there is none.

    The distance between the ankles is the same whichever leg is called left, so that mistaken legs do no harm; its
    first clear peak of self-correlation is the time of a step.
    """
    apart, above, step = _ankles(raw)
    if len(apart) < 12:
        return None
    if not _folds(apart, above):
        return None
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


def _ankles(raw: PoseTrack) -> tuple[Floats, Floats, float]:
    """Ankles apart and one above the other, leg lengths, at even times; and the seconds between these."""
    leg = leg_length_px(raw.xy_px) if len(raw) else float("nan")
    left, right = (raw.xy_px[:, INDEX[f"{side}_ankle"]] for side in SIDES)
    between = np.abs(left - right) / leg
    seen = np.isfinite(between).all(axis=1)
    if not np.isfinite(leg) or leg <= 0 or seen.sum() < 12:
        return np.zeros(0), np.zeros(0), 1.0
    time = raw.time_s[seen]
    step = float(np.median(np.diff(raw.time_s)))
    even = np.arange(time[0], time[-1], step)
    return np.interp(even, time, between[seen, 0]), np.interp(even, time, between[seen, 1]), step
