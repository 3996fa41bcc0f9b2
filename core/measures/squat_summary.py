"""A set of squats in a few numbers: means, the best, what drifts, left against right."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from core.measures.spec import MeasureSpec, Metric, Status
from core.measures.squat_specs import PER_REP, SUMMARY, expected, sided
from core.measures.squat_status import judged, too_unsure
from core.measures.uncertainty import widened
from core.pose.skeleton import SIDES

_UNIT = {spec.name: spec.unit for spec in SUMMARY}
_MOST_SD = {spec.name: spec.most_sd for spec in SUMMARY}
_PER_REP = {spec.name: spec for spec in PER_REP}
# errors of these are new in every rep and average out; a landmark's misplacement is the same in all reps and does not
_FRESH_UNITS = ("s", "ms")
# But for a share of their variance: whoever sets off gently is seen to start late and end early in every rep.  Told
# on 57 rendered clips and variants, 137 reps: of pauses in the hole and of bottoms next to nothing is shared.
_SHARED: Mapping[str, float] = {"eccentric_s": 0.4, "concentric_s": 0.4, "top_pause_s": 1.0}
_DRIFTS = (
    "depth_thigh_to_horizontal_deg", "trunk_inclination_bottom_deg", "mean_concentric_velocity", "eccentric_s",
    "hip_rise_lead_ratio", "knee_ankle_separation_min_ratio", "fppa_mean_deg",
)  # fmt: skip


def summarise_reps(reps: Sequence[Mapping[str, Metric]], incomplete: int = 0) -> dict[str, Metric]:
    """The set's numbers from `core.measures.squat.measure_reps`.

    A mean's sd holds what was measured (not divided by the number of reps as far as the error is the same in each) and
    the scatter from rep to rep over the root of their number.  A mean counts only reps in which the number is not
    refused; refused in all stays refused, with its reason.  incomplete : how many of the reps the clip cuts off; they
    are not counted.
    """
    out = {"reps": Metric(float(len(reps) - incomplete), "reps", 0.0)}
    for spec in PER_REP:
        for name in expected(spec):
            given = [rep[name] for rep in reps if name in rep]
            if given:
                out[name] = _mean(given, spec)
    depths = [m for _, m in _measured(reps, "depth_thigh_to_horizontal_deg")]
    if depths:
        out["best_depth_thigh_to_horizontal_deg"] = min(depths, key=lambda m: m.value or 0.0)
    out |= _velocity(reps) | _drifts(reps) | _symmetry(reps)
    return out


def _measured(reps: Sequence[Mapping[str, Metric]], name: str) -> list[tuple[int, Metric]]:
    return [(k, rep[name]) for k, rep in enumerate(reps) if name in rep and rep[name].value is not None]


def _values(metrics: Sequence[Metric]) -> np.ndarray:
    return np.array([m.value for m in metrics], np.float64)


def _mean(metrics: Sequence[Metric], spec: MeasureSpec) -> Metric:
    unit = spec.unit
    told = [m for m in metrics if m.value is not None]
    if not told:
        return metrics[0]
    # plain numbers: reps are few, and there are a hundred such means
    values = [m.value for m in told if m.value is not None]
    sds = [m.sd for m in told if m.sd is not None]
    n = len(values)
    mean = sum(values) / n
    sd: float | None = None
    if sds:
        own = math.sqrt(sum(s * s for s in sds) / len(sds))
        if unit in _FRESH_UNITS:
            shared = _SHARED.get(spec.name, 0.0)
            own *= math.sqrt(shared + (1 - shared) / n)
        scatter = math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1) / n) if n > 1 else 0.0
        sd = math.hypot(own, scatter)
    careful = [m for m in told if m.status == "caution"]
    status: Status = "caution" if 2 * len(careful) >= n and careful else "ok"
    reason = careful[0].reason if status == "caution" else None
    if 2 * n < len(metrics) and status == "ok":
        status, reason = "caution", f"measured in {n} of {len(metrics)} reps"
    return judged(Metric(mean, unit, sd, status, reason), spec)


def _velocity(reps: Sequence[Mapping[str, Metric]]) -> dict[str, Metric]:
    speeds = _measured(reps, "mean_concentric_velocity")
    if not speeds:
        return {}
    best = max((m for _, m in speeds), key=lambda m: m.value or 0.0)
    out = {"best_mean_concentric_velocity": best}
    losses = _measured(reps, "velocity_loss_pct")
    if losses:
        out["velocity_loss_pct"] = losses[-1][1]  # of the last rep: what the set has cost
    return out


def _drifts(reps: Sequence[Mapping[str, Metric]]) -> dict[str, Metric]:
    """Straight line over the reps; its sd from the scatter about the line, and no less than moments err by.

    Few reps hardly tell their own scatter: three leave one number for it, which is next to nothing by chance in one set
    of ten.  So it is widened until two of it hold the slope as often as two of a scatter that is known (Student 1908),
    but to no more than what every rep may be off by makes of it.  What all reps misplace alike moves no slope; reps
    that were seen otherwise than the others do.
    """
    out = {}
    for name in _DRIFTS:
        told = _measured(reps, name)
        key = f"drift_{name}"
        if len(told) < 3:
            unseen = [rep[name].reason for rep in reps if name in rep and rep[name].value is None]
            why = unseen[0] if len(reps) >= 3 and unseen else "it takes at least three reps"
            out[key] = Metric(None, _UNIT[key], None, "refused", why)
            continue
        at, values = np.array([k for k, _ in told], np.float64), _values([m for _, m in told])
        off = at - at.mean()
        square = float((off**2).sum())
        slope = float((off * values).sum()) / square
        left = values - values.mean() - slope * off
        scatter = math.sqrt(float((left**2).sum()) / (len(at) - 2))
        own = math.sqrt(float(np.mean([(m.sd or np.inf) ** 2 for _, m in told])))
        fresh = own if told[0][1].unit in _FRESH_UNITS and math.isfinite(own) else 0.0
        sd = max(min(scatter * widened(len(at) - 2), math.hypot(scatter, own)), fresh) / math.sqrt(square)
        alike = too_unsure(_PER_REP[name])
        doubts = [m.reason for _, m in told if m.status == "caution" and m.reason != alike]
        if not doubts and sd > (_MOST_SD[key] or np.inf):
            doubts = ["the reps are too few or differ too much to tell a trend"]
        out[key] = Metric(slope, _UNIT[key], sd, "caution" if doubts else "ok", doubts[0] if doubts else None)
    return out


def _symmetry(reps: Sequence[Mapping[str, Metric]]) -> dict[str, Metric]:
    """The side that is further in, higher or gone to, and by how much.

    `ok` only beyond its own variation from rep to rep and beyond what yaw could fake.  What no rep shows is refused for
    a rep's own reason, under a name without a side: it has none.
    """
    out: dict[str, Metric] = {}
    for what in ("fppa_bottom_deg", "fppa_peak_deg", "fppa_at_60pct_deg", "fppa_at_30pct_deg"):
        pairs = [
            (rep[f"left_{what}"], rep[f"right_{what}"])
            for rep in reps
            if all(rep.get(f"{s}_{what}") is not None and rep[f"{s}_{what}"].value is not None for s in SIDES)
        ]
        if pairs:
            differences = _values([left for left, _ in pairs]) - _values([right for _, right in pairs])
            # a camera that is off turns one knee in and the other out: both sides' sd add up in the difference
            own = [(left.sd or 0.0) + (right.sd or 0.0) for left, right in pairs]
            out |= _larger_side(what, differences, own)
        else:
            out |= _no_side(what, reps, [f"{s}_{what}" for s in SIDES])
    for what in ("pelvis_shift_peak_ratio", "pelvis_tilt_peak_deg"):
        told = [m for _, m in _measured(reps, what)]
        if told:  # + is to the athlete's right
            out |= _larger_side(what, -_values(told), [m.sd or 0.0 for m in told])
        else:
            out |= _no_side(what, reps, [what])
    return out


def _no_side(what: str, reps: Sequence[Mapping[str, Metric]], names: Sequence[str]) -> dict[str, Metric]:
    """A refused difference with a rep's own reason, of one seen from the front if there is one; {} without."""

    def seen_aside(rep: Mapping[str, Metric]) -> bool:
        tilt = rep.get("pelvis_tilt_peak_deg")
        return tilt is None or tilt.value is None

    front_first = sorted(reps, key=seen_aside)
    reasons = [rep[name].reason for rep in front_first for name in names if name in rep and rep[name].value is None]
    unit = _UNIT[f"symmetry_S_{what}"]
    return {f"symmetry_{what}": Metric(None, unit, None, "refused", reasons[0])} if reasons else {}


def _larger_side(what: str, differences: np.ndarray, own_sds: Sequence[float]) -> dict[str, Metric]:
    """The mean over the reps of left minus right, named after the side that is larger."""
    mean, n = float(differences.mean()), len(differences)
    scatter = float(differences.std(ddof=1)) / np.sqrt(n) if n > 1 else 0.0
    sd = float(np.hypot(scatter, np.mean(own_sds)))
    status: Status = "ok"
    reason = None
    if n < 3:
        status, reason = "caution", "it takes at least three reps to tell a side from chance"
    elif abs(mean) < 2 * scatter * widened(n - 1):
        status, reason = "caution", "no more than the variation from rep to rep"
    elif abs(mean) < 2 * sd:
        status, reason = "caution", "a camera not quite straight on could fake this difference"
    name = "symmetry_" + sided(f"S_{what}", "left" if mean >= 0 else "right")
    return {name: Metric(abs(mean), _UNIT[f"symmetry_S_{what}"], sd, status, reason)}
