"""Small work on the athletes' file, beside the window: one after the other, none forgotten."""

from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.task_thread import TaskThread, heard_from, let_go

Do = Callable[[], Any]
Then = Callable[[Any], None]


class Tasks(QObject):
    """Does what it is given in order; `stop` does the rest before it returns, so that nothing is lost by closing."""

    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[Do, Then | None]] = deque()
        self._thread: TaskThread | None = None
        self._then: Then | None = None

    def add(self, do: Do, then: Then | None = None) -> None:
        """Do this in the thread, then hand its result over in the window's."""
        self._waiting.append((do, then))
        self._begin()

    def stop(self) -> None:
        """Finish what was asked for and stay silent."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.done.disconnect(self._done)
        let_go(thread, self._ended)
        while self._waiting:
            do, _ = self._waiting.popleft()
            try:
                do()
            except Exception as error:
                self.failed.emit(error)

    def _begin(self) -> None:
        if self._thread is not None or not self._waiting:
            return
        do, self._then = self._waiting.popleft()
        thread = TaskThread(do, self)
        thread.done.connect(self._done)
        thread.failed.connect(self.failed)
        thread.finished.connect(self._ended)
        self._thread = thread
        thread.start()

    def _done(self, result: Any) -> None:
        if heard_from(self, self._thread) and self._then is not None:
            self._then(result)

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()
        self._begin()
