"""Landmarks as rows along memory, one for each coordinate, and back.

Whatever runs along time reads a row at once.  In the order (time, landmark, space) one coordinate's samples lie
between those of all others, each in another line of the processor's cache.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def along_memory(which: Sequence[int], *points: Floats) -> Floats:
    """(L, K, T) copy of some landmarks of (T, N, K) points; of several sorts of points, one after the other in K."""
    out = np.empty((len(which), sum(part.shape[2] for part in points), len(points[0])))
    first = 0
    for part in points:
        rows = out[:, first : first + part.shape[2]]
        if _all_of(which, part):
            rows[:] = part.transpose(1, 2, 0)
        else:  # one by one: an index over the middle of three axes takes several times as long
            for own, k in zip(rows, which, strict=True):
                own[:] = part[:, k].T
        first += part.shape[2]
    return out


def over_time(rows: Floats, which: Sequence[int], points: Floats) -> Floats:
    """(T, N, K) copy of the points with the rows (L, K, T) of some landmarks in their places."""
    if _all_of(which, points):
        return np.ascontiguousarray(rows.transpose(2, 0, 1))
    out = points.copy()
    for own, k in zip(rows, which, strict=True):
        out[:, k] = own.T
    return out


def _all_of(which: Sequence[int], points: Floats) -> bool:
    return list(which) == list(range(points.shape[1]))
