"""How large a dialog is on the screen it is on."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

SHARE = 0.92  # of the screen at most: its title bar must be seen, too


def open_at(dialog: QDialog, width: int, height: int) -> None:
    """So large, or as large as the screen lets it be."""
    dialog.resize(QSize(width, height).boundedTo(dialog.screen().availableSize() * SHARE))
