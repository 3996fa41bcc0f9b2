"""What is said of the machine and of the people in the picture, in the window's own words."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.views.quality import QualityView
from app.window import Window
from core.analysis import QualityNote
from core.errors import UserError
from core.measures.quality import OTHER_MODEL
from tests.app import figures
from tests.app.conftest import Pipeline

MODEL = "PLUMBLINE_MODEL_DIR names /models, which is not there: measured with the usual pose model."


def measured(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, *notes: QualityNote) -> None:
    pipeline.make = lambda path, frames, fps: replace(figures.squat(path, frames, fps), quality=notes)
    before = len(pipeline.requests)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: len(pipeline.requests) > before and not window.session.jobs.running)
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)


def test_a_model_that_is_not_the_one_asked_for_is_said_over_the_picture_once(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    bar = window.message_bar
    measured(window, pipeline, clip, qtbot, QualityNote(OTHER_MODEL, "info", MODEL))
    assert bar.isVisibleTo(window) and MODEL in bar.text.text()
    bar.hide()
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: len(pipeline.requests) == 2 and not window.session.jobs.running)
    assert not bar.isVisibleTo(window), "nothing has changed since"
    assert any(MODEL in text for text in window.numbers.quality.texts()), "it stays in the list"


def test_a_full_disk_that_keeps_nothing_is_said_over_the_picture_once(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    full = UserError("what was measured cannot be kept for the next time (No space left on device)", "free some space")
    pipeline.make = lambda path, frames, fps: replace(figures.squat(path, frames, fps), unkept=full)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    assert "hat was measured cannot be kept for the next time" in window.message_bar.text.text()
    window.message_bar.hide()
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: len(pipeline.requests) == 2 and not window.session.jobs.running)
    assert not window.message_bar.isVisibleTo(window)


def test_where_several_people_were_seen_another_one_can_be_picked_from_the_note(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    note = QualityNote(
        "several_people", "info", "2 people were seen; the largest was taken. Another one can be picked."
    )
    measured(window, pipeline, clip, qtbot, note)
    assert "2 people were seen" in " ".join(window.numbers.quality.texts())
    (pick,) = [b for b in inline_buttons(window.numbers.quality) if b.text() == "Pick the athlete"]
    pick.click()
    assert window.acts["pick"].isChecked() and "Click on the athlete" in window.video.note
    pick.click()
    assert window.acts["pick"].isChecked(), "pressed twice it is still in hand"


def inline_buttons(view: QualityView) -> list[QPushButton]:
    return view.findChildren(QPushButton)


def test_what_was_wrong_with_a_picked_point_is_no_longer_said_once_the_pick_is_taken_back(
    analysed: Window, pipeline: Pipeline, qtbot: QtBot
) -> None:
    document = analysed.session.document
    pipeline.error = UserError(
        "nobody was found in the upper left part of the picture at 0.00 s", "pick a point on the athlete's body"
    )
    document.apply("picking the athlete", replace(document.edits, pick=(4.0, 4.0, 0.0)))
    qtbot.waitUntil(analysed.message_bar.isVisible)
    qtbot.waitUntil(lambda: not analysed.session.jobs.running)
    pipeline.error = None
    analysed.acts["undo"].trigger()
    assert not analysed.message_bar.isVisible()
    qtbot.waitUntil(lambda: document.analysis is not None and not analysed.session.jobs.running)
    assert not analysed.message_bar.isVisible()
