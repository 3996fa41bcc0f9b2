"""Curves over the clip's time: linked with the lanes, one cursor, a click seeks.

This module imports pyqtgraph, so the window imports it only after its first paint.
"""

from functools import partial
from typing import Any

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsItem, QLabel, QMenu, QToolButton, QWidget

from app.curves import Group, available, first_choice, letters, middle_and_sd, peaks, y_range
from app.document import Document
from app.playhead import Playhead
from app.theme import DARK, GUTTER, SMALL_PX, Theme, number_font
from app.timeview import TimeView
from app.views.timestrip import RIGHT_MARGIN, TimeGestures, ticks
from app.words import number

PLOT_PX = 84  # a plot lower than this tells nothing; more are shown as there is room
AXIS_PX = 20
TITLE_PX = 64
MOST_PLOTS = 5
Floats = NDArray[np.float64]


class SecondsAxis(pg.AxisItem):  # type: ignore[misc]
    """Round seconds, the same as the lanes' ruler."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        values = [time for time, _ in ticks(minVal, maxVal, max(2, int(size // 80)))]
        return [(values[1] - values[0] if len(values) > 1 else 1.0, values)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        digits = 2 if spacing < 0.0999 else 1 if spacing < 0.999 else 0
        return [f"{value:.{digits}f}" for value in values]


class PlotsView(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """As many of the chosen plots as there is room for, one under the other."""

    def __init__(self, document: Document, playhead: Playhead, time: TimeView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._playhead, self._time = document, playhead, time
        self._theme: Theme = DARK
        self._chosen: list[str] | None = None
        self._titles: list[QLabel] = []
        self._cursors: list[pg.InfiniteLine] = []
        self._labels: list[pg.TextItem] = []
        self._shown: list[Group] = []
        self.gestures = TimeGestures(time, self)
        self.setFrameStyle(0)
        self.setAntialiasing(False)
        self.setMinimumHeight(AXIS_PX + 48)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Plots")
        self.ci.layout.setContentsMargins(0, 2, RIGHT_MARGIN, 0)
        self.ci.layout.setSpacing(2)
        self.button = QToolButton(self)
        self.button.setText("Curves…")
        self.button.setProperty("flat", True)
        self.button.setToolTip("Which curves are shown; more appear when this part is made higher")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.button.setMenu(self._menu)
        self.button.setObjectName("curves")
        self.button.hide()
        playhead.frame_changed.connect(self._cursor_moved)
        time.changed.connect(self._range_changed)
        document.analysis_changed.connect(self._analysis_changed)
        self._rebuild()

    def sizeHint(self) -> QSize:
        return QSize(400, AXIS_PX + PLOT_PX)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._rebuild()

    @property
    def shown(self) -> list[str]:
        """Titles of the plots on the screen."""
        return [group.title for group in self._shown]

    def choose(self, title: str, on: bool) -> None:
        """Show or hide one group of curves; the one chosen last comes first."""
        analysis = self._document.analysis
        if analysis is None:
            return
        now = self._chosen if self._chosen is not None else first_choice(analysis)
        rest = [t for t in now if t != title]
        self._chosen = [title, *rest] if on else rest or now
        self._rebuild()

    # -- building
    def _wanted(self) -> list[Group]:
        analysis = self._document.analysis
        if analysis is None:
            return []
        there = {group.title: group for group in available(analysis)}
        titles = self._chosen if self._chosen is not None else first_choice(analysis)
        room = max(1, min(MOST_PLOTS, (self.height() - AXIS_PX) // PLOT_PX))
        return [there[t] for t in titles if t in there][:room]

    def _analysis_changed(self) -> None:
        self._chosen = None
        self._rebuild()

    def _rebuild(self) -> None:
        self.clear()
        for title in self._titles:
            title.deleteLater()
        self._titles = []
        self.setBackground(self._theme.colour("panel"))
        self._cursors, self._labels = [], []
        self._shown = self._wanted()
        self.button.setVisible(bool(self._shown))
        for row, group in enumerate(self._shown):
            self._add_plot(row, group, last=row == len(self._shown) - 1)
        self._range_changed()
        self._cursor_moved()
        self._place_titles()

    def _add_plot(self, row: int, group: Group, last: bool) -> None:
        analysis, t = self._document.analysis, self._theme
        assert analysis is not None
        axis = SecondsAxis(orientation="bottom")
        plot: Any = self.addPlot(row=row, col=0, axisItems={"bottom": axis}, enableMenu=False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.setContentsMargins(0, 0, 0, 0)
        plot.getViewBox().disableAutoRange()
        plot.getViewBox().setBackgroundColor(t.colour("raised", 0.5))
        font = number_font(SMALL_PX, self.font())
        left = plot.getAxis("left")
        left.setWidth(GUTTER)
        left.enableAutoSIPrefix(False)
        for side in (left, axis):
            side.setStyle(tickFont=font, tickLength=-3, hideOverlappingLabels=False)
            side.setPen(t.colour("line"))
            side.setTextPen(t.colour("muted"))
        axis.setHeight(AXIS_PX if last else 0)
        axis.setStyle(showValues=last)
        curves = group.curves(analysis.series)
        self._titles.append(self._title(group, any(side for _, side in curves)))
        middles = [middle_and_sd(analysis.series[name]) for name, _ in curves]
        low, high = y_range([m for m, _ in middles])
        plot.setYRange(low, high, padding=0)
        self._add_events(plot, low, high, letters_too=row == 0)
        times = analysis.series.time_s
        for (name, side), (middle, sd) in zip(curves, middles, strict=True):
            if sd is not None:
                self._add_band(plot, times, middle, sd, side)
            item = plot.plot(
                times, middle, pen=self._pen(side), name=(side or group.title).capitalize(), connect="finite"
            )
            item.curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            self._add_peaks(plot, name, side, high - low)
        cursor = pg.InfiniteLine(angle=90, movable=False, pen=pg.mkPen(t.accent, width=1))
        cursor.setZValue(20)
        plot.addItem(cursor, ignoreBounds=True)
        self._cursors.append(cursor)

    def _title(self, group: Group, sides: bool) -> QLabel:
        """Name and unit upright in the gutter, and which line is which side: by colour and by form."""
        text = f"{group.title} {group.unit}".strip()
        if sides:
            left, right = (self._theme.side(side).name() for side in ("left", "right"))
            text += f'<br><span style="color:{left}">— L</span> &nbsp;<span style="color:{right}">- - R</span>'
        title = QLabel(text, self)
        title.setTextFormat(Qt.TextFormat.RichText)
        title.setProperty("role", "muted")
        title.setWordWrap(True)
        title.setAlignment(Qt.AlignmentFlag.AlignTop)
        title.setFixedWidth(TITLE_PX)
        title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        title.show()
        return title

    def _pen(self, side: str | None) -> QPen:
        """Left solid, right dashed; one pixel wide, because wider ones are slow."""
        pen: QPen = pg.mkPen(self._theme.side(side) if side else self._theme.colour("text"), width=1)
        if side == "right":
            pen.setDashPattern([5.0, 3.0])
        return pen

    def _add_band(self, plot: Any, times: Floats, middle: Floats, sd: Floats, side: str | None) -> None:
        colour = self._theme.side(side)
        colour.setAlphaF(0.15)
        known = np.isfinite(middle) & np.isfinite(sd)
        edges = [pg.PlotDataItem(times[known], (middle + sign * sd)[known], pen=None) for sign in (-1, 1)]
        band = pg.FillBetweenItem(edges[0], edges[1], brush=colour)
        plot.addItem(band, ignoreBounds=True)

    def _add_events(self, plot: Any, low: float, high: float, letters_too: bool) -> None:
        analysis = self._document.analysis
        events = letters(analysis) if analysis is not None else []
        for side in ("left", "right", None):
            times = [time for time, _, s in events if s == side]
            if not times:
                continue
            colour = self._theme.side(side)
            colour.setAlphaF(0.45)
            pen = pg.mkPen(colour, width=1)
            if side == "right":
                pen.setDashPattern([4.0, 3.0])
            curve = pg.PlotCurveItem(np.repeat(times, 2), np.tile([low, high], len(times)), pen=pen, connect="pairs")
            plot.addItem(curve, ignoreBounds=True)
        if letters_too:
            for time_s, text, side in events:
                self._add_text(plot, text, time_s, low, (0.0, 0.9), self._theme.side(side))

    def _add_peaks(self, plot: Any, name: str, side: str | None, span: float) -> None:
        analysis = self._document.analysis
        assert analysis is not None
        digits = 0 if span > 20 else 2
        for time_s, value in peaks(analysis, self._document.units, name, side):
            colour = self._theme.side(side) if side else self._theme.colour("text")
            middle = sum(plot.getViewBox().viewRange()[1]) / 2
            self._add_text(plot, number(value, digits), time_s, value, (0.5, 1.1 if value < middle else -0.1), colour)

    def _add_text(
        self, plot: Any, text: str, time_s: float, value: float, anchor: tuple[float, float], colour: Any
    ) -> None:
        item = pg.TextItem(text, color=colour, anchor=anchor)
        item.setFont(number_font(SMALL_PX, self.font()))
        item.setPos(time_s, value)
        item.setZValue(10)
        plot.addItem(item, ignoreBounds=True)
        self._labels.append(item)

    # -- following
    def _cursor_moved(self, *_: object) -> None:
        at = self._playhead.time_s
        for cursor in self._cursors:
            cursor.setPos(at)

    def _range_changed(self) -> None:
        for row in range(len(self._shown)):
            plot = self.getItem(row, 0)
            if plot is not None:
                plot.setXRange(self._time.start_s, self._time.end_s, padding=0)
        self._thin_labels()

    def _thin_labels(self) -> None:
        """Letters and numbers that would run into one another wait for a closer look."""
        width = max(1, self.width() - GUTTER - RIGHT_MARGIN)
        taken: list[tuple[int, float, float, float]] = []
        for item in self._labels:
            half = 4.0 * len(item.toPlainText()) + 3
            x = self._time.share(item.pos().x()) * width + (0.5 - item.anchor.x()) * 2 * half
            y = item.pos().y()
            key = id(item.getViewBox())
            scale = self._pixels_per_unit(item)
            free = all(k != key or x - half > b or x + half < a or abs(y - v) * scale > 14 for k, a, b, v in taken)
            inside = half <= x <= width - half
            item.setVisible(free and inside)
            if free and inside:
                taken.append((key, x - half, x + half, y))

    @staticmethod
    def _pixels_per_unit(item: Any) -> float:
        box = item.getViewBox()
        low, high = box.viewRange()[1]
        return float(box.height()) / (high - low) if high > low else 1.0

    def _place_titles(self) -> None:
        """Each plot's name and unit stand in the gutter, upright, beside its axis."""
        self.ci.layout.activate()
        for row, title in enumerate(self._titles):
            plot = self.getItem(row, 0)
            top = plot.sceneBoundingRect().top() if plot is not None else 0.0
            title.adjustSize()
            title.move(8, round(top) + 2)

    def _fill_menu(self) -> None:
        self._menu.clear()
        analysis = self._document.analysis
        for group in available(analysis) if analysis is not None else []:
            action = self._menu.addAction(f"{group.title} {group.unit}".strip())
            action.setCheckable(True)
            action.setChecked(group.title in self.shown)
            action.toggled.connect(partial(self.choose, group.title))

    # -- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not hasattr(self, "button"):  # pyqtgraph resizes once while it is being made
            return
        self.button.adjustSize()
        self.button.move(4, self.height() - self.button.height())
        if [g.title for g in self._wanted()] != self.shown:
            self._rebuild()
        else:
            self._thin_labels()
            self._place_titles()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.move(event, self.width())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event, self.width())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._time.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.gestures.wheel(event, self.width())

    def map_time(self, time_s: float) -> QPointF:
        """Where a time lies in this widget, for tests and pictures."""
        return QPointF(GUTTER + self._time.share(time_s) * (self.width() - GUTTER - RIGHT_MARGIN), self.height() / 2)
