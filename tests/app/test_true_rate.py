"""A clip's true frame rate, as the badge tells it and as it is asked for, and given."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import badges as badge_words
from app.clock import Clock
from app.dialogs.capture_rate import CaptureRateDialog
from app.document import Document
from app.window import Window
from core.analysis import Analysis, QualityNote
from tests.app import figures
from tests.app.conftest import Pipeline, settled


def test_the_badge_tells_the_rate_as_it_is() -> None:
    info = figures.clip_info(Path("a.mp4"), 300, 29.97)
    assert badge_words.rate_text(info) == "30 fps"
    varies = replace(info, variable_frame_rate=True, smallest_frame_gap_ms=28.3, largest_frame_gap_ms=35.0)
    assert badge_words.rate_text(varies) == "variable 28–35 ms"
    slow = replace(info, capture_fps=240.0, time_scale=29.97 / 240)
    assert badge_words.rate_text(slow) == "slow motion 240 fps (shown at 30)"
    both = replace(slow, variable_frame_rate=True, smallest_frame_gap_ms=3.9, largest_frame_gap_ms=8.34)
    assert badge_words.rate_text(both) == "slow motion 240 fps (shown at 30), variable 3.9–8.3 ms"


def test_the_badge_says_honestly_what_a_slow_machine_shows(analysed: Window) -> None:
    analysed.session.playhead._tell_dropped((18.2, 30.0))
    assert "showing 18 of 30 fps" in analysed.video.badges.texts
    analysed.session.playhead._tell_dropped((0.0, 0.0))
    assert not any("showing" in text for text in analysed.video.badges.texts)


def dialog_of(window: Window) -> CaptureRateDialog:
    found = [d for d in window.findChildren(CaptureRateDialog) if d.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_click_on_the_badge_gives_the_true_rate_and_everything_stays_on_its_frame(
    analysed: Window, pipeline: Pipeline, qtbot: QtBot
) -> None:
    session, head = analysed.session, analysed.session.playhead
    head.set_range(float(head.times[6]), float(head.times[50]))
    head.set_loop(float(head.times[12]), float(head.times[24]))
    session.document.clock.set_origin(float(head.times[18]))
    document = session.document
    document.apply("picking", replace(document.edits, pick=(100.0, 50.0, float(head.times[30]))))
    qtbot.waitUntil(settled(analysed, pipeline, 2))
    head.seek_frame(20)
    badge = analysed.video.badges.button("capture_rate")
    assert badge is not None and badge.text() == "30 fps"
    qtbot.mouseClick(badge, Qt.MouseButton.LeftButton)
    dialog = dialog_of(analysed)
    next(b for b in dialog.choices() if b.text() == "240").click()
    assert "then lasts 0.25 s" in dialog.meaning.text() and "8 times" in dialog.meaning.text()
    dialog.accept()
    qtbot.waitUntil(settled(analysed, pipeline, 3))
    assert pipeline.requests[-1].capture_fps == 240.0
    assert head.times[-1] == pytest.approx(59 / 240)
    assert head.frame == 20
    assert head.range_s == (head.times[6], head.times[50])
    assert (head.loop_in, head.loop_out, head.loop_on) == (head.times[12], head.times[24], True)
    assert session.document.clock.origin_s == pytest.approx(18 / 240)
    assert pipeline.requests[-1].pick == pytest.approx((100.0, 50.0, 30 / 240))
    assert pipeline.requests[-1].start_s == pytest.approx(6 / 240)
    assert analysed.video.badges.texts[0] == "slow motion 240 fps (shown at 30)"
    analysed.acts["capture_rate"].trigger()
    dialog = dialog_of(analysed)
    assert dialog.capture_fps() == 240.0
    dialog.choices()[0].click()
    dialog.accept()
    qtbot.waitUntil(settled(analysed, pipeline, 4))
    assert pipeline.requests[-1].capture_fps is None and head.frame == 20
    assert head.times[-1] == pytest.approx(59 / 30)


def test_slow_motion_is_asked_about_once_it_is_seen_and_not_any_more_when_it_is_answered(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    note = QualityNote("slow_motion", "caution", "This looks like slow motion: give the rate it was filmed at.")
    pipeline.make = lambda path, frames, fps: replace(figures.sprint(path), quality=(note,))
    window.open_clips([clip])
    qtbot.waitUntil(settled(window, pipeline, 1))
    bar = window.message_bar
    assert bar.isVisibleTo(window) and "At which rate was this filmed?" in bar.text.text()
    pipeline.make = lambda path, frames, fps: figures.sprint(path)
    window.acts["capture_rate"].trigger()
    dialog = dialog_of(window)
    next(b for b in dialog.choices() if b.text() == "240").click()
    dialog.accept()
    qtbot.waitUntil(settled(window, pipeline, 2))
    assert not bar.isVisibleTo(window)


def test_any_rate_can_be_typed_but_no_time_lapse_and_not_the_same_again(qtbot: QtBot) -> None:
    info = figures.clip_info(Path("a.mp4"), 300, 100.0)
    dialog = CaptureRateDialog(info, None)
    qtbot.addWidget(dialog)
    assert dialog.capture_fps() is None
    assert [b.text() for b in dialog.choices() if not b.isEnabled()] == ["60"]
    dialog.rate.setValue(300.0)
    assert dialog.other.isChecked() and dialog.capture_fps() == 300.0
    assert "lasts 1.0 s" in dialog.meaning.text()
    dialog.rate.setValue(10.0)
    assert dialog.capture_fps() is None, "not below the file's own"


def test_a_rate_noted_in_the_file_is_offered_and_asked_about(qtbot: QtBot, squat: Analysis) -> None:
    info = replace(figures.clip_info(Path("a.mp4"), 60, 30.0), told_capture_fps=240.0)
    dialog = CaptureRateDialog(info, None, "because")
    qtbot.addWidget(dialog)
    noted = next(b for b in dialog.choices() if "camera noted" in b.text())
    noted.click()
    assert dialog.capture_fps() == 240.0
    document = Document()
    document.set_clip(Path("a.mp4"))
    document.set_opened(info, np.arange(60) / 30)
    assert [b.text for b in badge_words.badges(document)] == ["30 fps", "slow motion?"]
    document.set_options(capture_fps=240.0)
    assert badge_words.slow_hint(document) == ""
    same = replace(info, told_capture_fps=29.97)
    assert badge_words.told_rate(same) is None


def test_the_hint_among_the_quality_notes_has_a_button_that_asks_for_the_rate(analysed: Window, qtbot: QtBot) -> None:
    document = analysed.session.document
    assert document.analysis is not None
    note = QualityNote("slow_motion", "caution", "This looks like slow motion.")
    document.set_analysis(replace(document.analysis, quality=(note,)))
    assert "slow motion?" in analysed.video.badges.texts
    analysed.numbers.quality.texts()  # who reads it has it told at once
    button = analysed.numbers.quality.findChild(QPushButton)
    assert button is not None
    button.click()
    dialog_of(analysed).reject()


def test_the_clock_tells_only_real_changes(qtbot: QtBot) -> None:
    made = Clock()
    with qtbot.assertNotEmitted(made.changed):
        made.set_origin(0.0)
    with qtbot.waitSignal(made.changed):
        made.set_origin(1.25)
    assert (made.shown(1.0), made.text(1.0), made.short(1.0)) == (-0.25, "−0.250 s", "−0.25")
