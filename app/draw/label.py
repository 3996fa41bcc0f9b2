"""A number or words on a rounded ground, in the colours of their annotation."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.language.tr import tr
from app.theme import BODY_PX, SMALL_PX, number_font
from app.words import number, show_metric
from core.annotations.annotation import Annotation
from core.annotations.values import Reading
from core.measures.spec import Metric

DARK_GROUND: Final = QColor(12, 14, 16, 190)
LIGHT_GROUND: Final = QColor(244, 245, 246, 205)
COUNTED: Final = {"hand": "{n}", "reps": "{n} reps", "steps": "{n} steps"}


@dataclass(frozen=True)
class Label:
    """box : in screen pixels.  text : leads, lines apart by newlines.  small : its plus-minus, muted beside it."""

    box: QRectF
    text: str
    small: str

    def paint(self, painter: QPainter, colour: QColor, scale: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground_of(colour))
        painter.drawRoundedRect(self.box, 3 * scale, 3 * scale)
        painter.setPen(colour)
        painter.setFont(_font(scale, False))
        inner = self.box.adjusted(4 * scale, 0, -4 * scale, 0)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, side, self.text)
        if self.small:
            painter.setFont(_font(scale, True))
            painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.small)


def ground_of(colour: QColor) -> QColor:
    """What lies under a colour so that it reads on any clothes: dark, or light under dark colours."""
    return LIGHT_GROUND if colour.lightnessF() < 0.3 else DARK_GROUND


def label_at(centre: QPointF, text: str, small: str, scale: float) -> Label:
    """As large as its words need."""
    width, height = _size(text, small, round(100 * scale))
    box = QRectF(0, 0, width, height)
    box.moveCenter(centre)
    return Label(box, text, small)


def words_of(annotation: Annotation, said: Reading | None) -> tuple[str, str]:
    """What stands beside it: its caption and its value; and the plus-minus."""
    value, small = _value(annotation, said)
    return " ".join(part for part in (annotation.text, value) if part), small


def _value(annotation: Annotation, said: Reading | None) -> tuple[str, str]:
    if said is None:
        return "", ""
    if said.unit == "count":
        return tr(COUNTED[annotation.counts], n=f"{said.value:.0f}"), ""
    if said.unit == "s":
        return f"{number(said.value, 3)} s", "" if said.sd is None else f"± {said.sd:.3f}"
    shown = show_metric(Metric(said.value, said.unit, said.sd))
    gap = "" if shown.unit == "°" else "\N{NO-BREAK SPACE}"
    return f"{shown.value}{gap}{shown.unit}", shown.sd


@lru_cache(maxsize=64)
def _font_of(hundredths: int, small: bool) -> QFont:
    px = SMALL_PX - 1 if small else BODY_PX
    return number_font(max(1, round(px * hundredths / 100)), bold=not small)


def _font(scale: float, small: bool) -> QFont:
    return _font_of(round(100 * scale), small)


@lru_cache(maxsize=512)
def _size(text: str, small: str, hundredths: int) -> tuple[float, float]:
    scale = hundredths / 100
    metrics = QFontMetricsF(_font_of(hundredths, False))
    lines = text.split("\n") or [""]
    width = max(metrics.horizontalAdvance(line) for line in lines)
    if small:
        width += QFontMetricsF(_font_of(hundredths, True)).horizontalAdvance(small) + 5 * scale
    return width + 8 * scale, metrics.lineSpacing() * len(lines) + 3 * scale
