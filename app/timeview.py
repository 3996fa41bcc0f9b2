"""The part of the clip's time that lanes and plots show: one range for all of them."""

from typing import Final

from PySide6.QtCore import QObject, Signal

LEAST_S: Final = 0.05


class TimeView(QObject):
    """start_s..end_s within the clip's own first and last time."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first_s, self.last_s = 0.0, 1.0
        self.start_s, self.end_s = 0.0, 1.0

    def set_clip(self, first_s: float, last_s: float) -> None:
        self.first_s, self.last_s = first_s, max(last_s, first_s + LEAST_S)
        self.show_all()

    def show_all(self) -> None:
        self.start_s, self.end_s = self.first_s, self.last_s
        self.changed.emit()

    def zoom(self, factor: float, about_s: float) -> None:
        """Smaller factor = closer; the time under the pointer stays where it is."""
        span = min(max((self.end_s - self.start_s) * factor, LEAST_S), self.last_s - self.first_s)
        share = (about_s - self.start_s) / (self.end_s - self.start_s)
        self._place(about_s - share * span, span)

    def follow(self, time_s: float) -> None:
        """Turn the page when the cursor leaves what is shown."""
        if not self.start_s <= time_s <= self.end_s:
            span = self.end_s - self.start_s
            self._place(time_s - 0.1 * span, span)

    def share(self, time_s: float) -> float:
        """0..1 across what is shown."""
        return (time_s - self.start_s) / (self.end_s - self.start_s)

    def time_at(self, share: float) -> float:
        return self.start_s + share * (self.end_s - self.start_s)

    def _place(self, start_s: float, span: float) -> None:
        start_s = min(max(start_s, self.first_s), self.last_s - span)
        self.start_s, self.end_s = start_s, start_s + span
        self.changed.emit()
