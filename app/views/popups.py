"""Buttons and lists as they are operated: Enter presses them, and one that opened a menu lets go of its look."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractButton, QComboBox, QToolButton, QWidget


def let_go(button: QToolButton) -> None:
    """While a menu is open its button is not told that the pointer has left: it would look lit until the next visit."""
    menu = button.menu()
    if menu is None:
        raise ValueError("the button has no menu")

    def look() -> None:
        if not button.rect().contains(button.mapFromGlobal(QCursor.pos())):
            button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
            button.update()

    menu.aboutToHide.connect(lambda: QTimer.singleShot(0, button, look))


def operate(widget: QWidget | None) -> bool:
    """Press this button or open this list, as the space bar would; False where it is neither."""
    if isinstance(widget, QComboBox) and widget.isEnabled():
        widget.showPopup()
    elif isinstance(widget, QAbstractButton) and widget.isEnabled():
        widget.click()
    else:
        return False
    return True
