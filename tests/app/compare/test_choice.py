"""Which rep or step is proposed for a comparison, and how the lists tell them apart."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.compare.choice import another, entry, same_unit
from app.document import Unit, units_of
from core.analysis import Analysis
from core.measures.spec import Metric
from tests.app import figures
from tests.some import some

THIGH = "depth_thigh_to_horizontal_deg"


@pytest.fixture(scope="module")
def squat() -> Analysis:
    return figures.squat(Path("squat.mp4"), 60)


def reps(squat: Analysis, depths: Sequence[float | None]) -> tuple[Unit, ...]:
    """Reps of these depths, degrees of the thigh over the horizontal; None = not measured."""
    rep = units_of(squat)[0].result
    made = []
    for i, depth in enumerate(depths):
        metric = Metric(depth, "deg", 2.0, "ok" if depth is not None else "refused", None)
        metrics = {**rep.metrics, THIGH: metric}
        metrics.pop("depth_pelvis_drop_ratio", None)
        made.append(Unit(i + 1, "Rep", None, i, i + 1, i + 0.5, replace(rep, metrics=metrics)))
    return tuple(made)


def test_a_shallow_rep_is_compared_with_the_deepest_and_the_deepest_with_the_shallowest(squat: Analysis) -> None:
    units = reps(squat, [12.0, -3.0, None, 21.0, 5.0])
    assert [another(squat, units, at) for at in (0, 1, 3, 4)] == [1, 3, 1, 3]


def test_where_nothing_tells_them_apart_it_is_the_last_one_or_the_first(squat: Analysis) -> None:
    bare = [replace(unit.result, metrics={}) for unit in reps(squat, [1.0, 1.0, 1.0])]
    units = tuple(Unit(i + 1, "Rep", None, i, i + 1, i, rep) for i, rep in enumerate(bare))
    assert [another(squat, units, at) for at in range(3)] == [2, 2, 0]
    assert another(None, (), 0) == 0


def test_a_step_is_compared_with_the_next_one_of_the_same_foot() -> None:
    run = figures.sprint(Path("run.mp4"))
    units = units_of(run)
    for at in some(range(len(units))):
        other = another(run, units, at)
        assert other != at and units[other].side == units[at].side


def test_of_another_clip_it_is_the_same_rep_or_the_same_foots_step(squat: Analysis) -> None:
    four, two = reps(squat, [0.0] * 4), reps(squat, [0.0] * 2)
    assert [same_unit(unit, two) for unit in four] == [0, 1, 1, 1]
    steps = units_of(figures.sprint(Path("run.mp4")))
    moved = steps[1:]  # begins with the other foot
    assert all(moved[same_unit(step, moved)].side == step.side for step in steps)


def test_the_list_says_how_deep_each_rep_is_and_how_long_each_contact(squat: Analysis) -> None:
    assert [entry(unit) for unit in reps(squat, [12.0, None])] == ["Rep 1, thigh 12°", "Rep 2"]
    step = units_of(figures.sprint(Path("run.mp4")))[0]
    assert entry(step).startswith(f"Step 1, {step.side}, contact ") and entry(step).endswith(" ms")
