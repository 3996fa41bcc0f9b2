"""Undo and Redo say what they would take back or do again, and are off when there is nothing."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.actions import BY_NAME, tip
from app.document import Document
from app.step_names import step_name


class EditMenu(QObject):
    """Follows the history of whichever clip is open."""

    def __init__(self, document: Document, actions: Mapping[str, QAction], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._actions = document, actions
        document.steps_changed.connect(self.tell)
        document.clip_changed.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        stack = self._document.history.stack
        for name, able, what in (
            ("undo", stack.canUndo(), stack.undoText()),
            ("redo", stack.canRedo(), stack.redoText()),
        ):
            action, row = self._actions[name], BY_NAME[name]
            action.setEnabled(able)
            action.setText(f"{row.title}: {step_name(what)}" if able and what else row.title)
            action.setToolTip(tip(row) + (f"\n{step_name(what)}" if able and what else ""))
