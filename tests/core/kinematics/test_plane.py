"""The plane of the angles: hips to their joint, and the sagittal plane of an athlete seen at an angle."""

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.plane import (
    FAR_KNEE_BACK,
    HIP_SHIFT,
    HIP_SHIFT_IN_DEPTH,
    body_lengths,
    correct_far_knee,
    correct_hips,
    frontal,
    sagittal,
)
from core.kinematics.series import compute_series, measure_body
from core.kinematics.view import estimate_view
from core.pose.boxes import body_length
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move, lean
from tests.core.stick_figure import AWAY, LEFT, RIGHT, TOWARD, clock, joints, seen, squat, standing

T = clock(30, 3.2)
MOVE = (Move(0.5),)
HIPS = [INDEX["left_hip"], INDEX["right_hip"]]
BELOW_HIPS = [INDEX[f"{s}_{part}"] for s in ("left", "right") for part in ("knee", "ankle", "heel", "foot_index")]
OTHERS = [i for i in range(33) if i not in HIPS]


@pytest.mark.parametrize("turn", [-135.0, -122.0, -50.0, 130.0, 45.0])
def test_a_squat_seen_at_an_angle_has_the_same_angles_as_from_the_side(turn: float) -> None:
    track = replace(seen(T, squat(T, MOVE), turn), hips_in_front=False)  # landmarks without MediaPipe's habits
    view = estimate_view(track)
    assert view.label == "oblique"
    plane = sagittal(track, view)
    series = compute_series(T, plane.xy_px, measure_body(plane.xy_px), view.forward, view.left_to_right)
    thigh, shank, trunk = lean(MOVE, T)
    for side in ("left", "right"):
        np.testing.assert_allclose(series[f"{side}_knee_flexion_deg"], thigh + shank, atol=0.1)
        np.testing.assert_allclose(series[f"{side}_shank_inclination_deg"], shank, atol=0.1)
    np.testing.assert_allclose(series["trunk_inclination_deg"], trunk, atol=0.1)
    flat = compute_series(T, track.xy_px, measure_body(track.xy_px), view.forward, view.left_to_right)
    off = np.abs(flat["left_knee_flexion_deg"] - (thigh + shank)).max()
    assert off > 3, "the picture itself is wrong there, or there would be nothing to correct"


def leaning(track: PoseTrack, degrees: float) -> PoseTrack:
    """The track with legs that the model sees leaning in depth: ankles farther from the camera, or nearer to it."""
    world = track.world_m.copy()
    hips = world[:, HIPS, 1].mean(axis=1, keepdims=True)
    world[:, BELOW_HIPS, 2] += np.tan(np.radians(degrees)) * (world[:, BELOW_HIPS, 1] - hips)
    return replace(track, world_m=world, hips_in_front=False)


@pytest.mark.parametrize(("turn", "degrees"), [(-135.0, 6.0), (-135.0, -6.0), (-50.0, 6.0), (130.0, 5.0)])
def test_legs_that_lean_in_depth_while_somebody_stands_are_put_upright(turn: float, degrees: float) -> None:
    track = leaning(seen(T, squat(T, MOVE), turn), degrees)
    view = estimate_view(track)
    plane, as_told = sagittal(track, view, stands=True), sagittal(track, view)
    upright, lean_on = (
        compute_series(T, p.xy_px, measure_body(p.xy_px), view.forward, view.left_to_right) for p in (plane, as_told)
    )
    _, shank, trunk = lean(MOVE, T)
    stands = T < 0.4
    for side in ("left", "right"):
        name = f"{side}_shank_inclination_deg"
        assert np.abs(lean_on[name] - shank)[stands].max() > 3, "or there would be nothing to put upright"
        assert np.abs(upright[name] - shank)[stands].max() < 1.2, "the figure itself stands a degree off"
        assert np.abs(upright[name] - shank).mean() < 0.5 * np.abs(lean_on[name] - shank).mean()
    np.testing.assert_allclose(upright["trunk_inclination_deg"], trunk, atol=0.1)
    np.testing.assert_array_equal(plane.xy_px[..., 1], track.xy_px[..., 1])
    told = plane.provenance[-1].parameters["legs_put_upright_deg"]
    expected = np.degrees(np.arctan(np.tan(np.radians(degrees)) * abs(np.cos(np.radians(turn)))))
    assert abs(told) == pytest.approx(abs(expected), abs=1.2)


