"""A uniform time grid built from the real timestamps, and back: filters need even steps, phones do not give them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_FEW, _MANY = 500, 8  # samples, columns


def usual_step_s(time_s: Floats) -> float:
    """Median time from one of (T,) times to the next, T at least 2."""
    return _middle(np.diff(time_s))


def _middle(steps: Floats) -> float:
    # asked for of every rep: NumPy's own median of so few takes ten times as long
    low, high = (len(steps) - 1) // 2, len(steps) // 2
    ordered = np.partition(steps, (low, high))
    return float(ordered[low] + ordered[high]) / 2


def is_uniform(time_s: Floats, tolerance: float = 1e-3) -> bool:
    """True when none of the steps between times (T,) differs from their median by more than `tolerance` of it."""
    steps = np.diff(time_s)
    middle = _middle(steps)
    return bool(np.all(np.abs(steps - middle) <= tolerance * middle))


def uniform_grid(time_s: Floats) -> Floats:
    """Evenly spaced times from the first to the last of times (T,), no coarser than their median step; seconds."""
    steps = max(1, int(np.ceil((time_s[-1] - time_s[0]) / usual_step_s(time_s) - 1e-6)))
    return np.linspace(time_s[0], time_s[-1], steps + 1)


def interpolate(time_s: Floats, values: Floats, at_s: Floats) -> Floats:
    """Cubic interpolation of (T, K) values at other times within the same range; linear below four samples."""
    if len(time_s) < 4:
        return np.stack([np.interp(at_s, time_s, column) for column in values.T], axis=-1)
    from scipy.interpolate import CubicSpline, make_interp_spline

    if len(time_s) > _FEW and values.shape[1] < _MANY:
        return np.asarray(CubicSpline(time_s, values, axis=0)(at_s))
    # the same spline, in half of the time where the calls cost more than the sums or the equations serve many columns
    return np.asarray(make_interp_spline(time_s, values, k=3, axis=0, check_finite=False)(at_s))
