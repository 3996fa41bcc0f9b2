"""Threads that look at pictures, each with networks of its own; shared by all stages so that none is made twice."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from core.pose.backend import APART, Box, Detection, LandmarkBackend, Picture, Sighting


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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Forget what is not begun, wait for what is, free the networks."""
        self._pool.shutdown(wait=True, cancel_futures=True)
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
    ) -> Future[Detection | None]:
        """Landmarks in one box, some time from now; the parameters are those of `LandmarkBackend.landmarks`."""
        return self._pool.submit(lambda: self._backend().landmarks(rgb, box, views, first, seen, apart))

    def landmarks(
        self, looks: Iterable[tuple[Picture, Box]], meanwhile: Callable[[], None] = lambda: None
    ) -> list[Detection | None]:
        """One look into each box, all at once, in their order; `meanwhile` may ask for others before they are there."""
        asked = [self.look(rgb, box) for rgb, box in looks]
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
