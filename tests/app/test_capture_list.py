"""What a clip can tell, shown before any number and after."""

from dataclasses import replace
from html import escape
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.capture_model import small_grey
from app.views.quality import MARKS
from app.window import Window
from core.analysis import QualityNote
from core.events.event import Rejected
from tests.app.conftest import Pipeline


def test_another_result_is_told_in_a_turn_of_its_own_and_at_once_to_who_reads_it(
    analysed: Window, qtbot: QtBot
) -> None:
    quality, document = analysed.numbers.quality, analysed.session.document
    assert document.analysis is not None and quality.isVisible()
    quality.texts()
    made: list[object] = []
    quality.changed.connect(lambda: made.append(quality))
    document.set_analysis(replace(document.analysis, rejected=(Rejected("rep", 0.2, 0.4, "too shallow"),)))
    assert not made, "the numbers come first"
    assert any("too shallow" in text for text in quality.texts()) and len(made) == 1
    document.set_analysis(replace(document.analysis, rejected=()))
    qtbot.waitUntil(lambda: len(made) == 2)
    assert not any("too shallow" in text for text in quality.texts()) and len(made) == 2


def test_what_a_damaged_file_lacks_is_a_sentence_like_its_neighbours(analysed: Window) -> None:
    document = analysed.session.document
    assert document.analysis is not None
    note = QualityNote("damaged_file", "caution", "the file is incomplete; its last picture is at 2.93 s")
    document.set_analysis(replace(document.analysis, quality=(note,)))
    told = "\N{WHITE UP-POINTING TRIANGLE} The file is incomplete; its last picture is at 2.93 s."
    assert told in analysed.numbers.quality.texts()


def test_nothing_is_left_of_a_clip_that_is_closed(analysed: Window) -> None:
    quality = analysed.numbers.quality
    assert quality.texts()
    made = quality.widget()
    analysed.session.close_clip()
    assert quality.widget() is not made
    assert not [label.text() for label in quality.widget().findChildren(QLabel)]


def test_it_is_told_while_the_clip_is_still_analysed(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.held = True
    window.open_clips([clip])
    quality = window.numbers.quality
    qtbot.waitUntil(lambda: any("frames/s" in text for text in quality.texts()))
    assert window.session.document.analysis is None, "before any number"
    assert quality.isVisible()
    head = window.numbers._quality_head
    assert head.text() == "What this clip can tell so far…" and "may change" in head.toolTip()
    pipeline.held = False
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    assert head.text() == "What this clip can tell" and not head.toolTip()


def test_every_check_has_a_mark_of_its_own_form_and_its_meaning_on_hover(analysed: Window) -> None:
    quality = analysed.numbers.quality
    shown = quality.texts()
    made = quality.checks()
    assert {"view", "yaw", "rate", "feet", "occlusion", "size", "light"} <= {check.name for check in made}
    assert len(set(MARKS.values())) == 3
    for check in made:
        assert f"{MARKS[check.status]} {check.short}" in shown
        tip = next(w.toolTip() for w in quality._inner.children() if getattr(w, "text", str)().endswith(check.short))
        assert escape(check.finding) in tip
        assert any(check.advice in text for text in shown) or check.status == "ok"


@pytest.fixture
def well_filmed(analysed: Window) -> Window:
    """With nothing to say of the clip."""
    document = analysed.session.document
    assert document.analysis is not None
    document.set_analysis(replace(document.analysis, quality=()))
    return analysed


def test_on_a_low_screen_a_line_tells_what_is_not_fine_and_the_rest_on_hover(well_filmed: Window) -> None:
    analysed = well_filmed
    quality, head = analysed.numbers.quality, analysed.numbers._quality_head
    analysed.resize(960, 540)
    assert head.text() == "Nothing to refilm."
    document = analysed.session.document
    assert document.analysis is not None
    document.set_analysis(replace(document.analysis, view=replace(document.analysis.view, yaw_deg=22.0)))
    assert head.isVisible() and not quality.isVisible()
    wanting = [check for check in quality.checks() if check.status != "ok"]
    assert wanting, "the phone stood askew"
    assert all(f"{MARKS[check.status]} {check.short}" in head.text() for check in wanting)
    assert all(text in head.toolTip() for text in quality.texts())
    assert head.accessibleDescription() == head.toolTip()
    analysed.resize(1280, 900)
    assert quality.isVisible() and head.text() == "What this clip can tell"


def test_a_clip_all_of_whose_numbers_are_doubted_is_not_said_to_be_fine_without_a_word(well_filmed: Window) -> None:
    document, quality = well_filmed.session.document, well_filmed.numbers.quality
    assert document.analysis is not None and "Nothing to refilm." in quality.brief()
    doubted = {
        name: replace(metric, status="caution", reason="its plus-minus is above 5°: too unsure to rely on")
        for name, metric in document.analysis.summary.items()
    }
    document.set_analysis(replace(document.analysis, summary=doubted))
    assert quality.brief() == "Filmed well; each △ says its reason."


def test_a_small_grey_picture_keeps_its_levels() -> None:
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(0xFF646464)
    grey = small_grey(image)
    assert grey.shape == (36, 64) and np.abs(grey.astype(int) - 100).max() <= 1


def test_in_a_line_as_well_a_clip_that_cannot_be_measured_is_not_called_fine(well_filmed: Window) -> None:
    document, quality = well_filmed.session.document, well_filmed.numbers.quality
    assert document.analysis is not None and quality.brief() == "Nothing to refilm."
    single = QualityNote("single_picture", "refuse", "This is a single picture, and a movement needs a video.")
    document.set_analysis(replace(document.analysis, quality=(*document.analysis.quality, single)))
    assert quality.brief() == "– This is a single picture, and a movement needs a video."


def test_in_a_line_as_well_a_clip_with_a_caution_of_its_own_is_not_called_fine(well_filmed: Window) -> None:
    document, quality = well_filmed.session.document, well_filmed.numbers.quality
    assert document.analysis is not None and quality.brief() == "Nothing to refilm."
    cut = QualityNote("scene_cut", "caution", "The clip is cut at 2.0 s; what is before was measured. Set its start.")
    document.set_analysis(replace(document.analysis, quality=(*document.analysis.quality, cut)))
    assert quality.brief() == "△ The clip is cut at 2.0 s; what is before was measured."
    cannot = QualityNote("single_picture", "refuse", "A movement needs a video.")
    document.set_analysis(replace(document.analysis, quality=(cannot, cut)))
    assert quality.brief() == "– A movement needs a video.", "what is gravest first"
