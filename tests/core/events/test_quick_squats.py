"""How quick a squat may be: as quick as hips can fall and be pushed up again."""

import numpy as np
import pytest

from core.events.event import Rejected, Rep
from core.events.squat_judge import TOO_QUICK
from core.events.squat_reps import find_reps
from core.kinematics.series import Series
from core.kinematics.view import View
from tests.core.squat_figure import Move, figure, true_times

_VIEWS = {0.0: View("side", "right", 0.0, 3.0), 90.0: View("front", "toward", 90.0, 3.0)}


def _found(move: Move, yaw_deg: float) -> tuple[list[Rep], list[Rejected]]:
    t = np.arange(int((move.end_s + 1) * 60)) / 60
    return find_reps(Series(t, {}), _VIEWS[yaw_deg], figure(t, [move], yaw_deg=yaw_deg))


@pytest.mark.parametrize("yaw_deg", [0.0, 90.0])
@pytest.mark.parametrize("way_s", [0.45, 0.38])
def test_a_deep_squat_as_quick_as_hips_can_fall_and_rise_counts(way_s: float, yaw_deg: float) -> None:
    move = Move(1.0, down_s=way_s, up_s=way_s)
    start, _, _, end = true_times([move], 0)
    assert end - start < 0.7
    (rep,), rejected = _found(move, yaw_deg)
    assert not rejected
    assert rep.start_s == pytest.approx(start, abs=0.01)
    assert rep.end_s == pytest.approx(end, abs=0.01)


@pytest.mark.parametrize("yaw_deg", [0.0, 90.0])
@pytest.mark.parametrize(
    "move",
    [
        pytest.param(Move(1.0, down_s=0.25, up_s=0.25), id="deep, but quicker than a fall"),
        pytest.param(Move(1.0, down_s=0.4, up_s=0.4, thigh=52, shank=18, trunk=15), id="no deeper than a step"),
    ],
)
def test_what_is_too_quick_for_how_deep_it_is_does_not_count(move: Move, yaw_deg: float) -> None:
    reps, rejected = _found(move, yaw_deg)
    assert not reps
    assert [one.reason for one in rejected] == [TOO_QUICK]
