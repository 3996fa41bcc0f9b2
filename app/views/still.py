"""What of a widget stays as it is from frame to frame, painted once and kept: only a cursor or a dot moves over it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget


class Still:
    """Of one widget; painted anew when it is forgotten, or where the widget has another size or sharpness."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._pixmap: QPixmap | None = None

    def forget(self) -> None:
        """It looks otherwise from now on."""
        self._pixmap = None
        self._widget.update()

    def draw(self, painter: QPainter, paint: Callable[[QPainter], None]) -> None:
        """On the widget's painter.  paint : makes it, where it is not there."""
        ratio = self._widget.devicePixelRatioF()
        size = self._widget.size() * ratio
        if self._pixmap is None or self._pixmap.size() != size:
            self._pixmap = QPixmap(size)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            own = QPainter(self._pixmap)
            paint(own)
            own.end()
        painter.drawPixmap(0, 0, self._pixmap)
