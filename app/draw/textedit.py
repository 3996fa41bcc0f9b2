"""Words written on the picture where they will stand."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.language.tr import tr
from core.annotations.annotation import MOST_LINES, MOST_TEXT

WIDTH, HEIGHT = 220, 58


class TextEdit(QPlainTextEdit):
    """Enter is done, Shift+Enter a new line, Esc leaves the words as they were.

    done : emitted once, with the words, or None where they are to stay as they were.
    """

    done = Signal(object)

    def __init__(self, text: str, centre: QPoint, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = False
        self.setPlainText(text)
        self.setAccessibleName(tr("Words of the drawing"))
        self.setToolTip(tr("Enter: done. Shift+Enter: a new line. Esc: leave it."))
        self.setPlaceholderText(tr("Words, then Enter"))
        self.setTabChangesFocus(True)
        self.resize(WIDTH, HEIGHT)
        x = min(max(centre.x() - WIDTH // 2, 0), max(0, parent.width() - WIDTH))
        y = min(max(centre.y() - HEIGHT // 2, 0), max(0, parent.height() - HEIGHT))
        self.move(x, y)
        self.selectAll()

    def words(self) -> str:
        """No longer than an annotation's text may be."""
        lines = self.toPlainText().replace("\t", " ").strip().split("\n")[:MOST_LINES]
        return "\n".join(lines)[:MOST_TEXT]

    def finish(self, keep: bool) -> None:
        if not self._over:
            self._over = True
            self.done.emit(self.words() if keep else None)
            self.hide()
            self.deleteLater()

    def event(self, event: QEvent) -> bool:
        """Nothing typed here is a shortcut of the window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.finish(False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.finish(True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.finish(True)
