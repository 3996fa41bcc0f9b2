"""What is measured on every running step: times, positions, and how the limbs overlap in time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.events.event import Step
from core.giving_way import may_go_on
from core.kinematics.series import Body, Series, expand
from core.kinematics.view import View
from core.measures import overlap
from core.measures.askew import askew_draws, turned
from core.measures.broken_lane import broken, by_break, no_surer_than_pairs
from core.measures.kept_results import KeptResults
from core.measures.lane_peak import LEANS, REACH, Peak, Sought, find_humps, find_peak, lean_s
from core.measures.model_peaks import ModelErrors, model_errors
from core.measures.overlap import ALPHA, LANES, LIMBS, PAIRED, Between, LanePeak, Span
from core.measures.overlap_edges import no_surer_than_edges
from core.measures.spec import Metric
from core.measures.sprint_gates import Gate, before_looking, by_contact, by_flight, worst
from core.measures.sprint_specs import SPECS
from core.measures.sprint_summary import summarise_steps
from core.measures.sprint_way import Feet, Way, lengths, standing_feet
from core.measures.step_metrics import by_step, metrics_of
from core.measures.step_order import following, same_foot, stride_s
from core.measures.uncertainty import draw_times, metric, sampling_sd_s
from core.pose.skeleton import INDEX, SIDES, Side, midpoint, opposite

__all__ = ["SPECS", "MeasuredStep", "measure_steps", "summarise_steps"]

Floats = NDArray[np.float64]

NO_WAY = Way()
# the curves that steps are measured from, and the landmarks these and the steps' places hang on
STEP_SERIES = expand((
    "S_thigh_forward_deg", "S_knee_flexion_deg", "S_shank_inclination_deg", "trunk_inclination_deg",
    "S_thigh_angular_velocity_deg_s", "S_arm_angular_velocity_deg_s", "trunk_twist_angular_velocity_deg_s",
))  # fmt: skip
# which of them each curve is read from
_TRUNK = frozenset(INDEX[f"{s}_{p}"] for p in ("shoulder", "hip") for s in SIDES)
_READ = {
    "thigh_forward_deg": ("hip", "knee"), "thigh_angular_velocity_deg_s": ("hip", "knee"),
    "knee_flexion_deg": ("hip", "knee", "ankle"), "shank_inclination_deg": ("knee", "ankle"),
    "arm_angular_velocity_deg_s": ("shoulder", "elbow"),
}  # fmt: skip
STEP_SERIES_READ = {
    name: _TRUNK if name.startswith("trunk") else frozenset(
        INDEX[f"{name.split('_')[0]}_{part}"] for part in _READ[name.split("_", 1)[1]]
    )
    for name in STEP_SERIES
}  # fmt: skip
STEP_POINTS = ("shoulder", "elbow", "hip", "knee", "ankle", "foot_index")


@dataclass(frozen=True)
class MeasuredStep:
    """One step's numbers, when its lanes are on (seconds) and peak, and the draws (1 + D,) the numbers came from."""

    step: Step
    metrics: Mapping[str, Metric]
    lanes: Mapping[str, tuple[Span, ...]]
    peaks: Mapping[str, LanePeak]
    draws: Mapping[str, Floats]


@dataclass
class _Times:
    """The moments of one step in every draw, (R,) seconds, and how far around it limbs are looked at."""

    down: Floats
    off: Floats
    quarter: float


@dataclass(frozen=True)
class _Run:
    """What the steps of a run have in common, and what was found in their lanes.

    lanes : of each step, lane -> (R, T).  peaks : of each step, as late as the model may make them.  typical : lane ->
        (R,) its median peak.  off_plumb : (R,) degrees by which the picture may be turned.
    """

    series: Series
    points: Floats
    steps: Sequence[Step]
    body: Body
    forward: float
    near: Side
    alpha: float
    stride_s: float
    times: Sequence[_Times]
    lanes: Sequence[Mapping[str, Floats]]
    peaks: Sequence[Mapping[str, Peak]]
    typical: Mapping[str, Floats]
    errors: ModelErrors
    off_plumb: Floats

    @property
    def time_s(self) -> Floats:
        """(T,) seconds."""
        return self.series.time_s


