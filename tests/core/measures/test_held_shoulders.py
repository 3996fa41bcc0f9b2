"""A bar on the back hides the shoulders: the trunk's angles are less sure then, and say why."""

from dataclasses import replace

import numpy as np
import pytest

from core.measures.held_shoulders import REASON, hands_at_shoulders
from core.motion import measure
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, noisy, seen, squat

TRUNK = "trunk_inclination_bottom_deg"


def squatter(*, bar: bool) -> PoseTrack:
    t = clock(30, 4.0)
    track = seen(t, squat(t, (Move(1.0),)))
    xy = np.array(track.xy_px)
    for s in SIDES:  # with a bar the hands are beside the shoulders, otherwise an arm's length ahead of them
        xy[:, INDEX[f"{s}_wrist"]] = xy[:, INDEX[f"{s}_shoulder"]] + (np.array([6.0, 4.0]) if bar else [140.0, 20.0])
    return replace(noisy(replace(track, xy_px=xy), 0.5), hips_in_front=False)


def test_the_trunk_under_a_bar_is_less_sure_and_says_why() -> None:
    with_bar, without = (measure(squatter(bar=bar), wanted="squat").reps[0].metrics for bar in (True, False))
    held, free = with_bar[TRUNK], without[TRUNK]
    assert held.value == pytest.approx(free.value)
    assert (held.status, held.reason) == ("caution", REASON)
    assert free.status == "ok"
    assert held.sd is not None
    assert free.sd is not None
    assert held.sd > 1.3 * free.sd
    knee = "peak_right_knee_flexion_deg"  # hangs on no shoulder
    assert with_bar[knee] == without[knee]


def test_a_hand_that_was_not_seen_is_at_no_shoulder() -> None:
    track = squatter(bar=True)
    view = measure(track, wanted="squat").view
    assert hands_at_shoulders(track, view, (1.0, 3.0))
    xy = np.array(track.xy_px)
    xy[:, INDEX[f"{view.near_side}_wrist"]] = np.nan
    assert not hands_at_shoulders(replace(track, xy_px=xy), view, (1.0, 3.0))
    assert not hands_at_shoulders(track, view, (50.0, 51.0))
