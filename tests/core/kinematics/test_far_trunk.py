"""A trunk that only leans: the far hip and shoulder lie where the near ones tell, by perspective nearer the horizon."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.angles import from_up
from core.kinematics.bones import hold_bones, measure_bones
from core.kinematics.far_trunk import FAR_SHARE, find_far_trunk, to_the_near_side
from core.kinematics.view import View
from core.pose.skeleton import INDEX, Side
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import PX, clock, filmed, joints, squat, standing

Floats = NDArray[np.float64]
T = clock(30, 4.0)
MOVE = (Move(0.9),)
DEEP = np.abs(T - MOVE[0].bottom_s) < 0.2
SURE = np.ones(len(T))


def far_side_off(track: PoseTrack, near: Side) -> dict[str, Floats]:
    """(T, 2) pixels by which the far hip and shoulder are moved."""
    told = find_far_trunk(track, near, SURE)
    assert told is not None
    ways = to_the_near_side(track, told)
    far = "left" if near == "right" else "right"
    assert ways.keys() == {INDEX[f"{far}_hip"], INDEX[f"{far}_shoulder"]}
    return {part: ways[INDEX[f"{far}_{part}"]] for part in ("hip", "shoulder")}


def with_far_shoulder(track: PoseTrack, by: Floats) -> PoseTrack:
    xy = np.array(track.xy_px)
    xy[:, INDEX["left_shoulder"]] += by
    return replace(track, xy_px=xy)


@pytest.mark.parametrize("near, turn_deg", [("right", -90.0), ("left", 90.0)])
@pytest.mark.parametrize("tilted_px", [-150.0, 0.0, 150.0])
def test_a_far_side_that_is_seen_as_it_is_stays(near: Side, turn_deg: float, tilted_px: float) -> None:
    off = far_side_off(filmed(T, squat(T, MOVE), turn_deg, tilted_px), near)
    assert np.hypot(*off["hip"].T).max() < 0.5 and np.hypot(*off["shoulder"].T).max() < 2.0
    assert _apart_by_perspective(filmed(T, squat(T, MOVE), turn_deg, tilted_px)) > 15.0


def _apart_by_perspective(track: PoseTrack) -> float:
    """Pixels by which the shoulders move against each other."""
    across = track.point("left_shoulder") - track.point("right_shoulder")
    return float(np.hypot(*np.ptp(across, axis=0)))


def test_a_far_shoulder_that_goes_up_to_the_far_hand_comes_back_down() -> None:
    body = 1.6 * PX
    lifted = np.where(DEEP[:, None], [0.0, -0.1 * body], 0.0)
    off = far_side_off(with_far_shoulder(filmed(T, squat(T, MOVE)), lifted), "right")
    np.testing.assert_allclose(off["shoulder"][DEEP], -lifted[DEEP], atol=2.0)
    assert np.hypot(*off["shoulder"][~DEEP].T).max() < 2.0
    assert np.hypot(*off["hip"].T).max() < 0.5


def test_what_any_joint_may_err_by_is_half_taken_back() -> None:
    little = np.where(DEEP[:, None], [0.02 * 1.6 * PX, 0.0], 0.0)
    off = far_side_off(with_far_shoulder(filmed(T, squat(T, MOVE)), little), "right")
    np.testing.assert_allclose(off["shoulder"][DEEP, 0], -FAR_SHARE * little[DEEP, 0], atol=1.5)


def test_under_a_bar_the_trunk_leans_as_it_does() -> None:
    exact = filmed(T, squat(T, MOVE))
    lifted = with_far_shoulder(exact, np.where(DEEP[:, None], [-30.0, -60.0], 0.0))
    view = View("side", "right", 0.0, 6.0, -90.0)
    held = hold_bones(lifted, lifted.xy_px, measure_bones(lifted.xy_px, lifted, view, feet=True))
    lean = [_lean(track)[DEEP] for track in (exact, lifted, held)]
    assert np.abs(lean[1] - lean[0]).min() > 5.0
    assert np.abs(lean[2] - lean[0]).max() < 1.5


def _lean(track: PoseTrack) -> Floats:
    hip, shoulder = ((track.point(f"left_{p}") + track.point(f"right_{p}")) / 2 for p in ("hip", "shoulder"))
    return from_up(hip, shoulder, 1.0)


def test_who_never_stands_or_walks_or_has_no_picture_is_left_alone() -> None:
    sits = filmed(T, joints(standing(len(T), thigh=(90, 90))))
    off = far_side_off(with_far_shoulder(sits, np.array([0.0, -80.0])), "right")
    assert not off["shoulder"].any() and not off["hip"].any()
    track = filmed(T, squat(T, MOVE))
    told = find_far_trunk(track, "right", np.zeros(len(T)))
    assert told is not None and not any(way.any() for way in to_the_near_side(track, told).values())
    assert find_far_trunk(replace(track, camera=None), "right", SURE) is None
    nobody = replace(track, xy_px=np.full_like(track.xy_px, np.nan))
    assert find_far_trunk(nobody, "right", SURE) is None


@pytest.mark.parametrize("label, feet", [("oblique", True), ("side", False)])
def test_oblique_views_and_runs_keep_their_far_side(label: str, feet: bool) -> None:
    track = filmed(T, squat(T, MOVE))
    view = View("oblique" if label == "oblique" else "side", "right", 0.0, 6.0, -90.0)
    assert measure_bones(track.xy_px, track, view, feet=feet).far_trunk is None


def test_a_gap_of_the_near_side_moves_nothing() -> None:
    track = filmed(T, squat(T, MOVE))
    xy = np.array(track.xy_px)
    xy[DEEP, INDEX["right_shoulder"]] = np.nan
    off = far_side_off(replace(track, xy_px=xy), "right")
    assert np.isfinite(off["shoulder"]).all() and not off["shoulder"][DEEP].any()
