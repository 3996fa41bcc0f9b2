"""A loop: one curve against depth, down and up in two shades; reps thin, the current one strong, the mean a band."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.knee_model import Loop
from app.language.tr import tr
from app.theme import DARK, SMALL_PX, Theme, number_font
from app.views.still import Still
from app.views.surface import Surface
from app.words import number
from core.measures.knee_tracking import DEPTHS, WAYS, DepthCurve, Way

Floats = NDArray[np.float64]
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 44, 10, 22, 34
THIN, DOWN_SHADE = 0.38, 0.6


@dataclass(frozen=True)
class Scale:
    """What is drawn from where to where, its reference line, and what either direction means."""

    title: str
    low: float
    high: float
    digits: int
    unit: str
    reference: float
    reference_text: str
    toward_low: str
    toward_high: str


def nice_ticks(low: float, high: float, most: int, least: int = 1) -> list[float]:
    """Round numbers between the two, at most so many; where they would be fewer than `least`, a few more."""
    span = max(high - low, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / most))
    steps = [k * power for k in (0.2, 0.5, 1, 2, 5, 10, 20)]
    at = next(i for i, step in enumerate(steps) if i >= 2 and span / step <= most)
    for step in steps[at::-1]:
        ticks = [i * step for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
        if len(ticks) >= least:
            break
    return ticks


def reach(shown: Sequence[Loop], reference: float, least: float) -> tuple[float, float]:
    """From the data of these loops, with the reference line and a little air."""
    values = [knees.curves[loop.name][way].value for loop in shown for _, knees in loop.reps for way in WAYS]
    for loop in shown:
        for curve in loop.mean.values():
            values += [curve.value - curve.sd, curve.value + curve.sd]
    flat = np.concatenate(values) if values else np.zeros(0)
    flat = flat[np.isfinite(flat)]
    low, high = (float(np.percentile(flat, q)) for q in (0.5, 99.5)) if len(flat) else (reference, reference)
    for loop in shown:  # a few wild values of other reps do not flatten the current one, and it is never cut
        for knees in (k for n, k in loop.reps if n == loop.current):
            mine = np.concatenate([knees.curves[loop.name][way].value for way in WAYS])
            low, high = min(low, float(np.nanmin(mine))), max(high, float(np.nanmax(mine)))
    low, high = min(low, reference), max(high, reference)
    more = max(least - (high - low), 0) / 2 + 0.06 * max(high - low, least)
    return low - more, high + more


class LoopPainting(Surface):
    """Depth runs downwards, as the athlete does."""

    _theme: Theme = DARK
    _loop: Loop | None = None
    _scale = Scale("", 0, 1, 2, "", 0, "", "", "")
    _now: tuple[Way, float] | None = None

    # -- geometry
    @property
    def area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT_PX, TOP_PX, -RIGHT_PX, -BOTTOM_PX)

    def place(self, value: float, depth: float) -> QPointF:
        box, s = self.area, self._scale
        share = (value - s.low) / (s.high - s.low)
        return QPointF(box.left() + share * box.width(), box.top() + depth * box.height())

    def _current(self) -> tuple[Floats, dict[Way, DepthCurve], dict[Way, Floats]] | None:
        loop = self._loop
        found = [k for n, k in loop.reps if n == loop.current] if loop is not None else []
        if loop is None or not found:
            return None
        return DEPTHS, dict(found[0].curves[loop.name]), dict(found[0].time_s)

    # -- painting
    def paint(self, painter: QPainter) -> None:
        self.paint_still(painter)
        self.paint_now(painter)

    def paint_still(self, painter: QPainter) -> None:
        """All that stays as it is from frame to frame."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(SMALL_PX, self.font()))
        self._paint_frame(painter)
        loop = self._loop
        if loop is None or not loop.reps:
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(
                self.area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, tr("Not seen in any rep")
            )
            return
        painter.save()
        painter.setClipRect(self.area)
        for way in WAYS:
            self._paint_band(painter, loop.mean[way], way)
        for n, knees in loop.reps:
            if n != loop.current:
                for way in WAYS:
                    self._paint_curve(painter, knees.curves[loop.name][way].value, way, strong=False)
        current = self._current()
        if current is not None:
            for way in WAYS:
                self._paint_curve(painter, current[1][way].value, way, strong=True)
        painter.restore()
        if loop.side is not None:
            self._paint_end_on(painter, loop.mean)
        if current is not None:
            self._paint_ends(painter, current[1])

    def _paint_frame(self, painter: QPainter) -> None:
        t, box, s = self._theme, self.area, self._scale
        painter.fillRect(box, t.colour("raised", 0.5))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(t.side(self._loop.side) if self._loop and self._loop.side else t.colour("text"))
        # in a narrow plot the title begins over its numbers, and is cut where even that is not enough
        title = metrics.elidedText(s.title, Qt.TextElideMode.ElideRight, box.right())
        left = min(box.left(), box.right() - metrics.horizontalAdvance(title))
        painter.drawText(QRectF(left, 2, box.right() - left + 1, 18), Qt.AlignmentFlag.AlignLeft, title)
        self._paint_legend(painter, box)
        painter.setPen(t.colour("muted"))
        for depth in (0.0, 0.3, 0.6, 1.0):
            y = box.top() + depth * box.height()
            painter.drawText(QRectF(0, y - 8, LEFT_PX - 4, 16), _RIGHT, f"{100 * depth:.0f} %")
        for tick in nice_ticks(s.low, s.high, max(2, int(box.width() // 64)), 2):
            at = self.place(tick, 1.0)
            text = number(tick, s.digits) + s.unit
            width = metrics.horizontalAdvance(text)
            left = min(at.x() - width / 2, self.width() - width - 1)
            painter.drawText(QRectF(left, box.bottom() + 1, width + 1, 16), _MIDDLE, text)
        ends = QRectF(box.left(), box.bottom() + 16, box.width(), 16)
        words = (f"← {s.toward_low}", f"{s.toward_high} →")
        if sum(map(metrics.horizontalAdvance, words)) + 8 > box.width():  # one end tells the other
            words = ("", words[1]) if metrics.horizontalAdvance(words[1]) <= box.width() else ("", "")
        painter.drawText(ends, Qt.AlignmentFlag.AlignLeft, words[0])
        painter.drawText(ends, Qt.AlignmentFlag.AlignRight, words[1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for depth in (0.3, 0.6):
            y = box.top() + depth * box.height()
            painter.setPen(QPen(t.colour("line"), 1))
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
        line = QPen(t.colour("muted"), 1)
        line.setDashPattern([2.0, 3.0])
        painter.setPen(line)
        x = self.place(s.reference, 0).x()
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(t.colour("muted"))
        painter.drawText(self.reference_box(metrics.horizontalAdvance(s.reference_text)), _MIDDLE, s.reference_text)

    def reference_box(self, width: float) -> QRectF:
        """Beside the reference line, at the end and on the side where no curve goes through the words."""
        box, x = self.area, self.place(self._scale.reference, 0).x()
        at_the_foot = (
            (box.bottom() - 17,) if self._loop is None or self._loop.side is None else ()
        )  # else words are there
        rooms = [
            QRectF(left, top, width + 1, 16) for top in (box.top() + 1, *at_the_foot) for left in (x + 4, x - 4 - width)
        ]
        inside = [room for room in rooms if room.left() >= box.left() and room.right() <= box.right() + 1]
        if not inside:  # a plot so narrow that the words stand over the line
            rooms[0].moveLeft(min(x + 4, self.width() - width - 1))
        rooms = inside or rooms[:1]
        return next((room for room in rooms if not self._crossed(room)), rooms[0])

    def _crossed(self, room: QRectF) -> bool:
        """Whether a rep's curve goes through it."""
        loop = self._loop
        depths = self.area.top() + DEPTHS * self.area.height()
        here = (depths >= room.top() - 2) & (depths <= room.bottom() + 2)
        for _, knees in loop.reps if loop is not None else ():
            for way in WAYS:
                values = knees.curves[loop.name][way].value[here] if loop is not None else np.zeros(0)
                across = [self.place(float(v), 0.0).x() for v in values[np.isfinite(values)]]
                if any(room.left() - 3 <= x <= room.right() + 3 for x in across):
                    return True
        return False

    def _paint_legend(self, painter: QPainter, box: QRectF) -> None:
        """Which shade is which way, and by form: a triangle down and one up."""
        metrics = QFontMetricsF(painter.font())
        words = {"up": tr("up"), "down": tr("down")}
        widths = {way: metrics.horizontalAdvance(text) for way, text in words.items()}
        right, title = box.right(), metrics.horizontalAdvance(self._scale.title)
        if title + sum(widths.values()) + 50 > box.width():  # the form alone where there is no room for both words
            words, widths = dict.fromkeys(words, ""), dict.fromkeys(words, 0.0)
        if title + 50 > box.width():
            return  # the arrowheads on the curves tell it as well
        for way, text in words.items():
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(QRectF(right - widths[way], 2, widths[way] + 1, 18), _MIDDLE, text)
            right -= widths[way] + 9
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour("up" if way == "up" else "down"))
            painter.drawPolygon(_arrow(QPointF(right, 11), math.pi / (-2 if way == "up" else 2)))
            right -= 12

    def _paint_end_on(self, painter: QPainter, mean: dict[Way, DepthCurve]) -> None:
        """Why an angle ends before the bottom."""
        seen = np.isfinite(mean["down"].value) | np.isfinite(mean["up"].value)
        depth = float(DEPTHS[seen][-1]) if seen.any() else 0.0
        if depth > 0.8:
            return
        box = self.area
        room = QRectF(box.left() + 4, box.top() + depth * box.height() + 4, box.width() - 8, (1 - depth) * box.height())
        painter.setPen(self._theme.colour("muted"))
        text = tr("Deeper down the thigh points at the camera: no angle can be seen")
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _colour(self, way: Way) -> QColor:
        colour = self._theme.side(self._loop.side if self._loop is not None else None)
        if self._loop is not None and self._loop.side is None:
            colour = self._theme.colour("text")
        return _mixed(colour, self._theme.colour("panel"), DOWN_SHADE) if way == "down" else colour

    def _paint_band(self, painter: QPainter, mean: DepthCurve, way: Way) -> None:
        known = np.isfinite(mean.value) & np.isfinite(mean.sd)
        if known.sum() < 2:
            return
        low, high, depth = (mean.value - mean.sd)[known], (mean.value + mean.sd)[known], DEPTHS[known]
        edge = [self.place(float(v), float(d)) for v, d in zip(low, depth, strict=True)]
        edge += [self.place(float(v), float(d)) for v, d in zip(high[::-1], depth[::-1], strict=True)]
        fill = QColor(self._colour(way))
        fill.setAlphaF(0.15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(edge))

    def _paint_curve(self, painter: QPainter, values: Floats, way: Way, strong: bool) -> None:
        colour = QColor(self._colour(way))
        colour.setAlphaF(1.0 if strong else THIN)
        pen = QPen(colour, 2.0 if strong else 1.0)
        if self._loop is not None and self._loop.side == "right":
            pen.setDashPattern([4.0, 2.0] if strong else [5.0, 3.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path, pen_down = QPainterPath(), False
        for value, depth in zip(values, DEPTHS, strict=True):
            if not math.isfinite(value):
                pen_down = False
                continue
            at = self.place(float(value), float(depth))
            if pen_down:
                path.lineTo(at)
            else:
                path.moveTo(at)
            pen_down = True
        painter.drawPath(path)

    def _paint_ends(self, painter: QPainter, curves: dict[Way, DepthCurve]) -> None:
        """Arrowheads on the strong loop: which half goes down is told by form too."""
        for way in WAYS:
            values = curves[way].value
            known = np.flatnonzero(np.isfinite(values))
            if len(known) < 6:
                continue
            k = int(known[len(known) // 2])
            a, b = (self.place(float(values[i]), float(DEPTHS[i])) for i in (k, min(k + 1, int(known[-1]))))
            turn = math.atan2(b.y() - a.y(), b.x() - a.x()) + (math.pi if way == "up" else 0.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour(way))
            painter.drawPolygon(_arrow(a, turn))

    def paint_now(self, painter: QPainter) -> None:
        """Where on the curve of the current rep the frame on the screen is."""
        current = self._current()
        if self._now is None or current is None:
            return
        way, depth = self._now
        values = current[1][way].value
        known = np.isfinite(values)
        if known.sum() < 2 or not DEPTHS[known][0] <= depth <= DEPTHS[known][-1]:
            return
        at = self.place(float(np.interp(depth, DEPTHS[known], values[known])), depth)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("panel"), 2))
        painter.setBrush(self._theme.colour("accent"))
        painter.drawEllipse(at, 5, 5)


class LoopPlot(LoopPainting, QWidget):
    """A click goes to that moment of the current rep."""

    seeked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._still = Still(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 90)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(300, 240)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._still.forget()

    def set_loop(self, loop: Loop, scale: Scale) -> None:
        self._loop, self._scale = loop, scale
        self.setAccessibleName(tr("{title} against depth, {count} reps", title=scale.title, count=len(loop.reps)))
        self._still.forget()

    def changeEvent(self, event: QEvent) -> None:
        """Another font."""
        super().changeEvent(event)
        self._still.forget()

    def set_now(self, now: tuple[Way, float] | None) -> None:
        """Way and depth of the frame on the screen."""
        if now != self._now:
            self._now = now
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._still.draw(painter, self.paint_still)
        self.paint_now(painter)

    # -- events
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The nearest point of the current rep."""
        current = self._current()
        if current is None or event.button() != Qt.MouseButton.LeftButton:
            return
        best, at_s = math.inf, math.nan
        for way in WAYS:
            for value, depth, time_s in zip(current[1][way].value, DEPTHS, current[2][way], strict=True):
                away = self.place(float(value), float(depth)) - event.position()
                far = math.hypot(away.x(), away.y())
                if math.isfinite(far) and math.isfinite(time_s) and far < best:
                    best, at_s = far, float(time_s)
        if math.isfinite(at_s):
            self.seeked.emit(at_s)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _arrow(at: QPointF, turn: float) -> QPolygonF:
    """An arrowhead that points along an angle, radians clockwise from the picture's right."""
    return QPolygonF([at + QPointF(math.cos(turn + d), math.sin(turn + d)) * 6 for d in (0.0, 2.4, -2.4)])


def _mixed(a: QColor, b: QColor, share: float) -> QColor:
    """`share` of a, the rest of b: a second shade that stays opaque."""
    pairs = ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()))
    return QColor.fromRgbF(*(share * x + (1 - share) * y for x, y in pairs))
