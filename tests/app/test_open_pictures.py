"""Folders and numbered sequences of pictures in the window: asked for their rate, then a clip like any other."""

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app import recent
from app.commands import video_files
from app.dialogs.picture_rate import USUAL_FPS, PictureRateDialog, usual_fps
from app.window import Window
from tests.app.conftest import Pipeline, frames_of, shown_number
from tests.app.figures import HEIGHT, WIDTH, grey_of

N = 12


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips") / "a run.é"
    folder.mkdir()
    for number in range(N):
        rgb = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
        rgb[:, : WIDTH // 2] = grey_of(number)
        (folder / f"IMG_{number:04d}.png").write_bytes(cv2.imencode(".png", rgb)[1].tobytes())
    return folder


def _asked(qtbot: QtBot) -> PictureRateDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PictureRateDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PictureRateDialog)
    return dialog


def _drop(window: Window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )


def test_a_dropped_folder_asks_for_its_rate_and_opens(
    window: Window, pictures: Path, pipeline: Pipeline, qtbot: QtBot
) -> None:
    _drop(window, pictures)
    dialog = _asked(qtbot)
    assert f"{N} pictures" in dialog.words.text()
    assert dialog.capture_fps() == USUAL_FPS
    assert not window.message_bar.isVisible()
    assert dialog.rate.lineEdit().width() > 100, "the number can be read"
    dialog.rate.setValue(60)
    assert "0.20 s" in dialog.length.text()
    dialog.accept()
    qtbot.waitUntil(lambda: window.video.picture is not None and window.session.document.analysis is not None)
    assert frames_of(window) == pytest.approx(np.arange(N) / 60)
    assert [request.capture_fps for request in pipeline.requests] == [60]
    window.session.playhead.seek_frame(7)
    qtbot.waitUntil(lambda: window.video.picture is not None and window.video.picture.number == 7)
    assert shown_number(window) == 7
    assert recent.recent_clips() == [pictures.resolve()]
    assert usual_fps() == 60


def test_one_of_a_sequence_asks_whether_to_open_all(window: Window, pictures: Path, qtbot: QtBot) -> None:
    window.open_clips([pictures / "IMG_0003.png", pictures / "IMG_0004.png"])
    dialog = _asked(qtbot)
    assert dialog.words.text() == f"IMG_0003.png is one of {N} numbered pictures. Open them all as one clip?"
    dialog.accept()
    qtbot.waitUntil(lambda: len(frames_of(window)) == N)
    assert window.clips == [pictures / "IMG_0003.png"]
    qtbot.waitUntil(lambda: not window.session.jobs.running)


def test_leaving_the_question_leads_back_to_the_first_page(
    window: Window, pictures: Path, pipeline: Pipeline, qtbot: QtBot
) -> None:
    window.open_clips([pictures])
    _asked(qtbot).reject()
    assert window.session.document.path is None
    assert window.welcome.isVisible()
    assert pipeline.requests == []


def test_the_rate_can_be_corrected_and_the_place_stays(window: Window, pictures: Path, qtbot: QtBot) -> None:
    window.open_clips([pictures])
    _asked(qtbot).accept()
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    window.session.playhead.seek_frame(5)
    window.acts["capture_rate"].trigger()
    dialog = _asked(qtbot)
    assert dialog.windowTitle() == "True frame rate"
    dialog.rate.setValue(120)
    dialog.accept()
    qtbot.waitUntil(lambda: len(frames_of(window)) == N and frames_of(window)[1] == pytest.approx(1 / 120))
    assert window.session.playhead.frame == 5
    qtbot.waitUntil(lambda: not window.session.jobs.running)


def test_the_action_asks_for_a_folder(
    window: Window, pictures: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(pictures))
    window.acts["open_pictures"].trigger()
    _asked(qtbot).reject()


def test_a_folder_without_pictures_and_videos_is_told_to_hold_none(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "empty").mkdir()
    _drop(window, tmp_path / "empty")
    qtbot.waitUntil(window.message_bar.isVisible)
    assert "there is no video in this folder" in window.message_bar.text.text()


def test_a_kept_rate_that_is_nonsense_is_forgotten(qtbot: QtBot) -> None:
    for nonsense in ("fast", "-3", "nan", "0"):
        recent.settings().setValue("pictures/fps", nonsense)
        assert usual_fps() == USUAL_FPS


@pytest.mark.parametrize(
    "suffix", ["mp4", "mov", "m4v", "mkv", "webm", "avi", "mts", "3gp", "gif", "jpg", "jpeg", "png", "tif", "webp"]
)
def test_the_file_dialog_offers_every_format(suffix: str) -> None:
    assert f"*.{suffix}" in re.split(r"[ ()]", video_files())
