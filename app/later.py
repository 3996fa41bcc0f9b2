"""Work that is put off until nothing more has come for a moment."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def later(owner: QObject, after_ms: int, work: Callable[[], object]) -> QTimer:
    """A timer that does its work once, so long after its last `start`; it ends with its owner."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(work)
    return timer
