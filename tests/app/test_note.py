"""The sentence over a picture that is there all the time covers nothing of the athlete."""

import numpy as np
import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from app.views.overlay import JOINTS, Figure
from app.views.video import VideoView

WIDTH, HEIGHT = 400, 300


@pytest.fixture
def video(qtbot: QtBot) -> VideoView:
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(WIDTH, HEIGHT)
    view.set_clip_size(WIDTH, HEIGHT)
    view.show()
    view.set_note("A   frame 23   0.383 s", aside=True)
    return view


def figure_at(*points: tuple[float, float]) -> Figure:
    xy_px = np.full((33, 2), np.nan)
    xy_px[list(JOINTS)[: len(points)]] = points
    return Figure(xy_px, np.ones(33), frozenset())


def noted(video: VideoView, *points: tuple[float, float]) -> QRect:
    video.set_figure(figure_at(*points))
    video.grab()
    return video._note.geometry()


def test_it_stands_in_the_corner_where_no_joint_and_no_number_is(video: VideoView) -> None:
    middle, left = noted(video, (200, 150)), (30, HEIGHT - 15)
    assert middle.left() < 20 and middle.bottom() > HEIGHT - 20
    at_right = noted(video, left)
    assert at_right.right() > WIDTH - 20 and at_right.top() == middle.top()
    assert noted(video, (200, 150)) == at_right, "it does not go back without need"
    assert noted(video, (WIDTH - 30, HEIGHT - 15)) == middle
    assert noted(video, left, (WIDTH - 30, HEIGHT - 15)) == middle, "there is no better place"


def test_what_to_click_on_is_told_in_the_middle_whatever_is_under_it(video: VideoView) -> None:
    video.set_note("Click on the athlete")
    note = noted(video, (200, HEIGHT - 20))
    assert abs(note.center().x() - WIDTH / 2) <= 1
