"""The moments of many dips of one curve at once: where each starts, is at its bottom and ends, between the samples.

A clip of ten minutes holds two hundred squats and three curves that are asked for each; one by one they took a third of
the time in which everything is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

EDGE_SHARE = 0.05  # start and end: 5 % of the way from that side's own rest level
_SURE_SHARE = 0.25  # that far down the way how long it has taken is far surer than how fast it goes at 5 %
BOTTOM_SHARE = 0.03  # the bottom: within 3 % of the drop
_AT_ONCE_S = 1e-9  # a jump of the landmarks from one level to another
_SETTLED = 1e-4  # of the drop
_SETTLES, _FREE_STEPS = 16, 4  # times, at most, the bottom's level and its span are told from each other
_FINE = 33  # points per frame interval where the lowest place is looked for on the spline
_HALVINGS, _STEPS = 6, 3  # of a frame interval where a crossing is looked for, and Newton's from there: to a nanosecond
_MIDDLE_HALF = np.linspace(-1, 1, _FINE)
_PARABOLA = np.linalg.pinv(np.vander(_MIDDLE_HALF, 3, increasing=True))  # level, slope and bend by least squares


@dataclass(frozen=True)
class Way:
    """From the bottom out to rest on one side: (index of the top, rest level, whether rest was reached)."""

    top: int
    level: float
    whole: bool


@dataclass(frozen=True)
class Moments:
    """(K,) seconds and levels of K dips, and (K, 2) the curve's speeds at start and end, in its unit per second."""

    start_s: Floats
    bottom_first_s: Floats
    bottom_last_s: Floats
    end_s: Floats
    bottom: Floats
    speeds: Floats


@dataclass(frozen=True)
class _Side:
    """One side of all dips: the curve (K, W) from each bottom outwards to rest, beyond which it is NaN."""

    spline: Any
    bottoms: Places
    tops: Places  # samples from the bottom
    step: int
    curve: Floats

    @classmethod
    def of(cls, curve: Floats, spline: Any, bottoms: Places, ways: Sequence[Way], step: int) -> "_Side":
        tops = np.array([way.top for way in ways])
        out = np.arange(int(tops.max()) + 1)
        beyond = out > tops[:, None]
        at = np.where(beyond, bottoms[:, None], bottoms[:, None] + step * out)
        return cls(spline, bottoms, tops, step, np.where(beyond, np.nan, curve[at]))

    def part(self, which: Places) -> "_Side":
        return _Side(self.spline, self.bottoms[which], self.tops[which], self.step, self.curve[which])

    def last_below(self, low: Floats, high: Floats) -> Places:
        """The outermost samples still under `low` before the curve leaves for good (over `high`)."""
        gone = self.curve > high[:, None]
        stays = np.where(gone.any(axis=1), gone.argmax(axis=1), self.curve.shape[1])
        under = (self.curve <= low[:, None]) & (np.arange(self.curve.shape[1]) < stays[:, None])
        return np.where(under.any(axis=1), self.curve.shape[1] - 1 - under[:, ::-1].argmax(axis=1), 0)

    def crossing(self, inner: Places, level: Floats) -> Floats:
        """Where the curve first reaches `level` going out from samples `inner`, seconds."""
        rows = np.arange(len(inner))
        over = (self.curve >= level[:, None]) & (np.arange(self.curve.shape[1]) >= inner[:, None])
        reached = over.any(axis=1)
        k = np.where(reached, over.argmax(axis=1), self.tops)
        between = reached & (k > inner)  # else it never does, or did from the beginning
        node = self.bottoms + self.step * k
        x = self.spline.x
        piece = np.where(between, np.minimum(node, node - self.step), np.minimum(node, len(x) - 2))
        a, b, c, d = self.spline.c[:, piece]
        into = x[node] - x[piece]
        width = x[piece + 1] - x[piece]
        below, above = (np.zeros(len(rows)), width) if self.step > 0 else (width, np.zeros(len(rows)))
        for _ in range(_HALVINGS):
            half = (below + above) / 2
            under = ((a * half + b) * half + c) * half + d < level
            below, above = np.where(under, half, below), np.where(under, above, half)
        near, far = np.minimum(below, above), np.maximum(below, above)
        root = (near + far) / 2
        for _ in range(_STEPS):
            rate = (3 * a * root + 2 * b) * root + c
            step = (((a * root + b) * root + c) * root + d - level) / np.where(rate == 0, np.inf, rate)
            root = np.minimum(np.maximum(root - step, near), far)
        return np.asarray(x[piece] + np.where(between, root, into))


@dataclass(frozen=True)
class _Span:
    """Of the bottoms: their first and last moments, and the samples they lie between."""

    first_s: Floats
    last_s: Floats
    first: Places
    last: Places

    def put(self, which: Places, other: "_Span") -> None:
        for name in ("first_s", "last_s", "first", "last"):
            getattr(self, name)[which] = getattr(other, name)


