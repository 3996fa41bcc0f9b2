"""The four lanes over the push of one side: mean and spread over its steps, the share from which they count, peaks."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language.tr import counted, tr
from app.overlaps_model import of_all
from app.theme import DARK, LANE_COLOURS, SMALL_PX, Theme, number_font
from app.views.lane_rows import diamond, side_brush
from app.views.surface import Surface
from app.words import LANE_NAMES
from core.measures.overlap import LANES
from core.measures.overlap_report import SidePushes
from core.measures.push_phase import PhasePeak
from core.measures.step_metrics import EDGE

LOW, HIGH = -0.6, 1.3  # shares of the typical peak that are shown
ROW_PX: Final = 13
LEFT_PX: Final = 60  # room for the names of the lanes
NO_PEAK: Final = EDGE.rpartition(": ")[2]  # what the reason of such a lag says
# by form as well as by colour
DASHES: Final[dict[str, list[float]]] = {"push": [], "swing": [6, 3], "arms": [1.5, 2.5], "torso": [6, 3, 1.5, 3]}


def lane_colour(theme: Theme, lane: str) -> QColor:
    """The lane's colour; on white it is darkened so that a line of it can be seen."""
    colour = QColor(LANE_COLOURS[lane])
    if theme.name == "dark":
        return colour.lighter(160) if lane == "torso" else colour
    return colour.darker(165) if lane == "arms" else colour.darker(115)


def lane_pen(theme: Theme, lane: str) -> QPen:
    """The line of a lane: told by its dashes as well as by its colour."""
    pen = QPen(lane_colour(theme, lane), 1.4 if lane == "torso" else 2.0)
    if DASHES[lane]:
        pen.setDashPattern([d / pen.widthF() * 1.4 for d in DASHES[lane]])
    return pen


def peaks_told(pushes: SidePushes, peaks: Mapping[str, PhasePeak]) -> Mapping[str, PhasePeak]:
    """Of pushes that cannot tell their overlaps no peak is shown, whatever is known of it."""
    return peaks if pushes.told else {}


