"""What the actions of the Edit menu do; `app.commands.Commands` inherits them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.window import Window


class EditCommands:
    """Each one is a step that can be undone; nothing here touches the clip's file."""

    _window: "Window"

    def undo(self) -> None:
        self._window.session.document.history.stack.undo()

    def redo(self) -> None:
        self._window.session.document.history.stack.redo()
