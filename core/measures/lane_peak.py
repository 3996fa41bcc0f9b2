"""When a lane peaks: the top of the parabola that fits the whole hump best, not its highest frame.

The pose model's own errors change with the pose and put small tops on a hump that is round; which of them is highest
says little.  A parabola over the hump's own width hardly sees them, and where the hump is even it is exact.
"""

from collections.abc import Sequence
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
_MOST_CONDITION = 1e8
_HANKEL: Final = np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4]])  # which power of time stands where in the normal equations


@dataclass(frozen=True)
class Peak:
    """A lane's peak in every draw: (R,) seconds and deg/s; NaN where the highest value lies at the window's edge."""

    time_s: Floats
    value: Floats
    at_edge: bool  # of the measured motion


@dataclass(frozen=True)
class Sought:
    """A hump to be found: of (R, T) curves, between (R,) begin and end, fitted over `reach_s` either side."""

    curve: Floats
    begin: Floats
    end: Floats
    reach_s: float


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
    return find_humps(time_s, [Sought(curve, begin, end, reach_s)])[0]


def find_humps(time_s: Floats, sought: Sequence[Sought]) -> list[Peak]:
    """`find_hump` of many, each with equally many draws: one fit of all rows takes hardly longer than one of a few."""
    frame = float(np.median(np.diff(time_s)))
    found = {
        i: find_peak(time_s, one.curve, one.begin, one.end)
        for i, one in enumerate(sought)
        if 2 * one.reach_s < _LEAST_FRAMES * frame
    }
    fitted = [i for i in range(len(sought)) if i not in found]
    if fitted:
        found |= dict(zip(fitted, _fit_humps(time_s, [sought[i] for i in fitted], frame), strict=True))
    return [found[i] for i in range(len(sought))]


def _fit_humps(time_s: Floats, sought: Sequence[Sought], frame: float) -> list[Peak]:
    draws = len(sought[0].curve)
    # each curve once, however many humps of it are sought: all of a part's steps look at the same few
    curves = {id(one.curve): one.curve for one in sought}
    places = {key: place * draws for place, key in enumerate(curves)}
    curve = np.concatenate(list(curves.values()))
    rows_of = np.concatenate([places[id(one.curve)] + np.arange(draws) for one in sought])
    begin, end = (np.concatenate([getattr(one, side) for one in sought]) for side in ("begin", "end"))
    reach = np.repeat([one.reach_s for one in sought], draws)
    highest = [_highest(time_s, one.curve, one.begin, one.end) for one in sought]
    k, seen = (np.concatenate(found) for found in zip(*highest, strict=True))
    middle = time_s[k]
    top = curve[rows_of, k]
    height = np.full(len(rows_of), np.nan)
    fits = seen.copy()
    moving = np.ones(len(sought), bool)
    for _ in range(_ROUNDS):
        rows = np.flatnonzero(np.repeat(moving, draws))
        shift, height[rows], bends = _parabola(time_s, curve, rows_of[rows], middle[rows], reach[rows])
        fits[rows] &= bends
        step = np.where(fits[rows], np.clip(np.nan_to_num(shift), -0.5, 0.5), 0.0)
        middle[rows] += step * reach[rows]
        moving[moving] = np.abs(step).reshape(-1, draws).max(axis=1) >= 1e-3
        if not moving.any():
            break
    inside = fits & (middle >= begin - 0.5 * frame) & (middle <= end + 0.5 * frame)
    time, value = np.where(inside, middle, np.nan), np.where(inside, height, np.nan)
    own = [slice(i * draws, (i + 1) * draws) for i in range(len(sought))]
    return [Peak(time[r], value[r], bool(np.isfinite(top[r.start]) and not inside[r.start])) for r in own]


def _highest(time_s: Floats, curve: Floats, begin: Floats, end: Floats) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """(R,) the frame in which each row is highest, never the first or last; and whether anything was seen."""
    frame = float(np.median(np.diff(time_s)))
    low, high = begin - 0.5 * frame, end + 0.5 * frame
    rows, k = np.arange(len(curve)), np.zeros(len(curve), np.intp)
    # nothing is looked at but the frames that are asked for in some row
    first = int(np.searchsorted(time_s, np.min(low, initial=np.inf, where=np.isfinite(low))))
    last = int(np.searchsorted(time_s, np.max(high, initial=-np.inf, where=np.isfinite(high)), side="right"))
    if first < last:
        near, part = time_s[first:last], curve[:, first:last]
        inside = (near >= low[:, None]) & (near <= high[:, None])
        masked = np.where(inside & np.isfinite(part), part, -np.inf)
        at = np.argmax(masked, axis=1)
        k = np.where(np.isfinite(masked[rows, at]), first + at, 0)
    k = np.clip(k, 1, len(time_s) - 2)
    when = time_s[k]
    return k, np.isfinite(curve[rows, k]) & (when >= low) & (when <= high)


def _parabola(
    time_s: Floats, curve: Floats, rows: NDArray[np.intp], middle: Floats, reach_s: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Of these rows: where the fitted parabola's top lies off the middle, in reaches; its height; whether it has one.

    middle, reach_s : one for each of the rows.
    """
    first = np.searchsorted(time_s, middle - reach_s)
    count = int((np.searchsorted(time_s, middle + reach_s) - first).max()) + 1
    at = np.clip(first[:, None] + np.arange(count), 0, len(time_s) - 1)
    off = (time_s[at] - middle[:, None]) / reach_s[:, None]
    value = curve[rows[:, None], at]
    # frames beyond either end of the clip came in again through the clipping
    own = first[:, None] + np.arange(count) == at
    weight = np.where(own & np.isfinite(value) & (np.abs(off) < 1), 1 - off**2, 0.0)
    value = np.where(weight > 0, value, 0.0)
    m, right = [], []  # weighted sums of the powers of `off`, alone and times the value
    of_power = weight
    for power in range(5):
        m.append(of_power.sum(axis=1))
        if power < 3:
            right.append((of_power * value).sum(axis=1))
        of_power = of_power * off
    normal = np.stack(m, axis=-1)[:, _HANKEL]
    enough = ((weight > 0).sum(axis=1) >= _LEAST_FRAMES) & _well_posed(normal)
    normal = np.where(enough[:, None, None], normal, np.eye(3))
    level, slope, bend = np.linalg.solve(normal, np.stack(right, axis=-1)[..., None])[..., 0].T
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = -slope / (2 * bend)
        height = level - slope**2 / (4 * bend)
    return shift, height, enough & (bend < 0)


def _well_posed(normal: Floats) -> NDArray[np.bool_]:
    """Whether the condition number of each (R, 3, 3) positive semidefinite matrix is below `_MOST_CONDITION`.

    The determinant is at most the least eigenvalue times the trace squared: one that is not tiny spares the exact
    answer, which takes longer than all the rest of a fit.
    """
    a, b, c, d, e = (normal[:, i, j] for i, j in ((0, 0), (0, 1), (1, 1), (1, 2), (2, 2)))
    determinant = a * (c * e - d * d) - b * (b * e - c * d) + c * (b * d - c * c)
    well = np.asarray(determinant * _MOST_CONDITION > 2 * (a + c + e) ** 3)
    if not well.all():
        well[~well] = np.linalg.cond(normal[~well]) < _MOST_CONDITION
    return well
