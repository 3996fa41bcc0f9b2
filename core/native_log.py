"""Keeping C++ libraries' chatter off a person's terminal while they load."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Send what native code writes on stderr nowhere; one thread at a time."""
    with _lock:
        try:
            kept = os.dup(2)
        except OSError:  # no stderr at all (a windowed program on Windows)
            yield
            return
        sink = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(sink, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(sink)
