"""The numbers of each squat, every one with its plus-minus."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rep
from core.events.squat_dips import EDGE_SHARE
from core.kinematics.series import Body, Series, expand
from core.kinematics.view import View
from core.measures import squat_curves as curves
from core.measures.askew import askew_draws, turned
from core.measures.spec import Metric
from core.measures.squat_curves import RepCurves
from core.measures.squat_phase import mean_relative_phase
from core.measures.squat_specs import SPECS
from core.measures.squat_status import as_metrics, faked_peak, fppa_per_yaw
from core.measures.squat_views import Plane, gate, yaw_sd
from core.measures.uncertainty import draw_times
from core.pose.skeleton import INDEX, SIDES, Side

__all__ = ["SPECS", "measure_reps", "pause_sd_s"]

Floats = NDArray[np.float64]
Draws = dict[str, Floats]

_SAGITTAL = (
    "S_knee_flexion_deg", "S_hip_flexion_deg", "S_thigh_to_horizontal_deg", "S_shank_inclination_deg",
    "S_heel_lift_ratio", "trunk_inclination_deg",
)  # fmt: skip
_FRONTAL = (
    "S_fppa_deg", "S_thigh_to_horizontal_deg", "knee_ankle_separation_ratio", "pelvis_shift_ratio", "pelvis_tilt_deg",
)  # fmt: skip
_SCALE_SEED, _EDGE_SEED = 2, 3
_FLAT = 0.003  # of the drop: the bottom is read where the pelvis is this close to its lowest
# The model's heel rises as the knee comes forward, though it stays on the floor, and whatever wanders has a highest
# place: on five rendered people who keep theirs down, and on variants of their clips, it comes off by 0.14 foot lengths
# (root mean square), the farther one by 0.19.  It is as much more than what is drawn of it.
HEEL_SD_RATIO, FAR_HEEL_SD_RATIO = 0.12, 0.18
_HEEL_SEED = 5
# Of the variance of starts and ends: what is misjudged of how somebody looks near standing makes all of a set's starts
# late and its ends early, or the other way round.  On 112 pauses of six rendered people the two correlate by -0.6.
_EDGES_IN_COMMON = 0.5
_SHORTEST_UP_S = 0.15  # less than a third of the quickest rep that is counted
LEAST_THIGH_DEG = 45.0  # below this elevation in a frontal picture the thigh points at the camera more than it shows


@dataclass(frozen=True)
class _Moments:
    """A rep's moments as draws (1 + D,), row 0 as found."""

    start: Floats
    bottom_first: Floats
    bottom_last: Floats
    end: Floats

    def way_up(self) -> Floats:
        """Seconds, to divide by: moments drawn so near to each other that nobody is as quick say nothing of speed."""
        up = self.end - self.bottom_last
        return np.maximum(up, min(_SHORTEST_UP_S, float(up[0])))


def names_needed(view: View) -> tuple[str, ...]:
    """The series that the numbers of a rep seen from there are read from."""
    out: dict[str, None] = {"pelvis_height_ratio": None}
    planes: tuple[tuple[Plane, tuple[str, ...]], ...] = (("sagittal", _SAGITTAL), ("frontal", _FRONTAL))
    for plane, names in planes:
        if gate(view, plane)[0] != "refused":
            out |= dict.fromkeys(expand(names))
    return tuple(out)


def points_needed(view: View) -> tuple[int, ...]:
    """The landmarks that those series are read from."""
    names = names_needed(view)
    parts = ["hip", "knee", "ankle"]
    parts += ["shoulder"] if "trunk_inclination_deg" in names else []
    parts += ["heel"] if "left_heel_lift_ratio" in names else []
    return tuple(INDEX[f"{side}_{part}"] for part in parts for side in SIDES)


