"""Landmarks put back in the window, by mouse and by keys: followed by the numbers, and taken back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.window import Window
from core.annotations.annotation import Annotation
from core.edits.edits import Edits
from core.pose.skeleton import INDEX
from tests.app.by_hand.conftest import FRAMES, KNEE, follow, measured, opened
from tests.app.conftest import Pipeline
from tests.core.stick_figure import RIGHT, clock, joints, seen, standing


def test_a_landmark_is_put_back_by_the_menu_under_the_pointer(
    squatting: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: shown.append(menu))
    squatting.acts["repair"].trigger()
    repair, document = squatting.editing.repair, squatting.session.document
    repair.refresh()
    repair._choose("right_knee")
    repair.nudge(10, 0)
    assert document.edits.corrections and "B: back to as detected" in squatting.video.note
    x, y = repair.item.points[KNEE]
    at = squatting.video.mapFromScene(QPointF(float(x), float(y)))
    qtbot.mousePress(squatting.video.viewport(), Qt.MouseButton.RightButton, pos=at)
    (menu,) = shown
    next(act for act in menu.actions() if act is squatting.acts["as_detected"]).trigger()
    menu.deleteLater()
    assert not document.edits.corrections
    follow(squatting, qtbot)


def take(window: Window, landmark: int, qtbot: QtBot) -> QPoint:
    """Choose a landmark of the shown frame with the repair tool in the hand."""
    if not window.acts["repair"].isChecked():
        window.acts["repair"].trigger()
    at = window.video.mapFromScene(QPointF(*window.editing.repair.item.points[landmark]))
    qtbot.mousePress(window.video.viewport(), Qt.MouseButton.LeftButton, pos=at)
    return at


def test_a_joint_is_dragged_and_nudged_and_stays_where_it_was_put(squatting: Window, qtbot: QtBot) -> None:
    document, view = squatting.session.document, squatting.video.viewport()
    at = take(squatting, KNEE, qtbot)
    qtbot.mouseMove(view, at + QPoint(10, 0))
    qtbot.mouseMove(view, at + QPoint(20, 0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at + QPoint(20, 0))
    assert len(document.edits.corrections) == 1 and document.history.stack.count() == 1
    put = document.edits.corrections[0]
    frame = squatting.session.playhead.frame
    qtbot.keyClick(squatting, Qt.Key.Key_Right)
    qtbot.keyClick(squatting, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert squatting.session.playhead.frame == frame, "the arrows belong to the joint now"
    nudged = document.edits.corrections[0]
    assert (nudged.x_px, nudged.y_px) == pytest.approx((put.x_px + 1, put.y_px + 10), abs=0.02)
    made = follow(squatting, qtbot)
    assert made.smoothed.xy_px[frame, KNEE] == pytest.approx((nudged.x_px, nudged.y_px))
    assert made.pose.by_hand["corrected_landmarks"] == 1
    assert made.raw.xy_px[frame, KNEE] != pytest.approx((nudged.x_px, nudged.y_px)), "what was detected is kept"
    assert squatting.video.note.startswith("Right knee: arrows move it") and "H: it cannot" in squatting.video.note
    qtbot.keyClick(squatting, Qt.Key.Key_Escape)
    qtbot.keyClick(squatting, Qt.Key.Key_Right)
    assert squatting.session.playhead.frame == frame + 1
    assert squatting.video.note.startswith("Repair is on") and squatting.acts["repair"].isChecked()
    qtbot.keyClick(squatting, Qt.Key.Key_Escape)
    assert squatting.acts["select"].isChecked() and not squatting.editing.repair.on, "the tool is left by Esc"
    assert squatting.video.note == ""


def test_a_joint_is_chosen_and_moved_by_keys_alone(squatting: Window, qtbot: QtBot) -> None:
    document, repair = squatting.session.document, squatting.editing.repair
    squatting.setFocus()
    qtbot.keyClick(squatting, Qt.Key.Key_Q)
    assert squatting.acts["repair"].isChecked() and repair.chosen is not None
    doubt = sorted(repair.item.doubtful)
    assert INDEX[repair.chosen] == (doubt[0] if doubt else INDEX["left_shoulder"]), "what needs a look comes first"
    seen = [repair.chosen]
    for _ in range(32):
        qtbot.keyClick(squatting, Qt.Key.Key_Q)
        seen.append(repair.chosen)
    assert len(set(seen)) == int(np.isfinite(repair.item.points[:, 0]).sum()), "each of them"
    repair._choose(None)
    while repair.chosen != "right_knee":
        qtbot.keyClick(squatting, Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(squatting, Qt.Key.Key_Right)
    (correction,) = document.edits.corrections
    assert correction.landmark == "right_knee"
    qtbot.keyClick(squatting, Qt.Key.Key_Escape)
    assert repair.chosen is None


def test_the_repair_tool_holds_no_drawing_and_ends_with_the_clip(squatting: Window, qtbot: QtBot) -> None:
    board, document = squatting.drawing.board, squatting.session.document
    document.apply("drawing", replace(document.edits, annotations=(Annotation("l", "line", ((1, 1), (9, 9))),)))
    board.select(("l",))
    qtbot.keyClick(squatting, Qt.Key.Key_P)
    assert squatting.editing.repair.on and not board.selected, "handles would lie on the joints"
    squatting.session.close_clip()
    assert not squatting.editing.repair.on and squatting.acts["select"].isChecked()


def test_a_range_is_hidden_exchanged_and_put_back_to_as_detected(squatting: Window, qtbot: QtBot) -> None:
    document, head = squatting.session.document, squatting.session.playhead
    at = take(squatting, KNEE, qtbot)
    qtbot.mouseRelease(squatting.video.viewport(), Qt.MouseButton.LeftButton, pos=at)
    head.set_loop(float(head.times[10]), float(head.times[14]))
    squatting.acts["hide_landmark"].trigger()
    squatting.acts["swap_legs"].trigger()
    made = follow(squatting, qtbot)
    assert np.isnan(made.smoothed.xy_px[10:15, KNEE]).all() and np.isfinite(made.smoothed.xy_px[16, KNEE]).all()
    assert [(s.first_frame, s.last_frame, s.limbs) for s in document.edits.swaps] == [(10, 14, "legs")]
    squatting.acts["swap_legs"].trigger()
    assert document.edits.swaps == ()
    squatting.acts["all_as_detected"].trigger()
    assert document.edits == Edits()
    assert np.isfinite(follow(squatting, qtbot).smoothed.xy_px[10:15, KNEE]).all()


def test_the_next_doubtful_frame_is_where_a_landmark_begins_to_be_doubtful(
    window: Window, pipeline: Pipeline, long_clip: Path, qtbot: QtBot
) -> None:
    t = clock(30.0, FRAMES / 30)[:FRAMES]
    still = seen(t, joints(standing(FRAMES)), RIGHT, (160.0, 110.0))
    visibility = still.visibility.copy()
    visibility[20:25, INDEX["right_knee"]] = visibility[40, INDEX["right_ankle"]] = 0.2
    analysis = measured(replace(still, visibility=visibility), "squat")
    shown = opened(window, pipeline, long_clip, analysis, qtbot)
    head = shown.session.playhead
    for expected in (20, 40, 40):
        shown.acts["next_doubtful"].trigger()
        assert head.frame == expected
    shown.acts["previous_doubtful"].trigger()
    assert head.frame == 20
