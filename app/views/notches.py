"""How far a mouse wheel was turned, in whole notches."""

from typing import Final

from PySide6.QtGui import QWheelEvent

_NOTCH: Final = 120  # Qt's eighths of a degree


class Notches:
    """Adds up what a touchpad tells in small parts."""

    def __init__(self) -> None:
        self._left = 0

    def down(self, event: QWheelEvent) -> int:
        """Notches turned towards oneself since the last whole one; with Shift some systems turn the wheel sideways."""
        delta = event.angleDelta()
        self._left -= delta.y() or delta.x()
        whole = int(self._left / _NOTCH)  # towards zero
        self._left -= whole * _NOTCH
        return whole