def measure_reps(
    series: Series | Callable[[Rep], Series],
    reps: Sequence[Rep],
    view: View,
    fps: float,
    near: Side,
    body: Body,
    *,
    views: Sequence[View] | None = None,
    m_per_px: float | None = None,
    scale_sd_share: float = 0.0,
    seed: int = 0,
    study: Callable[[RepCurves, Rep, View], None] | None = None,
    tilt_sd_deg: float = 0.0,
) -> list[dict[str, Metric]]:
    """Every measure of every rep; a number a view does not allow stands there as refused, with how to refilm.

    Parameters
    ----------
    series : curves of (1 + draws, T); row 0 the motion itself (`core.measures.uncertainty.draw_points`); or what gives
        them for one rep at a time, so that memory does not grow with the clip.
    reps : from `core.events.squat_reps.find_reps` or set by hand.
    view : of the clip; `views` : one for each rep where the athlete turns between reps, its near leg too.
    fps : captured frames per second.  near : the leg nearer to the camera.
    body : lengths of the athlete, `core.kinematics.series.measure_body`.
    m_per_px : scale, None = not known; scale_sd_share : one standard deviation of it, the same in every rep.
    tilt_sd_deg : one standard deviation of how far the picture is turned, the same in every rep.
    study : handed every rep's curves with all draws, for what is shown of a rep beyond its numbers.
    """
    rng = np.random.default_rng(seed)
    seen_from = list(views) if views is not None else [view] * len(reps)
    nearer = [v.near_side for v in views] if views is not None else [near] * len(reps)
    all_draws: list[Draws] = []
    scales: Floats | None = None
    late = np.zeros(0)
    for k, rep in enumerate(reps):
        cut = curves.cut_out(series(rep) if callable(series) else series, rep, names_needed(seen_from[k]))
        if study is not None:
            study(cut, rep, seen_from[k])
        n = len(cut["pelvis_height_ratio"]) - 1
        if len(late) != n:
            late = np.random.default_rng(_EDGE_SEED).standard_normal(n)
        moments = _draw_moments(rep, rng, late)
        if m_per_px is not None and (scales is None or len(scales) != n + 1):
            off = scale_sd_share * np.random.default_rng(_SCALE_SEED).standard_normal(n)
            scales = m_per_px * np.concatenate([[1.0], 1 + off])
        draws = _tempo(moments) | _pelvis(cut, rep, moments, body, scales)
        if gate(seen_from[k], "sagittal")[0] != "refused":
            draws |= _sagittal(cut, rep, nearer[k], body)
            draws |= turned(draws, askew_draws(tilt_sd_deg, n + 1))
        if gate(seen_from[k], "frontal")[0] != "refused":
            draws |= _frontal(cut, rep, yaw_sd(seen_from[k]))
        if k + 1 < len(reps):
            coming = _draw_edge(reps[k + 1].start_s, reps[k + 1].start_sd_s, rng, late)
            draws["top_pause_s"] = coming - moments.end
        all_draws.append(draws)
    _velocity_loss(all_draws, [rep.cut != "end" for rep in reps])
    return [
        as_metrics(draws, seen_from[k], fps, nearer[k], reps[k], scaled=m_per_px is not None, last=k + 1 == len(reps))
        for k, draws in enumerate(all_draws)
    ]


def pause_sd_s(end_sd_s: float, start_sd_s: float) -> float:
    """One standard deviation of the time from a rep's end to the start of the next."""
    return float(np.sqrt(end_sd_s**2 + start_sd_s**2 + 2 * _EDGES_IN_COMMON * end_sd_s * start_sd_s))


def _draw_edge(time_s: float, sd_s: float, rng: np.random.Generator, late: Floats) -> Floats:
    """(1 + D,) a start or end as it could as well have been; late : (D,) what a set's have in common, in its sd."""
    own = draw_times(0.0, sd_s * np.sqrt(1 - _EDGES_IN_COMMON), rng, len(late))
    own[1:] += sd_s * np.sqrt(_EDGES_IN_COMMON) * late
    return time_s + own


def _draw_moments(rep: Rep, rng: np.random.Generator, late: Floats) -> _Moments:
    """The moments as they could as well have been; late : (D,) how late starts are and how early ends, in their sd.

    What moves the bottom's level, as hips do that drift in the hole, moves its two ends apart or towards each other and
    leaves its middle where it is: each end errs by that as much as by what is its own, of which the middle's sd tells.
    On 40 bottoms of dark, blurred, small and compressed squats pauses err by 0.8 sd with it, by 1.3 without.
    """
    start, draws = _draw_edge(rep.start_s, rep.start_sd_s, rng, late), len(late)
    middle = draw_times(0.0, rep.bottom_sd_s, rng, draws)
    apart = draw_times(0.0, rep.bottom_sd_s * np.sqrt(2), rng, draws)
    end = _draw_edge(rep.end_s, rep.end_sd_s, rng, -late)
    return _Moments(start, rep.bottom_first_s + middle - apart, rep.bottom_last_s + middle + apart, end)


def _tempo(m: _Moments) -> Draws:
    down, up = m.bottom_first - m.start, m.end - m.bottom_last
    told = m.way_up()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(told > 0, down / told, np.nan)
    # a drawn pause cannot be negative: an instant turn stays an instant turn
    pause = np.maximum(m.bottom_last - m.bottom_first, 0.0)
    return {"eccentric_s": down, "bottom_pause_s": pause, "concentric_s": up, "tempo_ratio": ratio}


