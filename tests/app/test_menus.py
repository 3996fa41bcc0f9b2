"""What the menu offers: what can be done now, what is on, and what was open lately."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from app.actions import ACTIONS, MOVEMENTS
from app.dialogs.palette import PaletteDialog
from app.needs_clip import NAMES
from app.recent import remember_clip
from app.window import Window
from core.paths import log_file
from tests.app import figures
from tests.some import some


def test_without_a_clip_nothing_is_offered_that_needs_one(window: Window, qtbot: QtBot) -> None:
    on = {name for name, action in window.acts.items() if action.isEnabled()}
    assert not on & {"play", "pick", "mark_in", "range_from", "analyse", "repair", "fit", "export", "copy_snapshot"}
    assert {"open", "open_pictures", "project_open", "preferences", "history", "theme", "catalogue", "quit"} <= on
    dialog = PaletteDialog(window.acts, window)
    qtbot.addWidget(dialog)
    dialog.line.setText("loop")
    assert dialog.list.count() == 0 and dialog.nothing.isVisibleTo(dialog)


def test_with_a_clip_it_is_and_without_it_no_more(analysed: Window) -> None:
    assert all(analysed.acts[name].isEnabled() for name in some(NAMES))
    analysed.acts["close_clip"].trigger()
    assert not any(analysed.acts[name].isEnabled() for name in some(NAMES))


def test_a_comparison_whose_clip_is_closed_leaves_nothing_on(analysed: Window) -> None:
    analysed.acts["compare"].trigger()
    analysed.acts["close_clip"].trigger()
    assert not analysed.comparing.active
    assert not any(analysed.acts[name].isEnabled() for name in some(NAMES))


def test_what_can_be_on_has_room_for_a_tick_in_the_menu(window: Window) -> None:
    """Fusion draws a sign in its place, on or off alike."""
    for row in some([row for row in ACTIONS if row.checkable and row.icon and row.group != "Draw"]):
        assert not window.acts[row.name].isIconVisibleInMenu(), row.name
    assert window.acts["open"].isIconVisibleInMenu() and window.acts["draw_line"].isIconVisibleInMenu()


@pytest.fixture
def again(window: Window) -> QMenu:
    (clip_menu,) = [a.menu() for a in window.toolbar.more.menu().actions() if a.text() == "Clip"]
    assert isinstance(clip_menu, QMenu)
    (found,) = [a.menu() for a in clip_menu.actions() if a.text() == "Open again"]
    assert isinstance(found, QMenu)
    return found


def test_what_was_open_lately_can_be_opened_while_another_clip_is(
    analysed: Window, again: QMenu, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = figures.write_clip(tmp_path / "squats & more.mp4", 30, 30)
    remember_clip(other)
    remember_clip(clip)
    again.aboutToShow.emit()
    (entry,) = again.actions()
    assert entry.text() == "squats && more.mp4", "not the one that is open"
    assert entry.toolTip() == str(other.resolve())
    entry.trigger()
    qtbot.waitUntil(lambda: analysed.session.document.path == other.resolve())
    qtbot.waitUntil(lambda: analysed.session.document.analysis is not None and not analysed.session.jobs.running)


def test_the_movement_that_is_chosen_is_ticked_however_it_was_chosen(analysed: Window, qtbot: QtBot) -> None:
    def ticked() -> list[str]:
        return [name for name in MOVEMENTS if analysed.acts[name].isChecked()]

    assert ticked() == ["movement_auto"]
    analysed.acts["movement_squat"].trigger()
    assert analysed.session.document.options.movement == "squat" == analysed.toolbar.movement.currentData()
    analysed.toolbar.movement_chosen.emit("sprint")
    assert ticked() == ["movement_sprint"]
    qtbot.waitUntil(lambda: not analysed.session.jobs.running)
    analysed.acts["close_clip"].trigger()
    assert ticked() == ["movement_auto"], "of no clip"


def test_where_nothing_was_that_is_said(window: Window, again: QMenu) -> None:
    again.aboutToShow.emit()
    (entry,) = again.actions()
    assert entry.text() == "Nothing else was open lately" and not entry.isEnabled()


def test_about_says_where_the_log_lies_for_who_is_asked_for_it(window: Window) -> None:
    window.acts["about"].trigger()
    (box,) = window.findChildren(QMessageBox)
    assert str(log_file()) in box.informativeText()
    assert box.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    box.close()
