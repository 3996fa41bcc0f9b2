"""Landmarks beyond the picture's edge that the network presses into it.

What the edge cuts off is guessed, and half of the guesses come to lie inside.  No look tells them from what is there:
neither visibility, presence, heat nor how they move when more of the picture is cut off.  The frames around do: a
landmark that lies by an edge and lay beyond it a moment before or after has hardly come back for that moment.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose.boxes import typical_body

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# On crops of seven rendered clips that cut off feet, head or a side, 23 % of what lies outside counts as seen with
# these instead of 43, and of what is inside 87 instead of 88.
BY_EDGE: Final = 0.06  # body lengths
AROUND_S: Final = 0.15
# The visibility of such a guess at most: below what counts as seen, so that its plus-minus grows and coverage tells,
# and above what is left out.  Left out, they cost more than they mend: a runner's toes by the edge tell touchdowns.
GUESSED: Final = 0.3


def pressed(time_s: Floats, xy: Floats, outside: Flags, size_px: tuple[int, int]) -> Flags:
    """(T, 33) which of the landmarks (T, 33, 2) lie by an edge, and were beyond it a moment before or after.

    outside : (T, 33) which lie so far outside the picture that they are left out; NaN in `xy` will do there.
    """
    out = np.zeros(outside.shape, np.bool_)
    body = typical_body(np.where(outside[..., None], np.nan, xy))
    if not np.isfinite(body):
        return out
    first = np.searchsorted(time_s, time_s - AROUND_S)
    last = np.searchsorted(time_s, time_s + AROUND_S, side="right")
    with np.errstate(invalid="ignore"):
        there = outside | ((xy < 0) | (xy > size_px)).any(axis=-1)
        beyond = np.concatenate([np.zeros((1, outside.shape[1]), int), np.cumsum(there, axis=0)])
        by_edge = (np.minimum(xy, np.array(size_px) - xy) < BY_EDGE * body).any(axis=-1)
    return np.asarray(by_edge & ~outside & (beyond[last] > beyond[first]))
