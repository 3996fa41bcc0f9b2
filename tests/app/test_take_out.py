"""A clip leaves a project of several; its file and the project's stay until somebody saves."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.window import Window
from core.edits.edits import Edits
from core.project.file import load
from tests.app import figures
from tests.app.in_projects import boxes, mark, press, ready, saved_as


def test_a_clip_is_taken_out_of_a_project_of_several_after_a_question(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects, told, asked = analysed.editing.projects.projects, [], []
    analysed.session.messages.shown.connect(lambda message: told.append(message.text))
    analysed.acts["project_take_out"].trigger()
    assert told == ["Only one of several clips can be taken out of a project."]
    other, path = tmp_path / "other.mp4", tmp_path / "two.plumb"
    figures.another(clip, other)
    mark(analysed, 0.25)
    analysed.open_clips([other])
    qtbot.waitUntil(lambda: ready(analysed))
    saved_as(analysed, path, qtbot, monkeypatch)
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Ok]
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box) or answers[len(asked) - 1].value)
    analysed.acts["previous_clip"].trigger()
    analysed.acts["project_take_out"].trigger()
    assert analysed.clips == [clip, other] and not projects.dirty, "Cancel leaves everything"
    assert clip.name in asked[0].text() and "goes with it" in asked[0].informativeText()
    analysed.acts["project_take_out"].trigger()
    assert analysed.clips == [other] and analysed.session.document.path == other
    assert projects.dirty and analysed.windowTitle().startswith("*"), "the file has it still"
    assert len(load(path).clips) == 2 and clip.exists()
    qtbot.waitUntil(lambda: ready(analysed))
    saved_as(analysed, path, qtbot, monkeypatch)
    assert [c.path for c in load(path).clips] == [other] and not projects.dirty
    analysed.open_clips([clip])
    qtbot.waitUntil(lambda: ready(analysed))
    assert analysed.session.document.edits == Edits(), "opened again it begins anew"


def test_a_clip_that_is_gone_can_be_taken_out(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, path = tmp_path / "other.mp4", tmp_path / "two.plumb"
    figures.another(clip, other)
    analysed.open_clips([other])
    qtbot.waitUntil(lambda: ready(analysed))
    mark(analysed)
    analysed.open_clips([clip])
    qtbot.waitUntil(lambda: ready(analysed))
    saved_as(analysed, path, qtbot, monkeypatch)
    other.unlink()
    analysed.open_clips([path])
    qtbot.waitUntil(lambda: bool(boxes(analysed)))
    press(boxes(analysed)[0], "Take it out of the project")
    assert analysed.windowTitle().startswith("*") and not analysed.editing.projects.projects.lost
    saved_as(analysed, path, qtbot, monkeypatch)
    assert [c.file for c in load(path).clips] == [clip.name]
    qtbot.waitUntil(lambda: ready(analysed))
