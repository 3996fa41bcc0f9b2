"""How the knees track over the feet through a rep: each curve against depth, on the way down and on the way up.

Reps differ in tempo, so that equal times are not equal places of the movement; equal depths are.  Depth is the share
of the pelvis' own drop in that rep, 0 standing and 1 at the bottom, the same as that of `S_fppa_at_30pct_deg`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rep
from core.kinematics.view import View
from core.measures.spec import Metric
from core.measures.squat import levels, told_fppa
from core.measures.squat_curves import RepCurves
from core.measures.squat_status import fppa_per_yaw
from core.measures.squat_views import off_axis, yaw_sd
from core.pose.skeleton import SIDES

Floats = NDArray[np.float64]
Way = Literal["down", "up"]
WAYS: Final[tuple[Way, ...]] = ("down", "up")
SEPARATION: Final = "knee_ankle_separation_ratio"
FPPA: Final = ("left_fppa_deg", "right_fppa_deg")
NAMES: Final = (SEPARATION, *FPPA)
DEPTHS: Final[Floats] = np.round(np.arange(0.05, 1.0001, 0.025), 3)  # shares of the drop; below 5 % no rep has begun
DEPTHS.setflags(write=False)
LEFT_OF_YAW: Final = 0.1  # of a figure's whose depth is told a third too small
_LEAST_SHARE = 0.5  # of the reps: a mean of fewer is not shown


@dataclass(frozen=True)
class DepthCurve:
    """(K,) values at `DEPTHS` and their sd, in the curve's own unit; NaN = not seen at that depth."""

    value: Floats
    sd: Floats

    def at(self, depth: float) -> tuple[float, float]:
        """Value and sd at a depth of `DEPTHS`."""
        k = int(np.argmin(np.abs(DEPTHS - depth)))
        return float(self.value[k]), float(self.sd[k])


@dataclass(frozen=True)
class KneeTracking:
    """One rep: name of `NAMES` -> way -> curve; `time_s` way -> (K,) when the pelvis was at `DEPTHS`."""

    curves: Mapping[str, Mapping[Way, DepthCurve]]
    time_s: Mapping[Way, Floats]

    def measured(self, name: str) -> bool:
        """Whether anything of that curve was seen."""
        return any(bool(np.isfinite(curve.value).any()) for curve in self.curves[name].values())

    def place(self, time_s: float) -> tuple[Way, float] | None:
        """Way and depth at a moment of the rep; None before 5 % and after it."""
        for way in WAYS:
            times = self.time_s[way]
            known = np.isfinite(times)
            order = np.argsort(times[known])
            at, depths = times[known][order], DEPTHS[known][order]
            if len(at) and at[0] <= time_s <= at[-1]:
                return way, float(np.interp(time_s, at, depths))
        return None


def track_knees(cut: RepCurves, rep: Rep, view: View) -> KneeTracking:
    """The curves of one rep from all its draws; their sd holds the landmarks' noise and, for angles, the yaw's.

    cut : curves of the rep (1 + D, N), row 0 the motion itself (`core.measures.squat_curves.cut_out`).
    """
    standing, bottom = levels(cut, rep)
    height = cut["pelvis_height_ratio"]
    goal = standing[:, None] - DEPTHS * (standing - bottom)[:, None]
    drop = float(standing[0] - bottom[0])
    times: dict[Way, Floats] = {}
    k0 = int(np.argmin(np.abs(cut.time_s - rep.bottom_s)))
    step = float(cut.time_s[1] - cut.time_s[0])
    seen = [cut[SEPARATION], *(told_fppa(cut, side) for side in SIDES)]
    read: list[Floats] = []
    for way in WAYS:
        sign = -1 if way == "down" else 1
        places = _reached(np.ascontiguousarray(height[:, k0::sign]), goal)
        times[way] = cut.time_s[k0] + sign * step * places[0]
        read += _read(seen, places, k0, sign)
    angles = np.stack([draws[0] for draws in read])
    yaw = fppa_per_yaw(np.broadcast_to(DEPTHS * drop, angles.shape), angles) * yaw_sd(view)
    # all curves at once: for so few depths the calls cost more than the sums
    names = NAMES * len(WAYS)
    told = iter(_curves(read, [0.0 if name == SEPARATION else own for name, own in zip(names, yaw, strict=True)]))
    by_way = {way: [next(told) for _ in NAMES] for way in WAYS}
    return KneeTracking({name: {way: by_way[way][i] for way in WAYS} for i, name in enumerate(NAMES)}, times)


def _reached(way: Floats, goal: Floats) -> Floats:
    """(D, K) places along each row of (D, N), between samples, at which it first reaches its goals (D, K)."""
    seen = np.isfinite(way)
    highest = np.maximum.accumulate(way if seen.all() else np.where(seen, way, -np.inf), axis=-1)
    k = np.empty(goal.shape, np.intp)
    for own, row, goals in zip(k, highest, goal, strict=True):
        own[:] = row.searchsorted(goals)
    there = k < way.shape[-1]
    k = np.minimum(k, way.shape[-1] - 1)
    before = np.maximum(k - 1, 0)
    flat, rows = way.reshape(-1), np.arange(len(way))[:, None] * way.shape[-1]
    low, high = flat.take(rows + before), flat.take(rows + k)
    with np.errstate(divide="ignore", invalid="ignore"):
        place = before + np.where(k > 0, (goal - low) / (high - low), 0.0)
    return np.where(there, place, np.nan)