def moments(
    spline: Any, curve: Floats, bottoms: Sequence[int], before: Sequence[Way], after: Sequence[Way], share: Floats
) -> Moments:
    """The moments of K dips.

    Parameters
    ----------
    spline : the cubic one through (T,) `curve` at its times.  bottoms : samples near the lowest places.
    before, after : out from there to rest.  share : (K,) of the drop that counts as the bottom.
    """
    at = np.array(bottoms, np.intp)
    x = spline.x
    lo, hi = x[np.maximum(at - 1, 0)], x[np.minimum(at + 1, len(curve) - 1)]
    lowest = spline(np.linspace(lo, hi, 2 * _FINE, axis=-1)).min(axis=-1)
    before_level, after_level = (np.array([way.level for way in ways]) for ways in (before, after))
    rest = (before_level + after_level) / 2
    left, right = _Side.of(curve, spline, at, before, -1), _Side.of(curve, spline, at, after, +1)
    bottom, span = _settled(spline, left, right, lowest, rest, share)
    start_s, start_v = _edge(left, span.first, before_level, bottom)
    end_s, end_v = _edge(right, span.last, after_level, bottom)
    return Moments(start_s, span.first_s, span.last_s, end_s, bottom, np.stack([start_v, end_v], axis=-1))


def _edge(side: _Side, inner: Places, rest: Floats, bottom: Floats) -> tuple[Floats, Floats]:
    """(K,) when 5 % of the way from rest are done or left, and the curve's speed there.

    The speed is that of an even acceleration from rest which takes as long from there to `_SURE_SHARE` of the way: the
    curve's own slope where it has hardly left rest is mostly its trembling.
    """
    drop = rest - bottom
    edge_s = side.crossing(inner, rest - EDGE_SHARE * drop)
    lasts_s = np.abs(side.crossing(inner, rest - _SURE_SHARE * drop) - edge_s)
    share = 2 * np.sqrt(EDGE_SHARE) * (np.sqrt(_SURE_SHARE) - np.sqrt(EDGE_SHARE))  # level = rest - a t^2, from rest
    return edge_s, share * drop / np.maximum(lasts_s, _AT_ONCE_S)


def _settled(
    spline: Any, left: _Side, right: _Side, lowest: Floats, rest: Floats, share: Floats
) -> tuple[Floats, _Span]:  # fmt: skip
    """The bottoms' levels and spans.

    They are told from each other: wanted is the level that its own span gives again.  Mostly a few steps from one to
    the other end there; where they go to and fro, the way between is halved.
    """
    settled = _SETTLED * (rest - lowest)
    highest = lowest + share * (rest - lowest)
    least, most, bottom = lowest.copy(), highest.copy(), lowest.copy()
    count = len(lowest)
    moment, place = np.empty((2, count)), np.empty((2, count), np.intp)
    out = _Span(moment[0], moment[1], place[0], place[1])
    open_ = np.arange(count)
    for turn in range(_SETTLES):
        now, drop, part = bottom[open_], (rest - bottom)[open_], share[open_]
        low, high = now + part * drop, now + 3 * part * drop
        sides = left.part(open_), right.part(open_)
        first, last = (side.last_below(low, high) for side in sides)
        first_s, last_s = sides[0].crossing(first, low), sides[1].crossing(last, low)
        out.put(open_, _Span(first_s, last_s, first, last))
        told = np.minimum(np.maximum(_level(spline, first_s, last_s), lowest[open_]), highest[open_])
        done = (np.abs(told - now) < settled[open_]) | ((most - least)[open_] < settled[open_])
        open_, told, now = open_[~done], told[~done], now[~done]
        if not len(open_):
            break
        if turn >= _FREE_STEPS:
            up = told > now
            least[open_], most[open_] = np.where(up, now, least[open_]), np.where(up, most[open_], now)
        bottom[open_] = told if turn < _FREE_STEPS else ((least + most) / 2)[open_]
    return bottom, out


def _level(spline: Any, first_s: Floats, last_s: Floats) -> Floats:
    """The bottom's level: the lowest place of a parabola through the middle half of its span.

    The lowest single sample lies as far under the level as the landmarks tremble, and a pause in the hole would come
    out too short by that.
    """
    middle, half = (first_s + last_s) / 2, last_s - first_s
    values = spline(middle[:, None] + _MIDDLE_HALF * half[:, None] / 4)
    level, slope, bend = _PARABOLA @ values.T
    hollow = bend > 0
    lowest = np.clip(-slope / (2 * np.where(hollow, bend, 1.0)), -1.0, 1.0)
    # a hump in the hole has no lowest place: its mean
    return np.asarray(np.where(hollow, level + (slope + bend * lowest) * lowest, values.mean(axis=1)))
