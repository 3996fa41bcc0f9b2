"""Straight lines fitted around moments, whatever the frame times."""

import numpy as np
import pytest

from core.kinematics import foot_path
from core.kinematics.foot_path import local_lines

WIDTH_S = 0.02


def uneven(count: int = 90) -> np.ndarray:
    return np.cumsum(np.random.default_rng(1).uniform(0.02, 0.05, count))


def test_a_straight_line_is_found_exactly_at_uneven_times() -> None:
    t, at = uneven(), np.linspace(0.2, 2.0, 37)
    level, slope = local_lines(t, np.stack([3 * t - 1, 5 - 2 * t], axis=1), at, WIDTH_S)
    assert level == pytest.approx(np.stack([3 * at - 1, 5 - 2 * at], axis=1), abs=1e-9)
    assert slope == pytest.approx(np.broadcast_to([3.0, -2.0], (37, 2)), abs=1e-7)


def test_it_is_the_weighted_fit_of_all_frames() -> None:
    t = uneven()
    values = np.random.default_rng(2).standard_normal((len(t), 2))
    level, slope = local_lines(t, values, t, WIDTH_S)
    for i, moment in enumerate(t):
        weight = np.exp(-0.25 * ((t - moment) / WIDTH_S) ** 2)  # of the distance, its square counts
        fit = np.polyfit(t - moment, values, 1, w=weight)
        assert slope[i] == pytest.approx(fit[0], rel=1e-6, abs=1e-6)
        assert level[i] == pytest.approx(fit[1], rel=1e-6, abs=1e-6)


def test_many_moments_are_as_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    t = uneven()
    values = np.random.default_rng(3).standard_normal((len(t), 1))
    whole = local_lines(t, values, t, WIDTH_S)
    monkeypatch.setattr(foot_path, "_AT_ONCE", 7)
    parts = local_lines(t, values, t, WIDTH_S)
    assert np.array_equal(whole[0], parts[0]) and np.array_equal(whole[1], parts[1])
