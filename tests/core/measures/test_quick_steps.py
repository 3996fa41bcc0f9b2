"""Steps quicker than anybody's."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.events.event import Step
from core.measures.quick_steps import REASON, mark_quick, too_quick
from core.measures.sprint import MeasuredStep
from core.motion import measure
from core.pose.track import PoseTrack
from tests.core.stick_figure import clock, run, seen
from tests.some import some


@pytest.fixture(scope="module")
def running() -> Callable[[float], PoseTrack]:
    """Somebody who runs, played that many times as fast."""
    t = clock(240, 4.0)
    track = seen(t, run(t))

    def played(times: float) -> PoseTrack:
        return replace(track, time_s=t / times)

    return played


def test_nothing_is_ok_of_steps_that_come_quicker_than_anybodys(running: Callable[[float], PoseTrack]) -> None:
    usual, quick = (measure(running(times), wanted="sprint") for times in (1.0, 2.0))
    hz = [1 / float(np.median(np.diff([s.step.touchdown_s for s in one.steps]))) for one in (usual, quick)]
    assert hz[0] < 5.0 < 5.5 < hz[1]
    assert any(m.status == "ok" for s in usual.steps for m in s.metrics.values())
    assert all(m.reason != REASON for s in usual.steps for m in s.metrics.values())
    assert all(m.status != "ok" for s in some(quick.steps) for m in s.metrics.values())
    assert any(m.reason == REASON for s in quick.steps for m in s.metrics.values())
    assert all(m.status != "ok" for name, m in quick.summary.items() if name != "steps")


def test_of_two_steps_too_near_to_each_other_nothing_is_ok_and_of_the_others_it_is(
    running: Callable[[float], PoseTrack],
) -> None:
    told = measure(running(1.0), wanted="sprint").steps
    steps = [s.step for s in told]
    steps.insert(3, replace(steps[3], touchdown_s=steps[3].touchdown_s - 0.05))
    measured = [MeasuredStep(step, dict(told[1].metrics), {}, {}, {}) for step in steps]
    ok = [any(m.status == "ok" for m in s.metrics.values()) for s in mark_quick(measured, steps)]
    assert [k for k, one in enumerate(ok) if not one] == [3, 4]


@pytest.mark.parametrize(("count", "every_s", "told"), [(6, 0.18, True), (6, 0.2, False), (3, 0.1, False)])
def test_the_middle_one_of_several_steps_tells(count: int, every_s: float, told: bool) -> None:
    at = every_s * np.arange(count)
    at[-1] += 1.0  # a contact that was not found between
    steps = [Step(k, "left", s, s + 0.1, 0.01, 0.01) for k, s in enumerate(at.tolist())]
    assert too_quick(steps) == told
