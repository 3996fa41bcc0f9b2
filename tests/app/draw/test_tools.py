"""Every tool with a real mouse on the real window, and what is drawn with it."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.draw.tools import TOOLS
from app.window import Window
from core.annotations.annotation import Point
from core.annotations.kinds import Kind
from core.annotations.values import angle_at, reading
from core.pose.skeleton import INDEX
from tests.app.draw.hand import SHIFT, Hand, drawings, joint, show


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
        flexion_deg = analysed.session.document.analysis.series["right_knee_flexion_deg"][frame]
        assert said.value + flexion_deg == pytest.approx(180.0, abs=1e-6)


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


def test_a_chosen_tool_says_how_to_draw_without_the_mouse(analysed: Window, qtbot: QtBot) -> None:
    analysed.acts["draw_arrow"].trigger()
    hint = analysed.drawing.bar.hint
    assert hint.isVisible() and "Drag from one end to the other." in hint.text()
    assert "By keys: D then Return" in hint.text()
    analysed.acts["draw_in_middle"].trigger()
    qtbot.keyClick(analysed, Qt.Key.Key_Right)
    assert len(drawings(analysed)) == 1
    analysed.acts["draw_in_middle"].setShortcut("")
    analysed.acts["draw_arrow"].trigger()
    assert "By keys" not in hint.text(), "where somebody has taken its keys away nothing is said of them"


def test_a_joint_tool_shows_what_it_would_draw_before_the_click(analysed: Window, hand: Hand) -> None:
    board, item, bar = analysed.drawing.board, analysed.drawing.item, analysed.drawing.bar
    hand.take("goniometer")
    hand.move(joint(analysed, "right_knee"))
    assert item.draft is not None and item.draft.landmarks == ("right_hip", "right_knee", "right_ankle")
    assert bar.what.text() == "Joint angle, right knee" and drawings(analysed) == ()
    hand.move((1.0, 1.0))
    assert item.draft is None and bar.what.text() == "Joint angle", "far from every joint"
    hand.move(joint(analysed, "right_knee"))
    hand.key(Qt.Key.Key_Escape)
    assert item.draft is None and board.aimed == "" and board.tool is None


@pytest.mark.parametrize("kind", ["goniometer", "trail"])
def test_a_joint_is_chosen_and_its_drawing_made_by_keys_alone(analysed: Window, hand: Hand, kind: Kind) -> None:
    board, aimed = analysed.drawing.board, []
    hand.take(kind)
    for _ in range(30):
        hand.key(Qt.Key.Key_Q)
        aimed.append(board.aimed)
    assert {"left_knee", "right_knee", "left_hip", "right_ankle"} <= set(aimed) and "" not in aimed
    before = aimed[-2]
    hand.key(Qt.Key.Key_Q, SHIFT)
    assert board.aimed == before, "and back"
    assert not analysed.acts["repair"].isChecked(), "no other tool was taken for it"
    hand.key(Qt.Key.Key_D)
    hand.key(Qt.Key.Key_Return)
    (made,) = drawings(analysed)
    assert before in made.landmarks and board.selected == {made.id} and board.aimed == ""
    hand.key(Qt.Key.Key_Q)
    (tied,) = drawings(analysed)
    assert tied.id == made.id and tied.landmarks != made.landmarks, "the one selected goes to the next joint"
    hand.key(Qt.Key.Key_Q, SHIFT)
    assert drawings(analysed)[0].landmarks == made.landmarks
    count = analysed.session.document.history.stack.count()
    hand.key(Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert analysed.session.document.history.stack.count() == count, "what joints lead is not nudged"


def test_the_style_bar_lets_the_hand_reach_all_of_the_picture(analysed: Window, hand: Hand) -> None:
    bar = analysed.drawing.bar
    hand.take("angle")
    corner = bar.geometry().center()
    at = analysed.video.mapToScene(corner)
    hand.click((100.0, 100.0))
    assert bar.isHidden(), "while an angle is half drawn"
    hand.click((200.0, 200.0))
    hand.click((at.x(), at.y()))
    assert len(drawings(analysed)) == 1 and not bar.isHidden()
    ends = [analysed.video.mapFromScene(*point) for point in drawings(analysed)[0].points]
    assert not any(bar.geometry().contains(end) for end in ends), "its points can be taken hold of"
