"""From raw landmarks to numbers, without a video: repair, smooth, see from where, find the movement, measure it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.analysis import RepResult, StepResult
from core.edited import provenance_by_hand, told_by_hand
from core.edits.edits import NO_EDITS, Edits
from core.edits.on_events import reps_by_hand, steps_by_hand, still_rejected
from core.edits.on_landmarks import LandmarksByHand
from core.events.event import Event, EventKind, Movement, Rejected, Rep, Step, incomplete
from core.giving_way import may_go_on
from core.kinematics.calibration import Calibration
from core.kinematics.passing import Passing
from core.kinematics.scale import Scale
from core.kinematics.series import Body, Series, compute_series, measure_body
from core.kinematics.tilt import UNTOLD, Tilt
from core.kinematics.view import View, estimate_view, yaw_over_time
from core.measures import quality
from core.measures.cut_feet import cut_feet, mark_rep, mark_steps
from core.measures.held_shoulders import WIDER, hands_at_shoulders, mark_trunk
from core.measures.kept_draws import KeptDraws
from core.measures.quick_steps import mark_quick, too_quick
from core.measures.restless_leg import mark_restless, restless_joints
from core.measures.spec import Metric
from core.measures.sprint import MeasuredStep, measure_steps
from core.measures.sprint_summary import summarise_steps
from core.measures.sprint_way import Way
from core.measures.squat import measure_reps, names_needed, points_needed
from core.measures.squat_curves import MARGIN_S, RepCurves
from core.measures.squat_study import RepStudy, study_rep
from core.measures.squat_summary import summarise_reps
from core.measures.uncertainty import DRAWS, PAIR_IN_COMMON, SQUAT_SHARE, draw_points
from core.measures.unsure_look import times_unsure
from core.measures.unsure_sides import mark_sides
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.provenance import ProvenanceStep
from core.recognition import Wanted, span_of
from core.run_draws import cut_out, kept_or_drawn
from core.seen import Seen, as_put, frame_s, in_plane, joint_centres, see, two_steps_s
from core.signal.clean import Repaired

_MARGIN_S = 1.0  # motion kept on either side of a rep or a bout of steps when draws are made
_SQUAT_MARGIN_S = MARGIN_S + 0.1  # the same around a rep: what its curves are cut out with, and room to interpolate
_SQUAT_POINTS = [INDEX[f"{s}_{p}"] for p in ("shoulder", "hip", "knee", "ankle", "heel", "foot_index") for s in SIDES]
_OWN_VIEW_S = 6.0  # on either side of a rep whose view is its own: long enough to stand at full length in it
_ASIDE_DEG = 2.0  # from the front, a rep turned by more than this is not seen from where the clip is
_PASSING_DEG = 15.0  # a yaw that changes by less is that of an athlete who stays where they are
_USUAL_STRIDE_S = 0.6
_LONGEST_DRAWN = 1500  # frames drawn at once; longer clips are measured in parts, so that memory stays flat
_AHEAD = 2  # steps that a step's flight, frequency and length hang on


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
    leg_jumps: float = 0.0
    path: Passing | None = None  # of an athlete who passes the camera
    provenance: tuple[ProvenanceStep, ...] = ()
    seen: Seen | None = None  # what to go on from when something is put by hand

    @property
    def plays_slowly(self) -> bool:
        """Whether steps were found that take longer than anybody's: times are as played, not as they were."""
        slow = self.seen is not None and self.seen.slowed is not None
        return slow or any("slow motion" in r.reason for r in self.rejected)

    @property
    def tilt(self) -> Tilt:
        """How far the phone was held askew."""
        return UNTOLD if self.seen is None else self.seen.tilt

    def farthest_yaw_deg(self) -> float | None:
        """How far from square-on an athlete who passes the camera is seen while they run; None = nobody passes."""
        if self.path is None or not self.steps:
            return None
        first, last = span_of([s.step for s in self.steps])
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
    edits: Edits = NO_EDITS,
    first_frame: int = 0,
) -> Measured:
    """The whole chain from raw landmarks on.

    Parameters
    ----------
    wanted : "auto" recognises the movement; otherwise only that one is looked for.
    height_m : standing height in metres; gives a scale.
    fps : captured frames per second; taken from the times where not given.
    m_per_px : what a pixel is, where the landmarks came in metres; a height that is told counts more.
    calibration : a line of known length or a rectangle on the ground; counts before the height.
    edits : what somebody put by hand; it wins.  first_frame : the clip's number of the first row, for the edits.
    """
    hand = LandmarksByHand(edits, first_frame)
    calibration = calibration or edits.calibration
    return numbers(
        see(raw, hand, wanted=wanted, height_m=height_m, fps=fps, m_per_px=m_per_px, calibration=calibration), edits
    )


