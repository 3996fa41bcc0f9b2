"""Sits and squats: who straightens on a seat, and who only comes close to one."""

from dataclasses import replace

import numpy as np

from core.events.event import Rejected, Rep
from core.events.squat_judge import LANDING
from core.pose.skeleton import INDEX
from tests.core.events.test_squat_reps import clock, found
from tests.core.squat_figure import PX, Move, figure


def test_sitting_down_and_standing_up_is_not_a_squat() -> None:
    t = clock(30, 9)
    xy = figure(t, [Move(1.5, down_s=1.2, pause_s=3.0, up_s=1.2, thigh=88, shank=2, trunk=8)])
    reps, rejected = found(t, xy)
    assert not reps
    assert "sitting" in rejected[0].reason


HALF_BACK = Move(1.5, thigh=55, shank=12, trunk=22)  # the centre of mass over the heels


def test_a_half_squat_back_on_the_heels_is_a_squat_and_no_sitting() -> None:
    t = clock(30, 6)
    reps, rejected = found(t, figure(t, [HALF_BACK]))
    assert len(reps) == 1, rejected


def test_whoever_leans_over_the_feet_and_straightens_where_the_hips_are_lowest_has_sat_on_a_high_seat() -> None:
    t = clock(30, 6)
    reps, rejected = found(t, figure(t, [replace(HALF_BACK, leans_over=25.0)]))
    assert not reps
    assert "sitting" in rejected[0].reason


def leaning_third(sits: int, squats: int) -> list[Move]:
    """Sits on a bench and squats as deep, with one in which the weight comes just ahead of the heels on the bench."""
    sit, squat = {"thigh": 88, "shank": 2, "trunk": 8}, {"thigh": 86, "shank": 25, "trunk": 48}
    leant = {"thigh": 88, "shank": 21, "trunk": 46}
    kinds = [sit] * sits + [leant] + [squat] * squats
    return [Move(1.0 + 3.5 * i, **kind) for i, kind in enumerate(kinds)]


def test_whoever_leans_forward_in_one_of_several_sits_on_a_bench_has_not_squatted() -> None:
    t = clock(30, 15)
    reps, rejected = found(t, figure(t, leaning_third(3, 0)))
    assert not reps
    assert all("sitting" in r.reason for r in rejected)


def test_a_squat_near_the_heels_counts_among_squats_and_beside_a_single_rest_on_a_bench() -> None:
    t = clock(30, 19)
    assert len(found(t, figure(t, leaning_third(0, 3)))[0]) == 4
    assert len(found(t, figure(t, leaning_third(1, 3)))[0]) == 4


def jumped(parts: tuple[str, ...], high: float = 0.25) -> tuple[list[Rep], list[Rejected]]:
    """A squat at 1 s, and one at 4.4 s before which the landmarks come down from a jump of so many hip heights."""
    t = clock(60, 7)
    xy = figure(t, [Move(1.0), Move(4.4, down_s=0.4, up_s=0.8)])
    flight = np.clip((t - 4.0) / 0.42, 0, 1)
    for name in (name for name in INDEX if any(part in name for part in parts)):
        xy[:, INDEX[name], 1] -= 0.8 * PX * high * 4 * flight * (1 - flight)
    return found(t, xy)


def test_the_landing_of_a_jump_is_not_a_squat_and_says_so() -> None:
    reps, rejected = jumped(("",))
    assert len(reps) == 1 and reps[0].start_s < 1.5
    assert [r.reason for r in rejected] == [LANDING]


def test_feet_that_jump_alone_and_a_hop_on_the_spot_take_no_squat_away() -> None:
    assert len(jumped(("ankle", "heel", "foot_index"))[0]) == 2
    assert len(jumped(("",), 0.1)[0]) == 2
