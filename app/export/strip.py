"""What is burned in below a video: the lanes of the window with one cursor, and the numbers of the rep or step."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from app.choice import split
from app.document import Unit, units_of
from app.export.caption import unit_at
from app.lanes_model import Lanes, lanes_of
from app.language.tr import tr
from app.theme import DARK, Theme, number_font
from app.views.lane_rows import Canvas, paint_bands, paint_bar, paint_words
from app.views.timestrip import ticks
from app.words import PENCIL, show_metric, title
from core.analysis import Analysis

_ROW = 0.9  # of the letters' height
_SHOWN_S = 6.0  # of a longer clip, about the cursor
_NUMBERS = 3  # where none were chosen
_TICKS = 12  # seconds under the lanes, at most
_CELL, _LINES = 9.0, 2.4  # at least so wide and just so high is a number with its name, in letters


@dataclass(frozen=True)
class StripStyle:
    """lanes, numbers : which of them.  chosen : measures, empty = the leading ones."""

    lanes: bool = True
    numbers: bool = True
    chosen: tuple[str, ...] = ()


class Strip:
    """Painted once per stretch of time and kept; the cursor and the numbers come fresh on every frame."""

    def __init__(
        self, analysis: Analysis, style: StripStyle, width: int, picture_height: int, theme: Theme = DARK
    ) -> None:
        self._theme = theme
        self._analysis, self._style, self.width = analysis, style, width
        self._em = max(14.0, 0.026 * min(width, picture_height))
        self._units = units_of(analysis)
        self._lanes: Lanes = lanes_of(analysis) if style.lanes else Lanes()
        self._rows_height = sum(self._row_px(row.height) for row in self._lanes.rows)
        self._names = self._chosen() if style.numbers else []
        self._columns = max(1, min(1 + len(self._names), int((width - self._em) // (_CELL * self._em))))
        rows = -(-(1 + len(self._names)) // self._columns)
        lines = (0.2 + _LINES * rows) * self._em if style.numbers and self._units else 0.0
        self.height = 2 * math.ceil(
            (self._rows_height + lines + (0.6 * self._em if self._lanes.rows or lines else 0)) / 2
        )
        self._gutter = 6.5 * self._em
        self._still: tuple[float, QImage] | None = None
        self._told: tuple[Unit | None, QImage] | None = None

    def _chosen(self) -> list[str]:
        """Of the rep or step with most of them, so that the strip keeps its height and its places all along."""
        metrics = max((unit.metrics for unit in self._units), key=len, default={})
        there = [name for name in self._style.chosen if name in metrics]
        return there or (split(self._analysis, metrics, _NUMBERS)[0] if metrics else [])

    def _row_px(self, height: int) -> float:
        return _ROW * self._em * height / 12

    def paint(self, painter: QPainter, time_s: float) -> None:
        """From (0, 0) of the painter, `width` x `height` pixels."""
        if not self.height:
            return
        painter.fillRect(QRectF(0, 0, self.width, self.height), QColor(self._theme.panel))
        if self._lanes.rows:
            start, still = self._still_at(time_s)
            painter.drawImage(0, 0, still)
            x = self._x(time_s, start)
            for colour, ems in ((self._theme.panel, 0.4), (self._theme.accent, 0.14)):  # an edge, to be seen over bars
                wide = ems * self._em
                painter.fillRect(QRectF(x - wide / 2, 0, wide, self._rows_height), QColor(colour))
        if self._style.numbers and self._units:
            painter.drawImage(QPointF(0, self._rows_height + 0.3 * self._em), self._numbers_at(time_s))

    def rows_at(self, time_s: float) -> QImage:
        """The lanes about a moment, without a cursor, over their seconds: no frame beside them tells the time."""
        start, rows = self._still_at(time_s)
        high = _ROW * self._em
        image = QImage(self.width, math.ceil(self._rows_height + high), QImage.Format.Format_RGB32)
        image.fill(QColor(self._theme.panel))
        painter = QPainter(image)
        painter.drawImage(0, 0, rows)
        painter.setFont(self._lane_font())
        painter.setPen(QColor(self._theme.muted))
        line = QRectF(0, self._rows_height, self.width, high)
        painter.drawText(line.adjusted(0.5 * self._em, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, tr("seconds"))
        for second, text in ticks(start, start + self._span_s(), _TICKS):
            box = QRectF(0, line.top(), 2 * self._em, high)
            box.moveCenter(QPointF(self._x(second, start), line.center().y()))
            box.moveRight(min(box.right(), self.width))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return image

    def _lane_font(self) -> QFont:
        return number_font(max(1, round(0.62 * self._em)))

    def _span_s(self) -> float:
        times = self._analysis.series.time_s
        return min(_SHOWN_S, max(float(times[-1] - times[0]), 0.1))

    def _x(self, time_s: float, start: float) -> float:
        return self._gutter + (time_s - start) / self._span_s() * (self.width - self._gutter - 0.5 * self._em)

    def _still_at(self, time_s: float) -> tuple[float, QImage]:
        """The stretch of time around a moment: pages, so that bars do not slide."""
        first = float(self._analysis.series.time_s[0])
        start = first + math.floor(max(time_s - first, 0) / self._span_s()) * self._span_s()
        if self._still is None or self._still[0] != start:
            self._still = (start, self._paint_rows(start))
        return self._still

    def _paint_rows(self, start: float) -> QImage:
        image = QImage(self.width, max(1, math.ceil(self._rows_height)), QImage.Format.Format_RGB32)
        image.fill(QColor(self._theme.panel))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._lane_font())
        boxes, top = {}, 0.0
        for row in self._lanes.rows:
            boxes[row.name] = QRectF(0, top, self.width, self._row_px(row.height))
            top += self._row_px(row.height)
        starts = np.array([unit.start_s for unit in self._units])
        usual_s = float(np.median(np.diff(starts))) if len(starts) > 1 else self._span_s()
        step_px = usual_s / self._span_s() * (self.width - self._gutter)
        canvas = Canvas(
            painter, self._theme, lambda t: self._x(t, start), self._gutter, float(self.width), step_px, 1.0
        )
        for row in self._lanes.rows:
            painter.setPen(QColor(self._theme.muted))
            box = boxes[row.name]
            painter.drawText(box.adjusted(0.5 * self._em, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, row.shown_name)
        painter.setClipRect(QRectF(self._gutter, 0, self.width, image.height()))
        paint_bands(canvas, self._lanes, boxes, over=False)
        for row in self._lanes.rows:
            for bar in row.bars:
                paint_bar(canvas, row, bar, boxes[row.name])
        paint_bands(canvas, self._lanes, boxes, over=True)
        for row in self._lanes.rows:
            for bar in row.bars:
                paint_words(canvas, row, bar, boxes[row.name])
        painter.end()
        return image

    def _numbers_at(self, time_s: float) -> QImage:
        """Of the rep or step under way, else of the last one."""
        unit = unit_at(self._units, time_s, self._analysis.raw.time_s)
        if unit is None:
            unit = next((u for u in reversed(self._units) if u.end_s <= time_s), None)
        if self._told is None or self._told[0] is not unit:
            self._told = (unit, self._paint_numbers(unit))
        return self._told[1]

    def _paint_numbers(self, unit: Unit | None) -> QImage:
        rows = -(-(1 + len(self._names)) // self._columns)
        image = QImage(self.width, math.ceil(_LINES * rows * self._em), QImage.Format.Format_RGB32)
        image.fill(QColor(self._theme.panel))
        if unit is None:
            return image
        painter = QPainter(image)
        cells = [(unit.title, tr("of {count}", count=len(self._units)))]
        for name in self._names:
            if name not in unit.metrics:
                cells.append(("", ""))
                continue
            shown = show_metric(unit.metrics[name], name)
            pencil = f"{PENCIL} " if unit.metrics[name].source == "edited" else ""
            cells.append((shown.signed, pencil + title(name)))
        room = (self.width - self._em) / self._columns
        large, small = number_font(round(self._em), bold=True), number_font(max(1, round(0.62 * self._em)))
        for i, (value, words) in enumerate(cells):
            x, y = 0.5 * self._em + i % self._columns * room, i // self._columns * _LINES * self._em
            for font, text, top, colour in (
                (large, value, 0.0, self._theme.text),
                (small, words, 1.25 * self._em, self._theme.muted),
            ):
                painter.setFont(font)
                painter.setPen(QColor(colour))
                fits = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room - 0.4 * self._em)
                painter.drawText(QRectF(x, y + top, room, 1.25 * self._em), Qt.AlignmentFlag.AlignVCenter, fits)
        painter.end()
        return image
