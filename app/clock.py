"""How times are told in the window: from the moment the person calls zero. Files keep the clip's own time."""

from PySide6.QtCore import QObject, Signal

from app.words import clock, number


class Clock(QObject):
    """origin_s : the clip's time that reads as 0.

    Everything in the window that tells or takes a moment asks this one object, so that no two views disagree;
    everything that computes or writes files goes on in the clip's own time.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.origin_s = 0.0

    def set_origin(self, time_s: float) -> None:
        if time_s != self.origin_s:
            self.origin_s = time_s
            self.changed.emit()

    def shown(self, time_s: float) -> float:
        """The clip's time as it is told."""
        return time_s - self.origin_s

    def text(self, time_s: float) -> str:
        """2.204 s; before the origin with a minus."""
        return clock(self.shown(time_s))

    def short(self, time_s: float, digits: int = 2) -> str:
        """2.20: for tables and lists that have the unit elsewhere."""
        return number(self.shown(time_s), digits)
