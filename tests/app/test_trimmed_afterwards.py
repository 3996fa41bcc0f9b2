"""A trim says what Analyse would measure next; opened again, a clip shows what was shown, trimmed since or not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.project_desk import ProjectDesk
from app.window import Window
from core.analysis import Analysis
from tests.app import figures
from tests.app.conftest import Pipeline
from tests.app.in_projects import idle, mark, ready, saved_as

WHOLE = (None, None)


@pytest.fixture(autouse=True)
def keeps_to_its_part(pipeline: Pipeline) -> None:
    """The fixed figure's reps are those that lie whole in the part that is asked for."""

    def make(path: Path, frames: int, fps: float) -> Analysis:
        made, asked = figures.squat(path, frames, fps), pipeline.requests[-1]
        first, last = asked.start_s or 0.0, 1e9 if asked.end_s is None else asked.end_s
        reps = tuple(r for r in made.reps if r.rep.start_s >= first and r.rep.end_s <= last)
        return replace(made, reps=reps)

    pipeline.make = make


def part(pipeline: Pipeline) -> tuple[float | None, float | None]:
    return pipeline.requests[-1].start_s, pipeline.requests[-1].end_s


def numbers(window: Window) -> list[dict[str, float | None]]:
    return [{name: m.value for name, m in unit.metrics.items()} for unit in window.session.document.units]


def trim(window: Window, first: int = 2, last: int = 10) -> tuple[float, float]:
    head = window.session.playhead
    head.set_range(float(head.times[first]), float(head.times[last]))
    return head.range_s


def measured(window: Window, pipeline: Pipeline, count: int) -> Callable[[], bool]:
    return lambda: len(pipeline.requests) == count and ready(window)


def opened_again(window: Window, path: Path, pipeline: Pipeline, qtbot: QtBot) -> None:
    count = len(pipeline.requests)
    window.open_clips([path])
    idle(window, qtbot)
    qtbot.waitUntil(measured(window, pipeline, count + 1))


