"""Plots under one cursor that moves without painting a curve anew.

This module imports pyqtgraph, so it is imported only where plots are made.
"""

import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import QLineF, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from app.views.pixels import on_pixel


class CursorPlots(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """The cursor is no part of the scene: it is drawn over a picture of it, and only where it was and where it is.

    Who derives from it tells where the cursor stands and in which boxes, and calls `move_cursor`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._still: QPixmap | None = None  # everything but the cursor, as long as nothing of it changed
        self._making_still = False
        self._painted_px: float | None = None  # where the cursor was painted last
        self._strips = QRegion()  # to be painted because the cursor left them or came there
        self.scene().changed.connect(self._scene_changed)

    def cursor_place(self) -> tuple[float | None, list[QRectF]]:
        """Pixels from the left, None where it is not to be seen, and the boxes that it is drawn through."""
        raise NotImplementedError

    def cursor_colour(self) -> QColor:
        raise NotImplementedError

    def move_cursor(self, *_: object) -> None:
        """It stands elsewhere; on a long clip mostly less than a pixel away, where nothing is painted."""
        at, boxes = self._cursor_now()
        if at == self._painted_px:
            return
        if self._still is None and boxes and self.isVisible():
            self._make_still()
        for x in (self._painted_px, at):
            if x is not None:
                strip = QRect(round(x) - 2, 0, 4, self.height())
                self._strips += strip
                self.viewport().update(strip)

    def paint_anew(self) -> None:
        """All of it, the cursor as well; what lies under it is kept when it moves next."""
        self._still = None
        self.viewport().update()

    def _scene_changed(self, *_: object) -> None:
        self._still = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where only the cursor moved, what lies under it is known; anything else is painted by the scene."""
        if self._making_still:
            super().paintEvent(event)
            return
        strips, self._strips = self._strips, QRegion()
        if self._still is not None and event.region().subtracted(strips).isEmpty():
            painter = QPainter(self.viewport())
            painter.drawPixmap(0, 0, self._still)
        else:
            self._still = None
            super().paintEvent(event)
            painter = QPainter(self.viewport())
        at, boxes = self._cursor_now()
        self._painted_px = at
        if at is not None:
            painter.setPen(QPen(self.cursor_colour(), 1))
            painter.drawLines([QLineF(at, box.top(), at, box.bottom()) for box in boxes])

    def _cursor_now(self) -> tuple[float | None, list[QRectF]]:
        at, boxes = self.cursor_place()
        return None if at is None else on_pixel(at, self.devicePixelRatioF()), boxes

    def _make_still(self) -> None:
        """By the viewport itself: items keep a picture for each device, and know only of one what of it is old."""
        scale = self.devicePixelRatioF()
        still = QPixmap(self.viewport().size() * scale)
        still.setDevicePixelRatio(scale)
        self._making_still = True
        self.viewport().render(still, QPoint(), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
        self._making_still = False
        self._still = still