def test_hips_that_go_back_as_somebody_bends_over_straight_legs_are_no_leaning_legs() -> None:
    share = np.clip(np.sin(np.linspace(0, np.pi, len(T))) * 2 - 1, 0, 1)  # two thirds of the time bent over
    pose = standing(
        len(T), thigh=(12.0 * share, 12.0 * share), shank=(-12.0 * share, -12.0 * share), trunk=70.0 * share
    )
    track = replace(seen(T, joints(pose), -135.0), hips_in_front=False)
    told = sagittal(track, estimate_view(track), stands=True).provenance[-1].parameters["legs_put_upright_deg"]
    assert abs(told) < 1.2


def test_who_never_stands_upright_long_enough_is_left_as_seen() -> None:
    track = leaning(seen(T, squat(T, MOVE), -135.0), 6.0)
    short = track.part(slice(0, 7))
    view = estimate_view(track)
    np.testing.assert_array_equal(sagittal(short, view, stands=True).xy_px, sagittal(short, view).xy_px)


@pytest.mark.parametrize("turn", [RIGHT, LEFT, TOWARD, AWAY, -75.0])
def test_a_squat_seen_square_on_is_left_in_the_picture(turn: float) -> None:
    track = seen(T, squat(T, MOVE), turn)
    assert sagittal(track, estimate_view(track)) is track


@pytest.mark.parametrize("turn", [172.0, -168.0, 9.0, -11.0])
def test_a_camera_a_little_aside_turns_no_knee_in_and_the_other_out(turn: float) -> None:
    shallow = (Move(0.5, thigh=55.0),)
    track = replace(seen(T, squat(T, shallow), turn), hips_in_front=False)
    view = estimate_view(track)
    assert view.label in ("front", "back")
    plane = frontal(track, view)
    series, flat = (
        compute_series(T, xy, measure_body(xy), view.forward, view.left_to_right) for xy in (plane.xy_px, track.xy_px)
    )
    for name in ("left_fppa_deg", "right_fppa_deg", "trunk_lateral_deg"):
        np.testing.assert_allclose(series[name], 0, atol=0.1)
    np.testing.assert_allclose(series["knee_ankle_separation_ratio"], 1, atol=0.01)
    apart = (flat["left_fppa_deg"] - flat["right_fppa_deg"])[np.isfinite(flat["left_fppa_deg"])]
    assert np.abs(apart).max() > 15, "the picture itself is wrong there, or there would be nothing to correct"


@pytest.mark.parametrize("turn", [RIGHT, LEFT, -135.0])
def test_only_what_is_seen_from_the_front_or_back_is_turned_to_the_frontal_plane(turn: float) -> None:
    track = seen(T, squat(T, MOVE), turn)
    assert frontal(track, estimate_view(track)) is track
    front = seen(T, squat(T, MOVE), 172.0)
    flat = replace(front, world_m=np.full_like(front.world_m, np.nan))
    assert frontal(flat, estimate_view(front)) is flat, "without depth nothing can be turned"


def test_straight_from_the_front_the_frontal_plane_is_the_pictures() -> None:
    track = seen(T, squat(T, MOVE), TOWARD)
    plane = frontal(track, estimate_view(track))
    np.testing.assert_allclose(plane.xy_px, track.xy_px, atol=0.5)
    assert plane.provenance[-1].name == "frontal plane"
    assert plane.provenance[-1].parameters["yaw_deg"] == pytest.approx(0, abs=0.2)


