"""A button that opened a menu lets go of its look when the pointer is elsewhere by then."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolButton


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
