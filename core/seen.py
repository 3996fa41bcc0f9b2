"""From raw landmarks to curves, reps and steps: repair, smooth, see from where, find the movement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.edits.on_landmarks import LandmarksByHand
from core.events.event import Movement, Rejected, Rep, Step
from core.events.slow_steps import at_pace, find_slow_steps
from core.events.sprint_steps import CUT, LONGEST_FLIGHT_S, OVERLAP_S, REVERSED, WALKING, find_steps, running_share
from core.events.squat_reps import find_reps
from core.giving_way import may_go_on
from core.kinematics.arms import without_hidden_arms
from core.kinematics.bones import THIGHS, Bones, hold_bones, measure_bones
from core.kinematics.calibration import Calibration, KnownLength, line_scale, rectangle_scale, toes_on_ground
from core.kinematics.passing import Passing, passing
from core.kinematics.plane import body_lengths, correct_far_knee, correct_hips, frontal, sagittal, square_on
from core.kinematics.scale import Scale, from_height
from core.kinematics.series import Body, Series, compute_series, level_feet, measure_body
from core.kinematics.tilt import UNTOLD, Tilt, by_landings, by_standing, points_upright, set_upright
from core.kinematics.view import SIDE_WITHIN_DEG, View, allowed, estimate_view
from core.pose.legs import leg_length_px
from core.pose.skeleton import INDEX, LEG, SIDES, Side
from core.pose.track import PoseTrack
from core.signal.clean import EVENT_CUTOFFS, Repaired, cutoffs_of, limits_of, repair, smooth

Wanted = Literal["auto", "squat", "sprint"]
LEAST_STEPS = 3  # running steps in a row before a clip counts as a run
LEAST_RUNNING_SHARE = 0.25
TOO_FEW = "too few running steps to take this for a run: choose sprint as the movement, and they are measured"
DEPTH_FROM_DEG = 40.0  # off square-on: beyond, how far a foot reaches forward is told by the model's depth
# what squats, steps, the view and the way past the camera are found by
_FOUND_BY = [INDEX[f"{s}_{part}"] for part in ("shoulder", "ear", *LEG) for s in SIDES]
_REFIT_DEG = 1.0  # a picture that is turned by more shows another path
_MOST_FAR = 0.75  # of the frames seen at a large angle: then lengths are taken from all of them


@dataclass(frozen=True)
class Seen:
    """What was found in the landmarks, before anything put by hand to reps and steps: numbers are read from it.

    raw : as detected.  shown : with what was put by hand.  repaired : without it.  smoothed : before the hips are
    corrected.  cutoffs_hz : (33,) of its low-pass, in time as played.  plane, body : what is measured in and the
    lengths in it.  placed : repaired, with what was put by hand.  free : `smoothed` without corrections of landmarks,
    the very same where there are none.  centred : `free` with the model's habits taken out.  lengths : the body's in
    `free` (`core.kinematics.plane.body_lengths`).  bones : what the joints are held by, None = they are not.  reps,
    steps, rejected : as found.
    exact : False where only what was put by hand was looked at anew (`core.remeasure`).
    tilt : of the picture, taken out in `plane`.
    slowed : about how many times slower than anybody runs the steps play, None = as fast as people run.  Every time
        is as played then.
    """

    hand: LandmarksByHand
    raw: PoseTrack
    shown: PoseTrack
    repaired: Repaired
    placed: PoseTrack
    cutoffs_hz: np.ndarray
    smoothed: PoseTrack
    free: PoseTrack
    centred: PoseTrack
    lengths: tuple[float, float]
    track: PoseTrack
    plane: PoseTrack
    body: Body
    bones: Bones | None
    view: View
    path: Passing | None
    scale: Scale
    toes_m: Mapping[Side, np.ndarray] | None
    series: Series
    movement: Movement
    reps: tuple[Rep, ...]
    steps: tuple[Step, ...]
    rejected: tuple[Rejected, ...]
    rate: float
    tilt: Tilt = UNTOLD
    exact: bool = True
    slowed: float | None = None


def see(
    raw: PoseTrack,
    hand: LandmarksByHand,
    *,
    wanted: Wanted = "auto",
    height_m: float | None = None,
    fps: float | None = None,
    m_per_px: float | None = None,
    calibration: Calibration | None = None,
) -> Seen:
    """From raw landmarks to curves, reps and steps; the parameters are those of `measure`."""
    rate = fps if fps and np.isfinite(fps) else rate_of(raw)
    repaired = repair(raw)
    placed = hand.placed(repaired.track)
    may_go_on()
    light_squat = hand.pinned(smooth(placed, EVENT_CUTOFFS["squat"], only=_FOUND_BY))
    may_go_on()
    view = estimate_view(light_squat)
    movement, reps, steps, rejected = _recognise(placed, light_squat, view, wanted)
    shown = hand.placed(raw)
    may_go_on()
    slow = find_slow_steps(shown, view, rejected, len(reps)) if wanted != "squat" and not steps else None
    if slow is not None:
        movement, reps, steps, rejected = "sprint", [], slow.steps, slow.rejected
        repaired = _as_played(raw, slow.slowed)
        placed = hand.placed(repaired.track)
    if movement == "squat" and reps:
        view, reps, rejected = _squats_from_where(light_squat, view, reps, rejected)
    path = None
    if movement == "sprint" and steps:
        view, path = _run_from_where(light_squat, steps)
    pace = 1.0 if slow is None else slow.slowed
    paced = at_pace(hand.without_corrections.placed(repaired.track), pace)
    limits_hz = limits_of(movement, stride_s(steps) / pace)
    cutoffs_hz = cutoffs_of(paced, limits_hz)
    free = replace(smooth(paced, limits_hz, cutoffs_hz), time_s=placed.time_s)
    smoothed = free
    if hand.edits.corrections:
        smoothed = replace(smooth(at_pace(placed, pace), limits_hz, cutoffs_hz), time_s=placed.time_s)
    may_go_on()
    tilt = _tilt_of(free, view, movement, path, reps, steps)
    if path is not None and abs(tilt.deg) > _REFIT_DEG:
        again = passing(set_upright(light_squat, tilt), view, span_of(steps))
        path = again or path
        view = path.view(view, (raw.time_s >= span_of(steps)[0]) & (raw.time_s <= span_of(steps)[1]))
    lengths = body_lengths(free)
    centred, bones = joint_centres(free, view, movement, path, steps, lengths=lengths, tilt=tilt)
    may_go_on()
    track = as_put(hand, free, centred, smoothed)
    may_go_on()
    plane = in_plane(track, view, path, steps, tilt=tilt)
    on_path = path is not None and path.covers(track, span_of(steps))
    legs = view.legs_tell if movement == "squat" else None
    body = measure_body(_well_seen(plane, path), plane.world_m, legs)
    if movement == "squat" and view.label in ("side", "oblique") and len(plane):
        body, plane = _with_level_feet(body, plane, view, legs)
    may_go_on()
    curves = compute_series(plane.time_s, plane.xy_px, body, view.forward, view.left_to_right, legs)
    may_go_on()
    series = allowed(curves, view)
    series = without_hidden_arms(series, plane.visibility)
    scale = from_height(_well_seen(plane, path), height_m) if height_m or not m_per_px else Scale(m_per_px, "plane")
    toes_m = None
    if isinstance(calibration, KnownLength):
        scale = line_scale(_line_upright(calibration, raw, tilt), raw.time_s, view, path if on_path else None)
    elif calibration is not None:
        toes_m = toes_on_ground(smoothed, calibration)
        scale = rectangle_scale(calibration, plane, toes_m) or scale
    return Seen(
        hand=hand,
        raw=raw,
        shown=shown,
        repaired=repaired,
        placed=placed,
        cutoffs_hz=cutoffs_hz / pace,
        smoothed=smoothed,
        free=free,
        centred=centred,
        lengths=lengths,
        track=track,
        plane=plane,
        body=body,
        bones=bones,
        view=view,
        path=path,
        scale=scale,
        toes_m=toes_m,
        series=series,
        movement=movement,
        reps=tuple(reps),
        steps=tuple(steps),
        rejected=tuple(rejected),
        rate=rate,
        tilt=tilt,
        slowed=None if slow is None else slow.slowed,
    )


def _squats_from_where(
    light: PoseTrack, before: View, reps: list[Rep], rejected: list[Rejected]
) -> tuple[View, list[Rep], list[Rejected]]:
    """From where the squats themselves are seen, and the reps as seen from there.

    Walking in and out does not tell it.
    """
    view = estimate_view(light, (reps[0].start_s, reps[-1].end_s))
    if (view.label, view.facing) != (before.label, before.facing) or view.label == "oblique":
        reps, rejected = _squats(light, view)
    return view, reps, rejected


def _run_from_where(light: PoseTrack, steps: Sequence[Step]) -> tuple[View, Passing | None]:
    """From where the steps are seen, and the way past the camera where there is one."""
    span = span_of(steps)
    view = estimate_view(light, (steps[0].touchdown_s, steps[-1].touchdown_s))
    path = passing(light, view, span)
    if path is not None:
        view = path.view(view, (light.time_s >= span[0]) & (light.time_s <= span[1]))
    return view, path


def _tilt_of(
    free: PoseTrack, view: View, movement: Movement, path: Passing | None, reps: Sequence[Rep], steps: Sequence[Step]
) -> Tilt:
    """How far the phone is held askew, as the athlete tells it."""
    told: Tilt | None = None
    leg = leg_length_px(free.xy_px) if len(free) else float("nan")
    if movement == "sprint" and path is not None:
        contacts = [(s.side, s.touchdown_s, s.toe_off_s) for s in steps if s.toe_off_s is not None]
        told = by_landings(free, contacts, path, leg)
    elif movement == "squat" and reps:
        told = by_standing(free, view, (reps[0].start_s, reps[-1].end_s), leg)
    return told or UNTOLD


def _line_upright(line: KnownLength, raw: PoseTrack, tilt: Tilt) -> KnownLength:
    ends = points_upright(np.array([line.from_px, line.to_px]), raw.camera, tilt)
    return replace(line, from_px=tuple(ends[0]), to_px=tuple(ends[1]))


def in_plane(
    track: PoseTrack, view: View, path: Passing | None, steps: Sequence[Step], only: Sequence[int] | None = None,
    tilt: Tilt = UNTOLD,
) -> PoseTrack:  # fmt: skip
    """The track in the plane it is measured in.  only : the landmarks that are wanted there, None = all."""
    track = set_upright(track, tilt)
    if path is not None and steps and path.covers(track, span_of(steps)):
        return square_on(track, path, only)
    return sagittal(track, view) if steps else frontal(sagittal(track, view, stands=True), view)


def joint_centres(
    smoothed: PoseTrack,
    view: View,
    movement: Movement,
    path: Passing | None = None,
    steps: Sequence[Step] = (),
    bones: Bones | None = None,
    lengths: tuple[float, float] | None = None,
    tilt: Tilt = UNTOLD,
) -> tuple[PoseTrack, Bones | None]:
    """The track with the model's habits taken out, and what its joints were held by.

    bones, lengths : those of before, where only a few landmarks differ.  Other models' habits are not known, and from
        the front a thigh looks as short as it leans: nothing is held there.
    """
    centred = correct_hips(smoothed, view, lengths)
    if not smoothed.hips_in_front or view.label not in ("side", "oblique"):
        return centred, None
    if movement == "sprint":
        centred = correct_far_knee(centred, view, lengths)
    plane = in_plane(centred, view, path, steps, THIGHS, tilt)
    bones = bones or measure_bones(_well_seen(plane, path), centred, view, movement == "squat")
    return hold_bones(centred, plane.xy_px, bones), bones


def as_put(hand: LandmarksByHand, free: PoseTrack, centred: PoseTrack, smoothed: PoseTrack) -> PoseTrack:
    """The joints' centres with what was corrected by hand: that moves, and nothing else does.

    A hip is told from its knee and an ankle from its foot (`joint_centres`), as the model has found them: whoever
    moves a knee wants the knee moved, and has looked at the hip and left it where it is.  A corrected landmark keeps
    what it was moved by, and comes to lie exactly where it was put in the frames it was put in.

    free, centred : without corrections, before and after `joint_centres`.  smoothed : `free` with corrections.
    """
    if not hand.edits.corrections:
        return centred
    xy, world, noise = centred.xy_px.copy(), centred.world_m.copy(), centred.noise_px.copy()
    for k in hand.corrected(len(centred)):
        for out, was, now in ((xy, free.xy_px, smoothed.xy_px), (world, free.world_m, smoothed.world_m)):
            habit = out[:, k] - was[:, k]
            out[:, k] = now[:, k] + np.where(np.isfinite(habit), habit, 0.0)
        noise[:, k] = smoothed.noise_px[:, k]
    for hip, knee in ((INDEX[f"{side}_hip"], INDEX[f"{side}_knee"]) for side in SIDES):
        # a hip is a gap where its knee is one: where that was put by hand the hip is where it was found
        known = np.isfinite(smoothed.xy_px[:, knee, 0]) & ~np.isfinite(xy[:, hip, 0])
        xy[known, hip], world[known, hip] = smoothed.xy_px[known, hip], smoothed.world_m[known, hip]
    return hand.pinned(replace(centred, xy_px=xy, world_m=world, noise_px=noise, visibility=smoothed.visibility))


def _with_level_feet(body: Body, plane: PoseTrack, view: View, legs: Side | None) -> tuple[Body, PoseTrack]:
    height = ("pelvis_height_ratio",)
    curves = compute_series(plane.time_s, plane.xy_px, body, view.forward, view.left_to_right, legs, height)
    level = level_feet(plane.xy_px, curves[height[0]])
    told = {f"{side}_deg": round(degrees, 1) for side, degrees in level.items()}
    return replace(body, foot_level=level), plane.with_step("foot level", **told)


def _as_played(raw: PoseTrack, slowed: float) -> Repaired:
    """Repaired as quickly as people move, in the times of the clip: what is wild for a moment lasts longer there."""
    repaired = repair(at_pace(raw, slowed))
    return replace(repaired, track=replace(repaired.track, time_s=raw.time_s))


def _well_seen(plane: PoseTrack, path: Passing | None) -> np.ndarray:
    """(T, 33, 2) the points without the frames in which a passing athlete is seen at a large angle."""
    if path is None:
        return plane.xy_px
    far = np.abs(path.yaw_deg) > SIDE_WITHIN_DEG
    return plane.xy_px if far.mean() > _MOST_FAR else np.where(far[:, None, None], np.nan, plane.xy_px)


def rate_of(track: PoseTrack) -> float:
    return 1.0 / frame_s(track)


def frame_s(track: PoseTrack) -> float:
    """Time from one frame to the next."""
    return float(np.median(np.diff(track.time_s))) if len(track) > 1 else 1.0


def stride_s(steps: Sequence[Step]) -> float:
    """Median time of two steps; NaN where there are not as many."""
    down = np.array([s.touchdown_s for s in steps])
    return 2 * float(np.median(np.diff(down))) if len(down) > 1 else float("nan")


def span_of(steps: Sequence[Step]) -> tuple[float, float]:
    """From the first touchdown to the last toe-off."""
    return steps[0].touchdown_s, steps[-1].toe_off_s or steps[-1].touchdown_s


def _squats(light: PoseTrack, view: View) -> tuple[list[Rep], list[Rejected]]:
    return find_reps(Series(light.time_s, {}), view, correct_hips(light, view).xy_px)


def _steps(quick: PoseTrack, view: View) -> tuple[list[Step], list[Rejected]]:
    yaw = view.yaw_deg or 0.0
    if yaw > DEPTH_FROM_DEG and view.turn_deg is not None and view.depth:
        turn = np.radians(view.turn_deg)
        return find_steps(quick, -1.0 if np.sin(turn) > 0 else 1.0, yaw, view.turn_deg)
    steps, rejected = find_steps(quick, view.forward, yaw)
    if not steps and view.label in ("front", "back") and any(r.reason == REVERSED for r in rejected):
        # from the front or back the view does not tell which way of the picture is forward; the feet do
        steps, rejected = find_steps(quick, -view.forward, yaw)
    return steps, rejected


def _recognise(
    repaired: PoseTrack, light: PoseTrack, view: View, wanted: Wanted
) -> tuple[Movement, list[Rep], list[Step], list[Rejected]]:
    """Running with a flight phase beats squats; neither is `none`.  A movement that was asked for is taken as told."""
    reps, no_reps = _squats(light, view) if wanted != "sprint" else ([], [])
    may_go_on()
    steps: list[Step] = []
    no_steps: list[Rejected] = []
    running = 0.0
    if wanted != "squat":
        quick = smooth(repaired, EVENT_CUTOFFS["sprint"], only=_FOUND_BY)
        may_go_on()
        quick = correct_hips(quick, view)
        may_go_on()
        steps, no_steps = _steps(quick, view)
        running = running_share(quick, steps)
    if wanted == "sprint":
        return "sprint", [], steps, no_steps
    if wanted == "squat":
        return "squat", reps, [], no_reps
    in_a_row = len(steps) + _leads_in(steps, no_steps)
    if in_a_row >= LEAST_STEPS and running >= LEAST_RUNNING_SHARE and len(steps) > len(reps):
        return "sprint", [], steps, no_steps
    if reps:
        return "squat", reps, [], no_reps
    slow = [r for r in no_steps if "slow motion" in r.reason]
    return "none", [], [], [*no_reps, *slow, *_no_run(steps if running >= LEAST_RUNNING_SHARE else [], no_steps)]


def _leads_in(steps: Sequence[Step], no_steps: Sequence[Rejected]) -> bool:
    """Whether a contact that is under way when the clip begins ends in a flight to the first step: a step as well."""
    cut = [r.to_s - steps[0].touchdown_s for r in no_steps if r.reason == CUT] if len(steps) > 1 else []
    return any(-LONGEST_FLIGHT_S <= late <= OVERLAP_S for late in cut)


def _no_run(steps: Sequence[Step], no_steps: Sequence[Rejected]) -> list[Rejected]:
    """What of a clip without a run was nearly one: single steps, and the stretch that was walked."""
    walked = [r for r in no_steps if r.reason == WALKING]
    out = [Rejected("step", s.touchdown_s, s.toe_off_s or s.touchdown_s, TOO_FEW, s.side) for s in steps]
    if walked:
        out.append(Rejected("step", min(r.from_s for r in walked), max(r.to_s for r in walked), WALKING))
    return out
