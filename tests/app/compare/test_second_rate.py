"""A second clip in slow motion: its true rate is given in the comparison."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.compare.pair import Pair
from app.compare.view import CompareView
from app.dialogs.capture_rate import CaptureRateDialog
from app.document import Options
from app.window import Window
from core.edits.edits import NO_EDITS, Marker
from core.project.file import load
from tests.app.compare.test_comparing import clips, comparing, ready
from tests.app.conftest import Pipeline

__all__ = ["clips", "comparing"]  # fixtures


def actions(view: CompareView, letter: str) -> list[str]:
    return [badge.action for badge in view.videos[letter].badges._badges]


def test_the_second_clip_s_rate_is_given_on_its_picture_and_measures_it_anew(
    window: Window, comparing: tuple[CompareView, Pair], clips: tuple[Path, Path], pipeline: Pipeline, qtbot: QtBot
) -> None:
    view, pair = comparing
    assert actions(view, "A") == actions(view, "B") == [""], "one clip twice: where it is open by itself"
    window.comparing.take(clips[1])
    ready(pair, qtbot)
    qtbot.waitUntil(lambda: actions(view, "B") == ["capture_rate"])
    assert view.videos["A"].badges.texts == ["30 fps"] and view.videos["B"].badges.texts == ["60 fps"]
    button = view.videos["B"].badges.button("capture_rate")
    assert button is not None
    button.click()
    (dialog,) = window.findChildren(CaptureRateDialog)
    dialog.rate.setValue(240.0)
    dialog.accept()
    qtbot.waitUntil(lambda: pair.b.info is not None and pair.b.info.capture_fps == 240)
    assert pair.b.path == clips[1]
    qtbot.waitUntil(lambda: pipeline.requests[-1].capture_fps == 240)
    qtbot.waitUntil(lambda: not pair.b.busy)
    assert "240" in view.videos["B"].badges.texts[0]
    assert window.session.document.options.capture_fps is None, "the first clip's is its own"


def test_where_something_was_put_by_hand_on_it_its_rate_is_only_told(
    window: Window, comparing: tuple[CompareView, Pair], clips: tuple[Path, Path], qtbot: QtBot
) -> None:
    view, pair = comparing
    marked = replace(NO_EDITS, markers=(Marker(0.5, "here"),))
    window.session.document.adopt(clips[1], Options(), marked)
    window.comparing.take(clips[1])
    ready(pair, qtbot)
    qtbot.waitUntil(lambda: view.videos["B"].badges.texts == ["60 fps"])
    assert actions(view, "B") == [""]


def test_its_rate_is_kept_as_the_open_clip_s_is_in_the_window_and_in_a_saved_project(
    window: Window, comparing: tuple[CompareView, Pair], clips: tuple[Path, Path], pipeline: Pipeline,
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    view, pair = comparing
    document = window.session.document
    document.set_options(height_m=1.8)
    window.comparing.take(clips[1])
    ready(pair, qtbot)
    qtbot.waitUntil(lambda: actions(view, "B") == ["capture_rate"])
    window.comparing._ask_rate()
    (dialog,) = window.findChildren(CaptureRateDialog)
    dialog.rate.setValue(240.0)
    dialog.accept()
    qtbot.waitUntil(lambda: pair.b.info is not None and pair.b.info.capture_fps == 240)
    qtbot.waitUntil(lambda: pipeline.requests[-1].capture_fps == 240 and not pair.b.busy)
    assert pipeline.requests[-1].height_m == 1.8, "taken for the same athlete, as before its rate was told"
    path = tmp_path / "two.plumb"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    assert window.editing.projects.projects.dirty
    window.acts["project_save"].trigger()
    qtbot.waitUntil(lambda: path.exists() and not window.editing.projects.projects.busy)
    saved = {clip.path: (clip.capture_fps, clip.height_m) for clip in load(path).clips}
    assert saved == {clips[0]: (None, 1.8), clips[1]: (240.0, None)}
    window.comparing.leave()
    window.open_clips([clips[1]])
    qtbot.waitUntil(lambda: document.path == clips[1] and document.info is not None)
    assert document.info is not None and document.info.capture_fps == 240
    qtbot.waitUntil(lambda: not window.session.jobs.running)
