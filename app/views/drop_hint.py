"""What is said over the whole window while a file is dragged over it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

MARGIN_PX = 48  # for words beside the frame


class DropHint(QLabel):
    """A sentence in a frame over all that takes the drop; the drag itself goes through it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("role", "drop")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._told = ""
        self._over = over
        over.installEventFilter(self)
        self.hide()

    def tell(self, sentence: str) -> None:
        self._told = sentence
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        """A name may be longer than the window is wide."""
        self.setGeometry(self._over.rect())
        self.ensurePolished()
        room = self._over.width() - 2 * MARGIN_PX
        self.setText(self.fontMetrics().elidedText(self._told, Qt.TextElideMode.ElideMiddle, room))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
