"""Arms behind the trunk are a gap, not a guess."""

import numpy as np
import pytest

from core.kinematics.arms import without_hidden_arms
from core.kinematics.series import Series
from core.motion import measure
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, noisy, run, seen, squat

NAMES = ("arm_forward_deg", "elbow_flexion_deg", "arm_angular_velocity_deg_s")


def test_only_the_hidden_arm_loses_its_curves_and_only_while_it_is_hidden() -> None:
    time = np.arange(100) / 100
    values = {f"{s}_{n}": np.tile(time, (3, 1)) for s in ("left", "right") for n in NAMES}
    visibility = np.full((100, 33), 0.97)
    visibility[40:, INDEX["left_elbow"]] = 0.2
    got = without_hidden_arms(Series(time, values | {"left_knee_flexion_deg": time}), visibility)
    for name in NAMES:
        assert np.isfinite(got[f"left_{name}"][:, :35]).all()
        assert np.isnan(got[f"left_{name}"][:, 45:]).all()
        assert np.isfinite(got[f"right_{name}"]).all()
    assert np.isfinite(got["left_knee_flexion_deg"]).all()


def test_an_elbow_whose_hand_is_hidden_is_not_told_and_its_upper_arm_is() -> None:
    time = np.arange(100) / 100
    visibility = np.full((100, 33), 0.97)
    visibility[:, INDEX["right_wrist"]] = 0.1
    got = without_hidden_arms(Series(time, {f"right_{n}": time for n in NAMES}), visibility)
    assert np.isnan(got["right_elbow_flexion_deg"]).all()
    assert np.isfinite(got["right_arm_forward_deg"]).all()


def hidden(track: PoseTrack, *sides: str) -> PoseTrack:
    visibility = track.visibility.copy()
    for side in sides:
        visibility[:, INDEX[f"{side}_elbow"]] = 0.2
    return PoseTrack(track.time_s, track.xy_px, visibility, track.world_m, track.noise_px)


def test_a_hidden_far_arm_changes_no_lag_and_two_hidden_arms_refuse_it() -> None:
    t = clock(120, 2.2)
    track = noisy(seen(t, run(t)), 0.3)
    whole, one, none = measure(track), measure(hidden(track, "left")), measure(hidden(track, "left", "right"))
    for side in ("left", "right"):
        both = whole.summary[f"peak_lag_arms_ms_{side}"]
        assert one.summary[f"peak_lag_arms_ms_{side}"].value == pytest.approx(both.value, abs=3)
        assert none.summary[f"peak_lag_arms_ms_{side}"].status == "refused"
        assert none.summary[f"peak_lag_swing_ms_{side}"].value is not None
    assert np.isnan(one.series["left_arm_forward_deg"]).all()


def test_the_hidden_arm_of_somebody_who_squats_is_a_gap_too() -> None:
    t = clock(30, 3)
    got = measure(hidden(noisy(seen(t, squat(t, (Move(0.5),))), 0.3), "left"))
    assert got.movement == "squat"
    for name in NAMES:
        assert np.isnan(got.series[f"left_{name}"]).all()
        assert np.isfinite(got.series[f"right_{name}"]).all()
