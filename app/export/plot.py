"""Curves as a picture, for reports and the clipboard: the plots of the window on paper."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from app.curves import Group, letters, middle_and_sd, round_steps, y_range
from app.language.tr import tr
from app.theme import LIGHT, Theme, number_font
from core.analysis import Analysis
from core.stretches import runs

Floats = NDArray[np.float64]
_PIECE = 64  # points of a line drawn at once
MIDLINE = "trunk"  # no other curve stands beside a left and a right one in `app.curves.GROUPS`


@dataclass(frozen=True)
class Curve:
    """One line of a plot: side left is solid, right dashed, None is the midline.  sd : the band about it."""

    name: str
    side: str | None
    time_s: Floats
    values: Floats
    sd: Floats | None = None


def curves_of(analysis: Analysis, group: Group, sds: Mapping[str, Floats] | None = None) -> list[Curve]:
    """The measured curves of a group.  sds : name -> (T,) how sure each is, as far as that is known."""
    found = []
    for name, side in group.curves(analysis.series):
        values, sd = middle_and_sd(analysis.series[name])
        found.append(Curve(name, side, analysis.series.time_s, values, (sds or {}).get(name, sd)))
    return found


def plot_image(
    analysis: Analysis, title: str, unit: str, curves: Sequence[Curve], size: tuple[int, int], theme: Theme = LIGHT
) -> QImage:
    """Title with the unit, seconds below, events as thin verticals with their letters, who is who in words."""
    width, height = size
    em = max(9.0, height / 16)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme.colour("panel"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(4.2 * em, 2.2 * em, width - 5 * em, height - 4.4 * em)
    first, last = (float(min(c.time_s[0] for c in curves)), float(max(c.time_s[-1] for c in curves)))
    sheet = _Sheet(painter, theme, box, em, (first, last), y_range([c.values for c in curves]))
    painter.setFont(number_font(round(em), bold=True))
    painter.setPen(theme.colour("text"))
    named = f"{title}, {unit}" if unit else title
    painter.drawText(QRectF(0.5 * em, 0, width, 2 * em), Qt.AlignmentFlag.AlignVCenter, named)
    painter.setFont(number_font(max(8, round(0.8 * em))))
    _grid(sheet)
    for time_s, text, _ in letters(analysis):
        if first <= time_s <= last:
            x = sheet.at(time_s, sheet.y[0]).x()
            painter.setPen(QPen(theme.colour("muted", 0.5), 1))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(x + 2, box.top() + 0.8 * em), text)
    painter.setClipRect(box.adjusted(-1, -1, 1, 1))
    for curve in curves:
        _curve(sheet, curve)
    painter.setClipping(False)
    _legend(sheet, curves, width)
    painter.end()
    return image


@dataclass(frozen=True)
class _Sheet:
    """Where a plot is painted: the curves' box in pixels, the height of a line of text, seconds and values from, to."""

    painter: QPainter
    theme: Theme
    box: QRectF
    em: float
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, time_s: float, value: float) -> QPointF:
        along = (time_s - self.x[0]) / (self.x[1] - self.x[0] or 1.0)
        up = (value - self.y[0]) / (self.y[1] - self.y[0])
        return QPointF(self.box.left() + along * self.box.width(), self.box.bottom() - up * self.box.height())


def _grid(sheet: _Sheet) -> None:
    painter, box, em = sheet.painter, sheet.box, sheet.em
    for value in round_steps(*sheet.y, 4):
        painter.setPen(QPen(sheet.theme.colour("line"), 1))
        left = sheet.at(sheet.x[0], value)
        painter.drawLine(left, QPointF(box.right(), left.y()))
        painter.setPen(sheet.theme.colour("muted"))
        text = f"{value:g}".replace("-", "\N{MINUS SIGN}")
        painter.drawText(QRectF(0, left.y() - em, box.left() - 0.4 * em, 2 * em),
                         Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)  # fmt: skip
    for value in round_steps(*sheet.x, 8):
        place = sheet.at(value, sheet.y[0])
        painter.drawText(QRectF(place.x() - 3 * em, box.bottom() + 0.2 * em, 6 * em, 1.6 * em),
                         Qt.AlignmentFlag.AlignCenter, f"{value:g} s")  # fmt: skip


def _curve(sheet: _Sheet, curve: Curve) -> None:
    painter, at = sheet.painter, sheet.at
    colour = sheet.theme.side(curve.side)
    if curve.sd is not None:
        band = QColor(colour)
        band.setAlphaF(0.15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        for rows in _stretches(curve.values + curve.sd):
            upper = [at(curve.time_s[i], curve.values[i] + curve.sd[i]) for i in rows]
            lower = [at(curve.time_s[i], curve.values[i] - curve.sd[i]) for i in reversed(rows)]
            painter.drawPolygon(QPolygonF(upper + lower))
    for rows in _stretches(curve.values):
        pen = QPen(colour, 0.14 * sheet.em)
        if curve.side == "right":
            pen.setDashPattern([5.0, 3.0])
        _line(painter, pen, [at(curve.time_s[i], curve.values[i]) for i in rows])


def _stretches(values: Floats) -> Iterator[list[int]]:
    """The frames of each stretch without a gap, as many as a drawing needs."""
    for start, stop in runs(np.isfinite(values)):
        yield _few(start, stop)


def _line(painter: QPainter, pen: QPen, points: list[QPointF]) -> None:
    """In short pieces, whose dashes go on from one to the next: Qt takes minutes for a long line that is wide."""
    gone = 0.0
    for first in range(0, len(points) - 1, _PIECE):
        piece = points[first : first + _PIECE + 1]
        pen.setDashOffset(gone)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(piece))
        gone += sum(math.hypot((b - a).x(), (b - a).y()) for a, b in itertools.pairwise(piece)) / pen.widthF()


def _few(start: int, stop: int, most: int = 3000) -> list[int]:
    """Every frame of a short stretch, evenly chosen ones of a very long one."""
    return [int(frame) for frame in np.unique(np.linspace(start, stop - 1, min(stop - start, most)).astype(int))]


def _legend(sheet: _Sheet, curves: Sequence[Curve], width: int) -> None:
    """Who is who; one curve alone is what the title says."""
    painter, theme, em = sheet.painter, sheet.theme, sheet.em
    x = width - 0.6 * em
    for curve in reversed(curves if len(curves) > 1 else ()):
        text = tr(curve.side or MIDLINE)
        room = painter.fontMetrics().horizontalAdvance(text)
        x -= room
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(x, 1.3 * em), text)
        pen = QPen(theme.side(curve.side), 0.16 * em)
        if curve.side == "right":
            pen.setDashPattern([4.0, 2.0])
        painter.setPen(pen)
        painter.drawLine(QPointF(x - 2.2 * em, em), QPointF(x - 0.4 * em, em))
        x -= 3 * em
