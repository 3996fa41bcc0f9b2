"""What lanes and plots have in common: a click seeks, a drag selects, the wheel zooms time."""

import math
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.theme import GUTTER
from app.timeview import TimeView
from app.words import number

RIGHT_MARGIN: Final = 12
_DRAG_PX: Final = 5


class TimeGestures(QObject):
    """Turns mouse events over a time axis, which begins at GUTTER, into seeks, selections and zooms.

    snap : the exact moment of what lies under a point of the axis, None where nothing does.
    """

    seeked = Signal(float)
    selected = Signal(float, float)

    def __init__(self, view: TimeView, axis: QWidget, snap: Callable[[QPointF], float | None] | None = None) -> None:
        super().__init__(axis)
        self._snap = snap
        self._view = view
        self._axis = axis
        self._from_x: float | None = None
        self._dragging = False

    def time_at(self, x: float) -> float:
        share = (x - GUTTER) / max(1, self._axis.width() - GUTTER - RIGHT_MARGIN)
        return self._view.time_at(min(max(share, 0.0), 1.0))

    def press(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from_x = event.position().x()
            self._dragging = False

    def move(self, event: QMouseEvent) -> None:
        if self._from_x is None:
            return
        x = event.position().x()
        if self._dragging or abs(x - self._from_x) > _DRAG_PX:
            self._dragging = True
            start, end = sorted((self.time_at(self._from_x), self.time_at(x)))
            self.selected.emit(start, end)

    def release(self, event: QMouseEvent) -> None:
        if self._from_x is not None and not self._dragging:
            exact = self._snap(event.position()) if self._snap is not None else None
            self.seeked.emit(self.time_at(event.position().x()) if exact is None else exact)
        self._from_x = None

    def wheel(self, event: QWheelEvent) -> None:
        self._view.zoom(0.999 ** event.angleDelta().y(), self.time_at(event.position().x()))
        event.accept()


class OnTimeAxis:
    """The mouse events of a widget whose `gestures` they are; comes before the widget's class."""

    gestures: TimeGestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.gestures.wheel(event)


def ticks(start_s: float, end_s: float, most: int, origin_s: float = 0.0) -> list[tuple[float, str]]:
    """Times that read as round numbers from the origin, at most so many, with as many digits as they need.

    start_s, end_s and the times handed back are the clip's own; only the texts count from the origin.
    """
    span = end_s - start_s
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600):
        if span / step <= most:
            break
    digits = 2 if step < 0.1 else 1 if step < 1 else 0
    first = math.ceil((start_s - origin_s) / step - 1e-9)
    count = int((end_s - origin_s - first * step) / step + 1e-9) + 1
    numbers = [(first + i) * step for i in range(max(0, count))]
    return [(origin_s + value, number(value, digits)) for value in numbers]
