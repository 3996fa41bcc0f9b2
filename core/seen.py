"""From raw landmarks to curves: what was recognised, smoothed as such a movement is, in the plane it is measured in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.edits.on_landmarks import LandmarksByHand
from core.events.event import Movement, Rejected, Rep, Step
from core.events.slow_steps import at_pace
from core.giving_way import may_go_on
from core.kinematics.arm_seats import ARM_SEATS, seat_arms, shoulders_as_seen
from core.kinematics.arms import without_hidden_arms
from core.kinematics.beside_path import off_path, onto_path
from core.kinematics.bones import THIGHS, Bones, hold_bones, measure_bones
from core.kinematics.calibration import (
    Calibration,
    KnownLength,
    KnownRectangle,
    line_scale,
    rectangle_scale,
    toes_on_ground,
)
from core.kinematics.hips_turn import turn_hips
from core.kinematics.leg_links import LEGS, hold_links, measure_links
from core.kinematics.leg_seats import seat_legs
from core.kinematics.passing import Passing, passing, well_seen
from core.kinematics.plane import (
    body_lengths,
    correct_far_knee,
    correct_hips,
    frontal,
    off_path_plane,
    sagittal,
    square_on,
)
from core.kinematics.scale import Scale, from_height
from core.kinematics.series import Body, Series, compute_series, level_feet, measure_body
from core.kinematics.tilt import (
    UNTOLD,
    Tilt,
    by_landings,
    by_standing,
    points_as_filmed,
    points_upright,
    set_upright,
    with_background,
)
from core.kinematics.view import View, allowed
from core.kinematics.zoom import points_without_zoom, without_zoom
from core.machine import give_back_memory
from core.measures.unsure_sides import sides_unsure
from core.pose.legs import leg_length_px
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.recognition import Recognised, Wanted, recognise, span_of
from core.signal.clean import Repaired, cutoffs_of, limits_of, smooth
from core.signal.resample import usual_step_s

_REFIT_DEG = 1.0  # a picture that is turned by more shows another path


@dataclass(frozen=True)
class Seen:
    """What was found in the landmarks, before anything put by hand to reps and steps: numbers are read from it.

    raw : as detected.  shown : with what was put by hand.  repaired : without it.  smoothed : before the hips are
    corrected.  cutoffs_hz : (33,) of its low-pass, in time as played.  plane, body : what is measured in and the
    lengths in it.  placed : repaired, with what was put by hand.  free : `smoothed` without corrections of landmarks,
    the very same where there are none.  centred : `free` with the model's habits taken out.  lengths : the body's in
    `free` (`core.kinematics.plane.body_lengths`).  bones : what the joints are held by, None = they are not.  made_as :
    as in `Recognised`.  reps, steps, rejected : as found.
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
    made_as: Movement
    reps: tuple[Rep, ...]
    steps: tuple[Step, ...]
    rejected: tuple[Rejected, ...]
    rate: float
    tilt: Tilt = UNTOLD
    exact: bool = True
    slowed: float | None = None

    @property
    def legs_alike(self) -> bool:
        """Whether near and far leg of a run, whose steps were found, are hardly told apart."""
        span = span_of(self.steps) if self.steps else (-np.inf, np.inf)
        return sides_unsure(self.repaired.track, self.view, span)


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
    found = recognise(raw, hand, wanted)
    _between_parts(raw)
    made_as, steps = found.made_as, found.steps
    cutoffs_hz, free, smoothed = _smooth_as_found(found, hand)
    _between_parts(raw)
    tilt = _tilt_of(free, found)
    view, path = _seen_upright(found, tilt)
    lengths = body_lengths(free)
    centred, bones = joint_centres(free, view, made_as, path, steps, lengths=lengths, tilt=tilt)
    _between_parts(raw)
    track = as_put(hand, free, centred, smoothed)
    _between_parts(raw)
    plane = in_plane(track, view, path, steps, tilt=tilt)
    plane, body, series = _measured_in(plane, view, path, made_as)
    if isinstance(calibration, KnownLength):
        on_path = path if path is not None and path.covers(track, span_of(steps)) else None
        scale, toes_m = line_scale(_line_in_plane(calibration, raw, tilt, steps), raw.time_s, view, on_path), None
    else:
        scale, toes_m = _on_rectangle(calibration, plane, smoothed, _usual_scale(plane, path, height_m, m_per_px))
    return Seen(
        hand=hand,
        raw=raw,
        shown=hand.placed(raw),
        repaired=found.repaired,
        placed=found.placed,
        cutoffs_hz=cutoffs_hz,
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
        movement=found.movement,
        made_as=made_as,
        reps=tuple(found.reps),
        steps=tuple(steps),
        rejected=tuple(found.rejected),
        rate=fps if fps and np.isfinite(fps) else rate_of(raw),
        tilt=tilt,
        slowed=found.slowed,
    )


