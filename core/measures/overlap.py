"""Limb-timing overlaps: do push leg, swing leg, arms and torso contribute at the same time, and what peaks together.

Four lanes per step, each an angular velocity in the direction of the drive, deg/s:

- push: the stance thigh going back;
- swing: the other thigh going forward;
- arms: the mean of the stance-side upper arm going forward and the swing-side upper arm going back; of the one that
  is seen and its own motion half a stride away where the other is hidden;
- torso: trunk twist carrying the stance-side shoulder forward against the hips (low confidence from the side).

Every array has rows (1 + draws): row 0 is the measured motion, the others are what it could as well have been.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kinematics.series import Series
from core.measures.kept_results import KeptResults
from core.pose.skeleton import Side, opposite

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Span = tuple[float, float]

LANES = ("push", "swing", "arms", "torso")
LIMBS = LANES[:3]
PAIRED = LANES[1:]
ALPHA, ALPHA_RANGE = 0.5, (0.3, 0.7)  # share of its typical peak from which a lane is on; that can be chosen
NEVER_ON = "one of the two stays below that share of its usual top speed all through the contact"
# an arm seen for a smaller share of the time than this, of the other's, is told by the other
ARM_SEEN = 0.8
# moments within a contact at which lanes are compared
GRID = 240


@dataclass(frozen=True)
class LanePeak:
    """When and how fast a lane peaks within one step."""

    time_s: float
    sd_s: float | None
    value_deg_s: float


def lane_curves(
    series: Series, side: Side, stride_s: float, kept: KeptResults | None = None
) -> dict[str, Floats]:  # fmt: skip
    """The four drive-direction angular velocities (..., T) of a step on `side`, deg/s.

    stride_s : typical time of two steps.  Where one arm is hidden for most of the time, as the far one is from the
    side, the other stands for both: it does half a stride later what the hidden one does now.
    kept : of the same times; lanes whose curves are the very same are the same arrays again.
    """
    kept, swing = kept or KeptResults(), opposite(side)
    push, twist = series[f"{side}_thigh_angular_velocity_deg_s"], series["trunk_twist_angular_velocity_deg_s"]
    arms = series[f"{side}_arm_angular_velocity_deg_s"], series[f"{swing}_arm_angular_velocity_deg_s"]
    return {
        "push": kept.get(("push", side), (push,), (), lambda: -push),
        "swing": series[f"{swing}_thigh_angular_velocity_deg_s"],
        "arms": kept.get(("arms", side), arms, (stride_s,), lambda: _arms(series.time_s, *arms, stride_s)),
        "torso": twist if side == "left" else kept.get(("torso", side), (twist,), (), lambda: -twist),
    }


def _arms(time_s: Floats, mine: Floats, others: Floats, stride_s: float) -> Floats:
    seen = [_share_seen(arm) for arm in (mine, others)]
    if seen[1] < ARM_SEEN * seen[0]:
        others = _half_a_stride_on(time_s, mine, stride_s)
    elif seen[0] < ARM_SEEN * seen[1]:
        mine = _half_a_stride_on(time_s, others, stride_s)
    return np.asarray((mine - others) / 2)


def own_arms(series: Series) -> bool:
    """Whether each arm tells its own part of the arms' lane, so that neither stands for the other."""
    seen = [_share_seen(series[f"{side}_arm_angular_velocity_deg_s"]) for side in ("left", "right")]
    return min(seen) >= ARM_SEEN * max(seen)


def _share_seen(curve: Floats) -> float:
    return float(np.isfinite(curve.reshape(-1, curve.shape[-1])[0]).mean())


def _half_a_stride_on(time_s: Floats, curve: Floats, stride_s: float) -> Floats:
    """The curve half a stride later and earlier: their mean, or the one of them that there is."""
    moved = []
    for way in (-0.5, 0.5):
        when = np.broadcast_to(time_s + way * stride_s, (1, len(time_s)))
        flat = curve.reshape(-1, curve.shape[-1])
        moved.append(at_times(time_s, flat, np.broadcast_to(when, flat.shape)).reshape(curve.shape))
    known = np.isfinite(moved)
    total = np.where(known, moved, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)


@dataclass(frozen=True)
class Between:
    """Moments between frames, to be looked up in many curves.

    right : (R, K) the frame after each.  share : of the way to it from the one before.  there : inside the clip.
    """

    right: NDArray[np.intp]
    share: Floats
    there: Bools

    def of(self, curve: Floats) -> Floats:
        """(R, K) the values of (R, T) curves, straight between frames; NaN outside the clip."""
        flat = curve.ravel()
        at = self.right + curve.shape[1] * np.arange(len(curve))[:, None]
        before = flat.take(at - 1)
        value = before + (flat.take(at) - before) * self.share
        return value if self.there.all() else np.where(self.there, value, np.nan)


def between(time_s: Floats, when: Floats) -> Between:
    """Where (R, K) moments lie between (T,) frames."""
    known = np.isfinite(when)
    safe = when if known.all() else np.where(known, when, time_s[0])
    # a few frames are soon searched: all moments lie in one contact, or around one step
    first, last = (int(i) for i in np.searchsorted(time_s, (safe.min(initial=np.inf), safe.max(initial=-np.inf))))
    after = first + np.searchsorted(time_s[first : last + 1], safe, side="right")
    right = np.clip(after, 1, len(time_s) - 1)
    share = (safe - time_s[right - 1]) / (time_s[right] - time_s[right - 1])
    return Between(right, share, known & (share >= -1e-9) & (share <= 1 + 1e-9))


