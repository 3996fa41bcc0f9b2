"""Single wild samples: far from the running median, judged by the running spread (Hampel 1974)."""

import numpy as np
from numpy.typing import NDArray

from core.signal.gaps import runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def find_outliers(time_s: Floats, points: Floats, window_s: float, least: float | Floats, sigmas: float = 4.0) -> Flags:
    """(T,) True where a point (T, 2) lies further from its running median than noise explains.

    window_s : full width of the running window; it is at least five frames, so that a median means something.
    least : a distance (same unit as the points) below which nothing is called wild.
    NaN rows are never outliers and do not count in the medians.  A ramp is safe however fast, because a median
    follows it exactly.  Where a fast point turns round (a foot at toe-off) it leaves its median as well, so what lies
    on a curve through the samples on either side is let off.
    """
    n = len(time_s)
    if n < 5:
        return np.zeros(n, bool)
    step = float(np.median(np.diff(time_s)))
    half = max(2, round(window_s / step / 2))
    padded = np.pad(points, ((half, half), (0, 0)), mode="reflect", reflect_type="odd") if n > half else None
    if padded is None:
        return np.zeros(n, bool)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1, axis=0)  # (T, 2, W)
    with np.errstate(invalid="ignore"):
        middle = running_median(windows)
        away = np.hypot(*(points - middle).T)
        spread = 1.4826 * running_median(np.lib.stride_tricks.sliding_window_view(
            np.pad(away, (half, half), mode="reflect"), 2 * half + 1))  # fmt: skip
        limit = np.maximum(sigmas * spread, least)
        wild = away > limit
        return np.asarray(wild & ~_on_their_way(time_s, points, wild, limit))


def _on_their_way(time_s: Floats, points: Floats, wild: Flags, limit: Floats) -> Flags:
    """(T,) True for suspects that all lie within `limit` of the cubic through the two samples on either side."""
    let_off = np.zeros(len(wild), bool)
    good = np.flatnonzero(~wild & np.isfinite(points).all(axis=1))
    for start, stop in runs(wild):
        k = int(np.searchsorted(good, start))
        if k < 2 or k + 2 > len(good):
            continue
        at = good[k - 2 : k + 2]
        own, others = time_s[start:stop, None], time_s[at]
        weights = np.stack(
            [np.prod((own - np.delete(others, i)) / (t - np.delete(others, i)), axis=1) for i, t in enumerate(others)],
            axis=1,
        )  # Lagrange: exact for any motion of constant jerk
        off = np.hypot(*(points[start:stop] - weights @ points[at]).T)
        let_off[start:stop] = (off <= limit[start:stop]).all()
    return let_off


def running_median(windows: Floats) -> Floats:
    """Median over the last axis (the windows) without NaN; NaN where a window holds nothing else."""
    ordered = np.sort(windows, axis=-1)  # NaN last
    count = np.isfinite(windows).sum(axis=-1)
    low, high = np.maximum((count - 1) // 2, 0), np.maximum(count // 2, 0)
    high = np.minimum(high, windows.shape[-1] - 1)
    take = np.take_along_axis
    middle = (take(ordered, low[..., None], -1)[..., 0] + take(ordered, high[..., None], -1)[..., 0]) / 2
    return np.asarray(np.where(count > 0, middle, np.nan))