def _seen_upright(found: Recognised, tilt: Tilt) -> tuple[View, Passing | None]:
    """From where the athlete was seen, and their path, told anew where the picture is turned by much."""
    if found.path is None or max(abs(tilt.deg), abs(tilt.down_deg)) <= _REFIT_DEG:
        return found.view, found.path
    span, time_s = span_of(found.steps), found.placed.time_s
    path = passing(set_upright(found.light, tilt), found.view, span) or found.path
    return path.view(found.view, (time_s >= span[0]) & (time_s <= span[1])), path


def _usual_scale(plane: PoseTrack, path: Passing | None, height_m: float | None, m_per_px: float | None) -> Scale:
    """The scale by the athlete's height, or as it was told where that is not known."""
    if m_per_px and not height_m:
        return Scale(m_per_px, "plane")
    return from_height(_tall(well_seen(plane, path), plane), height_m)


def _on_rectangle(
    rectangle: KnownRectangle | None, plane: PoseTrack, smoothed: PoseTrack, usual: Scale
) -> tuple[Scale, Mapping[Side, np.ndarray] | None]:  # fmt: skip
    """The scale that a rectangle on the ground tells, the usual one without, and where on the ground the toes are."""
    if rectangle is None:
        return usual, None
    toes_m = toes_on_ground(smoothed, rectangle)
    return rectangle_scale(rectangle, plane, toes_m) or usual, toes_m


def _measured_in(
    plane: PoseTrack, view: View, path: Passing | None, movement: Movement
) -> tuple[PoseTrack, Body, Series]:
    """The track in its plane with its feet level where that can be told, the body's lengths there, and every curve."""
    legs = view.legs_tell if movement == "squat" else None
    body = measure_body(well_seen(plane, path), plane.world_m, legs)
    if movement == "squat" and view.label in ("side", "oblique") and len(plane):
        body, plane = _with_level_feet(body, plane, view, legs)
    _between_parts(plane)
    curves = compute_series(
        plane.time_s, plane.xy_px, body, view.forward, view.left_to_right, legs, frontal=view.frontal
    )  # fmt: skip
    _between_parts(plane)
    return plane, body, without_hidden_arms(allowed(curves, view), plane.visibility)


def _between_parts(track: PoseTrack) -> None:
    """Let go of the thread where somebody waits, and of what the last part took where a long clip made that much.

    Arrays of a long clip rarely fit where others of it were: half of what the process held was not in use.
    """
    may_go_on()
    if track.is_long:
        give_back_memory()


def _smooth_as_found(found: Recognised, hand: LandmarksByHand) -> tuple[np.ndarray, PoseTrack, PoseTrack]:
    """(33,) the low-pass of this movement in time as played, and the landmarks it leaves: without corrections, with."""
    pace, time_s = found.slowed or 1.0, found.placed.time_s
    paced = at_pace(hand.without_corrections.placed(found.repaired.track), pace)
    limits_hz = limits_of(found.made_as, two_steps_s(found.steps) / pace)
    cutoffs_hz = cutoffs_of(paced, limits_hz)
    free = replace(smooth(paced, limits_hz, cutoffs_hz), time_s=time_s)
    if not hand.edits.corrections:
        return cutoffs_hz / pace, free, free
    return cutoffs_hz / pace, free, replace(smooth(at_pace(found.placed, pace), limits_hz, cutoffs_hz), time_s=time_s)


def _tilt_of(free: PoseTrack, found: Recognised) -> Tilt:
    """How far the phone is held askew, as the athlete and the background tell it."""
    told: Tilt | None = None
    leg = leg_length_px(free.xy_px) if len(free) else float("nan")
    if found.movement == "sprint" and found.path is not None:
        contacts = [(s.side, s.touchdown_s, s.toe_off_s) for s in found.steps if s.toe_off_s is not None]
        told = by_landings(free, contacts, found.path, leg)
    elif found.movement == "squat" and found.reps:
        told = by_standing(free, found.view, (found.reps[0].start_s, found.reps[-1].end_s), leg)
    events = [(s.touchdown_s, s.toe_off_s or s.touchdown_s) for s in found.steps]
    events = events or [(r.start_s, r.end_s) for r in found.reps] or [(-np.inf, np.inf)]
    return with_background(told, free, (events[0][0], events[-1][1]), found.path is not None)


