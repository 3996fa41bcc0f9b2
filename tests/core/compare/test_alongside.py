"""Which frame of B stands beside each frame of A."""

import numpy as np
import pytest

from core.compare.alongside import alongside
from core.compare.time_map import TimeMap
from core.errors import UserError


def test_every_frame_of_a_has_the_nearest_frame_of_b_beside_it() -> None:
    a_s, b_s = np.arange(30) / 30, np.arange(120) / 60
    found = alongside(a_s, b_s, TimeMap.shift(0.5, 1.0))
    assert (found.first, found.stop) == (0, 30)
    assert found.b.tolist() == [30 + 2 * i for i in range(30)]


def test_only_the_moments_that_both_show_are_taken_and_only_the_stretch_asked_for() -> None:
    a_s, b_s = np.arange(30) / 30, np.arange(10) / 30
    found = alongside(a_s, b_s, TimeMap.shift(0.5, 0.1))
    assert (found.first, found.stop) == (12, 22) and found.b.tolist() == list(range(10))
    part = alongside(a_s, b_s, TimeMap.shift(0.5, 0.1), (0.5, 0.6))
    assert (part.first, part.stop) == (15, 19) and part.b.tolist() == [3, 4, 5, 6]


def test_a_warped_map_shows_the_same_phase_and_never_goes_back() -> None:
    rng = np.random.default_rng(4)
    a_s, b_s = np.cumsum(rng.uniform(0.01, 0.05, 200)), np.cumsum(rng.uniform(0.01, 0.05, 200))
    time_map = TimeMap(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.4, 3.5]), np.zeros(3))
    found = alongside(a_s, b_s, time_map)
    wanted = time_map.to_b(a_s[found.first : found.stop])
    assert (np.diff(found.b) >= 0).all()
    off = np.abs(b_s[found.b] - wanted)
    assert (off <= np.abs(b_s[None] - wanted[:, None]).min(axis=1) + 1e-12).all()


def test_clips_without_a_common_moment_are_told() -> None:
    times = np.arange(30) / 30
    with pytest.raises(UserError, match="no moment in common"):
        alongside(times, times, TimeMap.shift(0.0, 50.0))
    with pytest.raises(UserError, match="no moment in common"):
        alongside(times, times, TimeMap.shift(0.0, 0.0), (7.0, 8.0))


def test_a_picture_alone_can_stand_beside_a_clip() -> None:
    found = alongside(np.arange(3) / 30, np.array([0.0]), TimeMap.shift(0.0, 0.0))
    assert found.b.tolist() == [0]
