"""The project of a window: gathered, saved, kept against crashes, opened again."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.document import Document, Options
from app.in_turn import InTurn
from app.language.tr import tr
from app.messages import Messages
from app.project_work import Work, by_hand, gathered, options_of
from app.task_thread import heard_from
from core.analysis import Analysis
from core.edits.edits import Edits
from core.errors import UserError
from core.project import file, recovery
from core.project.lock import Holder, ProjectLock
from core.project.project import Project, ProjectClip

log = logging.getLogger(__name__)
AUTOSAVE_MS: Final = 20_000
Kept = tuple[Work, str]  # with the project's notes
NOTHING: Final[Kept] = ((), "")
MOST_FAULTS: Final = 3  # of a project file, told after the first one


class Projects(QObject):
    """Knows no widgets but through its signals."""

    changed = Signal()  # another project, or saved
    opened = Signal(object)  # Project: its clips are to be shown
    held = Signal(object, object)  # Path, Holder: another window has this project
    missing = Signal(object)  # ProjectClip whose file is not found

    def __init__(self, document: Document, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._messages = document, messages
        self.path: Path | None = None
        self.notes = ""
        self.lost: tuple[ProjectClip, ...] = ()  # clips of the project that are not found: they are kept in it
        self.together: tuple[Path, ...] = ()  # what the window has open; it says so
        self._own: frozenset[Path] = frozenset()  # clips that the project had when it was opened or saved
        self._taken_out = False  # a clip since it was opened or saved
        self._hashes: dict[Path, str] = {}
        self._learning: set[Path] = set()
        self._saved = self._kept = NOTHING
        self._lock: ProjectLock | None = None
        self._coming: dict[Path, ProjectLock] = {}  # asked for, and not answered yet
        self._recovery = recovery.Recovery()
        self._worker: InTurn | None = None
        self._waiting = 0
        self._timer = QTimer(self)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.keep)
        document.edits_changed.connect(self._edited)
        document.options_changed.connect(self._edited)
        document.analysis_changed.connect(self._analysed)

    # -- what there is to save
    def work(self) -> Work:
        """Every clip that is open, the project's or worked on; one only looked at in between is none of them."""
        known, none = self._document.work(), (Options(), Edits())
        kept = tuple(item for item in known if item[0] in self.together or self.belongs(item[0]))
        seen = {item[0] for item in known}
        return (*kept, *((path, *none) for path in self.together if path not in seen))

    def belongs(self, path: Path) -> bool:
        """Whether a clip stays in the project when it is no longer open: it was in it, or something was done on it."""
        return path in self._own or self.worked_on(path)

    def worked_on(self, path: Path) -> bool:
        own = self._document.of(path)
        return own is not None and bool(by_hand(((path, *own),)))

    def set_together(self, paths: Sequence[Path]) -> None:
        """What the window has open now."""
        self.together = tuple(paths)
        self._edited()

    @property
    def dirty(self) -> bool:
        """Whether something would be lost."""
        work = self.work()
        changed = by_hand(work) != by_hand(self._saved[0]) or self.notes != self._saved[1]
        joined = self.path is not None and any(path not in self._own for path, *_ in work)
        return changed or joined or self._taken_out

    def take_out(self, path: Path) -> None:
        """A clip leaves the project with all that was done on it; nothing changes on the disk before it is saved."""
        self._taken_out = self._taken_out or path in self._own
        self.together = tuple(p for p in self.together if p != path)
        self._own -= {path}
        self._document.forget(path)
        self._edited()

    def take_out_lost(self, clip: ProjectClip) -> None:
        """The same for one whose file is not found."""
        self.lost = tuple(c for c in self.lost if c.sha256 != clip.sha256)
        self._taken_out, self._kept = True, NOTHING
        self._edited()

    def set_notes(self, text: str) -> None:
        """On the project as a whole."""
        if text != self.notes:
            self.notes = text
            self._edited()

    @property
    def busy(self) -> bool:
        return self._waiting > 0

    def _gathered(self, work: Work) -> Callable[[], Project]:
        """As things are now; called in the worker."""
        return partial(gathered, work, self._hashes, self.lost, self.notes, self._document.path)

    # -- saving
    def save(self, path: Path, then: Callable[[bool], None] = lambda saved: None) -> None:
        """Save under this name from now on.  then : called with whether it is saved."""
        if path.suffix != file.SUFFIX:
            path = path.with_name(path.name + file.SUFFIX)
        lock = self._lock_of(path)
        new = lock is not self._lock
        work, notes = self.work(), self.notes
        gather = self._gathered(work)

        def write() -> str:
            """Why it is not written; "" where it is."""
            with lock.kept_if_done():
                if new:
                    lock.take()
                why = lock.why_not()
                if not why:
                    lock.noting(lambda: file.save(gather(), path))
                    self._recovery.drop()
                return why

        def saved(result: Any) -> None:
            self._coming.pop(path, None)
            if isinstance(result, Exception) or result:
                if isinstance(result, Exception):
                    self._messages.error(result)
                else:
                    self._messages.tell("caution", f"{path.name}: {result}")
                then(False)
                return
            self._let_go(lock)
            self.path, self._lock = path, lock
            self._saved = self._kept = (work, notes)
            self._own, self._taken_out = frozenset(item[0] for item in work), False
            self._messages.tell("info", f"Saved {path}")
            self.changed.emit()
            self._keep_measured()
            then(True)

        self.ask(write, saved)

    def _keep_measured(self) -> None:
        """What was measured with these edits, so that the project is open again at once."""
        analysis = self._document.measured
        if analysis is not None:
            self.ask(lambda: _keep(analysis), _logged)

    def keep(self, then: Callable[[], None] = lambda: None) -> None:
        """Keep unsaved work beside the projects, where there is new one.  then : called once it is, or need not be."""
        work, path = (self.work(), self.notes), self.path
        if not self.dirty or work == self._kept:
            then()
            return
        gather = self._gathered(work[0])

        def kept(result: Any) -> None:
            if isinstance(result, UserError):
                self._messages.tell("caution", f"Unsaved work cannot be kept: {result.sentence}")
            elif isinstance(result, Exception):
                log.error("unsaved work cannot be kept", exc_info=result)
            else:
                self._kept = work
                then()

        self.ask(lambda: self._recovery.keep(gather(), path), kept)

    # -- opening
    def open(self, path: Path, by_force: bool = False) -> None:
        """Read a project; `opened` hands it over, `held` asks about another window."""
        lock = self._lock_of(path)

        def load() -> Project | Holder:
            with lock.kept_if_done():
                holder = lock.take(by_force) if path.exists() else None
                return holder or lock.noting(lambda: file.load(path))

        def read(result: Any) -> None:
            self._coming.pop(path, None)
            if isinstance(result, Holder):
                self.held.emit(path, result)
            elif isinstance(result, Exception):
                self._messages.error(result)
            else:
                self._take(result, path, lock)

        self.ask(load, read)

    def restore(self, left: recovery.Recovered) -> None:
        """Take up work that a crash has left; it is unsaved until it is saved."""

        def load() -> tuple[Project, ProjectLock | None]:
            made, lock = left.load(), None
            if left.project is not None and left.project.parent.exists():
                lock = ProjectLock(left.project)
            held = lock is not None and lock.take() is not None
            return made, None if held else lock

        def read(result: Any) -> None:
            if isinstance(result, Exception):
                self._messages.error(result)
                return
            project, lock = result
            self._take(project, None if lock is None else left.project, lock)
            self._saved = self._kept = NOTHING
            gone = partial(left.file.unlink, missing_ok=True)
            self.keep(lambda: self.later(gone))  # never without a copy: it may end badly again
            self.changed.emit()

        self.ask(load, read)

    def _lock_of(self, path: Path) -> ProjectLock:
        """The one that is held, or asked for already: what is done twice at once is no other window's doing."""
        if self._lock is not None and self._lock.project == path:
            return self._lock
        return self._coming.setdefault(path, ProjectLock(path))

    def _let_go(self, of_all_but: ProjectLock | None = None) -> None:
        """Of the lock that is held, unless it is this one."""
        if self._lock is not None and self._lock is not of_all_but:
            self.later(self._lock.release)

    def _drop_kept(self) -> None:
        """In its turn: what is being kept just now goes too."""
        if self._worker is not None:  # without one nothing was ever kept
            self.later(self._recovery.drop)

    def _take(self, project: Project, path: Path | None, lock: ProjectLock | None) -> None:
        self._let_go(lock)
        self.path, self._lock, self.notes = path, lock, project.notes
        self.lost = tuple(c for c in project.clips if c.path is None)
        self._document.forget_work()
        self._taken_out = False
        self.together = tuple(c.path for c in project.clips if c.path is not None)
        self._own = frozenset(self.together)
        for clip in project.clips:
            if clip.path is not None:
                self._hashes[clip.path] = clip.sha256
                self._document.adopt(clip.path, options_of(clip), clip.edits)
        self._saved = self._kept = (self.work(), self.notes)
        self.changed.emit()
        self.opened.emit(project)
        self._tell_faults(project, path)  # after its clip is opened: that takes away what was told before
        for clip in self.lost:
            self.missing.emit(clip)

    def _tell_faults(self, project: Project, path: Path | None) -> None:
        """Everything of the file that could not be read, as far as a message holds it."""
        name = path.name if path else tr("Project")
        for fault in project.faults:
            log.info("%s: %s", name, fault)
        if project.faults:
            first, *others = project.faults
            left = len(others) - MOST_FAULTS
            rest = [tr("and {n} more", n=left)] if left > 0 else []
            self._messages.tell("caution", f"{name}: {first}", *others[:MOST_FAULTS], *rest)

    def leave(self) -> None:
        """No project any more, nor anything of its clips; what was not saved is gone."""
        self._let_go()
        self.path, self._lock, self.notes = None, None, ""
        self.lost, self.together, self._own, self._taken_out = (), (), frozenset(), False
        self._document.forget_work()
        self._saved = self._kept = NOTHING
        self._drop_kept()
        self.changed.emit()

    def relink(self, clip: ProjectClip, path: Path) -> None:
        """The clip was found again at another place."""

        def found(result: Any) -> None:
            if isinstance(result, Exception):
                self._messages.error(result)
                return
            self.lost = tuple(c for c in self.lost if c.sha256 != clip.sha256)
            self._hashes[path] = clip.sha256
            self._own |= {path}
            self._document.adopt(path, options_of(clip), clip.edits)
            self.opened.emit(Project((result,)))

        self.ask(lambda: file.relinked(clip, path), found)

    # -- the end
    def stop(self) -> None:
        """Let go of everything; what was asked for is still done."""
        self._timer.stop()
        self._let_go()
        for coming in self._coming.values():
            self.later(coming.release)
        self._lock = None
        self._drop_kept()
        if self._worker is not None:
            self._worker.done.disconnect(self._done)
            self._worker.stop()
            self._worker.deleteLater()
            self._worker = None
        self._waiting = 0

    def _edited(self) -> None:
        if self.dirty:
            self._learn(self._document.path)
            if not self._timer.isActive():
                self._timer.start()
        self.changed.emit()

    def _analysed(self) -> None:
        """The analysis has just read the whole clip: what it is known by need not be read again."""
        if self._document.analysis is not None:
            self._learn(self._document.path)

    def _learn(self, path: Path | None) -> None:
        """What a clip is known by, while it is still there: deleted later, its work can still be saved."""
        if path is None or path in self._hashes or path in self._learning:
            return
        self._learning.add(path)

        def learnt(result: Any) -> None:
            self._learning.discard(path)
            if isinstance(result, str):
                self._hashes[path] = result

        self.ask(lambda: file.clip_hash(path), learnt)

    def later(self, task: Callable[[], None]) -> None:
        """Read or write something beside the project, in its turn."""
        self.ask(task, _logged)

    def ask(self, task: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """The same, and hear of its result or its error."""
        if self._worker is None:
            self._worker = InTurn(self)
            self._worker.done.connect(self._done, Qt.ConnectionType.QueuedConnection)
            self._worker.start()
        self._waiting += 1
        self._worker.ask(task, then)

    def _done(self, then: Callable[[Any], None], result: Any) -> None:
        if heard_from(self, self._worker):
            self._waiting -= 1
            then(result)


def _keep(analysis: Analysis) -> None:
    from core.pipeline import keep  # heavy

    keep(analysis)


def _logged(result: Any) -> None:
    if isinstance(result, Exception):
        log.error("what goes beside a project cannot be kept", exc_info=result)
