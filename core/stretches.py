"""What lies in a row: stretches of flags that hold, pieces of row numbers without a hole."""

import numpy as np
from numpy.typing import NDArray


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of True in (T,) flags as (start, stop) pairs, stop excluded."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def pieces(rows: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Ascending row numbers (N,) cut wherever one is left out; none of none."""
    return np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []
