"""What must happen before Qt: the crash log, and how often threads take turns."""

import faulthandler
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from core import log
from core.paths import log_dir

# Inference threads hold the interpreter lock for short times; the window must get it back quickly.
SWITCH_INTERVAL_S = 0.001


def has_display() -> bool:
    """Whether a window can be shown here at all (a missing display would otherwise abort inside Qt)."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


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
