"""Every part at the sizes people have: nothing is squeezed, no number and no word on a control is cut."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.dialogs.preferences import PreferencesDialog
from app.window import Window

# 960x540 is a full HD screen at 200 %
SIZES = [QSize(960, 540), QSize(1280, 720), QSize(1920, 1080)]


def squeezed(part: QWidget) -> list[str]:
    """Controls with less room than their words need; what wraps, elides or scrolls by its own rules is left out."""
    found = []
    for kind in (QLabel, QAbstractButton, QComboBox):
        for widget in part.findChildren(kind):
            if not widget.isVisible() or (isinstance(widget, QLabel) and (widget.wordWrap() or not widget.text())):
                continue
            if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
                continue
            if widget.sizePolicy().horizontalPolicy() == widget.sizePolicy().Policy.Ignored:
                continue
            needed, has = widget.minimumSizeHint(), widget.size()
            if has.height() < needed.height() or has.width() < needed.width():
                found.append(
                    f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}: {has} < {needed}"
                )
    return found


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width()}x{size.height()}")
def test_no_part_of_the_desk_is_squeezed_in_either_theme(analysed: Window, qtbot: QtBot, size: QSize) -> None:
    analysed.resize(size)
    for theme in ("light", "dark"):
        analysed.set_theme(theme)
        qtbot.wait(30)
        assert squeezed(analysed) == []
        cards = [card for card in analysed.numbers.cards.large if card.isVisible()]
        assert len(cards) >= 2 and all(card.height() >= card.sizeHint().height() for card in cards)
        table = analysed.numbers.table
        assert table.isVisible() and table.height() >= table.minimumHeight()
        assert table.geometry().bottom() <= analysed.numbers.height()


def test_on_a_low_screen_the_preferences_scroll_and_no_line_is_squeezed(qtbot: QtBot) -> None:
    dialog = PreferencesDialog("dark")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.resize(dialog.width(), 300)
    qtbot.wait(30)
    for label in dialog.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()
