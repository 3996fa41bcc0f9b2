"""One measure over an athlete's days of training, with the band of their usual."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.curves import round_steps, y_range
from app.language.tr import counted, day_words, tr
from app.theme import DARK, SMALL_PX, Theme, number_font
from app.words import number, unit_sign
from core.athletes.baselines import LEAST_SESSIONS, Baseline, Day

LEFT: Final = 56
BELOW: Final = 24
DOT: Final = 4.0
LINES: Final = 4  # about so many, with their numbers


class HistoryChart(QWidget):
    """Days along the x axis, evenly spaced and dated; each value with its plus-minus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days: Sequence[Day] = ()
        self.usual: Baseline | None = None
        self.nothing = ""  # why there is nothing at all
        self._unit = ""
        self._theme: Theme = DARK
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)

    def sizeHint(self) -> QSize:
        return QSize(560, 260)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_days(self, days: Sequence[Day], usual: Baseline | None, unit: str) -> None:
        """usual : the band; None while there are too few days for one."""
        self.days, self.usual, self._unit = days, usual, unit_sign(unit)
        told = "; ".join(f"{day.date}: {day.value:.3g}" for day in days)
        self.setAccessibleName(counted(len(days), "{n} day", "{n} days", n=len(days)) + f". {told}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        import numpy as np

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t = self._theme
        box = QRectF(self.rect()).adjusted(LEFT, 8, -12, -BELOW) if self.days else QRectF(self.rect())
        painter.fillRect(box, t.colour("raised", 0.5))
        painter.setFont(number_font(SMALL_PX, self.font()))
        painter.setPen(t.colour("muted"))
        if not self.days:
            words = self.nothing or tr("Nothing is kept of this measure yet.")
            painter.drawText(
                box.adjusted(16, 0, -16, 0), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words
            )
            return
        ends = [np.array([d.value - (d.sd or 0), d.value + (d.sd or 0)]) for d in self.days]
        low, high = y_range([*ends, *([np.array(self.usual.band())] if self.usual is not None else [])])
        low, high = min(low, *(float(e[0]) for e in ends)), max(high, *(float(e[1]) for e in ends))

        def y(value: float) -> float:
            return box.bottom() - (value - low) / (high - low) * box.height()

        def x(i: int) -> float:
            return box.left() + (i + 0.5) * box.width() / len(self.days)

        beside = round_steps(low, high, LINES)
        step = beside[1] - beside[0] if len(beside) > 1 else high - low
        digits = 2 if step < 0.0999 else 1 if step < 0.999 else 0
        for value in beside:
            painter.setPen(QPen(t.colour("line"), 1))
            painter.drawLine(QLineF(box.left(), y(value), box.right(), y(value)))
            painter.setPen(t.colour("muted"))
            label = QRectF(0, y(value) - 8, LEFT - 6, 16)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(label, right, number(value, digits) + self._unit)
        if self.usual is not None:
            bottom, top = self.usual.band()
            painter.setClipRect(box)
            painter.fillRect(QRectF(box.left(), y(top), box.width(), y(bottom) - y(top)), t.colour("accent", 0.15))
            painter.setPen(QPen(t.colour("accent"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(box.left(), y(self.usual.middle), box.right(), y(self.usual.middle)))
            painter.setClipping(False)
        self._paint_days(painter, [QPointF(x(i), y(d.value)) for i, d in enumerate(self.days)], high - low, box)
        if self.usual is None:
            left = LEAST_SESSIONS - len(self.days)
            text = counted(
                left,
                "The usual is known after {left} more day of training.",
                "The usual is known after {left} more days of training.",
                left=left,
            )
            painter.setPen(t.colour("muted"))
            painter.drawText(box.adjusted(8, 4, -8, 0), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, text)

    def _paint_days(self, painter: QPainter, points: list[QPointF], span: float, box: QRectF) -> None:
        t = self._theme
        band = self.usual.band() if self.usual is not None else None
        years = len({day.date[:4] for day in self.days}) > 1
        every = max(1, round(64 * len(points) / max(box.width(), 1) + 0.49))
        for i, (day, at) in enumerate(zip(self.days, points, strict=True)):
            painter.setPen(QPen(t.colour("text"), 1.25))
            if day.sd:
                half = day.sd / span * box.height()
                painter.drawLine(QLineF(at.x(), at.y() - half, at.x(), at.y() + half))
            outside = band is not None and not band[0] <= day.value <= band[1]
            painter.setBrush(t.colour("panel") if outside else t.colour("text"))  # hollow: not as usual
            painter.drawEllipse(at, DOT + outside, DOT + outside)
            if i % every == 0 or i == len(points) - 1:
                painter.setPen(t.colour("muted"))
                text = day_words(date.fromisoformat(day.date), with_year=years)
                painter.drawText(QRectF(at.x() - 32, box.bottom() + 4, 64, 16), Qt.AlignmentFlag.AlignCenter, text)
