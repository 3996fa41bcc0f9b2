"""From raw landmarks to numbers, without a video: repair, smooth, see from where, find the movement, measure it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.analysis import RepResult, StepResult
from core.events.event import Event, EventKind, Movement, Rejected, Rep, Step
from core.events.sprint_steps import find_steps, running_share
from core.events.squat_reps import find_reps
from core.kinematics.arms import without_hidden_arms
from core.kinematics.calibration import Calibration, KnownLength, line_scale, rectangle_scale, toes_on_ground
from core.kinematics.passing import Passing, passing
from core.kinematics.plane import correct_hips, sagittal, square_on, turned
from core.kinematics.scale import Scale, from_height
from core.kinematics.series import Body, Series, compute_series, measure_body
from core.kinematics.view import SIDE_WITHIN_DEG, View, allowed, estimate_view, yaw_over_time
from core.measures import quality
from core.measures.spec import Metric
from core.measures.sprint import measure_steps
from core.measures.sprint_summary import summarise_steps
from core.measures.sprint_way import Way
from core.measures.squat import measure_reps
from core.measures.squat_curves import MARGIN_S, RepCurves
from core.measures.squat_study import RepStudy, study_rep
from core.measures.squat_summary import summarise_reps
from core.measures.uncertainty import DRAWS, draw_points
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.provenance import ProvenanceStep
from core.signal.clean import CUTOFFS, EVENT_CUTOFFS, Repaired, repair, smooth

Wanted = Literal["auto", "squat", "sprint"]
LEAST_STEPS = 3  # running steps in a row before a clip counts as a run
LEAST_RUNNING_SHARE = 0.25
_MARGIN_S = 1.0  # motion kept on either side of a rep or a bout of steps when draws are made
_SQUAT_MARGIN_S = MARGIN_S + 0.1  # the same around a rep: what its curves are cut out with, and room to interpolate
_SQUAT_POINTS = [INDEX[f"{s}_{p}"] for p in ("shoulder", "hip", "knee", "ankle", "heel", "foot_index") for s in SIDES]
_PASSING_DEG = 15.0  # a yaw that changes by less is that of an athlete who stays where they are
_MOST_FAR = 0.75  # of the frames seen at a large angle: then lengths are taken from all of them
_YAW_SEED = 1
_LONGEST_DRAWN = 1500  # frames drawn at once; longer clips are measured in parts, so that memory stays flat


@dataclass(frozen=True)
class Measured:
    """Everything that follows from the landmarks."""

    repaired: Repaired
    track: PoseTrack  # smoothed, hips corrected: what the numbers were computed from
    view: View
    scale: Scale
    movement: Movement
    series: Series
    events: tuple[Event, ...]
    rejected: tuple[Rejected, ...]
    reps: tuple[RepResult, ...]
    steps: tuple[StepResult, ...]
    summary: dict[str, Metric]
    leg_share: float
    path: Passing | None = None  # of an athlete who passes the camera
    provenance: tuple[ProvenanceStep, ...] = ()

    def farthest_yaw_deg(self) -> float | None:
        """How far from square-on an athlete who passes the camera is seen while they run; None = nobody passes."""
        if self.path is None or not self.steps:
            return None
        first, last = _span([s.step for s in self.steps])
        inside = (self.series.time_s >= first) & (self.series.time_s <= last) & np.isfinite(self.path.yaw_deg)
        return float(np.abs(self.path.yaw_deg[inside]).max()) if inside.any() else None


def measure(
    raw: PoseTrack,
    *,
    wanted: Wanted = "auto",
    height_m: float | None = None,
    fps: float | None = None,
    m_per_px: float | None = None,
    calibration: Calibration | None = None,
) -> Measured:
    """The whole chain from raw landmarks on.

    Parameters
    ----------
    wanted : "auto" recognises the movement; otherwise only that one is looked for.
    height_m : standing height in metres; gives a scale.
    fps : captured frames per second; taken from the times where not given.
    m_per_px : what a pixel is, where the landmarks came in metres; a height that is told counts more.
    calibration : a line of known length or a rectangle on the ground; counts before the height.
    """
    rate = fps if fps and np.isfinite(fps) else _rate(raw)
    repaired = repair(raw)
    light_squat = smooth(repaired.track, EVENT_CUTOFFS["squat"])
    view = estimate_view(light_squat)
    movement, reps, steps, rejected = _recognise(repaired.track, light_squat, view, wanted)
    if movement == "squat" and reps:  # walking in and out does not tell from where the squats are seen
        before, view = view, estimate_view(light_squat, (reps[0].start_s, reps[-1].end_s))
        if (view.label, view.facing) != (before.label, before.facing) or view.label == "oblique":
            reps, rejected = _squats(light_squat, view)
    path = None
    if movement == "sprint" and steps:
        span = _span(steps)
        view = estimate_view(light_squat, (steps[0].touchdown_s, steps[-1].touchdown_s))
        path = passing(light_squat, view, span)
        if path is not None:
            view = path.view(view, (raw.time_s >= span[0]) & (raw.time_s <= span[1]))
    smoothed = smooth(repaired.track, CUTOFFS[movement])
    track = correct_hips(smoothed, view)
    on_path = path is not None and path.covers(track, _span(steps))
    plane = square_on(track, path) if path is not None and on_path else sagittal(track, view)
    legs = view.legs_tell if movement == "squat" else None
    body = measure_body(_well_seen(plane, path), plane.world_m, legs)
    curves = compute_series(plane.time_s, plane.xy_px, body, view.forward, view.left_to_right, legs)
    series = allowed(curves, view)
    if movement == "sprint":
        series = without_hidden_arms(series, plane.visibility)
    scale = from_height(_well_seen(plane, path), height_m) if height_m or not m_per_px else Scale(m_per_px, "plane")
    toes_m = None
    if isinstance(calibration, KnownLength):
        scale = line_scale(calibration, raw.time_s, view, path if on_path else None)
    elif calibration is not None:
        toes_m = toes_on_ground(smoothed, calibration)
        scale = rectangle_scale(calibration, plane, toes_m) or scale
    tall_px = quality.standing_px(raw) if reps else None
    seen = [quality.leg_seen(raw, view, (r.start_s, r.end_s), smoothed, tall_px) for r in reps]
    leg_share = float(np.median(seen)) if seen else quality.leg_seen(raw, view)
    rep_results: tuple[RepResult, ...] = ()
    step_results: tuple[StepResult, ...] = ()
    summary: dict[str, Metric] = {}
    if movement == "squat":
        rep_results, summary = _measure_squat(raw, smoothed, plane, body, view, reps, rate, scale)
    elif movement == "sprint":
        step_results, summary = _measure_sprint(raw, plane, path, body, view, steps, rate, scale, toes_m)
    return Measured(
        repaired=repaired,
        track=track,
        view=view,
        scale=scale,
        movement=movement,
        series=series,
        events=_events(raw, reps, steps),
        rejected=tuple(rejected),
        reps=rep_results,
        steps=step_results,
        summary=summary,
        leg_share=leg_share,
        path=path,
        provenance=_with_camera(plane).provenance,
    )


def _with_camera(track: PoseTrack) -> PoseTrack:
    camera = track.camera
    if camera is None:
        return track
    focal = round(camera.focal_px, 1) if np.isfinite(camera.focal_px) else None
    return track.with_step("camera", state=camera.state, cuts=camera.cuts, focal_px=focal)


def _well_seen(plane: PoseTrack, path: Passing | None) -> np.ndarray:
    """(T, 33, 2) the points without the frames in which a passing athlete is seen at a large angle."""
    if path is None:
        return plane.xy_px
    far = np.abs(path.yaw_deg) > SIDE_WITHIN_DEG
    return plane.xy_px if far.mean() > _MOST_FAR else np.where(far[:, None, None], np.nan, plane.xy_px)


def _rate(track: PoseTrack) -> float:
    return 1.0 / float(np.median(np.diff(track.time_s))) if len(track) > 1 else 1.0


def _squats(light: PoseTrack, view: View) -> tuple[list[Rep], list[Rejected]]:
    corrected = correct_hips(light, view)
    body = measure_body(corrected.xy_px, corrected.world_m, view.legs_tell)
    series = compute_series(corrected.time_s, corrected.xy_px, body, view.forward, view.left_to_right, view.legs_tell)
    return find_reps(series, view, corrected.xy_px)


def _recognise(
    repaired: PoseTrack, light: PoseTrack, view: View, wanted: Wanted
) -> tuple[Movement, list[Rep], list[Step], list[Rejected]]:
    """Running with a flight phase beats squats; neither is `none`.  A movement that was asked for is taken as told."""
    reps, no_reps = _squats(light, view) if wanted != "sprint" else ([], [])
    steps: list[Step] = []
    no_steps: list[Rejected] = []
    running = 0.0
    if wanted != "squat":
        quick = correct_hips(smooth(repaired, EVENT_CUTOFFS["sprint"]), view)
        steps, no_steps = find_steps(quick, view.forward)
        running = running_share(quick, steps)
    if wanted == "sprint":
        return "sprint", [], steps, no_steps
    if wanted == "squat":
        return "squat", reps, [], no_reps
    if len(steps) >= LEAST_STEPS and running >= LEAST_RUNNING_SHARE and len(steps) > len(reps):
        return "sprint", [], steps, no_steps
    if reps:
        return "squat", reps, [], no_reps
    slow = [r for r in no_steps if "slow motion" in r.reason]
    return "none", [], [], [*no_reps, *slow]


def _measure_squat(
    raw: PoseTrack,
    smoothed: PoseTrack,
    plane: PoseTrack,
    body: Body,
    view: View,
    reps: Sequence[Rep],
    fps: float,
    scale: Scale,
) -> tuple[tuple[RepResult, ...], dict[str, Metric]]:  # fmt: skip
    if not reps:
        return (), {}

    views = [_view_of(smoothed, rep, view) for rep in reps]
    seen_from = dict(zip([rep.index for rep in reps], views, strict=True))

    def drawn(rep: Rep) -> Series:
        mine = seen_from[rep.index]
        seen = plane if mine is view else sagittal(correct_hips(smoothed, mine), mine)
        own = body if mine.legs_tell == view.legs_tell else measure_body(seen.xy_px, seen.world_m, mine.legs_tell)
        quarter_s = (rep.end_s - rep.start_s) / 4
        frames = _frames(seen, rep.start_s, rep.end_s, _SQUAT_MARGIN_S)
        part = _cut(seen, frames)
        points = draw_points(part, own.leg, quarter_s, DRAWS, only=_SQUAT_POINTS)
        return compute_series(part.time_s, points, own, mine.forward, mine.left_to_right, mine.legs_tell, speeds=False)

    studies: list[RepStudy] = []

    def study(cut: RepCurves, rep: Rep, mine: View) -> None:
        studies.append(study_rep(cut, rep, mine))

    tall_px = quality.standing_px(raw)
    metrics = measure_reps(
        drawn, reps, view, fps, view.near_side, body, views=views, m_per_px=scale.m_per_px, study=study
    )
    marked = [
        quality.mark_hidden(m, quality.leg_seen(raw, v, (r.start_s, r.end_s), smoothed, tall_px))
        for m, r, v in zip(metrics, reps, views, strict=True)
    ]
    results = tuple(RepResult(r, m, s) for r, m, s in zip(reps, marked, studies, strict=True))
    return results, summarise_reps(marked)


def _view_of(smoothed: PoseTrack, rep: Rep, view: View) -> View:
    """From where one rep is seen: the clip's view unless the athlete has turned to another one for it."""
    mine = estimate_view(smoothed, (rep.start_s, rep.end_s))
    return view if (mine.label, mine.facing) == (view.label, view.facing) else mine


