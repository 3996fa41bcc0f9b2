"""Disks that do not answer: the window goes on, and hears it when they do."""

import threading
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import lately, on_disk
from app.on_disk import PATIENCE_S, OnDisk
from app.recent import recent_names, remember_clip
from app.window import Window
from tests.app import figures


@pytest.fixture(autouse=True)
def as_people_have_it(disks_that_answer: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_disk, "PATIENCE_S", PATIENCE_S)


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A drive that answers once this is set; the paths on it have `dead` in their names."""
    answers, there = threading.Event(), Path.exists

    def exists(path: Path, **_: object) -> bool:
        if "dead" in path.name:
            answers.wait(20)
        return there(path)

    monkeypatch.setattr(Path, "exists", exists)
    return answers


def test_a_question_that_is_answered_late_is_told_when_it_is_and_in_the_window_s_thread(qtbot: QtBot) -> None:
    disk, answers = OnDisk(), threading.Event()
    told: list[tuple[bool, threading.Thread]] = []
    begun = time.perf_counter()
    disk.ask(lambda: answers.wait(20), lambda answer: told.append((answer, threading.current_thread())))
    waited_s = time.perf_counter() - begun
    assert not told and waited_s < 5, "nobody waits for it"
    answers.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(True, threading.main_thread())]


def test_after_the_window_is_closed_nothing_is_told(qtbot: QtBot) -> None:
    disk, answers = OnDisk(), threading.Event()
    told: list[bool] = []
    disk.ask(lambda: answers.wait(20), told.append)
    disk.stop()
    answers.set()
    qtbot.wait(50)
    assert told == []


def test_what_was_open_lately_is_offered_while_a_drive_does_not_answer_and_what_is_gone_leaves_then(
    window: Window, dead: threading.Event, tmp_path: Path, qtbot: QtBot
) -> None:
    remember_clip(figures.write_clip(tmp_path / "there.mp4", 5, 30))
    remember_clip(tmp_path / "dead.mp4")
    looking = lately.Lately(OnDisk(window), window)
    assert [path.name for path in looking.paths] == ["dead.mp4", "there.mp4"]
    dead.set()
    qtbot.waitUntil(lambda: [path.name for path in looking.paths] == ["there.mp4"])
    assert len(recent_names()) == 2, "the drive may be back tomorrow"


def test_a_clip_on_a_drive_that_does_not_answer_keeps_nobody_from_another_one(
    window: Window, dead: threading.Event, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    slow = figures.write_clip(tmp_path / "dead.mp4", 5, 30)
    window.open_clips([slow])
    assert window.session.document.path is None
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.path == clip)
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    dead.set()
    qtbot.wait(100)
    assert window.session.document.path == clip, "what was asked for last is what is shown"


def test_a_clip_that_is_looked_for_late_is_opened_when_it_is_found(
    window: Window, dead: threading.Event, tmp_path: Path, qtbot: QtBot
) -> None:
    slow = figures.write_clip(tmp_path / "dead.mp4", 5, 30)
    window.open_clips([slow])
    dead.set()
    qtbot.waitUntil(lambda: window.session.document.path == slow)
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)


def test_a_file_that_is_no_video_leaves_the_clips_that_were_open(
    window: Window, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    second, text = figures.write_clip(tmp_path / "second.mp4", 5, 30), tmp_path / "notes.txt"
    text.write_text("no video")
    window.open_clips([clip, second])
    qtbot.waitUntil(lambda: window.session.document.path == clip)
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    window.open_clips([text])
    qtbot.waitUntil(lambda: window.message_bar.isVisible())
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    assert window.session.document.path == clip and window.clips == [clip, second]
    assert [window.toolbar.clips.itemData(i) for i in range(window.toolbar.clips.count())] == [clip, second]
