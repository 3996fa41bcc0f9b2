"""Every tool with a real mouse on the real window, and what is drawn with it."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.draw.clipboard import MIME
from app.draw.presets import preset
from app.draw.tools import GROUPS, TOOLS
from app.window import Window
from core.annotations.annotation import Annotation, Point
from core.annotations.kinds import Kind
from core.annotations.values import angle_at, reading
from core.pose.skeleton import INDEX

NONE, SHIFT, LEFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton


class Hand:
    """A mouse over the picture, in the picture's pixels."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.view = window, qtbot, window.video

    def at(self, point: Point) -> QPoint:
        return self.view.mapFromScene(QPointF(*point))

    def seen(self, point: Point) -> Point:
        """The point of the picture under the screen pixel that this one falls on."""
        back = self.view.mapToScene(self.at(point))
        return (back.x(), back.y())

    def move(self, point: Point, held: bool = False, keys: Qt.KeyboardModifier = NONE) -> None:
        at = self.at(point)
        port = self.view.viewport()
        buttons = LEFT if held else Qt.MouseButton.NoButton
        QApplication.sendEvent(port, QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), QPointF(port.mapToGlobal(at)), Qt.MouseButton.NoButton, buttons, keys
        ))  # fmt: skip

    def click(self, point: Point, keys: Qt.KeyboardModifier = NONE) -> None:
        self.move(point)
        self.qtbot.mouseClick(self.view.viewport(), LEFT, keys, self.at(point))

    def drag(self, *path: Point, keys: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.mousePress(self.view.viewport(), LEFT, keys, self.at(path[0]))
        for point in path[1:]:
            self.move(point, True, keys)
        self.qtbot.mouseRelease(self.view.viewport(), LEFT, keys, self.at(path[-1]))

    def take(self, kind: Kind) -> None:
        self.window.acts[f"draw_{kind}"].trigger()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(self.window, key, keys)


@pytest.fixture
def hand(analysed: Window, qtbot: QtBot) -> Hand:
    return Hand(analysed, qtbot)


def drawings(window: Window) -> tuple[Annotation, ...]:
    return window.session.document.edits.annotations


def joint(window: Window, name: str) -> Point:
    at = window.drawing.board.moment.landmark(name)
    assert at is not None
    return at


def show(window: Window, qtbot: QtBot, frame: int) -> None:
    window.session.playhead.seek_frame(frame)
    qtbot.waitUntil(lambda: window.video.picture is not None and window.video.picture.number == frame)
    window.video.viewport().repaint()


def test_every_tool_draws_with_the_mouse_and_each_drawing_is_one_step(analysed: Window, hand: Hand) -> None:
    knee = joint(analysed, "right_knee")
    a, b, c = (100.0, 80.0), (200.0, 140.0), (90.0, 200.0)
    two: Callable[[], None] = lambda: hand.drag(a, b)  # noqa: E731
    one: Callable[[], None] = lambda: hand.click(a)  # noqa: E731

    def angle() -> None:
        hand.drag(a, b)
        hand.click(c)

    ways: dict[Kind, tuple[Callable[[], None], list[Point]]] = {
        "line": (two, [a, b]), "arrow": (two, [a, b]), "ruler": (two, [a, b]), "grid": (two, [a, b]),
        "ellipse": (two, [a, b]), "rectangle": (two, [a, b]), "spotlight": (two, [a, b]),
        "angle_vertical": (two, [a, b]), "angle_horizontal": (two, [a, b]), "angle": (angle, [a, b, c]),
        "plumb": (one, [a]), "stopwatch": (one, [a]), "counter": (one, [a]), "magnifier": (two, [a, b]),
        "freehand": (lambda: hand.drag(a, b, c), [a, b, c]),
        "goniometer": (lambda: hand.click(knee), []), "trail": (lambda: hand.click(knee), []), "text": (two, [a, b]),
    }  # fmt: skip
    assert set(ways) == {tool.kind for tool in TOOLS}
    stack = analysed.session.document.history.stack
    for count, (kind, (draw, points)) in enumerate(ways.items(), 1):
        hand.take(kind)
        assert analysed.drawing.board.tool == kind
        draw()
        if kind == "text":
            editor = analysed.drawing.editor
            assert editor is not None and editor.isVisible()
            hand.qtbot.keyClicks(editor, "Knees out")
            hand.qtbot.keyClick(editor, Qt.Key.Key_Return)
        made = drawings(analysed)[-1]
        assert (len(drawings(analysed)), made.kind) == (count, kind)
        wanted = [hand.seen(p) for p in points]
        assert sum(made.points[: len(wanted)], ()) == pytest.approx(sum(wanted, ()), abs=1e-6), kind
        assert analysed.drawing.board.selected == {made.id} and analysed.acts["select"].isChecked(), kind
        assert stack.count() == count, "one step"
    assert drawings(analysed)[-1].text == "Knees out"
    assert stack.undoText() == "draw text"
    analysed.video.viewport().repaint()
    assert {one.annotation.kind for one in analysed.drawing.item.drawn} == set(ways), "all are painted"
    for _ in ways:
        analysed.acts["undo"].trigger()
    assert drawings(analysed) == ()


def test_a_joint_angle_reads_what_the_series_says(analysed: Window, hand: Hand, qtbot: QtBot) -> None:
    show(analysed, qtbot, 30)
    hand.take("goniometer")
    hand.click(joint(analysed, "right_knee"))
    board = analysed.drawing.board
    for frame in (30, 12):
        show(analysed, qtbot, frame)
        said = reading(drawings(analysed)[0], board.moment)
        assert said is not None and said.sd is not None
        assert said.value + analysed.session.document.value_at("right_knee_flexion_deg", board.shown_s) == (
            pytest.approx(180.0, abs=1e-6)
        )


def test_three_clicks_make_an_angle_and_escape_forgets_a_half_one(analysed: Window, hand: Hand) -> None:
    a, b, c = (100.0, 60.0), (220.0, 120.0), (120.0, 210.0)
    hand.take("angle")
    for point in (a, b, c):
        hand.click(point)
    assert reading(drawings(analysed)[0], analysed.drawing.board.moment).value == (  # type: ignore[union-attr]
        pytest.approx(angle_at(hand.seen(a), hand.seen(b), hand.seen(c)))
    )
    hand.take("angle")
    hand.drag(a, b)
    assert analysed.drawing.gestures.drafting and analysed.drawing.item.draft is not None
    hand.key(Qt.Key.Key_Escape)
    assert not analysed.drawing.gestures.drafting and analysed.drawing.board.tool == "angle"
    hand.key(Qt.Key.Key_Escape)
    assert analysed.drawing.board.tool is None and analysed.acts["select"].isChecked()
    assert len(drawings(analysed)) == 1


def test_shift_keeps_lines_to_15_degrees_and_boxes_square(analysed: Window, hand: Hand) -> None:
    hand.take("line")
    hand.drag((100, 100), (220, 112), keys=SHIFT)
    (x0, y0), (x1, y1) = drawings(analysed)[0].points
    assert y1 == pytest.approx(y0) and x1 > x0 + 100
    hand.take("rectangle")
    hand.drag((100, 100), (180, 130), keys=SHIFT)
    (x0, y0), (x1, y1) = drawings(analysed)[1].points
    assert x1 - x0 == pytest.approx(y1 - y0)


def test_a_drawing_is_moved_by_its_line_and_bent_by_its_handles_each_drag_one_step(
    analysed: Window, hand: Hand
) -> None:
    board, stack = analysed.drawing.board, analysed.session.document.history.stack
    hand.take("line")
    hand.drag((100, 100), (200, 100))
    start = drawings(analysed)[0].points
    hand.key(Qt.Key.Key_Escape)
    assert not board.selected
    analysed.video.viewport().repaint()
    hand.drag((150, 100), (160, 120), (150, 150))
    moved = drawings(analysed)[0].points
    assert board.selected and moved[0][1] - start[0][1] == pytest.approx(50, abs=1)
    assert stack.count() == 2 and stack.undoText() == "move line"
    analysed.video.viewport().repaint()
    hand.drag(moved[1], (260, 120), (300, 60))
    bent = drawings(analysed)[0].points
    assert bent[0] == moved[0] and bent[1] == pytest.approx(hand.seen((300, 60)), abs=1e-6)
    assert board.handle == 1 and stack.count() == 3
    hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier | SHIFT)
    nudged = drawings(analysed)[0].points
    assert nudged[0] == bent[0] and nudged[1][0] - bent[1][0] == pytest.approx(11 * analysed.drawing.gestures.pixel)
    assert stack.count() == 4, "nudges in a row are one step"
    analysed.video.viewport().repaint()
    hand.click((400, 300))
    assert not board.selected, "a click beside it lets go"
    for wanted in (bent, moved, start):
        analysed.acts["undo"].trigger()
        assert drawings(analysed)[0].points == wanted
    for _ in range(3):
        analysed.acts["redo"].trigger()
    assert drawings(analysed)[0].points == nudged


