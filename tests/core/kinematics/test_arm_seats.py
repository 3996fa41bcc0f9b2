"""A runner's shoulders and elbows, from where a pose model sees them to where the joints are."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.arm_seats import ELBOW_INSIDE, SHOULDER_HIGH, seat_arms, shoulders_as_seen
from core.kinematics.series import compute_series, measure_body
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from tests.core.stick_figure import LEFT, RIGHT, clock, joints, seen, standing

Floats = NDArray[np.float64]
T = clock(60, 1.0)
SWING = 45 * np.sin(2 * np.pi * 1.5 * T)
ARMS = ("arm_forward_deg", "elbow_flexion_deg")
MOVED = [INDEX[f"{side}_{part}"] for side in SIDES for part in ("shoulder", "elbow")]


def runner(elbow: float = 90.0, turn: float = RIGHT) -> PoseTrack:
    return seen(T, joints(standing(len(T), trunk=10, arm=(SWING, -SWING), elbow=(elbow, elbow))), turn)


def as_the_model_sees(track: PoseTrack, elbow: float) -> PoseTrack:
    """Shoulders up the trunk and elbows inside of their bend, by the same shares of the trunk."""
    xy = track.xy_px.copy()
    p = {f"{s}_{n}": track.xy_px[:, INDEX[f"{s}_{n}"]] for s in SIDES for n in ("shoulder", "hip", "elbow", "wrist")}
    trunk = (p["left_shoulder"] + p["right_shoulder"] - p["left_hip"] - p["right_hip"]) / 2
    long = np.linalg.norm(trunk, axis=1, keepdims=True)
    for side in SIDES:
        xy[:, INDEX[f"{side}_shoulder"]] += SHOULDER_HIGH * trunk
        bones = [p[f"{side}_{n}"] - p[f"{side}_elbow"] for n in ("shoulder", "wrist")]
        inside = sum(b / np.linalg.norm(b, axis=1, keepdims=True) for b in bones)
        inside = inside / np.linalg.norm(inside, axis=1, keepdims=True)
        xy[:, INDEX[f"{side}_elbow"]] += ELBOW_INSIDE * np.sqrt(2) * np.sin(np.radians(elbow) / 2) * long * inside
    return replace(track, xy_px=xy)


def angle(track: PoseTrack, name: str, forward: float) -> Floats:
    return compute_series(track.time_s, track.xy_px, measure_body(track.xy_px), forward, 1.0)[name]


@pytest.mark.parametrize(("turn", "forward"), [(RIGHT, 1.0), (LEFT, -1.0)])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", ARMS)
def test_arms_that_a_model_sees_too_high_and_too_straight_swing_as_far_as_they_do(
    name: str, side: str, turn: float, forward: float
) -> None:
    true = angle(runner(90, turn), f"{side}_{name}", forward)
    told = as_the_model_sees(runner(90, turn), 90)
    before = np.abs(angle(told, f"{side}_{name}", forward) - true)
    after = np.abs(angle(seat_arms(told), f"{side}_{name}", forward) - true)
    assert before.max() > 6
    assert after.max() < 2.5, "what is left is that the model's own arm tells where its bend is"


def test_seated_shoulders_are_told_where_the_model_has_seen_them() -> None:
    track = runner()
    own = [INDEX[f"{side}_shoulder"] for side in SIDES]
    seated = seat_arms(track).xy_px
    assert np.abs(seated - track.xy_px)[:, own].max() > 5
    np.testing.assert_allclose(shoulders_as_seen(seated)[:, own], track.xy_px[:, own], atol=1e-9)


def test_a_straight_arm_has_no_inside_and_only_its_shoulder_moves() -> None:
    track = runner(elbow=0.0)
    moved = seat_arms(track).xy_px - track.xy_px
    assert np.abs(moved[:, INDEX["left_elbow"]]).max() < 1e-6
    down = np.linalg.norm(moved[:, INDEX["left_shoulder"]], axis=1)
    trunk = np.linalg.norm(
        track.xy_px[:, [INDEX["left_shoulder"], INDEX["right_shoulder"]]].mean(axis=1)
        - track.xy_px[:, [INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=1),
        axis=1,
    )
    np.testing.assert_allclose(down, SHOULDER_HIGH * trunk)


def test_nothing_but_shoulders_and_elbows_moves_and_the_trunk_leans_as_before() -> None:
    track = runner()
    seated = seat_arms(track)
    assert not np.delete(seated.xy_px - track.xy_px, MOVED, axis=1).any()
    assert not np.delete(seated.world_m - track.world_m, MOVED, axis=1).any()
    lean = angle(seated, "trunk_inclination_deg", 1.0)
    np.testing.assert_allclose(lean, angle(track, "trunk_inclination_deg", 1.0), atol=1e-9)
    long = [np.linalg.norm(t.world_m[:, INDEX["right_shoulder"]] - t.world_m[:, INDEX["right_hip"]], axis=1)
            for t in (seated, track)]  # fmt: skip
    assert 0.9 < np.median(long[0] / long[1]) < 1 - 0.9 * SHOULDER_HIGH, "in metres as well"


def test_an_elbow_whose_wrist_is_not_seen_stays_and_a_trunk_that_is_not_seen_moves_nothing() -> None:
    track = runner()
    xy = track.xy_px.copy()
    xy[:, INDEX["left_wrist"]] = np.nan
    moved = seat_arms(replace(track, xy_px=xy)).xy_px - xy
    assert not moved[:, INDEX["left_elbow"]].any() and moved[:, INDEX["right_elbow"]].any()
    xy[:, INDEX["left_hip"]] = np.nan
    moved = seat_arms(replace(track, xy_px=xy)).xy_px - xy
    assert not np.nan_to_num(moved).any() and np.isfinite(moved[:, MOVED]).all()


def test_other_models_arms_are_left_where_they_are() -> None:
    track = replace(runner(), hips_in_front=False)
    assert seat_arms(track) is track
