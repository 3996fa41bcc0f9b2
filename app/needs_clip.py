"""What can only be done with a clip is off while none is open: no menu offers what nothing would follow."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.actions import ACTIONS
from app.document import Document

GROUPS: Final = frozenset({"Edit", "Analysis", "Playback", "Time", "View"})
ALSO: Final = frozenset({
    "snapshot", "copy_snapshot", "copy_table", "copy_plots", "export", "import_curves", "next_clip", "previous_clip",
})  # fmt: skip
# undo and redo follow the history; compare says what it needs; the rest is not about a clip
BUT: Final = frozenset({"undo", "redo", "compare", "history", "theme"})
NAMES: Final = frozenset(
    row.name for row in ACTIONS if row.name in ALSO or (row.group in GROUPS and row.name not in BUT)
)


class NeedsClip(QObject):
    """Made after whoever else switches actions off for a while: what they give back is looked at here."""

    def __init__(self, document: Document, actions: Mapping[str, QAction], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._actions = document, actions
        document.clip_changed.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        for name in NAMES:
            self._actions[name].setEnabled(self._document.path is not None)
