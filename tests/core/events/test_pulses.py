"""Pulses: what comes up part of the way inside one rep is told, and is no rep of its own."""

import numpy as np
import pytest

from core.events.event import Rejected, Rep
from core.events.pulses import PULSE
from core.pose.skeleton import INDEX, SIDES
from tests.core.events.test_squat_reps import clock, found
from tests.core.squat_figure import PX, Move, figure

T = clock(60, 8)


def pulsed(
    share: float, times: int, parts: tuple[str, ...] = ("hip", "shoulder"), hidden_s: tuple[float, float] = (0.0, 0.0)
) -> tuple[list[Rep], list[Rejected]]:
    """A squat to parallel from 1 to 6.6 s that comes up by a share of its way again and again, from 2 to 5.6 s.

    hidden_s : from when to when no shoulder is seen.
    """
    xy = figure(T, [Move(1.0, down_s=1.0, pause_s=3.6, up_s=1.0)])
    way = 0.4 * np.cos(np.radians(4)) + 0.4 * (np.cos(np.radians(2)) - np.cos(np.radians(30)))
    up = share * way * np.sin(np.pi * times * np.clip((T - 2.0) / 3.6, 0, 1)) ** 2
    for name in (f"{side}_{part}" for side in SIDES for part in parts):
        xy[:, INDEX[name], 1] -= PX * up
    first, stop = np.searchsorted(T, hidden_s)
    for side in SIDES:
        xy[first:stop, INDEX[f"{side}_shoulder"]] = np.nan
    return found(T, xy)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_rep_that_comes_up_part_of_the_way_is_one_rep_and_says_so(times: int) -> None:
    reps, rejected = pulsed(0.4, times)
    assert len(reps) == 1
    assert [r.reason for r in rejected] == [PULSE], "all pulses of one rep are told together"
    assert reps[0].start_s < rejected[0].from_s < rejected[0].to_s < reps[0].end_s
    assert rejected[0].to_s - rejected[0].from_s == pytest.approx(3.6, abs=0.2)


def test_a_little_bounce_in_the_hole_or_hips_that_bounce_alone_are_not_worth_a_word() -> None:
    assert pulsed(0.1, 2)[1] == []
    assert pulsed(0.4, 2, ("hip",))[1] == []
    assert found(T, figure(T, [Move(1.0, pause_s=2.0)]))[1] == []


@pytest.mark.parametrize("hidden_s", [(1.8, 2.5), (3.4, 4.2), (5.1, 5.8)])
def test_shoulders_that_are_hidden_at_a_top_or_at_a_bottom_on_either_side_tell_of_no_pulse(
    hidden_s: tuple[float, float],
) -> None:
    assert pulsed(0.4, 1)[1]
    reps, rejected = pulsed(0.4, 1, hidden_s=hidden_s)
    assert len(reps) == 1 and rejected == []
