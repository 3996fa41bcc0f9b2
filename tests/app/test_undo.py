"""Undo: every step has a name, drags are one step, and the way back and forth ends where it began."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.undo import LIMIT, History
from app.window import Window
from core.annotations.changes import added, changed, without
from core.edits.edits import Edits
from core.edits.events import ContactEdit, Marker, RepEdit
from core.edits.landmarks import Correction, Hidden, SideSwap
from core.kinematics.calibration import KnownLength
from core.measures.kinogram import MovedTile
from tests.core.annotations.strategies import annotations

NAMES = ("left_knee", "right_ankle", "nose")
frames = st.integers(0, 50)
times = st.floats(0, 10)
steps = st.one_of(
    st.tuples(st.just("correct"), st.sampled_from(NAMES), frames, times),
    st.tuples(st.just("hide"), st.sampled_from(NAMES), frames, frames),
    st.tuples(st.just("swap"), frames, frames),
    st.tuples(st.just("back"), st.sampled_from((None, *NAMES)), frames, frames),
    st.tuples(st.just("rep"), times),
    st.tuples(st.just("marker"), times, st.text(max_size=5)),
    st.tuples(st.just("origin"), times),
    st.tuples(st.just("alpha"), st.floats(0.3, 0.7)),
    st.tuples(st.just("range"), times),
    st.tuples(st.just("contact"), times),
    st.tuples(st.just("scale"), st.floats(0.5, 20)),
    st.tuples(st.just("pick"), times),
    st.tuples(st.just("tile"), st.sampled_from(("left", "right")), st.integers(-5, 5)),
    st.tuples(st.just("draw"), annotations()),
    st.tuples(st.just("bend"), st.integers(0, 5), times),
    st.tuples(st.just("wipe"), st.integers(0, 5)),
    st.tuples(st.just("let go")),
)


def after(edits: Edits, step: tuple) -> tuple[str, Edits, str | None]:
    """Name, edits and merge key of one random step."""
    match step:
        case ("correct", name, frame, at):
            return "landmark", edits.corrected([Correction(name, frame, at, at)]), f"landmark {name} {frame}"
        case ("hide", name, a, b):
            return "not visible", replace(edits, hidden=(*edits.hidden, Hidden(name, min(a, b), max(a, b)))), None
        case ("swap", a, b):
            return "swap", replace(edits, swaps=(*edits.swaps, SideSwap(min(a, b), max(a, b)))), None
        case ("back", name, a, b):
            return "as detected", edits.as_detected(name, min(a, b), max(a, b)), None
        case ("rep", at):
            return "rep", replace(edits, reps=(*edits.reps, RepEdit(at, at + 1, at + 2))), None
        case ("marker", at, note):
            return "marker", replace(edits, markers=(*edits.markers, Marker(at, note))), None
        case ("origin", at):
            return "origin", replace(edits, origin_s=at), None
        case ("contact", at):
            return "contact", replace(edits, contacts=(*edits.contacts, ContactEdit("left", at, at + 0.1))), None
        case ("scale", metres):
            line = KnownLength((0.0, 0.0), (100.0, 0.0), metres, 0.5)
            return "scale", replace(edits, calibration=line), "scale"
        case ("pick", at):
            return "picking the athlete", replace(edits, pick=(at, at, at)), None
        case ("tile", side, frames):
            return "tile", edits.with_tile(MovedTile(side, "touchdown", 1.0, frames)), f"tile {side}"
        case ("draw", annotation):
            new = replace(annotation, id=f"{len(edits.annotations)}-{annotation.id}"[:40])
            return "drawing", replace(edits, annotations=added(edits.annotations, [new])), None
        case ("bend", which, at):
            ids = [a.id for a in edits.annotations[which : which + 1]]
            bent = changed(edits.annotations, ids, lambda a: replace(a, points=((at, at), *a.points[1:])))
            return "move", replace(edits, annotations=bent), f"move {ids}"
        case ("wipe", which):
            ids = [a.id for a in edits.annotations[which : which + 1]]
            return "delete", replace(edits, annotations=without(edits.annotations, ids)), None
        case ("alpha", at):
            return "alpha", replace(edits, alpha=at), "alpha"
        case ("range", at):
            return "range", replace(edits, range_s=(at, None)), "range"
    raise AssertionError(step)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=40))
def test_undo_to_the_very_start_and_redo_to_the_end_give_the_same_states(sequence: list[tuple]) -> None:
    history = History()
    for step in sequence:
        if step[0] == "let go":
            history.end_gesture()
        else:
            name, edits, key = after(history.edits, step)
            history.apply(name, edits, key)
            assert history.edits == edits
    last = history.edits
    seen = [last]
    while history.stack.canUndo():
        history.stack.undo()
        seen.append(history.edits)
    assert history.edits == Edits()
    for expected in reversed(seen[:-1]):
        history.stack.redo()
        assert history.edits == expected
    assert history.edits == last and not history.stack.canRedo()


def test_a_drag_is_one_step_and_the_next_drag_another() -> None:
    history = History()
    for alpha in (0.4, 0.45, 0.6):
        history.apply("threshold", replace(history.edits, alpha=alpha), "alpha")
    history.end_gesture()
    history.apply("threshold", replace(history.edits, alpha=0.35), "alpha")
    assert history.stack.count() == 2
    history.stack.undo()
    assert history.edits.alpha == 0.6
    history.stack.undo()
    assert history.edits == Edits()


def test_a_drag_back_to_where_it_began_leaves_no_step() -> None:
    history = History()
    history.apply("threshold", replace(history.edits, alpha=0.4), "alpha")
    history.apply("threshold", Edits(), "alpha")
    assert not history.stack.canUndo()


def test_the_same_edits_again_are_no_step(qtbot: QtBot) -> None:
    history = History()
    with qtbot.assertNotEmitted(history.changed):
        history.apply("nothing", Edits())
    assert history.stack.count() == 0


def test_five_hundred_steps_are_kept() -> None:
    history = History()
    for i in range(LIMIT + 20):
        history.apply("origin", replace(history.edits, origin_s=float(i + 1)))
    assert history.stack.count() == LIMIT == 500
    while history.stack.canUndo():
        history.stack.undo()
    assert history.edits.origin_s == 20.0


def test_the_clips_corrected_clock_moves_the_steps_too() -> None:
    history = History()
    history.apply("origin", replace(history.edits, origin_s=2.0))
    history.apply("origin", replace(history.edits, origin_s=4.0))
    history.rescale(0.25)
    assert history.edits.origin_s == 1.0
    history.stack.undo()
    assert history.edits.origin_s == 0.5


def test_origin_and_range_are_taken_back_by_the_keys_and_the_menu_names_them(analysed: Window, qtbot: QtBot) -> None:
    head, document = analysed.session.playhead, analysed.session.document
    undo, redo = analysed.acts["undo"], analysed.acts["redo"]
    assert not undo.isEnabled() and not redo.isEnabled()
    head.seek_frame(10)
    analysed.acts["origin_here"].trigger()
    analysed.acts["range_from"].trigger()
    assert undo.isEnabled() and undo.text() == "Undo: working range"
    undo.trigger()
    assert head.range_in is None and document.clock.origin_s == head.times[10]
    assert undo.text() == "Undo: where time starts" and redo.text() == "Redo: working range"
    undo.trigger()
    assert document.clock.origin_s == 0.0 and document.edits == Edits() and undo.text() == "Undo"
    redo.trigger()
    redo.trigger()
    assert (document.clock.origin_s, head.range_in) == (head.times[10], head.times[10])


def test_a_drag_of_the_ranges_bracket_is_one_step(analysed: Window, qtbot: QtBot) -> None:
    scrubber, head = analysed.transport.scrubber, analysed.session.playhead
    y = scrubber.height() // 2
    start = QPoint(round(scrubber.x_of(float(head.times[0]))) - 10, y)
    qtbot.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=start)
    for frame in (5, 10, 15):
        qtbot.mouseMove(scrubber, QPoint(round(scrubber.x_of(float(head.times[frame]))) - 10, y))
    qtbot.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(start.x() + 60, y))
    assert head.range_in is not None
    assert analysed.session.document.history.stack.count() == 1
    analysed.acts["undo"].trigger()
    assert head.range_in is None


def test_another_person_picked_is_taken_back_and_measured_again(analysed: Window, qtbot: QtBot) -> None:
    session = analysed.session
    session.document.apply("picking the athlete", replace(session.document.edits, pick=(10.0, 10.0, 0.0)))
    assert session.jobs.running and session.document.analysis is None
    qtbot.waitUntil(lambda: not session.jobs.running)
    analysed.acts["undo"].trigger()
    assert session.document.edits.pick is None and session.jobs.running
    qtbot.waitUntil(lambda: not session.jobs.running and session.document.analysis is not None)