class PhasePainting(Surface):
    """x : % of the contact, touchdown to toe-off lit.  y : shares of the lane's typical peak."""

    _theme: Theme = DARK
    _pushes: SidePushes | None = None
    _peaks: Mapping[str, PhasePeak] = MappingProxyType({})
    _alpha = 0.5

    # -- geometry
    def _box(self) -> QRectF:
        """Where the curves are; above it a row for the peak of each lane."""
        top = 20 + ROW_PX * len(LANES)
        return QRectF(LEFT_PX, top, max(20, self.width() - LEFT_PX - 10), max(20, self.height() - top - 18))

    def x_of(self, pct: float) -> float:
        box, pushes = self._box(), self._pushes
        first, last = (-50.0, 150.0) if pushes is None else (pushes.phase_pct[0], pushes.phase_pct[-1])
        return box.left() + (pct - first) / (last - first) * box.width()

    def _y(self, share: float) -> float:
        box = self._box()
        return box.bottom() - (share - LOW) / (HIGH - LOW) * box.height()

    # -- painting
    def paint(self, painter: QPainter) -> None:
        pushes, theme = self._pushes, self._theme
        if pushes is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(SMALL_PX, self.font()))
        box = self._box()
        contact = QRectF(self.x_of(0), 20, self.x_of(100) - self.x_of(0), box.bottom() - 20)
        painter.fillRect(QRectF(box.left(), 20, box.width(), box.bottom() - 20), theme.colour("raised", 0.45))
        painter.fillRect(contact, theme.colour("raised"))
        self._paint_axes(painter, box)
        painter.setClipRect(box)
        for lane in reversed(LANES):
            self._paint_band(painter, pushes, lane)
        for lane in reversed(LANES):
            self._paint_curve(painter, pushes, lane)
        painter.setClipping(False)
        for i, lane in enumerate(LANES):
            self._paint_peak(painter, lane, 20 + ROW_PX * (i + 0.5))
        self._paint_title(painter, pushes)

    def _paint_title(self, painter: QPainter, pushes: SidePushes) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(side_brush(theme.side(pushes.side), pushes.side, self.devicePixelRatioF()))
        key = QRectF(self._box().left(), 4, 18, 10)
        painter.drawRoundedRect(key, *((5, 5) if pushes.side == "left" else (0, 0)))
        painter.setPen(theme.colour("text"))
        text = counted(
            pushes.steps,
            "{n} {side} push: mean ± spread",
            "{n} {side} pushes: mean ± spread",
            n=of_all(pushes),
            side=tr(pushes.side),
        )
        if QFontMetricsF(painter.font()).horizontalAdvance(text) > self.width() - key.right() - 8:
            text = text.split(":")[0]  # whole words in a narrow plot
        painter.drawText(QPointF(key.right() + 6, 14), text)

    def _paint_axes(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        metrics = QFontMetricsF(painter.font())
        ends = ((0, tr("touchdown", "axis")), (100, tr("toe-off", "axis")))  # these first: the rest where it has room
        taken: list[tuple[float, float]] = []
        for pct, text in (*ends, (50, "50 %"), (-50, "−50"), (150, "150")):
            x = self.x_of(pct)
            edge = pct in (0, 100)
            painter.fillRect(QRectF(x - 0.5, 20, 1, box.bottom() - 20), theme.colour("muted" if edge else "line"))
            painter.setPen(theme.colour("muted"))
            width = metrics.horizontalAdvance(text)
            left = min(max(x - width / 2, 0), self.width() - width)
            if all(left + width < a or left > b for a, b in taken):
                painter.drawText(QPointF(left, box.bottom() + 13), text)
                taken.append((left - 4, left + width + 4))
        for share in (0.0, 1.0):
            y = self._y(share)
            painter.fillRect(QRectF(box.left(), y - 0.5, box.width(), 1), theme.colour("line"))
            painter.drawText(
                QRectF(0, y - 8, LEFT_PX - 4, 16), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                "0" if share == 0 else tr("peak"),
            )  # fmt: skip
        y = self._y(self._alpha)
        pen = QPen(theme.colour("text", 0.8), 1)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.drawText(
            QRectF(0, y - 8, LEFT_PX - 4, 16), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            f"{round(100 * self._alpha)} %",
        )  # fmt: skip

    def _runs(self, pushes: SidePushes, lane: str, spread: float) -> list[list[QPointF]]:
        """The points of the curve, `spread` standard deviations off, in unbroken pieces."""
        band = pushes.bands[lane]
        values = band.mean + (spread * np.nan_to_num(band.sd) if spread else 0.0)
        runs: list[list[QPointF]] = [[]]
        for pct, value in zip(pushes.phase_pct, values, strict=True):
            if math.isfinite(value):
                runs[-1].append(QPointF(self.x_of(float(pct)), self._y(float(value))))
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if len(run) > 1]

    def _paint_band(self, painter: QPainter, pushes: SidePushes, lane: str) -> None:
        if not np.isfinite(pushes.bands[lane].sd).any():
            return
        colour = lane_colour(self._theme, lane)
        colour.setAlphaF(0.15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for high, low in zip(self._runs(pushes, lane, 1.0), self._runs(pushes, lane, -1.0), strict=True):
            painter.drawPolygon(QPolygonF([*high, *reversed(low)]))

    def _paint_curve(self, painter: QPainter, pushes: SidePushes, lane: str) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(lane_pen(self._theme, lane))
        for run in self._runs(pushes, lane, 0.0):
            painter.drawPolyline(QPolygonF(run))

    def _no_peak(self, lane: str) -> str:
        """Why a lane has none: it was still getting faster at the end of every contact, or was not looked for."""
        pushes = self._pushes
        lag = None if pushes is None else pushes.measures.get(f"peak_lag_{lane}_ms")
        looked_for = pushes is not None and pushes.told and (lag is None or NO_PEAK in (lag.mean.reason or ""))
        return tr("no own peak") if looked_for else tr("not measured")

    def _paint_peak(self, painter: QPainter, lane: str, y: float) -> None:
        """A row of its own: name, a sample of the line, and the peak with the plus-minus of its lag."""
        theme, box = self._theme, self._box()
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(0, y - 8, LEFT_PX - 4, 16), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                         tr(LANE_NAMES[lane]))  # fmt: skip
        painter.setPen(lane_pen(theme, lane))
        painter.drawLine(QPointF(box.left() + 3, y), QPointF(box.left() + 31, y))
        peak = self._peaks.get(lane)
        if peak is None:
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(box.left() + 38, y + 4), self._no_peak(lane))
            return
        x = self.x_of(peak.at_pct)
        if peak.sd_pct:
            painter.setPen(QPen(theme.colour("text"), 1))
            low, high = (self.x_of(peak.at_pct + sign * peak.sd_pct) for sign in (-1, 1))
            low, high = max(low, box.left()), min(high, box.right())
            painter.drawLine(QPointF(low, y), QPointF(high, y))
            for end in (low, high):
                painter.drawLine(QPointF(end, y - 3), QPointF(end, y + 3))
        painter.setPen(QPen(theme.colour("text"), 1))
        painter.setBrush(lane_colour(theme, lane))
        painter.drawPolygon(diamond(x, y, 5))


class PhasePlot(PhasePainting, QWidget):
    """The same in the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 90)

    def sizeHint(self) -> QSize:
        return QSize(300, 200)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_pushes(self, pushes: SidePushes, peaks: Mapping[str, PhasePeak], alpha: float) -> None:
        peaks = peaks_told(pushes, peaks)
        self._pushes, self._peaks, self._alpha = pushes, peaks, alpha
        words = [
            tr("{lane} peaks at {share:.0f} % of the contact", lane=tr(LANE_NAMES[lane]), share=p.at_pct)
            for lane, p in peaks.items()
        ]
        self.setAccessibleName(
            ". ".join([tr("Lanes over {steps} {side} pushes", steps=of_all(pushes), side=tr(pushes.side)), *words])
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paint(QPainter(self))
