"""Pictures read ahead on a thread of their own, so that decoding and what is done with them overlap."""

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
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
    ready: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue(depth)
    stop = threading.Event()

    def put(item: T | None, error: BaseException | None) -> None:
        while not stop.is_set():
            try:
                ready.put((item, error), timeout=0.05)
                return
            except queue.Full:
                continue

    end = StopIteration()

    def fetch() -> None:
        try:
            with giving_way(stop.is_set):
                for item in items:
                    put(item, None)
                    if stop.is_set():
                        return
        except BaseException as error:
            put(None, error)
        else:
            put(None, end)

    def end_thread() -> None:
        with suppress(queue.Empty):
            while True:
                ready.get_nowait()  # whoever waits for room must not wait any more
        thread.join()

    thread = threading.Thread(target=fetch, name="read-ahead", daemon=True)
    thread.start()
    try:
        while True:
            item, error = next_of(ready)
            if error is end:
                return
            if error is not None:
                raise error
            yield item  # type: ignore[misc]  # only an error comes with None
    finally:
        stop.set()
        put_off(end_thread)
