"""What the repair tool draws on the picture: rings, the chosen landmark, and what was put by hand."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.theme import BODY_PX, DARK, number_font

_HALO = QColor(12, 14, 16, 190)


class RepairItem(QGraphicsItem):
    """Painted in screen pixels over the figure; hidden while the tool is not in the hand."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(50)
        self._box = QRectF()
        self.points: NDArray[np.float64] = np.full((33, 2), np.nan)
        self.doubtful: frozenset[int] = frozenset()
        self.by_hand: frozenset[int] = frozenset()
        self.chosen: int | None = None
        self.label = ""
        self.hide()

    def set_box(self, box: QRectF) -> None:
        self.prepareGeometryChange()
        self._box = box

    def boundingRect(self) -> QRectF:
        return self._box

    def show_points(
        self,
        points: NDArray[np.float64],
        doubtful: Iterable[int],
        by_hand: Iterable[int],
        chosen: int | None,
        label: str,
    ) -> None:
        self.points, self.doubtful, self.by_hand = points, frozenset(doubtful), frozenset(by_hand)
        self.chosen, self.label = chosen, label
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        to_screen = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ratio = painter.device().devicePixelRatioF() if painter.device() else 1.0
        painter.scale(ratio, ratio)
        for k, (x, y) in enumerate(self.points):
            if not (math.isfinite(x) and math.isfinite(y)):
                continue
            at = to_screen.map(QPointF(float(x), float(y))) / ratio
            if k in self.doubtful:
                self._ring(painter, at, 10, Qt.PenStyle.DashLine)
            if k in self.by_hand:
                self._diamond(painter, at)
            if k == self.chosen:
                self._ring(painter, at, 14, Qt.PenStyle.SolidLine)
                self._name(painter, at)
        painter.restore()

    def _ring(self, painter: QPainter, at: QPointF, radius: float, style: Qt.PenStyle) -> None:
        painter.setPen(QPen(_HALO, 4))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(QColor(DARK.accent if style == Qt.PenStyle.SolidLine else DARK.text), 2, style))
        painter.drawEllipse(at, radius, radius)

    def _diamond(self, painter: QPainter, at: QPointF) -> None:
        r = 6.0
        painter.setPen(QPen(_HALO, 1))
        painter.setBrush(QColor(DARK.accent))
        painter.drawPolygon(
            QPolygonF([at + QPointF(0, -r), at + QPointF(r, 0), at + QPointF(0, r), at + QPointF(-r, 0)])
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _name(self, painter: QPainter, at: QPointF) -> None:
        painter.setFont(number_font(BODY_PX, bold=True))
        box = painter.boundingRect(QRectF(at.x() + 20, at.y() - 28, 400, 20), Qt.AlignmentFlag.AlignLeft, self.label)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 14, 16, 200))
        painter.drawRoundedRect(box.adjusted(-5, -2, 5, 2), 3, 3)
        painter.setPen(QColor(DARK.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, self.label)
        painter.setBrush(Qt.BrushStyle.NoBrush)