def test_what_follows_a_joint_moves_with_it_and_can_be_dragged_on_another_frame(
    analysed: Window, hand: Hand, qtbot: QtBot
) -> None:
    board = analysed.drawing.board
    hip = joint(analysed, "right_hip")
    hand.take("ellipse")
    hand.drag((hip[0] - 20, hip[1] - 20), (hip[0] + 20, hip[1] + 20))
    analysed.acts["seen_clip"].trigger()
    analysed.acts["follow_joint"].trigger()
    assert drawings(analysed)[0].follows == "right_hip"
    assert analysed.drawing.bar.what.text() == "Circle, follows right hip"
    show(analysed, qtbot, 30)
    track = analysed.session.document.analysis.smoothed  # type: ignore[union-attr]
    now = board.moment.points(drawings(analysed)[0])
    assert now is not None
    went = track.xy_px[30, INDEX["right_hip"]] - track.xy_px[0, INDEX["right_hip"]]
    assert np.array(now[0]) - drawings(analysed)[0].points[0] == pytest.approx(went) and np.abs(went).max() > 30
    edge = ((now[0][0] + now[1][0]) / 2, now[1][1])
    hand.drag(edge, (edge[0] + 25, edge[1] - 20), (edge[0] + 40, edge[1] - 30))
    later = board.moment.points(drawings(analysed)[0])
    assert later is not None and later[0][0] - now[0][0] == pytest.approx(40, abs=1)
    analysed.acts["follow_joint"].trigger()
    assert drawings(analysed)[0].follows == "" and board.moment.points(drawings(analysed)[0]) == later