def by_hand(seen: Seen, edits: Edits) -> tuple[Movement, list[Rep], list[Step], list[Rejected]]:
    """Movement, reps, steps and what was rejected, as somebody wants them."""
    step_s = frame_s(seen.shown)
    pelvis = seen.series.values.get("pelvis_height_ratio", np.full(len(seen.shown), np.nan))
    reps = reps_by_hand(seen.reps, edits, step_s, seen.series.time_s, pelvis) if seen.movement != "sprint" else []
    steps = (
        steps_by_hand(seen.steps, edits, step_s, seen.series.time_s) if seen.movement != "squat" and not reps else []
    )
    movement: Movement = "squat" if reps else "sprint" if steps else seen.movement
    return movement, reps, steps, still_rejected(seen.rejected, reps, steps)


def numbers(seen: Seen, edits: Edits = NO_EDITS, kept: KeptDraws | None = None) -> Measured:
    """Every number of what was seen, with reps and steps as somebody wants them.

    kept : what was drawn for earlier edits of the same clip; the numbers are the same without.
    """
    raw, smoothed, view = seen.shown, seen.smoothed, seen.view
    movement, reps, steps, rejected = by_hand(seen, edits)
    tall_px = quality.standing_px(raw) if reps else None
    legs = [quality.leg_seen_and_jumps(raw, view, (r.start_s, r.end_s), smoothed, tall_px or 0.0) for r in reps]
    leg_share = float(np.median([seen for seen, _ in legs])) if legs else quality.leg_seen(raw, view)
    rep_results: tuple[RepResult, ...] = ()
    step_results: tuple[StepResult, ...] = ()
    summary: dict[str, Metric] = {}
    if movement == "squat":
        rep_results, summary = measure_squat(seen, reps)
    elif movement == "sprint":
        step_results, summary = measure_sprint(seen, steps, kept)
    rep_results, step_results, summary = told_by_hand(seen, rep_results, step_results, summary, edits)
    return Measured(
        repaired=seen.repaired,
        track=seen.track,
        view=view,
        scale=seen.scale,
        movement=movement,
        series=seen.series,
        events=events_of(raw, reps, steps),
        rejected=tuple(rejected),
        reps=rep_results,
        steps=step_results,
        summary=summary,
        leg_share=leg_share,
        leg_jumps=float(np.median([jumps for _, jumps in legs])) if legs else 0.0,
        path=seen.path,
        provenance=(*_with_camera(seen.plane).provenance, *provenance_by_hand(edits)),
        seen=seen,
    )


def _with_camera(track: PoseTrack) -> PoseTrack:
    camera = track.camera
    if camera is None:
        return track
    focal = round(camera.focal_px, 1) if np.isfinite(camera.focal_px) else None
    return track.with_step("camera", state=camera.state, cuts=camera.cuts, focal_px=focal)


def measure_squat(seen: Seen, reps: Sequence[Rep]) -> tuple[tuple[RepResult, ...], dict[str, Metric]]:
    """Every rep's numbers and the set's."""
    results = measure_each(seen, reps)
    return results, summarise_reps([r.metrics for r in results], incomplete(reps)) if results else {}


def measure_each(seen: Seen, reps: Sequence[Rep]) -> tuple[RepResult, ...]:
    """Every rep's numbers."""
    if not reps:
        return ()
    raw, smoothed, plane, body, view = seen.shown, seen.smoothed, seen.plane, seen.body, seen.view
    views = [_view_of(smoothed, rep, view) for rep in reps]
    seen_from = dict(zip([rep.index for rep in reps], views, strict=True))
    restless_in = restless_joints(seen.free, seen.reps or reps, view, lambda rep: _view_of(smoothed, rep, view))
    restless = {rep.index: restless_in(rep, mine) for rep, mine in zip(reps, views, strict=True)}
    held = {r.index: hands_at_shoulders(smoothed, seen_from[r.index], (r.start_s, r.end_s)) for r in reps}

    def drawn(rep: Rep) -> Series:
        may_go_on()
        mine = seen_from[rep.index]
        shown, own = (plane, body) if mine is view else _turned_for(rep, mine, seen)
        quarter_s = (rep.end_s - rep.start_s) / 4
        frames = _frames(shown, rep.start_s, rep.end_s, _SQUAT_MARGIN_S)
        part = cut_out(shown, frames)
        read = points_needed(mine)
        points = draw_points(
            part, own.leg, quarter_s, DRAWS, only=_SQUAT_POINTS, wanted=read,
            # from the front a pair's errors mirror each other as often as they agree
            in_common=0.0 if mine.frontal else PAIR_IN_COMMON, share=SQUAT_SHARE,
            wider=WIDER if held[rep.index] else {}, restless=restless[rep.index],
        )  # fmt: skip
        return compute_series(
            part.time_s, points, own, mine.forward, mine.left_to_right, mine.legs_tell, names_needed(mine), read,
        )  # fmt: skip

    studies: list[RepStudy] = []

    def study(cut: RepCurves, rep: Rep, mine: View) -> None:
        studies.append(study_rep(cut, rep, mine))

    tall_px = quality.standing_px(raw)
    metrics = measure_reps(
        drawn, reps, view, seen.rate, view.near_side, body, views=views, m_per_px=seen.scale.m_per_px,
        scale_sd_share=seen.scale.sd_share, study=study, tilt_sd_deg=seen.tilt.sd_deg,
    )  # fmt: skip
    marked = []
    for m, r, v in zip(metrics, reps, views, strict=True):
        leg = quality.leg_seen_and_jumps(raw, v, (r.start_s, r.end_s), smoothed, tall_px)
        told = mark_rep(mark_trunk(m) if held[r.index] else m, cut_feet(raw, (r.start_s, r.end_s)))
        marked.append(mark_restless(quality.mark_hidden(told, *leg), restless[r.index]))
    return tuple(RepResult(r, m, s) for r, m, s in zip(reps, marked, studies, strict=True))


