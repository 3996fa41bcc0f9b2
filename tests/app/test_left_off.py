"""A project comes back where it was left, and looking changes none."""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app import left_off
from app.left_off import LeftOff
from app.window import Window
from core.paths import config_dir
from tests.app import figures


def idle(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.editing.projects.projects.busy)


def ready(window: Window, clip: Path, qtbot: QtBot) -> None:
    document = window.session.document
    qtbot.waitUntil(lambda: document.path == clip and document.analysis is not None)
    qtbot.waitUntil(lambda: not window.session.jobs.running)


def saved(window: Window, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    window.acts["project_save"].trigger()
    idle(window, qtbot)


@pytest.fixture
def two(analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two clips and, last, the project of both, the first clip shown at its frame 17."""
    other = tmp_path / "other.mp4"
    figures.another(clip, other)
    analysed.session.playhead.seek_frame(17)
    analysed.open_clips([other, clip])
    ready(analysed, other, qtbot)
    analysed.session.playhead.seek_frame(31)
    analysed.change_clip(1)
    ready(analysed, clip, qtbot)
    saved(analysed, tmp_path / "monday.plumb", qtbot, monkeypatch)
    return [clip, other, tmp_path / "monday.plumb"]


def test_a_clip_of_several_comes_back_at_its_frame(two: list[Path], analysed: Window, qtbot: QtBot) -> None:
    head = analysed.session.playhead
    assert head.frame == 17
    analysed.change_clip(1)
    ready(analysed, two[1], qtbot)
    assert head.frame == 31


def test_a_project_comes_back_where_it_was_left_and_its_file_is_not_touched(
    two: list[Path], analysed: Window, qtbot: QtBot
) -> None:
    clip, other, project = two
    before, head = project.read_bytes(), analysed.session.playhead
    analysed.change_clip(1)
    ready(analysed, other, qtbot)
    head.seek_frame(42)
    analysed.studies.show_page("push_pull")
    analysed.video.look_at(6.0, QPointF(120.0, 80.0))  # nearer than the room that a message takes changes it
    looked_at = analysed.video.looked_at
    assert looked_at is not None and looked_at[0] == 6.0
    assert not analysed.editing.projects.projects.dirty
    assert analysed.editing.projects.leave()
    analysed.open_clips([])
    assert analysed.session.document.path is None
    analysed.studies.show_page("curves")
    analysed.session.frames_left.clear()  # as another start of the program
    idle(analysed, qtbot)
    analysed.open_clips([project])
    ready(analysed, other, qtbot)
    assert head.frame == 42 and analysed.studies.wanted == "push_pull"
    assert analysed.video.looked_at == pytest.approx(looked_at, abs=1.0)
    analysed.change_clip(1)
    ready(analysed, clip, qtbot)
    assert head.frame == 17 and analysed.video.zoomed is None
    assert project.read_bytes() == before and not analysed.editing.projects.projects.dirty


def test_what_is_known_of_an_older_file_or_cannot_be_read_sends_nobody_anywhere(tmp_path: Path) -> None:
    project = tmp_path / "a.plumb"
    project.write_bytes(b"1")
    place = LeftOff("squat.mp4", {"squat.mp4": 12}, "curves", (2.0, 1.0, 3.0))
    left_off.remember(project, place)
    assert left_off.read(project) == place
    os.utime(project, ns=(5, 5))
    assert left_off.read(project) is None
    left_off.remember(project, place)
    file = config_dir() / "left.json"
    whole = json.loads(file.read_text())
    for spoiled in ([], {str(project): 3}, {str(project): whole[str(project)] | {"frames": [1]}}):
        file.write_text(json.dumps(spoiled))
        assert left_off.read(project) is None
    file.write_text("{")
    assert left_off.read(project) is None
    left_off.remember(tmp_path / "gone.plumb", place)
    assert left_off.read(tmp_path / "gone.plumb") is None