def test_a_goniometers_end_snaps_to_another_joint(analysed: Window, hand: Hand) -> None:
    hand.take("goniometer")
    hand.click(joint(analysed, "right_hip"))
    assert drawings(analysed)[0].landmarks == ("right_shoulder", "right_hip", "right_knee")
    analysed.video.viewport().repaint()
    ankle = joint(analysed, "right_ankle")
    hand.drag(joint(analysed, "right_knee"), (ankle[0] + 30, ankle[1] - 10), (ankle[0] - 3, ankle[1]))
    assert drawings(analysed)[0].landmarks[2] in ("right_ankle", "right_heel")


def test_it_is_seen_on_the_frames_it_was_given_and_on_no_other(analysed: Window, hand: Hand, qtbot: QtBot) -> None:
    item = analysed.drawing.item
    show(analysed, qtbot, 20)
    hand.take("angle_vertical")  # on one frame unless told otherwise
    hand.drag((100, 100), (140, 40))

    def seen(frame: int) -> bool:
        show(analysed, qtbot, frame)
        assert item.time_s == analysed.video.picture.time_s  # type: ignore[union-attr]
        return bool(item.drawn)

    assert [seen(f) for f in (19, 20, 21)] == [False, True, False]
    show(analysed, qtbot, 21)
    assert "on another frame" in analysed.drawing.bar.what.text()
    analysed.acts["bring_here"].trigger()
    assert [seen(f) for f in (20, 21)] == [False, True]
    analysed.acts["seen_range"].trigger()
    show(analysed, qtbot, 25)
    analysed.acts["seen_until"].trigger()
    assert [seen(f) for f in (20, 21, 25, 26)] == [False, True, True, False]
    hand.key(Qt.Key.Key_D, SHIFT)
    assert not seen(23) and not analysed.acts["show_drawings"].isChecked()
    hand.key(Qt.Key.Key_D, SHIFT)
    assert seen(23)