def _turned_for(rep: Rep, mine: View, seen: Seen) -> tuple[PoseTrack, Body]:
    """The plane that a rep of its own view is measured in, and the lengths in it: of the motion around that rep."""
    around = _frames(seen.smoothed, rep.start_s, rep.end_s, _OWN_VIEW_S)

    def cut(track: PoseTrack) -> PoseTrack:
        camera = _some_of(track.camera, around)
        return replace(cut_out(track, around), hips_in_front=track.hips_in_front, camera=camera)

    free = cut(seen.free)
    smoothed = free if seen.smoothed is seen.free else cut(seen.smoothed)  # nothing was put by hand
    hand = replace(seen.hand, first_frame=seen.hand.first_frame + around.start)
    track = as_put(hand, free, joint_centres(free, mine, "squat", tilt=seen.tilt)[0], smoothed)
    shown = in_plane(track, mine, None, (), tilt=seen.tilt)
    if mine.legs_tell == seen.view.legs_tell:
        return shown, seen.body
    return shown, measure_body(shown.xy_px, shown.world_m, mine.legs_tell)


def _some_of(camera: CameraMotion | None, frames: slice) -> CameraMotion | None:
    """What the camera did in some frames."""
    if camera is None:
        return None
    rows = ("shift_px", "log_scale", "roll_deg", "sd_px", "segment", "cut")
    return replace(camera, **{name: getattr(camera, name)[frames] for name in rows})


def _view_of(smoothed: PoseTrack, rep: Rep, view: View) -> View:
    """From where one rep is seen: the clip's view unless the athlete has turned to another one for it.

    From the front a few degrees are another one: they turn one knee in and the other out.
    """
    mine = estimate_view(smoothed, (rep.start_s, rep.end_s), twists=False)
    if (mine.label, mine.facing) != (view.label, view.facing):
        return mine
    if view.label in ("front", "back") and mine.turn_deg is not None and view.turn_deg is not None:
        aside = abs((mine.turn_deg - view.turn_deg + 180) % 360 - 180)
        return mine if aside > _ASIDE_DEG else view
    return view


def measure_sprint(
    seen: Seen, steps: Sequence[Step], kept: KeptDraws | None = None
) -> tuple[tuple[StepResult, ...], dict[str, Metric]]:
    """Every step's numbers and their summary."""
    if not steps:
        return (), {}
    measured, share = steps_of(seen, steps, kept)
    results = tuple(step_result(m, share) for m in measured)
    return results, quality.mark_hidden(summarise_steps(measured, seen.rate), share)


def step_result(m: MeasuredStep, share: float) -> StepResult:
    """One step's numbers, with what was hidden marked.  share : of the time in which the legs were seen."""
    return StepResult(m.step, quality.mark_hidden(m.metrics, share), m.lanes, m.peaks)


