"""Clips and projects as people hand them over, by a dialog, a drop, a list or the command line."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.language.tr import tr
from app.on_disk import OnDisk
from app.session import missing
from core.errors import UserError
from core.project.file import SUFFIX
from core.video.clip_files import clips_of, plainly_no_clip
from core.video.picture_list import one_of_each

if TYPE_CHECKING:
    from app.window import Window

MOST_TOLD: Final = 3  # files that are no clips


class Opening(QObject):
    """Looks whether clips are there before what is open gives way to them."""

    def __init__(self, window: "Window", disk: OnDisk) -> None:
        super().__init__(window)
        self._window, self._disk = window, disk
        self._asked = 0
        self._before: list[Path] = []  # the clips that were open, until the first of the new ones is
        window.session.document.opened.connect(self._before.clear)

    def open(self, paths: list[Path]) -> None:
        """These, the first one shown, or the project among them; none = back to the first page."""
        self._asked += 1  # what was asked for before and is still looked for is no longer wanted
        project = next((path for path in paths if path.suffix == SUFFIX), None)
        if project is not None:
            self._window.editing.projects.open_path(project)
        elif paths:
            self._disk.ask(partial(_look_for, paths), partial(self._looked, self._asked))
        else:
            self._window.show_clips([], None)
            self._window.editing.projects.tell_joined([])

    def _looked(self, asked: int, there: tuple[list[Path], dict[Path, UserError]]) -> None:
        if asked != self._asked:
            return
        wanted, errors = there
        found = [path for path in wanted if path not in errors]
        if not found:  # what is open stays
            self._tell(list(errors.values()))
            return
        window, desk = self._window, self._window.editing.projects
        together = desk.projects.path is not None  # what is opened while a project is joins it
        kept = [p for p in window.clips if p not in found and (together or desk.projects.belongs(p))]
        new = [path.name for path in found if together and path not in window.clips]
        before = list(window.clips)
        window.show_clips([*kept, *found], found[0])
        self._before[:] = before
        desk.tell_joined(new)
        self._tell(list(errors.values()))  # after they are opened: that takes away what was told before

    def _tell(self, errors: list[UserError]) -> None:
        """All at once: a message takes the place of the one before."""
        if len(errors) == 1:
            self._window.session.messages.error(errors[0])
        elif errors:
            few = [error.sentence for error in errors[:MOST_TOLD]]
            left = len(errors) - len(few)
            more = [tr("and {n} more", n=left)] if left else []
            self._window.session.messages.tell("caution", *few, *more)

    def refused(self, path: Path) -> None:
        """No clip: the others that were opened with it stay, after those that had given way to it."""
        together = dict.fromkeys([*self._before, *self._window.clips])
        self._window.clips = [clip for clip in together if clip != path]
        self._before.clear()


def _look_for(paths: list[Path]) -> tuple[list[Path], dict[Path, UserError]]:
    """The clips that these stand for, and of each that is none or not there a sentence; a folder is its videos.

    One file alone is looked into when it is opened, whatever it is.
    """
    wanted = one_of_each([clip for path in paths for clip in clips_of(path)])
    errors = missing(wanted)
    if len(wanted) > 1:
        none = [path for path in wanted if path not in errors and plainly_no_clip(path)]
        errors |= {path: UserError("this is not a video file", "it was left out", path) for path in none}
    return wanted, errors
