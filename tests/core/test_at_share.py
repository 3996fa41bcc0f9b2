"""An analysis with the lanes on from another share: what changes, and what does not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.analysis import Analysis
from core.at_share import at_share
from core.measures.lanes import BY_SHARE, lanes_at
from core.measures.spec import Metric
from core.measures.sprint_summary import NO_DIFFERENCE
from tests.app import figures
from tests.some import some


@pytest.fixture(scope="module")
def run() -> Analysis:
    """With one more overlap, in its steps and its summary."""
    made = figures.sprint(Path("run.mp4"))
    name = "three_on_pct"
    steps = tuple(replace(s, metrics={**s.metrics, name: Metric(88.0, "%", 4.0)}) for s in made.steps)
    own = {key: Metric(88.0, "%", 4.0) for key in (name, f"{name}_left", f"{name}_right")}
    own[f"{name}_left_minus_right"] = Metric(9.0, "%", 1.0)
    return replace(made, steps=steps, summary={**made.summary, **own})


def test_lanes_and_overlaps_are_those_of_the_share(run: Analysis) -> None:
    told = at_share(run, 0.7)
    for step, lanes in some(zip(told.steps, lanes_at(run.series, run.steps, 0.7), strict=True)):
        assert step.lanes == lanes.on
        assert {n: m for n, m in step.metrics.items() if n in BY_SHARE} == dict(lanes.metrics)


def test_peaks_contacts_and_lags_stay(run: Analysis) -> None:
    for old, new in some(zip(run.steps, at_share(run, 0.3).steps, strict=True)):
        assert (old.step, old.peaks) == (new.step, new.peaks)
        assert {n: m for n, m in old.metrics.items() if n not in BY_SHARE} == {
            n: m for n, m in new.metrics.items() if n not in BY_SHARE
        }


def test_means_are_those_of_the_steps_with_the_measured_plus_minus(run: Analysis) -> None:
    told = at_share(run, 0.7)
    for key, sides in (("", ("left", "right")), ("_left", ("left",)), ("_right", ("right",))):
        mean = told.summary[f"three_on_pct{key}"]
        mine = [s.metrics["three_on_pct"].value for s in told.steps if s.step.side in sides]
        assert mean.value == pytest.approx(np.mean([v for v in mine if v is not None]))
        assert mean.sd == 4.0 and mean.status == "ok"


def test_a_difference_is_told_only_beyond_its_plus_minus(run: Analysis) -> None:
    """Left contacts that begin earlier than right ones overlap differently."""
    name = "three_on_pct_left_minus_right"
    uneven = tuple(
        replace(s, step=replace(s.step, touchdown_s=s.step.touchdown_s - 0.03)) if s.step.side == "left" else s
        for s in run.steps
    )
    for sd, status, reason in ((60.0, "caution", NO_DIFFERENCE), (1e-9, "ok", None)):
        metric = Metric(0.0, "%", sd, "caution", NO_DIFFERENCE)
        told = at_share(replace(run, steps=uneven, summary={**run.summary, name: metric}), 0.6).summary
        left, right = (told[f"three_on_pct_{side}"].value for side in ("left", "right"))
        assert left is not None and right is not None and left != right
        assert told[name] == Metric(left - right, "%", sd, status, reason)


def test_what_has_no_steps_comes_back_as_it_is() -> None:
    squat = figures.squat(Path("squat.mp4"))
    assert at_share(squat, 0.3) is squat
