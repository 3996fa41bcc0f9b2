"""A label and a list that say with an ellipsis that there is more of their text."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLabel, QStyle, QStyleOption, QStyleOptionComboBox, QStylePainter, QToolTip

SHORTER: Final = Qt.ItemDataRole.UserRole + 1  # an entry's words where all of them have no room
INSIDE_PX: Final = 2  # beside the letters of a list, which its style keeps free


class ElidedLabel(QLabel):
    """Of one line, and as narrow as it has to be; its tooltip should tell the whole."""

    cut_at: Qt.TextElideMode = Qt.TextElideMode.ElideRight

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), self.contentsRect()
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        told = self.fontMetrics().elidedText(self.text(), self.cut_at, box.width())
        self.style().drawItemText(
            painter, box, int(self.alignment()), self.palette(), self.isEnabled(), told, self.foregroundRole()
        )


class ElidedCombo(QComboBox):
    """A list whose chosen text ends with an ellipsis where it is cut, and is told whole on hover.

    An entry may have shorter words (`SHORTER`), which are shown before anything is cut.
    """

    cut_at: Qt.TextElideMode = Qt.TextElideMode.ElideRight

    def told(self) -> str:
        """The text as it is seen."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        box = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        text, room = self.currentText(), max(0, box.width() - INSIDE_PX)
        shorter = self.currentData(SHORTER)
        if isinstance(shorter, str) and self.fontMetrics().horizontalAdvance(text) > room:
            text = shorter
        return self.fontMetrics().elidedText(text, self.cut_at, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.told() or self.placeholderText()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        """On hover the whole text stands over what the list is for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            whole = self.currentText()
            lines = [whole] if self.told() != whole else []
            lines += [self.toolTip()] if self.toolTip() and self.toolTip() != whole else []
            QToolTip.showText(event.globalPos(), "\n".join(lines), self)
            return True
        return super().event(event)
