"""Landmarks beyond the picture's edge that the network presses into it.

What the edge cuts off is guessed, and half of the guesses come to lie inside.  No single look tells them from what is
there: neither visibility, presence, heat nor how they move when more of the picture is cut off.  Two things do.  The
frames around: a landmark that lies by an edge and lay beyond it a moment before or after has hardly come back for that
moment.  And several looks at one frame: while an edge cuts the body, each guesses something else.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose.backend import APART
from core.pose.boxes import typical_body

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# On 54 crops of ten rendered clips that cut off feet, head or a side, stand still or sway, 19 % of what lies outside
# counts as seen with these instead of 45, 8 instead of 32 of what lies 0.05 body lengths and more outside, and 98 % of
# what counts as seen and lies inside still does.  Where looks disagree a landmark errs by 0.05 body lengths, elsewhere
# by the edge by 0.03.
BY_EDGE: Final = 0.06  # body lengths
BY_EDGE_UNSURE: Final = 0.3  # a shank's length, where looks disagree
AROUND_S: Final = 0.15
DISAGREE: Final = APART / 8**0.5  # the spread of two looks from which a third one is taken
# The visibility of such a guess at most: below what counts as seen, so that its plus-minus grows and coverage tells,
# and above what is left out.  Left out, they cost more than they mend: a runner's toes by the edge tell touchdowns.
GUESSED: Final = 0.3


def pressed(time_s: Floats, xy: Floats, spread_px: Floats, outside: Flags, size_px: tuple[int, int]) -> Flags:
    """(T, 33) which of the landmarks (T, 33, 2) are likely guesses at what the picture's edge cuts off.

    spread_px : (T, 33) of several looks at one frame about their mean; NaN where there was one.
    outside : (T, 33) which lie so far outside the picture that they are left out; NaN in `xy` will do there.
    """
    body = typical_body(np.where(outside[..., None], np.nan, xy))
    if not np.isfinite(body):
        return np.zeros(outside.shape, np.bool_)
    with np.errstate(invalid="ignore"):
        beyond = np.asarray(outside | ((xy < 0) | (xy > size_px)).any(axis=-1))
        from_edge = np.minimum(xy, np.array(size_px) - xy).min(axis=-1) / body
        back = (from_edge < BY_EDGE) & _around(time_s, beyond)
        unsure = (from_edge < BY_EDGE_UNSURE) & (spread_px > DISAGREE * body)
    cut = _around(time_s, np.asarray(beyond.any(axis=1, keepdims=True)))
    return np.asarray((back | (unsure & cut)) & ~outside)


def _around(time_s: Floats, flags: Flags) -> Flags:
    """(T, K) whether a flag (T, K) is set in some frame a moment before or after."""
    first = np.searchsorted(time_s, time_s - AROUND_S)
    last = np.searchsorted(time_s, time_s + AROUND_S, side="right")
    so_far = np.concatenate([np.zeros((1, flags.shape[1]), int), np.cumsum(flags, axis=0)])
    return np.asarray(so_far[last] > so_far[first])
