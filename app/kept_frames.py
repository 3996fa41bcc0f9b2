"""Frames that are decoded already are shown from a thread of their own: the other may be in the middle of a packet."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QThread

Wish = TypeVar("Wish")


class KeptFrames(QThread, Generic[Wish]):
    """Answers the latest wish; an older one that was not begun is forgotten.

    show : called in this thread with each wish.
    """

    def __init__(self, show: Callable[[Wish], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer: Callable[[Wish], None] | None = show
        self._condition = threading.Condition()
        self._wish: Wish | None = None
        self._stop = False

    def ask(self, wish: Wish) -> None:
        """Called from the window's thread; the first wish starts the thread."""
        with self._condition:
            self._wish = wish
            self._condition.notify()
        if not self.isRunning() and not self._stop:
            self.start()

    def stop(self) -> None:
        """End and wait until it has."""
        with self._condition:
            self._stop = True
            self._condition.notify()
        self.wait()
        self._answer = None  # what it shows frames of holds this thread: neither would ever be freed

    def run(self) -> None:
        while True:
            with self._condition:
                while self._wish is None and not self._stop:
                    self._condition.wait()
                if self._stop:
                    return
                wish, self._wish = self._wish, None
            assert wish is not None and self._answer is not None
            self._answer(wish)
