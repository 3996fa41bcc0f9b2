"""What must happen before Qt: the crash log, how often threads take turns, and in which of them Qt paints."""

import ctypes
import faulthandler
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from core import log
from core.paths import log_dir

# Threads that decode and infer hold the interpreter lock for short times; the window must get it back quickly. It gives
# it up in each call into Qt, and waits as long as this for it: a hundred calls answer one event.
SWITCH_INTERVAL_S = 0.0002
MANY_REFERENCES = sys.maxsize >> 3  # more than any session gives up, and twice of it can still be counted


def has_display() -> bool:
    """Whether a window can be shown here at all (a missing display would otherwise abort inside Qt)."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def before_qt() -> None:
    """What whoever makes a Qt application calls first."""
    keep_singletons()
    paint_in_one_thread()


def paint_in_one_thread() -> None:
    """Let Qt paint translucent shapes and scaled pictures in the thread that paints.

    It shares each of them out among threads of its own, in pieces of 64 spans: a bone's dark edge takes six times as
    long by that even on idle cores, and where they decode video the window waits for them. A figure is painted in a
    third of the time without; a full HD picture scaled to the window takes 3 to 5 ms either way.
    """
    os.environ["QT_NO_GUI_THREADPOOL"] = "1"


def keep_singletons() -> None:
    """Make None, True, False and NotImplemented last as long as the process, as Python 3.12 and later do themselves.

    PySide6 6.12.0 gives up a reference to None with every call that returns nothing. Before Python 3.12 these
    references are counted, and after some ten thousand calls the interpreter aborts with "deallocating None"
    (measured on Python 3.11.7; 6.10.3 and 6.11.3 count rightly).
    """
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > MANY_REFERENCES:
        return
    for singleton in (None, True, False, NotImplemented):
        # The count is the first field of every object of CPython.
        ctypes.c_ssize_t.from_address(id(singleton)).value += 2 * MANY_REFERENCES


@contextmanager
def prepared() -> Iterator[None]:
    """While inside, records go to the log file and crashes of native libraries leave their stack beside it."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    try:
        with log.to_file(), _crash_log():
            yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def _crash_log() -> Iterator[None]:
    if faulthandler.is_enabled():
        yield
        return
    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        file = (log_dir() / "crash.log").open("a", encoding="utf-8")
    except OSError:
        yield
        return
    with file:
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
