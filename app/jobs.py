"""The analysis thread: drives the pipeline's generator, one analysis at a time."""

import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QThread, Signal

from app.task_thread import heard_from, let_go
from core.analysis import Analysis
from core.errors import Cancelled
from core.giving_way import aside, giving_way
from core.progress import Progress

if TYPE_CHECKING:
    from core.request import Request

TELL_EVERY_S: Final = 0.1  # a coach reads no faster, and the window has a clip to play


Drive = Callable[["Request"], Generator[Progress, None, Analysis]]


def _pipeline() -> Drive:
    """Imported beside the analysis thread: what it brings along is heavy."""
    from core.pipeline import analyse

    return analyse


class AnalysisThread(QThread):
    """One run of the pipeline. Every yield is a progress tick and a cancel point."""

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, request: "Request", drive: Drive | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.request = request
        self._drive = drive

    def run(self) -> None:
        with giving_way(self.isInterruptionRequested):
            self._run()

    def _run(self) -> None:
        try:
            steps = (self._drive or aside(_pipeline))(self.request)
            told, stage = 0.0, ""
            while True:
                try:
                    progress: Progress = next(steps)
                except StopIteration as end:
                    self.succeeded.emit(end.value)
                    return
                if self.isInterruptionRequested():
                    steps.close()
                    self.cancelled.emit()
                    return
                now = time.monotonic()
                if now - told >= TELL_EVERY_S or progress.stage != stage:
                    told, stage = now, progress.stage
                    self.progressed.emit(progress)
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:  # a UserError is shown as it is; anything else is logged where it is shown
            self.failed.emit(error)


class Jobs(QObject):
    """Runs the latest wanted analysis: a new one cancels the one before it and waits its turn."""

    started = Signal(object)
    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    idle = Signal()

    def __init__(self, drive: Drive | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drive = drive
        self._thread: AnalysisThread | None = None
        self._next: Request | None = None
        self._muted = False

    @property
    def running(self) -> bool:
        return self._thread is not None

    def start(self, request: "Request") -> None:
        """Analyse this; what runs now is cancelled first."""
        if self._thread is not None:
            self._next = request
            self._muted = True
            self._thread.requestInterruption()
            return
        self._begin(request)

    def cancel(self) -> None:
        """Stop at the next cancel point; `cancelled` tells when."""
        self._next = None
        if self._thread is not None:
            self._thread.requestInterruption()

    def drop(self) -> None:
        """Stop without telling anybody: the clip it was about is gone."""
        self._next = None
        if self._thread is not None:
            self._muted = True
            self._thread.requestInterruption()

    def stop(self) -> None:
        """Stop and wait: for closing."""
        self.drop()
        thread, self._thread = self._thread, None
        let_go(thread, self._ended)

    def _begin(self, request: "Request") -> None:
        thread = AnalysisThread(request, self._drive, self)
        thread.progressed.connect(self._on_progress)
        thread.succeeded.connect(self._on_success)
        thread.failed.connect(self._on_failure)
        thread.cancelled.connect(self._on_cancelled)
        thread.finished.connect(self._ended)
        self._thread, self._muted = thread, False
        self.started.emit(request)
        # Painting comes first when the processor is busy.
        thread.start(QThread.Priority.LowPriority)

    def _heard(self) -> bool:
        """Whether the sender's news still matter: a queued signal can arrive after its run was dropped."""
        return heard_from(self, self._thread) and not self._muted

    def _on_progress(self, progress: Progress) -> None:
        if self._heard():
            self.progressed.emit(progress)

    def _on_success(self, analysis: Analysis) -> None:
        if self._heard():
            self.succeeded.emit(analysis)

    def _on_failure(self, error: Exception) -> None:
        if self._heard():
            self.failed.emit(error)

    def _on_cancelled(self) -> None:
        if self._heard():
            self.cancelled.emit()

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()  # `finished` comes a moment before the thread has really ended
            thread.deleteLater()
        if self._next is not None:
            request, self._next = self._next, None
            self._begin(request)
        else:
            self.idle.emit()
