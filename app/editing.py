"""Everything by which a person changes what was found: put together here, so that the window stays a window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.edit_menu import EditMenu
from app.scaling import Scaling

if TYPE_CHECKING:
    from app.window import Window


class Editing(QObject):
    """Undo menu and the ends of drags of one window."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        document = window.session.document
        self.menu = EditMenu(document, window.acts, self)
        self.scaling = Scaling(window)
        window.transport.scrubber.released.connect(lambda: document.history.end_gesture())