def measure_steps(
    series: Series,
    points: Floats,
    steps: Sequence[Step],
    body: Body,
    view: View,
    fps: float,
    *,
    way: Way = NO_WAY,
    alpha: float = ALPHA,
    yaw_deg: Floats | None = None,
    slowed: float | None = None,
    sight_told: bool = True,
    tilt_sd_deg: float = 0.0,
    unsure: float = 1.0,
    seed: int = 0,
    wanted: Collection[int] | None = None,
    kept: KeptResults | None = None,
) -> list[MeasuredStep]:
    """Every measure of every step.

    Parameters
    ----------
    series : curves (1 + D, T) from `compute_series` over `draw_points`, zero-phase filtered beforehand.
    points : (1 + D, T, 33, 2) the pixels they came from.
    steps : from `core.events.sprint_steps.find_steps`, in order.
    body : lengths in pixels.  view : decides what is ok, caution or refused.  fps : captured rate.
    way : how the way along the ground is told; by default without metres.
    alpha : a lane is on at or above this share of its typical peak.
    yaw_deg : (T,) the yaw in each frame where it is known; otherwise the view's one number counts.
    slowed : about how many times slower than people run the clip plays, None = at full speed: no number that hangs on
        seconds is told then.
    sight_told : whether the landmarks say of themselves how well they were seen.
    tilt_sd_deg : one standard deviation of how far the picture is turned, the same in all steps.
    unsure : how many times further than usual the model errs (`times_unsure`): it moves peaks by as much more.
    wanted : which of the steps are told, where not all are; their numbers hang on the others all the same.
    kept : of the same times, from one edit to the next: what was found in curves that are the very same.

    Returns
    -------
    One MeasuredStep per step that is wanted, in order, with every name of `PER_STEP`.
    """
    if not steps:
        return []
    run = _looked_through(series, points, steps, body, view, alpha, unsure, tilt_sd_deg, seed, kept)
    feet = standing_feet(series.time_s, points, steps, way)
    arms_told = sight_told or not overlap.own_arms(series)
    gates_before: dict[float | None, dict[str, Gate]] = {}  # by yaw: what is known before looking at a step
    out = []
    for i, step in enumerate(steps):
        if wanted is not None and i not in wanted:
            continue
        may_go_on()
        yaw = None if yaw_deg is None else float(np.interp(step.touchdown_s, run.time_s, yaw_deg))
        if yaw not in gates_before:
            gates_before[yaw] = before_looking(view, fps, yaw, slowed, arms_told)
        out.append(_measured(run, i, feet, gates_before[yaw], slowed, fps, way))
    return out


def _measured(
    run: _Run, i: int, feet: Feet, gates_before: Mapping[str, Gate], slowed: float | None, fps: float, way: Way
) -> MeasuredStep:
    """Step `i`.  gates_before : what is known of each measure before looking; the others as of `measure_steps`."""
    step, next_step = run.steps[i], following(run.steps, i)
    values = _values(run, i, next_step, feet)
    on = _spans(run.time_s, run.lanes[i], run.typical, run.alpha, step, run.stride_s / 4)
    stopped = broken(on, run.stride_s)
    lands_s = None if next_step is None else run.steps[next_step].touchdown_s
    gates = {
        name: worst(
            gate,
            by_step(name, step, run.peaks[i], next_step, feet),
            by_contact(name, step, slowed),
            by_flight(name, step, lands_s, slowed),
            by_break(name, stopped),
        )
        for name, gate in gates_before.items()
    }
    metrics = metrics_of(values, gates, fps, way)
    metrics = no_surer_than_edges(metrics, on, (step.touchdown_s, step.toe_off_s), run.stride_s, fps)
    metrics = no_surer_than_pairs(metrics)
    told = {name: draws for name, draws in values.items() if metrics[name].value is not None}
    return MeasuredStep(step, metrics, on, _lane_peaks(run.peaks[i], fps), told)


