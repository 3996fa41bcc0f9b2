"""What must happen before Qt: crash log, log file, and how often threads take turns."""

import faulthandler
import logging
import logging.handlers
import os
import sys
from pathlib import Path

from core.paths import log_dir, log_file

# Inference threads hold the interpreter lock for short times; the window must get it back quickly.
SWITCH_INTERVAL_S = 0.001

_crash_file = None


def has_display() -> bool:
    """Whether a window can be shown here at all (a missing display would otherwise abort inside Qt)."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def prepare() -> Path | None:
    """Start the log file and the crash log; returns the log's path, or None where it cannot be written."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    logger = logging.getLogger()
    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            log_file(), maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
        _start_faulthandler()
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return log_file()


def _start_faulthandler() -> None:
    """Crashes of native libraries leave their stack in the log folder."""
    global _crash_file
    if faulthandler.is_enabled():
        return
    _crash_file = (log_dir() / "crash.log").open("a", encoding="utf-8")
    faulthandler.enable(_crash_file)
