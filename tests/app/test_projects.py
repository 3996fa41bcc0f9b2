"""Projects in the window: saved, opened again, asked about, found again, taken over."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.dialogs.notes import NotesDialog
from app.messages import Messages
from app.project_desk import ProjectDesk
from app.recent import recent_clips
from app.window import Window
from core.edits.edits import Edits
from core.edits.events import Marker
from core.project.file import load
from core.project.lock import ProjectLock
from tests.app import figures
from tests.app.conftest import Pipeline
from tests.app.in_projects import boxes, idle, mark, press, ready, saved_as


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
