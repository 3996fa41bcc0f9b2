"""Descents and ascents of one curve: each with its own rest level on either side, its start, bottom span and end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.events.dip_moments import BOTTOM_SHARE, EDGE_SHARE, Moments, Way, moments
from core.events.dip_ways import NEARLY_UP, find_ways
from core.giving_way import may_go_on
from core.signal.filters import lowpass
from core.stretches import runs

Floats = NDArray[np.float64]

__all__ = ["BOTTOM_SHARE", "EDGE_SHARE", "LEAST_DROP", "Dip", "find_dips"]

LEAST_DROP = 0.04  # of the standing height: smaller dips are swaying and breathing
LEAST_RETURN = 0.5  # a pulse in the hole comes up by less than this share of the drop and is no rep of its own
LEAST_STOP = 0.3  # a sticking point is no end of a rep
CALM_HZ = 4.0  # a bottom lasts 0.1 s or more, and trembling is faster than this
_TREMBLES, _MOST_TREMBLING = 0.01, 0.05  # of the drop: more than a third of the bottom's band is too much for it
BOTTOM_WANDER = 0.002  # of the standing height: what wanders around a bottom and does not tremble, also of calm curves
SLOW_HZ = 2.5  # bottoms are looked for below this: the fastest squats repeat at 1.3 Hz
_NEAR_S = 0.15  # the curve's own lowest lies so near to the one below that speed
_TOGETHER = 64  # dips


@dataclass(frozen=True)
class Dip:
    """One descent and ascent of a curve, times in seconds, levels in the curve's unit.

    rest_before, rest_after : levels the curve comes from and goes back to.  whole_before, whole_after : False where
    the curve is cut (the clip's start or end, a gap) before it reaches rest on that side.
    speeds : the curve's (unit/s) at start and end, as the way near them tells it.
    trembling : one standard deviation of what is faster than a bottom, as a share of the drop.
    wider_first_s, wider_last_s : the bottom's span in a band that is wider by two of `level_sd`; NaN = not told.
    """

    start_s: float
    bottom_first_s: float
    bottom_s: float
    bottom_last_s: float
    end_s: float
    bottom: float
    rest_before: float
    rest_after: float
    whole_before: bool
    whole_after: bool
    speeds: tuple[float, float]
    trembling: float = 0.0
    wider_first_s: float = float("nan")
    wider_last_s: float = float("nan")

    @property
    def drop(self) -> float:
        return (self.rest_before + self.rest_after) / 2 - self.bottom

    @property
    def trembles(self) -> bool:
        """Whether the curve is too restless for the bottom's narrow band."""
        return self.trembling > _TREMBLES

    @property
    def level_sd(self) -> float:
        """How far the curve's level at the bottom is off, one standard deviation, as a share of the drop."""
        tall = max(self.rest_before, self.rest_after)
        return float(np.hypot(self.trembling, BOTTOM_WANDER * tall / self.drop))

    def with_bottom_of(self, other: "Dip") -> "Dip":
        """The same dip with another curve's bottom, as restless as that is; its own where it does not fit in."""
        if other.bottom_first_s < self.start_s or other.bottom_last_s > self.end_s:
            return self
        return replace(
            self,
            bottom_first_s=other.bottom_first_s,
            bottom_s=other.bottom_s,
            bottom_last_s=other.bottom_last_s,
            trembling=other.trembling,
            wider_first_s=other.wider_first_s,
            wider_last_s=other.wider_last_s,
        )


def find_dips(time_s: Floats, curve: Floats, least_drop: float = LEAST_DROP) -> list[Dip]:
    """Every dip of (T,) `curve` deeper than `least_drop` of the curve's own level; NaN cuts the curve.

    A dip that does not come back at least half way before the next, deeper one belongs to that one (a pulse in the
    hole is not a second rep).
    """
    dips: list[Dip] = []
    for start, stop in runs(np.isfinite(curve)):
        may_go_on()
        if stop - start >= 6:
            dips += _dips_of(time_s[start:stop], curve[start:stop], least_drop)
    return dips


def _dips_of(time_s: Floats, curve: Floats, least_drop: float) -> list[Dip]:
    from scipy.interpolate import CubicSpline

    bottoms = _bottoms(time_s, curve, least_drop)
    if not bottoms:
        return []
    spline = CubicSpline(time_s, curve)
    calm = lowpass(time_s, curve[:, None], CALM_HZ)[:, 0]
    trembling, calm_spline = curve - calm, None
    ways = find_ways(time_s, curve, bottoms)
    out: list[Dip] = []
    for first in range(0, len(bottoms), _TOGETHER):
        some = slice(first, first + _TOGETHER)
        at, before, after = bottoms[some], [w for w, _ in ways[some]], [w for _, w in ways[some]]
        found = moments(spline, curve, at, before, after, np.full(len(at), BOTTOM_SHARE))
        dips = [_dip(found, k, *sides) for k, sides in enumerate(ways[some])]
        dips = [replace(dip, trembling=_trembling(time_s, trembling, dip)) for dip in dips]
        dips = _told_wider(dips, spline, curve, at, ways[some], np.full(len(at), BOTTOM_SHARE))
        restless = [k for k, dip in enumerate(dips) if dip.trembles]
        if restless:
            # the first trembling out of the band would end the bottom too early
            share = np.array([BOTTOM_SHARE + min(dips[k].trembling, _MOST_TREMBLING) for k in restless])
            calm_spline = calm_spline or CubicSpline(time_s, calm)
            low, left, right = [at[k] for k in restless], [before[k] for k in restless], [after[k] for k in restless]
            calmed = moments(calm_spline, calm, low, left, right, share)
            told = [
                replace(_dip(calmed, i, before[k], after[k]), trembling=dips[k].trembling)
                for i, k in enumerate(restless)
            ]
            sides = [ways[some][k] for k in restless]
            for k, one in zip(restless, _told_wider(told, calm_spline, calm, low, sides, share), strict=True):
                dips[k] = dips[k].with_bottom_of(one)
        out += dips
    return out


def _told_wider(
    dips: list[Dip], spline: Any, curve: Floats, at: Sequence[int], ways: Sequence[tuple[Way, Way]], share: Floats
) -> list[Dip]:
    """With the span of each bottom as it were if the curve lay two of its own sd lower beside it."""
    if not dips:
        return dips
    before, after = zip(*ways, strict=True)
    wide = moments(spline, curve, at, before, after, share + 2 * np.array([dip.level_sd for dip in dips]))
    return [
        replace(dip, wider_first_s=float(first_s), wider_last_s=float(last_s))
        for dip, first_s, last_s in zip(dips, wide.bottom_first_s, wide.bottom_last_s, strict=True)
    ]


def _dip(found: Moments, k: int, before: Way, after: Way) -> Dip:
    first_s, last_s = float(found.bottom_first_s[k]), float(found.bottom_last_s[k])
    start_v, end_v = found.speeds[k].tolist()
    return Dip(
        float(found.start_s[k]), first_s, (first_s + last_s) / 2, last_s, float(found.end_s[k]), float(found.bottom[k]),
        before.level, after.level, before.whole, after.whole, (start_v, end_v),
    )  # fmt: skip


def _trembling(time_s: Floats, fast: Floats, dip: Dip) -> float:
    """One standard deviation of what is faster than a bottom, as a share of the drop."""
    inside = slice(np.searchsorted(time_s, dip.start_s), np.searchsorted(time_s, dip.end_s, side="right"))
    return float(np.std(fast[inside])) / dip.drop if inside.stop - inside.start > 2 and dip.drop > 0 else 0.0


def _bottoms(time_s: Floats, sharp: Floats, least_drop: float) -> list[int]:
    """Indices of the bottoms that are worth a look, pulses and jumps of the landmarks within one dip left out."""
    from scipy.signal import find_peaks

    curve = lowpass(time_s, sharp[:, None], SLOW_HZ)[:, 0]
    typical = float(np.percentile(curve, 75))
    if typical <= 0:
        return []
    high = float(curve.max())
    padded = np.concatenate([[high + 1], curve, [high + 1]])  # a bottom at the very edge is looked at as well
    found, _ = find_peaks(-padded, prominence=least_drop * typical)
    bottoms = _of_their_own(curve, [int(b) - 1 for b in found])
    firsts = np.searchsorted(time_s, time_s[bottoms] - _NEAR_S)
    stops = np.searchsorted(time_s, time_s[bottoms] + _NEAR_S, side="right")
    return sorted({int(a + np.argmin(sharp[a:b])) for a, b in zip(firsts, stops, strict=True)})


def _of_their_own(curve: Floats, found: list[int]) -> list[int]:
    """Those of the bottoms of (T,) `curve` between which it comes up, each time the least risen two made one."""
    if len(found) < 2:
        return found
    bottoms, lows = list(found), curve[found].tolist()
    # tops before, between and after; the clip's ends count as far as the curve goes there
    edges = np.array([0, *bottoms])
    tops = np.maximum(np.maximum.reduceat(curve, edges), np.append(curve[edges[1:]], curve[-1])).tolist()

    def up(k: int) -> float:
        """How far up the curve comes between two neighbours, of the way the deeper one came down."""
        low, less_low = sorted((lows[k], lows[k + 1]))
        way = max(tops[k : k + 3]) - low
        share = (tops[k + 1] - low) / way
        # a stop on the way up or down: not back at the top, and hardly down again
        stop = share < NEARLY_UP and tops[k + 1] - less_low < LEAST_STOP * way
        return 0.0 if stop else float(share)

    back = [up(k) for k in range(len(bottoms) - 1)]
    while back and min(back) < LEAST_RETURN:
        k = back.index(min(back))
        gone = k if lows[k] > lows[k + 1] else k + 1
        del bottoms[gone], lows[gone], back[min(gone, len(back) - 1)]
        tops[gone : gone + 2] = [max(tops[gone : gone + 2])]
        for near in range(max(gone - 2, 0), min(gone + 1, len(back))):  # what the top and the neighbours had a say in
            back[near] = up(near)
    return bottoms
