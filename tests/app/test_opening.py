"""Clips and folders handed to the window."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.window import Window
from tests.app import figures
from tests.barred import bar


def test_a_folder_of_videos_opens_them_all(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    training = tmp_path / "training"
    training.mkdir()
    clips = [figures.write_clip(training / name, 20, 30) for name in ("squat 9.mp4", "squat 10.mp4")]
    window.open_clips([training])
    qtbot.waitUntil(lambda: window.video.picture is not None)
    assert window.session.document.path == clips[0]
    assert window.clips == clips


def test_a_clip_in_a_folder_that_may_not_be_entered_is_told_so(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    theirs = tmp_path / "another's"
    theirs.mkdir()
    bar(theirs, monkeypatch)
    window.open_clips([theirs / "squat.mp4"])
    qtbot.waitUntil(lambda: "this file may not be read" in window.message_bar.text.text())
