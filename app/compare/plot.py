"""One measure of both clips on one time axis, and under it the difference with its uncertainty.

This module imports pyqtgraph, so it is imported only when a comparison is opened.
"""

from typing import Any

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QGraphicsItem, QLabel, QWidget

from app.compare.figures import pen_of
from app.compare.pair import Pair
from app.curves import y_range
from app.language.tr import tr
from app.theme import DARK, GUTTER, SMALL_PX, Theme, number_font
from app.timeview import TimeView
from app.views.cursorplots import CursorPlots
from app.views.plotpane import (
    ABOVE_PX,
    AXIS_PX,
    DASHED,
    TITLE_LEFT_PX,
    OverWholeView,
    SecondsAxis,
    ValueAxis,
    set_edges,
    title_px,
    unbroken,
)
from app.views.timestrip import RIGHT_MARGIN, OnTimeAxis, TimeGestures
from app.words import MINUS, UNIT_SIGNS
from core.compare.curves import BEYOND_SD, CurvePair


class SpansItem(OverWholeView):
    """A soft ground over the stretches in which the difference is larger than its error."""

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[float, float]] = []
        self._theme: Theme = DARK
        self.setZValue(-10)

    def set_spans(self, spans: list[tuple[float, float]], theme: Theme) -> None:
        self._spans, self._theme = spans, theme
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        box = self.boundingRect()
        for start, end in self._spans:
            painter.fillRect(QRectF(start, box.top(), end - start, box.height()), self._theme.colour("accent", 0.16))


