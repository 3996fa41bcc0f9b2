"""A runner who passes a camera whose place, turn and lens are known: from where they are seen, and what is undone."""

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.passing import passing
from core.kinematics.plane import off_path_plane, on_path_plane, square_on, turned
from core.kinematics.series import compute_series, measure_body
from core.kinematics.view import View
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.stick_figure import LEFT, PX, RIGHT, clock, run, seen, squat

Floats = np.ndarray
SIZE = (1280, 720)
FOCAL = 1040.0
DISTANCE = 8.0  # leg lengths from the path
SPEED = 6.0
SIDE_RIGHT = View("side", "right", 8.0, 6.0, -98.0)


def filmed(
    time_s: Floats, body: Floats, way: Floats, pan_rad: Floats, facing: float = RIGHT, shift_y: float = 0.0,
    told: bool = True, noise_px: float = 0.0,
) -> PoseTrack:  # fmt: skip
    """What a camera at the origin, turned to the right by `pan_rad`, sees of a figure at `way` along its path."""
    plain = seen(time_s, body, facing)
    sign = 1.0 if facing == RIGHT else -1.0
    along = way[:, None] + sign * body[..., 0]
    away = DISTANCE + sign * body[..., 1]
    x = np.cos(pan_rad)[:, None] * along - np.sin(pan_rad)[:, None] * away
    z = np.sin(pan_rad)[:, None] * along + np.cos(pan_rad)[:, None] * away
    xy = np.stack([SIZE[0] / 2 + FOCAL * x / z, SIZE[1] / 2 + shift_y - FOCAL * body[..., 2] / z], axis=-1)
    if noise_px:
        xy = xy + np.random.default_rng(2).normal(0, noise_px, xy.shape)
    n = len(time_s)
    shift = np.stack([-FOCAL * (pan_rad - pan_rad[0]), np.zeros(n)], axis=1)
    focal = (FOCAL, 20.0) if told else (float("nan"), float("nan"))
    camera = CameraMotion(shift, np.zeros(n), np.zeros(n), np.full(n, 0.3), np.zeros(n, np.int64),
                          np.zeros(n, np.bool_), SIZE, *focal)  # fmt: skip
    return replace(plain, xy_px=xy, camera=camera)


def path_of(time_s: Floats, speed: float = SPEED, at_s: float = 0.9) -> tuple[Floats, Floats]:
    """Way along the path and true yaw in degrees."""
    way = speed * (time_s - at_s)
    return way, np.degrees(np.arctan(way / DISTANCE))


TIME = clock(120.0, 2.0)


def test_the_yaw_of_a_runner_held_in_the_picture_by_a_pan_is_known_in_every_frame() -> None:
    way, yaw = path_of(TIME)
    found = passing(filmed(TIME, run(TIME), way, np.radians(yaw) + 0.03 * np.sin(TIME), noise_px=1.0), SIDE_RIGHT)
    assert found is not None
    assert np.ptp(yaw) > 70
    error = np.abs(found.yaw_deg - yaw)
    assert error.max() < 4
    assert (error < 2 * found.sd_deg).mean() > 0.95
    assert found.sd_deg.max() < 6


def test_before_a_still_camera_the_place_in_the_picture_tells_it_with_a_wider_sd() -> None:
    way, yaw = path_of(TIME, speed=4.0, at_s=1.0)
    track = filmed(TIME, run(TIME), way, np.zeros(len(TIME)), told=False)
    found = passing(track, SIDE_RIGHT)
    assert found is not None
    # the lens is not known: a guess, which the sd must hold
    assert np.abs(found.yaw_deg - yaw).max() < 8
    assert (np.abs(found.yaw_deg - yaw) < 2 * found.sd_deg).all()
    panned = passing(filmed(TIME, run(TIME), way, np.radians(yaw)), SIDE_RIGHT)
    assert panned is not None
    assert panned.sd_deg.max() < found.sd_deg.max()


