"""Garbage is collected in the window's thread, at moments that suit it.

Python collects wherever an allocation happens to cross its threshold: in the analysis thread too, where taking apart
a forgotten dialog crashes Qt; and a full collection over everything the numeric libraries bring along holds every
thread for 100 ms. So the automatic collections are off while a window is open, young objects are looked at by a
timer, and everything else between two analyses.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 100
YOUNG: Final = 2_000
MIDDLE: Final = 20


class Garbage(QObject):
    """Stop it, and Python collects on its own again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._held = False
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def hold(self) -> None:
        """Libraries are being loaded, a flood of objects that stay: do not look at them, until `settle`."""
        self._held = True

    def settle(self) -> None:
        """Never look at what is there now: libraries and the window stay, and looking through them takes 100 ms."""
        gc.freeze()
        self._held = False

    def tidy(self) -> None:
        """A full look at what came since everything settled, and never again at what is still there."""
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def _look(self) -> None:
        young, middle, _ = gc.get_count()
        if young > YOUNG and not self._held:
            gc.collect(1 if middle > MIDDLE else 0)
