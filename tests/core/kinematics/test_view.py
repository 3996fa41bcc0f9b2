"""From where the athlete is seen: side, front, back or in between, and which way they face."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.view import UNKNOWN, Facing, View, estimate_view, signed_yaw
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import AWAY, LEFT, RIGHT, TOWARD, clock, joints, noisy, run, seen, squat, standing

Floats = NDArray[np.float64]
T = clock(30, 3.0)


@pytest.fixture(scope="module")
def body() -> Floats:
    return squat(T, (Move(0.5),))


def unhabitual(track: PoseTrack) -> PoseTrack:
    """Landmarks that are not MediaPipe's and have none of its habits."""
    return replace(track, hips_in_front=False)


@pytest.mark.parametrize(
    ("turn", "label", "facing", "yaw"),
    [
        (RIGHT, "side", "right", 0), (LEFT, "side", "left", 0), (TOWARD, "front", "toward", 90),
        (AWAY, "back", "away", 90),
        (-70, "side", "right", 20), (-110, "side", "right", 20), (65, "side", "left", 25), (110, "side", "left", 20),
        (-135, "oblique", "right", 45), (-45, "oblique", "right", 45), (135, "oblique", "left", 45),
        (45, "oblique", "left", 45), (165, "front", "toward", 75), (-165, "front", "toward", 75),
        (20, "back", "away", 70),
    ],
)  # fmt: skip
def test_the_view_of_a_squat_is_told_from_wherever_it_is_seen(
    body: Floats, turn: float, label: str, facing: str, yaw: float
) -> None:
    view = estimate_view(unhabitual(seen(T, body, turn)))
    assert (view.label, view.facing) == (label, facing)
    assert view.yaw_deg == pytest.approx(yaw, abs=0.5)
    assert view.turn_deg is not None
    assert (view.turn_deg - turn + 180) % 360 - 180 == pytest.approx(0, abs=0.5)
    assert view.yaw_sd_deg is not None
    assert view.yaw_sd_deg > 1, "a model is never sure"


@pytest.mark.parametrize(
    ("seen_as", "turn"),
    [(-97.0, RIGHT), (97.0, LEFT), (-83.0, -76.2), (-110.0, -104.6), (-135.0, -135.0), (45.0, 45.0), (180.0, TOWARD)],
)
def test_the_networks_habit_of_turning_people_to_the_camera_is_undone(
    body: Floats, seen_as: float, turn: float
) -> None:
    view = estimate_view(seen(T, body, seen_as))
    assert view.turn_deg is not None
    assert (view.turn_deg - turn + 180) % 360 - 180 == pytest.approx(0, abs=0.6)


def test_a_trunk_that_twists_to_and_fro_averages_out() -> None:
    t = clock(120, 2.0)
    view = estimate_view(unhabitual(seen(t, run(t), LEFT)))
    assert (view.label, view.facing) == ("side", "left")
    assert view.yaw_deg == pytest.approx(0, abs=2)


@pytest.mark.parametrize("turn", [RIGHT, LEFT])
def test_feet_tell_the_way_when_the_model_takes_front_for_back(body: Floats, turn: float) -> None:
    track = seen(T, body, turn)
    world = np.array(track.world_m)
    world[..., 2] *= -1
    view = estimate_view(unhabitual(replace(track, world_m=world)))
    assert view.facing == ("right" if turn == RIGHT else "left")
    assert view.turn_deg == pytest.approx(turn, abs=0.5)


def test_a_part_of_a_clip_has_a_view_of_its_own(body: Floats) -> None:
    turned = seen(T, np.concatenate([body[:45]] * 2), RIGHT)
    front = seen(T, np.concatenate([body[:45]] * 2), TOWARD)
    arrays = {
        name: np.concatenate([getattr(turned, name)[:45], getattr(front, name)[45:]])
        for name in ("xy_px", "visibility", "world_m", "noise_px")
    }
    both = PoseTrack(T, **arrays)
    assert estimate_view(both, (0.0, float(T[44]))).label == "side"
    assert estimate_view(both, (float(T[45]), float(T[-1]))).label == "front"


def test_frames_without_a_pose_do_not_count(body: Floats) -> None:
    track = seen(T, body, LEFT)
    xy, world = np.array(track.xy_px), np.array(track.world_m)
    xy[20:70], world[20:70] = np.nan, np.nan
    assert estimate_view(replace(track, xy_px=xy, world_m=world)).facing == "left"


def test_a_clip_with_nobody_or_a_single_moment_has_no_view(body: Floats) -> None:
    assert estimate_view(PoseTrack.empty(T)) == UNKNOWN
    assert UNKNOWN.yaw_deg is None
    assert estimate_view(seen(T, body), (99.0, 100.0)) == UNKNOWN


def test_feet_that_were_never_seen_leave_the_decision_to_the_model(body: Floats) -> None:
    track = seen(T, body, LEFT)
    xy = np.array(track.xy_px)
    xy[:, [INDEX[f"{s}_{p}"] for s in ("left", "right") for p in ("heel", "foot_index")]] = np.nan
    assert estimate_view(replace(track, xy_px=xy)).facing == "left"


def test_signs_follow_from_facing() -> None:
    assert View("side", "right", 0, 1).forward == 1
    assert View("side", "left", 0, 1).forward == -1
    assert View("front", "toward", 90, 1).left_to_right == -1
    assert View("back", "away", 90, 1).left_to_right == 1
    assert View("side", "left", 0, 1).near_side == "left"
    assert View("side", "right", 0, 1).near_side == "right"