def _pelvis(cut: RepCurves, rep: Rep, m: _Moments, body: Body, m_per_px: Floats | None) -> Draws:
    """What the pelvis' height alone tells, in any view."""
    t, height = cut.time_s, cut["pelvis_height_ratio"]
    legs = height * (body.standing_pelvis / body.leg)
    speed = curves.slope(t, legs)
    standing, bottom = levels(cut, rep)
    sinking = -speed
    rise = _gain(t, legs, m.bottom_last, m.end)
    down, up = cut.between(rep.start_s, rep.bottom_s), cut.between(rep.bottom_s, rep.end_s)
    fastest_down = curves.peak(t, sinking, down)[1]
    fastest_up = curves.peak(t, speed, up)[1]
    braking = _last_fast(t, sinking, speed, 0.1 * fastest_down, rep.bottom_first_s, +1)
    driving = _last_fast(t, speed, sinking, 0.1 * fastest_up, rep.bottom_last_s, -1)
    early = _gain(t, speed, m.bottom_last, m.bottom_last + 0.2)
    # braking and drive are each as far off as the bottom's own ends: what moves those moves the turn's as well
    spread = m.bottom_last - m.bottom_first
    out = {
        "depth_pelvis_drop_ratio": standing - bottom,
        "turnaround_s": driving - braking + (spread - spread[0]) / 2,
        "rise_200ms_ratio_s2": early / 0.2,
        "mean_concentric_velocity": rise / np.maximum(m.way_up(), 1e-3),
        "peak_concentric_velocity": fastest_up,
    }
    if m_per_px is not None:
        for name in ("mean_concentric_velocity", "peak_concentric_velocity"):
            out[f"{name}_m_s"] = out[name] * body.leg * m_per_px
    return out


def _gain(t: Floats, curve: Floats, from_s: Floats, to_s: Floats) -> Floats:
    """(1 + D,) by how much a curve (1 + D, N) is higher at its second moment than at its first one."""
    first, last = curves.read_at(t, curve, np.stack([from_s, to_s], axis=-1)).T
    return np.asarray(last - first)


def _last_fast(t: Floats, speed: Floats, slowness: Floats, level: Floats, edge_s: float, inward: int) -> Floats:
    """(1 + D,) when `speed` (1 + D, N) falls under its level for the bottom, looked for from the bottom's edge on.

    A pause in the hole is not as still as it looks: from its middle the first wobble would be taken for the way up.
    slowness : the speed with the other sign.
    """
    inner = curves.first_reach(t, slowness, -level, edge_s, inward)
    outer = curves.first_reach(t, speed, level, edge_s, -inward)
    at_edge = curves.read_all_at(t, speed, edge_s)
    return np.where(at_edge >= level, inner, outer)


def _sagittal(cut: RepCurves, rep: Rep, near: Side, body: Body) -> Draws:
    t, low = cut.time_s, _bottom(cut, rep)
    whole = cut.between(rep.start_s, rep.end_s)
    out: Draws = {}
    bent = [f"{s}_{joint}_flexion_deg" for s in SIDES for joint in ("knee", "hip")]
    for s in SIDES:
        out[f"{s}_shank_inclination_bottom_deg"] = cut.mean(f"{s}_shank_inclination_deg", low)
    names = [*bent, *(f"{s}_heel_lift_ratio" for s in SIDES)]
    highest = [height for _, height in curves.peaks(t, [cut[name] for name in names], whole)]
    out |= {f"peak_{name}": height for name, height in zip(bent, highest, strict=False)}
    for s, height in zip(SIDES, highest[-2:], strict=True):
        standing = curves.mean_within(cut[f"{s}_heel_lift_ratio"], cut.between(rep.start_s - 0.2, rep.start_s))
        off = _heel_draws(len(height)) * (HEEL_SD_RATIO if s == near else FAR_HEEL_SD_RATIO)
        out[f"{s}_heel_lift_peak_ratio"] = height - standing + off
    out["depth_thigh_to_horizontal_deg"] = cut.mean(f"{near}_thigh_to_horizontal_deg", low)
    out["trunk_inclination_bottom_deg"] = curves.mean_within(cut["trunk_inclination_deg"], low)
    out["trunk_shank_parallel_deg"] = out["trunk_inclination_bottom_deg"] - out[f"{near}_shank_inclination_bottom_deg"]
    hip, knee = cut[f"{near}_hip_flexion_deg"], cut[f"{near}_knee_flexion_deg"]
    hip_at, knee_at = (
        cut.fastest_extension(f"{near}_{joint}_flexion_deg", rep.bottom_s, rep.end_s)[0] for joint in ("hip", "knee")
    )
    out["hip_knee_peak_lag_ms"] = 1000 * (hip_at - knee_at)
    out["hip_knee_relative_phase_deg"] = mean_relative_phase(hip[:, whole], knee[:, whole])
    return out | _hip_rise(cut, rep, low, body)


