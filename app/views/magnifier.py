"""A round loupe under the pointer: the picture's own pixels, and the joints as rings that leave their middle free."""

import math
from typing import Final

from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.theme import DARK, SMALL_PX, number_font
from app.views.overlay import BONE_PAIRS, HALO, JOINTS, SIDE_OF, Figure

SIZE: Final = 220
LEAST_FACTOR: Final = 3.0  # screen pixels per picture pixel, or per screen pixel where the picture is shown larger
RING_PX: Final = 9.0


class Magnifier(QWidget):
    """A child of the picture's viewport that lets every mouse event through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(SIZE, SIZE)
        self._image: QImage | None = None
        self._size = QSizeF(1, 1)  # of the picture in its own pixels
        self._figure: Figure | None = None
        self._at = QPointF()
        self._factor = LEAST_FACTOR
        self.hide()

    @property
    def factor(self) -> float:
        """Screen pixels per picture pixel."""
        return self._factor

    def set_picture(self, image: QImage | None, size: QSizeF) -> None:
        self._image, self._size = image, size
        self.update()

    def set_figure(self, figure: Figure | None) -> None:
        self._figure = figure
        self.update()

    def look(self, at_px: QPointF, pointer: QPoint, shown_scale: float) -> None:
        """Show what lies about a point of the picture; shown_scale : how large the picture is on the screen now.

        At the window's edges the loupe stays inside; its middle still shows what the pointer points at.
        """
        self._at = at_px
        self._factor = LEAST_FACTOR * max(1.0, shown_scale)
        room = self.parentWidget()
        if room is not None:
            x = min(max(pointer.x() - SIZE // 2, 0), max(0, room.width() - SIZE))
            y = min(max(pointer.y() - SIZE // 2, 0), max(0, room.height() - SIZE))
            self.move(x, y)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(1.5, 1.5, SIZE - 3, SIZE - 3)
        path = QPainterPath()
        path.addEllipse(circle)
        painter.setClipPath(path)
        painter.fillRect(self.rect(), QColor(DARK.background))
        # No smoothing: what is seen are the pixels themselves.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        whole = QRectF(self._place(QPointF(0, 0)), self._size * self._factor)
        painter.drawImage(whole, self._image)
        self._paint_figure(painter)
        self._paint_cross(painter)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(HALO, 3))
        painter.drawEllipse(circle)
        painter.setPen(QPen(QColor(DARK.text), 1.25))
        painter.drawEllipse(circle)
        self._paint_words(painter)

    def _place(self, point: QPointF) -> QPointF:
        """Picture pixels to the loupe's."""
        return (point - self._at) * self._factor + QPointF(SIZE / 2, SIZE / 2)

    def _paint_figure(self, painter: QPainter) -> None:
        if self._figure is None:
            return
        xy = self._figure.xy_px
        places = [
            self._place(QPointF(float(x), float(y))) if math.isfinite(x) and math.isfinite(y) else None for x, y in xy
        ]
        for a, b in BONE_PAIRS:
            start, end = places[a], places[b]
            if start is None or end is None:
                continue
            line = QLineF(start, end)
            if line.length() < 2 * RING_PX:
                continue
            share = RING_PX / line.length()
            short = QLineF(line.pointAt(share), line.pointAt(1 - share))
            self._draw(painter, SIDE_OF[a] if SIDE_OF[a] == SIDE_OF[b] else None, 0.55, short)
        for i in JOINTS:
            at = places[i]
            if at is not None:
                self._draw(
                    painter, SIDE_OF[i], 1.0, QRectF(at.x() - RING_PX, at.y() - RING_PX, 2 * RING_PX, 2 * RING_PX)
                )

    @staticmethod
    def _draw(painter: QPainter, side: str | None, opacity: float, shape: QLineF | QRectF) -> None:
        """Thin, with a halo: left round and solid, right square and dashed, as on the picture."""
        painter.setOpacity(opacity)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, 2.5), QPen(DARK.side(side), 1)):
            painter.setPen(pen)
            if isinstance(shape, QLineF):
                painter.drawLine(shape)
            elif side == "left":
                painter.drawEllipse(shape)
            else:
                painter.drawRect(shape)
        painter.setOpacity(1.0)

    @staticmethod
    def _paint_cross(painter: QPainter) -> None:
        """Four short strokes about the very point; the point itself stays free."""
        middle = SIZE / 2
        for pen in (QPen(HALO, 3), QPen(QColor(DARK.text), 1)):
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(QPointF(middle + 6 * dx, middle + 6 * dy), QPointF(middle + 14 * dx, middle + 14 * dy))

    def _paint_words(self, painter: QPainter) -> None:
        """Which pixel it is."""
        inside = QRectF(QPointF(0, 0), self._size).contains(self._at)
        if not inside:
            return
        painter.setFont(number_font(SMALL_PX, self.font()))
        text = f"{int(self._at.x())}, {int(self._at.y())} px"
        width = painter.fontMetrics().horizontalAdvance(text) + 12
        box = QRectF((SIZE - width) / 2, SIZE - 32, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 14, 16, 190))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(DARK.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
