"""The toe-off that a sprinter's knee and the steepness of a foot tell."""

from dataclasses import replace

import numpy as np
import pytest

from core.events.push_off import (
    AFTER,
    AFTER_SD,
    STEEP_DEG,
    STEEP_SD_DEG,
    tip_beyond_toe,
    toe_off_by_knee,
    toe_off_by_pitch,
)
from core.kinematics.foot_path import FootPath, foot_paths
from tests.core.events.test_sprint_steps import LEG_PX, runner, track_of
from tests.some import some

START_S, WAY_S = 0.1, 0.2
STRAIGHT_S = 0.26


def leg(fps: float = 240.0, noise_rad: float = 0.0) -> FootPath:
    """A leg whose knee is straightest at a known moment; the foot's own way does not count here."""
    time = np.arange(0.0, 0.6, 1 / fps)
    still = np.zeros((len(time), 2))
    knee = 0.5 + 40.0 * (time - STRAIGHT_S) ** 2 / (1 + 10 * np.abs(time - STRAIGHT_S))
    knee = knee + noise_rad * np.random.default_rng(0).standard_normal(len(time))
    line, one = np.zeros(len(time)), np.ones(len(time))
    return FootPath("left", time, still, still, line, line, knee, one, 0.0, 0.005, 1.0, True, True, True)


def told(path: FootPath, usual: float = 6.0, about_s: float = 0.25) -> tuple[float, float]:
    return toe_off_by_knee(path, START_S, WAY_S, usual, about_s, tails=4.0)


@pytest.mark.parametrize("fps", [50, 60, 120, 240])
def test_the_toe_leaves_a_little_before_the_knee_is_straightest(fps: float) -> None:
    at, sd = told(leg(fps))
    assert at == pytest.approx(STRAIGHT_S - AFTER * WAY_S, abs=0.001)
    assert AFTER_SD * WAY_S < sd < 0.15 * WAY_S


def test_a_jogger_s_knee_tells_nothing_and_a_runner_s_less_than_a_sprinter_s() -> None:
    assert np.isnan(told(leg(), usual=2.9)[0])
    assert told(leg(), usual=4.0)[1] > 1.3 * told(leg(), usual=6.0)[1]


def test_noise_makes_it_less_sure() -> None:
    assert told(leg(noise_rad=0.05))[1] > 1.5 * told(leg())[1]


def test_a_leg_that_was_not_seen_or_does_not_turn_tells_nothing() -> None:
    path = leg()
    assert np.isnan(told(replace(path, knee_rad=np.full_like(path.knee_rad, np.nan)))[0])
    assert np.isnan(told(replace(path, knee_rad=np.linspace(1.0, 0.0, len(path.time_s))))[0])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("back", [[], [100], [101], [102], list(range(132, 144))])
def test_a_knee_that_is_lost_while_the_foot_goes_back_tells_nothing(back: list[int]) -> None:
    """Until the clip's end, but for one frame, or until that way is over."""
    whole = leg()
    seen = (whole.time_s <= 0.05) | np.isin(np.arange(len(whole.time_s)), back)
    lost = replace(whole, knee_rad=np.where(seen, whole.knee_rad, np.nan))
    assert np.isfinite(lost.knee_rad).sum() >= 10, "enough of it, elsewhere"
    at, sd = toe_off_by_knee(lost, 0.25, WAY_S, 6.0, 0.4, tails=4.0)
    assert np.isnan(at)
    assert np.isinf(sd)


@pytest.mark.parametrize("forward", [1.0, -1.0])
def test_a_bent_knee_is_positive_whichever_way_the_athlete_runs(forward: float) -> None:
    time = np.arange(0.0, 0.5, 1 / 60)
    way = LEG_PX * np.array([forward, 1.0])

    def at(x: float, y: float) -> np.ndarray:
        return np.tile(np.array([x, y]) * way + 500.0, (len(time), 1))

    bend = np.radians(40.0)
    points = {"hip": (0.0, 0.0), "knee": (0.0, 0.5), "ankle": (-0.5 * np.sin(bend), 0.5 + 0.5 * np.cos(bend))}
    points |= {"heel": (-0.4, 0.95), "foot_index": (-0.2, 0.95)}
    track = track_of(time, {f"left_{name}": at(*p) for name, p in points.items()})
    (path,) = foot_paths(track, forward)
    np.testing.assert_allclose(path.knee_rad, bend)


