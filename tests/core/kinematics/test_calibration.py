"""Metres from a line or a rectangle, against scenes whose lengths are known."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import UserError
from core.kinematics.calibration import KnownLength, KnownRectangle, homography, in_frame, line_scale, project
from core.kinematics.view import View
from core.motion import measure
from core.pose.camera_motion import CameraMotion
from core.pose.track import PoseTrack
from tests.core.stick_figure import PX, SPEED, STEP_S, clock, run, seen

SIDE = View("side", "right", 2.0, 3.0)
LEG_M = 0.9
TOES_DOWN = 0.92  # legs from the hip to the ground the runner's toes stand on
# a camera 1.2 m high, 12 m from the lane, 1000 px of focal length: ground (x right, y away) -> picture
FOCAL, HEIGHT, AWAY, MIDDLE = 1000.0, 1.2, 12.0, np.array([640.0, 360.0])


def picture(ground_m: np.ndarray) -> np.ndarray:
    depth = AWAY + ground_m[..., 1]
    return np.stack([MIDDLE[0] + FOCAL * ground_m[..., 0] / depth, MIDDLE[1] + FOCAL * HEIGHT / depth], axis=-1)


def rectangle() -> KnownRectangle:
    corners = picture(np.array([[-4.0, -1.0], [4.0, -1.0], [4.0, 1.0], [-4.0, 1.0]]))
    return KnownRectangle(tuple(map(tuple, corners)), (8.0, 2.0), 0.0)  # type: ignore[arg-type]


def overground(fps: float = 120.0, seconds: float = 2.2) -> PoseTrack:
    """The stick runner carried forward over ground that stands still."""
    t = clock(fps, seconds)
    body = run(t)
    body[..., 0] += SPEED * (t - seconds / 2)[:, None]
    return seen(t, body)


def camera(n: int, shift: np.ndarray, focal: float = float("nan")) -> CameraMotion:
    zero = np.zeros(n)
    return CameraMotion(shift, zero, zero, zero, np.zeros(n, np.int64), np.zeros(n, bool), (1280, 720), focal, 10.0)


def test_four_points_are_taken_exactly_to_four_others() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.uniform(0, 100, (4, 2)), rng.uniform(0, 10, (4, 2))
    np.testing.assert_allclose(project(homography(a, b), a), b, atol=1e-6)


def test_every_place_on_the_ground_comes_back_in_metres() -> None:
    ground = np.array([[-2.0, 0.3], [0.0, -0.7], [3.5, 0.9], [5.0, 1.5]])
    metres = rectangle().metres(picture(ground))
    np.testing.assert_allclose(metres - metres[0], ground - ground[0], atol=1e-6)


def test_a_turned_camera_is_undone_before_the_ground_is_read() -> None:
    pan = np.linspace(0, 0.2, 5)  # radians to the right: the background goes left
    shift = np.stack([-FOCAL * pan, 0 * pan], axis=-1)
    place = np.array([0.5, 0.2])
    x = np.arctan((picture(place)[0] - MIDDLE[0]) / FOCAL) - pan
    moved = np.stack([MIDDLE[0] + FOCAL * np.tan(x), np.full(5, picture(place)[1])], axis=-1)
    back = in_frame(moved, camera(5, shift, FOCAL), np.arange(5.0), 0.0)
    np.testing.assert_allclose(back[:, 0], picture(place)[0], atol=0.5)


def test_what_the_camera_did_after_it_was_lost_is_not_guessed() -> None:
    lost = replace(camera(4, np.stack([np.arange(4.0) * 200, np.zeros(4)], -1)), segment=np.array([0, 0, 1, 1]))
    back = in_frame(np.full((4, 2), 500.0), lost, np.arange(4.0), 0.0)
    np.testing.assert_array_equal(np.isfinite(back[:, 0]), [True, True, False, False])


def test_a_line_tells_metres_along_the_run_from_the_side_and_at_an_angle() -> None:
    time = np.arange(10.0)
    line = KnownLength((100.0, 500.0), (600.0, 500.0), 5.0, 3.0)
    scale = line_scale(line, time, SIDE, None)
    assert (scale.source, scale.m_per_px) == ("line", pytest.approx(0.01))
    assert 0 < scale.sd_share < 0.01
    oblique = line_scale(line, time, View("oblique", "right", 45.0, 5.0, -45.0), None)
    assert oblique.m_per_px == pytest.approx(0.01 * np.sin(np.radians(45)))


def test_step_length_and_speed_follow_from_a_line() -> None:
    track = overground()
    line = KnownLength((200.0, 600.0), (200.0 + 4 * PX, 600.0), 4 * LEG_M, 0.5)
    measured = measure(track, calibration=line, height_m=3.0)  # the line counts before a height
    assert measured.scale.source == "line"
    for name, truth in (("step_length_m", SPEED * STEP_S * LEG_M), ("speed_m_s", SPEED * LEG_M)):
        metric = measured.summary[name]
        assert metric.value == pytest.approx(truth, rel=0.03)
        assert metric.sd is not None
        assert abs(metric.value - truth) < 3 * metric.sd


def test_step_length_and_speed_follow_from_a_rectangle_on_the_ground() -> None:
    t = clock(120, 2.2)
    body = run(t)
    body[..., 0] += SPEED * (t - 1.1)[:, None]
    flat = seen(t, body)
    metres = LEG_M * body
    ground = metres[..., [0, 1]]
    xy = picture(ground)
    xy[..., 1] -= FOCAL * (metres[..., 2] + LEG_M * TOES_DOWN) / (AWAY + ground[..., 1])
    measured = measure(replace(flat, xy_px=xy), calibration=rectangle())
    assert measured.scale.source == "plane"
    for name, truth in (("step_length_m", SPEED * STEP_S * LEG_M), ("speed_m_s", SPEED * LEG_M)):
        metric = measured.summary[name]
        assert metric.value == pytest.approx(truth, rel=0.03)
        assert metric.sd is not None
        assert abs(metric.value - truth) < 3 * metric.sd


@pytest.mark.parametrize(
    ("corners", "sides"),
    [
        (((0, 0), (100, 0), (200, 0), (300, 0)), (5, 2)),  # on one line
        (((0, 0), (100, 100), (100, 0), (0, 100)), (5, 2)),  # crosswise
        (((0, 0), (100, 0), (100, 100), (float("nan"), 100)), (5, 2)),
        (((0, 0), (100, 0), (100, 100), (0, 100)), (5, 0)),
    ],
)
def test_corners_that_make_no_rectangle_are_turned_down_in_one_sentence(corners: tuple, sides: tuple) -> None:
    with pytest.raises(UserError) as caught:
        KnownRectangle(corners, sides, 0.0)
    assert "\n" not in caught.value.sentence


def test_a_line_without_length_is_turned_down() -> None:
    with pytest.raises(UserError):
        KnownLength((0.0, 0.0), (5.0, 0.0), 2.0, 0.0)
    with pytest.raises(UserError):
        KnownLength((0.0, 0.0), (500.0, 0.0), 0.0, 0.0)
