"""What was open lately and is still there, as the window's lists offer it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.on_disk import OnDisk
from app.recent import recent_clips, recent_names, remember_clip


class Lately(QObject):
    """Until the disk has answered what is known of it is offered, so that no list waits."""

    changed = Signal()

    def __init__(self, disk: OnDisk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._disk = disk
        self._real: dict[Path, Path] = {}
        self._looking = False
        self.paths: list[Path] = recent_names()
        self.look()

    def look(self) -> None:
        """Whether all of it is there; a question that is still open is not put again."""
        if not self._looking:
            self._looking = True
            self._disk.ask(recent_clips, self._looked)

    def remember(self, path: Path) -> None:
        """Put this clip or project first."""
        self._disk.ask(partial(remember_clip, path), partial(self._remembered, path))

    def besides(self, paths: list[Path]) -> list[Path]:
        """Without those."""
        known = {self._real.get(path, path) for path in paths}
        return [path for path in self.paths if path not in known]

    def _looked(self, paths: list[Path]) -> None:
        self._looking = False
        self._take(paths)

    def _remembered(self, path: Path, real: Path) -> None:
        self._real[path] = real
        self._take([real, *(other for other in self.paths if other != real)])

    def _take(self, paths: list[Path]) -> None:
        if paths != self.paths:
            self.paths = paths
            self.changed.emit()
