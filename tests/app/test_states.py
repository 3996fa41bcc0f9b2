"""What the picture says while there are no numbers."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.states import NOBODY
from app.window import Window
from core.analysis import Analysis
from tests.app import figures
from tests.app.conftest import Pipeline, user_error


def note(window: Window) -> str:
    shown = window.video._note
    return shown.text() if shown.isVisible() else ""


def test_why_there_are_no_numbers_stays_on_the_picture_until_it_is_no_longer_true(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.error = user_error()
    window.open_clips([clip])
    qtbot.waitUntil(lambda: bool(note(window)))
    assert note(window) == "Not analysed: the model is missing. Ctrl+Return tries again."
    window.message_bar.hide()
    window.acts["pick"].trigger()
    assert note(window).startswith("Click on the athlete")
    window.acts["select"].trigger()
    qtbot.waitUntil(lambda: note(window).startswith("Not analysed"))
    pipeline.error = None
    pipeline.pause_s = 0.05
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: not note(window))  # once the try that failed has ended
    assert window.session.jobs.running
    window.acts["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.session.jobs.running)
    assert note(window) == "Not analysed: cancelled. Ctrl+Return tries again."
    assert window.message_bar.isVisible()

    def nobody(path: Path, frames: int, fps: float) -> Analysis:
        return figures.nobody(path, frames, fps)

    pipeline.make, pipeline.pause_s = nobody, 0.0
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    assert note(window) == NOBODY
    assert not window.message_bar.isVisible(), "that it was cancelled is no longer news"
    pipeline.make = figures.squat
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: not window.session.jobs.running)
    assert note(window) == ""
