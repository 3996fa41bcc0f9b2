"""Tab goes through the numbers as one reads, and what it comes to is seen."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.window import Window
from tests.app.squat_sets import squat_set


def following(widget: QWidget) -> QWidget:
    """What Tab leads to next, of what can be seen."""
    at = widget.nextInFocusChain()
    while not (at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus):
        at = at.nextInFocusChain()
    return at


def test_cards_rows_summary_table_and_notes_follow_each_other(analysed: Window, qtbot: QtBot) -> None:
    numbers = analysed.numbers
    analysed.session.document.set_analysis(squat_set(False))
    qtbot.waitUntil(lambda: not numbers._later.isActive())
    shown = [c for c in (*numbers.cards.large, *numbers.cards.rows, *numbers.summary.rows) if c.isVisible()]
    assert len(shown) > 6 and any(c in numbers.summary.rows for c in shown)
    at: QWidget = shown[0]
    for card in shown[1:]:
        at = following(at)
        assert at is card
    at = following(at)
    assert at is numbers.table
    at = following(at)
    while numbers.quality.isAncestorOf(at):
        at = following(at)
    assert not numbers.isAncestorOf(at), "then whatever comes after the numbers"


def test_a_row_that_gets_the_focus_from_elsewhere_is_scrolled_into_sight(analysed: Window, qtbot: QtBot) -> None:
    analysed.session.document.set_analysis(squat_set(False))
    scroll = analysed.numbers.cards.scroll
    last = [c for c in analysed.numbers.summary.rows if c.isVisible()][-1]
    analysed.numbers.table.setFocus()
    last.setFocus(Qt.FocusReason.OtherFocusReason)

    def seen() -> bool:
        top = last.mapTo(scroll.viewport(), QPoint(0, 0)).y()
        return top >= 0 and top + last.height() <= scroll.viewport().height()

    qtbot.waitUntil(seen)