class ComparePlot(OnTimeAxis, CursorPlots):
    """Two plots with one cursor; a click seeks, the wheel zooms time."""

    def __init__(self, pair: Pair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair = pair
        self._theme: Theme = DARK
        self._name = ""
        self.found: CurvePair | None = None
        self.time = TimeView(self)
        self.gestures = TimeGestures(self.time, self)
        self.gestures.seeked.connect(pair.head.seek)
        self.gestures.selected.connect(pair.head.set_loop)
        self.setFrameStyle(0)
        self.setMinimumHeight(AXIS_PX + 110)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Both curves and their difference"))
        self.ci.layout.setContentsMargins(0, ABOVE_PX, RIGHT_MARGIN, 0)
        self.ci.layout.setSpacing(2)
        self.axes = [SecondsAxis(orientation="bottom") for _ in range(2)]
        self.plots: list[Any] = [_plot(axis) for axis in self.axes]
        for row, plot in enumerate(self.plots):
            self.addItem(plot, row=row, col=0)
        self.axes[0].setHeight(0)
        self.axes[0].setStyle(showValues=False)
        self.axes[1].setHeight(AXIS_PX)
        self._curves = {letter: _curve(self.plots[0]) for letter in "AB"}
        self._edges = [pg.PlotDataItem() for _ in range(2)]
        self._band = pg.FillBetweenItem(*self._edges)
        self.plots[1].addItem(self._band, ignoreBounds=True)
        self._zero = pg.InfiniteLine(pos=0, angle=0, movable=False)
        self.plots[1].addItem(self._zero, ignoreBounds=True)
        self._difference = _curve(self.plots[1])
        self._spans = [SpansItem() for _ in self.plots]
        for plot, spans in zip(self.plots, self._spans, strict=True):
            plot.addItem(spans, ignoreBounds=True)
        self._titles = [QLabel(self) for _ in self.plots]
        for title in self._titles:
            title.setTextFormat(Qt.TextFormat.RichText)
            title.setProperty("role", "muted")
            title.setWordWrap(True)
            title.setAlignment(Qt.AlignmentFlag.AlignTop)
            title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.note = QLabel(self)  # why there are no curves, or not yet
        self.note.setProperty("role", "note")
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.hide()
        pair.changed.connect(self.tell_note)
        pair.compared.connect(self.tell_note)
        self.time.changed.connect(self._range_changed)
        pair.moved.connect(self.move_cursor)
        pair.clock.changed.connect(self._origin_changed)

    def sizeHint(self) -> QSize:
        return QSize(400, 190)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setBackground(theme.colour("panel"))
        self.show_measure(self._name)

    def show_measure(self, name: str, title: str = "") -> None:
        """Curves of this measure, named as in A; empty where the comparison does not have it."""
        comparison, span = self._pair.comparison, self._pair.span_s()
        if title:
            self._titles[0].setProperty("name", title)
        self._name = name
        self.paint_anew()
        self.found = comparison.curves(name) if comparison is not None and name else None
        self._paint_frame()
        for one in (*(plot.getAxis("left") for plot in self.plots), self.axes[1]):
            one.setStyle(showValues=self.found is not None)  # an empty plot has no numbers beside it
        if self.found is None or span is None:
            for item in (*self._curves.values(), self._difference, *self._edges):
                item.setData([], [])
            self._band.setVisible(False)  # it keeps what it was painted with last
            for item in self._spans:
                item.set_spans([], self._theme)
            for title_label in self._titles:
                title_label.setText("")
            return
        self._fill(self.found)
        if (self.time.first_s, self.time.last_s) != span:
            self.time.set_clip(*span)
        self._range_changed()
        self.tell_note()

    def _fill(self, found: CurvePair) -> None:
        t = self._theme
        for letter, values in (("A", found.a), ("B", found.b)):
            self._curves[letter].setPen(pen_of(letter, t, 1))
            self._curves[letter].setData(found.time_s, values)
        ranges = [y_range([found.a, found.b])]
        self._difference.setPen(pg.mkPen(t.colour("text"), width=1))
        self._difference.setData(found.time_s, found.difference)
        wide = [found.difference]
        self._band.setVisible(found.sd is not None)
        if found.sd is not None:
            half = BEYOND_SD * found.sd
            set_edges(self._edges, found.time_s, found.difference, half)
            wide += [found.difference - half, found.difference + half]
            self._band.setBrush(QBrush(t.colour("text", 0.18)))
        ranges.append(y_range([*wide, np.zeros(1)]))
        for plot, title, shown in zip(self.plots, self._titles, ranges, strict=True):
            plot.setYRange(*shown, padding=0)
            title.setFixedWidth(title_px(*shown))
        for item in self._spans:
            item.set_spans(found.beyond_spans(), t)
        self._tell(found)

    def _tell(self, found: CurvePair) -> None:
        unit = unbroken(_unit(found.name))
        a, b = (self._theme.colour(role).name() for role in ("text", "accent_text"))
        name = str(self._titles[0].property("name") or "")
        self._titles[0].setText(
            f'{name} {unit}<br><span style="color:{a}">—&nbsp;A</span> <span style="color:{b}">{DASHED}&nbsp;B</span>'
        )
        error = tr("± 2 sd") if found.sd is not None else tr("± not known")
        self._titles[1].setText(f"B {MINUS} A {unit}<br>{error}")

    def _paint_frame(self) -> None:
        t, font = self._theme, number_font(SMALL_PX)
        for plot, axis in zip(self.plots, self.axes, strict=True):
            plot.getViewBox().setBackgroundColor(t.colour("raised", 0.5))
            for one in (plot.getAxis("left"), axis):
                one.setStyle(tickFont=font, tickLength=-3, hideOverlappingLabels=False)
                one.setPen(t.colour("line"))
                one.setTextPen(t.colour("muted"))
        self._zero.setPen(pg.mkPen(t.colour("muted"), width=1, style=Qt.PenStyle.DotLine))

    def tell_note(self) -> None:
        """What is being done, or why nothing is to be seen here."""
        told = why_no_curves(self._pair) or why_no_difference(self.found)
        self.note.setText(told)
        self.note.setVisible(bool(told))
        self.setAccessibleDescription(told)
        self._place_note()

    def _place_note(self) -> None:
        self.note.adjustSize()
        place = self.rect() if self.found is None else self.plots[1].getViewBox().sceneBoundingRect().toRect()
        left = (self.width() + GUTTER - self.note.width()) // 2
        self.note.move(left, place.center().y() - self.note.height() // 2)
        self.note.raise_()

    # -- following
    def cursor_place(self) -> tuple[float | None, list[QRectF]]:
        boxes = [plot.getViewBox().sceneBoundingRect() for plot in self.plots]
        share = self.time.share(self._pair.head.time_s)
        if self.found is None or not 0 <= share <= 1:
            return None, boxes
        return float(boxes[0].left() + share * boxes[0].width()), boxes

    def cursor_colour(self) -> QColor:
        return self._theme.colour("accent")

    def _range_changed(self) -> None:
        for plot in self.plots:
            plot.setXRange(self.time.start_s, self.time.end_s, padding=0)
        self._place_titles()

    def _origin_changed(self) -> None:
        for axis in self.axes:
            axis.set_origin(self._pair.clock.origin_s)

    def _place_titles(self) -> None:
        self.ci.layout.activate()
        for plot, title in zip(self.plots, self._titles, strict=True):
            title.adjustSize()
            title.move(TITLE_LEFT_PX, round(plot.sceneBoundingRect().top()) + 2)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_titles"):  # pyqtgraph resizes once while it is being made
            self._place_titles()
            self._place_note()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.time.show_all()


def why_no_curves(pair: Pair) -> str:
    """In words what is still going on or missing; "" where both curves are there."""
    if pair.b.path is None:
        return ""  # its picture's place says so
    if pair.working:
        return tr("Working out both curves and how sure their difference is…")
    if not all(len(side.times) for side in (pair.a, pair.b)):
        return tr("Opening the clips…")
    if pair.a.analysis is None or pair.b.analysis is None:
        return tr("The curves of both appear here when both clips have been analysed.")
    return ""


def why_no_difference(found: CurvePair | None) -> str:
    """Which of the two was not measured in what is shown; "" where there is a difference somewhere."""
    if found is None or np.isfinite(found.difference).any():
        return ""
    lacking = [letter for letter, values in (("A", found.a), ("B", found.b)) if not np.isfinite(values).any()]
    if len(lacking) == 1:
        return tr("{letter} was not measured here: there is no difference to show.", letter=lacking[0])
    return tr("The two were not measured at the same moments: there is no difference to show.")


def _plot(axis: SecondsAxis) -> Any:
    plot = pg.PlotItem(axisItems={"bottom": axis, "left": ValueAxis(orientation="left")}, enableMenu=False)
    plot.hideButtons()
    plot.setMouseEnabled(False, False)
    plot.setContentsMargins(0, 0, 0, 0)
    plot.getViewBox().disableAutoRange()
    plot.getAxis("left").setWidth(GUTTER)
    plot.getAxis("left").enableAutoSIPrefix(False)
    return plot


def _curve(plot: Any) -> Any:
    curve = pg.PlotDataItem(connect="finite")
    curve.curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
    plot.addItem(curve, ignoreBounds=True)
    return curve


def _unit(name: str) -> str:
    for ending, unit in (("_deg_s", "deg/s"), ("_deg", "deg"), ("_ratio", "ratio")):
        if name.endswith(ending):
            return UNIT_SIGNS.get(unit, unit)
    return ""
