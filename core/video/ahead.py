"""Pictures read ahead on a thread of their own, so that decoding and what is done with them overlap."""

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import TypeVar

from core.giving_way import giving_way, next_of, put_off

T = TypeVar("T")


def read_ahead(items: Iterator[T], depth: int = 3) -> Iterator[T]:
    """The same items in the same order, up to `depth` of them fetched before they are asked for.

    While this runs, nothing else may use what `items` reads from.  An error in `items` is raised here, in its turn;
    closing this early stops the thread before `close` returns, in the middle of an item where `items` asks whether it
    may go on (`core.giving_way`).  Where somebody waits the thread's end is put off: what `items` reads from is to be
    closed by `put_off` as well, which is after that.
    """
    # both are C's own queues: those that wait for room in Python let go of its lock several times a picture, and every
    # time whoever takes it keeps them waiting
    ready = SimpleQueue[tuple[T | None, BaseException | None]]()
    room = SimpleQueue[None]()
    stop = threading.Event()
    end = StopIteration()
    # room is told of several at a time: a thread that is woken for every single one has to wait for the lock each time
    taken, together = 0, max(1, depth // 4)
    for _ in range(depth):
        room.put(None)

    def fetch() -> None:
        try:
            with giving_way(stop.is_set):
                for item in items:
                    room.get()
                    if stop.is_set():
                        return
                    ready.put((item, None))
        except BaseException as error:
            ready.put((None, error))
        else:
            ready.put((None, end))

    thread = threading.Thread(target=fetch, name="read-ahead", daemon=True)
    thread.start()
    try:
        while True:
            item, error = next_of(ready)
            if error is end:
                return
            if error is not None:
                raise error
            taken += 1
            if taken == together:
                taken = 0
                for _ in range(together):
                    room.put(None)
            yield item  # type: ignore[misc]  # only an error comes with None
    finally:
        stop.set()
        room.put(None)  # whoever waits for room must not wait any more
        put_off(thread.join)
