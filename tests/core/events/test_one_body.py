"""A squat is made by one body: what goes down alone is something else that was taken for it."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.events.event import Rejected, Rep
from core.events.squat_judge import NO_BODY, Posture, why_not
from core.events.squat_reps import find_reps
from core.kinematics.series import Series
from core.kinematics.view import View
from core.pose.skeleton import INDEX, SIDES
from tests.core.squat_figure import Move, figure

FRONT = View("front", "toward", 90.0, 3.0)
T = np.arange(0, 6, 1 / 60)
MOVE = Move(2.0, thigh=50, shank=15, trunk=10)


def found(xy: NDArray[np.float64]) -> tuple[list[Rep], list[Rejected]]:
    return find_reps(Series(T, {}), FRONT, xy)


def held(xy: NDArray[np.float64], wander_px: float) -> NDArray[np.float64]:
    """Shoulders that stay where they are, but for some wandering, whatever the hips do."""
    out = xy.copy()
    slow = wander_px * np.sin(2 * np.pi * 1.3 * T + 1.0)
    for side in SIDES:
        out[:, INDEX[f"{side}_shoulder"], 1] = xy[0, INDEX[f"{side}_shoulder"], 1] + slow
    return out


def test_hips_that_go_down_under_shoulders_that_stay_are_no_squat_and_it_is_said_why() -> None:
    figure_px = figure(T, [MOVE], yaw_deg=90)
    assert len(found(figure_px)[0]) == 1
    reps, rejected = found(held(figure_px, 3.0))
    assert not reps
    assert [r.reason for r in rejected] == [NO_BODY]


@pytest.mark.parametrize("still_s", [0.5, 3.0])
def test_somebody_who_stands_still_before_or_holds_the_bottom_still_counts(still_s: float) -> None:
    t = np.arange(0, 7 + 2 * still_s, 1 / 60)
    rng = np.random.default_rng(2)
    xy = figure(t, [Move(still_s + 0.5, pause_s=still_s)], yaw_deg=90)
    reps, _ = find_reps(Series(t, {}), FRONT, xy + rng.normal(0, 1.0, xy.shape))
    assert len(reps) == 1


def test_shoulders_that_were_not_seen_speak_against_nothing() -> None:
    squat = Posture(0.4, 0.3, 0.9, 0.9, 0.03, 0.05, -0.14, 2.0, 0.02)
    assert why_not(squat) is None
    assert why_not(replace(squat, together=0.97)) is None
    assert why_not(replace(squat, together=0.3)) == NO_BODY
