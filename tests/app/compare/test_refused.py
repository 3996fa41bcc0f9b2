"""A second clip that cannot be opened leaves the comparison as it was."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app import recent
from app.compare.pair import Pair
from app.window import Window
from tests.app import figures


@pytest.fixture
def pair(analysed: Window, qtbot: QtBot) -> Pair:
    """The clip with itself."""
    analysed.acts["compare"].trigger()
    assert analysed.comparing.pair is not None
    found: Pair = analysed.comparing.pair
    analysed.comparing.take(analysed.clips[0])
    qtbot.waitUntil(lambda: len(found.b.times) > 0)
    return found


def refused(window: Window, path: Path, qtbot: QtBot) -> str:
    window.comparing.take(path)
    qtbot.waitUntil(lambda: window.message_bar.isVisibleTo(window))
    return window.message_bar.text.text()


def test_what_is_no_video_leaves_the_second_clip_that_was_there(
    analysed: Window, pair: Pair, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    second = figures.write_clip(tmp_path / "second.mp4", 30, 30)
    analysed.comparing.take(second)
    qtbot.waitUntil(lambda: pair.b.path == second and len(pair.b.times) == 30)
    no_video = tmp_path / "notes.txt"
    no_video.write_text("no video")
    assert "this is not a video file" in refused(analysed, no_video, qtbot)
    qtbot.waitUntil(lambda: pair.b.path == second and len(pair.b.times) == 30)
    assert analysed.message_bar.isVisibleTo(analysed), "why is still there to be read"
    assert no_video not in recent.recent_clips() and second.resolve() in recent.recent_clips()


def test_where_there_was_none_the_clip_is_compared_with_itself(
    analysed: Window, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    analysed.acts["compare"].trigger()
    found = analysed.comparing.pair
    assert found is not None
    no_video = tmp_path / "notes.txt"
    no_video.write_text("no video")
    refused(analysed, no_video, qtbot)
    qtbot.waitUntil(lambda: found.b.path == clip and len(found.b.times) > 0)


def test_pictures_whose_rate_nobody_knows_are_sent_to_where_it_is_asked_for(
    analysed: Window, pair: Pair, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for i in range(4):
        QImage(64, 48, QImage.Format.Format_RGB32).save(str(folder / f"{i}.png"))
    told = refused(analysed, folder, qtbot)
    assert "open them by themselves first" in told and "--" not in told


def test_what_was_wrong_with_one_clip_is_gone_when_another_one_is_taken(
    analysed: Window, pair: Pair, tmp_path: Path, qtbot: QtBot
) -> None:
    no_video = tmp_path / "notes.txt"
    no_video.write_text("no video")
    refused(analysed, no_video, qtbot)
    second = figures.write_clip(tmp_path / "second.mp4", 30, 30)
    analysed.comparing.take(second)
    qtbot.waitUntil(lambda: pair.b.path == second and len(pair.b.times) == 30)
    assert not analysed.message_bar.isVisibleTo(analysed)


def test_the_way_back_is_called_close_in_another_theme_too(analysed: Window, pair: Pair) -> None:
    view = analysed.comparing.view
    assert view is not None
    for name in ("light", "dark"):
        analysed.set_theme(name)
        assert view.how.leave.text() == "Close" and "Back to the clip" in view.how.leave.toolTip()
