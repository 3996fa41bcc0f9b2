"""The hips' height as the directions of thigh and shank tell it."""

import numpy as np
import pytest

from core.kinematics.leg_height import leg_height
from core.pose.skeleton import INDEX
from tests.core.squat_figure import PX, SHANK, THIGH, Move, figure, lean

T = np.arange(120) / 30
MOVE = Move(1.0)


def true_height() -> np.ndarray:
    thigh, shank, _ = (np.radians(a) for a in lean([MOVE], T))
    return PX * (SHANK * np.cos(shank) + THIGH * np.cos(thigh))


def test_the_legs_tell_the_height_of_the_hips() -> None:
    height = leg_height(figure(T, [MOVE]), "right", THIGH * PX, SHANK * PX)
    np.testing.assert_allclose(height, true_height(), atol=1e-9)


def test_a_hip_off_along_the_thigh_changes_nothing_and_an_upright_thigh_is_hardly_moved_by_any_error() -> None:
    xy = figure(T, [MOVE])
    hip, knee = INDEX["right_hip"], INDEX["right_knee"]
    xy[:, hip] += 0.1 * (xy[:, knee] - xy[:, hip])
    np.testing.assert_allclose(leg_height(xy, "right", THIGH * PX, SHANK * PX), true_height(), atol=1e-9)
    xy = figure(T[:1])
    xy[:, hip] += 10.0
    assert leg_height(xy, "right", THIGH * PX, SHANK * PX)[0] == pytest.approx(true_height()[0], abs=1.0)


def test_somebody_on_one_leg_is_measured_by_the_leg_stood_on() -> None:
    xy = figure(T, [MOVE], lifted_right=np.full(len(T), 0.3))
    np.testing.assert_allclose(leg_height(xy, "right", THIGH * PX, SHANK * PX), true_height(), atol=1e-9)


def test_a_leg_that_was_not_seen_is_stood_in_for_by_the_other() -> None:
    xy = figure(T, [MOVE])
    xy[10:20, INDEX["right_knee"]] = np.nan
    height = leg_height(xy, "right", THIGH * PX, SHANK * PX)
    np.testing.assert_allclose(height, true_height(), atol=1e-9)
    xy[15, INDEX["left_knee"]] = np.nan
    assert np.isnan(leg_height(xy, "right", THIGH * PX, SHANK * PX)[15])


def test_all_draws_at_once_are_each_one_alone() -> None:
    draws = figure(T, [MOVE]) + np.random.default_rng(0).standard_normal((3, 1, 33, 2))
    together = leg_height(draws, "left", 200.0, 190.0)
    for k in range(3):
        np.testing.assert_allclose(together[k], leg_height(draws[k], "left", 200.0, 190.0))