@lru_cache(maxsize=4)  # the same for all reps: it is how this model sees this foot
def _heel_draws(rows: int) -> Floats:
    """(R,) by how much the model's heel may rise without leaving the floor, in its own sd; none in row 0."""
    return np.concatenate([[0.0], np.random.default_rng(_HEEL_SEED).standard_normal(rows - 1)])


def _hip_rise(cut: RepCurves, rep: Rep, low: NDArray[np.bool_], body: Body) -> Draws:
    """Do the hips lead the shoulders?  Shares of each one's own rise, bottom to standing."""
    t, hips, trunk = cut.time_s, cut["pelvis_height_ratio"], cut["trunk_inclination_deg"]

    def shoulders(part: slice) -> Floats:
        """Over the hips by what the trunk's lean leaves of its length: as they move in the athlete's own plane."""
        return np.asarray(hips[:, part] + body.trunk / body.standing_pelvis * np.cos(np.radians(trunk[:, part])))

    stood = cut.between(rep.end_s, rep.end_s + 0.2)
    hip_low, hip_high = curves.mean_within(hips, low), curves.mean_within(hips, stood)
    quarter = curves.first_reach(t, hips, hip_low + 0.25 * (hip_high - hip_low), rep.bottom_s, +1)
    third = curves.first_reach(t, hips, hip_low + (hip_high - hip_low) / 3, rep.bottom_s, +1)
    # only where they are read: a cosine of every sample of every draw takes as long as all the rest
    high = curves.stretch(stood)
    shoulder_high = curves.mean_within(shoulders(high), stood[high])
    last = float(np.fmax.reduce(quarter))
    early = curves.stretch(low | cut.between(rep.bottom_s, last if np.isfinite(last) else rep.bottom_s), 1)
    rising = shoulders(early)
    shoulder_low = curves.mean_within(rising, low[early])
    share = (curves.read_at(t[early], rising, quarter) - shoulder_low) / (shoulder_high - shoulder_low)
    with np.errstate(divide="ignore", invalid="ignore"):
        lead = np.where(share > 0.02, 0.25 / share, np.nan)
    return {
        "hip_rise_lead_ratio": lead,
        "trunk_change_first_third_deg": curves.read_at(t, trunk, third) - curves.mean_within(trunk, low),
    }


def _frontal(cut: RepCurves, rep: Rep, yaw_sd_deg: float) -> Draws:
    t, low = cut.time_s, _bottom(cut, rep)
    whole = cut.between(rep.start_s, rep.end_s)
    out: Draws = {}
    height = cut["pelvis_height_ratio"]
    standing, bottom = levels(cut, rep)
    reached: Draws = {}
    for pct in (30, 60):
        level = standing - pct / 100 * (standing - bottom)
        for step, tail in ((-1, ""), (+1, "_up")):
            reached[f"fppa_at_{pct}pct{tail}_deg"] = curves.first_reach(t, height, level, rep.bottom_s, step)
    seen = {s: told_fppa(cut, s) for s in SIDES}
    there = curves.read_each(t, list(seen.values()), np.stack(list(reached.values()), axis=-1))
    for s, values in zip(SIDES, there, strict=True):
        out[f"{s}_fppa_bottom_deg"] = curves.mean_within(seen[s], low)
        out |= {f"{s}_{name}": value for name, value in zip(reached, values.T, strict=True)}
    both = (seen["left"] + seen["right"]) / 2
    out["fppa_mean_deg"] = curves.mean_within(both, low)
    *sides, mean = curves.peaks(t, [*(seen[s] for s in SIDES), both], whole)
    out |= {f"{s}_fppa_peak_deg": height for s, (_, height) in zip(SIDES, sides, strict=True)}
    drop = np.maximum(standing[0] - height[0], 0.0)
    out |= {faked_peak(s): _faked_peak(seen[s][0], drop, whole, yaw_sd_deg, len(height)) for s in SIDES}
    out["fppa_peak_phase_pct"] = 100 * (mean[0] - rep.start_s) / (rep.end_s - rep.start_s)
    separation = cut["knee_ankle_separation_ratio"]
    out["knee_ankle_separation_bottom_ratio"] = curves.mean_within(separation, low)
    before = cut.between(rep.start_s - 0.2, rep.start_s)
    shift, tilt = (
        cut[name] - curves.mean_within(cut[name], before)[:, None] for name in ("pelvis_shift_ratio", "pelvis_tilt_deg")
    )
    narrowest, *ways = (height for _, height in curves.peaks(t, [-separation, shift, -shift, tilt, -tilt], whole))
    out["knee_ankle_separation_min_ratio"] = -narrowest
    for name, right, left in zip(
        ("pelvis_shift_peak_ratio", "pelvis_tilt_peak_deg"), ways[::2], ways[1::2], strict=True
    ):
        # the sign is that of the motion itself, so that draws do not jump from one side to the other
        out[name] = right if right[0] >= left[0] else -left
    return out


