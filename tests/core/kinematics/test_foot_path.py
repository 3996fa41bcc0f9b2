"""Straight lines fitted around moments, whatever the frame times; the way of a foot that is lost for moments."""

import numpy as np
import pytest

from core.events.sprint_steps import find_steps
from core.kinematics import foot_path
from core.kinematics.foot_path import local_lines
from core.pose.skeleton import INDEX
from tests.core.events.test_sprint_steps import matched, runner, track_of
from tests.some import some

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
    for i, moment in some(enumerate(t)):
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


@pytest.mark.parametrize(("fps", "lost"), [(24, 2), (25, 3), (30, 3)])
def test_a_foot_lost_for_a_tenth_of_a_second_before_each_landing_costs_no_contact(fps: float, lost: int) -> None:
    """As in the dark at 24 to 30 frames a second, where the swinging foot is smeared and looks like the other one."""
    track, contacts = runner(fps, step_s=0.35, speed=4.0, seconds=6.0)
    xy = np.array(track.xy_px)
    for _, down, _ in (c for c in contacts if c[0] == "right"):
        before = int(np.searchsorted(track.time_s, down)) - 1
        xy[max(before - lost, 0) : max(before, 0), [INDEX["right_heel"], INDEX["right_foot_index"]]] = np.nan
    steps, _ = find_steps(track_of(track.time_s, {n: xy[:, i] for n, i in INDEX.items()}), 1.0)
    inside = [c for c in contacts if c[1] > 0.3 and c[2] < track.time_s[-1] - 0.3]
    pairs = matched(steps, inside)
    assert len(pairs) == len(inside)
    assert all(abs(s.touchdown_s - c[1]) < 2.5 * s.touchdown_sd_s for s, c in pairs)
