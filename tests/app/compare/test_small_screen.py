"""A comparison on a small screen: nothing runs into anything else, and tools are no part of what is kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compare.kinograms import MARGIN_PX, KinogramsView
from app.compare.pair import Pair
from app.compare.view import CompareView
from app.kinogram_model import shots_of
from app.theme import DARK, LIGHT, number_font
from app.views.elided import SHORTER, ElidedCombo, ElidedLabel
from app.views.kinogram_paint import ROW_HEAD_PX, fitting, place
from app.window import Window
from core.analysis import Analysis
from tests.app import figures
from tests.app.conftest import Pipeline


def test_rows_of_kinograms_do_not_run_into_each_other_on_a_low_screen(qtbot: QtBot, sprint: Analysis) -> None:
    pair = Pair()
    view = KinogramsView(pair)
    qtbot.addWidget(view)
    view.need_room(True)
    view.resize(700, 100)
    rows = shots_of(sprint, {})
    placed = place(rows, view.width(), view.height() / 2 - MARGIN_PX)
    tops = [next(p.picture for p in placed if p.shot.side == row[0].side) for row in rows]
    assert tops[0].bottom() <= tops[1].top() - ROW_HEAD_PX
    assert tops[1].bottom() <= view.height() / 2
    view.need_room(False)
    assert view.minimumHeight() == 0, "the other ways of showing take what there is"
    pair.stop()


def compared(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> CompareView:
    """The comparison that the window shows of a squat."""
    pipeline.make = lambda path, *_: figures.squat(path, 60, 30.0)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    window.acts["compare"].trigger()
    view = window.comparing.view
    assert view is not None
    return view


@pytest.fixture
def overlaid(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> CompareView:
    view = compared(window, pipeline, clip, qtbot)
    view.how.ways.button(1).click()
    qtbot.waitUntil(lambda: "A" in view.overlaid._pictures)
    return view


def test_the_slider_stands_on_the_pictures_that_it_changes_and_not_on_the_one_that_is_kept(
    overlaid: CompareView, qtbot: QtBot
) -> None:
    blend = overlaid.overlaid.blend
    assert blend.isVisible() and overlaid.overlaid.rect().contains(blend.geometry())
    shown, kept = overlaid.ways.grab().toImage(), overlaid.picture()
    assert kept is not None and kept.size() == shown.size()
    place = blend.geometry().center() - QPoint(0, blend.height() // 2 - 3)
    assert shown.pixelColor(place).name() == DARK.panel.lower() != kept.pixelColor(place).name()
    assert blend.isVisible(), "there again at once"


def test_beside_a_narrow_tile_the_name_is_cut_and_never_its_number(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(number_font(12))
    whole = "rodilla delantera 86°"
    told = fitting(whole, metrics, 0.7 * metrics.horizontalAdvance(whole), number=True)
    assert told.startswith("rod") and "…" in told and told.endswith("tera 86°")
    assert metrics.horizontalAdvance(told) <= 0.7 * metrics.horizontalAdvance(whole)
    assert fitting(whole, metrics, 500.0, number=True) == whole
    assert fitting("Full support", metrics, 40.0, number=False).endswith("…")


def test_a_list_whose_text_is_cut_says_so_and_tells_it_on_hover(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    box = ElidedCombo()
    qtbot.addWidget(box)
    box.addItem("Step 1, left, contact 212 ms")
    box.setToolTip("Which step")
    box.resize(320, 28)
    box.show()
    assert box.told() == box.currentText()
    box.resize(110, 28)
    assert box.told().startswith("Step") and box.told().endswith("…")
    assert not box.grab().toImage().isNull()
    told: list[str] = []
    monkeypatch.setattr("app.views.elided.QToolTip.showText", lambda at, text, widget: told.append(text))
    for width in (110, 320):
        box.resize(width, 28)
        QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(4, 4), QPoint(4, 4)))
    assert told == ["Step 1, left, contact 212 ms\nWhich step", "Which step"]


def test_the_word_before_a_list_goes_where_the_row_is_narrow_and_comes_back(overlaid: CompareView) -> None:
    how = overlaid.how
    needed = how.layout().sizeHint().width()
    for width, there in ((needed + 60, True), (needed - 60, False), (needed + 60, True)):
        how.resize(width, how.height())
        assert how._word.isVisibleTo(how) == there
        how.layout().activate()
    assert how.line_up.accessibleName() == "Line up"


def test_a_name_that_is_too_long_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    label = ElidedLabel("a very long name of a clip.mp4")
    qtbot.addWidget(label)
    label.setStyleSheet(f"background: {LIGHT.panel}; color: {LIGHT.text}")
    label.resize(label.sizeHint())
    whole = label.grab().toImage()
    label.resize(label.sizeHint().width() // 2, label.height())
    half = label.grab().toImage()
    last = [half.pixelColor(half.width() - 1, y).lightness() for y in range(half.height())]
    assert min(last) > 200, "no letter is cut in two"
    assert half != whole.copy(half.rect())
    assert label.minimumSizeHint().width() == 0


def test_an_entry_without_room_says_its_shorter_words_before_anything_is_cut(qtbot: QtBot) -> None:
    box = ElidedCombo()
    qtbot.addWidget(box)
    box.addItem("Step 1, left, contact 233 ms")
    box.setItemData(0, "Step 1, left", SHORTER)
    for width, told in ((400, "Step 1, left, contact 233 ms"), (150, "Step 1, left")):
        box.resize(width, 30)
        assert box.told() == told
    box.resize(80, 30)
    assert box.told().endswith("\N{HORIZONTAL ELLIPSIS}")


def test_of_clips_that_begin_alike_the_end_is_seen(qtbot: QtBot) -> None:
    box = ElidedCombo()
    qtbot.addWidget(box)
    box.addItem("run_treadmill_slowmotion.mp4")
    box.cut_at = Qt.TextElideMode.ElideMiddle
    box.resize(130, 30)
    assert box.told().startswith("run") and box.told().endswith(".mp4")


def test_which_frame_is_shown_covers_no_number_and_no_joint(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    window.resize(960, 540)
    view = compared(window, pipeline, clip, qtbot)
    video = view.videos["A"]
    qtbot.waitUntil(lambda: video.figure is not None and "frame" in video.note)
    video.grab()
    assert video.overlay.taken and not any(box.intersects(video._note.geometry()) for box in video.overlay.taken)
