"""The table of actions and what is made from it; the themes."""

import re
from dataclasses import replace
from itertools import chain

import pytest
from PySide6.QtGui import QColor, QKeySequence, QPalette
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from app.actions import ACTIONS, BY_NAME, GROUPS, tip
from app.dialogs.keys import _page, rows
from app.dialogs.palette import PaletteDialog
from app.theme import THEMES, dress, stylesheet
from app.window import Window
from tests.some import some


def test_no_key_does_two_things() -> None:
    keys = [QKeySequence(key).toString() for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys)) and all(keys)


def test_the_keys_people_know_are_there() -> None:
    known = {
        "Space": "play", "Left": "back", "Right": "forward", "Shift+Left": "back_ten", "Shift+Right": "forward_ten",
        "J": "play_back", "K": "pause", "L": "play_on", "Home": "first", "End": "last", "I": "mark_in",
        "O": "mark_out", ",": "previous_event", ".": "next_event", "Ctrl+E": "snapshot", "?": "keys",
    }  # fmt: skip
    assert {key: name for key, name in known.items() if key in BY_NAME[name].keys} == known


def test_the_list_of_keys_has_every_action_that_has_one() -> None:
    listed = {text for group in GROUPS for _, text in rows(group)}
    assert listed == {a.text.rstrip("…") for a in ACTIONS if a.keys}


def test_tooltips_show_the_key() -> None:
    assert tip(BY_NAME["play"]) == "Play or pause (Space)"


def test_every_action_is_in_the_menu(window: Window) -> None:
    menus = window.toolbar.more.menu().findChildren(type(window.toolbar.more.menu()))
    in_menus = set(chain.from_iterable(menu.actions() for menu in menus))
    assert set(window.acts.values()) <= in_menus


def test_the_palette_finds_and_does(window: Window, qtbot: QtBot) -> None:
    dialog = PaletteDialog(window.acts, window)
    qtbot.addWidget(dialog)
    dialog.line.setText("light")
    assert dialog.list.count() == 1
    assert dialog.line.accessibleDescription() == "Light theme, Ctrl+T", "what Enter does, for who cannot see the list"
    dialog.line.returnPressed.emit()
    assert window.theme.name == "light"
    window.acts["theme"].setChecked(False)


def _luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("name", ["dark", "light"])
def test_text_can_be_read_on_every_ground(name: str) -> None:
    theme = THEMES[name]
    grounds = (theme.background, theme.panel, theme.raised)
    pairs = [(text, ground) for text in (theme.text, theme.muted, theme.accent_text) for ground in grounds]
    for text, ground in (*pairs, (theme.on_accent, theme.accent_text), (theme.on_error, theme.error)):
        high, low = sorted((_luminance(text), _luminance(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)


@pytest.mark.parametrize("name", ["dark", "light"])
def test_small_text_on_the_accent_stands_on_the_ground_that_is_dark_enough(name: str) -> None:
    theme = replace(THEMES[name], on_accent="#010203")  # no other role has it
    for rule in some(re.findall(r"\{([^}]*)\}", stylesheet(theme))):
        if f" color: {theme.on_accent}" in rule:
            assert f"background: {theme.accent_text}" in rule, rule


@pytest.mark.parametrize("name", ["dark", "light"])
def test_sizes_of_type_are_the_four(name: str) -> None:
    assert set(re.findall(r"font-size: (\d+)px", stylesheet(THEMES[name]))) <= {"12", "13", "16", "28"}


def test_the_theme_is_remembered(window: Window, qtbot: QtBot) -> None:
    window.acts["theme"].setChecked(True)
    window.close()
    again = Window(window.session.messages)
    qtbot.addWidget(again)
    assert again.theme.name == "light"
    again.acts["theme"].setChecked(False)
    again.close()


def test_the_palette_says_where_nothing_is_found_and_knows_the_field_s_own_words(
    analysed: Window, qtbot: QtBot
) -> None:
    dialog = PaletteDialog(analysed.acts, analysed)
    qtbot.addWidget(dialog)
    dialog.line.setText("no such thing")
    assert dialog.list.count() == 0 and not dialog.nothing.isHidden()
    assert dialog.line.accessibleDescription() == dialog.nothing.text(), "a screen reader hears it as well"
    dialog.line.setText("goniometer")
    assert dialog.nothing.isHidden()
    assert [dialog.list.item(i).text() for i in range(dialog.list.count())] == ["Joint angle"]
    dialog.line.setText("knee")
    assert [dialog.list.item(i).text() for i in range(dialog.list.count())] == ["Next study"], "pages have no name"


@pytest.mark.parametrize("name", ["dark", "light"])
def test_a_ticked_box_is_seen_before_an_empty_one(window: Window, qtbot: QtBot, name: str) -> None:
    dress(THEMES[name])
    box = QCheckBox("Report (PDF)", window)
    box.show()
    box.setChecked(True)
    image = box.grab().toImage()
    painted = {image.pixelColor(x, y).name().upper() for x in range(16) for y in range(image.height())}
    assert THEMES[name].accent_text in painted
    box.deleteLater()


@pytest.mark.parametrize("name", ["dark", "light"])
def test_what_is_muted_in_lists_and_lines_has_the_theme_s_own_colour(window: Window, name: str) -> None:
    dress(THEMES[name])
    muted = QColor(THEMES[name].muted)
    line, view = QLineEdit(window), QTableView(window)
    for widget in (line, view):
        widget.ensurePolished()
        assert widget.palette().color(QPalette.ColorRole.PlaceholderText) == muted, type(widget).__name__
    dress(THEMES["dark"])


def test_what_the_keys_do_stands_in_one_line_under_each_other(qtbot: QtBot) -> None:
    page = _page((("Clip", "Edit", "Analysis", "Playback", "Time", "View", "Draw", "Drawings", "Help"),))
    qtbot.addWidget(page)
    page.show()
    texts = {text for group in GROUPS for _, text in rows(group)} - set(GROUPS)
    lefts = {
        label.mapTo(page, label.rect().topLeft()).x() for label in page.findChildren(QLabel) if label.text() in texts
    }
    assert len(lefts) == 1, lefts
