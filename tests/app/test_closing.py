"""What is left behind by clips that were opened and closed, and by clips that go away while they are open."""

import threading
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from app.document import Document
from app.frames import Opened
from app.messages import Messages
from app.projects import Projects
from app.session import is_missing
from app.undo import History
from app.window import Window
from core.project.file import save
from core.project.project import Project
from tests.app import figures
from tests.app.conftest import Pipeline


def test_nothing_runs_after_the_window_is_closed(qtbot: QtBot, pipeline: Pipeline, clip: Path) -> None:
    window = Window(Messages(), pipeline)
    qtbot.addWidget(window)
    window.show()
    window.when_ready(lambda: window.open_clips([clip]))
    qtbot.waitUntil(lambda: window.session.document.info is not None)
    pipeline.held = True
    window.session.analyse()
    window.session.playhead.play()
    window.close()
    children = window.findChildren(QObject)
    assert not [c for c in children if isinstance(c, QThread) and Shiboken.isValid(c) and c.isRunning()]
    assert not [type(c) for c in children if isinstance(c, QTimer) and Shiboken.isValid(c) and c.isActive()]


def test_a_clip_deleted_while_it_is_open_loses_nothing(
    window: Window, pipeline: Pipeline, messages: Messages, qtbot: QtBot, tmp_path: Path
) -> None:
    clip = figures.write_clip(tmp_path / "away.mp4", 60, 30)
    window.open_clips([clip])
    document = window.session.document
    qtbot.waitUntil(lambda: document.analysis is not None and not window.session.jobs.running)
    qtbot.waitUntil(lambda: window.video.picture is not None)
    told: list[str] = []
    messages.shown.connect(lambda message: told.append(message.text))
    document.apply("the origin", replace(document.edits, origin_s=0.5))
    qtbot.waitUntil(lambda: not window.editing.remeasuring.busy)
    edits, analysis = document.edits, document.analysis
    clip.unlink()
    qtbot.waitUntil(lambda: bool(told))
    assert "away.mp4" in told[0]
    assert "is gone" in told[0]
    window.session.playhead.seek_frame(20)
    pipeline.error = is_missing(clip)
    window.session.analyse()
    qtbot.waitUntil(lambda: len(told) > 1 and not window.session.jobs.running)
    assert "there is no such file" in told[-1]
    assert document.path == clip
    assert document.edits == edits
    assert document.analysis is analysis
    assert window.numbers.table.units.rowCount() > 1


def test_closing_a_clip_leaves_no_list_of_steps_to_take_back(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    clip = figures.write_clip(tmp_path / "short.mp4", 6, 30, 160, 96)
    counted = []
    for _ in range(3):
        window.open_clips([clip])
        qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
        window.session.close_clip()
        counted.append(len(window.session.document.findChildren(History)))
    assert counted[0] == counted[-1]


def test_what_a_clip_still_had_to_tell_is_not_heard_once_it_is_closed(
    analysed: Window, clip: Path, qtbot: QtBot
) -> None:
    """Pictures of a clip that plays come faster than the window sees to them, and wait for it in a queue."""
    session, thread = analysed.session, analysed.session._frames
    assert thread is not None and analysed.video.picture is not None
    last = analysed.video.picture
    heard: list[object] = []
    for signal in (session.picture, session.document.opened, session.refused, session.messages.shown):
        signal.connect(lambda *told: heard.append(told))
    info, times = session.document.info, session.playhead.times

    def tell() -> None:
        thread.opened.emit(Opened(info, times))
        thread.decoded.emit(last)
        thread.failed.emit(ValueError("too late"))

    beside = threading.Thread(target=tell)
    beside.start()
    beside.join()
    session.close_clip()
    qtbot.wait(20)
    assert heard == []
    assert session.document.info is None and session.document.path is None


def test_a_project_that_was_read_is_not_taken_up_once_the_window_is_closed(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "read.plumb"
    save(Project(()), path)
    projects, read, taken = Projects(Document(), Messages()), threading.Event(), []
    projects.opened.connect(taken.append)
    projects.open(path)
    projects.later(read.set)
    assert read.wait(60), "what was read waits in the window's queue"
    projects.stop()
    qtbot.wait(20)
    assert taken == [] and projects.path is None and not projects.busy
