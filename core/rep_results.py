"""The numbers of every squat repetition: each from its own view, with draws of what its landmarks could as well be."""

from collections.abc import Sequence
from dataclasses import replace

from core.analysis import RepResult
from core.events.event import Rep, incomplete
from core.giving_way import may_go_on
from core.kinematics.series import Body, Series, compute_series, measure_body
from core.kinematics.view import View, estimate_view
from core.kinematics.zoom import zooms
from core.measures import quality
from core.measures.cut_feet import cut_feet, mark_rep
from core.measures.held_shoulders import WIDER, hands_at_shoulders, mark_trunk
from core.measures.more_bottoms import mark_more_bottoms
from core.measures.restless_leg import mark_restless, restless_joints
from core.measures.spec import Metric
from core.measures.squat import measure_reps, names_needed, points_needed
from core.measures.squat_curves import MARGIN_S, RepCurves
from core.measures.squat_study import RepStudy, study_rep
from core.measures.squat_summary import summarise_reps
from core.measures.uncertainty import DRAWS, PAIR_IN_COMMON, SQUAT_SHARE, draw_points
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.seen import Seen, as_put, in_plane, joint_centres

# kept on either side of a rep when draws are made: what its curves are cut out with, and room to interpolate
_MARGIN_S = MARGIN_S + 0.1
_POINTS = [INDEX[f"{s}_{p}"] for p in ("shoulder", "hip", "knee", "ankle", "heel", "foot_index") for s in SIDES]
_OWN_VIEW_S = 6.0  # on either side of a rep whose view is its own: long enough to stand at full length in it
_ASIDE_DEG = 2.0  # from the front, a rep turned by more than this is not seen from where the clip is


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
        frames = shown.around(rep.start_s, rep.end_s, _MARGIN_S)
        part = shown.part(frames)
        read = points_needed(mine)
        points = draw_points(
            part, own.leg, quarter_s, DRAWS, only=_POINTS, wanted=read,
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
        told = mark_more_bottoms(mark_trunk(m) if held[r.index] else m, r, seen.rejected)
        told = mark_rep(told, cut_feet(raw, (r.start_s, r.end_s)))
        marked.append(mark_restless(quality.mark_hidden(told, *leg), restless[r.index]))
    return tuple(RepResult(r, m, s) for r, m, s in zip(reps, marked, studies, strict=True))


def _turned_for(rep: Rep, mine: View, seen: Seen) -> tuple[PoseTrack, Body]:
    """The plane that a rep of its own view is measured in, and the lengths in it: of the motion around that rep."""
    around = seen.smoothed.around(rep.start_s, rep.end_s, _OWN_VIEW_S)

    def cut(track: PoseTrack) -> PoseTrack:
        camera = _some_of(track.camera, around)
        return replace(track.part(around), hips_in_front=track.hips_in_front, camera=camera)

    free = cut(seen.free)
    smoothed = free if seen.smoothed is seen.free else cut(seen.smoothed)  # nothing was put by hand
    hand = replace(seen.hand, first_frame=seen.hand.first_frame + around.start)
    track = as_put(hand, free, joint_centres(free, mine, "squat", tilt=seen.tilt)[0], smoothed)
    shown = in_plane(track, mine, None, (), tilt=seen.tilt)
    if mine.legs_tell == seen.view.legs_tell and not zooms(seen.plane.camera):
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
    if view.frontal and mine.turn_deg is not None and view.turn_deg is not None:
        aside = abs((mine.turn_deg - view.turn_deg + 180) % 360 - 180)
        return mine if aside > _ASIDE_DEG else view
    return view
