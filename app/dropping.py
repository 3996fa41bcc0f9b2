"""Files dragged over the window and let go of there: what would become of them is said before they are."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.language.tr import counted, tr
from app.views.drop_hint import DropHint

if TYPE_CHECKING:
    from app.window import Window


class Dropping(QObject):
    """Hears of the window's drags; says what it takes, and does it."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        central = window.centralWidget()
        assert central is not None
        self.hint = DropHint(central)

    def enter(self, event: QDragEnterEvent) -> None:
        paths = _files(event)
        if paths:
            event.acceptProposedAction()
            self.hint.tell(self._words(paths))

    def leave(self) -> None:
        self.hint.hide()

    def drop(self, event: QDropEvent) -> None:
        self.hint.hide()
        paths, window = _files(event), self._window
        if paths:
            event.acceptProposedAction()
            if window.comparing.active:
                window.comparing.take(paths[0])
            elif not window.commands.take_markers(paths):
                window.open_clips(paths)

    def _words(self, paths: Sequence[Path]) -> str:
        first = paths[0].name
        if self._window.comparing.active:
            return tr("Let go to compare with {name}", name=first)
        if self._window.commands.takes_markers(paths):
            return tr("Let go to lay the curves of {name} over these", name=first)
        if len(paths) == 1:
            return tr("Let go to open {name}", name=first)
        return counted(len(paths), "Let go to open {n} file", "Let go to open {n} files", n=len(paths))


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