def _faked_peak(fppa: Floats, drop: Floats, whole: NDArray[np.bool_], yaw_sd_deg: float, count: int) -> Floats:
    """(count,) degrees, all alike, by which one sd of yaw to either side moves a peak.

    Yaw fakes next to nothing standing and most at the bottom, so that it matters where in the rep the peak is, and
    whether what is faked makes it another moment's.  fppa, drop, whole : (N,) of the motion itself.
    """
    faked = yaw_sd_deg * fppa_per_yaw(drop, fppa)
    there = whole & np.isfinite(fppa) & np.isfinite(faked)
    if not there.any():
        return np.full(count, np.nan)
    moved = [(fppa + way * faked)[there].max() - fppa[there].max() for way in (-1, 1)]
    return np.full(count, np.linalg.norm(moved) / np.sqrt(2))


def told_fppa(cut: RepCurves, side: Side) -> Floats:
    """(1 + D, N) a knee's projection angle; NaN where the thigh points at the camera: it has no direction there."""

    def find() -> Floats:
        # the thigh's elevation as seen
        end_on = cut[f"{side}_thigh_to_horizontal_deg"][0] < LEAST_THIGH_DEG
        return np.where(end_on, np.nan, cut[f"{side}_fppa_deg"])

    return cut.kept(("told fppa", side), find)


def levels(cut: RepCurves, rep: Rep) -> tuple[Floats, Floats]:
    """Pelvis height (1 + D,) of a rep standing and at the bottom; a rep starts where 5 % of the way down is done."""

    def find() -> tuple[Floats, Floats]:
        height = cut["pelvis_height_ratio"]
        bottom = curves.mean_within(height, _bottom(cut, rep))
        at_start = curves.read_all_at(cut.time_s, height, rep.start_s)
        return (at_start - EDGE_SHARE * bottom) / (1 - EDGE_SHARE), bottom

    return cut.kept(("levels", rep), find)


def _bottom(cut: RepCurves, rep: Rep) -> NDArray[np.bool_]:
    """(N,) samples around the bottom where the pelvis hardly moves: within `_FLAT` of the drop of its lowest."""

    def find() -> NDArray[np.bool_]:
        height = cut["pelvis_height_ratio"][0]
        span = cut.between(rep.bottom_first_s, rep.bottom_last_s)
        seen = span & np.isfinite(height)
        if not seen.any():
            return span
        lowest = float(height[seen].min())
        drop = float(np.nanmax(height)) - lowest
        flat: NDArray[np.bool_] = seen & (height <= lowest + _FLAT * drop)
        flat[np.argmin(np.where(seen, height, np.inf))] = True
        return flat

    return cut.kept(("bottom", rep), find)


def _velocity_loss(all_draws: list[Draws], whole: Sequence[bool]) -> None:
    """Against the fastest rep, which may in each draw be another: how sure it is to be that one is a part of the sd.

    whole : whether the rep's way up was seen to its end; the mean of a part is no speed to compare with.
    """
    told = [draws for draws, seen in zip(all_draws, whole, strict=True) if seen]
    speeds = [d["mean_concentric_velocity"] for d in told]
    if len(speeds) < 2 or not np.isfinite([v[0] for v in speeds]).any():
        return
    best = np.fmax.reduce(speeds)
    for draws, speed in zip(told, speeds, strict=True):
        draws["velocity_loss_pct"] = np.clip(100 * (1 - speed / best), 0.0, 100.0)  # of a way that leads down it is all