def at_times(time_s: Floats, curve: Floats, when: Floats) -> Floats:
    """(R, T) curves at (R,) or (R, K) moments of their own, straight between frames; NaN outside the clip."""
    value = between(time_s, when if when.ndim == 2 else when[:, None]).of(curve)
    return value if when.ndim == 2 else np.asarray(value[:, 0])


def contact_grid(touchdown: Floats, toe_off: Floats) -> Floats:
    """(R, GRID) moments spread evenly over each draw's contact."""
    share = (np.arange(GRID) + 0.5) / GRID
    return np.asarray(touchdown[:, None] + share * (toe_off - touchdown)[:, None])


def together_pct(a: Bools, b: Bools) -> Floats:
    """Time both are on over the time the shorter one is on, %; NaN where one is never on.  (R, K) -> (R,)."""
    shorter = np.minimum(a.sum(1), b.sum(1)).astype(np.float64)
    return np.asarray(100 * (a & b).sum(1) / np.where(shorter > 0, shorter, np.nan))


def compare_lanes(
    time_s: Floats,
    lanes: Mapping[str, Floats],
    touchdown: Floats,
    toe_off: Floats,
    typical: Mapping[str, Floats],
    alpha: float = ALPHA,
    late_s: Mapping[str, Floats] | None = None,
) -> dict[str, Floats]:
    """What the lanes do together between touchdown and toe-off, every value (R,).

    typical : lane -> (R,) that athlete's typical peak of the lane, deg/s.
    late_s : lane -> (R,) by which each draw's curve is moved to later.
    """
    moments = contact_grid(touchdown, toe_off)
    grid = between(time_s, moments)
    own = {name: grid if late_s is None else between(time_s, moments - late_s[name][:, None]) for name in LANES}
    c = {name: own[name].of(lanes[name]) for name in LANES}
    share = {name: c[name] / typical[name][:, None] for name in LANES}
    known = {name: np.isfinite(share[name]).all(axis=1) for name in LANES}
    on = {name: share[name] >= alpha for name in LANES}
    contact = toe_off - touchdown
    out: dict[str, Floats] = {}
    for name in PAIRED:
        out[f"overlap_push_{name}_pct"] = np.where(
            known["push"] & known[name], together_pct(on["push"], on[name]), np.nan
        )
    three = np.mean(on["push"] & on["swing"] & on["arms"], axis=1)
    every = np.mean(on["push"] & on["swing"] & on["arms"] & on["torso"], axis=1)
    limbs = known["push"] & known["swing"] & known["arms"]
    whole = limbs & known["torso"]
    out["three_on_pct"] = np.where(limbs, 100 * three, np.nan)
    out["all_on_pct"] = np.where(whole, 100 * every, np.nan)
    out["all_on_ms"] = np.where(whole, 1000 * every * contact, np.nan)
    product = np.ones_like(grid.share)
    for name in LANES:
        product *= np.minimum(np.maximum(share[name], 0), 1)
    # the fourth root of four; a power takes five times as long
    out["whole_body_push_index"] = np.where(whole, np.mean(np.sqrt(np.sqrt(product)), axis=1), np.nan)
    push, swing = (np.mean(np.maximum(c[name], 0), axis=1) for name in ("push", "swing"))
    with np.errstate(divide="ignore", invalid="ignore"):
        out["drive_balance_push_swing"] = (push - swing) / (push + swing)
    return out


def spans_on(time_s: Floats, curve: Floats, least: float, begin: float, end: float) -> tuple[Span, ...]:
    """Where a (T,) curve lies at or above `least` between begin and end, borders between frames; seconds."""
    if not (np.isfinite(least) and end > begin):
        return ()
    first, last = np.searchsorted(time_s, begin, side="right"), np.searchsorted(time_s, end, side="left")
    grid = np.concatenate([[begin], time_s[first:last], [end]])
    near = slice(max(int(first) - 1, 0), int(last) + 1)
    above = np.interp(grid, time_s[near], curve[near], left=np.nan, right=np.nan) - least
    spans: list[Span] = []
    start: float | None = None
    for i in range(len(grid)):
        if above[i] >= 0 and start is None:
            start = float(grid[i])
            if i and np.isfinite(above[i - 1]):
                start = float(grid[i - 1] + (grid[i] - grid[i - 1]) * above[i - 1] / (above[i - 1] - above[i]))
        elif start is not None and not above[i] >= 0:
            stop = float(grid[i - 1])
            if np.isfinite(above[i]):
                stop = float(grid[i - 1] + (grid[i] - grid[i - 1]) * above[i - 1] / (above[i - 1] - above[i]))
            spans.append((start, stop))
            start = None
    if start is not None:
        spans.append((start, float(grid[-1])))
    return tuple(spans)


def common(lists: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """The times that lie in every one of these lists of spans."""
    if not lists:
        return ()
    shared = list(lists[0])
    for spans in lists[1:]:
        shared = [(max(s, u), min(e, v)) for s, e in shared for u, v in spans if min(e, v) > max(s, u)]
    return tuple(shared)