def _looked_through(
    series: Series, points: Floats, steps: Sequence[Step], body: Body, view: View, alpha: float, unsure: float,
    tilt_sd_deg: float, seed: int, kept: KeptResults | None,
) -> _Run:  # fmt: skip
    """What has to be known of all steps before one is measured; the parameters are those of `measure_steps`."""
    rng = np.random.default_rng(seed)
    rows = len(points)
    time, stride = series.time_s, stride_s(steps)
    times = _draw_moments(steps, stride, rng, rows)
    off_plumb = askew_draws(tilt_sd_deg, rows)
    each = {side: overlap.lane_curves(series, side, stride, kept) for side in {s.side for s in steps}}
    lanes = [each[s.side] for s in steps]
    may_go_on()
    peaks = _peaks(time, lanes, times, kept)
    may_go_on()
    errors = model_errors(len(steps), rows, stride, unsure, rng)
    peaks = errors.moved(peaks)
    typical = {lane: _typical([p[lane] for p in peaks], rows) for lane in LANES}
    return _Run(
        series, points, steps, body, view.forward, view.near_side, alpha, stride, times, lanes, peaks, typical, errors,
        off_plumb,
    )  # fmt: skip


def _values(run: _Run, i: int, next_step: int | None, feet: Feet) -> dict[str, Floats]:
    """(R,) draws of every measure of step `i` that there are, whatever the view lets them tell."""
    t, peaks, errors = run.times[i], run.peaks[i], run.errors
    values = _intervals(run.times, i, next_step, same_foot(run.steps, i))
    values |= _positions(run.series, run.points, run.steps[i], t, run.body, run.forward)
    if run.steps[i].side != run.near:
        values["peak_thigh_back_deg"] = values["peak_thigh_back_deg"] + errors.far_back_deg
    values |= turned(values, run.off_plumb)
    values |= overlap.compare_lanes(
        run.time_s, run.lanes[i], t.down, t.off, run.typical, run.alpha, errors.late_s[i]
    )  # fmt: skip
    values |= errors.overlapped(values)
    values |= _lags(peaks)
    values["peak_thigh_extension_velocity_deg_s"] = peaks["push"].value * errors.push_speed
    values["peak_thigh_flexion_velocity_deg_s"] = peaks["swing"].value
    if next_step is not None:
        values |= lengths(feet, i, next_step, values["step_s"], run.body, run.forward)
    return values


def _draw_moments(steps: Sequence[Step], stride: float, rng: np.random.Generator, rows: int) -> list[_Times]:
    """The moments of every step.  A touchdown's draws are shared by its own contact and the flight before it."""
    down = [draw_times(s.touchdown_s, s.touchdown_sd_s, rng, rows - 1) for s in steps]
    off = [
        np.full(rows, np.nan) if s.toe_off_s is None else draw_times(s.toe_off_s, s.toe_off_sd_s, rng, rows - 1)
        for s in steps
    ]
    return [_Times(d, np.maximum(o, d), stride / 4) for d, o in zip(down, off, strict=True)]


def _intervals(
    times: Sequence[_Times], i: int, next_step: int | None, same_foot_again: int | None
) -> dict[str, Floats]:
    """What lies between the moments of step `i` and those of the steps after it, where there are any."""
    t = times[i]
    out = {"contact_s": t.off - t.down}
    if next_step is not None:
        out["flight_s"] = times[next_step].down - t.off
        out["step_s"] = times[next_step].down - t.down
        out["step_frequency_hz"] = _per_second(out["step_s"])
    if same_foot_again is not None:
        out["duty_factor"] = out["contact_s"] / np.maximum(times[same_foot_again].down - t.down, 1e-3)
    return out


def _per_second(step_s: Floats) -> Floats:
    """One over the time, (R,), the draws along the tangent: touchdowns so unsure that they nearly meet would else be
    hundreds of steps per second.
    """
    step = max(float(step_s[0]), 1e-3)
    return np.asarray((2 - step_s / step) / step)


def _peaks(
    time: Floats, lanes: Sequence[Mapping[str, Floats]], times: Sequence[_Times], kept: KeptResults | None
) -> list[dict[str, Peak]]:
    """Of every step: push within contact; the others up to a quarter stride either side of it."""
    nan = np.full(len(times[0].down), np.nan)
    out = [{lane: Peak(nan, nan, False) for lane in LANES} for _ in times]
    known = [i for i, t in enumerate(times) if np.isfinite(t.off[0])]
    asked = [(i, lane) for i in known for lane in LANES]
    sought = []
    for i, lane in asked:
        t = times[i]
        around = 0.0 if lane == "push" else t.quarter
        sought.append(Sought(lanes[i][lane], t.down - around, t.off + around, 4 * t.quarter * REACH[lane]))
    for (i, lane), peak in zip(asked, find_humps(time, sought, kept), strict=True):
        out[i][lane] = peak
    for lane in LEANS:
        tops = [(i, float(out[i][lane].time_s[0])) for i in known]
        humps = [(lanes[i][lane][0], top) for i, top in tops if np.isfinite(top)]
        late = lean_s(time, humps, 4 * times[0].quarter * REACH[lane])
        for i in known:
            out[i][lane] = replace(out[i][lane], time_s=out[i][lane].time_s + late)
    return out


