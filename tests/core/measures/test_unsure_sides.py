"""Left and right leg of a run, told apart or not."""

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.view import estimate_view
from core.measures.unsure_sides import REASON, sides_unsure
from core.motion import measure
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.stick_figure import clock, run, seen
from tests.some import some

WHOLE = (-np.inf, np.inf)
LEGS = [INDEX[f"left_{part}"] for part in ("knee", "ankle")], [INDEX[f"right_{part}"] for part in ("knee", "ankle")]


@pytest.fixture(scope="module")
def runner() -> PoseTrack:
    t = clock(120, 3.0)
    return seen(t, run(t))


def exchanged(track: PoseTrack, share: float) -> PoseTrack:
    """The depth of knees and ankles as of a network that calls the wrong leg left in a share of the looks."""
    wrong = np.random.default_rng(1).random(len(track)) < share
    world = track.world_m.copy()
    left, right = world[:, LEGS[0], 2].copy(), world[:, LEGS[1], 2].copy()
    world[:, LEGS[0], 2] = np.where(wrong[:, None], right, left)
    world[:, LEGS[1], 2] = np.where(wrong[:, None], left, right)
    return replace(track, world_m=world)


@pytest.mark.parametrize(("share", "unsure"), [(0.0, False), (0.1, False), (0.3, True), (0.5, True)])
def test_legs_that_one_look_in_five_exchanges_are_not_told_apart(runner: PoseTrack, share: float, unsure: bool) -> None:
    assert sides_unsure(exchanged(runner, share), estimate_view(runner), WHOLE) == unsure


def test_landmarks_without_depth_and_another_programs_say_nothing_of_it(runner: PoseTrack) -> None:
    flat = replace(runner, world_m=np.full_like(runner.world_m, np.nan))
    other = replace(exchanged(runner, 0.5), hips_in_front=False)
    assert not any(sides_unsure(track, estimate_view(runner), WHOLE) for track in (flat, other))


def test_what_hangs_on_which_leg_is_which_is_told_with_caution_then_and_the_rest_is_not(runner: PoseTrack) -> None:
    well, badly = (measure(exchanged(runner, share), wanted="sprint") for share in (0.0, 0.5))
    assert any(m.status == "ok" for m in well.steps[1].metrics.values())
    assert all(m.reason != REASON for s in some(well.steps) for m in s.metrics.values())
    for s in some(badly.steps):
        told = {name: m for name, m in s.metrics.items() if m.value is not None}
        assert all(m.status == "caution" for name, m in told.items() if name not in ("step_s", "step_frequency_hz"))
        assert all(told[name].reason == REASON for name in ("contact_s", "peak_thigh_back_deg") if name in told)
        assert all(
            told[name].reason != REASON for name in ("step_s", "trunk_inclination_touchdown_deg") if name in told
        )
    assert sum("contact_s" in s.metrics and s.metrics["contact_s"].reason == REASON for s in badly.steps) > 3
    assert badly.summary["contact_s_left"].reason == REASON