def test_copies_go_to_other_frames_and_say_what_they_are(analysed: Window, hand: Hand, qtbot: QtBot) -> None:
    hand.take("line")
    hand.drag((100, 100), (200, 150))
    first = drawings(analysed)[0]
    hand.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().mimeData().hasFormat(MIME)
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    second = drawings(analysed)[1]
    assert second.points[0][0] - first.points[0][0] == 14 and second.id != first.id, "beside it on the same frame"
    show(analysed, qtbot, 40)
    hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    third = drawings(analysed)[2]
    assert third.points == first.points and third.span.from_s == pytest.approx(40 / 30)
    assert analysed.drawing.board.selected == {third.id}
    hand.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | SHIFT)
    assert len(drawings(analysed)) == 4 and analysed.session.document.history.stack.undoText() == "duplicate line"
    hand.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(analysed.drawing.board.selected) == 2
    hand.key(Qt.Key.Key_Delete)
    assert drawings(analysed) == (first, second)
    mime = QApplication.clipboard().mimeData()
    assert mime is not None
    from PySide6.QtCore import QMimeData

    for bad in (b"nonsense", b"[1]", b'{"annotations": [{}], "width_px": 1, "height_px": 1}', b"[" * 100_000):
        data = QMimeData()
        data.setData(MIME, bad)
        QApplication.clipboard().setMimeData(data)
        hand.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert "read" in analysed.message_bar.text.text()
        assert drawings(analysed) == (first, second)


def test_words_are_edited_by_a_double_click_and_escape_leaves_them(analysed: Window, hand: Hand, qtbot: QtBot) -> None:
    hand.take("line")
    hand.drag((100, 100), (200, 150))
    analysed.video.viewport().repaint()

    def edit() -> object:
        at = hand.at((150, 125))
        qtbot.mouseDClick(analysed.video.viewport(), LEFT, NONE, at)
        return analysed.drawing.editor

    editor = edit()
    assert editor is not None
    qtbot.keyClicks(editor, "D, L and Space play nothing here")  # type: ignore[arg-type]
    assert analysed.drawing.board.tool is None and not analysed.session.playhead.playing
    qtbot.keyClick(editor, Qt.Key.Key_Return)  # type: ignore[arg-type]
    assert drawings(analysed)[0].text == "D, L and Space play nothing here"
    analysed.video.viewport().repaint()
    editor = edit()
    qtbot.keyClicks(editor, "something else")  # type: ignore[arg-type]
    qtbot.keyClick(editor, Qt.Key.Key_Escape)  # type: ignore[arg-type]
    assert drawings(analysed)[0].text.startswith("D, L") and analysed.drawing.board.selected
    hand.take("text")
    hand.drag((300, 100), (400, 150))
    editor = analysed.drawing.editor
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert len(drawings(analysed)) == 1, "words without words are nothing"


def test_everything_can_be_drawn_and_changed_by_keys_alone(analysed: Window, hand: Hand) -> None:
    board = analysed.drawing.board
    for letter in "LG":
        hand.key(Qt.Key.Key_D)
        hand.key(getattr(Qt.Key, f"Key_{letter}"))
        hand.key(Qt.Key.Key_D)
        hand.key(Qt.Key.Key_Return)
    assert [a.kind for a in drawings(analysed)] == ["line", "angle"]
    assert not analysed.session.playhead.playing, "D then L is no L"
    hand.key(Qt.Key.Key_D)
    hand.key(Qt.Key.Key_N)
    assert board.chosen[0].kind == "line"
    for _ in range(2):
        hand.key(Qt.Key.Key_D)
        hand.key(Qt.Key.Key_D)
    assert board.handle == 1
    before = drawings(analysed)[0].points
    hand.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    after = drawings(analysed)[0].points
    assert after[0] == before[0] and after[1][1] < before[1][1]
    hand.key(Qt.Key.Key_Backspace)
    assert [a.kind for a in drawings(analysed)] == ["angle"]


