"""Drawing the uncertainty of a comparison takes a moment: done beside the window, the latest wish wins."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from app.task_thread import TaskThread, heard_from, let_go
from core.compare.curves import Comparison

Make = Callable[[], Comparison]


class Worker(QObject):
    """Makes one comparison at a time; what is wished meanwhile waits, and only the last of it."""

    made = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: TaskThread | None = None
        self._next: Make | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None

    def start(self, make: Make) -> None:
        if self._thread is not None:
            self._next = make
            return
        thread = TaskThread(make, self)
        thread.done.connect(self._made)
        thread.failed.connect(self._failed)
        thread.finished.connect(self._ended)
        self._thread = thread
        thread.start(QThread.Priority.LowPriority)

    def stop(self) -> None:
        """Wait until nothing runs."""
        self._next = None
        thread, self._thread = self._thread, None
        let_go(thread, self._ended)

    def _made(self, comparison: Comparison) -> None:
        if self._next is None and heard_from(self, self._thread):
            self.made.emit(comparison)

    def _failed(self, error: Exception) -> None:
        if heard_from(self, self._thread):
            self.failed.emit(error)

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()
        if self._next is not None:
            make, self._next = self._next, None
            self.start(make)