TURN_DEG_S = 400.0  # of a foot that lies until it turns up about its toe


def turning_foot(fps: float = 240.0, noise: float = 0.0, across: float = 1.0) -> FootPath:
    """A foot of 0.3 leg lengths that is as steep as feet leave at a known moment, STRAIGHT_S."""
    path = leg(fps)
    pitch = np.radians(np.maximum(STEEP_DEG + TURN_DEG_S * (path.time_s - STRAIGHT_S), 5.0))
    heel = 0.3 * np.stack([-across * np.cos(pitch), np.sin(pitch)], axis=-1)
    return replace(path, heel=heel + noise * np.random.default_rng(1).standard_normal(heel.shape), across=across)


def steep(path: FootPath) -> tuple[float, float]:
    return toe_off_by_pitch(path, START_S, WAY_S, 0.25, tails=4.0)


@pytest.mark.parametrize("fps", [30, 60, 120, 240])
@pytest.mark.parametrize("across", [1.0, 0.8])
def test_a_foot_leaves_when_it_is_as_steep_as_feet_leave_from_whichever_side_it_is_seen(
    fps: float, across: float
) -> None:
    at, sd = steep(turning_foot(fps, across=across))
    assert at == pytest.approx(STRAIGHT_S, abs=0.003)
    assert sd >= STEEP_SD_DEG / TURN_DEG_S


def test_the_faster_a_foot_turns_and_the_quieter_it_is_seen_the_surer_it_tells() -> None:
    assert steep(turning_foot(noise=0.02))[1] > 1.5 * steep(turning_foot())[1]
    quick = turning_foot()
    doubled = replace(quick, time_s=STRAIGHT_S + (quick.time_s - STRAIGHT_S) / 2)
    assert steep(doubled)[1] < 0.6 * steep(quick)[1]


def test_a_foot_seen_from_nearly_the_front_or_found_by_other_means_than_the_model_tells_nothing() -> None:
    assert np.isnan(steep(turning_foot(across=0.5))[0])
    assert np.isnan(steep(replace(turning_foot(), as_modelled=False))[0])
    assert np.isnan(steep(leg())[0])


def rolling_over(tip: float, path: FootPath) -> FootPath:
    """The same foot, which turns about a point `tip` leg lengths beyond its toe instead."""
    along = (path.toe - path.heel) / np.linalg.norm(path.toe - path.heel, axis=1)[:, None]
    return replace(path, heel=path.heel - tip * along, toe=path.toe - tip * along)


@pytest.mark.parametrize("fps", [60, 120, 240])
@pytest.mark.parametrize("tip", [-0.03, 0.0, 0.06])
def test_how_far_a_shoe_goes_on_beyond_the_toe_is_told_by_how_the_toe_rises_as_the_foot_turns(
    fps: float, tip: float
) -> None:
    assert tip_beyond_toe(rolling_over(tip, turning_foot(fps)), START_S, WAY_S) == pytest.approx(tip, abs=0.004)


def test_a_foot_that_does_not_turn_or_is_seen_from_nearly_the_front_tells_nothing_of_its_shoe() -> None:
    assert np.isnan(tip_beyond_toe(leg(), START_S, WAY_S))
    assert np.isnan(tip_beyond_toe(turning_foot(across=0.5), START_S, WAY_S))
    assert np.isnan(tip_beyond_toe(replace(turning_foot(), as_modelled=False), START_S, WAY_S))


def test_paths_of_runners_carry_their_knees() -> None:
    assert all(np.isfinite(p.knee_rad).all() for p in some(foot_paths(runner(60)[0], 1.0)))
