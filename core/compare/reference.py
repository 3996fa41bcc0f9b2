"""Curves that another program measured, laid over those of a clip."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kinematics.series import Series

Floats = NDArray[np.float64]
_LEAST_LIKENESS = 0.8  # correlation from which a shift is believed
_LEAST_OVERLAP_S = 1.0


@dataclass(frozen=True)
class Reference:
    """name : of the file.  series : its curves on the clip's clock.  moved_s : by how much they were moved for that.

    likeness : correlation of the curves that told the shift; NaN = none did, and the times are the file's own.
    """

    name: str
    series: Series
    moved_s: float = 0.0
    likeness: float = float("nan")


def laid_over(name: str, theirs: Series, ours: Series, by: Sequence[str]) -> Reference:
    """Another program's curves on our clock.

    Two devices start at different moments, so the shift is looked for at which the curves `by` fit best (mean
    correlation, at least a second of overlap).  Where none fits well, times stay as they are.
    """
    lag, likeness = _best_lag(theirs, ours, [n for n in by if n in theirs and n in ours])
    if not likeness >= _LEAST_LIKENESS:
        return Reference(name, theirs)
    return Reference(name, Series(theirs.time_s + lag, theirs.values), lag, likeness)


def _best_lag(theirs: Series, ours: Series, names: Sequence[str]) -> tuple[float, float]:
    """(seconds to add to their times, mean correlation there); NaN where nothing can be compared."""
    best = (0.0, float("nan"))
    if not names or min(len(theirs.time_s), len(ours.time_s)) < 3:
        return best
    step = float(min(np.median(np.diff(theirs.time_s)), np.median(np.diff(ours.time_s))))
    step = max(step, 1 / 120)
    a, b = (_even(s, names, step) for s in (theirs, ours))  # (names, T)
    least = round(min(_LEAST_OVERLAP_S / step, 0.8 * min(a.shape[1], b.shape[1])))
    for shift in range(least - a.shape[1], b.shape[1] - least + 1):
        from_a, from_b = max(0, -shift), max(0, shift)
        length = min(a.shape[1] - from_a, b.shape[1] - from_b)
        likeness = _correlation(a[:, from_a : from_a + length], b[:, from_b : from_b + length])
        if np.isfinite(likeness) and not likeness <= best[1]:  # NaN is what it begins with
            best = (float(ours.time_s[0] - theirs.time_s[0]) + shift * step, likeness)
    return best


def _even(series: Series, names: Sequence[str], step: float) -> Floats:
    grid = np.arange(series.time_s[0], series.time_s[-1], step)
    return np.stack([np.interp(grid, series.time_s, np.asarray(series[name], float)) for name in names])


def _correlation(a: Floats, b: Floats) -> float:
    """Mean over the curves; a curve that does not move tells nothing."""
    known = np.isfinite(a) & np.isfinite(b)
    count = known.sum(axis=1)
    x, y = np.where(known, a, 0.0), np.where(known, b, 0.0)
    safe = np.maximum(count, 1)
    x = np.where(known, x - (x.sum(axis=1) / safe)[:, None], 0.0)
    y = np.where(known, y - (y.sum(axis=1) / safe)[:, None], 0.0)
    power = (x**2).sum(axis=1) * (y**2).sum(axis=1)
    use = (power > 1e-9) & (count > 0.5 * a.shape[1])
    return float(((x * y).sum(axis=1)[use] / np.sqrt(power[use])).mean()) if use.any() else float("nan")
