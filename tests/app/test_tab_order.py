"""Tab goes through the numbers as one reads, and what it comes to is seen."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.window import Window
from tests.app.squat_sets import squat_set


def key(which: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, which, Qt.KeyboardModifier.NoModifier)


def following(widget: QWidget) -> QWidget:
    """What Tab leads to next, of what can be seen."""
    at = widget.nextInFocusChain()
    while not (at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus):
        at = at.nextInFocusChain()
    return at


def test_cards_list_summary_table_and_notes_follow_each_other(analysed: Window, qtbot: QtBot) -> None:
    numbers = analysed.numbers
    analysed.session.document.set_analysis(squat_set(False))
    qtbot.waitUntil(lambda: not numbers._later.isActive())
    cards = [c for c in numbers.cards.large if c.isVisible()]
    stops = [*cards, numbers.cards.rows[0], numbers.summary.rows[0], numbers.table]
    assert len(cards) > 1 and all(stop.isVisible() for stop in stops)
    at: QWidget = stops[0]
    for stop in stops[1:]:
        at = following(at)
        assert at is stop
    at = following(at)
    while numbers.quality.isAncestorOf(at):
        at = following(at)
    assert not numbers.isAncestorOf(at), "then whatever comes after the numbers"


def test_arrows_go_through_the_list_of_numbers_and_on_to_those_of_the_set(
    analysed: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers, told = analysed.numbers, []
    monkeypatch.setattr("app.views.card.QToolTip.showText", lambda at, text, card: told.append(text))
    analysed.session.document.set_analysis(squat_set(False))
    qtbot.waitUntil(lambda: not numbers._later.isActive())
    rows = [c for c in (*numbers.cards.rows, *numbers.summary.rows) if c.isVisible()]
    assert len(rows) > 10 and rows[-1] in numbers.summary.rows
    rows[0].setFocus()
    for now in rows[1:]:
        rows[rows.index(now) - 1].keyPressEvent(key(Qt.Key.Key_Down))
        assert analysed.focusWidget() is now
    rows[-1].keyPressEvent(key(Qt.Key.Key_Down))
    assert analysed.focusWidget() is rows[-1], "the last one"
    rows[-1].keyPressEvent(key(Qt.Key.Key_Up))
    assert analysed.focusWidget() is rows[-2]
    assert len(told) == len(rows) and all(told), "what hovering tells is told"


def test_a_row_that_gets_the_focus_from_elsewhere_is_scrolled_into_sight(analysed: Window, qtbot: QtBot) -> None:
    analysed.session.document.set_analysis(squat_set(False))
    scroll = analysed.numbers.cards.area
    last = [c for c in analysed.numbers.summary.rows if c.isVisible()][-1]
    analysed.numbers.table.setFocus()
    last.setFocus(Qt.FocusReason.OtherFocusReason)

    def seen() -> bool:
        top = last.mapTo(scroll.viewport(), QPoint(0, 0)).y()
        return top >= 0 and top + last.height() <= scroll.viewport().height()

    qtbot.waitUntil(seen)


@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_that_has_the_focus_and_opens_the_list_that_has_it(
    analysed: Window, qtbot: QtBot, enter: Qt.Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(QComboBox, "showPopup", lambda box: done.append(box.accessibleName()))
    button, movement = analysed.welcome.open_button, analysed.toolbar.movement
    larger = next(b for b in analysed.studies.findChildren(QToolButton) if b.objectName() == "larger")
    larger.setFocus()
    qtbot.keyClick(larger, enter)
    assert analysed.acts["studies_larger"].isChecked()
    movement.setFocus()
    qtbot.keyClick(movement, enter)
    assert done == ["Movement"]
    analysed.open_clips([])
    button.clicked.disconnect()
    button.clicked.connect(lambda *_: done.append("open"))
    button.setFocus()
    qtbot.keyClick(button, enter)
    assert done == ["Movement", "open"]