def test_trimmed_after_the_analysis_a_project_comes_back_with_the_numbers_that_were_shown(
    analysed: Window, tmp_path: Path, pipeline: Pipeline, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, projects = numbers(analysed), analysed.editing.projects.projects
    trimmed = trim(analysed)
    assert shown and numbers(analysed) == shown, "nothing is measured before it is asked for"
    saved_as(analysed, tmp_path / "trimmed.plumb", qtbot, monkeypatch)
    opened_again(analysed, tmp_path / "trimmed.plumb", pipeline, qtbot)
    assert part(pipeline) == WHOLE and numbers(analysed) == shown
    assert analysed.session.playhead.range_s == trimmed == analysed.session.document.edits.range_s
    assert analysed.toolbar.run.text() == "Analyse this range" and not projects.dirty
    analysed.acts["analyse"].trigger()
    qtbot.waitUntil(measured(analysed, pipeline, 3))
    assert part(pipeline) == trimmed and numbers(analysed) == []
    assert projects.dirty, "other numbers are shown than were saved"
    saved_as(analysed, tmp_path / "trimmed.plumb", qtbot, monkeypatch)
    opened_again(analysed, tmp_path / "trimmed.plumb", pipeline, qtbot)
    assert part(pipeline) == trimmed and numbers(analysed) == [] and not projects.dirty


def test_a_trim_taken_back_after_its_analysis_leaves_that_to_come_back(
    analysed: Window, tmp_path: Path, pipeline: Pipeline, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    trimmed, projects = trim(analysed), analysed.editing.projects.projects
    analysed.acts["undo"].trigger()
    assert not projects.dirty, "nothing was measured with it"
    analysed.acts["redo"].trigger()
    analysed.acts["analyse"].trigger()
    qtbot.waitUntil(measured(analysed, pipeline, 2))
    analysed.acts["undo"].trigger()
    assert analysed.session.document.edits.range_s == WHOLE and projects.dirty
    saved_as(analysed, tmp_path / "part.plumb", qtbot, monkeypatch)
    opened_again(analysed, tmp_path / "part.plumb", pipeline, qtbot)
    assert part(pipeline) == trimmed and analysed.session.document.edits.range_s == WHOLE
    assert analysed.toolbar.run.text() != "Analyse this range"


def test_back_from_another_clip_the_same_part_is_shown(
    analysed: Window, clip: Path, tmp_path: Path, pipeline: Pipeline, qtbot: QtBot
) -> None:
    trimmed = trim(analysed)
    for count, path in ((2, figures.write_clip(tmp_path / "other.mp4", 20, 30)), (3, clip)):
        analysed.open_clips([path])
        qtbot.waitUntil(measured(analysed, pipeline, count))
        assert part(pipeline) == WHOLE
    assert analysed.session.playhead.range_s == trimmed


def test_an_analysis_of_the_trim_that_was_cancelled_changes_nothing(
    analysed: Window, tmp_path: Path, pipeline: Pipeline, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    trim(analysed)
    pipeline.held = True
    analysed.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: len(pipeline.requests) == 2)
    analysed.session.cancel()
    qtbot.waitUntil(lambda: not analysed.session.jobs.running)
    pipeline.held = False
    saved_as(analysed, tmp_path / "whole.plumb", qtbot, monkeypatch)
    opened_again(analysed, tmp_path / "whole.plumb", pipeline, qtbot)
    assert part(pipeline) == WHOLE


def test_what_is_trimmed_before_anything_was_measured_is_all_that_is_measured_when_it_is_opened_again(
    window: Window, clip: Path, tmp_path: Path, pipeline: Pipeline, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.held = True
    window.open_clips([clip])
    qtbot.waitUntil(lambda: len(pipeline.requests) == 1)
    during = trim(window)
    window.session.cancel()
    qtbot.waitUntil(lambda: not window.session.jobs.running)
    assert window.session.document.options.analysed_s == window.session.document.edits.range_s == during
    trimmed = trim(window, 5, 40)
    pipeline.held = False
    saved_as(window, tmp_path / "long.plumb", qtbot, monkeypatch)
    opened_again(window, tmp_path / "long.plumb", pipeline, qtbot)
    assert part(pipeline) == trimmed


def test_a_cancelled_opening_changes_no_project(
    analysed: Window, tmp_path: Path, pipeline: Pipeline, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    trim(analysed)
    saved_as(analysed, tmp_path / "a.plumb", qtbot, monkeypatch)
    pipeline.held = True
    analysed.open_clips([tmp_path / "a.plumb"])
    qtbot.waitUntil(lambda: len(pipeline.requests) == 2)
    analysed.session.cancel()
    qtbot.waitUntil(lambda: not analysed.session.jobs.running)
    pipeline.held = False
    assert not analysed.editing.projects.projects.dirty
    mark(analysed)
    assert analysed.session.document.options.analysed_s == WHOLE
    monkeypatch.setattr(ProjectDesk, "_ask", lambda *_: QMessageBox.StandardButton.Discard)
    opened_again(analysed, tmp_path / "a.plumb", pipeline, qtbot)
    assert part(pipeline) == WHOLE


def test_the_true_rate_leaves_the_measured_part_on_its_frames(
    analysed: Window, pipeline: Pipeline, qtbot: QtBot
) -> None:
    trim(analysed, 6, 50)
    analysed.acts["analyse"].trigger()
    qtbot.waitUntil(measured(analysed, pipeline, 2))
    trim(analysed, 12, 20)
    analysed.set_options(replace(analysed.session.document.options, capture_fps=240.0))
    qtbot.waitUntil(measured(analysed, pipeline, 3))
    assert part(pipeline) == pytest.approx((6 / 240, 50 / 240))
    assert analysed.session.document.edits.range_s == pytest.approx((12 / 240, 20 / 240))


def test_a_comparison_measures_the_part_that_was_shown(
    analysed: Window, clip: Path, tmp_path: Path, pipeline: Pipeline, qtbot: QtBot
) -> None:
    trim(analysed)
    analysed.open_clips([figures.write_clip(tmp_path / "other.mp4", 60, 30)])
    qtbot.waitUntil(measured(analysed, pipeline, 2))
    trimmed = trim(analysed, 3, 50)
    analysed.acts["analyse"].trigger()
    qtbot.waitUntil(measured(analysed, pipeline, 3))
    analysed.acts["compare"].trigger()
    analysed.comparing.take(clip)
    qtbot.waitUntil(lambda: len(pipeline.requests) == 4)
    assert pipeline.requests[-1].clip == clip and part(pipeline) == WHOLE
    new = tmp_path / "new.mp4"
    figures.another(clip, new)
    analysed.comparing.take(new)
    qtbot.waitUntil(lambda: len(pipeline.requests) == 5)
    assert pipeline.requests[-1].clip == new and part(pipeline) == WHOLE != trimmed, "never open here, whole"
    pair = analysed.comparing.pair
    assert pair is not None
    qtbot.waitUntil(lambda: pair.b.analysis is not None and not pair.b.busy)
    analysed.comparing.leave()


@pytest.mark.parametrize("told", [{"height_m": 1.8}, {"athlete": "Ana"}])
def test_height_or_name_given_after_a_trim_measures_the_part_that_is_shown(
    analysed: Window, pipeline: Pipeline, qtbot: QtBot, told: dict[str, float | str]
) -> None:
    shown, document = numbers(analysed), analysed.session.document
    trimmed = trim(analysed)
    analysed.set_options(replace(document.options, **told))  # type: ignore[arg-type]
    qtbot.waitUntil(measured(analysed, pipeline, 2))
    assert part(pipeline) == WHOLE and numbers(analysed) == shown, "no rep is lost by it"
    analysed.acts["analyse"].trigger()
    qtbot.waitUntil(measured(analysed, pipeline, 3))
    assert part(pipeline) == trimmed
