"""Which frame of B is shown beside each frame of A."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.compare.curves import Span, overlap_s
from core.compare.time_map import TimeMap
from core.errors import UserError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Alongside:
    """Frames of A from `first` to before `stop`; b : (stop - first,) the frame of B beside each, never going back."""

    first: int
    stop: int
    b: Ints


def alongside(a_s: Floats, b_s: Floats, time_map: TimeMap, span_s: Span | None = None) -> Alongside:
    """Every frame of A for which B has a picture, with the frame of B that is nearest in time.

    a_s, b_s : (N,), (M,) seconds of the clips' frames, increasing.  span_s : only this stretch of A's seconds.

    Raises
    ------
    UserError : the two have no moment in common there.
    """
    both = overlap_s(a_s, b_s, time_map)
    if both is not None and span_s is not None:
        both = max(both[0], span_s[0]), min(both[1], span_s[1])
    first = stop = 0
    if both is not None:
        first, stop = int((a_s < both[0] - 1e-6).sum()), int((a_s <= both[1] + 1e-6).sum())
    if first >= stop:
        raise UserError("the two clips have no moment in common there", "line them up at another rep or step")
    at = time_map.to_b(a_s[first:stop])
    after = np.clip(np.searchsorted(b_s, at), 1, max(len(b_s) - 1, 1))
    nearer = at - b_s[after - 1] <= b_s[np.minimum(after, len(b_s) - 1)] - at
    return Alongside(first, stop, np.where(nearer, after - 1, np.minimum(after, len(b_s) - 1)).astype(np.int64))
