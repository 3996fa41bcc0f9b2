"""A clip that is deleted under the program: what was measured stays, and what is done from then on can be saved."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.window import Window
from core.edits.events import Marker
from core.errors import UserError
from core.project.file import clip_hash, load


def test_what_is_done_after_the_clip_was_deleted_is_saved(
    window: Window, clip: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, path = tmp_path / "mine.mp4", tmp_path / "kept.plumb"
    mine.write_bytes(clip.read_bytes())
    known = clip_hash(mine)
    document, projects = window.session.document, window.editing.projects.projects
    window.open_clips([mine])
    qtbot.waitUntil(lambda: document.analysis is not None and not window.session.jobs.running)
    qtbot.waitUntil(lambda: not projects.busy)
    mine.unlink()
    qtbot.waitUntil(lambda: window.message_bar.isVisible())
    assert "can be saved" in window.message_bar.text.text()
    document.apply("marker", replace(document.edits, markers=(Marker(0.5, "after"),)))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    window.acts["project_save"].trigger()
    qtbot.waitUntil(lambda: not projects.busy)
    assert [(c.file, c.sha256, len(c.edits.markers)) for c in load(path).clips] == [("mine.mp4", known, 1)]
    assert not projects.dirty


def test_a_drive_that_answers_late_is_asked_beside_the_window_and_told_only_while_its_clip_is_open(
    analysed: Window, clip: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, asked = UserError("there is no such file", "", clip), []

    def late(path: Path) -> UserError:
        asked.append((path, threading.current_thread() is threading.main_thread()))
        return gone

    monkeypatch.setattr("app.session.is_missing", late)
    analysed.session._clip_touched(str(clip))
    qtbot.waitUntil(lambda: "the clip is gone" in analysed.message_bar.text.text())
    assert asked == [(clip, False)]
    analysed.message_bar.hide()
    analysed.session.close_clip()
    analysed.session._touched(str(clip), gone)
    assert not analysed.message_bar.isVisible()
