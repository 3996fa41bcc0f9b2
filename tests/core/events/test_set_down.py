"""The landing that a foot's coming down tells."""

from dataclasses import replace

import numpy as np
import pytest

from core.events.set_down import BEFORE, landing_by_fall
from core.kinematics.foot_path import FootPath
from tests.core.events.test_push_off import leg

WAY_S = 0.35
FASTEST_S = 0.25


def falling(fps: float = 240.0, to_stand_s: float = 0.04, noise: float = 0.0) -> FootPath:
    """A heel that comes down 0.1 leg lengths, fastest at a known moment."""
    path = leg(fps)
    down = -0.05 * np.tanh((path.time_s - FASTEST_S) / to_stand_s)
    heel = np.stack([np.zeros_like(down), down], axis=-1)
    return replace(path, heel=heel + noise * np.random.default_rng(2).standard_normal(heel.shape))


@pytest.mark.parametrize("fps", [30, 60, 120, 240])
@pytest.mark.parametrize("off_s", [-0.02, 0.0, 0.02])
def test_a_foot_lands_soon_after_its_heel_came_down_fastest_wherever_it_was_looked_for(
    fps: float, off_s: float
) -> None:
    at = landing_by_fall(falling(fps), FASTEST_S + off_s, WAY_S)
    assert at == pytest.approx(FASTEST_S + BEFORE * WAY_S, abs=0.003)


def test_nothing_is_told_where_a_heel_comes_down_at_another_time_or_not_at_all() -> None:
    assert np.isnan(landing_by_fall(falling(), FASTEST_S + 0.15, WAY_S))
    assert np.isnan(landing_by_fall(leg(), FASTEST_S, WAY_S))


def test_nothing_is_told_from_nearly_the_front_or_of_landmarks_that_are_not_the_model_s() -> None:
    assert np.isnan(landing_by_fall(replace(falling(), across=0.5), FASTEST_S, WAY_S))
    assert np.isnan(landing_by_fall(replace(falling(), as_modelled=False), FASTEST_S, WAY_S))
