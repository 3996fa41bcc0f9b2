"""Moving through real times."""

import time

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.playhead import Playhead
from app.timeview import TimeView

IRREGULAR = np.array([0.0, 0.033, 0.1, 0.133, 0.5, 0.533])


@pytest.fixture
def head(qtbot: QtBot) -> Playhead:
    made = Playhead()
    made.set_times(IRREGULAR)
    return made


def test_a_frame_is_shown_from_its_own_time_to_the_next(head: Playhead) -> None:
    assert [head.frame_at(t) for t in (-1.0, 0.0, 0.032, 0.033, 0.3, 0.5, 9.0)] == [0, 0, 0, 1, 3, 4, 5]


def test_a_click_goes_to_the_nearest_frame(head: Playhead) -> None:
    assert [head.nearest_frame(t) for t in (0.01, 0.02, 0.3, 0.32)] == [0, 1, 3, 4]


def test_stepping_stops_at_the_ends(head: Playhead) -> None:
    head.step(-1)
    assert head.frame == 0
    head.step(100)
    assert head.frame == 5


def test_playing_takes_as_long_as_it_took(head: Playhead, qtbot: QtBot) -> None:
    """The long gap in the middle is waited for, not played at the average rate."""
    head.seek_frame(3)
    left_s: list[float] = []
    head.frame_changed.connect(lambda frame: left_s.append(time.perf_counter()))
    began_s = time.perf_counter()
    head.play()
    qtbot.waitUntil(lambda: not head.playing)
    assert head.frame == 5
    assert left_s[0] - began_s > 0.36, "0.367 s lie between frames 3 and 4"


def test_a_loop_comes_back_to_its_start(head: Playhead, qtbot: QtBot) -> None:
    head.set_loop(0.033, 0.133)
    head.seek(0.033)
    seen: list[int] = []
    head.frame_changed.connect(seen.append)
    head.play()
    qtbot.waitUntil(lambda: seen.count(1) >= 2)
    head.pause()
    assert set(seen) <= {1, 2, 3}


def test_playing_at_the_end_begins_again(head: Playhead) -> None:
    head.seek_frame(5)
    head.play()
    assert head.frame == 0
    head.pause()


def test_j_and_l_shuttle_faster_each_time(head: Playhead) -> None:
    head.shuttle(1)
    assert head.playing and head.direction == 1 and head.speed == 1.0
    head.shuttle(1)
    assert head.speed == 2.0
    head.shuttle(-1)
    assert head.direction == -1
    head.pause()


def test_loop_points_are_put_in_order(head: Playhead) -> None:
    head.set_loop(0.5, 0.1)
    assert (head.loop_in, head.loop_out) == (0.1, 0.5)
    head.seek(0.533)
    head.mark_in()
    assert (head.loop_in, head.loop_out) == (0.533, None)


def test_an_empty_clip_does_nothing(qtbot: QtBot) -> None:
    head = Playhead()
    head.play()
    head.step(1)
    head.seek(1.0)
    assert not head.playing and head.frame == 0 and head.time_s == 0.0


def test_zooming_keeps_the_time_under_the_pointer(qtbot: QtBot) -> None:
    view = TimeView()
    view.set_clip(0.0, 10.0)
    view.zoom(0.5, 4.0)
    assert view.share(4.0) == pytest.approx(0.4)
    assert view.end_s - view.start_s == pytest.approx(5.0)
    view.zoom(100.0, 4.0)
    assert (view.start_s, view.end_s) == (0.0, 10.0)


def test_the_time_axis_turns_the_page_when_the_cursor_leaves_it(qtbot: QtBot) -> None:
    view = TimeView()
    view.set_clip(0.0, 10.0)
    view.zoom(0.2, 0.0)
    view.follow(1.0)
    assert view.start_s == 0.0
    view.follow(6.0)
    assert view.start_s <= 6.0 <= view.end_s and view.end_s - view.start_s == pytest.approx(2.0)
