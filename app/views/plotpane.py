"""One plot: at most three curves, its events and peaks. Made once and filled again and again.

This module imports pyqtgraph; see `app.views.plots`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QLabel, QWidget

from app.curves import Group, letters, middle_and_sd, peaks, shown_unit, y_range
from app.document import Unit
from app.language.tr import tr
from app.theme import GUTTER, SMALL_PX, Theme, number_font
from app.views.timestrip import ticks
from app.words import MINUS, number
from core.analysis import Analysis
from core.compare.reference import Reference

AXIS_PX: Final = 20
ABOVE_PX: Final = 8  # half a number that stands at the upper edge of the first plot
TICK_PX: Final = 18  # a line of numbers with some air
TITLE_LEFT_PX: Final = 8
TITLE_TOP_PX: Final = 4  # above the first one
TITLE_PX: Final = 64  # across a plot's title
BESIDE_TICKS_PX: Final = 9  # between a title and the plot, besides the numbers: air, and the ticks' own
DASHED: Final = "\N{NON-BREAKING HYPHEN}&nbsp;\N{NON-BREAKING HYPHEN}"  # on one line, however narrow its room
MOST_CURVES: Final = 3
_STRETCH_PX: Final = 64.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mark:
    """A text at a point of the plot; `line` draws a vertical through it."""

    time_s: float
    value: float
    text: str
    side: str | None
    line: bool = False


def title_px(low: float, high: float) -> int:
    """How wide a title may be beside the numbers of an axis from `low` to `high`: its words do not run into them."""
    metrics = QFontMetricsF(number_font(SMALL_PX))
    widest = max(metrics.horizontalAdvance(number(value, 0)) for value in (low, high))
    return min(TITLE_PX, int(GUTTER - TITLE_LEFT_PX - BESIDE_TICKS_PX - widest))


def unbroken(unit: str) -> str:
    """Kept on one line: after a slash Qt goes on to the next one, whatever the style says."""
    return unit.replace("/", "/\N{WORD JOINER}")


class SecondsAxis(pg.AxisItem):  # type: ignore[misc]
    """Round seconds, the same as the lanes' ruler; the first says so. origin_s : the clip's time that reads as 0."""

    origin_s = 0.0

    def set_origin(self, time_s: float) -> None:
        self.origin_s = time_s
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        values = [time for time, _ in ticks(minVal, maxVal, max(2, int(size // 80)), self.origin_s)]
        return [(values[1] - values[0] if len(values) > 1 else 1.0, values)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        digits = 2 if spacing < 0.0999 else 1 if spacing < 0.999 else 0
        told = [number(value - self.origin_s, digits) for value in values]
        return [f"{told[0]} s", *told[1:]] if told else []


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """With the minus sign that the numbers beside it have, and no more of them than stand apart."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:  # noqa: N803
        levels: list[tuple[float, float]] = super().tickSpacing(minVal, maxVal, size)
        most = max(1.0, size / TICK_PX)
        apart = [level for level in levels if (maxVal - minVal) / level[0] <= most]
        if apart:
            return apart
        power = 10.0 ** np.floor(np.log10(levels[0][0]))
        round_ones = [float(power * k) for k in (1, 2, 5, 10, 20, 50)]
        return [(next((step for step in round_ones if (maxVal - minVal) / step <= most), round_ones[-1]), 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [text.replace("-", MINUS) for text in super().tickStrings(values, scale, spacing)]


class Taken:
    """Boxes on the screen that lie on no other one; each is looked for only among those of its own stretch."""

    def __init__(self) -> None:
        self._by_stretch: dict[int, list[QRectF]] = {}

    def take(self, box: QRectF) -> bool:
        """True, and the place is taken; False where another box is in the way."""
        first, last = int(box.left() // _STRETCH_PX), int(box.right() // _STRETCH_PX)
        stretches = range(first, last + 1)
        if any(box.intersects(other) for at in stretches for other in self._by_stretch.get(at, ())):
            return False
        for at in stretches:
            self._by_stretch.setdefault(at, []).append(box)
        return True


class OverWholeView(pg.GraphicsObject):  # type: ignore[misc]
    """What is drawn over all that a plot shows, however it is moved and scaled."""

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect() or QRectF())

    def viewTransformChanged(self) -> None:
        super().viewTransformChanged()
        self.prepareGeometryChange()


class MarksItem(OverWholeView):
    """All events and peaks of a plot in one item; texts that would run into one another are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: Sequence[Mark] = ()
        self._theme: Theme | None = None
        self._font = QFont()
        self.setZValue(10)
        # a clip of minutes has hundreds of marks, and the cursor that moves over them changes none
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def set_marks(self, marks: Sequence[Mark], theme: Theme, font: QFont) -> None:
        self._marks, self._theme, self._font = marks, theme, font
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        if self._theme is None or not self._marks:
            return
        to_screen = painter.worldTransform()
        box = to_screen.mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.setClipRect(box)
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        taken = Taken()
        for mark in self._marks:
            at = to_screen.map(QPointF(mark.time_s, mark.value))
            if not box.left() <= at.x() <= box.right():
                continue
            colour = self._theme.side(mark.side) if mark.side else self._theme.colour("text")
            size = QRectF(0, 0, metrics.horizontalAdvance(mark.text) + 4, metrics.height())
            if mark.line:
                self._line(painter, at.x(), box, colour, mark.side)
                if not mark.text:
                    continue  # without letters it is in no number's way
                size.moveBottomLeft(QPointF(at.x() + 1, box.bottom()))
            else:
                below = at.y() < box.center().y()
                size.moveCenter(QPointF(at.x(), at.y() + (9 if below else -9)))
            if not box.contains(size) or not taken.take(size):
                continue
            if not mark.line:
                painter.fillRect(size, self._theme.colour("panel", 0.75))
            painter.setPen(colour)
            painter.drawText(size, Qt.AlignmentFlag.AlignCenter, mark.text)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, x: float, box: QRectF, colour: QColor, side: str | None) -> None:
        pen = QPen(QColor(colour.red(), colour.green(), colour.blue(), 115), 1)
        if side == "right":
            pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.drawLine(QLineF(round(x) + 0.5, box.top(), round(x) + 0.5, box.bottom()))


class Pane:
    """A plot with its title in the gutter; the cursor is drawn by the view."""

    def __init__(self, parent: QWidget) -> None:
        self.axis = SecondsAxis(orientation="bottom")
        self.plot: Any = pg.PlotItem(
            axisItems={"bottom": self.axis, "left": ValueAxis(orientation="left")}, enableMenu=False
        )
        self.plot.hideButtons()
        self.plot.setMouseEnabled(False, False)
        self.plot.setContentsMargins(0, 0, 0, 0)
        self.plot.getViewBox().disableAutoRange()
        left = self.plot.getAxis("left")
        left.setWidth(GUTTER)
        left.enableAutoSIPrefix(False)
        self._bands = []
        self._curves = []
        for _ in range(MOST_CURVES):
            edges = [pg.PlotCurveItem() for _ in range(2)]
            band = pg.FillBetweenItem(*edges)
            band.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # the cursor moves over it
            self.plot.addItem(band, ignoreBounds=True)
            self._bands.append((band, edges))
        for _ in range(MOST_CURVES):
            curve = pg.PlotCurveItem(connect="finite")
            curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            self.plot.addItem(curve, ignoreBounds=True)
            self._curves.append(curve)
        self._theirs = []  # the same curves as another program measured them
        for _ in range(MOST_CURVES):
            other = pg.PlotCurveItem(connect="finite")
            other.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            self.plot.addItem(other, ignoreBounds=True)
            self._theirs.append(other)
        self._marks = MarksItem()
        self.plot.addItem(self._marks, ignoreBounds=True)
        self.title = QLabel(parent)
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.title.setProperty("role", "muted")
        self.title.setWordWrap(True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._clear_px = TITLE_PX  # as wide as the title may be beside the numbers
        self.title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def box(self) -> QRectF:
        """Where its curves lie, in pixels of the view."""
        box: QRectF = self.plot.getViewBox().sceneBoundingRect()
        return box

    def title_px(self) -> int:
        """How high the title is where it may be wide."""
        return self.title.heightForWidth(TITLE_PX)

    def place_title(self, bottom: float) -> None:
        """Stand the title in the gutter, upright, beside its axis, and above `bottom`."""
        top = round(self.plot.sceneBoundingRect().top()) + 2
        if top <= ABOVE_PX + 2:  # nothing stands over the first one's
            top = TITLE_TOP_PX
        for width in (self._clear_px, TITLE_PX):  # a plot too low for the narrow one has a number or two, in its middle
            self.title.setFixedWidth(width)
            self.title.resize(width, self.title.heightForWidth(width))
            if top + self.title.height() <= bottom:
                break
        self.title.move(TITLE_LEFT_PX, top)

    def fill(self, group: Group, analysis: Analysis, units: Sequence[Unit], theme: Theme, first: bool) -> None:
        """Show these curves. The first plot carries the letters of the events."""
        font = number_font(SMALL_PX)
        self.plot.getViewBox().setBackgroundColor(theme.colour("raised", 0.5))
        for axis in (self.plot.getAxis("left"), self.axis):
            axis.setStyle(tickFont=font, tickLength=-3, hideOverlappingLabels=False)
            axis.setPen(theme.colour("line"))
            axis.setTextPen(theme.colour("muted"))
        curves = group.curves(analysis.series)
        middles = [middle_and_sd(analysis.series[name])[0] for name, _ in curves]
        low, high = y_range(middles)
        self.plot.setYRange(low, high, padding=0)
        self._clear_px = title_px(low, high)
        times = analysis.series.time_s
        for i, curve in enumerate(self._curves):
            there = i < len(curves)
            curve.setVisible(there)
            if there:
                curve.setPen(_pen(theme, curves[i][1]))
                curve.setData(times, middles[i])
        marks = _event_marks(analysis, low, first)
        digits = 0 if high - low > 20 else 2
        for name, side in curves:
            marks += [Mark(t, v, number(v, digits), side) for t, v in peaks(analysis, units, name, side)]
        self._marks.set_marks(marks, theme, font)
        unit = shown_unit(group.unit, analysis)
        self.title.setText(_title(group, unit, any(side for _, side in curves), theme))

    def fill_bands(self, group: Group, analysis: Analysis, sds: Mapping[str, Floats], theme: Theme) -> None:
        """Plus-minus one standard deviation about the curves whose own is known.  sds : name -> (T,)."""
        curves = group.curves(analysis.series)
        for i, (band, edges) in enumerate(self._bands):
            name, side = curves[i] if i < len(curves) else ("", None)
            band.setVisible(name in sds)
            if name in sds:
                colour = theme.side(side) if side else theme.colour("text")
                _fill_band(
                    band, edges, analysis.series.time_s, middle_and_sd(analysis.series[name])[0], sds[name], colour
                )

    def fill_reference(self, group: Group, analysis: Analysis, reference: Reference | None, theme: Theme) -> None:
        """Another program's curves, dotted in the same colours; none takes them away."""
        curves = group.curves(analysis.series) if reference is not None else []
        for i, item in enumerate(self._theirs):
            name, side = curves[i] if i < len(curves) else ("", None)
            there = reference is not None and name in reference.series
            item.setVisible(there)
            if reference is not None and there:
                pen = _pen(theme, side)
                pen.setStyle(Qt.PenStyle.DotLine)
                item.setPen(pen)
                item.setData(reference.series.time_s, middle_and_sd(reference.series[name])[0])
        if reference is not None and any(name in reference.series for name, _ in curves):
            self.title.setText(f"{self.title.text()}<br>··· {tr('other')}")
            self.title.setToolTip(tr("Dotted: {name}", name=reference.name))

    def set_last(self, last: bool) -> None:
        """Only the lowest plot shows the seconds."""
        self.axis.setHeight(AXIS_PX if last else 0)
        self.axis.setStyle(showValues=last)


def _pen(theme: Theme, side: str | None) -> QPen:
    """Left solid, right dashed; one pixel wide, because wider ones are slow."""
    pen: QPen = pg.mkPen(theme.side(side) if side else theme.colour("text"), width=1)
    if side == "right":
        pen.setDashPattern([5.0, 3.0])
    return pen


def _fill_band(band: Any, edges: list[Any], times: Floats, middle: Floats, sd: Floats, colour: QColor) -> None:
    set_edges(edges, times, middle, sd)
    colour.setAlphaF(0.15)
    band.setBrush(QBrush(colour))


def set_edges(edges: Sequence[Any], times: Floats, middle: Floats, half: Floats) -> None:
    """Lower and upper edge of the area about a curve, with gaps where the curve or its error has some.

    pyqtgraph pairs the pieces of both edges, and counts one moment alone on one of them only: all pieces after it would
    be paired with another one's.  It has no area, and is left out.
    """
    known = np.isfinite(middle) & np.isfinite(half)
    beside = np.convolve(known, [1, 0, 1], mode="same") > 0
    half = np.where(known & beside, half, np.nan)
    for edge, sign in zip(edges, (-1, 1), strict=True):
        held = edge.blockSignals(sign < 0)  # the area between is worked out once, when both are known
        edge.setData(times, middle + sign * half, connect="finite")
        edge.blockSignals(held)


def _event_marks(analysis: Analysis, low: float, letters_too: bool) -> list[Mark]:
    return [Mark(t, low, text if letters_too else "", side, line=True) for t, text, side in letters(analysis)]


def _title(group: Group, unit: str, sides: bool, theme: Theme) -> str:
    """Name and unit, and which line is which side: by colour and by form."""
    text = f"{tr(group.title)} {unbroken(unit)}".strip()
    if sides:
        left, right = (theme.side(side).name() for side in ("left", "right"))
        text += (
            f'<br><span style="color:{left}">—&nbsp;{tr("L", "side")}</span>'
            f' <span style="color:{right}">{DASHED}&nbsp;{tr("R", "side")}</span>'
        )
    return text
