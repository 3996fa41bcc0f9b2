"""Reading and writing beside the window, one task after the other."""

import queue
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal


class InTurn(QThread):
    """Tasks in the order in which they were asked for; each result, or its error, comes queued."""

    done = Signal(object, object)  # what to call, with which result or error

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: queue.SimpleQueue[tuple[Callable[[], Any], Callable[[Any], None]] | None] = queue.SimpleQueue()

    def ask(self, task: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._tasks.put((task, then))

    def stop(self) -> None:
        """After what was asked for is done."""
        self._tasks.put(None)
        self.wait()

    def run(self) -> None:
        while (job := self._tasks.get()) is not None:
            task, then = job
            try:
                result: Any = task()
            except Exception as error:  # shown as it is, or logged where it is shown
                result = error
            self.done.emit(then, result)
