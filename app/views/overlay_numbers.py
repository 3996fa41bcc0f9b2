"""The numbers of a figure: each beside its joint, where it covers nothing and all of it can be read."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.theme import BODY_PX, number_font

LABEL_GROUND: Final = QColor(12, 14, 16, 170)
MOST_PUSHES: Final = 12  # of a number that would cover something
PUSH_PX: Final = 8.0
TURNS: Final = (0, 30, 60, 90)  # degrees about its joint, away from the limb: nearer than far outside
ABOUT: Final = (0, 30, -30, 60, -60, 90, -90, 120, -120, 150, -150, 180)  # where its own side is cut off
PX_A_DEGREE: Final = 0.4  # how much farther out is as good as a turn


@dataclass(frozen=True)
class Label:
    """A number on a dark rounded ground, beside its joint; the painter's font is that of its box."""

    box: QRectF
    text: str
    colour: QColor

    def paint(self, painter: QPainter, scale: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(LABEL_GROUND)
        painter.drawRoundedRect(self.box, 3 * scale, 3 * scale)
        painter.setPen(self.colour)
        painter.drawText(self.box, Qt.AlignmentFlag.AlignCenter, self.text)


@lru_cache(maxsize=8)
def label_font(scale: float) -> QFont:
    return number_font(round(BODY_PX * scale), bold=True)


@lru_cache(maxsize=512)
def _label_size(text: str, scale: float) -> tuple[float, float]:
    metrics = QFontMetricsF(label_font(scale))
    return metrics.horizontalAdvance(text) + 8 * scale, metrics.height() + 2 * scale


@dataclass(frozen=True)
class Ray:
    """Where a number would stand: so far from its joint, in this direction, and which way it may turn (0 = none)."""

    px: float
    degrees: float
    turn: float


def polar(origin: QPointF, radius: float, degrees: float) -> QPointF:
    turn = math.radians(degrees)
    return QPointF(origin.x() + radius * math.cos(turn), origin.y() - radius * math.sin(turn))


@dataclass(frozen=True)
class Ground:
    """Where numbers can be read.  whole : all that is seen, null = without an edge.  covered : parts with tools on."""

    whole: QRectF = field(default_factory=QRectF)
    covered: tuple[QRectF, ...] = ()

    def shows(self, box: QRectF) -> bool:
        """Whether nothing of it is cut off: half a number is another number."""
        return (self.whole.isNull() or self.whole.contains(box)) and not any(box.intersects(c) for c in self.covered)

    def has(self, point: QPointF) -> bool:
        """Whether it is seen; what belongs to one that is not stays with it."""
        return self.whole.isNull() or self.whole.contains(point)

    def moved_in(self, box: QRectF) -> QRectF:
        """The box as near as it can be to where it was without being cut off at the edge."""
        if self.whole.isNull():
            return box
        x = max(self.whole.left(), min(box.left(), self.whole.right() - box.width()))
        y = max(self.whole.top(), min(box.top(), self.whole.bottom() - box.height()))
        return QRectF(QPointF(x, y), box.size())


ANYWHERE: Final = Ground()


@lru_cache(maxsize=2)
def _tries(turns: tuple[int, ...]) -> list[tuple[float, float]]:
    """(pixels farther out, degrees turned), what is least out of place first."""
    every = [(PUSH_PX * n, float(turn)) for n in range(MOST_PUSHES + 1) for turn in turns]
    return sorted(every, key=lambda one: one[0] + PX_A_DEGREE * abs(one[1]))


class Numbers:
    """Those of one figure, each placed so that it covers none before it.

    off : points of the body that no number may cover.
    """

    def __init__(self, scale: float, off: Sequence[tuple[float, float]], ground: Ground = ANYWHERE) -> None:
        self._scale, self._off, self._ground = scale, off, ground
        self.labels: list[Label] = []

    def add(self, joint: QPointF, rays: Sequence[Ray], text: str, colour: QColor) -> None:
        """Find a place for a number: moved outwards or about its joint until it covers nothing and all of it is seen.

        rays : where it may stand; of two places as far out that on the first.
        """
        width, height = _label_size(text, self._scale)
        ground = self._ground if self._ground.has(joint) else ANYWHERE
        last = QRectF()
        for turns in (TURNS, ABOUT) if ground is not ANYWHERE else (TURNS,):
            for at in self._places(joint, rays, turns):
                last = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
                if ground.shows(last) and self._free(last):
                    self.labels.append(Label(last, text, colour))
                    return
        self.labels.append(Label(ground.moved_in(last), text, colour))

    def _places(self, joint: QPointF, rays: Sequence[Ray], turns: tuple[int, ...]) -> Iterator[QPointF]:
        for (out, turn), ray in itertools.product(_tries(turns), rays):
            if ray.turn or not turn or turns is ABOUT:
                yield polar(joint, ray.px + out * self._scale, ray.degrees + (ray.turn or 1) * turn)

    def _free(self, box: QRectF) -> bool:
        """Whether it keeps off the body and the numbers before it."""
        x, y = box.center().x(), box.center().y()
        across, down = box.width() / 2 + 3 * self._scale, box.height() / 2 + 3 * self._scale
        off_body = not any(abs(a - x) <= across and abs(b - y) <= down for a, b in self._off)
        return off_body and not any(box.intersects(other.box) for other in self.labels)

    def paint(self, painter: QPainter) -> None:
        painter.setFont(label_font(self._scale))
        for label in self.labels:
            label.paint(painter, self._scale)
