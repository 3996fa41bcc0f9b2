"""One sentence under the toolbar, until it is read."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.language.tr import tr
from app.messages import Message

SIGNS = {"info": "", "caution": "△  ", "bug": "!  "}
STAYS_MS: Final = 4000  # what only tells that something was done
STAYS_MS_PER_CHARACTER: Final = 50


class MessageBar(QFrame):
    """The latest message; red only for an error of the program itself.

    What only tells that something was done floats over what is under it and goes by itself: nothing moves away from
    under the pointer.  What went wrong takes a line of its own and stays until it is closed.
    """

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
        self._home: tuple[QBoxLayout, int] | None = None
        self._going = QTimer(self)
        self._going.setSingleShot(True)
        self._going.timeout.connect(self.hide)
        self.hide()

    def live_in(self, layout: QBoxLayout) -> None:
        """Its place is the next one of this layout."""
        self._home = (layout, layout.count())
        layout.addWidget(self)
        layout.parentWidget().installEventFilter(self)

    @property
    def floats(self) -> bool:
        """Whether it lies over what is under it."""
        return self._home is not None and self._home[0].indexOf(self) < 0

    def show_message(self, message: Message) -> None:
        self.message = message
        self.text.setText(SIGNS[message.kind] + message.text)
        self.setProperty("kind", message.kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        self._settle(message.kind == "info")
        self.show()
        self.raise_()
        if message.kind == "info":
            self._going.start(STAYS_MS + STAYS_MS_PER_CHARACTER * len(message.text))
        else:
            self._going.stop()

    def _settle(self, floating: bool) -> None:
        if self._home is None:
            return
        layout, at = self._home
        if floating:
            layout.removeWidget(self)
            self._place()
        elif self.floats:
            layout.insertWidget(at, self)

    def _place(self) -> None:
        """Over the top of what stands under its line."""
        layout, at = self._home or (None, 0)
        above = layout.itemAt(at - 1).widget() if layout is not None and at else None
        top = above.mapTo(self.parentWidget(), QPoint(0, above.height())).y() if above is not None else 0
        width = self.parentWidget().width()
        tall = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry(0, top, width, tall)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible() and self.floats:
            self._place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._going.stop()
        super().hideEvent(event)