def test_signs_agree_with_the_figure() -> None:
    toes = INDEX["left_foot_index"], INDEX["left_heel"]
    hips = INDEX["right_hip"], INDEX["left_hip"]
    figure = joints(standing(30))
    for turn in (RIGHT, LEFT):
        track = seen(T[:30], figure, turn)
        ahead = track.xy_px[0, toes[0], 0] - track.xy_px[0, toes[1], 0]
        assert np.sign(ahead) == estimate_view(track).forward
        near, far = (INDEX[f"{s}_hip"] for s in ((("right", "left")) if turn == RIGHT else ("left", "right")))
        assert track.world_m[0, near, 2] < track.world_m[0, far, 2]
    for turn in (TOWARD, AWAY):
        track = seen(T[:30], figure, turn)
        across = track.xy_px[0, hips[0], 0] - track.xy_px[0, hips[1], 0]
        assert np.sign(across) == estimate_view(track).left_to_right


def without_depth(track: PoseTrack) -> PoseTrack:
    return replace(track, world_m=np.full_like(track.world_m, np.nan))


@pytest.mark.parametrize(
    ("turn", "label", "facing", "yaw"),
    [
        (RIGHT, "side", "right", 0), (LEFT, "side", "left", 0), (-70, "side", "right", 20), (110, "side", "left", 20),
        (-135, "oblique", "right", 45), (45, "oblique", "left", 45), (TOWARD, "front", "toward", None),
        (AWAY, "back", "away", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("feet", [True, False])
def test_pixels_alone_tell_the_view_by_apparent_widths(
    body: Floats, turn: float, label: str, facing: str, yaw: float | None, feet: bool
) -> None:
    track = without_depth(seen(T, body, turn))
    xy = np.array(track.xy_px)
    if not feet:
        xy[:, 29:] = np.nan
    view = estimate_view(replace(track, xy_px=xy))
    assert (view.label, view.facing, view.depth) == (label, facing, False)
    if yaw is None:
        assert view.yaw_deg is None, "the widths hardly change there"
    else:
        assert view.yaw_deg == pytest.approx(yaw, abs=4)
        assert view.yaw_sd_deg is not None
        assert view.yaw_sd_deg > 6, "less sure than with depth"


def test_pixels_of_nobody_have_no_view() -> None:
    assert estimate_view(without_depth(PoseTrack.empty(T))) == UNKNOWN


def test_noise_does_not_make_a_side_view_oblique(body: Floats) -> None:
    view = estimate_view(without_depth(noisy(seen(T, body, LEFT), 20.0)))
    assert (view.label, view.facing) == ("side", "left")
    assert view.yaw_deg == pytest.approx(0, abs=8)


def plate_hides_shoulders(body: Floats, guessed_deg: float, share: float) -> PoseTrack:
    """Seen from the right, with the line of the shoulders guessed `guessed_deg` off in a share of the frames."""
    track = unhabitual(seen(T, body, RIGHT))
    world = np.array(track.world_m)
    hidden = np.arange(len(T)) % 20 < 20 * share
    c, s = np.cos(np.radians(guessed_deg)), np.sin(np.radians(guessed_deg))
    for side in ("left", "right"):
        x, z = world[hidden, INDEX[f"{side}_shoulder"]][:, [0, 2]].T
        world[np.ix_(hidden, [INDEX[f"{side}_shoulder"]], [0, 2])] = np.stack([c * x - s * z, s * x + c * z], -1)[
            :, None
        ]
    return replace(track, world_m=world)


def test_shoulders_that_a_plate_hides_do_not_turn_a_squatter_who_is_seen_from_the_side(body: Floats) -> None:
    track = plate_hides_shoulders(body, 65.0, 0.85)
    view = estimate_view(track, twists=False)
    assert view.label == "side"
    assert view.yaw_deg == pytest.approx(0, abs=0.5)
    assert (estimate_view(track).yaw_deg or 0) > 25, "a runner's trunk may twist"


def test_where_hips_and_shoulders_never_agree_the_feet_tell_which_of_them_is_guessed(body: Floats) -> None:
    never = plate_hides_shoulders(body, 65.0, 1.0)
    assert estimate_view(never, twists=False).yaw_deg == pytest.approx(0, abs=0.5)
    neither = np.array(never.world_m)
    for side, way in (("left", 1.0), ("right", -1.0)):  # one foot before the other, as in a lunge
        neither[:, INDEX[f"{side}_ankle"], 0] += 0.4 * way
    view = estimate_view(replace(never, world_m=neither), twists=False)
    assert view.yaw_deg == pytest.approx(32.5, abs=1), "both are all there is"


@pytest.mark.parametrize(("facing", "square_on"), [("right", RIGHT), ("left", LEFT)])
@pytest.mark.parametrize("yaw", [-25.0, 0.0, 20.0])
def test_which_way_somebody_is_turned_from_square_on_is_told_whichever_way_they_face(
    body: Floats, facing: Facing, square_on: float, yaw: float
) -> None:
    """Turned as the hands of a clock go backwards, seen from above: to the right it is away from the camera."""
    told = signed_yaw(seen(T, body, square_on + yaw), View("side", facing, abs(yaw), 2.0))
    assert told == pytest.approx(np.full(len(T), yaw), abs=0.5)