def _measure_sprint(
    raw: PoseTrack,
    plane: PoseTrack,
    path: Passing | None,
    body: Body,
    view: View,
    steps: Sequence[Step],
    fps: float,
    scale: Scale,
    toes_m: Mapping[Side, np.ndarray] | None = None,
) -> tuple[tuple[StepResult, ...], dict[str, Metric]]:  # fmt: skip
    if not steps:
        return (), {}
    measured = []
    yaws = _changing_yaw(plane) if path is None else np.abs(path.yaw_deg)
    on_path = path if path is not None and path.covers(plane, _span(steps)) else None
    way = _way(raw.camera, on_path, scale, toes_m)
    for first, last in _parts([(s.touchdown_s, s.toe_off_s or s.touchdown_s) for s in steps], plane.time_s):
        part = steps[first:last]
        ends = part[-1].toe_off_s or part[-1].touchdown_s
        frames = _frames(plane, part[0].touchdown_s, ends)
        series, points = _drawn(plane, body, view, part[0].touchdown_s, ends, _stride_s(steps) / 4, on_path)
        series = without_hidden_arms(series, plane.visibility[frames])
        yaw = None if yaws is None else np.interp(series.time_s, plane.time_s, yaws)
        measured += measure_steps(series, points, part, body, view, fps, way=way.part(frames), yaw_deg=yaw)
    seen = quality.leg_seen(raw, view, (steps[0].touchdown_s, steps[-1].touchdown_s))
    results = tuple(StepResult(m.step, quality.mark_hidden(m.metrics, seen), m.lanes, m.peaks) for m in measured)
    return results, quality.mark_hidden(summarise_steps(measured, fps), seen)


