"""One piece of work beside the window."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal


class TaskThread(QThread):
    """One task; its result or its error comes queued in the window's thread."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, do: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._do = do

    def run(self) -> None:
        try:
            self.done.emit(self._do())
        except Exception as error:  # a UserError is shown as it is; anything else is logged where it is shown
            self.failed.emit(error)


def let_go(thread: QThread | None, ended: Callable[[], None]) -> None:
    """Wait for a thread whose owner goes; its end is told to `ended`, which `finished` is connected to, no more."""
    if thread is not None:
        thread.finished.disconnect(ended)
        thread.wait()
        thread.deleteLater()


def heard_from(receiver: QObject, thread: QThread | None) -> bool:
    """Whether the signal that `receiver` is being called with comes from this thread; never where that is None.

    What a thread told stays queued when it is disconnected and let go of, and has no sender any more then.
    """
    return thread is not None and receiver.sender() is thread
