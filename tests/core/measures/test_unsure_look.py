"""How sure the network is of what nothing hides tells how far its landmarks are off."""

from dataclasses import replace

import numpy as np
import pytest

from core.measures.unsure_look import MOST_TIMES, USUAL_DOUBT, times_unsure
from core.motion import measure
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.stick_figure import clock, run, seen


def with_doubt(track: PoseTrack, doubt: float, of: tuple[str, ...] = ()) -> PoseTrack:
    visibility = np.full_like(track.visibility, 1 - USUAL_DOUBT)
    visibility[:, [INDEX[name] for name in of] or slice(None)] = 1 - doubt
    return replace(track, visibility=visibility)


@pytest.fixture(scope="module")
def runner() -> PoseTrack:
    t = clock(120, 3.0)
    return seen(t, run(t))


def test_landmarks_err_with_the_root_of_the_networks_doubt_from_the_usual_one_on(runner: PoseTrack) -> None:
    told = [times_unsure(with_doubt(runner, k * USUAL_DOUBT)) for k in (0.2, 1, 4, 9, 100)]
    assert told == pytest.approx([1, 1, 2, 3, MOST_TIMES], abs=0.01)


def test_a_knee_that_is_hidden_says_nothing_of_the_picture(runner: PoseTrack) -> None:
    assert times_unsure(with_doubt(runner, 0.8, ("left_knee", "left_ankle", "left_wrist"))) == 1


def test_of_another_programs_visibility_nothing_is_read(runner: PoseTrack) -> None:
    assert times_unsure(replace(with_doubt(runner, 0.3), hips_in_front=False)) == 1


def test_a_run_that_the_network_hardly_sees_has_a_wider_plus_minus_in_steps_and_means(runner: PoseTrack) -> None:
    well, badly = (measure(with_doubt(runner, k * USUAL_DOUBT), wanted="sprint") for k in (1, 4))
    assert len(well.steps) == len(badly.steps) > 3
    for name in ("trunk_inclination_touchdown_deg", "peak_thigh_back_deg", "peak_lag_swing_ms"):
        for sharp, dull in (
            (well.steps[1].metrics[name], badly.steps[1].metrics[name]),
            (well.summary[name], badly.summary[name]),
        ):
            assert sharp.value == dull.value, "how unsure a number is does not move it"
            assert sharp.sd is not None and dull.sd is not None and 1.4 * sharp.sd < dull.sd < 2.4 * sharp.sd
