"""Feet that the picture's edge cuts off: what hangs on them is less sure and says why, the rest is left alone."""

from dataclasses import replace

import numpy as np
import pytest

from core.measures.cut_feet import REASON, cut_feet
from core.measures.sprint_way import MOVING_GROUND, Feet, Way, gate
from core.motion import measure
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import TOWARD, clock, noisy, run, seen, squat

FEET = [INDEX[f"{s}_{part}"] for s in SIDES for part in ("heel", "foot_index")]


def in_picture(track: PoseTrack, *, above_floor_px: float) -> PoseTrack:
    """The track in a picture whose lower edge lies so far above the lowest toe; what is outside was not seen."""
    edge = float(np.nanmax(track.xy_px[:, FEET, 1])) - above_floor_px
    camera = CameraMotion.unknown(len(track), (1280, round(edge)))
    outside = track.xy_px[..., 1] > edge
    return replace(
        track,
        xy_px=np.where(outside[..., None], np.nan, track.xy_px),
        visibility=np.where(outside, 0.0, track.visibility),
        camera=camera,
    )


def pressed(track: PoseTrack, *, above_floor_px: float) -> PoseTrack:
    """The same as a model tells it that guesses what is outside at the edge."""
    seen_there = in_picture(track, above_floor_px=above_floor_px)
    assert seen_there.camera is not None
    xy = np.array(track.xy_px)
    xy[..., 1] = np.minimum(xy[..., 1], seen_there.camera.size_px[1])
    return replace(track, xy_px=xy, camera=seen_there.camera)


def squatter(turn: float | None = None) -> PoseTrack:
    t = clock(30, 4.0)
    body = squat(t, (Move(1.0),))
    return noisy(seen(t, body) if turn is None else seen(t, body, turn), 0.5)


def test_a_squat_with_feet_in_the_picture_is_left_alone() -> None:
    whole = in_picture(squatter(), above_floor_px=-20.0)
    assert not cut_feet(whole, (0.0, 4.0))
    told = measure(whole, wanted="squat").reps[0].metrics
    assert REASON not in {m.reason for m in told.values()}


def test_a_squat_with_feet_cut_off_tells_no_heel_and_is_less_sure_of_the_leg_above() -> None:
    measured = measure(in_picture(squatter(), above_floor_px=4.0), wanted="squat")
    near = measured.view.near_side
    told = measured.reps[0].metrics
    assert told[f"{near}_heel_lift_peak_ratio"].value is None
    for name in (f"{near}_shank_inclination_bottom_deg", f"peak_{near}_knee_flexion_deg", "trunk_shank_parallel_deg"):
        assert (told[name].status, told[name].reason) == ("caution", REASON), name
        assert told[name].value is not None
    for name in ("depth_thigh_to_horizontal_deg", "trunk_inclination_bottom_deg", "eccentric_s"):
        assert told[name].reason != REASON, name
    assert measured.summary[f"{near}_shank_inclination_bottom_deg"].status == "caution"


def test_from_the_front_both_sided_numbers_hang_on_either_foot() -> None:
    told = measure(in_picture(squatter(TOWARD), above_floor_px=4.0), wanted="squat").reps[0].metrics
    separation = told["knee_ankle_separation_min_ratio"]
    assert separation.value is not None
    assert (separation.status, separation.reason) == ("caution", REASON)


@pytest.mark.parametrize(("above_floor_px", "cut"), [(-20.0, False), (4.0, True)])
def test_contacts_of_feet_that_are_cut_off_are_less_sure(above_floor_px: float, cut: bool) -> None:
    t = clock(120, 3.0)
    measured = measure(pressed(noisy(seen(t, run(t)), 0.5), above_floor_px=above_floor_px), wanted="sprint")
    assert measured.steps
    for step in measured.steps:
        if step.metrics["contact_s"].value is not None:
            assert (step.metrics["contact_s"].reason == REASON) == cut
        assert step.metrics["peak_thigh_forward_deg"].reason != REASON
    if cut:
        assert measured.summary["contact_s"].status == "caution"


def test_landmarks_without_a_picture_are_not_judged_by_its_edge() -> None:
    track = squatter()
    gone = np.array(track.xy_px)
    gone[:, FEET] = np.nan
    assert not cut_feet(replace(track, xy_px=gone), (0.0, 4.0))
    assert not cut_feet(in_picture(track, above_floor_px=4.0), (50.0, 51.0))


def test_ground_that_moves_before_a_panning_camera_is_not_called_a_treadmill_before_a_still_one() -> None:
    way = Way(m_per_px=0.005, shift_px=np.zeros((10, 2)), camera="panning")
    assert gate("speed_m_s", Feet((), (), False, way)) == ("refused", MOVING_GROUND)
    status, reason = gate("speed_m_s", Feet((), (), False, replace(way, shift_px=None, camera="still")))
    assert status == "refused"
    assert reason is not None
    assert "treadmill" in reason and "still camera" in reason
