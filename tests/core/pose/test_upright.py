"""Who stands, squats, hinges or sits on the floor is upright; who lies is not."""

import numpy as np
import pytest

from core.pose.skeleton import INDEX
from core.pose.upright import lies
from tests.core.squat_figure import Move, figure


@pytest.mark.parametrize(
    "move", [Move(1.0, thigh=110), Move(1.0, thigh=50, shank=8, trunk=85), Move(1.0, thigh=100, shank=-60, trunk=0)]
)
def test_a_deep_squat_a_hinge_and_sitting_on_the_floor_are_upright(move: Move) -> None:
    t = np.arange(120) / 30
    assert not lies(figure(t, [move])).any()


def test_a_clip_on_its_side_or_upside_down_shows_somebody_who_lies() -> None:
    xy = figure(np.arange(30) / 30, [Move(0.1)])
    assert lies(xy[..., ::-1]).all()
    assert lies(xy * [1.0, -1.0]).all()


def test_what_is_not_seen_does_not_lie() -> None:
    xy = figure(np.arange(3) / 30)[..., ::-1].copy()
    xy[1, INDEX["left_ankle"]] = np.nan
    assert lies(xy).tolist() == [True, False, True]
