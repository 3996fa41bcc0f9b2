"""A field for a number with decimals, shown with a point in every language; a comma that is typed is taken for one."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget


class NumberBox(QDoubleSpinBox):
    """As on cards and in files: 1.78."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        found = super().validate(text.replace(",", "."), position)
        assert isinstance(found, tuple)
        return found
