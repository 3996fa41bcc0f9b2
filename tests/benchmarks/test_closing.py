"""What a hundred clips opened and closed leave behind; run alone with `pytest -m benchmark -s`."""

import gc
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, QTimer
from pytestqt.qtbot import QtBot

from app import early
from app.messages import Messages
from app.window import Window
from tests.app import figures
from tests.app.conftest import Pipeline

ROUNDS, SETTLED = 100, 20

pytestmark = pytest.mark.benchmark


def _resident_kb() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("this system tells its memory otherwise")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


def _alive(window: Window) -> tuple[int, int, int]:
    """Objects of Qt under the window, threads of Python, and running threads and timers of Qt."""
    children = window.findChildren(QObject)
    running = [c for c in children if isinstance(c, QThread) and c.isRunning()]
    ticking = [c for c in children if isinstance(c, QTimer) and c.isActive()]
    return len(children), threading.active_count(), len(running) + len(ticking)


def test_a_hundred_clips_opened_and_closed_leave_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    early.before_qt()
    window = Window(Messages(), Pipeline())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.ahead.done, timeout=60_000)
    clip = figures.write_clip(tmp_path / "short.mp4", 6, 30, 160, 96)

    def once(seen: bool = False) -> None:
        window.open_clips([clip])
        qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
        window.session.playhead.step(1)
        if seen:  # the plots, which are filled a moment later
            qtbot.waitUntil(lambda: window.plots is not None and bool(window.plots.shown))
        window.session.close_clip()
        qtbot.waitUntil(lambda: not window.session.jobs.running)

    def settled() -> tuple[int, tuple[int, int, int]]:
        qtbot.wait(150)
        gc.collect()
        return _resident_kb(), _alive(window)

    once(seen=True)
    for _ in range(SETTLED):
        once()
    before_kb, before = settled()
    for _ in range(ROUNDS):
        once()
    after_kb, after = settled()
    window.close()
    sys.stdout.write(
        f"\n{before_kb} KB before {ROUNDS} clips, {after_kb} KB after; objects, threads, running: {after}\n"
    )
    assert after_kb <= 1.05 * before_kb
    assert after == before
