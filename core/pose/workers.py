"""Threads that look at pictures, each with networks of its own; shared by all stages so that none is made twice."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from core.pose.backend import APART, Box, Detection, LandmarkBackend, Picture, Sighting

_Asked = tuple[Future[Detection | None], Callable[[], Detection | None]]


class Workers:
    """`count` threads; `make` gives each its own backend when it first has something to do.

    What is asked here depends on its picture and box only, so the number of threads changes nothing but the time.
    """

    def __init__(self, make: Callable[[], LandmarkBackend], count: int) -> None:
        self.count = max(1, count)
        self._make = make
        self._made: list[LandmarkBackend] = []
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(self.count, thread_name_prefix="pose")
        # what others wait for comes first: following takes one look after the other
        self._urgent, self._asked = deque[_Asked](), deque[_Asked]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Forget what is not begun, wait for what is, free the networks."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for future, _ in (*self._urgent, *self._asked):
            future.cancel()
        while self._made:
            self._made.pop().close()

    def look(
        self,
        rgb: Picture,
        box: Box,
        views: int = 1,
        first: int = 0,
        seen: Detection | None = None,
        apart: float = APART,
        urgent: bool = False,
    ) -> Future[Detection | None]:
        """Landmarks in one box, some time from now; the parameters are those of `LandmarkBackend.landmarks`.

        urgent : before all looks that are not.
        """
        future: Future[Detection | None] = Future()
        asked = self._urgent if urgent else self._asked
        asked.append((future, lambda: self._backend().landmarks(rgb, box, views, first, seen, apart)))
        self._pool.submit(self._next)
        return future

    def _next(self) -> None:
        """Take the look that is due; there is one for every call."""
        try:
            future, look = self._urgent.popleft()
        except IndexError:
            future, look = self._asked.popleft()
        if not future.set_running_or_notify_cancel():
            return
        try:
            found = look()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(found)

    def landmarks(
        self, looks: Iterable[tuple[Picture, Box]], meanwhile: Callable[[], None] = lambda: None
    ) -> list[Detection | None]:
        """One look into each box, at once, in their order; `meanwhile` may ask for others before they are there."""
        asked = [self.look(rgb, box, urgent=True) for rgb, box in looks]
        meanwhile()
        return [future.result() for future in asked]

    def find(self, rgb: Picture, squares: Iterable[Box]) -> list[list[Sighting]]:
        """Who is seen in each of these squares of a picture."""
        return list(self._pool.map(lambda square: self._backend().find(rgb, square), squares))

    def _backend(self) -> LandmarkBackend:
        if not hasattr(self._local, "backend"):
            self._local.backend = self._make()
            self._made.append(self._local.backend)
        backend: LandmarkBackend = self._local.backend
        return backend
