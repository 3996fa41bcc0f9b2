"""A dialog whose work is done in a thread: its bar, its sentence, its two buttons, and leaving in the middle."""

import logging

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QProgressBar, QPushButton, QWidget

from app.export.job import ExportThread, Make
from app.language.tr import said, tr
from app.views.toolbar import progress_words
from core.errors import UserError
from core.paths import log_file
from core.progress import Progress

log = logging.getLogger(__name__)


class WorkingDialog(QDialog):
    """One run at a time; closing cancels it and waits.

    bar, told : progress, and what came of it.  go, leave : to begin, and to close or cancel.
    """

    def __init__(self, title: str, go: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._thread: ExportThread | None = None
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("role", "muted")
        self.go = QPushButton(go)
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.leave = QPushButton(tr("Close"))
        self.leave.clicked.connect(self._left)
        for button in (self.go, self.leave):
            button.setIcon(QIcon())
        self.private = QCheckBox(tr("Private: face blurred, names taken out"))
        self.private.setToolTip(tr("Holds for every export, until it is switched off"))

    # -- what each dialog has of its own
    def remember(self) -> None:
        """Keep what was chosen for the next time."""
        raise NotImplementedError

    def enable_choices(self, on: bool) -> None:
        """Nothing is chosen while work is under way."""
        raise NotImplementedError

    def succeeded(self, result: object) -> None:
        """Tell what came of it."""
        raise NotImplementedError

    def failed(self, error: Exception) -> None:
        """Tell what went wrong; a bug goes to the log."""
        if isinstance(error, UserError):
            self.told.setText(said(error.sentence))
            return
        log.error("export failed", exc_info=error)
        self.told.setText(tr("Something went wrong inside the program. The details are in {path}.", path=log_file()))

    # -- the work
    def begin(self, make: Make, cancelled: str) -> None:
        """Run it; `cancelled` is told when it was.  `remember` comes first: what is made asks for what was chosen."""
        thread = ExportThread(make, self)
        thread.progressed.connect(self._progressed)
        thread.succeeded.connect(self.succeeded)
        thread.failed.connect(self.failed)
        thread.cancelled.connect(lambda: self.told.setText(cancelled))
        thread.finished.connect(self._ended)
        self._thread = thread
        self.show_running(True)
        thread.start()

    @property
    def running(self) -> bool:
        return self._thread is not None

    def stop(self) -> None:
        """Cancel and wait: for closing."""
        if self._thread is not None:
            self._thread.stop()
            self._ended()

    def show_running(self, on: bool) -> None:
        self.bar.setVisible(on)
        self.enable_choices(not on)
        self.go.setVisible(not on)
        self.leave.setText(tr("Cancel") if on else tr("Close"))

    def _progressed(self, progress: Progress) -> None:
        self.bar.setValue(round(1000 * progress.share))
        self.told.setText(progress_words(progress))

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()
        self.show_running(False)

    # -- leaving
    def _left(self) -> None:
        if self._thread is not None:
            self._thread.requestInterruption()
        else:
            self.reject()

    def reject(self) -> None:
        """What is switched here holds, also where nothing was exported."""
        self.remember()
        self.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)
