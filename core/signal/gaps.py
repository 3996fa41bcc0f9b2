"""Short gaps are filled and counted; long ones stay gaps."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.stretches import runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LONGEST_FILLED_S = 0.12  # a runner's knee folds in 0.13 to 0.25 s after the toe-off: a longer gap may hide all of it


def rows_seen(values: Floats) -> Flags:
    """(T,) True where all of a row of (T, ...) values is finite."""
    # column by column: a reduction over a few neighbours takes five times as long
    columns = np.isfinite(values).reshape(len(values), int(np.prod(values.shape[1:]))).T
    return np.asarray(np.logical_and.reduce(columns, axis=0))


def stretches(values: Floats) -> Iterator[tuple[int, int]]:
    """Stretches of rows of (T, K) values that are wholly finite."""
    yield from runs(rows_seen(values))


def short_gaps(time_s: Floats, seen: Flags, longest_s: float = LONGEST_FILLED_S) -> Flags:
    """(T,) the samples that are not seen, between two seen ones that lie no further apart than `longest_s`."""
    at = np.flatnonzero(seen)
    closes = np.diff(time_s[at]) <= longest_s + 1e-9
    before = np.cumsum(seen) - 1  # of the seen ones, the last before each sample
    inside = np.flatnonzero(~seen & (before >= 0) & (before < len(at) - 1))
    out = np.zeros(len(seen), bool)
    out[inside] = closes[before[inside]]
    return out


def fill_gaps(time_s: Floats, values: Floats, longest_s: float = LONGEST_FILLED_S) -> tuple[Floats, Flags]:
    """Interpolate gaps of up to `longest_s` between two seen samples; gaps at the ends stay.

    Parameters
    ----------
    time_s : (T,) seconds.  values : (T, K), NaN = missing; a row counts as missing when any of its K is.

    Returns
    -------
    (T, K) values and (T,) True where a row was filled.  A monotone cubic is used, so that no filled value
    overshoots its neighbours.
    """
    from scipy.interpolate import PchipInterpolator

    seen = rows_seen(values)
    filled = short_gaps(time_s, seen, longest_s)
    if not filled.any():
        return values, filled
    out = values.copy()
    with np.errstate(over="ignore"):  # the slopes' harmonic mean of all but equal neighbours: 1 / inf is the 0 it means
        out[filled] = PchipInterpolator(time_s[seen], values[seen], axis=0)(time_s[filled])
    return out, filled
