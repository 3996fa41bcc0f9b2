"""While a clip plays, what a new frame does not change is not painted, and what it changes is painted whole."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.frames import Picture
from app.window import Window
from core.annotations.annotation import Annotation
from core.annotations.span import Span
from core.edits.edits import Edits
from tests.app import figures
from tests.app.test_long_clips import on_screen

FRAMES, FPS = 6000, 120.0


class Painted(QObject):
    """Which widgets were painted, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.where: dict[QWidget, QRect] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent) and isinstance(watched, QWidget):
            self.where[watched] = self.where.get(watched, QRect()).united(event.rect())
        return False


@pytest.fixture
def running(window: Window, qtbot: QtBot) -> Window:
    """A run of many frames, found out already; no decoding."""
    document, head = window.session.document, window.session.playhead
    analysis = figures.sprint(Path("run.mp4"), FRAMES, FPS)
    document.set_clip(Path("run.mp4"))
    with window.session.sync.held():
        document.set_opened(replace(analysis.clip, width_px=1920, height_px=1080), analysis.series.time_s)
        head.set_times(analysis.series.time_s)
    document.set_analysis(analysis)
    assert window.plots is not None
    qtbot.waitUntil(lambda: window.plots is not None and bool(window.plots.shown))
    window.desk._down.setSizes([330, 350])  # a low picture: there is room beside it
    qtbot.waitUntil(lambda: not window.plots._ahead.isActive() and not window.plots._later.isActive())  # type: ignore[union-attr]
    qtbot.wait(150)
    return window


def play_to(window: Window, frame: int) -> None:
    window.session.playhead._set(frame)
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(0xFF404040 + 0x10101 * (frame % 40))
    window.session.picture.emit(Picture(frame, float(window.session.playhead.times[frame]), image, False))
    QApplication.processEvents()


def drawn(window: Window, *annotations: Annotation) -> None:
    window.session.document.apply("drawings", Edits(annotations=annotations))
    QApplication.processEvents()


LINE = Annotation("still", "line", ((300.0, 300.0), (900.0, 700.0)))
BESIDE = Annotation("beside", "text", ((1850.0, 500.0), (1850.0, 500.0)), text="over the picture's edge")


def test_the_next_frame_paints_the_picture_and_neither_tools_nor_what_lies_under_them(running: Window) -> None:
    drawn(running, LINE)
    play_to(running, 3000)
    running.lanes.grab()
    painted, video = Painted(), running.video
    QApplication.instance().installEventFilter(painted)  # type: ignore[union-attr]
    play_to(running, 3001)
    QApplication.instance().removeEventFilter(painted)  # type: ignore[union-attr]
    assert set(painted.where) & {running, running.desk, running.tools, running.numbers, running.studies} == set()
    beside = video.mapFromScene(video.sceneRect()).boundingRect().left()
    assert beside > 100, "there is room beside the picture"
    where = painted.where[video.viewport()]
    assert 0 < where.left() < video.viewport().width() // 2, "not all of what is beside the picture"
    assert where.height() == video.viewport().height()


def test_a_cursor_that_moves_by_less_than_a_pixel_paints_nothing(running: Window) -> None:
    lanes, plots = running.lanes, running.plots
    assert plots is not None
    play_to(running, 3000)
    play_to(running, 3001)
    moved = []
    for frame in range(3002, 3020):
        was = lanes._cursor_px(), plots._cursor_now()[0]
        painted = Painted()
        QApplication.instance().installEventFilter(painted)  # type: ignore[union-attr]
        play_to(running, frame)
        QApplication.instance().removeEventFilter(painted)  # type: ignore[union-attr]
        now = lanes._cursor_px(), plots._cursor_now()[0]
        for part, before, after in zip((lanes, plots.viewport()), was, now, strict=True):
            where = painted.where.get(part, QRect())
            if where.width() < 20:  # else something else wanted it painted
                assert where.isNull() == (after == before)
                moved.append(after != before)
    assert 1 < sum(moved) < len(moved) / 2, "four frames to a pixel"


@pytest.mark.parametrize(
    "annotations",
    [
        (),
        (LINE, BESIDE),
        (LINE, replace(BESIDE, span=Span("range", 10.0, 12.0)), replace(BESIDE, id="b", span=Span("fade", 24.0, 24.1))),
        (
            LINE,
            Annotation(
                "tied",
                "text",
                ((1700.0, 300.0), (1700.0, 300.0)),
                text="goes along",
                follows="left_wrist",
                anchor_px=(0.0, 0.0),
            ),
        ),
    ],
    ids=["none", "still", "coming and going", "moving"],
)
def test_a_clip_that_plays_leaves_no_trace(running: Window, annotations: tuple[Annotation, ...]) -> None:
    """What each frame paints adds up to what is painted at once, the figure's numbers beside the picture as well."""
    document = running.session.document
    drawn(running, *annotations)
    analysis = document.analysis
    assert analysis is not None
    along = np.linspace(-300, 1900, len(analysis.raw))[:, None]  # in from one edge and out over the other
    track = analysis.smoothed
    xy = track.xy_px.copy()
    xy[:, :, 0] += along - np.nanmean(xy[:, :, 0], axis=1, keepdims=True)
    document.set_analysis(replace(analysis, smoothed=replace(track, xy_px=xy)))
    running.acts["trail"].setChecked(True)
    play_to(running, 0)
    seen = set()
    for frame in (100, 700, 701, 1200, 1250, 2400, 2900, 2904, 5200, 5900, 5990, 3000, 5700):
        play_to(running, frame)
        bit_by_bit = on_screen(running)
        seen.add(bit_by_bit.tobytes())
        for widget in running.findChildren(QWidget):
            widget.update()
        np.testing.assert_array_equal(bit_by_bit, on_screen(running), f"frame {frame}")
    assert len(seen) == 13
