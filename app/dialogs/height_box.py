"""A field for a standing height: metres, or centimetres as most people say them, 182 for 1.82 m."""

import re
from typing import Final

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QWidget

from app.dialogs.number_box import NumberBox
from core.kinematics.scale import LOWEST_M, TALLEST_M

_TYPED: Final = re.compile(r"\s*(\d*\.?\d*)\s*(m|c|cm)?\s*")


class HeightBox(NumberBox):
    """Shows metres; nobody is 3 m tall, so that a larger number is one of centimetres."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, TALLEST_M)
        self.setDecimals(2)
        self.setSingleStep(0.01)
        self.setSuffix(" m")
        self.setKeyboardTracking(False)  # the 1 of 182 is nobody's height

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Half a number is on its way to one; it is no height of anybody yet."""
        if text == self.specialValueText():
            return QValidator.State.Acceptable, text, position
        metres = _metres(text)
        if metres is None:
            return QValidator.State.Invalid, text, position
        fits = metres == 0 or LOWEST_M <= metres <= TALLEST_M
        return QValidator.State.Acceptable if fits else QValidator.State.Intermediate, text, position

    def valueFromText(self, text: str) -> float:
        return 0.0 if text == self.specialValueText() else _metres(text) or 0.0

    def stepBy(self, steps: int) -> None:
        """From "not known" to somebody's height, not to a centimetre."""
        if self.value() == 0 and steps > 0:
            self.setValue(1.70)
        else:
            super().stepBy(steps)


def _metres(text: str) -> float | None:
    """None for what is no number; nothing yet is 0."""
    found = _TYPED.fullmatch(text.replace(",", "."))
    if found is None:
        return None
    typed = float(found[1]) if found[1] not in ("", ".") else 0.0
    return typed / 100 if typed >= 3 else typed
