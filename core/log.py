"""The log file: everything a bug report needs, in the folder `plumbline doctor` names."""

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from core import paths

MAX_BYTES = 1_000_000
KEPT_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"


@contextmanager
def to_file() -> Iterator[Path | None]:
    """Send log records and Python warnings to `core.paths.log_file()` while inside.

    This program's own modules are logged from INFO on, libraries from WARNING on.  The file is rotated at
    MAX_BYTES; KEPT_FILES old ones stay.  Nested use adds nothing.  Where the log cannot be written the program
    works on without one.

    Yields
    ------
    The log file, or None where it cannot be written.
    """
    root = logging.getLogger()
    running = next((h for h in root.handlers if isinstance(h, _Handler)), None)
    if running is not None:
        yield Path(running.baseFilename)
        return
    handler = _open(paths.log_file())
    own = {name: logging.getLogger(name) for name in ("core", "app", "plumbline")}
    levels = {name: logger.level for name, logger in own.items()}
    shown = warnings.showwarning
    for logger in own.values():
        logger.setLevel(logging.INFO)
    if handler is not None:
        root.addHandler(handler)
    # a warning of a library is nothing a person at the terminal can act on
    warnings.showwarning = _log_warning
    try:
        yield None if handler is None else Path(handler.baseFilename)
    finally:
        warnings.showwarning = shown
        for name, logger in own.items():
            logger.setLevel(levels[name])
        if handler is not None:
            root.removeHandler(handler)
            handler.close()


class _Handler(RotatingFileHandler):
    """Told apart from handlers others have installed.

    What it cannot write is lost, on a disk that is full by now or while another program rotates the file: the
    terminal is not for that.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        with suppress(OSError):
            super().close()


def _open(path: Path) -> _Handler | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Handler(
            path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    return handler


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    logging.getLogger("plumbline.warnings").warning("%s:%s: %s: %s", filename, lineno, category.__name__, message)
