"""Questions to a disk that may not answer: a network drive that is gone keeps whoever asks waiting for a minute."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")
PATIENCE_S: Final = 0.004  # a disk that is there answers sooner; the window may stand still for 0.01


class OnDisk(QObject):
    """Asks beside the window: what is answered at once is told at once, the rest when it comes.

    A thread that waits for a drive can be neither woken nor stopped, so it is left alone and ends with the program.
    """

    _answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = False
        self._answered.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def ask(self, question: Callable[[], T], then: Callable[[T], object]) -> None:
        """`then` gets the answer, in the window's thread; what the question raises is raised there."""
        future: Future[T] = Future()

        def look() -> None:
            try:
                future.set_result(question())
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=look, name="disk", daemon=True).start()
        wait((future,), PATIENCE_S)
        if future.done():
            then(future.result())
        else:
            future.add_done_callback(lambda ended: self._pass_on(ended, then))

    def stop(self) -> None:
        """Nothing is told any more."""
        self._stopped = True

    def _pass_on(self, ended: Future[Any], then: Callable[[Any], object]) -> None:
        """Still in the thread that asked."""
        if not self._stopped:
            with suppress(RuntimeError):  # the window was taken down meanwhile
                self._answered.emit(ended, then)

    def _tell(self, ended: Future[Any], then: Callable[[Any], object]) -> None:
        if not self._stopped:
            then(ended.result())
