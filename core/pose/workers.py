"""Threads that look at pictures, each with networks of its own; shared by all stages so that none is made twice."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from core.giving_way import put_off, result_of
from core.pose.backend import ONE_LOOK, TO_FOLLOW, Box, Detection, LandmarkBackend, Looks, Picture, Sighting

_Asked = tuple[Future[Any], Callable[[LandmarkBackend], Any]]
_ENDING_S = 0.05  # that looks under way are waited for


class Workers:
    """`count` threads; `make` gives each its own backend when it first has something to do.

    What is asked here depends on its picture and box only, so the number of threads changes nothing but the time.
    They are no `ThreadPoolExecutor`: handing it a look costs a tenth of a millisecond of Python's lock, which all wait
    for, and it makes no second thread while the first one is idle for a moment, though there are networks to make.
    """

    def __init__(self, make: Callable[[], LandmarkBackend], count: int) -> None:
        self.count = max(1, count)
        self._make = make
        # what others wait for comes first: following takes one look after the other
        self._urgent, self._asked = deque[_Asked](), deque[_Asked]()
        self._calls = SimpleQueue[bool]()  # one for every look that is asked for; False = there will be none
        self._threads: list[threading.Thread] = []
        self._busy = set[threading.Thread]()  # those that look, or make their networks
        self._ending = False  # nothing is begun any more

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._forget()
        put_off(self.close)

    def close(self) -> None:
        """Forget what is not begun, wait a moment for what is; each thread frees its networks.

        One that takes longer, or is making its networks, ends by itself and frees them then.
        """
        self._forget()
        until_s = time.monotonic() + _ENDING_S
        for thread in self._threads:
            thread.join(max(0.0, until_s - time.monotonic()) if thread in self._busy else None)

    def _forget(self) -> None:
        """Begin nothing any more."""
        self._ending = True
        for future, _ in (*self._urgent, *self._asked):
            future.cancel()
        for _ in self._threads:
            self._calls.put(False)

    def prepare(self, most: int) -> None:
        """Make the networks of up to `most` threads now, all at once, while there is nothing to look at yet.

        Where one cannot be made whoever asks for a look is told.
        """
        while len(self._threads) < min(self.count, most):
            self._start()

    def look(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK, urgent: bool = False) -> Future[Detection | None]:
        """Landmarks in one box, some time from now.  urgent : before all looks that are not."""
        return self._ask(lambda backend: backend.landmarks(rgb, box, looks), urgent)

    def landmarks(
        self, looks: Iterable[tuple[Picture, Box]], meanwhile: Callable[[], None] = lambda: None
    ) -> list[Detection | None]:
        """One look into each box, at once, in their order; `meanwhile` is done before they are there."""
        asked = [self.look(rgb, box, TO_FOLLOW, urgent=True) for rgb, box in looks]
        meanwhile()
        return [result_of(future) for future in asked]

    def find(self, rgb: Picture, squares: Iterable[Box]) -> list[list[Sighting]]:
        """Who is seen in each of these squares of a picture."""

        def search(square: Box) -> Callable[[LandmarkBackend], list[Sighting]]:
            return lambda backend: backend.find(rgb, square)

        asked = [self._ask(search(square), urgent=True) for square in squares]
        return [result_of(future) for future in asked]

    def _ask(self, look: Callable[[LandmarkBackend], Any], urgent: bool) -> Future[Any]:
        future: Future[Any] = Future()
        (self._urgent if urgent else self._asked).append((future, look))
        if self._ending:
            future.cancel()
        waiting, idle = len(self._urgent) + len(self._asked), len(self._threads) - len(self._busy)
        if waiting > idle and len(self._threads) < self.count and not self._ending:
            self._start()
        self._calls.put(True)
        return future

    def _start(self) -> None:
        thread = threading.Thread(target=self._run, name=f"pose_{len(self._threads)}")
        self._busy.add(thread)
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        """Make a backend, take the looks that are due, one after the other, free the backend."""
        me = threading.current_thread()
        made = self._backend()
        self._busy.discard(me)
        while self._calls.get():
            self._busy.add(me)
            if (
                not self._ending
            ):  # asked after it is known that this thread is busy, as `close` asks the other way round
                self._next(made)
            self._busy.discard(me)
            if self._ending:
                break
        if not isinstance(made, BaseException):
            made.close()

    def _next(self, made: LandmarkBackend | BaseException) -> None:
        """Take the look that is due; there is one for every call.  made : the backend, or why there is none."""
        future, look = self._due()
        if not future.set_running_or_notify_cancel():
            return
        try:
            if isinstance(made, BaseException):
                raise made
            found = look(made)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(found)

    def _due(self) -> _Asked:
        try:
            return self._urgent.popleft()
        except IndexError:
            return self._asked.popleft()

    def _backend(self) -> LandmarkBackend | BaseException:
        """The calling thread's own, or why it cannot be made."""
        try:
            return self._make()
        except BaseException as error:
            return error
