"""One stack of undo steps per clip: each step holds the edits before and after it."""

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.edits.edits import Edits

LIMIT: Final = 500
_MERGES: Final = 1  # Qt offers a command to the one before it only if both carry the same id


class EditCommand(QUndoCommand):
    """From one value of the edits to the next. Steps of one gesture carry the same key and become one."""

    def __init__(self, history: "History", name: str, old: Edits, new: Edits, merge_key: str | None) -> None:
        super().__init__(name)
        self._history = history
        self.old, self.new, self.merge_key = old, new, merge_key

    def id(self) -> int:
        return -1 if self.merge_key is None else _MERGES

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditCommand) or self.merge_key is None or other.merge_key != self.merge_key:
            return False
        self.new = other.new
        self.setObsolete(self.new == self.old)  # dragged back to where it was: nothing happened
        return True

    def redo(self) -> None:
        self._history.put(self.new)

    def undo(self) -> None:
        self._history.put(self.old)


class History(QObject):
    """The edits of one clip and how they came about."""

    changed = Signal()

    def __init__(self, edits: Edits | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.edits = edits or Edits()
        self._gesture = 0
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(LIMIT)

    def apply(self, name: str, edits: Edits, merge_key: str | None = None) -> None:
        """A step called `name` ("the bottom of rep 2"); nothing happens where nothing changes.

        merge_key : steps with the same key that follow each other become one, until `end_gesture`.
        """
        if edits != self.edits:
            key = None if merge_key is None else f"{merge_key} {self._gesture}"
            self.stack.push(EditCommand(self, name, self.edits, edits, key))

    def end_gesture(self) -> None:
        """What follows is a step of its own, even with the same key: the mouse was let go."""
        self._gesture += 1

    def put(self, edits: Edits) -> None:
        """For the commands."""
        if edits is not self.edits:
            self.edits = edits
            self.changed.emit()

    def rescale(self, factor: float) -> None:
        """Every time, in every step, on the clip's corrected clock."""
        for i in range(self.stack.count()):
            command = self.stack.command(i)
            if isinstance(command, EditCommand):
                command.old, command.new = command.old.scaled(factor), command.new.scaled(factor)
        self.put(self.edits.scaled(factor))
