"""Where projects meet the person: the questions that are asked, and what the window shows."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.commands import video_files
from app.language.tr import day_words, listed, tr
from app.left_off import LeavingOff
from app.projects import Projects
from core.project import recovery
from core.project.file import SUFFIX
from core.project.lock import Holder
from core.project.project import Project, ProjectClip

if TYPE_CHECKING:
    from app.window import Window

Button = QMessageBox.StandardButton
MOST_NAMED = 3  # clips in a question


class ProjectDesk(QObject):
    """Questions are asked in boxes that do not stop the window, but for the one at its end."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._joined: list[str] = []  # clips of which is still to be told that they are in the project now
        self.projects = Projects(window.session.document, window.session.messages, self)
        self.projects.opened.connect(self._opened)
        self.projects.held.connect(self._held)
        self.projects.missing.connect(self._missing)
        self.projects.changed.connect(self.show_title)
        window.session.document.clip_changed.connect(self.show_title)
        window.session.document.opened.connect(self._remember)
        window.session.refused.connect(self._refused)
        window.session.busy_changed.connect(self._started)
        self.left_off = LeavingOff(window, self.projects)
        window.installEventFilter(self)

    def show_title(self) -> None:
        """Project and clip; a star where something is not saved."""
        clip, project = self._window.session.document.path, self.projects.path
        names = [p.name for p in (project, clip) if p is not None]
        star = "*" if self.projects.dirty else ""
        self._window.setWindowTitle(star + " \N{EM DASH} ".join(names) if names else "Plumbline")

    def tell_joined(self, names: list[str]) -> None:
        """Told as soon as their analysis begins, which takes away what was told before."""
        self._joined = names

    def _started(self, busy: bool) -> None:
        names, project = self._joined, self.projects.path
        if busy and names and project is not None:
            self._joined = []
            text = f"Added to {project.name}: {', '.join(names)}"
            QTimer.singleShot(0, self, lambda: self._window.session.messages.tell("info", text))

    def _remember(self) -> None:
        """The project before its clips: the clip alone would be opened without what was done on it."""
        if self.projects.path is not None:
            self._window.lately.remember(self.projects.path)

    def _refused(self, path: Path) -> None:
        """No clip: it stands in no list and in no project, but for one that something was done on."""
        if not self.projects.belongs(path):
            self._window.opening.refused(path)
            self.projects.set_together(self._window.clips)
            self._window.session.document.forget(path)

    # -- what the actions do
    def save(self, then: Callable[[bool], None] = lambda saved: None) -> None:
        if self.projects.path is None:
            self.save_as(then)
        else:
            self._save(self.projects.path, then)

    def _save(self, path: Path, then: Callable[[bool], None]) -> None:
        def saved(done: bool) -> None:
            if done:
                self._remember()
            then(done)

        self.projects.save(path, saved)

    def save_as(self, then: Callable[[bool], None] = lambda saved: None) -> None:
        document = self._window.session.document
        if document.path is None:
            then(False)
            return
        proposal = self.projects.path or document.path.with_suffix(SUFFIX)
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save the project"), str(proposal), _project_files())
        if not name:
            then(False)
            return
        self._save(Path(name), then)

    def open(self) -> None:
        current = self.projects.path or self._window.session.document.path
        start = str(current.parent) if current else str(Path.home())
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open a project"), start, _project_files())
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a project; unsaved work is asked about first."""
        if self.may_leave():
            self.left_off.keep()
            self.projects.open(path)

    def relink(self) -> None:
        """Ask for the next clip that is missing."""
        if self.projects.lost:
            self._find(self.projects.lost[0])
        else:
            self._window.session.messages.tell("info", "No clip of this project is missing.")

    def take_out(self) -> None:
        """The open clip leaves the project, after a question: what was done on it goes with it."""
        window = self._window
        path = window.session.document.path
        others = [clip for clip in window.clips if clip != path]
        if path is None or not others:
            window.session.messages.tell("info", "Only one of several clips can be taken out of a project.")
            return
        done = self.projects.worked_on(path)
        told = tr("The clip's file stays where it is.")
        if done:
            told = f"{tr('What you have done on it goes with it, and cannot be taken back.')} {told}"
        question = tr("Take {file} out of the project?", file=path.name)
        if self._ask(question, Button.Ok | Button.Cancel, Button.Cancel, told) != Button.Ok:
            return
        at = window.clips.index(path)
        window.show_clips(others, others[min(at, len(others) - 1)])
        self.projects.take_out(path)

    def leave(self) -> bool:
        """Close the project, where there is one; False where it is to stay open."""
        if self.projects.path is None:
            return True
        if not self.may_leave():
            return False
        self.left_off.keep()
        self.projects.leave()
        return True

    # -- before something is lost
    def may_leave(self) -> bool:
        """Save, discard or stay; True where nothing is lost, or may be."""
        if not self.projects.dirty:
            return True
        name = self.projects.path.name if self.projects.path else tr("your work")
        answer = self._ask(
            tr("Save what you have changed in {name}?", name=name),
            Button.Save | Button.Discard | Button.Cancel,
            Button.Save,
        )
        if answer == Button.Save:
            return self._saved_now()
        return answer == Button.Discard

    def _saved_now(self) -> bool:
        """Save and wait for it."""
        from PySide6.QtCore import QEventLoop

        loop, told = QEventLoop(), []

        def then(saved: bool) -> None:
            told.append(saved)
            loop.quit()

        self.save(then)
        if not told:
            loop.exec()
        return told[0]

    def _ask(
        self, text: str, buttons: QMessageBox.StandardButton, usual: QMessageBox.StandardButton, more: str = ""
    ) -> Button:
        box = QMessageBox(QMessageBox.Icon.Question, "Plumbline", text, buttons, self._window)
        box.setInformativeText(more)
        box.setDefaultButton(usual)
        answer = Button(box.exec())
        box.deleteLater()
        return answer

    # -- after a crash
    def offer_recovery(self) -> None:
        """Offer the work that a window which ended badly has left; the latest first, the others the next time."""
        self.projects.ask(recovery.left_behind, self._offer)

    def _offer(self, left: Sequence[recovery.Recovered] | Exception) -> None:
        if isinstance(left, Exception) or not left:  # a folder that cannot be listed offers nothing
            return
        latest = left[0]
        when = datetime.fromtimestamp(latest.saved_at).astimezone()
        name = latest.project.name if latest.project else listed(latest.clips[:MOST_NAMED])
        name = name or tr("a clip that was not saved as a project")
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Plumbline")
        box.setText(tr("The program ended before your work on {name} was saved.", name=name))
        kept = "It was kept at {when}. The saved file is as it was." if latest.project else "It was kept at {when}."
        box.setInformativeText(tr(kept, when=f"{when:%H:%M}, {day_words(when)}"))
        restore = box.addButton(tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("Later"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(restore)

        def answered() -> None:
            if box.clickedButton() is restore:
                self.projects.restore(latest)
            elif box.clickedButton() is discard:
                self.projects.later(lambda: latest.file.unlink(missing_ok=True))
            box.deleteLater()

        box.finished.connect(answered)
        box.open()

    # -- from the projects
    def _opened(self, project: Project) -> None:
        self._remember()
        paths = [c.path for c in project.clips if c.path is not None]
        if paths:  # a clip that was found again joins the others
            others = [p for p in self._window.clips if p not in paths and self.projects.belongs(p)]
            paths = [*others, *paths]
            shown = project.clips[project.shown].path if project.shown < len(project.clips) else None
            self._window.show_clips(paths, self.left_off.go_back(project) or shown or paths[0])
        else:
            self._window.session.close_clip()

    def _held(self, path: Path, holder: Holder) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Plumbline")
        box.setText(tr("{name} is open in another window on {host}.", name=path.name, host=holder.host))
        box.setInformativeText(
            tr("Taken over, the other window can no longer save to it; what is unsaved there stays there.")
        )
        take = box.addButton(tr("Take over"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(Button.Cancel))  # who only presses Enter takes nothing away

        def answered() -> None:
            if box.clickedButton() is take:
                self.projects.open(path, by_force=True)
            box.deleteLater()

        box.finished.connect(answered)
        box.open()

    def _missing(self, clip: ProjectClip) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Plumbline")
        box.setText(tr("{file} was not found.", file=clip.file))
        box.setInformativeText(
            tr("It may have been moved or renamed. What you have done on it is kept in the project.")
        )
        find = box.addButton(tr("Find it…"), QMessageBox.ButtonRole.AcceptRole)
        out = box.addButton(tr("Take it out of the project"), QMessageBox.ButtonRole.DestructiveRole)
        leave = box.addButton(tr("Leave it"), QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(leave)

        def answered() -> None:
            if box.clickedButton() is find:
                self._find(clip)
            elif box.clickedButton() is out:
                self.projects.take_out_lost(clip)
            box.deleteLater()

        box.finished.connect(answered)
        box.open()

    def _find(self, clip: ProjectClip) -> None:
        start = str(self.projects.path.parent) if self.projects.path else str(Path.home())
        title = tr("Where is {file}?", file=clip.file)
        if PurePosixPath(clip.file).suffix:
            name, _ = QFileDialog.getOpenFileName(self._window, title, start, _files_like(clip))
        else:  # a folder of pictures
            name = QFileDialog.getExistingDirectory(self._window, title, start)
        if name:
            self.projects.relink(clip, Path(name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self.projects.keep()
        return False


def _files_like(clip: ProjectClip) -> str:
    """A clip that was moved has kept its kind: those are shown first, and every other one can be."""
    kind = PurePosixPath(clip.file).suffix
    patterns = " ".join(dict.fromkeys((f"*{kind}", f"*{kind.lower()}", f"*{kind.upper()}")))
    return f"{tr('Files of its kind')} ({patterns});;{video_files()}"


def _project_files() -> str:
    return f"{tr('Projects')} (*{SUFFIX})"
