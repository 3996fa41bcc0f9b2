"""The even grid that filters need, and the way back to the real times."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.signal.resample import interpolate, is_uniform, uniform_grid, usual_step_s


@pytest.mark.parametrize("fps", [24, 30000 / 1001, 60, 240])
def test_times_of_a_steady_clip_are_uniform_and_are_their_own_grid(fps: float) -> None:
    t = np.arange(100) / fps
    assert is_uniform(t)
    np.testing.assert_allclose(uniform_grid(t), t, atol=1e-9)


@pytest.mark.parametrize("count", [2, 3, 10, 11])
def test_the_usual_step_is_the_median_one(count: int) -> None:
    t = np.cumsum(np.random.default_rng(count).uniform(0.01, 0.05, count))
    assert usual_step_s(t) == np.median(np.diff(t))


def test_one_late_frame_makes_a_clip_uneven() -> None:
    t = np.arange(100) / 30
    t[50] += 0.002
    assert not is_uniform(t)


def test_times_written_in_whole_milliseconds_are_uneven() -> None:
    assert not is_uniform(np.round(np.arange(100) / 30, 3))


@settings(deadline=None, max_examples=60)
@given(steps=st.lists(st.floats(0.002, 0.2), min_size=2, max_size=60))
def test_the_grid_is_even_spans_the_clip_and_is_no_coarser_than_its_usual_step(steps: list[float]) -> None:
    t = np.cumsum([0.0, *steps])
    grid = uniform_grid(t)
    assert (grid[0], grid[-1]) == (t[0], t[-1])
    np.testing.assert_allclose(np.diff(grid), np.diff(grid)[0], rtol=1e-6)
    assert np.diff(grid)[0] <= np.median(np.diff(t)) * (1 + 1e-5)


def test_a_cubic_motion_is_read_exactly_at_other_times() -> None:
    rng = np.random.default_rng(0)
    t = np.sort(rng.uniform(0, 1, 40))
    at = rng.uniform(t[0], t[-1], 25)

    def motion(s: np.ndarray) -> np.ndarray:
        return np.stack([3 * s**3 - s + 7, 2 * s**2], axis=1)

    np.testing.assert_allclose(interpolate(t, motion(t), at), motion(at), atol=1e-9)


def test_three_samples_are_joined_by_straight_lines() -> None:
    t, values = np.array([0.0, 1.0, 3.0]), np.array([[0.0], [2.0], [-2.0]])
    np.testing.assert_allclose(interpolate(t, values, np.array([0.5, 1.0, 2.0])), [[1.0], [2.0], [0.0]])
