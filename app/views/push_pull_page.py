"""Push and pull: how fast hip and knee extend on the way up, one small picture a rep, and what changes over the set."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.document import Document
from app.language.tr import tr
from app.playhead import Playhead
from app.push_pull_model import Cell, cells, change_words, lag_verdict, lag_words, refusal
from app.theme import DARK, SMALL_PX, Theme, number_font
from app.views.loops import nice_ticks
from app.views.or_reason import OrReason, sentence_label
from app.views.studies import Study
from app.views.surface import Surface
from app.words import number, show_metric, tooltip
from core.measures.push_pull import JOINTS, Extension, Joint

Floats = NDArray[np.float64]
CELL_PX, MOST_CELL_PX, GAP_PX, LEFT_PX, AXIS_PX, LINE_PX, NAME_PX = 188, 420, 8, 40, 16, 16, 60
NAMES_PX = 33  # of two names, one over the other
# hip and knee by colour and by form; the lanes' colours for pushing, darker on white so that they can be seen
_COLOURS: Final[dict[str, dict[Joint, str]]] = {
    "dark": {"knee": "#009E73", "hip": "#CC79A7"}, "light": {"knee": "#00785A", "hip": "#A8467F"},
}  # fmt: skip


class PicturesPainting(Surface):
    """All reps in a row on the same two scales; paints only what is seen."""

    cells: Sequence[Cell] = ()
    _theme: Theme = DARK
    _current: int | None = None
    _time_s = -1.0
    _longest_s = _fastest = 1.0
    _slowest = 0.0

    def take(self, made: Sequence[Cell], current: int | None) -> None:
        self.cells, self._current = made, current
        tops = [e.peak_deg_s for c in made for e in c.study.joints.values() if math.isfinite(e.peak_deg_s)]
        self._fastest = max(tops, default=1.0)
        lows = [
            float(np.nanmin(e.velocity_deg_s)) for c in made for e in c.study.joints.values() if _any(e.velocity_deg_s)
        ]
        self._slowest = min([0.0, *lows])  # a hip that bends on while the knee drives: the trunk tips
        self._longest_s = max((float(c.study.time_s[-1]) for c in made), default=1.0)

    # -- geometry
    def cell_rect(self, i: int) -> QRectF:
        width = (self.width() - LEFT_PX) / max(1, len(self.cells)) - GAP_PX
        width = min(max(width, CELL_PX), MOST_CELL_PX)
        return QRectF(LEFT_PX + i * (width + GAP_PX), 0, width, self.height())

    def _plot(self, i: int) -> QRectF:
        """The part of a cell with the curves: under its title, over its seconds and its numbers."""
        lines = len(self.cells[i].numbers) if self.height() >= 150 else 1
        return self.cell_rect(i).adjusted(4, 20, -4, -(AXIS_PX + LINE_PX * lines + 2))

    @property
    def _top(self) -> float:
        """The upper end of the axis: however low the plot is, with room for two names over its highest peak."""
        height = self._plot(0).height() if self.cells else 0.0
        room = min(NAMES_PX / max(height, 1.0), 0.5)
        return max(1.25 * self._fastest, self._slowest + (self._fastest - self._slowest) / (1 - room))

    def _place(self, box: QRectF, time_s: float, speed: float) -> QPointF:
        share = (speed - self._slowest) / (self._top - self._slowest)
        return QPointF(box.left() + time_s / self._longest_s * box.width(), box.bottom() - share * box.height())

    # -- painting
    def paint(self, painter: QPainter, seen: QRect) -> None:
        """All cells that touch `seen`."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(SMALL_PX, self.font()))
        if self.cells:
            self._paint_axis(painter)
        for i, cell in enumerate(self.cells):
            if self.cell_rect(i).toAlignedRect().intersects(seen):
                self._paint_cell(painter, i, cell)

    def _paint_axis(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("muted"))
        box = self._plot(0)
        for speed in nice_ticks(self._slowest, self._top, max(2, int(box.height() // 40)), 2):
            y = self._place(box, 0, speed).y()
            painter.drawText(QRectF(0, y - 8, LEFT_PX - 4, 16), _RIGHT, number(speed, 0))
        painter.drawText(QRectF(0, 0, LEFT_PX - 4, 18), _RIGHT, "°/s")

    def _paint_cell(self, painter: QPainter, i: int, cell: Cell) -> None:
        t, whole, box = self._theme, self.cell_rect(i), self._plot(i)
        now = cell.number == self._current
        painter.fillRect(box, t.colour("raised", 1.0 if now else 0.5))
        if now:
            painter.fillRect(QRectF(whole.left() + 4, 18, box.width(), 2), t.colour("accent"))
        painter.setPen(t.colour("text" if now else "muted"))
        painter.drawText(QRectF(box.left(), 0, 60, 18), _LEFT, tr("Rep {number}", number=cell.number))
        lag = next((m for name, _, m in cell.numbers if name == "hip_knee_peak_lag_ms"), None)
        if lag is not None:
            head = QRectF(box.left() + 44, 0, box.width() - 44, 18)
            words = lag_words(lag)
            if painter.fontMetrics().horizontalAdvance(words) > head.width():  # the numbers stand below as well
                words = lag_verdict(lag)
            painter.drawText(head, _RIGHT, words)
        painter.save()
        painter.setClipRect(box)
        painter.setPen(QPen(t.colour("line"), 1))
        painter.drawLine(QLineF(self._place(box, 0, 0), self._place(box, self._longest_s, 0)))
        for joint in JOINTS:
            self._paint_curve(painter, box, cell, joint)
        self._paint_peaks(painter, box, cell)
        painter.restore()
        painter.setPen(t.colour("muted"))
        ends = QRectF(box.left(), box.bottom() + 1, box.width(), AXIS_PX)
        painter.drawText(ends, _LEFT, tr("bottom"))
        at = self._place(box, float(cell.study.time_s[-1]), 0).x()
        painter.drawText(QRectF(at - 60, ends.top(), 60, AXIS_PX), _RIGHT, f"{cell.study.time_s[-1]:.2f} s")
        since = self._time_s - cell.bottom_s
        if now and 0 <= since <= cell.study.time_s[-1]:
            x = self._place(box, since, 0).x()
            painter.setPen(QPen(t.colour("accent"), 1))
            painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
        self._paint_numbers(painter, i, cell)

    def _paint_curve(self, painter: QPainter, box: QRectF, cell: Cell, joint: Joint) -> None:
        extension = cell.study.joints[joint]
        colour = QColor(_COLOURS[self._theme.name][joint])
        times, speed, sd = cell.study.time_s, extension.velocity_deg_s, extension.sd_deg_s
        known = np.isfinite(speed) & np.isfinite(sd)
        if known.sum() > 1:
            edge = [
                self._place(box, float(a), float(b)) for a, b in zip(times[known], (speed - sd)[known], strict=True)
            ]
            edge += [
                self._place(box, float(a), float(b))
                for a, b in zip(times[known][::-1], (speed + sd)[known][::-1], strict=True)
            ]
            fill = QColor(colour)
            fill.setAlphaF(0.15)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawPolygon(QPolygonF(edge))
        pen = QPen(colour, 1.75)
        if joint == "hip":
            pen.setDashPattern([6.0, 2.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path, drawing = QPainterPath(), False
        for time_s, value in zip(times, speed, strict=True):
            if math.isfinite(value):
                at = self._place(box, float(time_s), float(value))
                path.lineTo(at) if drawing else path.moveTo(at)
            drawing = math.isfinite(value)
        painter.drawPath(path)

    def _paint_peaks(self, painter: QPainter, box: QRectF, cell: Cell) -> None:
        """Hip round, knee square, with their letters and how sure their moments are."""
        for joint in JOINTS:
            e = cell.study.joints[joint]
            if not (math.isfinite(e.peak_s) and math.isfinite(e.peak_deg_s)):
                continue
            colour, at = QColor(_COLOURS[self._theme.name][joint]), self._place(box, e.peak_s, e.peak_deg_s)
            painter.setPen(QPen(colour, 1.25))
            if reach := self._reach(box, e):
                painter.drawLine(QLineF(at.x() - reach, at.y(), at.x() + reach, at.y()))
            painter.setBrush(colour)
            mark = QRectF(at.x() - 3.5, at.y() - 3.5, 7, 7)
            (painter.drawEllipse if joint == "hip" else painter.drawRect)(mark)
            painter.setPen(colour)
            beside, flag = self._name_box(box, cell, joint)
            painter.drawText(beside, flag, tr(joint))

    def _reach(self, box: QRectF, joint: Extension) -> float:
        """Pixels of one standard deviation of a peak's moment; 0 where it is not known."""
        return joint.peak_sd_s / self._longest_s * box.width() if math.isfinite(joint.peak_sd_s) else 0.0

    def _name_box(self, box: QRectF, cell: Cell, joint: Joint) -> tuple[QRectF, Qt.AlignmentFlag]:
        """Where a joint's name stands: the earlier peak's at its left, the other at its right, never on one another."""
        own, other = (cell.study.joints[j] for j in (joint, "knee" if joint == "hip" else "hip"))
        at, there = (self._place(box, e.peak_s, e.peak_deg_s) for e in (own, other))
        if own.peak_s < other.peak_s or (own.peak_s == other.peak_s and joint == "knee"):
            return QRectF(at.x() - NAME_PX - 4, at.y() - 17, NAME_PX, 14), _RIGHT
        if at.x() + NAME_PX + 4 <= box.right():
            over = QRectF(at.x() + 4, at.y() - 17, NAME_PX, 14)
            crossed = there.x() + self._reach(box, other) + 4 >= over.left() and abs(there.y() - over.center().y()) < 12
            return (over.translated(0, 20) if crossed else over), _LEFT  # under it where the other one's mark lies
        # no room at its right: at its left as well, over the other one
        top = at.y() if math.isnan(there.y()) else min(at.y(), there.y())
        return QRectF(at.x() - NAME_PX - 4, top - 31, NAME_PX, 14), _RIGHT

    def _paint_numbers(self, painter: QPainter, i: int, cell: Cell) -> None:
        for (_, text, metric), line in zip(cell.numbers, self._lines(i), strict=False):
            value = show_metric(metric).signed
            words = painter.fontMetrics()
            left = line.width() - words.horizontalAdvance(value) - 4
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(line, _LEFT, words.elidedText(tr(text), Qt.TextElideMode.ElideRight, round(left)))
            painter.setPen(self._theme.colour("text"))
            painter.drawText(line, _RIGHT, value)

    def _lines(self, i: int) -> list[QRectF]:
        box = self._plot(i)
        top = box.bottom() + AXIS_PX + 1
        count = round((self.height() - top) / LINE_PX)
        return [QRectF(box.left(), top + LINE_PX * k, box.width(), LINE_PX) for k in range(count)]


class Pictures(PicturesPainting, QWidget):
    """The same in the window; a click goes to that moment."""

    seeked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Hip and knee extension on the way up, one picture a rep"))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEFT_PX + len(self.cells) * (CELL_PX + GAP_PX), 100)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_cells(self, made: Sequence[Cell], current: int | None) -> None:
        self.take(made, current)
        self.updateGeometry()
        self.update()

    def set_time(self, time_s: float) -> None:
        self._time_s = time_s
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paint(QPainter(self), event.rect())

    # -- events
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """To that moment of the way up."""
        for i, cell in enumerate(self.cells):
            if self.cell_rect(i).contains(event.position()) and event.button() == Qt.MouseButton.LeftButton:
                box = self._plot(i)
                since = (event.position().x() - box.left()) / box.width() * self._longest_s
                self.seeked.emit(cell.bottom_s + min(max(since, 0.0), float(cell.study.time_s[-1])))

    def tip_at(self, at: QPointF) -> str:
        """The number under the pointer with its definition, else both peaks."""
        for i, cell in enumerate(self.cells):
            if not self.cell_rect(i).contains(at):
                continue
            for (name, _, metric), line in zip(cell.numbers, self._lines(i), strict=False):
                if line.contains(at):
                    return tooltip(name, metric)
            peaks = (f"{tr(joint)} {number(e.peak_deg_s, 0)} °/s" for joint, e in cell.study.joints.items())
            return tr(
                "Rep {number}, {side} leg. Fastest extension: {peaks}",
                number=cell.number,
                side=tr(cell.study.side),
                peaks=", ".join(peaks),
            )
        return ""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)


class PushPullPage(Study):
    """The sentence, and the row of pictures under it; it scrolls where there are many."""

    def __init__(self, document: Document, playhead: Playhead, theme: Theme) -> None:
        super().__init__()
        self._document, self._playhead = document, playhead
        self.sentence = sentence_label()
        self.sentence.setContentsMargins(8, 2, 8, 2)
        self.pictures = Pictures()
        self.pictures.set_theme(theme)
        self.pictures.seeked.connect(self.seeked)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.pictures)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.sentence)
        column.addWidget(self.area, 1)
        self.shown = OrReason(whole)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.shown)

    def set_theme(self, theme: Theme) -> None:
        self.pictures.set_theme(theme)

    def show_analysis(self) -> None:
        analysis = self._document.analysis
        why = "" if analysis is None else refusal(analysis)
        self.refusal = why
        self.shown.refuse(why)
        if analysis is None or why:
            self.pictures.set_cells([], None)
            return
        self.sentence.setText(change_words(self._document))
        self.pictures.set_cells(cells(self._document), None)
        self.show_unit()

    def show_unit(self) -> None:
        unit = self._document.unit
        current = unit.number if unit is not None else None
        self.pictures.set_cells(self.pictures.cells, current)
        for i, cell in enumerate(self.pictures.cells):
            if cell.number == current:
                box = self.pictures.cell_rect(i).toAlignedRect()
                self.area.ensureVisible(QRect(box).center().x(), 0, box.width() // 2 + GAP_PX, 0)

    def show_time(self, time_s: float) -> None:
        self.pictures.set_time(time_s)


def _any(values: Floats) -> bool:
    return bool(np.isfinite(values).any())


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
