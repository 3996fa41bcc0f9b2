"""Unsaved work is kept beside the projects, and offered again after the program was killed."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.window import Window
from core.edits.events import Marker
from core.project.file import load
from core.project.recovery import left_behind
from tests.app.conftest import Pipeline
from tests.app.in_projects import EVERY_KIND, boxes, idle, mark, press, ready, saved_as


def test_work_is_kept_beside_and_never_in_the_projects_file(
    analysed: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects, path = analysed.editing.projects.projects, tmp_path / "old.plumb"
    mark(analysed)
    saved_as(analysed, path, qtbot, monkeypatch)
    before = path.read_bytes()
    mark(analysed, 1.25)
    assert projects._timer.isActive() and projects._timer.interval() == 20_000
    projects._timer.timeout.emit()
    idle(analysed, qtbot)
    assert path.read_bytes() == before
    kept = list((tmp_path / "plumbline-config" / "recovery").glob("*.plumb"))
    assert len(kept) == 1 and load(kept[0]).clips[0].edits.markers[0].time_s == 1.25
    analysed.close()
    assert not kept[0].exists()


def test_work_is_kept_when_the_window_loses_the_focus(analysed: Window, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "plumbline-config" / "recovery"
    mark(analysed, 0.75)
    assert not list(folder.glob("*.plumb")), "the timer is not due yet"
    QApplication.sendEvent(analysed, QEvent(QEvent.Type.WindowDeactivate))
    idle(analysed, qtbot)
    (kept,) = folder.glob("*.plumb")
    assert load(kept).clips[0].edits.markers == (Marker(0.75, "here"),)


LEFT = """
import os, sys
from pathlib import Path
from dataclasses import replace
from app import early
early.keep_singletons()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.messages import Messages
from app.recent import recent_clips
from app.window import Window
from core.edits.events import Marker
from tests.app.conftest import Pipeline

app = QApplication([])
window = Window(Messages(), Pipeline())
window.show()
window.open_clips([Path(sys.argv[1])])
projects = window.editing.projects.projects
document = window.session.document

def work():
    if document.info is None or document.path.suffix == ".plumb":
        return
    if projects.busy:
        return
    n = len(document.edits.markers)
    if n >= 3:  # and they are on the disk: nothing is being written
        print("working", flush=True)
    document.apply("marker", replace(document.edits, markers=(*document.edits.markers, Marker(0.01 * n, "note"))))
    projects.keep()

timer = QTimer(); timer.timeout.connect(work); timer.start(20)
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_after_a_kill_the_next_start_offers_the_work_and_the_project_is_as_it_was(
    window: Window, pipeline: Pipeline, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.info is not None and not window.session.jobs.running)
    window.session.document.apply("all", EVERY_KIND)
    path = tmp_path / "long work.plumb"
    saved_as(window, path, qtbot, monkeypatch)
    window.editing.projects.projects._lock.release()
    before = path.read_bytes()
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    running = subprocess.Popen([sys.executable, "-c", LEFT, str(path)], stdout=subprocess.PIPE, text=True, env=env)
    assert running.stdout is not None and running.stdout.readline().strip() == "working"
    time.sleep(0.1)
    running.kill()
    running.wait()
    running.stdout.close()
    assert path.read_bytes() == before
    assert [r.project for r in left_behind()] == [path]
    window.editing.projects.offer_recovery()
    idle(window, qtbot)
    box = boxes(window)[0]
    assert "long work.plumb" in box.text()
    press(box, "Restore")
    idle(window, qtbot)
    document = window.session.document
    qtbot.waitUntil(lambda: ready(window))
    assert len(document.edits.markers) >= 3 and window.editing.projects.projects.dirty
    assert replace(document.edits, markers=()) == EVERY_KIND, "of every kind of work"
    assert window.editing.projects.projects.path == path and path.read_bytes() == before
    with monkeypatch.context() as ended:  # this window as well
        ended.setattr("core.project.recovery.process_runs", lambda *who: False)
        (again,) = left_behind()
    assert again.project == path and again.load().clips[0].edits == document.edits, "kept as soon as it is taken up"
