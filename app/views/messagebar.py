"""One sentence under the toolbar, until it is read."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.language.tr import tr
from app.messages import Message
from app.preferences import left_handed

SIGNS = {"info": "", "caution": "△  ", "bug": "!  "}
STAYS_MS: Final = 4000  # what only tells that something was done
STAYS_MS_PER_CHARACTER: Final = 50
MOST_LINES: Final = 2
SPARE_PX: Final = 4  # a text that just fits would be broken


class MessageBar(QFrame):
    """The latest message; red only for an error of the program itself.

    It floats over the picture's edge, no wider than its words: nothing moves away from under the pointer.  What only
    tells that something was done goes by itself; what went wrong stays until it is closed.
    """

    placed = Signal(QRect)  # in the widget it floats over; empty while it is away

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.text, 1)
        self.close_button = QPushButton(tr("Close"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self.hide)
        row.addWidget(self.close_button)
        self.message: Message | None = None
        self._above: Callable[[], QWidget] | None = None
        self._beside: Callable[[], QWidget] | None = None
        self._going = QTimer(self)
        self._going.setSingleShot(True)
        self._going.timeout.connect(self.hide)
        self.hide()

    def float_over(self, parent: QWidget, above: Callable[[], QWidget], picture: Callable[[], QWidget]) -> None:
        """Over this widget, right under what `above` hands back: what is operated there stays free.

        picture : no wider than this as long as two lines are enough: the numbers beside it are being read.
        """
        self.setParent(parent)
        self._above, self._beside = above, picture
        parent.installEventFilter(self)

    def show_message(self, message: Message) -> None:
        self.message = message
        self.text.setText(SIGNS[message.kind] + message.text)
        self.setProperty("kind", message.kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        self.show()
        self.raise_()
        self.place()
        if message.kind == "info":
            self._going.start(STAYS_MS + STAYS_MS_PER_CHARACTER * len(message.text))
        else:
            self._going.stop()

    def place(self) -> None:
        """Where it belongs over what is shown now."""
        parent = self.parentWidget()
        if parent is None or self._above is None or not self.isVisible():
            return
        above = self._above()
        top = above.mapTo(parent, QPoint(0, above.height())).y()
        margins = self.layout().contentsMargins()  # type: ignore[union-attr]
        metrics = self.text.fontMetrics()
        words = max(metrics.horizontalAdvance(line) for line in self.text.text().split("\n")) + SPARE_PX
        row = margins.left() + words + self.layout().spacing() + self.close_button.sizeHint().width() + margins.right()  # type: ignore[union-attr]
        edges = self.contentsMargins()
        width = min(parent.width(), row + edges.left() + edges.right())
        picture = self._beside() if self._beside is not None else parent
        if picture.isVisible() and picture.width() < width:
            words_px = self.text.heightForWidth(picture.width() - (row - words))
            width = picture.width() if words_px <= MOST_LINES * metrics.lineSpacing() + SPARE_PX else width
        tall = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry(parent.width() - width if left_handed() else 0, top, width, tall)
        self.placed.emit(self.geometry())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._going.stop()
        self.placed.emit(QRect())
        super().hideEvent(event)
