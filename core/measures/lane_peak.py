"""When a lane peaks: the top of the parabola that fits the whole hump best, not its highest frame.

The pose model's own errors change with the pose and put small tops on a hump that is round; which of them is highest
says little.  A parabola over the hump's own width hardly sees them, and where the hump is even it is exact.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Half the width that is fitted, in strides.  A limb swings to and fro once a stride, so that its way in one direction
# takes half of it, a quarter either side of the top; a little less, because the swing thigh's hump is not quite even.
# The stance thigh is fastest late and shortly, in a contact of about a fifth of a stride.
REACH: Final = {"push": 0.08, "swing": 0.2, "arms": 0.22, "torso": 0.22}
_ROUNDS = 8
_LEAST_FRAMES = 4


@dataclass(frozen=True)
class Peak:
    """A lane's peak in every draw: (R,) seconds and deg/s; NaN where the highest value lies at the window's edge."""

    time_s: Floats
    value: Floats
    at_edge: bool  # of the measured motion


def find_peak(time_s: Floats, curve: Floats, begin: Floats, end: Floats) -> Peak:
    """The highest point of (R, T) curves between (R,) begin and end, between frames by a parabola through three.

    A curve still rising where the window ends has no peak in it: NaN, and `at_edge` when row 0 is such a one.
    """
    rows = np.arange(len(curve))
    k, seen = _highest(time_s, curve, begin, end)
    before, top, after = curve[rows, k - 1], curve[rows, k], curve[rows, k + 1]
    a, b = time_s[k - 1] - time_s[k], time_s[k + 1] - time_s[k]
    with np.errstate(divide="ignore", invalid="ignore"):
        # the parabola through (a, before), (0, top), (b, after)
        left, right = (before - top) / a, (after - top) / b
        bend = (right - left) / (b - a)
        slope = left - bend * a
        shift = -slope / (2 * bend)
        height = top + slope * shift + bend * shift**2
        shift = np.clip(shift, a, b)
    peaked = seen & (top >= before) & (top >= after) & (bend < 0)
    return Peak(
        np.where(peaked, time_s[k] + shift, np.nan),
        np.where(peaked, height, np.nan),
        bool(np.isfinite(top[0]) and not peaked[0]),
    )


def find_hump(time_s: Floats, curve: Floats, begin: Floats, end: Floats, reach_s: float) -> Peak:
    """The top of the hump of (R, T) curves that is highest between (R,) begin and end.

    A parabola is fitted over `reach_s` either side, weighted towards the middle, and moved until its top is its middle.
    Where fewer than four frames lie in reach, three of them tell it (`find_peak`).  NaN and `at_edge` where the top
    comes to lie outside, or where there is none.
    """
    frame = float(np.median(np.diff(time_s)))
    if 2 * reach_s < _LEAST_FRAMES * frame:
        return find_peak(time_s, curve, begin, end)
    k, seen = _highest(time_s, curve, begin, end)
    middle = time_s[k]
    top = curve[np.arange(len(curve)), k]
    height = np.full(len(curve), np.nan)
    fits = seen.copy()
    for _ in range(_ROUNDS):
        shift, height, bends = _parabola(time_s, curve, middle, reach_s)
        fits &= bends
        step = np.where(fits, np.clip(np.nan_to_num(shift), -0.5, 0.5), 0.0)
        middle = middle + step * reach_s
        if np.abs(step).max() < 1e-3:
            break
    inside = fits & (middle >= begin - 0.5 * frame) & (middle <= end + 0.5 * frame)
    return Peak(
        np.where(inside, middle, np.nan), np.where(inside, height, np.nan), bool(np.isfinite(top[0]) and not inside[0])
    )


def _highest(time_s: Floats, curve: Floats, begin: Floats, end: Floats) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """(R,) the frame in which each row is highest, never the first or last; and whether anything was seen."""
    frame = float(np.median(np.diff(time_s)))
    inside = (time_s >= begin[:, None] - 0.5 * frame) & (time_s <= end[:, None] + 0.5 * frame)
    masked = np.where(inside & np.isfinite(curve), curve, -np.inf)
    k = np.clip(np.argmax(masked, axis=1), 1, len(time_s) - 2)
    return k, np.isfinite(masked[np.arange(len(curve)), k])


def _parabola(
    time_s: Floats, curve: Floats, middle: Floats, reach_s: float
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """(R,) where the top of the fitted parabola lies off the middle, in reaches; its height; whether it has a top."""
    first = np.searchsorted(time_s, middle - reach_s)
    count = int((np.searchsorted(time_s, middle + reach_s) - first).max()) + 1
    at = np.clip(first[:, None] + np.arange(count), 0, len(time_s) - 1)
    off = (time_s[at] - middle[:, None]) / reach_s
    value = np.take_along_axis(curve, at, axis=1)
    # frames beyond either end of the clip came in again through the clipping
    own = first[:, None] + np.arange(count) == at
    weight = np.where(own & np.isfinite(value) & (np.abs(off) < 1), 1 - off**2, 0.0)
    value = np.where(weight > 0, value, 0.0)
    powers = np.stack([np.ones_like(off), off, off**2], axis=-1)
    normal = np.einsum("rk,rki,rkj->rij", weight, powers, powers)
    right = np.einsum("rk,rki,rk->ri", weight, powers, value)
    enough = ((weight > 0).sum(axis=1) >= _LEAST_FRAMES) & (np.linalg.cond(normal) < 1e8)
    normal = np.where(enough[:, None, None], normal, np.eye(3))
    level, slope, bend = np.linalg.solve(normal, right[..., None])[..., 0].T
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = -slope / (2 * bend)
        height = level - slope**2 / (4 * bend)
    return shift, height, enough & (bend < 0)