def test_style_and_time_are_changed_for_the_selected_and_kept_for_the_tool(analysed: Window, hand: Hand) -> None:
    hand.take("arrow")
    hand.drag((100, 100), (200, 150))
    board, bar = analysed.drawing.board, analysed.drawing.bar
    assert bar.isVisible() and bar.colour.accessibleName() == "Colour: Yellow"
    menu = bar.colour.menu()
    menu.aboutToShow.emit()
    [action] = [a for a in menu.actions() if a.text() == "Sky blue"]
    action.trigger()
    board.restyle(width_px=5.0)
    board.see("clip")
    made = drawings(analysed)[0]
    assert (made.style.colour, made.style.width_px, made.span.kind) == ("#56B4E9", 5.0, "clip")
    assert (bar.colour.text(), bar.width_.text(), bar.seen.text()) == ("Sky blue", "5 px", "Always")
    kept = preset("arrow")
    assert (kept.style, kept.span) == (made.style, "clip")
    assert preset("line").style.width_px == 2.0
    hand.take("arrow")
    hand.drag((300, 100), (350, 150))
    assert drawings(analysed)[1].style == made.style
    hand.key(Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_a_counter_counts_reps_or_by_hand_and_a_stopwatch_stops(analysed: Window, hand: Hand, qtbot: QtBot) -> None:
    board = analysed.drawing.board
    hand.take("stopwatch")
    hand.click((100, 60))
    show(analysed, qtbot, 30)
    analysed.acts["stop_here"].trigger()
    show(analysed, qtbot, 45)
    assert reading(board.chosen[0], board.moment).value == pytest.approx(1.0)  # type: ignore[union-attr]
    hand.take("counter")
    hand.click((100, 100))
    assert board.chosen[0].counts == "reps"
    show(analysed, qtbot, 59)
    assert reading(board.chosen[0], board.moment).value == 1  # type: ignore[union-attr]
    analysed.acts["mark_here"].trigger()
    assert board.chosen[0].counts == "hand"
    analysed.acts["stop_here"].trigger()
    assert reading(board.chosen[0], board.moment).value == 0  # type: ignore[union-attr]


def test_the_list_goes_to_renames_hides_and_deletes(analysed: Window, hand: Hand, qtbot: QtBot) -> None:
    show(analysed, qtbot, 20)
    hand.take("line")
    hand.drag((100, 100), (200, 150))
    analysed.acts["drawings_list"].trigger()
    listed = analysed.drawing.list
    assert listed is not None
    tree = listed.list
    item = tree.topLevelItem(0)
    assert (item.text(0), item.text(1)) == ("Line", "at 0.667 s") and item.isSelected()
    show(analysed, qtbot, 0)
    listed.buttons["Go to"].click()
    assert analysed.session.playhead.frame == 20
    item.setText(0, "  Bar path ")
    assert drawings(analysed)[0].name == "Bar path"
    qtbot.waitUntil(lambda: tree.topLevelItem(0).text(0) == "Bar path")
    tree.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    assert drawings(analysed)[0].hidden
    listed.buttons["Delete"].click()
    assert drawings(analysed) == ()
    qtbot.waitUntil(listed.empty.isVisible)
    listed.close()
    qtbot.waitUntil(lambda: analysed.drawing.list is None)


def test_without_a_clip_nothing_can_be_drawn_and_each_clip_keeps_its_own(
    analysed: Window, hand: Hand, qtbot: QtBot
) -> None:
    hand.take("line")
    hand.drag((100, 100), (200, 150))
    path = analysed.session.document.path
    assert path is not None
    hand.take("arrow")
    analysed.acts["close_clip"].trigger()
    assert analysed.drawing.board.tool is None and analysed.drawing.item.annotations == ()
    assert not any(analysed.acts[tool.action].isEnabled() for tool in TOOLS)
    analysed.open_clips([path])
    qtbot.waitUntil(lambda: analysed.acts["draw_line"].isEnabled())
    assert [a.kind for a in analysed.drawing.item.annotations] == ["line"]


def test_the_strip_has_a_button_for_each_group_and_fits_a_low_window(analysed: Window, hand: Hand) -> None:
    strip = analysed.tools
    assert list(strip.groups) == list(GROUPS)
    hand.take("arrow")
    assert strip.groups["Lines"].defaultAction() is analysed.acts["draw_arrow"] and strip.groups["Lines"].isChecked()
    assert strip.groups["Lines"].accessibleName() == "Lines: Arrow"
    for height in (480, 720, 1000):
        analysed.resize(1280, height)
        QApplication.processEvents()
        assert strip.geometry().bottom() <= analysed.video.height(), height
