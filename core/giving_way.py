"""Long work that lets go of its thread when something more urgent waits for it.

The chain from landmarks to numbers is one call deep inside others.  Between its parts it asks whether it may go on;
whoever runs it says so around the call, and the numbers know nothing of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from core.errors import Cancelled

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


def may_go_on() -> None:
    """A place between two parts of long work; nothing half made is kept where it stands.

    Raises
    ------
    Cancelled : somebody waits, and said so by `giving_way`.
    """
    should_stop = _should_stop.get()
    if should_stop is not None and should_stop():
        raise Cancelled