def _read(curves: Sequence[Floats], places: Floats, begin: int, step: int) -> list[Floats]:
    """The rows of each (D, N) at their own places (D, K), linear between samples.

    begin, step : the sample that the places are counted from, and which way.
    """
    samples = curves[0].shape[-1]
    last = samples - 1 - begin if step > 0 else begin
    known = np.where(np.isfinite(places), places, 0.0)
    k = np.minimum(np.floor(known).astype(np.intp), max(last - 1, 0))
    after = np.minimum(k + 1, last)
    share = places - k
    there, rest = share == 0, 1 - share
    rows = np.arange(len(k))[:, None] * samples + begin
    k, after = rows + step * k, rows + step * after
    out = []
    for values in curves:
        flat = values.reshape(-1)
        low = flat.take(k)
        out.append(np.where(there, low, low * rest + flat.take(after) * share))
    return out


def _curves(read: Sequence[Floats], extra: Sequence[Floats | float]) -> list[DepthCurve]:
    """Of some curves' draws (1 + D, K) each.  extra : of each, a further sd that is added in squares."""
    draws = np.concatenate(read, axis=1)
    spread = draws[1:] - draws[0]
    seen = np.isfinite(spread)
    with np.errstate(invalid="ignore", divide="ignore"):
        square = np.where(seen, spread, 0.0)
        sd = np.sqrt((square**2).sum(0) / np.where(seen.sum(0) >= 8, seen.sum(0), np.nan))
    sd = np.hypot(sd, np.concatenate([np.broadcast_to(own, DEPTHS.shape) for own in extra]))
    sd = np.where(np.isfinite(draws[0]), sd, np.nan)
    values = draws[0].copy()  # the draws themselves need not stay
    return [DepthCurve(*both) for both in zip(*(np.split(part, len(read)) for part in (values, sd)), strict=True)]


def mean_curve(reps: Sequence[KneeTracking], name: str, way: Way) -> DepthCurve:
    """Mean over the reps at each depth, with the plus-minus of that mean.

    What was measured counts whole, because a misplaced landmark is misplaced in every rep; the scatter from rep to
    rep counts over the root of their number.  NaN where less than half of the reps were seen.
    """
    if not reps:
        nothing = np.full(len(DEPTHS), np.nan)
        return DepthCurve(nothing, nothing.copy())
    values = np.stack([rep.curves[name][way].value for rep in reps])
    sds = np.stack([rep.curves[name][way].sd for rep in reps])
    seen = np.isfinite(values)
    n = seen.sum(0)
    enough = n >= max(1.0, _LEAST_SHARE * len(reps))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(enough, np.where(seen, values, 0.0).sum(0) / n, np.nan)
        apart = (np.where(seen, values - mean, 0.0) ** 2).sum(0)
        scatter = np.where(n > 1, apart / (np.maximum(n - 1, 1) * np.maximum(n, 1)), 0.0)
        known = np.isfinite(sds)
        own = np.where(known, sds, 0.0) ** 2
        measured = own.sum(0) / np.where(known.sum(0) > 0, known.sum(0), np.nan)
    return DepthCurve(mean, np.where(enough, np.sqrt(measured + scatter), np.nan))


def at_depth(curve: DepthCurve, depth: float, unit: str, like: Metric) -> Metric:
    """A curve's value at a depth as a number with a status.

    like : the number of the same rep or set whose view and visibility it shares; refused there is refused here.
    """
    if like.status == "refused":
        return Metric(None, unit, None, "refused", like.reason)
    value, sd = curve.at(depth)
    if not np.isfinite(value):
        return Metric(None, unit, None, "refused", NOT_AT_DEPTH)
    if not np.isfinite(sd):
        return Metric(value, unit, None, "caution", "too little was seen to tell how sure it is")
    return Metric(value, unit, sd, like.status, like.reason)


NOT_AT_DEPTH: Final = "not seen at this depth: a thigh that points at the camera has no direction in the picture"


def most_faked_deg(view: View, drop: float) -> float | None:
    """Degrees by which the camera may still turn one knee in and the other out, though it is turned straight on.

    Two sd of the yaw it is turned by (`core.kinematics.plane.frontal`), and what a model that sees legs flatter than
    they are leaves of the yaw itself.

    drop : how far the pelvis is down, in standing hip heights.  None = the yaw is not known.
    """
    off = off_axis(view, "frontal")
    if off is None:
        return None
    return (LEFT_OF_YAW * off + 2 * yaw_sd(view)) * float(fppa_per_yaw(np.array(drop)))


def depth_to_compare(curves: Mapping[str, Mapping[Way, DepthCurve]]) -> float | None:
    """60 % of the depth where both sides' angles are there, else 30 %; None where at neither."""
    for depth in (0.6, 0.3):
        k = int(np.argmin(np.abs(DEPTHS - depth)))
        if any(all(np.isfinite(curves[name][way].value[k]) for name in FPPA) for way in WAYS):
            return depth
    return None


def sides_apart(curves: Mapping[str, Mapping[Way, DepthCurve]]) -> bool:
    """Whether left and right differ anywhere by more than twice the plus-minus of their difference."""
    left, right = (curves[f"{s}_fppa_deg"] for s in SIDES)
    for way in WAYS:
        gap = np.abs(left[way].value - right[way].value)
        # a camera that is off turns one knee in and the other out: both sides' sd add up in the difference
        if bool((gap > 2 * (left[way].sd + right[way].sd)).any()):
            return True
    return False
