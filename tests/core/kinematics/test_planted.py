"""The ankle of a foot that stands stays where it is; it goes along with a lifting heel, a shaking hand, a step."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.angles import from_up
from core.kinematics.planted import FORWARD_PER_RISE, find_planted, to_its_place
from core.kinematics.view import estimate_view
from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, Side
from core.pose.track import PoseTrack
from core.seen import joint_centres
from tests.core.squat_figure import Move
from tests.core.stick_figure import LEFT, RIGHT, clock, seen, squat

Floats = NDArray[np.float64]
T = clock(30, 5.0)
MOVE = Move(1.2)
BENT = MOVE.share(T)
ANKLE = INDEX["right_ankle"]


def exact(turn: float = RIGHT) -> PoseTrack:
    return seen(T, squat(T, (MOVE,)), turn)


def with_ankle(track: PoseTrack, x: Floats, y: Floats | float = 0.0) -> PoseTrack:
    xy = np.array(track.xy_px)
    xy[:, ANKLE, 0] += x
    xy[:, ANKLE, 1] += y
    return replace(track, xy_px=xy)


def placed(track: PoseTrack, side: Side = "right", ahead: float = 1.0) -> Floats:
    return track.point(f"{side}_ankle") + to_its_place(track, find_planted(track, side, ahead))


def test_an_ankle_that_leans_with_the_shank_goes_back_to_where_it_stood() -> None:
    true = exact()
    wrong = with_ankle(true, 15 * BENT)
    before, after = (np.abs(p - true.point("right_ankle")).max() for p in (wrong.point("right_ankle"), placed(wrong)))
    assert before > 14
    assert after < 5  # the mean over the straight legs, of which some bend already
    assert np.ptp(placed(wrong)[:, 0]) < 0.1 * before


def test_an_ankle_that_is_where_it_is_stays_to_the_bit() -> None:
    np.testing.assert_allclose(placed(exact()), exact().point("right_ankle"), atol=1e-6)


@pytest.mark.parametrize(("turn", "ahead"), [(RIGHT, 1.0), (LEFT, -1.0)])
def test_over_a_heel_that_lifts_it_goes_forward_by_half_its_rise(turn: float, ahead: float) -> None:
    true = exact(turn)
    lifted = with_ankle(true, ahead * FORWARD_PER_RISE * 8 * BENT, -8 * BENT)
    off = placed(lifted, ahead=ahead) - lifted.point("right_ankle")
    assert np.abs(off).max() < 3
    stays = placed(with_ankle(true, np.zeros(len(T)), -8 * BENT), ahead=ahead)[:, 0]
    assert np.ptp(stays) == pytest.approx(FORWARD_PER_RISE * 8 * BENT.max(), rel=0.1)


def test_its_height_is_left_to_the_model() -> None:
    wrong = with_ankle(exact(), 10 * BENT, 3 * BENT)
    np.testing.assert_array_equal(placed(wrong)[:, 1], wrong.point("right_ankle")[:, 1])


def test_a_hand_that_shakes_moves_the_whole_picture_and_no_foot() -> None:
    shake = np.stack([20 * np.sin(3 * T), 5 * np.cos(2 * T)], axis=1)
    n = len(T)
    camera = CameraMotion(
        shake - shake[0], np.zeros(n), np.zeros(n), np.full(n, 0.1), np.zeros(n, np.int64), np.zeros(n, bool),
        (1920, 1080),
    )  # fmt: skip
    assert camera.state == "shaky"
    still = with_ankle(exact(), 12 * BENT)
    held = replace(still, xy_px=still.xy_px + shake[:, None], camera=camera)
    np.testing.assert_allclose(placed(held) - shake, placed(still), atol=1e-6)


def test_a_foot_that_walks_stands_nowhere() -> None:
    track = exact()
    walked = replace(track, xy_px=track.xy_px + np.stack([180 * T, 0 * T], axis=1)[:, None])
    np.testing.assert_array_equal(placed(walked), walked.point("right_ankle"))


def test_a_step_aside_parts_two_places() -> None:
    time_s = clock(30, 16.0)
    track = seen(time_s, squat(time_s, (Move(3.0), Move(11.0))), RIGHT)
    aside = np.where(time_s > 7.5, 60.0, 0.0)
    moved = replace(track, xy_px=track.xy_px + np.stack([aside, 0 * aside], axis=1)[:, None])
    off = np.abs(placed(moved) - moved.point("right_ankle"))
    assert off[np.abs(time_s - 7.5) > 0.11].max() < 1e-6  # places are looked for every tenth of a second
    assert off.max() <= 60


def test_an_ankle_whose_heel_is_not_seen_for_a_moment_stays_where_it_stood() -> None:
    track = with_ankle(exact(), 15 * BENT)
    xy = np.array(track.xy_px)
    xy[int(MOVE.bottom_s * 30) - 8 : int(MOVE.bottom_s * 30) + 8, INDEX["right_heel"]] = np.nan
    np.testing.assert_allclose(placed(replace(track, xy_px=xy)), placed(track), atol=1.0)


def test_a_foot_that_is_not_seen_for_long_stands_nowhere() -> None:
    track = with_ankle(exact(), 15 * BENT)
    xy = np.array(track.xy_px)
    xy[T > 2.0, INDEX["right_heel"]] = np.nan
    lost = replace(track, xy_px=xy)
    np.testing.assert_array_equal(placed(lost)[T > 2.7], track.point("right_ankle")[T > 2.7])


def test_where_nothing_was_seen_nothing_moves_and_no_gap_is_filled() -> None:
    track = with_ankle(exact(), 10 * BENT)
    xy = np.array(track.xy_px)
    xy[20:30, ANKLE] = np.nan
    xy[50:60, INDEX["right_heel"]] = np.nan
    out = placed(replace(track, xy_px=xy))
    assert np.isnan(out[20:30]).all()
    assert np.isfinite(out[50:60]).all()
    assert np.isnan(placed(PoseTrack.empty(T))).all()
    assert placed(PoseTrack.empty(T[:0])).shape == (0, 2)


def test_a_squats_near_shank_leans_as_it_does() -> None:
    true = exact()
    wrong = with_ankle(true, 15 * BENT)
    shanks = []
    for track in (true, wrong):
        centred, bones = joint_centres(track, estimate_view(track), "squat")
        assert bones is not None
        assert [planted.side for planted in bones.planted] == ["right", "left"]
        shanks.append(from_up(centred.point("right_ankle"), centred.point("right_knee"), 1.0))
    before = np.abs(from_up(wrong.point("right_ankle"), wrong.point("right_knee"), 1.0) - shanks[0]).max()
    assert before > 5
    assert np.abs(shanks[1] - shanks[0]).max() < 2


def test_a_far_knee_is_bent_in_its_time_whichever_way_its_ankle_leans() -> None:
    true = exact()
    # where the hips come up first the hidden ankle lies further ahead on the way up than on the way down
    lean = 25 * BENT * (MOVE.bottom_s < T)
    xy = np.array(true.xy_px)
    xy[:, INDEX["left_ankle"], 0] += lean
    knees = []
    for track in (true, replace(true, xy_px=xy)):
        centred, _ = joint_centres(track, estimate_view(track), "squat")
        hip, knee, ankle = (centred.point(f"left_{part}") for part in ("hip", "knee", "ankle"))
        knees.append(from_up(ankle, knee, 1.0) - from_up(knee, hip, 1.0))
    hip, knee = true.point("left_hip"), true.point("left_knee")
    as_seen = from_up(xy[:, INDEX["left_ankle"]], knee, 1.0) - from_up(knee, hip, 1.0)
    before, after = (early_s(curve, knees[0]) for curve in (as_seen, knees[1]))
    assert before > 0.015
    assert after < 0.004


def early_s(curve: Floats, true: Floats) -> float:
    """By how much a curve lies ahead of the true one, where the two fit best."""
    shifts = np.linspace(-0.1, 0.1, 201)
    fits = [np.corrcoef(np.interp(T + shift, T, true), curve)[0, 1] for shift in shifts]
    return float(shifts[int(np.argmax(fits))])
