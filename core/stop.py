"""How a command on a terminal is asked to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

CANCELLED = 130  # the exit code, as a shell tells an interrupt: 128 + SIGINT


@contextmanager
def stop_signal() -> Iterator[threading.Event]:
    """Ctrl+C (or a polite kill) asks to stop at the next tick, where files are closed properly; twice stops at once."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    # a shell that starts us in the background has signals ignored, and means it
    ours = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in ours:
        signal.signal(number, ask)
    try:
        yield asked
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)


@contextmanager
def ended_by_interrupt() -> Iterator[None]:
    """While the program is being loaded, and nothing is begun yet, Ctrl+C ends it at once and without a word.

    Python would wait for the library that is being loaded, and tell where in it that was.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
