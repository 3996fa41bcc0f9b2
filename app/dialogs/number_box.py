"""A field for a number with decimals, shown with a point in every language; a comma that is typed is taken for one."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget


def set_in(box: QAbstractSpinBox) -> None:
    """Its words begin where those of other fields do: a style sheet's padding does not reach the field in a box."""
    box.lineEdit().setTextMargins(8, 0, 8, 0)


class NumberBox(QDoubleSpinBox):
    """As on cards and in files: 1.78."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        set_in(self)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        found = super().validate(text.replace(",", "."), position)
        assert isinstance(found, tuple)
        return found
