"""Keys that a person changes, and the layout for the left hand."""

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from app import recent, shortcuts
from app.actions import ACTIONS, BY_NAME, keys_now, tip
from app.dialogs.keys import KeysDialog, rows
from app.dialogs.preferences import PreferencesDialog
from app.dialogs.shortcuts import DEFAULTS, ShortcutsDialog
from app.messages import Messages
from app.window import Window

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def dialog(window: Window) -> ShortcutsDialog:
    window.acts["shortcuts"].trigger()
    return shown(ShortcutsDialog)


def shown(kind: type[D]) -> D:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found


def press(dialog: ShortcutsDialog, name: str, key: str) -> None:
    dialog.choose(name)
    dialog.edit.setKeySequence(QKeySequence(key))


def test_a_new_key_does_it_at_once_is_told_everywhere_and_lasts(
    window: Window, dialog: ShortcutsDialog, qtbot: QtBot
) -> None:
    press(dialog, "theme", "Ctrl+Alt+9")
    dialog.take.click()
    dialog._apply()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert window.theme.name == "light"
    assert "Ctrl+Alt+9" in window.acts["theme"].toolTip()
    assert ("Ctrl+Alt+9", "Light theme") in rows("View")
    window.close()
    again = Window(Messages())
    qtbot.addWidget(again)
    assert [k.toString() for k in again.acts["theme"].shortcuts()] == ["Ctrl+Alt+9"]
    again.close()


def test_the_button_that_analyses_or_cancels_tells_the_key_it_has_now(window: Window, dialog: ShortcutsDialog) -> None:
    for busy, name, key in ((False, "analyse", "Ctrl+Alt+8"), (True, "cancel", "Ctrl+Alt+9")):
        window.toolbar.set_busy(busy)
        press(dialog, name, key)
        dialog.take.click()
        dialog._apply()
        assert key in window.toolbar.run.toolTip() == window.acts[name].toolTip()


def test_a_key_that_does_something_already_is_told_before_it_is_taken_over(dialog: ShortcutsDialog) -> None:
    press(dialog, "theme", "Space")
    assert "Play or pause" in dialog.told.text() and dialog.take.text() == "Take it over"
    assert dialog.keys["play"] == ("Space",), "nothing is taken by looking"
    dialog.take.click()
    assert (dialog.keys["theme"], dialog.keys["play"]) == (("Space",), ())
    dialog.close()


def test_a_key_that_begins_two_strokes_clashes_with_them() -> None:
    assert shortcuts.clash("D", "D, L") and shortcuts.clash("D, L", "D") and shortcuts.clash("D", "D")
    assert not shortcuts.clash("D", "Ctrl+D") and not shortcuts.clash("D, L", "D, A")


def test_taking_one_of_several_keys_leaves_the_others(dialog: ShortcutsDialog) -> None:
    assert len(BY_NAME["fit"].keys) == 2
    press(dialog, "theme", BY_NAME["fit"].keys[0])
    dialog.take.click()
    assert dialog.keys["fit"] == BY_NAME["fit"].keys[1:]
    dialog.close()


def test_everything_can_be_put_back_and_then_nothing_is_kept(window: Window, dialog: ShortcutsDialog) -> None:
    press(dialog, "theme", "Space")
    dialog.take.click()
    dialog._apply()
    assert keys_now()["play"] == ()
    window.acts["shortcuts"].trigger()
    again = shown(ShortcutsDialog)
    assert again.keys["theme"] == ("Space",)
    again.reset.click()
    again._apply()
    assert keys_now() == DEFAULTS
    assert recent.settings().value(shortcuts.KEY) is None
    assert [k.toString() for k in window.acts["play"].shortcuts()] == ["Space"]


def test_one_action_can_be_put_back_and_takes_its_key_back(dialog: ShortcutsDialog) -> None:
    press(dialog, "theme", "Space")
    dialog.take.click()
    dialog.choose("play")
    dialog.back.click()
    assert (dialog.keys["play"], dialog.keys["theme"]) == (("Space",), ())
    dialog.close()


def test_cancelling_changes_nothing(window: Window, dialog: ShortcutsDialog) -> None:
    press(dialog, "theme", "Space")
    dialog.take.click()
    dialog.reject()
    assert keys_now() == DEFAULTS and "Space" in window.acts["play"].toolTip()


@pytest.mark.parametrize("nonsense", ["{", "[1]", '{"play": "Space"}', '{"play": [7]}', '{"nobody": ["Ctrl+1"]}'])
def test_nonsense_in_the_settings_changes_no_key(nonsense: str, window: Window) -> None:
    recent.settings().setValue(shortcuts.KEY, nonsense)
    assert {name: keys for name, keys in keys_now().items() if name in BY_NAME} == DEFAULTS
    assert tip(BY_NAME["play"]) == "Play or pause (Space)"


def test_actions_are_found_by_name_and_by_key(dialog: ShortcutsDialog) -> None:
    dialog.line.setText("light theme")
    visible = [ACTIONS[i].name for i in range(len(ACTIONS)) if not dialog.table.isRowHidden(i)]
    assert visible == ["theme"]
    dialog.close()


def test_left_handed_people_have_the_numbers_left_and_the_tools_right(analysed: Window, qtbot: QtBot) -> None:
    def places() -> tuple[bool, bool]:
        numbers = analysed.numbers.mapTo(analysed, analysed.numbers.rect().center()).x()
        video = analysed.video.mapTo(analysed, analysed.video.rect().center()).x()
        tools = analysed.tools.geometry().center().x()
        return numbers < video, tools > analysed.video.width() / 2

    assert places() == (False, False)
    wide = analysed.numbers.width()
    for choice, expected in (("left", (True, True)), ("right", (False, False))):
        analysed.acts["preferences"].trigger()
        preferences = shown(PreferencesDialog)
        preferences.hand.setCurrentIndex(preferences.hand.findData(choice))
        preferences.accept()
        qtbot.waitUntil(lambda e=expected: places() == e)  # type: ignore[misc]
        assert analysed.numbers.width() == pytest.approx(wide, abs=8)


def test_the_left_handed_layout_is_remembered(window: Window, qtbot: QtBot) -> None:
    window.acts["preferences"].trigger()
    preferences = shown(PreferencesDialog)
    preferences.hand.setCurrentIndex(1)
    preferences.accept()
    window.close()
    again = Window(Messages())
    qtbot.addWidget(again)
    again.resize(1280, 720)
    again.show()
    again._stack.setCurrentIndex(1)
    qtbot.waitUntil(lambda: again.numbers.x() < again.video.x())
    again.close()


def test_the_list_of_keys_needs_no_scrolling_sideways(window: Window) -> None:
    window.acts["keys"].trigger()
    dialog = shown(KeysDialog)
    assert dialog.page.minimumSizeHint().width() <= dialog.width() <= dialog.screen().availableSize().width()
    texts = {label.text() for label in dialog.page.findChildren(QLabel)}
    assert {a.text.rstrip("…") for a in ACTIONS if keys_now()[a.name]} <= texts
    dialog.close()


def test_a_key_left_in_the_field_is_applied_and_one_that_is_taken_is_asked_about(
    window: Window, dialog: ShortcutsDialog
) -> None:
    press(dialog, "theme", "Space")
    dialog._apply()
    assert dialog.isVisible() and dialog.keys["play"] == ("Space",), "nothing is taken without a word"
    press(dialog, "theme", "Ctrl+Alt+9")
    dialog._apply()
    assert keys_now()["theme"] == ("Ctrl+Alt+9",) and keys_now()["play"] == ("Space",)