def _line_in_plane(line: KnownLength, raw: PoseTrack, tilt: Tilt, steps: Sequence[Step]) -> KnownLength:
    """The line as `in_plane` sets the picture upright, and makes it one size."""
    ends = np.array([line.from_px, line.to_px])
    if not steps:
        ends = points_without_zoom(ends, raw.camera, int(np.argmin(np.abs(raw.time_s - line.time_s))))
    ends = points_upright(ends, raw.camera, tilt)
    return replace(line, from_px=tuple(ends[0]), to_px=tuple(ends[1]))


def in_plane(
    track: PoseTrack, view: View, path: Passing | None, steps: Sequence[Step], only: Sequence[int] | None = None,
    tilt: Tilt = UNTOLD,
) -> PoseTrack:  # fmt: skip
    """The track in the plane it is measured in.  only : the landmarks that are wanted there, None = all."""
    # who runs past is measured by the way past the camera, which knows of the zoom
    track = set_upright(track if steps else without_zoom(track), tilt)
    if path is not None and steps and path.covers(track, span_of(steps)):
        return onto_path(square_on(track, path, only), path, view.near_side, only)
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
        centred = seat_arms(correct_far_knee(centred, view, lengths))
    plane = in_plane(centred, view, path, steps, THIGHS, tilt)
    may_go_on()
    bones = bones or measure_bones(well_seen(plane, path), centred, view, movement == "squat")
    may_go_on()
    held = hold_bones(centred, plane.xy_px, bones)
    may_go_on()
    if movement != "sprint":
        return held, bones
    held = turn_hips(held, plane.xy_px, view, two_steps_s(steps), lengths)
    if view.label != "side":  # there the plane is told by the model's depth, and has no way back to the picture
        return held, bones
    held = seat_legs(held, plane.xy_px, view, two_steps_s(steps), lengths)
    plane = in_plane(held, view, path, steps, LEGS, tilt)
    if not bones.links:
        bones = replace(bones, links=measure_links(well_seen(plane, path)))
    plane = replace(plane, xy_px=hold_links(plane.xy_px, bones.links))
    return _moved_to(held, _on_picture(plane, view, path, steps, tilt), lengths or body_lengths(smoothed)), bones


def _on_picture(
    plane: PoseTrack, view: View, path: Passing | None, steps: Sequence[Step], tilt: Tilt
) -> np.ndarray:  # fmt: skip
    """(T, 6, 2) the legs' joints of somebody seen from the side, from the plane back to the picture (`in_plane`)."""
    points = plane.xy_px[:, LEGS]
    if path is not None and steps and path.covers(plane, span_of(steps)):
        known = np.isfinite(path.yaw_deg)[:, None, None]
        beside = off_path(plane, path, view.near_side, LEGS)
        points = np.where(known, off_path_plane(beside, path), points)
    return points_as_filmed(points, plane.camera, tilt)


def _moved_to(track: PoseTrack, legs_px: np.ndarray, lengths: tuple[float, float]) -> PoseTrack:
    """The track with its legs' joints at (T, 6, 2) pixels of the picture, and moved as far in 3D."""
    xy, world = track.xy_px.copy(), track.world_m.copy()
    xy[:, LEGS] = legs_px
    world[:, LEGS, :2] += (xy - track.xy_px)[:, LEGS] * (lengths[1] / lengths[0])
    return replace(track, xy_px=xy, world_m=world).with_step("leg links")


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


def _tall(points: np.ndarray, track: PoseTrack) -> np.ndarray:
    """(T, 33, 2) points as tall as the model sees bodies, of which it is known how they hang on the standing height."""
    seated = any(step.name == ARM_SEATS for step in track.provenance)
    return shoulders_as_seen(points) if seated else points


def rate_of(track: PoseTrack) -> float:
    """Frames per second as captured, by the usual time from one to the next."""
    return 1.0 / frame_s(track)


def frame_s(track: PoseTrack) -> float:
    """Time from one frame to the next."""
    return usual_step_s(track.time_s) if len(track) > 1 else 1.0


def two_steps_s(steps: Sequence[Step]) -> float:
    """Median time of two steps; NaN where there are not as many."""
    down = np.array([s.touchdown_s for s in steps])
    return 2 * float(np.median(np.diff(down))) if len(down) > 1 else float("nan")
