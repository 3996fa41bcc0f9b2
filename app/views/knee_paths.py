"""The way of each knee over its foot through one rep, drawn on the picture: down and up in two shades."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from app.theme import DARK
from core.pose.skeleton import Side

Floats = NDArray[np.float64]
HALO: Final = QColor(12, 14, 16, 190)
DOWN: Final = 0.55


@dataclass(frozen=True)
class KneePath:
    """down, up : (n, 2) picture pixels of the knee; toe : (2,) where the foot points, the line to compare it with."""

    side: Side
    down: Floats
    up: Floats
    toe: Floats


def paint_knee_path(painter: QPainter, path: KneePath, to_screen: QTransform, scale: float = 1.0) -> None:
    """Left solid, right dashed; a dotted plumb line over the toes."""
    colour = DARK.side(path.side)
    both = np.concatenate([path.down, path.up])
    if np.isfinite(path.toe).all() and len(both):
        foot = to_screen.map(QPointF(*map(float, path.toe)))
        top = to_screen.map(QPointF(float(path.toe[0]), float(both[:, 1].min())))
        _line(painter, foot, top, colour, scale)
    for points, strength in ((path.down, DOWN), (path.up, 1.0)):
        if len(points) < 2:
            continue
        way = QPainterPath(to_screen.map(QPointF(*map(float, points[0]))))
        for x, y in points[1:]:
            way.lineTo(to_screen.map(QPointF(float(x), float(y))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(HALO, 5 * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(way)
        pen = QPen(_shaded(colour, strength), 2.5 * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if path.side == "right":
            pen.setDashPattern([3.0, 1.5])
        painter.setPen(pen)
        painter.drawPath(way)
    if len(path.down):  # the turning point: round for left, square for right, as the joints are
        at, r = to_screen.map(QPointF(*map(float, path.down[-1]))), 4 * scale
        painter.setPen(QPen(HALO, scale))
        painter.setBrush(colour)
        box = QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r)
        (painter.drawEllipse if path.side == "left" else painter.drawRect)(box)


def _line(painter: QPainter, foot: QPointF, top: QPointF, colour: QColor, scale: float) -> None:
    painter.setPen(QPen(HALO, 3 * scale))
    painter.drawLine(QLineF(foot, top))
    pen = QPen(colour, 1.25 * scale)
    pen.setDashPattern([2.0, 2.0])
    painter.setPen(pen)
    painter.drawLine(QLineF(foot, top))


def _shaded(colour: QColor, strength: float) -> QColor:
    """Towards white: on a picture a lighter shade reads, a darker one does not."""
    return QColor.fromRgbF(*(1 - strength * (1 - c) for c in (colour.redF(), colour.greenF(), colour.blueF())))
