"""The known length or rectangle on the picture, as it is set and as it was set."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.theme import BODY_PX, DARK, number_font
from app.words import number

Point = tuple[float, float]
HALO: Final = QColor(12, 14, 16, 190)
GRAB_PX: Final = 10.0


class ScaleItem(QGraphicsItem):
    """points : picture pixels.  wanted : 2 for a line, 4 for a rectangle.  lengths_m : what stands at its sides."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QRectF()
        self.points: Sequence[Point] = ()
        self.wanted = 2
        self.lengths_m: Sequence[float] = ()
        self.pointer: Point | None = None
        self.setZValue(3)
        self.hide()

    def set_size(self, width: float, height: float) -> None:
        self.prepareGeometryChange()
        self._box = QRectF(-0.2 * width, -0.2 * height, 1.4 * width, 1.4 * height)

    def boundingRect(self) -> QRectF:
        return self._box

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        to_screen = painter.worldTransform()
        points = [to_screen.map(QPointF(*p)) for p in self.points]
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = list(points)
        if len(points) < self.wanted and self.pointer is not None and points:
            path.append(to_screen.map(QPointF(*self.pointer)))
        closed = self.wanted == 4 and len(points) == 4
        for colour, width in ((HALO, 4.0), (QColor(DARK.accent), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            (painter.drawPolygon if closed else painter.drawPolyline)(QPolygonF(path))
        for i, point in enumerate(points):
            painter.setPen(QPen(HALO, 1.5))
            painter.setBrush(QColor(DARK.accent))
            painter.drawEllipse(point, 5.0, 5.0)
            if self.wanted == 4:
                self._label(painter, str(i + 1), point + QPointF(12, -12))
        for i, length in enumerate(self.lengths_m):
            if i + 1 < len(points):
                self._label(painter, f"{number(length, 2)} m", (points[i] + points[i + 1]) / 2 + QPointF(0, -14))
        painter.restore()

    @staticmethod
    def _label(painter: QPainter, text: str, centre: QPointF) -> None:
        font = number_font(BODY_PX, bold=True)
        metrics = QFontMetricsF(font)
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height() + 2)
        box.moveCenter(centre)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(HALO)
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(font)
        painter.setPen(QColor(DARK.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
