"""A run's mean numbers from steps whose touchdowns err."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from core.events.event import Step
from core.measures.spec import Metric
from core.measures.sprint_specs import PER_STEP
from core.measures.sprint_summary import summarise_steps

LENGTH_M = 2.0


@dataclass(frozen=True)
class Told:
    """A step as `measure_steps` gives it, with the numbers that speed hangs on."""

    step: Step
    metrics: Mapping[str, Metric]
    draws: Mapping[str, NDArray[np.float64]]


def bout(down_s: list[float], seen: range) -> list[Told]:
    """Steps from one touchdown to the next; metres are told for those `seen` only."""
    out = []
    for i, (a, b) in enumerate(itertools.pairwise(down_s)):
        values = {"step_s": b - a}
        if i in seen:
            values |= {"step_length_m": LENGTH_M, "speed_m_s": LENGTH_M / (b - a)}
        metrics = {s.name: Metric(values.get(s.name), s.unit, 0.0) for s in PER_STEP}
        step = Step(i + 1, "left" if i % 2 else "right", a, a + 0.1, 0.005, 0.005)
        out.append(Told(step, metrics, {name: np.full(3, v) for name, v in values.items()}))
    return out


def mean_speed(down_s: list[float], seen: range) -> float:
    value = summarise_steps(bout(down_s, seen), 240)["speed_m_s"].value
    assert value is not None
    return value


def test_a_touchdown_told_late_hardly_changes_the_speed_of_the_few_steps_whose_way_was_seen() -> None:
    even = [0.22 * k for k in range(9)]
    late = [t + 0.012 * (k == 5) for k, t in enumerate(even)]
    seen = range(2, 5)
    assert mean_speed(even, seen) == pytest.approx(LENGTH_M / 0.22)
    alone = LENGTH_M / ((late[5] - late[2]) / 3)
    assert abs(mean_speed(late, seen) - LENGTH_M / 0.22) < 0.4 * abs(alone - LENGTH_M / 0.22)


def test_steps_that_quicken_all_along_keep_their_own_pace() -> None:
    quicker = np.concatenate([[0.0], np.cumsum(0.26 - 0.006 * np.arange(8))]).tolist()
    assert mean_speed(quicker, range(2, 5)) == pytest.approx(3 * LENGTH_M / (quicker[5] - quicker[2]))


def test_a_short_bout_is_told_by_its_own_touchdowns() -> None:
    down = [0.0, 0.22, 0.45, 0.66]
    assert mean_speed(down, range(3)) == pytest.approx(3 * LENGTH_M / 0.66)


@pytest.mark.parametrize("each", [2, 3, 8])
def test_feet_that_do_the_same_are_hardly_ever_told_apart_however_few_steps_tell_it(each: int) -> None:
    rng = np.random.default_rng(each)
    name = "peak_lag_swing_ms"
    told = 0
    for _ in range(600):
        steps = []
        for i in range(2 * each):
            lag = rng.normal(-30.0, 5.0)
            metrics = {s.name: Metric(lag if s.name == name else None, s.unit, 1e-3) for s in PER_STEP}
            step = Step(i + 1, "left" if i % 2 else "right", 0.2 * i, 0.2 * i + 0.1, 0.005, 0.005)
            steps.append(Told(step, metrics, {name: np.full(20, lag)}))
        told += summarise_steps(steps, 240)[f"{name}_left_minus_right"].status == "ok"
    assert 0.01 < told / 600 < 0.075
