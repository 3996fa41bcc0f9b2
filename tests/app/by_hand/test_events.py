"""Reps, contacts and markers changed in the window: by mouse, by keys, followed by the numbers, and taken back."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from app.badges import badges
from app.messages import Messages
from app.window import Window
from core.edits.edits import Edits
from core.event_changes import EventAt
from tests.app.by_hand.conftest import events, follow
from tests.app.conftest import Pipeline


def drag(window: Window, event: EventAt, to_s: float, qtbot: QtBot) -> None:
    lanes, box = window.lanes, window.editing.handles._row_of(event)
    assert box is not None
    y = round(box.center().y())
    start, end = (QPoint(round(lanes.x_of(t)), y) for t in (event.time_s, to_s))
    qtbot.mouseMove(lanes, start)
    qtbot.mousePress(lanes, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(lanes, start + (end - start) * share)
    qtbot.mouseRelease(lanes, Qt.MouseButton.LeftButton, pos=end)


def test_a_bottom_is_dragged_the_numbers_follow_and_undo_takes_it_back(squatting: Window, qtbot: QtBot) -> None:
    document = squatting.session.document
    was = document.analysis
    assert was is not None and len(was.reps) == 2
    bottom = events(squatting, "bottom")[1]
    drag(squatting, bottom, bottom.time_s + 0.1, qtbot)
    now = follow(squatting, qtbot)
    assert now.reps[1].rep.bottom_s in squatting.session.playhead.times
    assert now.reps[1].rep.bottom_s == pytest.approx(bottom.time_s + 0.1, abs=0.04)
    assert now.reps[1].metrics["eccentric_s"].source == "edited"
    assert now.reps[0].metrics["peak_right_knee_flexion_deg"].source == "found"
    assert squatting.acts["undo"].text() == "Undo: bottom of rep 2"
    (badge,) = (b for b in badges(document) if b.text.endswith("by hand: 1"))
    assert badge.tip.startswith("1 moment moved.")
    assert document.history.stack.count() == 1, "a drag is one step"
    squatting.acts["undo"].trigger()
    back = follow(squatting, qtbot)
    assert [(r.rep, r.metrics) for r in back.reps] == [(r.rep, r.metrics) for r in was.reps]
    assert not any("by hand" in b.text for b in badges(document))


def test_a_moment_stays_where_it_was_put_while_the_numbers_are_still_to_come(squatting: Window, qtbot: QtBot) -> None:
    handles, words = squatting.editing.handles, squatting.toolbar.words
    bottom = events(squatting, "bottom")[1]
    drag(squatting, bottom, bottom.time_s + 0.1, qtbot)
    assert squatting.editing.remeasuring.busy and words.text() == "Measuring again…"
    analysis, box = squatting.session.document.analysis, handles._row_of(bottom)
    assert analysis is not None and box is not None
    there = QPointF(squatting.lanes.x_of(bottom.time_s + 0.1), box.center().y())
    found = handles.event_at(there)
    assert found is not None and (found.kind, found.index, found.moment) == ("rep", 1, "bottom") and found.by_hand
    assert analysis.reps[1].rep.bottom_s == bottom.time_s, "the numbers have not followed yet"
    squatting.acts["undo"].trigger()
    put_back = handles.event_at(QPointF(squatting.lanes.x_of(bottom.time_s), box.center().y()))
    assert put_back is not None and put_back.moment == "bottom"
    follow(squatting, qtbot)
    assert words.text() == ""


def test_by_keys_a_moment_moves_frame_by_frame_and_the_cursor_with_it(squatting: Window, qtbot: QtBot) -> None:
    head = squatting.session.playhead
    end = events(squatting, "end")[0]
    head.seek(end.time_s)
    at = head.frame
    squatting.acts["event_earlier"].trigger()
    follow(squatting, qtbot)
    squatting.acts["event_earlier"].trigger()
    assert head.frame == at - 2
    assert follow(squatting, qtbot).reps[0].rep.end_s == head.times[at - 2]


def test_a_rep_is_deleted_and_one_is_added_at_the_cursor(squatting: Window, qtbot: QtBot) -> None:
    head = squatting.session.playhead
    bottom = events(squatting, "bottom")[0].time_s
    head.seek(bottom)
    squatting.acts["event_delete"].trigger()
    assert len(follow(squatting, qtbot).reps) == 1
    squatting.acts["event_add"].trigger()
    made = follow(squatting, qtbot)
    assert len(made.reps) == 2 and made.reps[0].rep.by_hand == ("start", "bottom", "end")
    assert made.reps[0].rep.start_s < bottom < made.reps[0].rep.end_s
    squatting.acts["event_as_found"].trigger()
    assert len(follow(squatting, qtbot).reps) == 1


def test_no_rep_is_added_where_the_athlete_stands(squatting: Window, qtbot: QtBot) -> None:
    start, end = events(squatting, "end")[0].time_s, events(squatting, "start")[1].time_s
    squatting.session.playhead.seek((start + end) / 2)
    squatting.acts["event_add"].trigger()
    assert squatting.session.document.edits == Edits()


def test_a_contact_goes_to_the_other_foot_and_a_new_one_begins_here(running: Window, qtbot: QtBot) -> None:
    head = running.session.playhead
    first = events(running, "touchdown")[1]
    analysis = running.session.document.analysis
    assert analysis is not None
    side, count = analysis.steps[first.index].step.side, len(analysis.steps)
    head.seek(first.time_s)
    running.acts["event_other_foot"].trigger()
    made = follow(running, qtbot)
    moved = [s.step for s in made.steps if "side" in s.step.by_hand]
    assert [s.side for s in moved] == ["left" if side == "right" else "right"]
    running.acts["undo"].trigger()
    follow(running, qtbot)
    running.acts["event_delete"].trigger()
    assert len(follow(running, qtbot).steps) == count - 1
    running.acts["event_add"].trigger()
    added = follow(running, qtbot)
    assert len(added.steps) == count
    assert [s.step.side for s in added.steps if s.step.by_hand] == [side]


def test_a_moment_dragged_past_its_neighbour_is_shown_where_it_is_held_up(running: Window, qtbot: QtBot) -> None:
    leaves = events(running, "toe_off")[2]
    drag(running, leaves, leaves.time_s - 1.0, qtbot)
    held = follow(running, qtbot).steps[2].step
    assert held.toe_off_s is not None and held.toe_off_s > held.touchdown_s
    assert abs(running.session.playhead.time_s - held.toe_off_s) <= 1 / 30


def test_the_step_whose_touchdown_is_moved_stays_the_one_that_is_looked_at(running: Window, qtbot: QtBot) -> None:
    document = running.session.document
    touchdown = events(running, "touchdown")[2]
    running.seek(touchdown.time_s)
    assert document.unit is not None and document.unit.number == 3
    drag(running, touchdown, touchdown.time_s + 0.07, qtbot)
    made = follow(running, qtbot)
    assert made.steps[2].step.touchdown_s > touchdown.time_s
    assert document.unit is not None and document.unit.number == 3


def test_the_menu_on_the_lanes_moves_the_moment_under_it_by_a_frame_wherever_the_cursor_was(
    running: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: shown.append(menu))
    lanes, head, analysis = running.lanes, running.session.playhead, running.session.document.analysis
    assert analysis is not None
    touchdown, toe_off = events(running, "touchdown")[2], events(running, "toe_off")[2]
    inside_s = toe_off.time_s - 0.4 * (toe_off.time_s - touchdown.time_s)
    box = running.editing.handles._row_of(touchdown)
    assert box is not None
    for at_s, told in ((touchdown.time_s, "Touchdown one frame later"), (inside_s, "Toe-off one frame later")):
        head.seek_frame(0)
        at = QPoint(round(lanes.x_of(at_s)), round(box.center().y()))
        qtbot.mousePress(lanes, Qt.MouseButton.RightButton, pos=at)
        later = [act for act in shown[-1].actions() if act.text().startswith(told)]
        assert len(later) == 1 and later[0].text().endswith("\tAlt+.")
        assert head.time_s == pytest.approx(at_s, abs=0.6 / 30)
    later[0].trigger()
    assert follow(running, qtbot).steps[2].step.toe_off_s == head.times[head.nearest_frame(toe_off.time_s) + 1]
    for menu in shown:
        menu.deleteLater()


def test_a_marker_keeps_its_note_and_an_empty_note_takes_it_away(squatting: Window, qtbot: QtBot) -> None:
    document, head = squatting.session.document, squatting.session.playhead
    head.seek_frame(12)
    for note in ("hips shoot up", ""):
        squatting.acts["marker"].trigger()
        dialog = squatting.findChild(QInputDialog)
        assert dialog is not None
        dialog.setTextValue(note)
        dialog.accept()
        assert [(m.time_s, m.note) for m in document.edits.markers] == ([(head.times[12], note)] if note else [])
        qtbot.waitUntil(lambda: squatting.findChild(QInputDialog) is None)
    assert squatting.editing.remeasuring.busy is False, "a marker changes no number"


def test_reopened_or_measured_again_what_was_put_by_hand_is_still_there(
    squatting: Window, pipeline: Pipeline, qtbot: QtBot
) -> None:
    bottom = events(squatting, "bottom")[0]
    drag(squatting, bottom, bottom.time_s + 0.08, qtbot)
    follow(squatting, qtbot)
    squatting.acts["analyse"].trigger()
    qtbot.waitUntil(lambda: not squatting.session.jobs.running)
    assert pipeline.requests[-1].edits == squatting.session.document.edits
    assert follow(squatting, qtbot).reps[0].rep.by_hand == ("bottom",), "whatever the pipeline found"


def test_nothing_is_changed_where_nothing_is(window: Window, messages: Messages) -> None:
    for name in ("event_add", "event_delete", "event_later", "event_other_foot", "event_as_found", "hide_landmark"):
        window.acts[name].trigger()
    assert window.session.document.edits == Edits()
