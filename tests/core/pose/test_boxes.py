"""The athlete's box: around the whole body, turned with the trunk, in every frame between two looks."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.pose import boxes
from core.pose.skeleton import INDEX
from tests.core.squat_figure import Move
from tests.core.stick_figure import (
    LEFT,
    PX,
    RIGHT,
    SHANK,
    THIGH,
    TOWARD,
    TRUNK,
    clock,
    joints,
    run,
    seen,
    squat,
    standing,
)
from tests.some import some

Floats = NDArray[np.float64]


def standing_pose(**angles: object) -> Floats:
    return np.array(seen(np.arange(2) / 30, joints(standing(2, **angles))).xy_px[0])


def inside(box: boxes.Box, points: Floats) -> bool:
    c, s = np.cos(box.turn_rad), np.sin(box.turn_rad)
    own = (points - [box.x, box.y]) @ np.array([[c, -s], [s, c]])
    return bool((np.abs(own) <= box.size / 2).all())


@pytest.mark.parametrize("turn", [RIGHT, LEFT, TOWARD])
def test_the_whole_athlete_is_in_the_box_in_a_squat_and_in_a_run(turn: float) -> None:
    t = clock(30, 2.0)
    for body in (squat(t, (Move(0.2, thigh=110),)), run(t)):
        for pose in some(seen(t, body, turn).xy_px):
            assert inside(boxes.around(pose, 1.6 * PX), pose)


def test_the_box_stands_on_the_hips_and_turns_with_the_trunk() -> None:
    box = boxes.around(standing_pose(trunk=30))
    assert (box.x, box.y) == pytest.approx((640, 420))
    assert np.degrees(box.turn_rad) == pytest.approx(30)
    left = np.array(seen(np.arange(2) / 30, joints(standing(2, trunk=30)), LEFT).xy_px[0])
    assert np.degrees(boxes.around(left).turn_rad) == pytest.approx(-30)


@pytest.mark.parametrize("looks", [4, 5, 30])
def test_between_looks_the_box_goes_the_way_that_akimas_interpolation_gives(looks: int) -> None:
    from scipy.interpolate import Akima1DInterpolator

    rng = np.random.default_rng(looks)
    seen_s = np.cumsum(rng.uniform(0.05, 0.15, looks))
    poses = np.tile(standing_pose(), (looks, 1, 1)) + np.round(rng.normal(0, 3, (looks, 1, 2)))
    poses[: looks // 2] = poses[0]  # who stands still has no way that leans
    time_s = np.sort(np.concatenate([seen_s, rng.uniform(seen_s[0], seen_s[-1], 50)]))
    got = boxes.per_frame(time_s, seen_s, poses, reach_s=1.0)
    np.testing.assert_allclose(got[:, :2], Akima1DInterpolator(seen_s, boxes.centre(poses))(time_s), rtol=1e-12)


def test_the_place_of_a_pose_is_told_as_that_of_the_same_pose_among_many() -> None:
    poses = np.random.default_rng(3).normal(500, 200, (40, 33, 2))
    told = np.array([boxes.place(pose) for pose in poses])
    np.testing.assert_array_equal(told[:, :2], boxes.centre(poses))
    np.testing.assert_array_equal(told[:, 2], boxes.trunk_turn(poses))
    np.testing.assert_array_equal(told[:, 3], boxes.body_length(poses))


def test_a_body_is_as_long_as_its_segments_however_it_is_bent() -> None:
    t = clock(30, 3.0)
    lengths = boxes.body_length(seen(t, squat(t, (Move(0.2),))).xy_px)
    np.testing.assert_allclose(lengths, (THIGH + SHANK + TRUNK) * PX, rtol=1e-9)


def test_a_body_that_only_looks_shorter_keeps_its_box() -> None:
    pose = standing_pose()
    small = boxes.around(pose)
    assert boxes.around(pose, 2 * small.size).size == pytest.approx(2 * boxes.BOX_PER_BODY * small.size)
    assert boxes.around(pose, 1.0).size == small.size


@settings(deadline=None, max_examples=30)
@given(
    vx=st.floats(-600, 600), vy=st.floats(-100, 100), looks=st.integers(4, 20), fps=st.sampled_from([24.0, 60.0, 240.0])
)
def test_between_looks_at_a_steady_walk_the_box_is_exactly_where_the_athlete_is(
    vx: float, vy: float, looks: int, fps: float
) -> None:
    seen_s = np.arange(looks) / 10
    pose = standing_pose()
    xy = pose + np.stack([vx * seen_s, vy * seen_s], axis=-1)[:, None]
    time_s = np.arange(0, seen_s[-1] + 1e-9, 1 / fps)
    got = boxes.per_frame(time_s, seen_s, xy, reach_s=0.1)
    np.testing.assert_allclose(got[:, 0], 640 + vx * time_s, atol=1e-6)
    np.testing.assert_allclose(got[:, 1], 420 + vy * time_s, atol=1e-6)
    np.testing.assert_allclose(got[:, 2], boxes.BOX_PER_BODY * boxes.body_length(pose))
    np.testing.assert_allclose(got[:, 3], 0, atol=1e-9)


def test_a_passing_athlete_who_brakes_is_followed_to_a_small_part_of_the_body() -> None:
    def x(t: Floats) -> Floats:
        return 900 * t - 200 * t**2

    seen_s = np.arange(0, 2.01, 0.1)
    pose = standing_pose()
    xy = pose + np.stack([x(seen_s), 0 * seen_s], axis=-1)[:, None]
    time_s = np.arange(0, 2.0, 1 / 120)
    got = boxes.per_frame(time_s, seen_s, xy, reach_s=0.15)
    assert np.abs(got[:, 0] - 640 - x(time_s)).max() < 0.01 * boxes.body_length(pose)


def test_nobody_is_boxed_long_before_after_or_between_looks() -> None:
    seen_s = np.array([1.0, 1.1, 1.2, 3.0, 3.1, 3.2])
    xy = np.tile(standing_pose(), (6, 1, 1))
    time_s = np.arange(0, 5, 0.05)
    got = boxes.per_frame(time_s, seen_s, xy, reach_s=0.16)
    there = np.isfinite(got).all(axis=1)
    near = np.abs(time_s[:, None] - seen_s).min(axis=1) <= 0.16
    np.testing.assert_array_equal(there, near)
    assert np.isnan(got[~there]).all()


@pytest.mark.parametrize("looks", [1, 2, 3])
def test_a_few_looks_are_enough_for_a_box(looks: int) -> None:
    got = boxes.per_frame(np.arange(10) / 30, np.arange(looks) / 10, np.tile(standing_pose(), (looks, 1, 1)), 1.0)
    assert np.isfinite(got).all()
    np.testing.assert_allclose(got[:, 0], 640)


def test_without_a_look_there_is_no_box() -> None:
    assert np.isnan(boxes.per_frame(np.arange(5) / 30, np.zeros(0), np.zeros((0, 33, 2)), 1.0)).all()


def test_a_trunk_that_turns_over_does_not_spin_the_box_the_long_way_round() -> None:
    seen_s = np.arange(6) / 10
    poses = np.stack([standing_pose(trunk=a) for a in (150, 165, 180, 195, 210, 225)])
    turns = boxes.per_frame(np.arange(0, 0.5, 0.01), seen_s, poses, 0.2)[:, 3]
    assert np.abs(np.diff(turns)).max() < np.radians(3)


def test_the_trunk_is_told_by_hips_and_shoulders_alone() -> None:
    pose = standing_pose(trunk=20)
    other = pose.copy()
    other[[INDEX["nose"], INDEX["left_wrist"], INDEX["left_foot_index"]]] += 500
    assert boxes.trunk_turn(other) == boxes.trunk_turn(pose)


def test_the_box_is_as_large_as_the_body_looks_longest_around_that_time() -> None:
    seen_s = np.sort(np.random.default_rng(3).choice(900, 200, replace=False)) / 30
    scale = 1 + 0.2 * np.sin(seen_s)[:, None, None]
    xy = standing_pose() * scale
    sizes = boxes.per_frame(seen_s, seen_s, xy, reach_s=1.0)[:, 2]
    body = boxes.body_length(xy)
    wanted = [np.percentile(body[np.abs(seen_s - at) <= 1.5], 80) for at in seen_s]
    np.testing.assert_allclose(sizes, boxes.BOX_PER_BODY * np.array(wanted), rtol=1e-12)


def test_boxes_of_an_hour_take_no_more_memory_than_the_hour_is_longer() -> None:
    def peak_bytes(seconds: float) -> int:
        seen_s = np.arange(0, seconds, 0.1)
        xy = np.broadcast_to(standing_pose(), (len(seen_s), 33, 2))
        tracemalloc.start()
        boxes.per_frame(seen_s, seen_s, xy, reach_s=0.25)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak_bytes(10)  # imports
    assert peak_bytes(1200) < 6 * peak_bytes(300)
