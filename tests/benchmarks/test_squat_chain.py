"""How much of the squat's chain is the drawing itself; run alone with `pytest -m benchmark`.

No seconds are judged: machines differ.  What is measured is set against work nobody can leave out, in the same run.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.measures.uncertainty import DRAWS
from core.motion import measure
from core.pose.track import PoseTrack
from core.signal.clean import repair
from tests.core.squat_figure import Move
from tests.core.stick_figure import RIGHT, TOWARD, clock, noisy, seen, squat
from tests.turns import in_turns

pytestmark = pytest.mark.benchmark
FPS, EVERY_S = 30, 3.0


def reps(count: int, turn_deg: float = RIGHT, jitter: float = 0.0) -> PoseTrack:
    """As many squats in a row, one every three seconds.  jitter : of the frames' times, in frames."""
    moves = tuple(Move(1.0 + EVERY_S * k) for k in range(count))
    t = clock(FPS, EVERY_S * count + 2, jitter)
    return replace(noisy(seen(t, squat(t, moves), turn_deg), 0.8), hips_in_front=False)


def times_as_long(work: Callable[[], object], other: Callable[[], object]) -> float:
    """How many times as long, the least of three rounds."""
    return min(ours / theirs for ours, theirs in in_turns((work, other), 3))


def drawing_alone(frames: int) -> None:
    """Random numbers for twelve landmarks in every draw and frame, and the five directions of a body's segments."""
    rng = np.random.default_rng(0)
    points = rng.standard_normal((DRAWS, frames, 12, 2))
    for k in range(5):
        np.degrees(np.arctan2(points[..., k, 0], points[..., k, 1]))


@pytest.mark.parametrize("turn_deg", [RIGHT, TOWARD])
def test_measuring_a_set_costs_little_more_than_its_draws(turn_deg: float) -> None:
    track = reps(20, turn_deg)
    frames = round(EVERY_S * FPS)
    assert (
        times_as_long(lambda: measure(track, wanted="squat"), lambda: [drawing_alone(frames) for _ in range(20)]) < 17
    )


def test_three_times_the_reps_cost_three_times_as_much() -> None:
    few, many = reps(12), reps(36)
    assert times_as_long(lambda: measure(many, wanted="squat"), lambda: measure(few, wanted="squat")) < 4


def hidden(track: PoseTrack, times: int) -> PoseTrack:
    """Each landmark hidden for a third of a second, as many times."""
    xy, rng = track.xy_px.copy(), np.random.default_rng(2)
    for k in range(xy.shape[1]):
        for first in rng.integers(0, len(xy), times):
            xy[first : first + FPS // 3, k] = np.nan
    xy[::50] += 60 * rng.standard_normal(xy[::50].shape)  # and a wild sample now and then, for which all are judged
    return replace(track, xy_px=xy)


def test_looking_for_wild_samples_in_many_stretches_takes_little_longer_than_in_few() -> None:
    few, many = hidden(reps(60), 2), hidden(reps(60), 60)
    assert times_as_long(lambda: repair(many), lambda: repair(few)) < 2


def test_frames_that_come_unevenly_are_measured_in_little_more_time() -> None:
    even, uneven = reps(40), reps(40, jitter=0.05)
    assert times_as_long(lambda: measure(uneven, wanted="squat"), lambda: measure(even, wanted="squat")) < 2.3