def test_turning_the_plane_is_written_down() -> None:
    track = seen(T, squat(T, MOVE), -135.0)
    step = sagittal(track, estimate_view(track)).provenance[-1]
    assert step.name == "sagittal plane"
    assert step.parameters["yaw_deg"] == pytest.approx(45, abs=1)


@pytest.mark.parametrize(("turn", "back"), [(RIGHT, -1.0), (LEFT, 1.0)])
def test_hips_of_a_standing_athlete_go_straight_back_by_their_share_of_the_body(turn: float, back: float) -> None:
    track = seen(T, joints(standing(len(T))), turn)
    moved = correct_hips(track, estimate_view(track))
    shift = (moved.xy_px - track.xy_px)[:, HIPS]
    np.testing.assert_allclose(shift[..., 0], back * HIP_SHIFT * body_length(track.xy_px)[0], rtol=0.08)
    np.testing.assert_allclose(shift[..., 1], 0, atol=1e-6)
    np.testing.assert_array_equal(moved.xy_px[:, OTHERS], track.xy_px[:, OTHERS])
    assert moved.provenance[-1].name == "hip centres"


@pytest.mark.parametrize("turn", [TOWARD, AWAY])
def test_from_the_front_and_behind_no_pixel_moves(turn: float) -> None:
    track = seen(T, joints(standing(len(T))), turn)
    moved = correct_hips(track, estimate_view(track))
    np.testing.assert_allclose(moved.xy_px, track.xy_px, atol=1e-6)
    depth = (moved.world_m - track.world_m)[:, HIPS, 2]
    assert (np.sign(depth) == (1 if turn == TOWARD else -1)).all(), "back is away from where the athlete faces"


def test_in_depth_hips_go_back_further_than_in_the_picture() -> None:
    track = seen(T, joints(standing(len(T))), -135.0)
    view = estimate_view(replace(track, hips_in_front=False))
    x, _, z = (correct_hips(track, view).world_m - track.world_m)[0, INDEX["left_hip"]]
    assert z > 0 > x, "who faces the picture's right and the camera goes back to the left and away"
    assert -z / x == pytest.approx(HIP_SHIFT_IN_DEPTH / HIP_SHIFT, rel=0.05)


@pytest.mark.parametrize("turn", [RIGHT, LEFT])
def test_a_bent_hip_is_moved_as_far_at_right_angles_to_its_thigh(turn: float) -> None:
    track = seen(T, squat(T, MOVE), turn)
    moved = correct_hips(track, estimate_view(track))
    shift = (moved.xy_px - track.xy_px)[:, INDEX["left_hip"]]
    np.testing.assert_allclose(np.hypot(*shift.T), HIP_SHIFT * np.percentile(body_length(track.xy_px), 75), rtol=1e-3)
    thigh = track.point("left_hip") - track.point("left_knee")
    np.testing.assert_allclose((shift * thigh).sum(axis=1), 0, atol=1e-6 * np.hypot(*thigh.T).max())
    turned = thigh[:, 0] * shift[:, 1] - thigh[:, 1] * shift[:, 0]
    assert (turned * (1 if turn == RIGHT else -1) < 0).all(), "towards the back of the thigh: the knee bends more"


def test_both_planes_keep_gaps_and_change_nothing_that_was_given() -> None:
    track = seen(T, squat(T, MOVE), -135.0)
    xy, world = np.array(track.xy_px), np.array(track.world_m)
    xy[40:50], world[40:50] = np.nan, np.nan
    holed = replace(track, xy_px=xy, world_m=world)
    before = holed.xy_px.copy()
    view = estimate_view(holed)
    done = sagittal(correct_hips(holed, view), view)
    assert np.isnan(done.xy_px[40:50]).all()
    assert np.isfinite(np.delete(done.xy_px, range(40, 50), axis=0)).all()
    np.testing.assert_array_equal(holed.xy_px, before)


