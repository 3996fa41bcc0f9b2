"""Free markers on the lanes: seen, moved by mouse and keys, gone to, deleted; and what the right button adds where."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from app.window import Window
from core.edits.events import Marker
from core.event_changes import marker_moved
from tests.app import figures
from tests.app.conftest import Pipeline

NOTE = "hips shoot up"


@pytest.fixture
def marked(analysed: Window) -> Window:
    """A marker on frame 10."""
    document, head = analysed.session.document, analysed.session.playhead
    document.apply("marker", replace(document.edits, markers=(Marker(float(head.times[10]), NOTE),)))
    return analysed


def flag(window: Window) -> QPoint:
    """The middle of the flag."""
    lanes, (marker,) = window.lanes, window.session.document.edits.markers
    return QPoint(round(lanes.x_of(marker.time_s)) + 3, round(lanes.rows_placed()[0][1].top()) + 3)


def frame(window: Window) -> int:
    (marker,) = window.session.document.edits.markers
    return window.session.playhead.nearest_frame(marker.time_s)


def test_a_flag_is_dragged_to_another_frame_and_that_is_one_step(marked: Window, qtbot: QtBot) -> None:
    document, lanes, start = marked.session.document, marked.lanes, flag(marked)
    steps = document.history.stack.count()
    end = QPoint(round(lanes.x_of(float(marked.session.playhead.times[25]))), start.y())
    qtbot.mouseMove(lanes, start)
    qtbot.mousePress(lanes, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(lanes, start + (end - start) * share)
    qtbot.mouseRelease(lanes, Qt.MouseButton.LeftButton, pos=end)
    assert frame(marked) == 25 and document.edits.markers[0].note == NOTE
    assert document.history.stack.count() == steps + 1 and marked.acts["undo"].text() == "Undo: moved marker"
    assert not marked.editing.remeasuring.busy, "a marker changes no number"
    marked.acts["undo"].trigger()
    assert frame(marked) == 10


def test_by_keys_a_marker_is_gone_to_moved_and_deleted(marked: Window) -> None:
    head, document = marked.session.playhead, marked.session.document
    head.seek_frame(9)
    marked.acts["next_event"].trigger()
    assert head.frame == 10
    marked.acts["event_later"].trigger()
    marked.acts["event_later"].trigger()
    assert frame(marked) == head.frame == 12
    marked.acts["event_earlier"].trigger()
    assert frame(marked) == head.frame == 11
    marked.acts["event_delete"].trigger()
    assert document.edits.markers == ()


def test_its_note_is_read_on_its_frame_and_over_its_flag(marked: Window, qtbot: QtBot) -> None:
    head = marked.session.playhead
    head.seek_frame(10)
    assert marked.video.note == NOTE
    head.seek_frame(11)
    assert marked.video.note == ""
    found = marked.editing.handles.marker_at(flag(marked).toPointF())
    assert found is not None and found.note == NOTE
    assert marked.editing.handles.marker_at((flag(marked) + QPoint(60, 0)).toPointF()) is None


def test_a_marker_that_is_put_on_another_one_takes_its_place(marked: Window) -> None:
    edits = replace(marked.session.document.edits, markers=(Marker(0.1, "a"), Marker(0.2, "b"), Marker(0.5, "c")))
    assert [(m.time_s, m.note) for m in marker_moved(edits, 0.1, 0.5).markers] == [(0.2, "b"), (0.5, "a")]
    assert marker_moved(edits, 0.3, 0.4) is edits


def test_the_right_button_adds_a_contact_of_the_foot_and_at_the_moment_under_it(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: shown.append(menu))
    pipeline.make = lambda path, *_: figures.sprint(path, 60, 30.0)
    window.open_clips([clip])
    document, head, lanes = window.session.document, window.session.playhead, window.lanes
    qtbot.waitUntil(lambda: document.analysis is not None and not window.session.jobs.running)
    rows = {row.name: box for row, box in lanes.rows_placed()}
    time_s = float(head.times[17])
    at = QPoint(round(lanes.x_of(time_s)), round(rows["Right foot"].center().y()))
    assert window.editing.handles.event_at(at.toPointF()) is None
    qtbot.mousePress(lanes, Qt.MouseButton.RightButton, pos=at)
    (menu,) = shown
    assert head.frame == 17, "what it offers is about the place under the pointer"
    (add,) = (action for action in menu.actions() if action.text() == "Add a right contact here")
    assert window.acts["event_add"] not in menu.actions(), "one way to add is enough"
    add.trigger()
    menu.deleteLater()
    (contact,) = document.edits.contacts
    assert (contact.side, contact.touchdown_s) == ("right", pytest.approx(time_s))
    document.history.stack.undo()
    qtbot.waitUntil(lambda: not window.editing.remeasuring.busy)


def test_a_note_is_written_where_a_sentence_can_be_read(marked: Window) -> None:
    marked.acts["marker"].trigger()
    (dialog,) = marked.findChildren(QInputDialog)
    sentence = "The knees come in on the way up, and the heels leave the floor."
    assert dialog.width() >= dialog.fontMetrics().horizontalAdvance(sentence)
    dialog.reject()