def test_a_runner_to_the_left_is_the_mirror_of_one_to_the_right() -> None:
    way, yaw = path_of(TIME)
    track = filmed(TIME, run(TIME), -way, np.radians(-yaw), facing=LEFT)
    found = passing(track, View("side", "left", 8.0, 6.0, 98.0))
    assert found is not None
    assert np.abs(found.yaw_deg + yaw).max() < 4
    view = found.view(View("side", "left", 8.0, 6.0, 98.0), np.ones(len(TIME), bool))
    assert (view.label, view.facing) == ("side", "left")


def test_a_path_that_leads_away_at_an_angle_is_seen_as_such() -> None:
    way, yaw = path_of(TIME, at_s=-1.5)  # long past the nearest point
    found = passing(filmed(TIME, run(TIME), way, np.radians(yaw)), SIDE_RIGHT)
    assert yaw.min() > 45
    if found is not None:  # so little of the path may not tell: then it must not be told
        assert (np.abs(found.yaw_deg - yaw) < 3 * found.sd_deg).all()
        assert found.view(SIDE_RIGHT, np.ones(len(TIME), bool)).label == "oblique"


def test_who_stays_in_place_passes_nobody() -> None:
    still = filmed(TIME, squat(TIME, ()), np.zeros(len(TIME)), np.zeros(len(TIME)))
    assert passing(still, SIDE_RIGHT) is None
    way, yaw = path_of(TIME)
    track = filmed(TIME, run(TIME), way, np.radians(yaw))
    assert passing(replace(track, camera=None), SIDE_RIGHT) is None
    assert passing(replace(track, camera=CameraMotion.unknown(len(TIME), SIZE)), SIDE_RIGHT) is None
    assert passing(track, View("front", "toward", 88.0, 6.0, 178.0)) is None


def test_a_camera_that_is_waved_about_somebody_who_stands_gives_no_path() -> None:
    pan = 0.3 * np.sin(2 * np.pi * TIME)
    assert passing(filmed(TIME, squat(TIME, ()), np.zeros(len(TIME)), pan), SIDE_RIGHT) is None


def test_angles_seen_at_an_angle_come_out_as_from_square_on() -> None:
    way, yaw = path_of(TIME)
    body = run(TIME)
    plain = seen(TIME, body)
    truth = compute_series(TIME, plain.xy_px, measure_body(plain.xy_px), 1.0, -1.0)
    track = filmed(TIME, body, way, np.radians(yaw))
    found = passing(track, SIDE_RIGHT)
    assert found is not None
    square = square_on(track, found)
    near = np.abs(yaw) < 40
    worst = {}
    for name, points in (("seen", track.xy_px), ("square", square.xy_px)):
        series = compute_series(TIME, points, measure_body(points), 1.0, -1.0)
        for curve in ("right_knee_flexion_deg", "right_thigh_forward_deg", "right_shank_inclination_deg"):
            worst[name, curve] = float(np.abs(series[curve] - truth[curve])[near].max())
    for curve in ("right_knee_flexion_deg", "right_thigh_forward_deg", "right_shank_inclination_deg"):
        assert worst["square", curve] < 3.0
        assert worst["square", curve] < 0.4 * worst["seen", curve]
    told = square.provenance[-1]
    assert told.name == "plane of the path"


def test_the_ground_stands_still_and_steps_have_their_length_however_the_camera_turned() -> None:
    way, yaw = path_of(TIME)
    track = filmed(TIME, run(TIME), way, np.radians(yaw))
    found = passing(track, SIDE_RIGHT)
    assert found is not None
    square = square_on(track, found)
    hips = (square.point("left_hip") + square.point("right_hip"))[:, 0] / 2
    body = run(TIME)
    own = way + (body[:, INDEX["left_hip"], 0] + body[:, INDEX["right_hip"], 0]) / 2
    leg = measure_body(square.xy_px).leg
    inside = np.abs(yaw) < 35
    covered = np.ptp(hips[inside]) / leg
    assert covered == pytest.approx(np.ptp(own[inside]), rel=0.06)


