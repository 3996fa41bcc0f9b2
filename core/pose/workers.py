"""Threads that look at pictures, each with networks of its own; shared by all stages so that none is made twice."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from core.giving_way import put_off, result_of
from core.pose.backend import ONE_LOOK, TO_FOLLOW, Box, Detection, LandmarkBackend, Looks, Picture, Sighting

_Asked = tuple[Future[Any], Callable[[LandmarkBackend], Any]]
_ENDING_S = 0.05  # that looks under way are waited for
_MEETING_S = 0.05  # that a thread whose networks are made waits for the others'


class Workers:
    """`count` threads; `make` gives each its own backend when it first has something to do.

    What is asked here depends on its picture and box only, so the number of threads changes nothing but the time.
    """

    def __init__(self, make: Callable[[], LandmarkBackend], count: int) -> None:
        self.count = max(1, count)
        self._make = make
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(self.count, thread_name_prefix="pose")
        # what others wait for comes first: following takes one look after the other
        self._urgent, self._asked = deque[_Asked](), deque[_Asked]()
        self._ending = self._closed = False  # nothing is begun any more; networks are freed as soon as may be
        self._idle: list[LandmarkBackend] = []  # backends that no thread uses at the moment
        self._threads = self._looking = 0  # that make or use one, and that use one
        self._changed = threading.Condition()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._forget()
        put_off(self.close)

    def close(self) -> None:
        """Forget what is not begun, wait a moment for what is, free the networks.

        A thread that takes longer, or is making its networks, ends by itself and frees them then.
        """
        self._forget()
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._looking, _ENDING_S)
            while self._idle:
                self._idle.pop().close()
            ended = not self._threads
        if ended:
            self._pool.shutdown(wait=True)

    def _forget(self) -> None:
        """Begin nothing any more."""
        with self._changed:
            self._ending = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for future, _ in (*self._urgent, *self._asked):
            future.cancel()

    def prepare(self, most: int) -> None:
        """Make the networks of up to `most` threads now, all at once, while there is nothing to look at yet.

        Where one cannot be made whoever asks for a look is told.
        """
        together = threading.Barrier(max(1, min(self.count, most)))

        def meet(_: LandmarkBackend) -> None:
            # else a thread that is ready at once takes the next one's turn, for which no thread is made then
            with suppress(threading.BrokenBarrierError):
                together.wait(_MEETING_S)

        for _ in range(together.parties):
            self._ask(meet, urgent=False)

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
        self._pool.submit(self._next)
        return future

    def _next(self) -> None:
        """Take the look that is due; there is one for every call.  Its thread's backend is made first."""
        with self._changed:
            if self._ending:
                return
            self._threads += 1
            if hasattr(self._local, "backend"):
                self._idle.remove(self._local.backend)
        made = self._backend()
        with self._changed:
            self._looking += 1
        future, look = self._due()
        if future.set_running_or_notify_cancel():
            try:
                if isinstance(made, BaseException):
                    raise made
                found = look(made)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(found)
        with self._changed:
            self._threads -= 1
            self._looking -= 1
            if not isinstance(made, BaseException):
                if self._closed:
                    made.close()
                else:
                    self._idle.append(made)
            self._changed.notify_all()

    def _due(self) -> _Asked:
        try:
            return self._urgent.popleft()
        except IndexError:
            return self._asked.popleft()

    def _backend(self) -> LandmarkBackend | BaseException:
        """The calling thread's own, or why it cannot be made."""
        backend: LandmarkBackend | None = getattr(self._local, "backend", None)
        if backend is None:
            try:
                backend = self._local.backend = self._make()
            except BaseException as error:
                return error
        return backend
