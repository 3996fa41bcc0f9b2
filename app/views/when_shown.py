"""Work on a widget that is not worth doing while nobody sees it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class WhenShown(QTimer):
    """Does its work once, an event round after the last time it was asked; of a hidden widget, once that is shown."""

    def __init__(self, widget: QWidget, work: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self.setSingleShot(True)
        self.setInterval(0)
        self.timeout.connect(work)
        widget.installEventFilter(self)

    def ask(self) -> None:
        """Something has changed that the work rests on."""
        if self._widget.isVisible():
            self.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.start()
        elif event.type() == QEvent.Type.Hide:
            self.stop()
        return super().eventFilter(watched, event)
