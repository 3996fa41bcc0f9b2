"""The thigh scissor: how far the thighs are apart over the run, at touchdown and toe-off, and how fast that changes."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.curves import shown_unit
from app.document import Document
from app.language.tr import tr
from app.playhead import Playhead
from app.theme import DARK, GUTTER, SMALL_PX, Theme, number_font
from app.views.lane_rows import diamond
from app.views.loops import nice_ticks
from app.views.still import Still
from app.views.studies import Study
from app.views.timestrip import RIGHT_MARGIN, ticks
from app.words import number, show_metric, status_words
from core.analysis import Analysis

Floats = NDArray[np.float64]
APART: Final = "thigh_separation_deg"
RATE: Final = "thigh_separation_angular_velocity_deg_s"
AROUND_S: Final = 0.25  # of the run shown before its first touchdown and after its last toe-off
AXIS_PX: Final = 18
TICK_PX: Final = 22  # from one number beside a plot to the next
TEXT_PX: Final = 90  # of a mark with its value
BESIDE_PX: Final = 8  # between a mark and its words
FAR_PX: Final = 40  # words further above or below a mark than this seem to be those of another one
MOMENTS: Final = (
    ("touchdown", "TD", "thigh_separation_touchdown_deg"),
    ("toe-off", "TO", "thigh_separation_toe_off_deg"),
)


class ScissorPlot(QWidget):
    """Above: left thigh minus right thigh, with touchdowns and toe-offs.  Below: its rate."""

    seeked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = DARK
        self._still = Still(self)
        self.analysis: Analysis | None = None
        self._at_s = 0.0
        self.origin_s = 0.0
        self.marks: list[tuple[float, float, str, str, str, bool]] = []  # time, value, side, letters, words, doubtful
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(110)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._still.forget()

    def changeEvent(self, event: QEvent) -> None:
        """Another font."""
        super().changeEvent(event)
        self._still.forget()

    def set_time(self, time_s: float) -> None:
        self._at_s = time_s
        self.update()

    def set_analysis(self, analysis: Analysis | None, origin_s: float) -> None:
        self.analysis, self.origin_s = analysis, origin_s
        self.marks = [] if analysis is None else _marks(analysis)
        self.setAccessibleName(tr("Thighs apart") + ". " + "; ".join(m[4] for m in self.marks))
        self._still.forget()

    # -- geometry
    def span_s(self) -> tuple[float, float]:
        """What is shown: the run, not the whole clip."""
        if self.analysis is None or not self.analysis.steps:
            return 0.0, 1.0
        time = self.analysis.series.time_s
        steps = [s.step for s in self.analysis.steps]
        first = min(s.touchdown_s for s in steps) - AROUND_S
        last = max(s.toe_off_s or s.touchdown_s for s in steps) + AROUND_S
        return max(first, float(time[0])), min(last, float(time[-1]))

    def x_of(self, time_s: float) -> float:
        first, last = self.span_s()
        return GUTTER + (time_s - first) / max(last - first, 1e-6) * (self.width() - GUTTER - RIGHT_MARGIN)

    def _boxes(self) -> tuple[QRectF, QRectF]:
        width, whole = self.width() - GUTTER - RIGHT_MARGIN, self.height() - AXIS_PX
        upper = round(0.6 * whole)
        return QRectF(GUTTER, 2, width, upper - 4), QRectF(GUTTER, upper + 2, width, whole - upper - 4)

    # -- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.analysis is None:
            return
        painter = QPainter(self)
        self._still.draw(painter, self._paint_still)
        x = self.x_of(self._at_s)
        if GUTTER <= x <= self.width() - RIGHT_MARGIN:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(QRectF(x - 0.75, 0, 1.5, self.height() - AXIS_PX), self._theme.colour("accent"))

    def _paint_still(self, painter: QPainter) -> None:
        """All but the cursor."""
        analysis, theme = self.analysis, self._theme
        assert analysis is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(SMALL_PX, self.font()))
        for box, name, title, unit in (
            (self._boxes()[0], APART, tr("Thighs apart"), tr("°, left − right")),
            (self._boxes()[1], RATE, tr("Its rate"), shown_unit("°/s", analysis)),
        ):
            painter.fillRect(box, theme.colour("raised", 0.5))
            self._paint_contacts(painter, analysis, box)
            if name in analysis.series:
                self._paint_curve(painter, analysis, name, box)
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                QRectF(8, box.top(), GUTTER - 40, box.height()), Qt.TextFlag.TextWordWrap, f"{title}\n{unit}"
            )
        self._paint_marks(painter, analysis)
        painter.setPen(theme.colour("muted"))
        first, last = self.span_s()
        for time_s, text in ticks(first, last, max(2, self.width() // 90), self.origin_s):
            box = QRectF(self.x_of(time_s) - 30, self.height() - AXIS_PX, 60, AXIS_PX)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.drawText(QPointF(8, self.height() - 5), tr("seconds"))

    def _paint_contacts(self, painter: QPainter, analysis: Analysis, box: QRectF) -> None:
        """Contacts as soft grounds with the side's letter and its kind of line at the touchdown."""
        for result in analysis.steps:
            step = result.step
            left = self.x_of(step.touchdown_s)
            right = self.x_of(step.toe_off_s if step.toe_off_s is not None else self.span_s()[1])
            colour = self._theme.side(step.side)
            soft = self._theme.side(step.side)
            soft.setAlphaF(0.13)
            painter.fillRect(QRectF(left, box.top(), right - left, box.height()), soft)
            pen = QPen(colour, 1)
            if step.side == "right":
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.drawLine(QPointF(left, box.top()), QPointF(left, box.bottom()))

    def _range(self, values: Floats) -> tuple[float, float]:
        seen = values[np.isfinite(values)]
        if not len(seen):
            return -1.0, 1.0
        most = max(float(np.abs(seen).max()), 1.0)
        return -1.15 * most, 1.15 * most

    def _values(self, analysis: Analysis, name: str) -> tuple[Floats, Floats]:
        first, last = self.span_s()
        inside = (analysis.series.time_s >= first) & (analysis.series.time_s <= last)
        return analysis.series.time_s[inside], analysis.series[name][inside]

    def _y(self, box: QRectF, value: float, low: float, high: float) -> float:
        return box.bottom() - (value - low) / (high - low) * box.height()

    def _paint_curve(self, painter: QPainter, analysis: Analysis, name: str, box: QRectF) -> None:
        time, values = self._values(analysis, name)
        low, high = self._range(values)
        theme = self._theme
        zero = self._y(box, 0.0, low, high)
        painter.fillRect(QRectF(box.left(), zero - 0.5, box.width(), 1), theme.colour("line"))
        painter.setPen(theme.colour("muted"))
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value in scale(low, high, box.height()):
            y = self._y(box, value, low, high)
            painter.drawText(QRectF(GUTTER - 46, y - 8, 42, 16), where, number(value, 0))
        painter.setPen(QPen(theme.colour("text"), 1.5))
        run: list[QPointF] = []
        for t, v in zip([*time, np.nan], [*values, np.nan], strict=True):
            if np.isfinite(v):
                run.append(QPointF(self.x_of(float(t)), self._y(box, float(v), low, high)))
            elif run:
                painter.drawPolyline(QPolygonF(run))
                run = []

    def _paint_marks(self, painter: QPainter, analysis: Analysis) -> None:
        box = self._boxes()[0]
        time, values = self._values(analysis, APART)
        low, high = self._range(values)
        ends = self.span_s()
        across = np.interp(time, ends, [self.x_of(t) for t in ends])
        down = np.interp(values, (low, high), [self._y(box, v, low, high) for v in (low, high)])
        curve = np.stack([across, down], axis=1)
        taken: list[QRectF] = []
        roomy = len(self.marks) * TEXT_PX < box.width()  # otherwise only the touchdowns are written out
        for time_s, value, side, letters, _, doubtful in self.marks:
            x, y = self.x_of(time_s), self._y(box, value, low, high)
            painter.setPen(QPen(self._theme.colour("panel"), 1))
            painter.setBrush(self._theme.side(side))
            if letters == "TD":
                painter.drawPolygon(diamond(x, y, 5.5))
            else:
                painter.drawRect(QRectF(x - 3.5, y - 3.5, 7, 7))
            if doubtful:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour("panel"))
                painter.drawEllipse(QPointF(x, y), 2, 2)
            text = f"{letters} {tr(side[0].upper(), 'side')} {number(value, 0)}°"
            width = painter.fontMetrics().horizontalAdvance(text)
            if letters != "TD" and not roomy:
                continue
            room = QRectF(box.left(), box.top(), self.width() - box.left(), box.height())
            at = words_at(curve, room, QPointF(x, y), width, taken)
            if at is not None:
                painter.setPen(self._theme.colour("text"))
                painter.drawText(at, text)
                taken.append(_lines_box(at, width))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click near a mark goes to its very moment."""
        x = event.position().x()
        near = min(self.marks, key=lambda m: abs(self.x_of(m[0]) - x), default=None)
        if near is not None and abs(self.x_of(near[0]) - x) < 6:
            self.seeked.emit(near[0])
            return
        first, last = self.span_s()
        share = (x - GUTTER) / max(1, self.width() - GUTTER - RIGHT_MARGIN)
        self.seeked.emit(first + min(max(share, 0.0), 1.0) * (last - first))


def words_at(curve: Floats, box: QRectF, mark: QPointF, width: float, taken: Sequence[QRectF]) -> QPointF | None:
    """Where words beside a mark begin, on its right or on its left: where they are nearer to it.

    None where the curve or other words leave no place that is plainly the mark's.

    curve : (N, 2) pixels, NaN where it has a gap.  taken : where words stand already.
    """
    found = []
    for left in (mark.x() + BESIDE_PX, mark.x() - BESIDE_PX - width):
        fits = box.left() <= left and left + width <= box.right()
        base = baseline(curve, box, left, width, mark.y()) if fits else None
        if base is None:
            continue
        at = QPointF(left, base)
        if abs(base - mark.y()) <= FAR_PX and not any(_lines_box(at, width).intersects(other) for other in taken):
            found.append(at)
    return min(found, key=lambda at: abs(at.y() - mark.y()), default=None)


def _lines_box(at: QPointF, width: float) -> QRectF:
    """What a line of words takes.  at : the left end of its baseline."""
    return QRectF(at.x() - 2, at.y() - 11, width + 4, 14)


def baseline(curve: Floats, box: QRectF, left: float, width: float, y: float) -> float | None:
    """Where words beside a mark at y stand, above it or below it, so that the curve does not go through them.

    None where there is no such place.

    curve : (N, 2) pixels, NaN where it has a gap.
    """
    over = np.linspace(left - 2, left + width + 2, max(2, int(width)))
    here = np.interp(over, curve[:, 0], curve[:, 1], left=np.nan, right=np.nan) if len(curve) else over * np.nan
    here = here[np.isfinite(here)]
    past = [float(here.min()) - 4, float(here.max()) + 12] if len(here) else []
    for base in (y - 6, y + 15, *past):
        inside = base - 10 >= box.top() and base + 3 <= box.bottom()
        if inside and not ((here > base - 11) & (here < base + 3)).any():
            return base
    return None


def _marks(analysis: Analysis) -> list[tuple[float, float, str, str, str, bool]]:
    """Where the curve stands at every touchdown and toe-off that could be measured."""
    found = []
    for result in sorted(analysis.steps, key=lambda r: r.step.touchdown_s):
        step = result.step
        for (moment, letters, name), at in zip(MOMENTS, (step.touchdown_s, step.toe_off_s), strict=True):
            metric = result.metrics.get(name)
            if at is None or APART not in analysis.series or (metric is not None and metric.value is None):
                continue
            value = float(np.interp(at, analysis.series.time_s, analysis.series[APART]))
            if np.isfinite(value):
                told = f" {show_metric(metric).text}" if metric is not None else ""
                doubtful = metric is not None and metric.status != "ok"
                found.append((at, value, str(step.side), letters, f"{tr(moment)} {tr(step.side)}{told}", doubtful))
    return found


class ScissorPage(Study):
    """The means in words, and the plot."""

    def __init__(self, document: Document, playhead: Playhead, theme: Theme) -> None:
        super().__init__()
        self._document = document
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setContentsMargins(8, 2, 8, 2)
        self.plot = ScissorPlot()
        self.plot.seeked.connect(self.seeked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(self.plot, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.plot.set_theme(theme)

    def show_analysis(self) -> None:
        analysis = self._document.analysis
        self.plot.set_analysis(analysis, self._document.clock.origin_s)
        self.words.setText("" if analysis is None else scissor_words(analysis))

    def show_unit(self) -> None:
        """Nothing here is about one step only."""
        if self._document.analysis is not self.plot.analysis:
            self.show_analysis()

    def show_time(self, time_s: float) -> None:
        self.plot.set_time(time_s)


def scale(low: float, high: float, height_px: float) -> list[float]:
    """The numbers beside a plot: round ones, each with room for itself."""
    values = nice_ticks(low, high, max(2, int(height_px // TICK_PX)))
    if len(values) > 1:
        return values
    power = 10.0 ** math.floor(math.log10(high))  # so low that only the zero has room: one above and one below it
    most = max(k * power for k in (1, 2, 5) if k * power <= high)
    return [-most, most]


def scissor_words(analysis: Analysis) -> str:
    """Thighs apart at touchdown and toe-off, left and right, each with its plus-minus; why to doubt it."""
    parts, doubts = [], []
    for moment, _, name in MOMENTS:
        told = []
        for side in ("left", "right"):
            metric = analysis.summary.get(f"{name}_{side}")
            if metric is None:
                continue
            told.append(f"{tr(side)} {show_metric(metric).text}")
            if metric.status != "ok":
                doubts.append(status_words(metric))
        if told:
            parts.append(tr("At {moment}: {values}", moment=tr(moment), values=", ".join(told)))
    if not parts:
        return tr("How far the thighs are apart at touchdown was not measured.")
    signs = tr(
        "0° means knees together, + at touchdown that the swing leg is still behind; the curve is left minus right."
    )
    text = ". ".join([*parts, signs])
    return text + (f" \N{WHITE UP-POINTING TRIANGLE} {doubts[0]}." if doubts else "")
