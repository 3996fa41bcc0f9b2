"""The Qt application: made once, with its style, its error hooks and its one window."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import early
from app.language import choice as language
from app.messages import Messages, install_hooks, remove_hooks
from app.preferences import SIZE
from app.window import Window


def make_application() -> QApplication:
    """The running QApplication, made when there is none yet."""
    early.before_qt()
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
    else:
        with scaled():
            app = QApplication(sys.argv[:1])
    app.setApplicationName("Plumbline")
    app.setApplicationDisplayName("Plumbline")
    app.setOrganizationName("plumbline")
    app.setDesktopFileName("plumbline")
    app.setStyle("Fusion")
    return app


@contextmanager
def scaled() -> Iterator[None]:
    """An application made in here is as large as was chosen; who started the program has the last word.

    Taken back at once: programs started from here have sizes of their own.
    """
    name, chosen = "QT_SCALE_FACTOR", SIZE.read()
    if name in os.environ or chosen == "100":
        yield
        return
    os.environ[name] = str(int(chosen) / 100)
    try:
        yield
    finally:
        del os.environ[name]


def run(clips: list[Path]) -> int:
    """Show the window and stay until it is closed."""
    app = make_application()
    language.start(app)
    messages = Messages()
    install_hooks(messages)
    window = Window(messages)
    window.show()
    window.when_ready(lambda: window.open_clips(clips))
    # Python's own signal handlers run only between byte codes: a slow timer lets Ctrl+C in a terminal close the window.
    heartbeat = QTimer()
    heartbeat.start(500)
    heartbeat.timeout.connect(_nothing)
    previous = signal.signal(signal.SIGINT, lambda *_: window.close())
    try:
        return int(app.exec())
    finally:
        heartbeat.stop()
        signal.signal(signal.SIGINT, previous)
        remove_hooks()
        window.close()


def _nothing() -> None:
    """Gives the interpreter a moment to look at its signals."""
