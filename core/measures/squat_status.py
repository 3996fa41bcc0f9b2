"""From a rep's draws to its metrics: what view, yaw, frame rate and size of the plus-minus make of every number."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from math import hypot, isfinite

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rep
from core.kinematics.view import View
from core.measures.spec import MeasureSpec, Metric, Status
from core.measures.squat_specs import FRONTAL, PER_REP, SIDE, expected
from core.measures.squat_views import Plane, gate, off_axis, yaw_sd
from core.measures.uncertainty import metric, sampling_sd_s, spread
from core.pose.skeleton import Side

Floats = NDArray[np.float64]

FAR_LEG = "the far leg is half hidden behind the near one"
NOT_SHOWN_S = 0.18  # a start or end less sure than this was not really seen
_FROM_START = ("depth_pelvis_drop_ratio", "eccentric_s", "tempo_ratio")
_TO_END = (
    "concentric_s", "tempo_ratio", "mean_concentric_velocity", "mean_concentric_velocity_m_s", "velocity_loss_pct",
    "hip_rise_lead_ratio", "trunk_change_first_third_deg",
)  # fmt: skip
# a part of a way is not told as the whole
_WAY: Mapping[str, tuple[str, ...]] = {
    "start": ("eccentric_s", "tempo_ratio"),
    "end": (
        *_TO_END,
        "top_pause_s",
        "hip_knee_peak_lag_ms",
        "peak_concentric_velocity",
        "peak_concentric_velocity_m_s",
    ),
}
_INCOMPLETE = {
    "start": "incomplete: it had begun before the athlete was seen",
    "end": "incomplete: it was not finished while the athlete was seen",
}
_READ_OFF_FRAMES: Mapping[str, float] = {"hip_knee_peak_lag_ms": 1000.0, "turnaround_s": 1.0}  # and in which units
# From the front a model's hips lie too high in the hole: by a quarter of the drop on a rendered person, by 7 % on a
# filmed one against that person's own reps from the side; the root mean square of the two, one sd.
_HIPS_HIGH = 0.17
# The model's trunk comes up from the bottom leaning further than the true one: by 1.7 to 2.1 degrees on each of four
# rendered people, on a fifth less.  No film tells whether it does on everybody, so that it is a part of the sd.
# What landmarks are off by together makes hip and knee seem to move apart by 1.7 degrees more than they do, on six
# rendered people and their variants; half of these tell that this much is missing in the draws.
_UNDRAWN_DEG: Mapping[str, float] = {"trunk_change_first_third_deg": 1.2, "hip_knee_relative_phase_deg": 1.2}
_BY_DROP = ("depth_pelvis_drop_ratio", *(f"{w}_concentric_velocity{m}" for w in ("mean", "peak") for m in ("", "_m_s")))
_MOST_HEEL_LIFT = 1.0  # foot lengths: a foot that stands on its toes' tips has its heel there
_HEEL_TOO_HIGH = "the heel was not where it was taken for: none comes up further than its foot is long"
HIPS_FROM_FRONT = "from the front the hips seem to come down less far than they do; film from the side for this"
_STANCE_PER_LEG = 0.4  # distance of the ankles of somebody who squats
_SHANK_PER_THIGH = 0.38  # a squat's shank leans by about this share of the thigh's lean
_CAUTION: Status = "caution"
# of the projection angle, the thigh's own part: with it what a degree fakes is off by 1, 2 and 16 % (median) at 30, 60
# and 100 % of the drop, as the true joints of six rendered people turned by 3 degrees show it; without by 6, 20 and 296
_THIGH_OF_FPPA = 0.8
_LEAN = np.radians(np.linspace(0, 80, 81))  # of the thigh, and how high that leaves the hips on two equal links
_HEIGHT = (np.cos(_LEAN) + np.cos(_SHANK_PER_THIGH * _LEAN)) / 2


def _plane(spec: MeasureSpec) -> Plane:
    return "sagittal" if spec.views == SIDE else "frontal" if spec.views == FRONTAL else "any"


def as_metrics(
    draws: Mapping[str, Floats], view: View, fps: float, near: Side, rep: Rep, *, scaled: bool, last: bool
) -> dict[str, Metric]:
    """One rep's draws as metrics: every expected name, with sd, status and reason.

    draws : name -> (1 + D,); what the view does not show need not be there.  scaled : metres are known.
    last : no rep follows this one.
    """
    out: dict[str, Metric] = {}
    every = np.array(list(draws.values()))
    sds, counts = spread(every)
    there = {name for name, value in zip(draws, every[:, 0].tolist(), strict=True) if isfinite(value)}
    known = {name: (float(sds[i]), int(counts[i])) for i, name in enumerate(draws)}
    hardly_shown = max(rep.start_sd_s, rep.end_sd_s) > NOT_SHOWN_S
    for name, spec, plane, status, reason in _expected(view, near):
        if name.endswith("_m_s") and not scaled:
            continue
        if rep.cut is not None and name in _WAY[rep.cut] and status != "refused":
            out[name] = Metric(None, spec.unit, None, "refused", _INCOMPLETE[rep.cut])
            continue
        if name not in there:
            why = reason if status == "refused" else _missing(name, last)
            out[name] = Metric(None, spec.unit, None, "refused", why)
            continue
        extra = 0.0
        if status != "refused":
            extra = _sampling(name, fps) if name in _READ_OFF_FRAMES else 0.0
            if plane != "any":
                extra = hypot(extra, _yaw_part(name, draws, view, plane))
                extra = hypot(extra, _UNDRAWN_DEG.get(name, 0.0))
            elif reason == HIPS_FROM_FRONT:
                extra = hypot(extra, _HIPS_HIGH * abs(float(draws[name][0])))
        told = judged(metric(draws[name], spec.unit, status, reason, extra, known[name]), spec, fps)
        told = _within_reach(told, name)
        out[name] = _cut(told, name, rep) if hardly_shown else told
    return out


@lru_cache(maxsize=64)  # the reps of a set are seen from a few views
def _expected(view: View, near: Side) -> tuple[tuple[str, MeasureSpec, Plane, Status, str | None], ...]:
    """Every name with its spec, its plane, and what that view allows of it."""
    out: list[tuple[str, MeasureSpec, Plane, Status, str | None]] = []
    for spec in PER_REP:
        plane = _plane(spec)
        status, reason = gate(view, plane)
        for name in expected(spec):
            if plane == "sagittal" and "S_" in spec.name and near not in name and status == "ok":
                out.append((name, spec, plane, _CAUTION, FAR_LEG))
            elif name in _BY_DROP and view.label in ("front", "back"):
                out.append((name, spec, plane, _CAUTION, HIPS_FROM_FRONT))
            else:
                out.append((name, spec, plane, status, reason))
    return tuple(out)


def _within_reach(m: Metric, name: str) -> Metric:
    """`refused` for what no body does: plates and racks hide feet, and where they are guessed nothing holds."""
    if name.endswith("_heel_lift_peak_ratio") and m.value is not None and m.value > _MOST_HEEL_LIFT:
        return Metric(None, m.unit, None, "refused", _HEEL_TOO_HIGH)
    return m


def _missing(name: str, last: bool) -> str:
    if name == "top_pause_s" and last:
        return "no rep follows"
    if name == "velocity_loss_pct":
        return "it takes at least two reps"
    if "fppa" in name:
        return "the thigh points at the camera there: its direction cannot be seen; read the knee-ankle separation"
    return "the landmarks it needs were not seen"


def _cut(m: Metric, name: str, rep: Rep) -> Metric:
    """`caution` for what hangs on a start or end that lies outside the clip."""
    for sd, where, names in (
        (rep.start_sd_s, "began", _FROM_START),
        (rep.end_sd_s, "ended", _TO_END),
    ):
        if sd > NOT_SHOWN_S and name in names and m.status != "refused":
            return replace(m, status=_CAUTION, reason=f"the clip hardly shows how the rep {where}")
    return m


def _sampling(name: str, fps: float) -> float:
    """An interval between two moments read off the frames: its sampling sd, where the moments do not carry it yet."""
    return sampling_sd_s(fps) * _READ_OFF_FRAMES[name]


def _yaw_part(name: str, draws: Mapping[str, Floats], view: View, plane: Plane) -> float:
    """What not knowing the camera's yaw exactly adds to an angle's sd, degrees."""
    if plane == "frontal":
        if name == "pelvis_shift_peak_ratio":
            # hips that go back seem to go aside
            back = float(_hips_back(np.array(draws["depth_pelvis_drop_ratio"][0])))
            return back / _STANCE_PER_LEG * float(np.tan(np.radians(yaw_sd(view))))
        if "fppa" not in name or name.startswith("fppa") or "deg" not in name:
            return 0.0  # two-sided numbers cancel it
        if faked_peak(name.split("_")[0]) in draws and name.endswith("_fppa_peak_deg"):
            return float(np.nan_to_num(draws[faked_peak(name.split("_")[0])][0]))
        drop = float(draws["depth_pelvis_drop_ratio"][0])
        share = 0.3 if "30pct" in name else 0.6 if "60pct" in name else 1.0
        return float(fppa_per_yaw(np.array(share * drop), np.array(draws[name][0]))) * yaw_sd(view)
    if not name.endswith("_deg") or "phase" in name or "parallel" in name or "change" in name:
        return 0.0
    # a plane seen at yaw looks narrower by cos(yaw): an angle from the vertical moves by sin(2a)/2 tan(yaw) per yaw
    off = np.radians(max(off_axis(view, plane) or 0.0, yaw_sd(view)))
    value = np.radians(float(draws[name][0]))
    if not np.isfinite(value):
        return 0.0
    return float(abs(np.sin(2 * value)) / 2 * np.tan(min(off, 0.8)) * yaw_sd(view))


def faked_peak(side: str) -> str:
    """Among a rep's draws: the name of what yaw makes of the peak of a knee's projection angle, which is no measure."""
    return f"{side}_fppa_peak_faked"


def fppa_per_yaw(drop: Floats, fppa_deg: Floats | None = None) -> Floats:
    """Degrees of projection angle one degree of yaw fakes, from how far (any shape) the pelvis has dropped.

    Thigh and shank lean forward by a and b; seen d degrees off straight-on their lines tilt by d tan(a) and
    d tan(b).  Found from the drop on two equal links with b = 0.38 a.  A thigh that goes out (or in) by c points
    forward by less, and its line turns by cos(c)^2 of that: tan(a) becomes cos(c)^2 sqrt(tan(a)^2 - tan(c)^2).

    fppa_deg : the angles there, of the same shape, of which c is `_THIGH_OF_FPPA`; None or NaN = not known, c = 0.
    """
    a = np.interp(1 - drop, _HEIGHT[::-1], _LEAN[::-1])
    thigh, shank = np.tan(a), np.tan(_SHANK_PER_THIGH * a)
    if fppa_deg is not None:
        aside = np.radians(_THIGH_OF_FPPA * np.nan_to_num(fppa_deg))
        thigh = np.cos(aside) ** 2 * np.sqrt(np.maximum(thigh**2 - np.tan(aside) ** 2, 0.0))
    return np.asarray(thigh + shank)


def _hips_back(drop: Floats) -> Floats:
    """How far the hips are behind the ankles in leg lengths, on the same two links."""
    a = np.interp(1 - drop, _HEIGHT[::-1], _LEAN[::-1])
    return np.asarray((np.sin(a) - np.sin(_SHANK_PER_THIGH * a)) / 2)


def judged(m: Metric, spec: MeasureSpec, fps: float = np.inf) -> Metric:
    """`caution` where the plus-minus exceeds what the number should tell, or the frame rate is too low for it."""
    if m.status != "ok":
        return m
    if fps < spec.least_fps:  # first: it is what can be changed, and it makes the plus-minus large as well
        return Metric(
            m.value, m.unit, m.sd, _CAUTION, f"film at {spec.least_fps:g} frames per second or more for this", m.source
        )
    if m.sd is not None and spec.most_sd is not None and m.sd > spec.most_sd:
        return Metric(m.value, m.unit, m.sd, _CAUTION, too_unsure(spec), m.source)
    return m


def too_unsure(spec: MeasureSpec) -> str:
    """Why a number is told with care that is less sure than it should be."""
    return f"its plus-minus is above {spec.with_unit(spec.most_sd or 0.0)}: too unsure to rely on"
