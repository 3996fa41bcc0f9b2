"""When a lane peaks: the top of the parabola that fits the whole hump best, not its highest frame.

The pose model's own errors change with the pose and put small tops on a hump that is round; which of them is highest
says little.  A parabola over the hump's own width hardly sees them, and where the hump is even it is exact.  A swing
thigh's is not: on rendered runs and on 53 swings from a laboratory the parabola's top lies 4 to 10 ms before its own.
What one hump leans by drowns in the model's errors; their mean over a run's steps tells it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.giving_way import may_go_on
from core.measures.kept_results import KeptResults
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

LEANS: Final = ("swing",)  # lanes whose humps lean
_LEAST_HUMPS = 3  # fewer do not tell how
_MOST_LEAN = 0.1  # of the reach, late: no swing of the laboratory leans more, nor any early, where a model's often does
_SAMPLES = 81  # of the mean hump, over its whole width
# Half the width that is fitted, in strides.  A limb swings to and fro once a stride, so that its way in one direction
# takes half of it, a quarter either side of the top; a little less, because the swing thigh's hump is not quite even.
# The stance thigh is fastest late and shortly, in a contact of about a fifth of a stride.
REACH: Final = {"push": 0.08, "swing": 0.2, "arms": 0.22, "torso": 0.22}
_ROUNDS = 8  # at most: nearly all have come to rest by then, see `_STILL`
_STILL: Final = 2e-4  # of the reach: a parabola that moves by less has come to its place
_LEAST_FRAMES = 4  # a parabola has three unknowns
# frames are summed in such numbers: a hump's sums are the same to the last bit whatever is fitted with it
_IN_STEP: Final = 16
_MOST_CONDITION = 1e8  # half of a double's digits are left
_HANKEL: Final = np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4]])  # which power of time stands where in the normal equations
_ADJUGATE: Final = ((0, 1, 2), (1, 3, 4), (2, 4, 5))  # which of their six cofactors stands where in the inverse


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
    k, seen = _highest(time_s, curve, begin, end, _frame_s(time_s))
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


def find_humps(time_s: Floats, sought: Sequence[Sought], kept: KeptResults | None = None) -> list[Peak]:
    """The top of each hump of (R, T) curves that is highest between (R,) begin and end; R is the same of all.

    A parabola is fitted over `reach_s` either side, weighted towards the middle, and moved until its top is its middle.
    Where fewer than four frames lie in reach, three of them tell it (`find_peak`).  NaN and `at_edge` where the top
    comes to lie outside, or where there is none.  All at once: one fit of all rows takes hardly longer than of a few.

    kept : of the same times and as many humps; those whose curves are the same as far as they were looked at are not
        looked for again.
    """
    if kept is None:
        return [found.peak for found in _find_humps(time_s, sought)]
    names = [(one.begin.tobytes(), one.end.tobytes(), one.reach_s) for one in sought]
    known = {i: kept.find(("hump", i), (), name) for i, name in enumerate(names)}
    found = {i: one for i, one in known.items() if isinstance(one, _Found) and one.stands_in(sought[i].curve)}
    anew = [i for i in known if i not in found]
    for i, one in zip(anew, _find_humps(time_s, [sought[i] for i in anew]), strict=True):
        found[i] = one.of(sought[i].curve)
        kept.put(("hump", i), (), names[i], found[i])
    return [found[i].peak for i in known]


def lean_s(time_s: Floats, humps: Sequence[tuple[Floats, float]], reach_s: float) -> float:
    """Seconds by which a lane is fastest after the tops of the parabolas: those of a cubic over the mean of its humps.

    humps : of each, its (T,) curve and the top of its parabola, seconds.  0 where too few tell it.
    """
    off = np.linspace(-1, 1, _SAMPLES)
    seen = [np.interp(top + reach_s * off, time_s, curve, left=np.nan, right=np.nan) for curve, top in humps]
    seen = [one for one in seen if np.isfinite(one).all()]
    if len(seen) < _LEAST_HUMPS or 2 * reach_s < 2 * _LEAST_FRAMES * _frame_s(time_s):
        return 0.0
    cubic, square, slope, _ = np.polyfit(off, np.mean(seen, axis=0), 3, w=np.sqrt(1 - off**2))
    within = square**2 - 3 * cubic * slope
    if within <= 0 or square >= 0:
        return 0.0
    # the root of the derivative at which the curve is highest, written so that a cubic without a cube is no trouble
    top = slope / (np.sqrt(within) - square)
    return float(reach_s * np.clip(top, 0.0, _MOST_LEAN))


@dataclass(frozen=True)
class _Found:
    """A peak, the frames that were looked at for it, and the curve's values there."""

    peak: Peak
    frames: slice
    values: bytes = b""

    def of(self, curve: Floats) -> "_Found":
        return replace(self, values=curve[:, self.frames].tobytes())

    def stands_in(self, curve: Floats) -> bool:
        return curve[:, self.frames].tobytes() == self.values


def _find_humps(time_s: Floats, sought: Sequence[Sought]) -> list[_Found]:
    frame = _frame_s(time_s)
    whole = slice(0, len(time_s))
    found = {
        i: _Found(find_peak(time_s, one.curve, one.begin, one.end), whole)
        for i, one in enumerate(sought)
        if 2 * one.reach_s < _LEAST_FRAMES * frame
    }
    fitted = [i for i in range(len(sought)) if i not in found]
    if fitted:
        found |= dict(zip(fitted, _fit_humps(time_s, [sought[i] for i in fitted], frame), strict=True))
    return [found[i] for i in range(len(sought))]