def test_nobody_has_no_plane_and_no_error() -> None:
    nobody = PoseTrack.empty(T)
    view = estimate_view(nobody)
    assert not sagittal(correct_hips(nobody, view), view).has_pose.any()


def without_depth(track: PoseTrack) -> PoseTrack:
    return replace(track, world_m=np.full_like(track.world_m, np.nan))


# from the front the lean of the thigh, and with it the shift, is not in the picture
@pytest.mark.parametrize(("turn", "within"), [(RIGHT, 0.001), (LEFT, 0.001), (TOWARD, HIP_SHIFT), (AWAY, HIP_SHIFT)])
def test_hips_move_back_by_the_picture_alone_where_there_is_no_depth(turn: float, within: float) -> None:
    track = seen(T, squat(T, MOVE), turn)
    within_px = within * float(body_length(track.xy_px).max())
    view = estimate_view(track)
    flat = correct_hips(without_depth(track), view)
    full = correct_hips(track, view)
    np.testing.assert_allclose(flat.xy_px[:, HIPS], full.xy_px[:, HIPS], atol=within_px)
    assert np.isnan(flat.world_m).all()


def test_other_models_hips_are_left_where_they_are() -> None:
    track = replace(seen(T, squat(T, MOVE)), hips_in_front=False)
    same = correct_hips(track, estimate_view(track))
    np.testing.assert_array_equal(same.xy_px, track.xy_px)
    assert "hip centres" not in [s.name for s in same.provenance]


def test_an_oblique_view_without_depth_stays_as_it_is_seen() -> None:
    track = without_depth(seen(T, squat(T, MOVE), -45.0))
    view = estimate_view(track)
    assert view.label == "oblique"
    np.testing.assert_array_equal(sagittal(track, view).xy_px, track.xy_px)


def passing_knees(turn: float, far: str, near: str) -> PoseTrack:
    """Knees one body's length apart at first and last, and on each other in the middle."""
    track = seen(T, squat(T, MOVE), turn)
    xy = track.xy_px.copy()
    xy[:, INDEX[f"{far}_knee"]] = xy[:, INDEX[f"{near}_knee"]]
    xy[:, INDEX[f"{far}_knee"], 0] += body_lengths(track)[0] * np.linspace(-1, 1, len(track))
    return replace(track, xy_px=xy)


@pytest.mark.parametrize(("turn", "far", "near"), [(RIGHT, "left", "right"), (LEFT, "right", "left")])
def test_the_farther_knee_of_a_runner_is_moved_forward_where_the_nearer_one_hides_it_and_nothing_else(
    turn: float, far: str, near: str
) -> None:
    track = passing_knees(turn, far, near)
    view = estimate_view(track)
    assert view.near_side == near
    moved = correct_far_knee(track, view)
    way = (moved.xy_px - track.xy_px) / body_lengths(track)[0]
    knee, middle = INDEX[f"{far}_knee"], len(track) // 2
    assert way[middle, knee, 0] == pytest.approx(view.forward * FAR_KNEE_BACK, rel=0.02)
    assert np.abs(way[[0, -1], knee, 0]).max() < 1e-4
    assert not np.delete(way, knee, axis=1).any()
    assert np.abs(way[:, knee, 1]).max() < 1e-9
    deep = (moved.world_m - track.world_m)[:, knee, 0] / body_lengths(track)[1]
    np.testing.assert_allclose(deep, way[:, knee, 0], atol=1e-9)
    # where another model puts it is not known
    other = replace(track, hips_in_front=False)
    assert correct_far_knee(other, view) is other


def test_a_knee_that_is_not_seen_hides_no_other() -> None:
    track = passing_knees(RIGHT, "left", "right")
    view = estimate_view(track)
    xy = track.xy_px.copy()
    xy[40:60, INDEX["right_knee"]] = np.nan
    moved = correct_far_knee(replace(track, xy_px=xy), view).xy_px[40:60, INDEX["left_knee"]]
    np.testing.assert_array_equal(moved, xy[40:60, INDEX["left_knee"]])
