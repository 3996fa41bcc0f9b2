"""Bones keep their lengths and feet their shape: a model's slips that break either are half taken back."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.angles import from_up
from core.kinematics.bones import FOOT_SHARE, HIP_SHARE, Bones, hold_bones, measure_bones
from core.kinematics.plane import sagittal
from core.kinematics.planted import FAR_ANKLE_SHARE
from core.kinematics.view import UNKNOWN, estimate_view
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.seen import joint_centres
from tests.core.squat_figure import Move
from tests.core.stick_figure import LEFT, RIGHT, TOWARD, clock, joints, run, seen, squat, standing

Floats = NDArray[np.float64]
T = clock(30, 4.0)
MOVE = (Move(0.9),)
DEEP = np.abs(T - MOVE[0].bottom_s) < 0.2


def exact(turn: float = RIGHT) -> PoseTrack:
    return seen(T, squat(T, MOVE), turn)


def held(track: PoseTrack, feet: bool = True) -> PoseTrack:
    return hold_bones(track, track.xy_px, measure_bones(track.xy_px, track, estimate_view(track), feet))


def moved(track: PoseTrack, part: str, by: dict[str, Floats]) -> PoseTrack:
    """Landmarks shifted by (T, 2) pixels a side."""
    xy = np.array(track.xy_px)
    for side, shift in by.items():
        xy[:, INDEX[f"{side}_{part}"]] += shift
    return replace(track, xy_px=xy)


def slid(track: PoseTrack, share: float) -> PoseTrack:
    """Hips that slide along the thigh by so much of it as it comes to lie level."""
    thighs = {s: track.point(f"{s}_knee") - track.point(f"{s}_hip") for s in SIDES}
    level = {s: np.abs(t[:, :1]) / np.hypot(*t.T)[:, None] for s, t in thighs.items()}
    return moved(track, "hip", {s: share * level[s] * thighs[s] for s in SIDES})


def trunk(track: PoseTrack) -> Floats:
    hip, shoulder = ((track.point(f"left_{p}") + track.point(f"right_{p}")) / 2 for p in ("hip", "shoulder"))
    return from_up(hip, shoulder, 1.0)


@pytest.mark.parametrize("turn", [RIGHT, LEFT, -50.0, 135.0])
def test_a_body_that_is_seen_as_it_is_stays_as_it_is(turn: float) -> None:
    track = exact(turn)
    view = estimate_view(replace(track, hips_in_front=False))
    plane = sagittal(track, view)
    bones = measure_bones(plane.xy_px, track, view, feet=True)
    still = hold_bones(track, plane.xy_px, bones)
    np.testing.assert_allclose(still.xy_px, track.xy_px, atol=0.5)
    np.testing.assert_allclose(still.world_m, track.world_m, atol=0.002)


def test_hips_that_slide_along_the_thigh_go_half_the_way_back_and_the_trunk_leans_as_it_does() -> None:
    true, wrong = exact(), slid(exact(), 0.12)
    right = held(wrong)
    before, after = (np.abs(trunk(t) - trunk(true))[DEEP].mean() for t in (wrong, right))
    assert before > 4
    assert after == pytest.approx(HIP_SHARE * before, rel=0.15)
    for side in SIDES:
        thighs = [t.point(f"{side}_hip") - t.point(f"{side}_knee") for t in (wrong, right)]
        np.testing.assert_allclose(*(np.arctan2(*v.T) for v in thighs), atol=1e-9)


def test_the_slide_goes_back_in_depth_as_well() -> None:
    wrong = slid(exact(), 0.12)
    shares = (held(wrong).world_m - wrong.world_m)[:, INDEX["left_hip"]]
    thigh = wrong.world_m[:, INDEX["left_hip"]] - wrong.world_m[:, INDEX["left_knee"]]
    np.testing.assert_allclose(np.cross(shares, thigh), 0, atol=1e-9)
    assert (np.linalg.norm(shares[DEEP], axis=1) > 0.03 * np.linalg.norm(thigh[DEEP], axis=1)).all()


def test_a_thigh_that_nearly_vanishes_moves_no_hip_far() -> None:
    wrong = slid(exact(), 0.9)
    thigh = np.hypot(*(exact().point("left_hip") - exact().point("left_knee")).T).max()
    assert np.hypot(*(held(wrong).point("left_hip") - wrong.point("left_hip")).T).max() < 0.11 * thigh


@pytest.mark.parametrize("turn", [RIGHT, LEFT])
def test_a_far_ankle_that_leans_goes_half_the_way_back_to_its_foot_and_on_to_where_that_stood(turn: float) -> None:
    true = exact(turn)
    forward = 1.0 if turn == RIGHT else -1.0
    away = np.stack([forward * 12 * MOVE[0].share(T), np.zeros(len(T))], axis=1)
    wrong = moved(true, "ankle", dict.fromkeys(SIDES, away))
    right = held(wrong)
    far = "left" if turn == RIGHT else "right"
    was, now = (np.ptp((t.point(f"{far}_ankle") - true.point(f"{far}_ankle"))[:, 0]) for t in (wrong, right))
    assert now == pytest.approx((1 - FOOT_SHARE) * (1 - FAR_ANKLE_SHARE) * was, rel=0.02)


def test_a_heel_that_lifts_takes_its_far_ankle_along() -> None:
    true = exact()
    angle = np.radians(25 * MOVE[0].share(T))
    turn = np.moveaxis(np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]), -1, 0)
    xy = np.array(true.xy_px)
    for side in SIDES:
        toe = true.point(f"{side}_foot_index")[:, None]
        foot = [INDEX[f"{side}_{part}"] for part in ("heel", "ankle")]
        xy[:, foot] = toe + np.einsum("tij,tkj->tki", turn, xy[:, foot] - toe)
    lifted = replace(true, xy_px=xy)
    assert np.ptp(lifted.point("left_heel")[:, 1]) > 20
    assert np.ptp(lifted.point("left_ankle")[:, 0]) > 8
    off = held(lifted).point("left_ankle") - lifted.point("left_ankle")
    assert np.abs(off[:, 0]).max() < 2  # anatomy's half of what it rises is not quite this foot's
    np.testing.assert_allclose(off[:, 1], 0.0, atol=1e-6)


def test_whoever_turns_round_keeps_their_feet_whole() -> None:
    there, back = (seen(T, joints(standing(len(T))), turn) for turn in (RIGHT, LEFT))
    half = (T.mean() < T)[:, None, None]
    track = replace(there, xy_px=np.where(half, back.xy_px, there.xy_px))
    np.testing.assert_allclose(held(track).xy_px, track.xy_px, atol=1e-6)


def test_a_foot_that_points_at_the_camera_ties_nothing() -> None:
    true = seen(T, joints(standing(len(T))), TOWARD)
    wrong = moved(true, "ankle", {"left": np.stack([np.sin(T), np.zeros(len(T))], axis=1)})
    xy = np.array(wrong.xy_px)
    longer = np.abs(T - 2) < 0.5
    xy[longer, INDEX["left_foot_index"], 0] += 60  # for a moment the foot is seen from the side
    wrong = replace(wrong, xy_px=xy)
    np.testing.assert_array_equal(held(wrong).point("left_ankle")[~longer], wrong.point("left_ankle")[~longer])


def test_gaps_stay_gaps_and_nothing_else_becomes_one() -> None:
    track = slid(exact(), 0.1)
    xy = np.array(track.xy_px)
    xy[10:20], xy[30:35, INDEX["left_heel"]] = np.nan, np.nan
    holed = replace(track, xy_px=xy)
    np.testing.assert_array_equal(np.isnan(held(holed).xy_px), np.isnan(xy))
    nobody = PoseTrack.empty(T)
    assert not held(nobody).has_pose.any()


def test_runners_feet_bend_and_do_not_tell_where_their_ankles_are() -> None:
    track = seen(T, run(T))
    _, bones = joint_centres(track, estimate_view(track), "sprint")
    assert bones is not None
    assert not bones.ankles
    left = hold_bones(track, track.xy_px, bones)
    np.testing.assert_array_equal(left.point("left_ankle"), track.point("left_ankle"))


def test_runners_hips_that_rise_and_sink_with_the_thighs_are_levelled_and_their_middle_stays() -> None:
    true = seen(T, run(T))
    sinks = 5 * np.sin(2 * np.pi * 1.5 * T)
    up = np.stack([0 * T, sinks], axis=1)
    wrong = moved(true, "hip", {"left": up, "right": -up})
    right = held(wrong, feet=False)
    for side in SIDES:
        off = right.point(f"{side}_hip") - true.point(f"{side}_hip")
        assert np.abs(off[:, 1] - np.median(off[:, 1])).max() < 0.25 * 5
    tipped = hold_bones(wrong, wrong.xy_px, replace(measure_bones(wrong.xy_px, wrong, UNKNOWN, False), hips=None))
    middle = [(t.point("left_hip") + t.point("right_hip")) / 2 for t in (tipped, right)]
    np.testing.assert_allclose(*middle, atol=1e-9)


def test_a_hip_that_is_always_higher_stays_higher_and_a_gap_stays_one() -> None:
    track = moved(seen(T, run(T)), "hip", {"left": np.full((len(T), 2), [0.0, -6.0])})
    xy = np.array(track.xy_px)
    xy[10:14, INDEX["right_hip"]] = np.nan
    right = held(replace(track, xy_px=xy), feet=False)
    apart = right.point("right_hip")[:, 1] - right.point("left_hip")[:, 1]
    assert np.nanmedian(apart) == pytest.approx(6, abs=1)
    assert np.nanmax(np.abs(apart - np.nanmedian(apart))) < 1e-6
    np.testing.assert_array_equal(np.isnan(right.xy_px), np.isnan(xy))
    tipped = hold_bones(track, track.xy_px, replace(measure_bones(xy, track, UNKNOWN, False), hips=None))
    np.testing.assert_allclose(right.point("left_hip")[10:14], tipped.point("left_hip")[10:14])


def test_from_the_front_and_with_other_models_nothing_is_held() -> None:
    front = exact(TOWARD)
    assert joint_centres(front, estimate_view(front), "squat")[1] is None
    other = replace(exact(), hips_in_front=False)
    same, bones = joint_centres(other, UNKNOWN, "squat")
    assert bones is None
    np.testing.assert_array_equal(same.xy_px, other.xy_px)


def test_what_was_measured_before_holds_the_same() -> None:
    track = slid(exact(), 0.1)
    view = estimate_view(track)
    once, bones = joint_centres(track, view, "squat")
    again, same = joint_centres(track, view, "squat", bones=bones)
    assert isinstance(same, Bones)
    np.testing.assert_array_equal(once.xy_px, again.xy_px)


def test_holding_is_written_down() -> None:
    step = held(exact()).provenance[-1]
    assert (step.name, dict(step.parameters)) == (
        "bones",
        {
            "hip_share_of_thigh": HIP_SHARE,
            "ankle_share_of_foot": FOOT_SHARE,
            "ankle_kept_where_it_stands": "right",
            "far_ankle_share_of_way_to_where_it_stands": FAR_ANKLE_SHARE,
        },
    )
    running = dict(held(exact(), feet=False).provenance[-1].parameters)
    assert running == {"hip_share_of_thigh": HIP_SHARE, "ankle_share_of_foot": 0.0, "hips_held_level": True}