def _fit_humps(time_s: Floats, sought: Sequence[Sought], frame: float) -> list[_Found]:
    draws = len(sought[0].curve)
    # each curve once, however many humps of it are sought: all of a part's steps look at the same few
    curves = {id(one.curve): one.curve for one in sought}
    places = {key: place * draws for place, key in enumerate(curves)}
    curve = np.concatenate(list(curves.values()))
    rows_of = np.concatenate([places[id(one.curve)] + np.arange(draws) for one in sought])
    begin, end = (np.concatenate([getattr(one, side) for one in sought]) for side in ("begin", "end"))
    reach = np.repeat([one.reach_s for one in sought], draws)
    highest = [_highest(time_s, one.curve, one.begin, one.end, frame) for one in sought]
    k, seen = (np.concatenate(found) for found in zip(*highest, strict=True))
    middle = time_s[k]
    top = curve[rows_of, k]
    height = np.full(len(rows_of), np.nan)
    fits = seen.copy()
    moving = np.ones(len(rows_of), bool)  # each row by itself: how the draws lie moves no number
    farthest = [middle.copy(), middle.copy()]
    for _ in range(_ROUNDS):
        may_go_on()
        rows = np.flatnonzero(moving)
        shift, height[rows], bends = _parabola(time_s, curve, rows_of[rows], middle[rows], reach[rows])
        fits[rows] &= bends
        step = np.where(fits[rows], np.clip(np.nan_to_num(shift), -0.5, 0.5), 0.0)
        middle[rows] += step * reach[rows]
        for at, beyond in zip(farthest, (np.minimum, np.maximum), strict=True):
            beyond(at, middle, out=at)
        moving[rows] = np.abs(step) >= _STILL
        if not moving.any():
            break
    inside = fits & (middle >= begin - 0.5 * frame) & (middle <= end + 0.5 * frame)
    time, value = np.where(inside, middle, np.nan), np.where(inside, height, np.nan)
    own = [slice(i * draws, (i + 1) * draws) for i in range(len(sought))]
    peaks = [Peak(time[r], value[r], bool(np.isfinite(top[r.start]) and not inside[r.start])) for r in own]
    low, high = (np.searchsorted(time_s, end).reshape(-1, draws) for end in (
        np.fmin(farthest[0] - reach, begin - frame), np.fmax(farthest[1] + reach, end + frame)
    ))  # fmt: skip
    blind = np.logical_not(
        np.logical_and.reduce(seen.reshape(-1, draws), axis=1)
    )  # where nothing was seen any frame may have been looked at
    frames = [
        slice(0, len(time_s)) if b else slice(max(int(a.min()) - 1, 0), int(z.max()) + 1)
        for a, z, b in zip(low, high, blind, strict=True)
    ]
    return [_Found(peak, looked_at) for peak, looked_at in zip(peaks, frames, strict=True)]


def _frame_s(time_s: Floats) -> float:
    return usual_step_s(time_s)


def _highest(
    time_s: Floats, curve: Floats, begin: Floats, end: Floats, frame: float
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """(R,) the frame in which each row is highest, never the first or last; and whether anything was seen."""
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
    count = -(-count // _IN_STEP) * _IN_STEP
    wanted = first[:, None] + np.arange(count)
    at = np.clip(wanted, 0, len(time_s) - 1)
    off = (time_s[at] - middle[:, None]) / reach_s[:, None]
    value = curve.ravel().take(at + curve.shape[1] * rows[:, None])
    # frames beyond either end of the clip came in again through the clipping
    weight = np.where((wanted == at) & np.isfinite(value) & (np.abs(off) < 1), 1 - off**2, 0.0)
    used = weight > 0
    value = np.where(used, value, 0.0)
    # weighted sums of the powers of `off`, alone and times the value
    once = weight * off
    twice = once * off
    thrice = twice * off
    m = (weight.sum(axis=1), once.sum(axis=1), twice.sum(axis=1), thrice.sum(axis=1), _dot(thrice, off))
    right = _dot(weight, value), _dot(once, value), _dot(twice, value)
    # the normal equations, solved by cofactors: they are many, small and symmetric
    cofactors = (
        m[2] * m[4] - m[3] ** 2, m[2] * m[3] - m[1] * m[4], m[1] * m[3] - m[2] ** 2,
        m[0] * m[4] - m[2] ** 2, m[1] * m[2] - m[0] * m[3], m[0] * m[2] - m[1] ** 2,
    )  # fmt: skip
    determinant = m[0] * cofactors[0] + m[1] * cofactors[1] + m[2] * cofactors[2]
    enough = (used.sum(axis=1) >= _LEAST_FRAMES) & _well_posed(m, determinant)
    with np.errstate(divide="ignore", invalid="ignore"):
        level, slope, bend = (
            sum(cofactors[i] * r for i, r in zip(row, right, strict=True)) / determinant for row in _ADJUGATE
        )
        shift = -slope / (2 * bend)
        height = level - slope**2 / (4 * bend)
    return shift, height, enough & (bend < 0)


def _dot(a: Floats, b: Floats) -> Floats:
    """(R,) of (R, K)."""
    return np.asarray(np.einsum("rk,rk->r", a, b))


def _well_posed(m: Sequence[Floats], determinant: Floats) -> NDArray[np.bool_]:
    """Whether the condition number of each of the normal equations' (R,) matrices is below `_MOST_CONDITION`.

    The determinant is at most the least eigenvalue times the trace squared: one that is not tiny spares the exact
    answer, which takes longer than all the rest of a fit.
    """
    well = np.asarray(determinant * _MOST_CONDITION > 2 * (m[0] + m[2] + m[4]) ** 3)
    if not well.all():
        normal = np.stack(m, axis=-1)[~well][:, _HANKEL]
        well[~well] = np.linalg.cond(normal) < _MOST_CONDITION
    return well
