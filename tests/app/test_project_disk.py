"""A project on a drive that answers late: nothing of it is asked, read or written in the window's thread."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.window import Window
from core.errors import OutputError
from core.project.lock import Holder, ProjectLock
from tests.app.in_projects import boxes, idle, mark, press, ready, saved_as


def test_locks_are_taken_looked_at_and_let_go_beside_the_window(
    analysed: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool]] = []

    def watched(name: str) -> None:
        own: Callable[..., Any] = getattr(ProjectLock, name)

        def watch(lock: ProjectLock, *told: Any) -> Any:
            asked.append((name, threading.current_thread() is threading.main_thread()))
            return own(lock, *told)

        monkeypatch.setattr(ProjectLock, name, watch)

    for name in ("take", "why_not", "noting", "release"):
        watched(name)
    first, second = tmp_path / "first.plumb", tmp_path / "second.plumb"
    mark(analysed)
    saved_as(analysed, first, qtbot, monkeypatch)
    mark(analysed, 0.7)
    analysed.acts["project_save"].trigger()
    idle(analysed, qtbot)
    analysed.acts["project_save_as"].trigger()
    projects = analysed.editing.projects
    projects.projects.save(second)
    idle(analysed, qtbot)
    analysed.open_clips([first])
    qtbot.waitUntil(lambda: projects.projects.path == first and ready(analysed))
    analysed.acts["close_clip"].trigger()
    idle(analysed, qtbot)
    assert projects.projects.path is None and not list(tmp_path.glob(".*.lock"))
    assert {name for name, _ in asked} == {"take", "why_not", "noting", "release"}
    assert [name for name, in_window in asked if in_window] == []


def test_a_lock_is_let_go_of_beside_the_window_as_it_closes(
    analysed: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(analysed)
    saved_as(analysed, tmp_path / "closing.plumb", qtbot, monkeypatch)
    mark(analysed, 0.7)
    projects = analysed.editing.projects.projects
    projects.keep()
    idle(analysed, qtbot)
    kept, own, in_window = projects._recovery._file, Path.unlink, []
    assert kept.exists()

    def watched(file: Path, missing_ok: bool = False) -> None:
        if file.suffix == ".lock" or file == kept:
            in_window.append(threading.current_thread() is threading.main_thread())
        own(file, missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    projects.stop()
    assert in_window == [False, False] and not kept.exists() and not list(tmp_path.glob(".*.lock"))


def test_saved_twice_at_once_under_a_new_name_nobody_else_has_taken_it_over(
    analysed: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    """Ctrl+S again before the disk has answered."""
    mark(analysed)
    path, told = tmp_path / "twice.plumb", list[bool]()
    projects = analysed.editing.projects.projects
    projects.save(path, told.append)
    projects.save(path, told.append)
    idle(analysed, qtbot)
    assert told == [True, True] and projects.path == path
    mark(analysed, 0.7)
    projects.save(path, told.append)
    idle(analysed, qtbot)
    assert told[2:] == [True] and not projects.dirty


def test_opened_twice_at_once_a_project_is_in_no_other_window(analysed: Window, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "twice.plumb"
    mark(analysed)
    projects = analysed.editing.projects.projects
    projects.save(path)
    idle(analysed, qtbot)
    analysed.acts["close_clip"].trigger()
    idle(analysed, qtbot)
    projects.open(path)
    projects.open(path)
    qtbot.waitUntil(lambda: projects.path == path and ready(analysed))
    idle(analysed, qtbot)
    assert not boxes(analysed)


def test_a_name_under_which_saving_failed_can_be_tried_again(
    analysed: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(analysed)
    path, told = tmp_path / "full.plumb", list[bool]()
    projects = analysed.editing.projects.projects

    def full(*_: object) -> None:
        raise OutputError("the project cannot be saved", "free some space", path)

    with monkeypatch.context() as disk:
        disk.setattr("core.project.file.write_parts", full)
        projects.save(path, told.append)
        idle(analysed, qtbot)
    assert told == [False] and not list(tmp_path.glob(".*.lock"))
    projects.save(path, told.append)
    idle(analysed, qtbot)
    assert told == [False, True] and projects.path == path


def test_who_holds_a_project_is_asked_about_when_the_disk_has_answered(
    analysed: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "held.plumb"
    mark(analysed)
    saved_as(analysed, path, qtbot, monkeypatch)
    analysed.acts["close_clip"].trigger()
    idle(analysed, qtbot)
    answer = threading.Event()
    own = ProjectLock.take

    def late(lock: ProjectLock, by_force: bool = False) -> Holder | None:
        assert answer.wait(60)
        return own(lock, by_force) if by_force else Holder("somebody", 1, "elsewhere")

    monkeypatch.setattr(ProjectLock, "take", late)
    analysed.open_clips([path])
    qtbot.wait(50)
    assert not boxes(analysed), "the window goes on meanwhile"
    answer.set()
    qtbot.waitUntil(lambda: len(boxes(analysed)) == 1)
    press(boxes(analysed)[0], "Take over")
    qtbot.waitUntil(lambda: analysed.editing.projects.projects.path == path and ready(analysed))


def test_what_cannot_be_read_is_left_to_others(analysed: Window, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "broken.plumb"
    path.write_bytes(b"no project")
    analysed.open_clips([path])
    idle(analysed, qtbot)
    assert analysed.message_bar.isVisible() and not list(tmp_path.glob(".*.lock"))
