"""Time from any frame and the working range, as a person uses them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from app.playhead import Playhead
from app.views.timestrip import ticks
from app.window import Window
from app.words import clock
from tests.app import figures
from tests.app.conftest import Pipeline, frames_of, settled

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


# -- the origin
@pytest.mark.parametrize(
    ("time_s", "text"),
    [(2.2041, "2.204 s"), (-0.5, "−0.500 s"), (-0.0001, "0.000 s"), (59.9996, "1:00.000"), (-62.204, "−1:02.204")],
)
def test_a_time_is_told_with_a_real_minus_before_the_origin(time_s: float, text: str) -> None:
    assert clock(time_s) == text


def test_ticks_are_round_from_the_origin_and_stay_in_the_clips_time() -> None:
    found = ticks(0.0, 2.0, 5, origin_s=0.7)
    assert [text for _, text in found] == ["−0.5", "0.0", "0.5", "1.0"]
    assert [time for time, _ in found] == pytest.approx([0.2, 0.7, 1.2, 1.7])


def test_every_view_counts_from_the_frame_that_was_called_zero(analysed: Window, qtbot: QtBot) -> None:
    head, plots = analysed.session.playhead, analysed.plots
    assert plots is not None
    head.seek_frame(15)
    qtbot.keyClick(analysed, Qt.Key.Key_0)
    head.seek_frame(0)
    assert analysed.transport.where.text() == "frame 0 / 59   −0.500 s"
    assert "0.000 s" in analysed.transport.where.toolTip(), "and what it is in the clip"
    table = analysed.numbers.table
    assert table.units.index(0, 1).data() == "0.50", "the bottom at 1 s"
    told = ["Rep 1: −0.35 to 1.35 s", "Drag an end to move it; the right button has more."]
    assert analysed.lanes.lanes.rows[0].bars[0].tip.splitlines() == told
    assert any("1.4 to 1.5 s</a> is no rep" in text for text in analysed.numbers.quality.texts())
    axis = plots._panes[0].axis
    assert axis.tickStrings([0.0, 0.5, 1.0], 1.0, 0.5) == ["−0.5 s", "0.0", "0.5"], "the unit once"
    assert "time from frame 15" in analysed.video.badges.texts


def test_the_name_of_a_saved_picture_tells_the_shown_time(
    analysed: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (asked.append(args[2]), ("", ""))[1])
    analysed.session.document.clock.set_origin(0.5)
    qtbot.keyClick(analysed, Qt.Key.Key_E, CTRL)
    assert Path(asked[0]).name.endswith(" -0.500s.png")


def test_what_is_computed_stays_in_the_clips_own_time(analysed: Window, pipeline: Pipeline, qtbot: QtBot) -> None:
    head = analysed.session.playhead
    before = frames_of(analysed).copy()
    head.seek_frame(15)
    analysed.acts["origin_here"].trigger()
    analysed.acts["analyse"].trigger()
    qtbot.waitUntil(settled(analysed, pipeline, 2))
    assert (frames_of(analysed) == before).all()
    assert analysed.session.document.units[0].mark_s == pytest.approx(1.0)


def test_another_key_or_the_badge_counts_from_the_clips_beginning_again(analysed: Window, qtbot: QtBot) -> None:
    clock_ = analysed.session.document.clock
    clock_.set_origin(0.5)
    badge = analysed.video.badges.button("origin_reset")
    assert badge is not None
    qtbot.mouseClick(badge, Qt.MouseButton.LeftButton)
    assert clock_.origin_s == 0.0
    clock_.set_origin(0.5)
    qtbot.keyClick(analysed, Qt.Key.Key_0, ALT)
    assert clock_.origin_s == 0.0


def test_another_clip_begins_at_its_own_zero(analysed: Window, tmp_path: Path, qtbot: QtBot) -> None:
    analysed.session.document.clock.set_origin(0.5)
    analysed.session.playhead.set_range(0.5, 1.0)
    analysed.open_clips([figures.write_clip(tmp_path / "other.mp4", 20, 30)])
    qtbot.waitUntil(lambda: len(frames_of(analysed)) == 20)
    assert analysed.session.document.clock.origin_s == 0.0
    assert analysed.session.playhead.range_in is None


# -- the working range
@pytest.fixture
def head(qtbot: QtBot) -> Playhead:
    made = Playhead()
    made.set_times(np.arange(10) / 100)
    return made


def test_playing_keeps_to_the_range_and_stops_at_its_end(head: Playhead, qtbot: QtBot) -> None:
    head.set_range(0.02, 0.05)
    seen: list[int] = []
    head.frame_changed.connect(seen.append)
    head.play()
    qtbot.waitUntil(lambda: not head.playing)
    assert head.frame == 5 and min(seen) >= 2 and max(seen) <= 5


def test_looping_without_points_loops_the_range_and_points_stay_within_it(head: Playhead, qtbot: QtBot) -> None:
    head.set_range(0.02, 0.05)
    head.toggle_loop(True)
    seen: list[int] = []
    head.frame_changed.connect(seen.append)
    head.play()
    qtbot.waitUntil(lambda: seen.count(2) >= 2)
    head.pause()
    assert set(seen) <= {2, 3, 4, 5}


def test_a_range_as_long_as_the_clip_is_none_and_its_ends_are_put_in_order(head: Playhead) -> None:
    head.set_range(0.07, 0.03)
    assert head.range_s == (0.03, 0.07)
    head.set_range(-1.0, 5.0)
    assert (head.range_in, head.range_out) == (None, None)
    assert head.range_s == (0.0, 0.09)


def test_keys_trim_the_clip_and_analyse_keeps_to_it(analysed: Window, pipeline: Pipeline, qtbot: QtBot) -> None:
    head, run = analysed.session.playhead, analysed.toolbar.run
    head.seek_frame(10)
    qtbot.keyClick(analysed, Qt.Key.Key_I, SHIFT)
    head.seek_frame(40)
    qtbot.keyClick(analysed, Qt.Key.Key_O, SHIFT)
    assert head.range_s == pytest.approx((10 / 30, 40 / 30))
    assert run.text() == "Analyse this range"
    assert len(pipeline.requests) == 1, "nothing is thrown away before it is asked for"
    qtbot.mouseClick(run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(settled(analysed, pipeline, 2))
    asked = pipeline.requests[-1]
    assert (asked.start_s, asked.end_s) == pytest.approx((10 / 30, 40 / 30))
    qtbot.keyClick(analysed, Qt.Key.Key_Home)
    assert head.frame == 10
    qtbot.keyClick(analysed, Qt.Key.Key_Home)
    assert head.frame == 0, "a second press leaves the range"
    qtbot.keyClick(analysed, Qt.Key.Key_End)
    assert head.frame == 40
    qtbot.keyClick(analysed, Qt.Key.Key_I, CTRL | SHIFT)
    assert head.range_in is None and head.range_out is None
    assert run.text() == "Analyse", "the analysis at hand looked at every frame"


def test_an_analysis_of_a_part_offers_the_whole_clip(analysed: Window) -> None:
    document = analysed.session.document
    assert document.analysis is not None
    keep, names = slice(10, 40), ("time_s", "xy_px", "visibility", "world_m", "noise_px")
    cut, smoothed = (
        type(track)(*(getattr(track, n)[keep] for n in names))
        for track in (document.analysis.raw, document.analysis.smoothed)
    )
    document.set_analysis(replace(document.analysis, raw=cut, smoothed=smoothed, first_frame=10))
    assert analysed.toolbar.run.text() == "Analyse the whole clip"
    analysed.session.playhead.set_range(float(cut.time_s[0]), float(cut.time_s[-1]))
    assert analysed.toolbar.run.text() == "Analyse"


def test_the_loop_becomes_the_range_and_is_forgotten(analysed: Window, qtbot: QtBot) -> None:
    head = analysed.session.playhead
    qtbot.keyClick(analysed, Qt.Key.Key_I, CTRL)
    assert "Mark a part first" in analysed.message_bar.text.text() and head.range_in is None
    head.set_loop(0.51, 1.22)
    qtbot.keyClick(analysed, Qt.Key.Key_I, CTRL)
    assert head.range_s == pytest.approx((15 / 30, 37 / 30)), "on frames"
    assert head.loop_in is None and not head.loop_on


def test_a_start_behind_the_end_lets_the_end_go(analysed: Window) -> None:
    head = analysed.session.playhead
    head.seek_frame(20)
    analysed.acts["range_to"].trigger()
    head.seek_frame(40)
    analysed.acts["range_from"].trigger()
    assert head.range_in == pytest.approx(40 / 30) and head.range_out is None


def test_the_brackets_on_the_strip_are_dragged_and_the_picture_follows(analysed: Window, qtbot: QtBot) -> None:
    head, strip = analysed.session.playhead, analysed.transport.scrubber

    def drag(which: str, frame: int) -> None:
        grip = strip.grip(which).center().toPoint()  # type: ignore[arg-type]
        outside = -9 if which == "start" else 9
        target = QPoint(round(strip.x_of(float(head.times[frame]))) + outside, grip.y())
        qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=grip)
        qtbot.mouseMove(strip, pos=target)
        qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=target)

    drag("end", 45)
    assert head.range_s[1] == head.times[45] and head.frame == 45
    drag("start", 12)
    assert head.range_s == (head.times[12], head.times[45]) and head.frame == 12
    drag("start", 55)
    assert head.range_s[0] == head.range_s[1] == head.times[45], "a start never passes the end"
    analysed.acts["range_all"].trigger()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.x_of(1.0)), 14))
    assert head.frame == 30 and head.range_in is None, "between the brackets a click moves"


def test_the_strip_tells_loop_and_range_apart(analysed: Window) -> None:
    head, strip = analysed.session.playhead, analysed.transport.scrubber
    head.set_range(0.5, 1.5)
    head.set_loop(0.8, 1.0)

    def tip(time_s: float) -> str:
        return strip.tip_at(QPointF(strip.x_of(time_s), 14))

    assert tip(0.9).startswith("Loop from A, 0.800 s, to B, 1.000 s")
    assert tip(0.2).startswith("Outside the working range")
    assert tip(1.3).startswith("Drag to move")
    assert strip.tip_at(strip.grip("start").center()).startswith("Working range: 0.500 s to 1.500 s")


def test_outside_the_range_the_strip_and_the_lanes_are_shaded(analysed: Window, qtbot: QtBot) -> None:
    strip, lanes = analysed.transport.scrubber, analysed.lanes
    before = strip.grab().toImage(), lanes.grab().toImage()
    analysed.session.playhead.set_range(1.0, None)
    after = strip.grab().toImage(), lanes.grab().toImage()
    inside, outside = 1.7, 0.6
    for widget, old, new, y in ((strip, before[0], after[0], 8), (lanes, before[1], after[1], 8)):
        x_of = strip.x_of if widget is strip else lanes._x
        changed = [
            any(old.pixelColor(round(x_of(t)) + dx, y) != new.pixelColor(round(x_of(t)) + dx, y) for dx in range(-6, 7))
            for t in (inside, outside)
        ]
        assert changed == [False, True]
