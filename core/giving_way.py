"""Long work that lets go of its thread when something more urgent waits for it.

The chain from a clip to numbers is many calls deep inside others.  Between its parts and wherever it waits for other
threads it asks whether it may go on; whoever runs it says so around the call, and the chain knows nothing of it.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from queue import Empty, Queue
from typing import TypeVar

from core.errors import Cancelled

log = logging.getLogger(__name__)
T = TypeVar("T")
ASKED_EVERY_S = 0.02  # while something is waited for

_should_stop: ContextVar[Callable[[], bool] | None] = ContextVar("should_stop", default=None)


@contextmanager
def giving_way(should_stop: Callable[[], bool]) -> Iterator[None]:
    """While inside, in this thread, work stops where it next may as soon as that says so.

    should_stop : asked often, every few milliseconds; it must be quick.

    Raises
    ------
    Cancelled : it said so; what was begun is lost, what was kept before is whole.
    """
    token = _should_stop.set(should_stop)
    try:
        yield
    finally:
        _should_stop.reset(token)


def asked_to_stop() -> bool:
    """Whether somebody waits, and said so by `giving_way`."""
    should_stop = _should_stop.get()
    return should_stop is not None and should_stop()


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
        wait((future,), ASKED_EVERY_S)
    return future.result()


def next_of(waiting: "Queue[T]") -> T:
    """What comes next out of a queue that another thread fills.

    Raises
    ------
    Cancelled : somebody waits.
    """
    while True:
        may_go_on()
        with suppress(Empty):
            return waiting.get(timeout=ASKED_EVERY_S)


def aside(work: Callable[[], T], undo: Callable[[T], object] = lambda made: None) -> T:
    """Work that asks too seldom, such as an import or opening a file, on a thread of its own.

    When somebody waits it is left alone: it goes on to its end, or to where it next asks, and `undo` gets what it made.
    Where nobody can wait it is done here.

    Raises
    ------
    Cancelled : somebody waits.
    """
    if _should_stop.get() is None:
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

    threading.Thread(target=do, name="aside").start()
    try:
        return result_of(future)
    except Cancelled:
        left_alone.set()
        future.add_done_callback(tidy)
        raise
