"""Every part and dialog at the sizes people have: nothing is squeezed, cut, lost, off the screen or pale."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.dialogs.preferences import PreferencesDialog
from app.theme import ThemeName
from app.window import Window
from core.analysis import Analysis
from tests.app import figures
from tests.app.conftest import Pipeline
from tests.app.squat_sets import squat_set
from tests.app.tour import faults, luminance, pale
from tests.some import some

# 960x540 is a full HD screen at 200 %
SIZES = [QSize(960, 540), QSize(1280, 720), QSize(1920, 1080)]
USUAL = SIZES[1]  # where both themes are looked at: colours do not hang on the size
THEMES: tuple[ThemeName, ...] = ("light", "dark")
DIALOGS = (
    "export", "notes", "preferences", "capture_rate", "history", "catalogue", "palette", "keys", "shortcuts", "about",
    "marker", "drawings_list",
)  # fmt: skip
TOOLS = ("repair", "scale_line", "scale_plane", "pick", "magnifier", "draw_line", "draw_angle", "draw_text")
MAKERS: dict[str, Callable[[Path, int, float], Analysis]] = {
    "squat": figures.squat,
    "squat from the front": lambda *_: squat_set(True),
    "sprint": lambda path, *_: figures.sprint(path, 240, 120.0),
}


@pytest.fixture(scope="module")
def two_reps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return figures.write_clip(tmp_path_factory.mktemp("clips") / "two reps.mp4", 120, 30, 160, 90)


def sized(value: object) -> str:
    return f"{value.width()}x{value.height()}" if isinstance(value, QSize) else str(value)


def settle() -> None:
    """Until everything has its place: a layout in a layout takes its turns."""
    for _ in range(8):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def analysed_as(window: Window, pipeline: Pipeline, clip: Path, movement: str, qtbot: QtBot) -> None:
    pipeline.make = MAKERS[movement]
    pipeline.make(clip, 60, 30.0)  # what takes long is kept
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    qtbot.waitUntil(lambda: window.video.picture is not None)


def dialogs(window: Window) -> list[QDialog]:
    return [part for part in window.findChildren(QDialog) if part.isVisible()]


@pytest.mark.parametrize("movement", MAKERS)
@pytest.mark.parametrize("size", SIZES, ids=sized)
def test_every_page_of_the_desk_is_whole_in_either_theme(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, size: QSize, movement: str
) -> None:
    window.resize(size)
    analysed_as(window, pipeline, clip, movement, qtbot)
    pages = window.studies.available()
    assert len(pages) >= (3 if "squat" in movement else 4)
    for theme in THEMES if size == USUAL else THEMES[1:]:
        window.set_theme(theme)
        for page in pages:
            window.studies.show_page(page)
            settle()
            assert faults(window, size, contrast=size == USUAL) == [], f"{page}, {theme}"
    window.acts["studies_larger"].setChecked(True)
    for page in pages:
        window.studies.show_page(page)
        settle()
        assert faults(window, size, contrast=False) == [], f"{page}, larger"


@pytest.mark.parametrize("size", SIZES, ids=sized)
def test_cards_and_table_have_their_rows_at_every_size(analysed: Window, qtbot: QtBot, size: QSize) -> None:
    analysed.resize(size)
    qtbot.wait(30)
    cards = [card for card in analysed.numbers.cards.large if card.isVisible()]
    assert len(cards) >= 2 and all(card.height() >= card.sizeHint().height() for card in cards)
    table = analysed.numbers.table
    assert table.isVisible() and table.height() >= table.minimumHeight()
    assert table.geometry().bottom() <= analysed.numbers.height()
    head = analysed.numbers._quality_head
    assert head.isVisible() and head.text(), "what the clip can tell is told at every size"


@pytest.mark.parametrize("size", [SIZES[0], SIZES[1]], ids=sized)
def test_every_dialog_and_tool_is_whole_in_either_theme(analysed: Window, qtbot: QtBot, size: QSize) -> None:
    analysed.resize(size)
    qtbot.wait(30)
    for theme in THEMES if size == USUAL else THEMES[1:]:
        analysed.set_theme(theme)
        qtbot.wait(30)
        for action in DIALOGS if size == USUAL else ():
            analysed.acts[action].trigger()
            settle()
            opened = dialogs(analysed)
            assert opened, action
            for dialog in opened:
                assert faults(dialog, dialog.screen().availableSize()) == [], f"{action}, {theme}"
                dialog.reject()
            settle()
        for tool in TOOLS:
            analysed.acts[tool].setChecked(True) if analysed.acts[tool].isCheckable() else analysed.acts[tool].trigger()
            settle()
            assert faults(analysed, size, contrast=size == USUAL and tool == "draw_line") == [], f"{tool}, {theme}"
            analysed.acts["magnifier"].setChecked(False)
            analysed.acts["select"].setChecked(True)


@pytest.mark.parametrize("size", SIZES, ids=sized)
def test_the_comparison_is_whole_in_either_theme(
    window: Window, pipeline: Pipeline, two_reps: Path, qtbot: QtBot, size: QSize
) -> None:
    window.resize(size)
    pipeline.make = lambda path, *_: figures.squat(path, 120, 30.0)
    window.open_clips([two_reps])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    window.acts["compare"].trigger()
    pair = window.comparing.pair
    assert pair is not None
    qtbot.waitUntil(lambda: pair.comparison is not None and not pair.b.busy)
    for theme in THEMES if size == USUAL else THEMES[1:]:
        window.set_theme(theme)
        settle()
        assert faults(window, size, contrast=size == USUAL) == [], theme


def test_on_a_low_screen_the_preferences_scroll_and_no_line_is_squeezed(qtbot: QtBot) -> None:
    dialog = PreferencesDialog("dark")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.resize(dialog.width(), 300)
    qtbot.wait(30)
    for label in some(dialog.findChildren(QLabel)):
        assert label.height() >= label.heightForWidth(label.width()), label.text()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda label, button: label.setFixedWidth(40), "wide, needs"),
        (lambda label, button: button.setFixedWidth(30), "<"),
        (lambda label, button: button.setFixedHeight(1), "QSize(120, 1)"),
        (lambda label, button: button.move(390, 60), "outside"),
        (lambda label, button: label.setStyleSheet("color: #9AA0A6; background: white"), "contrast"),
        (lambda label, button: button.setText(""), "no name"),
    ],
    ids=["cut", "squeezed", "without size", "outside", "pale", "nameless"],
)
def test_the_tour_finds_what_is_wrong(qtbot: QtBot, spoil: Callable[[QLabel, QPushButton], None], told: str) -> None:
    part = QWidget()
    qtbot.addWidget(part)
    part.setStyleSheet("background: white; color: black")
    part.resize(400, 100)
    label, button = QLabel("The knee comes in", part), QPushButton("Measure", part)
    label.setGeometry(10, 10, 300, 20)
    button.setGeometry(10, 50, 120, 40)
    part.show()
    assert faults(part, QSize(400, 100)) == []
    spoil(label, button)
    settle()
    found = faults(part, QSize(400, 100))
    assert any(told in fault for fault in found), found
    assert faults(part, QSize(300, 100)) != []


def test_only_words_that_can_be_seen_are_looked_at(qtbot: QtBot) -> None:
    label = QLabel("")
    qtbot.addWidget(label)
    label.resize(100, 20)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.show()
    assert pale(label, luminance(label)) == []
