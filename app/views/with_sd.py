"""A table's cell with a value and, beside it, its plus-minus in muted type."""

import math
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.theme import SMALL_PX, number_font

PLAIN_PX = 5  # left and right of a text without plus-minus, as the style has it
SD_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class WithSd(QStyledItemDelegate):
    """The plus-minus beside every value, muted; drawn here, because a style sheet would set its own size.

    weighed : rows that are told bold have their numbers bold too.
    """

    def __init__(self, parent: QWidget | None = None, weighed: bool = False) -> None:
        super().__init__(parent)
        self._weighed = weighed

    def parts(self, index: Index) -> tuple[str, str]:
        """Value with its mark, and plus-minus."""
        sd = index.data(SD_ROLE)
        return str(index.data() or ""), f"\N{THIN SPACE}{sd}" if sd else ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        value, sd = self.parts(index)
        if not sd:
            return super().sizeHint(option, index)
        value_font, sd_font = self._fonts(index)
        width = QFontMetricsF(value_font).horizontalAdvance(value) + QFontMetricsF(sd_font).horizontalAdvance(sd)
        return QSize(math.ceil(width) + 6, SMALL_PX + 6)

    def _fonts(self, index: Index) -> tuple[QFont, QFont]:
        """Of the value and of its plus-minus."""
        own = index.data(Qt.ItemDataRole.FontRole) if self._weighed else None
        weight = own.weight() if isinstance(own, QFont) else None
        return _small(weight), _small()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground by the style where there is one; the words are put here, for a style takes its time for each."""
        value, sd = self.parts(index)
        if option.state & _MARKED:
            ground = QStyleOptionViewItem(option)  # alone: asking the model for a text and an icon takes longer
            option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        if not sd:
            self._paint_plain(painter, option, index, value)
            return
        value_font, sd_font = self._fonts(index)
        box = QRectF(option.rect).adjusted(1, 0, -3, 0)
        width = QFontMetricsF(sd_font).horizontalAdvance(sd)
        painter.setFont(value_font)
        painter.drawText(box.adjusted(0, 0, -width, 0), _RIGHT, value)
        painter.setFont(sd_font)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(box, _RIGHT, sd)

    @staticmethod
    def _paint_plain(painter: QPainter, option: QStyleOptionViewItem, index: Index, text: str) -> None:
        """In the model's own font, cut where there is too little room."""
        font, align = index.data(Qt.ItemDataRole.FontRole), index.data(Qt.ItemDataRole.TextAlignmentRole)
        box = option.rect.adjusted(PLAIN_PX, 0, -PLAIN_PX, -1)
        painter.setFont(font)
        painter.drawText(box, align, QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width()))


@lru_cache(maxsize=8)
def _small(weight: QFont.Weight | None = None) -> QFont:
    font = number_font(SMALL_PX)
    if weight is not None:
        font.setWeight(weight)
    return font


_MARKED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