def steps_of(
    seen: Seen,
    steps: Sequence[Step],
    kept: KeptDraws | None = None,
    wanted: Collection[int] | None = None,
    most_frames: int = _LONGEST_DRAWN,
) -> tuple[list[MeasuredStep], float]:  # fmt: skip
    """Every step's numbers before what was hidden is marked, and the share of the time in which the legs were seen.

    wanted : which of the steps are told, None = all; what is told hangs on the others as well.
    most_frames : drawn at once; a run of no more has the same numbers however few of its steps are wanted.
    """
    kept = KeptDraws() if kept is None else kept
    raw, plane, path, body, view = seen.shown, seen.plane, seen.path, seen.body, seen.view
    measured: list[MeasuredStep] = []
    yaws = _changing_yaw(plane) if path is None else np.abs(path.yaw_deg)
    on_path = path if path is not None and path.covers(plane, span_of(steps)) else None
    sight_told = bool((np.nan_to_num(raw.visibility, nan=1.0) < 1.0).any())
    way = _way(plane.camera, on_path, seen.scale, seen.toes_m)
    spans = [(s.touchdown_s, s.toe_off_s or s.touchdown_s) for s in steps]
    for first, last in _parts(spans, plane.time_s, most_frames):
        told = {i - first for i in range(first, last) if wanted is None or i in wanted}
        if not told:
            continue
        part = steps[first : last + _AHEAD]  # what a step hangs on comes after it
        ends = part[-1].toe_off_s or part[-1].touchdown_s
        frames = _frames(plane, part[0].touchdown_s, ends)
        may_go_on()
        series, points, found, _ = kept_or_drawn(seen, frames, _stride_s(steps) / 4, on_path, kept)
        yaw = None if yaws is None else np.interp(series.time_s, plane.time_s, yaws)
        fresh = measure_steps(
            series, points, part, body, view, seen.rate, way=way.part(frames), yaw_deg=yaw, slowed=seen.slowed,
            sight_told=sight_told, tilt_sd_deg=seen.tilt.sd_deg, unsure=times_unsure(seen.raw), wanted=told, kept=found,
        )  # fmt: skip
        fresh = mark_steps(fresh, raw)
        fresh = mark_sides(fresh) if seen.legs_alike else fresh
        measured += mark_quick(fresh) if too_quick(steps) else fresh
    return measured, quality.leg_seen(raw, view, (steps[0].touchdown_s, steps[-1].touchdown_s))


def _changing_yaw(track: PoseTrack) -> np.ndarray | None:
    """The yaw in each frame of an athlete who passes by; None where one number tells it better (a treadmill)."""
    yaw = yaw_over_time(track)
    seen = yaw[np.isfinite(yaw)]
    if not seen.size or np.percentile(seen, 90) - np.percentile(seen, 10) < _PASSING_DEG:
        return None
    return yaw


def _stride_s(steps: Sequence[Step]) -> float:
    """Median time of two steps, the usual one where there are not as many."""
    known = two_steps_s(steps)
    return known if np.isfinite(known) else _USUAL_STRIDE_S


def _parts(spans: Sequence[tuple[float, float]], time_s: np.ndarray, most_frames: int) -> list[tuple[int, int]]:
    """Neighbouring spans joined while their frames fit into one set of draws: (first, past the last) of each part."""
    parts: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(spans) + 1):
        if i < len(spans):
            frames = np.searchsorted(time_s, spans[i][1] + _MARGIN_S) - np.searchsorted(
                time_s, spans[first][0] - _MARGIN_S
            )
            if frames <= most_frames:
                continue
        parts.append((first, i))
        first = i
    return parts


def _frames(track: PoseTrack, from_s: float, to_s: float, margin_s: float = _MARGIN_S) -> slice:
    """The frames around a stretch of time that are drawn."""
    a = int(np.searchsorted(track.time_s, from_s - margin_s))
    return slice(a, int(np.searchsorted(track.time_s, to_s + margin_s, side="right")))


def _way(
    camera: CameraMotion | None, path: Passing | None, scale: Scale, toes_m: Mapping[Side, np.ndarray] | None
) -> Way:
    """How the way covered is told: on the plane of a path the ground stands still, otherwise the camera is undone."""
    state = "unknown" if camera is None else camera.state
    shift = camera.shift_px if camera is not None and path is None and state in ("shaky", "panning") else None
    return Way(scale.m_per_px, scale.sd_share, shift, toes_m, state)


def events_of(raw: PoseTrack, reps: Sequence[Rep], steps: Sequence[Step]) -> tuple[Event, ...]:
    """Reps and steps as single moments, in order of time."""
    moments: list[tuple[EventKind, Side | None, float, float | None, bool]] = []
    for r in reps:
        moments += [
            ("rep_start", None, r.start_s, r.start_sd_s, "start" in r.by_hand),
            ("rep_bottom", None, r.bottom_s, r.bottom_sd_s, "bottom" in r.by_hand),
            ("rep_end", None, r.end_s, r.end_sd_s, "end" in r.by_hand),
        ]
    for s in steps:
        other = "side" in s.by_hand
        moments.append(("touchdown", s.side, s.touchdown_s, s.touchdown_sd_s, other or "touchdown" in s.by_hand))
        if s.toe_off_s is not None:
            moments.append(("toe_off", s.side, s.toe_off_s, s.toe_off_sd_s, other or "toe_off" in s.by_hand))
    return tuple(
        Event(kind, side, int(np.argmin(np.abs(raw.time_s - time_s))), time_s, sd, "edited" if edited else "found")
        for kind, side, time_s, sd, edited in sorted(moments, key=lambda m: m[2])
    )
