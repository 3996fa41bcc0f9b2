"""Median and percentile of a few samples: NumPy's own take ten times as long for as few as a squat has."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def seen_in_order(values: Floats) -> Floats:
    """What is finite of values of any shape, smallest first."""
    return np.sort(values[np.isfinite(values)], axis=None)


def median(values: Floats) -> float:
    """Of the finite ones of values of any shape; NaN where there is none."""
    return middle(seen_in_order(values))


def middle(ordered: Floats) -> float:
    """The median of (N,) values in order; NaN where there is none."""
    n = len(ordered)
    return float(ordered[(n - 1) // 2] + ordered[n // 2]) / 2 if n else float("nan")


def percentile(values: Floats, percent: float) -> float:
    """Of the finite ones of values of any shape, linear between them; NaN where there is none."""
    ordered = seen_in_order(values)
    if not len(ordered):
        return float("nan")
    place = percent / 100 * (len(ordered) - 1)
    low = int(place)
    below, above = float(ordered[low]), float(ordered[min(low + 1, len(ordered) - 1)])
    return below + (place - low) * (above - below)


def medians(curves: Floats) -> Floats:
    """(...,) of (..., N) curves, NaN left out; NaN where a row holds nothing else."""
    if not curves.shape[-1]:
        return np.full(curves.shape[:-1], np.nan)
    ordered = np.sort(curves, axis=-1)  # NaN last
    count = np.isfinite(curves).sum(axis=-1)
    if (count == curves.shape[-1]).all():
        middle = curves.shape[-1] // 2
        return np.asarray((ordered[..., (curves.shape[-1] - 1) // 2] + ordered[..., middle]) / 2)
    low, high = np.maximum((count - 1) // 2, 0), np.minimum(np.maximum(count // 2, 0), curves.shape[-1] - 1)
    # from the flat array: `np.take_along_axis` takes longer than the sort
    flat, first = ordered.reshape(-1), np.arange(count.size).reshape(count.shape) * curves.shape[-1]
    both = flat.take(first + low) + flat.take(first + high)
    return np.asarray(np.where(count > 0, both / 2, np.nan))