def test_a_yaw_drawn_off_moves_the_points_as_that_yaw_would() -> None:
    way, yaw = path_of(TIME)
    track = filmed(TIME, run(TIME), way, np.radians(yaw))
    found = passing(track, SIDE_RIGHT)
    assert found is not None
    square = square_on(track, found)
    off = np.radians(4.0)
    drawn = turned(np.stack([square.xy_px] * 2), found, slice(0, len(TIME)), np.array([0.0, off]))
    np.testing.assert_allclose(drawn[0], square.xy_px, atol=1e-6)
    other = square_on(track, replace(found, yaw_deg=found.yaw_deg + 4.0))
    scale = measure_body(other.xy_px).leg / measure_body(drawn[1]).leg
    middle = found.middle_px
    near = np.abs(yaw) < 40
    np.testing.assert_allclose(((drawn[1] - middle) * scale + middle)[near], other.xy_px[near], atol=0.01 * PX)


@pytest.mark.parametrize("off_deg", [-25.0, 0.0, 3.0, 25.0])
def test_points_are_turned_as_far_as_a_direction_has_an_end_and_no_farther(off_deg: float) -> None:
    way, yaw = path_of(TIME)
    found = passing(filmed(TIME, run(TIME), way, np.radians(yaw)), SIDE_RIGHT)
    assert found is not None
    nearest = square_on(filmed(TIME, run(TIME), way, np.radians(yaw)), found)
    scale = float(np.nanmax(found.focal_px * np.cos(np.radians(found.yaw_deg)) / np.cos(np.radians(found.bearing_deg))))
    for direction_deg, end_deg in ((-80.0, -88.0), (10.0, 10.0 + off_deg), (80.0, 88.0)):
        points = np.full((1, *nearest.xy_px.shape), found.middle_px + 100.0)
        points[..., 0] = found.middle_px + scale * np.tan(np.radians(direction_deg))
        moved = turned(points, found, slice(0, len(TIME)), np.radians([off_deg]))
        got = np.degrees(np.arctan((moved[0, :, 0, 0] - found.middle_px) / scale))
        beyond = abs(direction_deg + off_deg) > abs(end_deg) and direction_deg != 10.0
        wanted = end_deg if beyond else direction_deg + off_deg
        np.testing.assert_allclose(got[np.isfinite(found.yaw_deg)], wanted, atol=1e-6)
        nearer = np.cos(np.radians(direction_deg)) / np.cos(np.radians(wanted))
        np.testing.assert_allclose(
            moved[0, :, 0, 1][np.isfinite(found.yaw_deg)] - found.middle_px, 100 * nearer, rtol=1e-9
        )


def test_frames_of_another_segment_are_left_as_they_are() -> None:
    way, yaw = path_of(TIME)
    track = filmed(TIME, run(TIME), way, np.radians(yaw))
    assert track.camera is not None
    segment = np.where(np.arange(len(TIME)) < 180, 0, 1)
    cut = replace(track, camera=replace(track.camera, segment=segment))
    found = passing(cut, SIDE_RIGHT)
    assert found is not None
    assert np.isfinite(found.yaw_deg[:180]).all()
    assert np.isnan(found.yaw_deg[180:]).all()
    assert not found.covers(cut, (0.0, 2.0))
    assert found.covers(cut, (0.1, 1.4))
    np.testing.assert_array_equal(square_on(cut, found).xy_px[180:], cut.xy_px[180:])


def test_points_go_from_the_plane_of_the_path_back_to_where_they_were_in_the_picture() -> None:
    way, yaw = path_of(TIME)
    track = filmed(TIME, run(TIME), way, np.radians(yaw))
    path = passing(track, SIDE_RIGHT)
    assert path is not None
    plane = on_path_plane(track.xy_px, path, slice(None))
    assert np.nanmax(np.abs(plane - track.xy_px)) > 50
    np.testing.assert_allclose(off_path_plane(plane, path), track.xy_px, atol=1e-6)
