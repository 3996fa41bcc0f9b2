"""Projects in the window: saved, opened again, asked about, kept against a crash, found again, taken over."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.dialogs.notes import NotesDialog
from app.messages import Messages
from app.project_desk import ProjectDesk
from app.recent import recent_clips
from app.window import Window
from core.annotations.annotation import Annotation
from core.edits.edits import Edits
from core.edits.events import Marker, RepEdit
from core.edits.landmarks import Correction, SideSwap
from core.kinematics.calibration import KnownLength
from core.project.file import load
from core.project.lock import ProjectLock
from core.project.recovery import left_behind
from tests.app import figures
from tests.app.conftest import Pipeline

EVERY_KIND = Edits(
    reps=(RepEdit(0.2, 0.5, 0.9),),
    corrections=(Correction("left_knee", 3, 40.0, 50.0),),
    swaps=(SideSwap(4, 9, "legs"),),
    range_s=(0.1, 1.5),
    calibration=KnownLength((1.0, 2.0), (100.0, 2.0), 2.5, 0.3),
    annotations=(Annotation("a", "line", ((1.0, 2.0), (3.0, 4.0))),),
)


def mark(window: Window, time_s: float = 0.5) -> None:
    document = window.session.document
    document.apply("marker", replace(document.edits, markers=(Marker(time_s, "here"),)))


def saved_as(window: Window, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    window.acts["project_save"].trigger()
    idle(window, qtbot)


def idle(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.editing.projects.projects.busy)


def ready(window: Window) -> bool:
    return window.session.document.analysis is not None and not window.session.jobs.running


def boxes(window: Window) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def press(box: QMessageBox, text: str) -> None:
    next(b for b in box.buttons() if b.text().replace("&", "") == text).click()


def test_saved_and_opened_again_everything_is_there(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, path = analysed.session.document, tmp_path / "monday"
    mark(analysed)
    document.set_options(height_m=1.8, athlete="Ana")
    assert analysed.windowTitle().startswith("*")
    saved_as(analysed, path, qtbot, monkeypatch)
    path = path.with_suffix(".plumb")
    assert path.is_file() and analysed.windowTitle() == f"monday.plumb \N{EM DASH} {clip.name}"
    mark(analysed, 1.5)
    assert analysed.windowTitle().startswith("*monday.plumb")
    analysed.acts["undo"].trigger()
    assert not analysed.editing.projects.projects.dirty, "taken back, nothing is to be saved"
    analysed.open_clips([path])
    idle(analysed, qtbot)
    qtbot.waitUntil(lambda: document.path == clip and document.info is not None)
    assert document.edits.markers == (Marker(0.5, "here"),)
    assert (document.options.height_m, document.options.athlete) == (1.8, "Ana")
    assert not analysed.acts["undo"].isEnabled()
    qtbot.waitUntil(lambda: ready(analysed))


def test_notes_are_work_as_they_are_written_and_come_back_with_the_project(
    analysed: Window, clip: Path, tmp_path: Path, pipeline: Pipeline, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, projects = analysed.session.document, analysed.editing.projects.projects
    analysed.acts["notes"].trigger()
    dialog = analysed.findChild(NotesDialog)
    qtbot.keyClicks(dialog.clip, "left knee taped")
    assert projects.dirty and analysed.windowTitle().startswith("*")
    projects.keep()
    idle(analysed, qtbot)
    dialog.project.setPlainText("Monday\nsecond block")
    assert len(pipeline.requests) == 1, "words measure nothing anew"
    dialog.reject()
    saved_as(analysed, tmp_path / "monday.plumb", qtbot, monkeypatch)
    assert not projects.dirty
    project = load(tmp_path / "monday.plumb")
    assert (project.notes, project.clips[0].notes) == ("Monday\nsecond block", "left knee taped")
    projects.set_notes("")
    assert projects.dirty, "words taken away are a change too"
    monkeypatch.setattr(ProjectDesk, "_ask", lambda *_: QMessageBox.StandardButton.Discard)
    analysed.open_clips([tmp_path / "monday.plumb"])
    idle(analysed, qtbot)
    assert (projects.notes, document.options.notes) == ("Monday\nsecond block", "left knee taped")
    assert not projects.dirty
    qtbot.waitUntil(lambda: ready(analysed))


def test_a_name_or_height_alone_is_kept_against_a_crash(analysed: Window, qtbot: QtBot) -> None:
    analysed.session.document.set_options(athlete="Ana")
    projects = analysed.editing.projects.projects
    assert analysed.windowTitle().startswith("*") and projects._timer.isActive()


def test_several_clips_lie_in_one_project(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.mp4"
    figures.another(clip, other)
    mark(analysed, 0.25)
    analysed.open_clips([other])
    qtbot.waitUntil(lambda: ready(analysed))
    assert analysed.session.document.edits == Edits()
    mark(analysed, 0.75)
    path = tmp_path / "two.plumb"
    saved_as(analysed, path, qtbot, monkeypatch)
    clips = load(path).clips
    assert [(c.path, c.edits.markers[0].time_s) for c in clips] == [(clip, 0.25), (other, 0.75)]


@pytest.mark.parametrize(("answer", "closes"), [("Discard", True), ("Cancel", False), ("Save", True)])
def test_before_it_closes_the_window_asks_about_what_is_not_saved(
    analysed: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, answer: str, closes: bool
) -> None:
    asked = []
    path = tmp_path / "asked.plumb"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    button = getattr(QMessageBox.StandardButton, answer)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or button.value)
    mark(analysed)
    analysed.acts["quit"].trigger()
    assert len(asked) == 1 and analysed.isVisible() is not closes
    assert path.exists() is (answer == "Save")


def test_nothing_by_hand_nothing_to_ask(analysed: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda box: pytest.fail("asked"))
    analysed.acts["quit"].trigger()
    assert not analysed.isVisible()


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


def test_a_second_window_may_take_a_project_over(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, messages: Messages
) -> None:
    path = tmp_path / "both.plumb"
    mark(analysed)
    saved_as(analysed, path, qtbot, monkeypatch)
    told: list[str] = []
    messages.shown.connect(lambda *parts: told.append(" ".join(map(str, parts))))
    second = Window(Messages(), Pipeline())
    qtbot.addWidget(second)
    second.show()
    qtbot.waitUntil(lambda: second.plots is not None)
    second.open_clips([path])
    qtbot.waitUntil(lambda: bool(boxes(second)))
    assert second.session.document.path is None
    press(boxes(second)[0], "Take over")
    qtbot.waitUntil(lambda: second.session.document.path == clip and ready(second))
    before = path.read_bytes()
    mark(analysed, 1.75)
    analysed.acts["project_save"].trigger()
    idle(analysed, qtbot)
    assert path.read_bytes() == before and analysed.editing.projects.projects.dirty
    assert any("taken this project over" in text for text in told)
    mark(second, 1.25)
    second.acts["project_save"].trigger()
    idle(second, qtbot)
    second.close()
    assert ProjectLock(path).holder() is None
    saved = path.read_bytes()
    analysed.acts["project_save"].trigger()
    idle(analysed, qtbot)
    assert path.read_bytes() == saved != before, "nor when the other one has saved it and gone"
    assert "has saved this project since" in told[-1]


def test_a_clip_that_is_gone_is_asked_for_and_found_again(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    mine = tmp_path / "a" / "mine.mp4"
    figures.another(clip, mine)
    analysed.open_clips([mine])
    qtbot.waitUntil(lambda: ready(analysed))
    mark(analysed)
    path = tmp_path / "a" / "gone.plumb"
    saved_as(analysed, path, qtbot, monkeypatch)
    moved = mine.rename(tmp_path / "elsewhere.mp4")
    analysed.open_clips([path])
    qtbot.waitUntil(lambda: bool(boxes(analysed)))
    assert "mine.mp4 was not found" in boxes(analysed)[0].text()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(moved), ""))
    press(boxes(analysed)[0], "Find it…")
    qtbot.waitUntil(lambda: analysed.session.document.path == moved and ready(analysed))
    assert analysed.session.document.edits.markers == (Marker(0.5, "here"),)


def test_work_on_a_clip_that_was_deleted_under_the_program_is_saved_all_the_same(
    window: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    worked, looked = tmp_path / "there" / "worked.mp4", tmp_path / "there" / "looked.mp4"
    for path in (looked, worked):
        path.write_bytes(clip.read_bytes())
        window.open_clips([path])
        qtbot.waitUntil(lambda path=path: window.session.document.path == path and ready(window))
    mark(window)
    idle(window, qtbot)
    worked.unlink()
    looked.unlink()
    path = tmp_path / "there" / "kept.plumb"
    saved_as(window, path, qtbot, monkeypatch)
    kept = load(path)
    assert [(c.file, c.path, len(c.edits.markers)) for c in kept.clips] == [("worked.mp4", None, 1)]
    assert not window.editing.projects.projects.dirty


@pytest.mark.parametrize("spoil", [lambda p: p.write_bytes(p.read_bytes()[:200]), lambda p: p.write_bytes(b"x")])
def test_a_damaged_project_is_told_and_what_is_open_stays(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, messages: Messages,
    spoil: Callable[[Path], object],
) -> None:  # fmt: skip
    path = tmp_path / "bad.plumb"
    saved_as(analysed, path, qtbot, monkeypatch)
    spoil(path)
    told: list[str] = []
    messages.shown.connect(lambda *parts: told.append(" ".join(map(str, parts))))
    analysed.open_clips([path])
    idle(analysed, qtbot)
    assert analysed.session.document.path == clip and any("project" in text for text in told)


def test_what_cannot_be_saved_is_said_and_stays_unsaved(
    analysed: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, messages: Messages
) -> None:
    told: list[str] = []
    messages.shown.connect(lambda *parts: told.append(" ".join(map(str, parts))))
    mark(analysed)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    saved_as(analysed, tmp_path / "full.plumb", qtbot, monkeypatch)
    assert any("No space left" in text for text in told)
    assert analysed.editing.projects.projects.dirty and not (tmp_path / "full.plumb").exists()


def test_a_saved_project_stands_first_among_what_was_open_lately_and_brings_the_work_back(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(analysed)
    saved_as(analysed, tmp_path / "monday.plumb", qtbot, monkeypatch)
    assert recent_clips() == [(tmp_path / "monday.plumb").resolve(), clip.resolve()]
    analysed.acts["close_clip"].trigger()
    button = analysed.welcome.recent_buttons[0]
    assert button.text() == "monday (project)"
    with qtbot.waitSignal(analysed.editing.projects.projects.opened):
        button.click()
    qtbot.waitUntil(lambda: ready(analysed))
    assert [m.note for m in analysed.session.document.edits.markers] == ["here"]
    assert recent_clips()[0].name == "monday.plumb", "its clip, opened with it, does not take its place"


def test_open_shows_projects_beside_videos_where_the_last_one_was(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def ask(parent: object, title: str, folder: str, kinds: str) -> tuple[list[str], str]:
        asked.append((folder, kinds.split(";;")[0]))
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", ask)
    analysed.acts["close_clip"].trigger()
    analysed.acts["open"].trigger()
    ((folder, kinds),) = asked
    assert Path(folder) == clip.resolve().parent and "*.plumb" in kinds and "*.mp4" in kinds