def _changing_yaw(track: PoseTrack) -> np.ndarray | None:
    """The yaw in each frame of an athlete who passes by; None where one number tells it better (a treadmill)."""
    yaw = yaw_over_time(track)
    seen = yaw[np.isfinite(yaw)]
    if not seen.size or np.percentile(seen, 90) - np.percentile(seen, 10) < _PASSING_DEG:
        return None
    return yaw


def _span(steps: Sequence[Step]) -> tuple[float, float]:
    """From the first touchdown to the last toe-off."""
    return steps[0].touchdown_s, steps[-1].toe_off_s or steps[-1].touchdown_s


def _stride_s(steps: Sequence[Step]) -> float:
    """Median time of two steps."""
    down = np.array([s.touchdown_s for s in steps])
    return 2 * float(np.median(np.diff(down))) if len(down) > 1 else 0.6


def _parts(spans: Sequence[tuple[float, float]], time_s: np.ndarray) -> list[tuple[int, int]]:
    """Neighbouring spans joined while their frames fit into one set of draws: (first, past the last) of each part."""
    parts: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(spans) + 1):
        if i < len(spans):
            frames = np.searchsorted(time_s, spans[i][1] + _MARGIN_S) - np.searchsorted(
                time_s, spans[first][0] - _MARGIN_S
            )
            if frames <= _LONGEST_DRAWN:
                continue
        parts.append((first, i))
        first = i
    return parts


