"""What the picture says while there are no numbers."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.export.report_words import words
from app.states import NOBODY
from app.views.elided import ElidedLabel
from app.views.toolbar import progress_words
from app.window import Window
from core.analysis import Analysis, QualityNote
from core.errors import ModelError, PickError
from core.events.event import Rejected
from core.events.squat_judge import SITTING
from core.progress import Progress
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
    pipeline.held = True
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: not note(window))  # once the try that failed has ended
    assert window.session.jobs.running
    window.acts["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.session.jobs.running)
    assert note(window) == "Not analysed: cancelled. Ctrl+Return tries again."
    assert window.message_bar.isVisible()

    def nobody(path: Path, frames: int, fps: float) -> Analysis:
        return figures.nobody(path, frames, fps)

    pipeline.make, pipeline.held = nobody, False
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    assert note(window) == NOBODY
    assert not window.message_bar.isVisible(), "that it was cancelled is no longer news"
    pipeline.make = figures.squat
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: not window.session.jobs.running)
    assert note(window) == ""


@pytest.mark.parametrize(
    ("code", "seen", "told"),
    [
        ("single_picture", 1, "This is a single picture"),
        ("too_short", 5, "This lasts 0.17 s"),
        ("body_cut", 30, "Only a part of the body is seen"),
    ],
)
def test_a_clip_of_which_nothing_can_be_measured_says_why_in_place_of_numbers_and_in_plain_words(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, code: str, seen: int, told: str
) -> None:
    def made(path: Path, frames: int, fps: float) -> Analysis:
        empty = figures.nobody(path, seen, fps)
        quality = (QualityNote(code, "refuse", f"{told}."),)
        return replace(empty, pose=replace(empty.pose, frames_with_pose=seen), quality=quality)

    pipeline.make = made
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    analysis = window.session.document.analysis
    assert analysis is not None
    assert window.numbers.cards.sentence.startswith(told)
    assert words(analysis).opening == f"{told}."


def test_whoever_sits_down_and_stands_up_reads_that_in_place_of_numbers(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    def sat(path: Path, frames: int, fps: float) -> Analysis:
        squats = figures.squat(path, frames, fps)
        return replace(squats, movement="none", reps=(), summary={}, rejected=(Rejected("rep", 0.2, 0.8, SITTING),))

    pipeline.make = sat
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    told = "No squat was counted: this looks like sitting down and standing up."
    assert window.numbers.cards.sentence.startswith(told)


def test_where_there_are_no_numbers_their_room_goes_to_what_the_clip_can_tell(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    told = "Something is to be said of this clip that takes more than a line of the narrow panel at the right side. "
    quality = tuple(QualityNote(f"note {i}", "caution", told) for i in range(4))
    pipeline.make = lambda path, frames, fps: replace(figures.nobody(path, 30, fps), quality=quality)
    window.resize(1440, 900)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: sum(told.strip() in text for text in window.numbers.quality.texts()) == 4)
    list_ = window.numbers.quality
    qtbot.waitUntil(lambda: list_.height() > 240)
    assert list_.widget().height() <= list_.viewport().height() and list_.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize(
    ("error", "why"),
    [(MemoryError(), "not enough memory"), (ModelError("the pose model is damaged or incomplete", "get it again"),
                                            "the pose model is damaged or incomplete")],
)  # fmt: skip
def test_a_worker_without_memory_and_a_model_cut_short_are_one_sentence_on_the_picture(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, error: Exception, why: str
) -> None:
    pipeline.error = error
    window.open_clips([clip])
    qtbot.waitUntil(lambda: bool(note(window)))
    assert note(window) == f"Not analysed: {why}. Ctrl+Return tries again."
    assert f"△  {why[:1].upper()}{why[1:]}" in window.message_bar.text.text(), "a sentence of its own"
    pipeline.error = None
    window.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    assert note(window) == "", "and the next try is none the worse"


def test_a_click_on_nobody_is_followed_by_another_click_and_not_by_the_same_one_again(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.error = PickError(
        "nobody was found in the upper left part of the picture at 0.00 s", "pick a point on the athlete's body"
    )
    window.open_clips([clip])
    qtbot.waitUntil(lambda: bool(note(window)))
    told = "Not analysed: nobody was found in the upper left part of the picture at 0.00 s."
    assert note(window) == f"{told} Press A for another click: pick a point on the athlete's body."


def test_on_a_narrow_screen_the_time_left_is_told_first_and_words_end_with_an_ellipsis(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.held = True
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.video.figure is not None)
    words = window.toolbar.words
    progress = Progress("pose", "Finding the athlete in every frame", 240, 900, 45.0, 14.7)
    window.resize(1024, 700)
    window.toolbar.set_progress(progress)
    assert words.text() == progress_words(progress, short=True) != progress_words(progress)
    assert words.toolTip() == progress_words(progress)
    assert words.width() < words.fontMetrics().horizontalAdvance(words.toolTip())
    window.resize(1900, 700)
    window.toolbar.set_progress(progress)
    assert words.text() == progress_words(progress)
    assert isinstance(words, ElidedLabel), "which says with an ellipsis that there is more"


def test_no_part_of_the_desk_is_empty_without_a_word_while_the_clip_is_analysed(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.held = True
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.jobs.running and window.plots is not None)
    plots = window.plots
    assert plots is not None
    qtbot.waitUntil(lambda: plots.note.isVisible() and plots.rect().contains(plots.note.geometry()))
    assert plots.note.text() == "Curves appear here when the clip has been analysed."
    pipeline.held = False
    qtbot.waitUntil(lambda: bool(plots.shown))
    assert not plots.note.isVisible()


def test_a_clip_that_is_slow_to_open_is_named_until_it_is_there(window: Window, clip: Path, qtbot: QtBot) -> None:
    window.open_clips([clip])
    document = window.session.document
    # a result that comes later would be shown, and nothing be said of opening
    qtbot.waitUntil(lambda: document.analysis is not None and not window.session.jobs.running)
    info, times = document.info, document.times
    assert info is not None and not note(window)
    document.set_clip(clip)
    assert not note(window), "most are there in a moment"
    qtbot.waitUntil(lambda: note(window) == f"Opening {clip.name}…")
    document.set_opened(info, times)
    assert not note(window)
    document.set_clip(clip)
    qtbot.waitUntil(lambda: bool(note(window)))
    document.set_clip(None)
    assert not window.states.note, "it was no clip"
