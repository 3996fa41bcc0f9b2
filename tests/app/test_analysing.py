"""An analysis as the window shows it: begun, under way, cancelled, failed, asked for anew."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from app.window import Window
from tests.app import figures
from tests.app.conftest import Pipeline, frames_of, user_error


def test_opening_starts_the_analysis_on_its_own(analysed: Window, pipeline: Pipeline, clip: Path) -> None:
    assert [r.clip for r in pipeline.requests] == [clip]
    assert analysed.numbers.cards.head == "Rep 1 of 1"
    assert analysed.windowTitle() == clip.name


def test_partial_landmarks_are_drawn_while_the_clip_is_still_analysed(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.held = True
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.video.figure is not None)
    assert window.session.document.analysis is None
    assert window.toolbar.run.text() == "Cancel"
    assert "80 frames/s" in window.toolbar.words.text()
    window.session.playhead.seek_frame(10)
    qtbot.waitUntil(lambda: window.video.picture is not None and window.video.picture.number == 10)
    assert window.session.document.analysis is None, "the clip can be watched meanwhile"


def test_cancel_stops_the_analysis_and_says_so(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> None:
    pipeline.held = True
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.jobs.running)
    window.acts["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.session.jobs.running)
    assert pipeline.closed == 1
    assert "cancelled" in window.message_bar.text.text()
    assert window.session.document.analysis is None
    assert window.toolbar.run.text() == "Analyse"


def test_a_user_error_is_one_sentence_and_no_traceback(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.error = user_error()
    window.open_clips([clip])
    qtbot.waitUntil(window.message_bar.isVisible)
    assert window.message_bar.text.text().endswith("model.task: the model is missing: put it in a folder")
    assert window.message_bar.message is not None and window.message_bar.message.kind == "caution"


def test_a_bug_is_one_sentence_that_names_the_log(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> None:
    pipeline.error = ZeroDivisionError("secret detail")
    window.open_clips([clip])
    qtbot.waitUntil(window.message_bar.isVisible)
    text = window.message_bar.text.text()
    assert "plumbline.log" in text and "secret" not in text
    assert window.message_bar.message is not None and window.message_bar.message.kind == "bug"


def test_changing_the_movement_measures_again(analysed: Window, pipeline: Pipeline, qtbot: QtBot) -> None:
    pipeline.make = figures.sprint
    analysed.set_movement("sprint")
    qtbot.waitUntil(lambda: analysed.session.document.analysis is not None
                    and analysed.session.document.analysis.movement == "sprint")  # fmt: skip
    assert pipeline.requests[-1].movement == "sprint"
    assert [row.name for row in analysed.lanes.lanes.rows][2:] == ["Push", "Swing", "Arms", "Torso"]


def test_nobody_in_the_clip_is_said_plainly(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> None:
    pipeline.make = figures.nobody
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    assert window.numbers.cards.sentence.startswith("Nobody was found")
    assert any("Nobody was found" in text for text in window.numbers.quality.texts())


def test_picking_the_athlete_measures_that_person(analysed: Window, pipeline: Pipeline, qtbot: QtBot) -> None:
    qtbot.keyClick(analysed, Qt.Key.Key_A)
    at = analysed.video.mapFromScene(QPointF(200, 100))
    qtbot.mouseClick(analysed.video.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: len(pipeline.requests) == 2)
    pick = pipeline.requests[-1].pick
    assert pick is not None and pick[:2] == pytest.approx((200, 100), abs=2) and pick[2] == 0.0
    assert analysed.acts["select"].isChecked()


def test_the_true_rate_of_a_slow_motion_clip_changes_every_time(
    analysed: Window, pipeline: Pipeline, qtbot: QtBot
) -> None:
    from dataclasses import replace

    options = replace(analysed.session.document.options, capture_fps=120.0, athlete="Ada")
    analysed.set_options(options)
    qtbot.waitUntil(lambda: len(pipeline.requests) == 2 and not analysed.session.jobs.running)
    assert (pipeline.requests[-1].capture_fps, pipeline.requests[-1].athlete) == (120.0, "Ada")
    assert frames_of(analysed)[-1] == pytest.approx(59 / 120)


def test_closing_in_the_middle_of_an_analysis_stops_everything(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.held = True
    window.open_clips([clip])
    qtbot.waitUntil(lambda: bool(pipeline.requests))
    window.session.playhead.play()
    window.close()
    assert not window.session.jobs.running and not window.session.playhead.playing
    assert pipeline.closed == 1
