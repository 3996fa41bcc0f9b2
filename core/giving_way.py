"""Long work that lets go of its thread when something more urgent waits for it.

The chain from a clip to numbers is many calls deep inside others.  Between its parts and wherever it waits for other
threads it asks whether it may go on; whoever runs it says so around the call, and the chain knows nothing of it.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from queue import Empty, Queue, SimpleQueue
from typing import Protocol, TypeVar

from core.errors import Cancelled

log = logging.getLogger(__name__)


class _Closes(Protocol):
    def close(self) -> None: ...


T = TypeVar("T")
C = TypeVar("C", bound=_Closes)
ASKED_EVERY_S = 0.02  # while something is waited for


@dataclass(frozen=True)
class _Way:
    """Whom to ask whether to go on, and what was put off until nobody waits any more."""

    should_stop: Callable[[], bool]
    keeping: list[Callable[[], object]] = field(default_factory=list)
    freeing: list[Callable[[], object]] = field(default_factory=list)


_way: ContextVar[_Way | None] = ContextVar("way", default=None)


@contextmanager
def giving_way(should_stop: Callable[[], bool], ends: bool = False) -> Iterator[None]:
    """While inside, in this thread, work stops where it next may as soon as that says so.

    Inside is also where whoever waits is told that it has stopped: what was `put_off` is done on the way out.

    should_stop : asked often, every few milliseconds; it must be quick.
    ends : the process ends after this; what would only be freed is left to the system.

    Raises
    ------
    Cancelled : it said so; what was begun is lost, what was kept before is whole.
    """
    way = _Way(should_stop)
    token = _way.set(way)
    try:
        yield
    finally:
        _way.reset(token)
        for put_off_here in (way.keeping,) if ends else (way.keeping, way.freeing):
            while put_off_here:
                try:
                    put_off_here.pop(0)()
                except Exception:  # one that fails must not keep the others from being done
                    log.exception("what was put off failed")


def asked_to_stop() -> bool:
    """Whether somebody waits, and said so by `giving_way`."""
    way = _way.get()
    return way is not None and way.should_stop()


def put_off(work: Callable[[], object], keeps: bool = False) -> None:
    """What has to be done at the end, but is not what somebody waits for: freeing networks, frames, threads.

    Where nobody waits it is done here and now, else on the way out of `giving_way`, in the order in which it was put
    off.  What it holds on to lives until then.

    keeps : it keeps what is there so far, which is done before anything is freed: that may wait for a slow disk.
    """
    way = _way.get()
    if way is None or not (way.keeping or way.freeing or way.should_stop()):
        work()
    else:
        (way.keeping if keeps else way.freeing).append(work)


@contextmanager
def closed_at_last(made: C) -> Iterator[C]:
    """As `contextlib.closing`, but whoever waits does not wait for that: `put_off`."""
    try:
        yield made
    finally:
        put_off(made.close)


def may_go_on() -> None:
    """A place between two parts of long work; nothing half made is kept where it stands.

    Raises
    ------
    Cancelled : somebody waits, and said so by `giving_way`.
    """
    if asked_to_stop():
        raise Cancelled


def result_of(future: Future[T]) -> T:
    """What another thread works out, as soon as it is there.

    Raises
    ------
    Cancelled : somebody waits; the other thread goes on.
    """
    while not future.done():
        may_go_on()
        with suppress(TimeoutError):  # its own error of that kind comes with the last line
            return future.result(ASKED_EVERY_S)
    return future.result()


def next_of(waiting: "Queue[T] | SimpleQueue[T]") -> T:
    """What comes next out of a queue that another thread fills.

    Raises
    ------
    Cancelled : somebody waits.
    """
    while True:
        may_go_on()
        with suppress(Empty):
            return waiting.get(timeout=ASKED_EVERY_S)


def aside(work: Callable[[], T], undo: Callable[[T], object] = lambda made: None, shares: bool = False) -> T:
    """Work that asks too seldom, such as an import or opening a file, on a thread of its own.

    When somebody waits it is left alone: it goes on to its end, or to where it next asks, and `undo` gets what it made.
    Where nobody can wait it is done here.

    shares : it uses what is closed at last: what is put off from now on is done when it has ended.

    Raises
    ------
    Cancelled : somebody waits.
    """
    if _way.get() is None:
        return work()
    future: Future[T] = Future()
    left_alone = threading.Event()

    def do() -> None:
        with giving_way(left_alone.is_set):
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

    def tidy(ended: Future[T]) -> None:
        error = ended.exception()
        if error is None:
            undo(ended.result())
        elif not isinstance(error, Cancelled):
            log.info("left alone, it failed", exc_info=error)

    thread = threading.Thread(target=do, name="aside")
    thread.start()
    try:
        return result_of(future)
    except Cancelled:
        left_alone.set()
        if shares:
            put_off(thread.join)
        future.add_done_callback(tidy)
        raise
