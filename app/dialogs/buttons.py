"""The buttons a dialog ends with, named after what they do and without the pictures of the system's style."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from app.language.tr import tr


def plain(buttons: QDialogButtonBox) -> QDialogButtonBox:
    """The same buttons without pictures."""
    for button in buttons.buttons():
        button.setIcon(QIcon())
    return buttons


def apply_or_cancel(
    dialog: QDialog,
    apply: str = "",
    more: QDialogButtonBox.StandardButton = QDialogButtonBox.StandardButton.NoButton,
) -> QDialogButtonBox:
    """Buttons that accept and reject `dialog`.  apply : the word on the first one, "" = Apply.  more : beside them."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel | more)
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(apply or tr("Apply"))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return plain(buttons)
