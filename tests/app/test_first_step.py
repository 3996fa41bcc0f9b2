"""Which step a run opens on."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.window import Window
from core.analysis import Analysis
from tests.app.conftest import Pipeline


def test_a_run_opens_on_the_first_step_with_numbers_until_the_cursor_moves(
    window: Window, clip: Path, pipeline: Pipeline, sprint: Analysis, qtbot: QtBot
) -> None:
    nothing = {name: replace(metric, value=None) for name, metric in sprint.steps[0].metrics.items()}
    cut = replace(sprint, steps=(replace(sprint.steps[0], metrics=nothing), *sprint.steps[1:]))
    pipeline.make = lambda *_: cut
    window.open_clips([clip])
    document = window.session.document
    qtbot.waitUntil(lambda: document.analysis is not None and not window.session.jobs.running)
    assert document.unit is not None and document.unit.number == 2
    window.seek(document.units[0].mark_s + 0.04)
    assert document.unit.number == 1