def _typical(peaks: Sequence[Peak], rows: int) -> Floats:
    """(R,) the median over steps of a lane's peak; NaN where no step shows one."""
    values = np.sort([p.value for p in peaks], axis=0)  # NaN last
    known, row = np.isfinite(values).sum(axis=0), np.arange(rows)
    out = (values[np.maximum(known - 1, 0) // 2, row] + values[known // 2, row]) / 2
    return np.where(out > 0, out, np.nan)


def _positions(series: Series, points: Floats, step: Step, t: _Times, body: Body, forward: float) -> dict[str, Floats]:
    time = series.time_s
    push, swing = step.side, opposite(step.side)
    landing, leaving = (overlap.between(time, when[:, None]) for when in (t.down, t.off))

    def at(when: Between, curve: Floats) -> Floats:
        return np.asarray(when.of(curve)[:, 0])

    def apart(when: Between) -> Floats:
        return at(when, series[f"{push}_thigh_forward_deg"]) - at(when, series[f"{swing}_thigh_forward_deg"])

    hip = midpoint(points, "hip")[..., 0]
    ahead = forward * (points[:, :, INDEX[f"{push}_foot_index"], 0] - hip) / body.leg
    out = {
        "shank_inclination_touchdown_deg": at(landing, series[f"{push}_shank_inclination_deg"]),
        "trunk_inclination_touchdown_deg": at(landing, series["trunk_inclination_deg"]),
        "touchdown_distance_ratio": at(landing, ahead),
        "thigh_separation_touchdown_deg": apart(landing),
        "thigh_separation_toe_off_deg": -apart(leaving),
    }
    middle = (t.down + t.off) / 2
    for name, curve, begin, end in (
        ("peak_thigh_forward_deg", series[f"{swing}_thigh_forward_deg"], t.down, t.off + t.quarter),
        ("peak_thigh_back_deg", -series[f"{push}_thigh_forward_deg"], middle, t.off + t.quarter),
        ("peak_swing_knee_flexion_deg", series[f"{swing}_knee_flexion_deg"], t.down - t.quarter, t.off + t.quarter),
    ):
        out[name] = find_peak(time, curve, begin, end).value
    return out


def _lags(peaks: Mapping[str, Peak]) -> dict[str, Floats]:
    out = {f"peak_lag_{lane}_ms": 1000 * (peaks[lane].time_s - peaks["push"].time_s) for lane in PAIRED}
    limbs = np.stack([peaks[lane].time_s for lane in LIMBS])
    out["peak_spread_ms"] = 1000 * (limbs.max(axis=0) - limbs.min(axis=0))
    return out


def _spans(
    time: Floats, lanes: Mapping[str, Floats], typical: Mapping[str, Floats], alpha: float, step: Step, around: float
) -> dict[str, tuple[Span, ...]]:
    """When each lane is on, push within contact, the others up to a quarter stride either side."""
    if step.toe_off_s is None:
        return dict.fromkeys(LANES, ())
    out = {}
    for lane in LANES:
        wide = 0.0 if lane == "push" else around
        begin, end = step.touchdown_s - wide, step.toe_off_s + wide
        out[lane] = overlap.spans_on(time, lanes[lane][0], alpha * float(typical[lane][0]), begin, end)
    return out


def _lane_peaks(peaks: Mapping[str, Peak], fps: float) -> dict[str, LanePeak]:
    """Only lanes that have a peak."""
    out = {}
    for lane, p in peaks.items():
        when = metric(1000 * p.time_s, "ms", extra_sd=500 * sampling_sd_s(fps))
        if when.value is not None:
            sd = None if when.sd is None else when.sd / 1000
            out[lane] = LanePeak(when.value / 1000, sd, float(p.value[0]))
    return out