def _frames(track: PoseTrack, from_s: float, to_s: float, margin_s: float = _MARGIN_S) -> slice:
    """The frames around a stretch of time that are drawn."""
    a = int(np.searchsorted(track.time_s, from_s - margin_s))
    return slice(a, int(np.searchsorted(track.time_s, to_s + margin_s, side="right")))


def _cut(track: PoseTrack, frames: slice) -> PoseTrack:
    return PoseTrack(
        track.time_s[frames],
        track.xy_px[frames],
        track.visibility[frames],
        track.world_m[frames],
        track.noise_px[frames],
    )


def _way(
    camera: CameraMotion | None, path: Passing | None, scale: Scale, toes_m: Mapping[Side, np.ndarray] | None
) -> Way:
    """How the way covered is told: on the plane of a path the ground stands still, otherwise the camera is undone."""
    state = "unknown" if camera is None else camera.state
    shift = camera.shift_px if camera is not None and path is None and state in ("shaky", "panning") else None
    return Way(scale.m_per_px, scale.sd_share, shift, toes_m, state)


def _drawn(
    plane: PoseTrack,
    body: Body,
    view: View,
    from_s: float,
    to_s: float,
    wander_s: float,
    path: Passing | None = None,
) -> tuple[Series, np.ndarray]:
    """Series and points (1 + draws, ...) of the frames around a stretch of time.

    wander_s : a quarter of the movement's cycle, over which the model's misplacement changes with the pose.
    path : what the plane was taken from; its yaw is off alike in all frames and is drawn once for the clip.
    """
    frames = _frames(plane, from_s, to_s)
    part = _cut(plane, frames)
    points = draw_points(part, body.leg, wander_s, DRAWS)
    if path is not None:
        off = np.radians(np.nanmedian(path.sd_deg)) * np.random.default_rng(_YAW_SEED).standard_normal(DRAWS)
        points = turned(points, path, frames, np.concatenate([[0.0], off]))
    return compute_series(part.time_s, points, body, view.forward, view.left_to_right), points


def _events(raw: PoseTrack, reps: Sequence[Rep], steps: Sequence[Step]) -> tuple[Event, ...]:
    """Reps and steps as single moments, in order of time."""
    moments: list[tuple[EventKind, Side | None, float, float | None]] = []
    for r in reps:
        moments += [
            ("rep_start", None, r.start_s, r.start_sd_s),
            ("rep_bottom", None, r.bottom_s, r.bottom_sd_s),
            ("rep_end", None, r.end_s, r.end_sd_s),
        ]
    for s in steps:
        moments.append(("touchdown", s.side, s.touchdown_s, s.touchdown_sd_s))
        if s.toe_off_s is not None:
            moments.append(("toe_off", s.side, s.toe_off_s, s.toe_off_sd_s))
    return tuple(
        Event(kind, side, int(np.argmin(np.abs(raw.time_s - time_s))), time_s, sd)
        for kind, side, time_s, sd in sorted(moments, key=lambda m: m[2])
    )
