"""The clips that are offered as the second one of a comparison."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.recent import remember_clip
from app.window import Window
from tests.app import figures
from tests.app.compare.test_comparing import HEIGHT, SECONDS, WIDTH, ready
from tests.app.conftest import Pipeline


@pytest.fixture
def clips(tmp_path: Path) -> tuple[Path, Path]:
    """The same motion at 30 and at 60 frames a second."""
    slow, fast = (
        figures.write_clip(tmp_path / f"{fps} é.mp4", SECONDS * fps, fps, WIDTH, HEIGHT).resolve() for fps in (30, 60)
    )
    return slow, fast


def test_a_clip_opened_before_is_offered_without_looking_for_it_on_the_disk(
    window: Window, pipeline: Pipeline, clips: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    fps = {clips[0]: 30.0, clips[1]: 60.0}
    pipeline.make = lambda path, *_: figures.squat(path, int(SECONDS * fps[path]), fps[path])
    (tmp_path / "a project.plumb").write_bytes(b"")
    remember_clip(tmp_path / "a project.plumb")
    for clip in (clips[1], clips[0]):
        window.open_clips([clip])
        qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    assert window.clips == [clips[0]], "one looked at after the other"
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    view, pair = window.comparing.view, window.comparing.pair
    assert view is not None and pair is not None
    choice = view.who["B"].clip
    offered = [choice.itemText(i) for i in range(choice.count())]
    assert offered == [clips[0].name, clips[1].name, "Another clip…"], "no project among them"
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    ready(pair, qtbot)
    assert pair.b.path == clips[1] and choice.currentText() == clips[1].name
