"""The scale by hand: points on the picture, their lengths, and what they lead to."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.badges import scale_badge
from app.window import Window
from core.kinematics.calibration import KnownLength, KnownRectangle
from core.kinematics.scale import Scale
from tests.app import figures
from tests.app.conftest import Pipeline

CORNERS = ((200, 260), (440, 260), (520, 330), (120, 330))


def _at(window: Window, x: float, y: float) -> QPoint:
    return window.video.mapFromScene(x, y)


def _click(window: Window, qtbot: QtBot, *points: tuple[float, float]) -> None:
    for x, y in points:
        qtbot.mouseClick(window.video.viewport(), Qt.MouseButton.LeftButton, pos=_at(window, x, y))


def _give(window: Window, *lengths: float) -> None:
    dialog = window.editing.scaling.dialog
    assert dialog is not None and dialog.isVisible()
    for field, length in zip(dialog.fields, lengths, strict=True):
        field.setValue(length)
    dialog.accept()


def _idle(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.session.jobs.running)


def test_a_line_is_two_clicks_and_a_length_and_the_clip_is_measured_with_it(
    analysed: Window, pipeline: Pipeline, qtbot: QtBot
) -> None:
    analysed.seek(0.5)
    qtbot.waitUntil(lambda: analysed.video.picture is not None and analysed.video.picture.number == 15)
    analysed.acts["scale_line"].trigger()
    assert "both ends" in analysed.video._note.text()
    _click(analysed, qtbot, (100, 300), (500, 300))
    _give(analysed, 10.0)
    known = analysed.session.document.edits.calibration
    assert isinstance(known, KnownLength) and known.length_m == 10.0 and known.time_s == pytest.approx(0.5)
    assert known.from_px == pytest.approx((100, 300), abs=1.5) and known.to_px == pytest.approx((500, 300), abs=1.5)
    assert analysed.acts["select"].isChecked(), "the tool is left"
    _idle(analysed, qtbot)
    assert pipeline.requests[-1].calibration == known
    analysed.acts["undo"].trigger()
    _idle(analysed, qtbot)
    assert analysed.session.document.edits.calibration is None and pipeline.requests[-1].calibration is None


def test_a_rectangle_is_four_clicks_and_two_lengths(analysed: Window, qtbot: QtBot) -> None:
    analysed.acts["scale_plane"].trigger()
    _click(analysed, qtbot, *CORNERS)
    _give(analysed, 4.0, 1.22)
    known = analysed.session.document.edits.calibration
    assert isinstance(known, KnownRectangle) and known.sides_m == (4.0, 1.22)
    _idle(analysed, qtbot)


def test_four_points_that_are_no_rectangle_are_said_to_be_none(analysed: Window, qtbot: QtBot) -> None:
    analysed.acts["scale_plane"].trigger()
    a, b, c, d = CORNERS
    _click(analysed, qtbot, a, c, b, d)
    _give(analysed, 4.0, 1.22)
    qtbot.waitUntil(analysed.message_bar.isVisible)
    assert "no rectangle" in analysed.message_bar.text.text()
    assert analysed.session.document.edits.calibration is None
    assert analysed.editing.scaling.active and not analysed.editing.scaling.item.points, "one can begin anew"


def test_an_end_can_be_dragged_before_and_after(analysed: Window, qtbot: QtBot) -> None:
    document = analysed.session.document
    document.apply("the scale", replace(document.edits, calibration=KnownLength((100, 300), (500, 300), 10.0, 0.0)))
    _idle(analysed, qtbot)
    analysed.acts["scale_line"].trigger()
    view = analysed.video.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=_at(analysed, 500, 300))
    qtbot.mouseMove(view, pos=_at(analysed, 400, 200))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=_at(analysed, 400, 200))
    dialog = analysed.editing.scaling.dialog
    assert dialog is not None and dialog.lengths_m() == (10.0,), "the length is proposed again"
    dialog.reject()
    assert len(analysed.editing.scaling.item.points) == 2
    assert document.edits.calibration == KnownLength((100, 300), (500, 300), 10.0, 0.0), "rejected: as it was"


def test_escape_leaves_the_tool_and_keeps_what_was(analysed: Window, qtbot: QtBot) -> None:
    analysed.acts["scale_line"].trigger()
    _click(analysed, qtbot, (100, 300))
    analysed.acts["cancel"].trigger()
    assert analysed.acts["select"].isChecked() and not analysed.editing.scaling.active
    assert not analysed.editing.scaling.item.isVisible() and analysed.video._note.isHidden()


def test_without_a_length_nothing_can_be_applied(analysed: Window, qtbot: QtBot) -> None:
    analysed.acts["scale_line"].trigger()
    _click(analysed, qtbot, (100, 300), (500, 300))
    dialog = analysed.editing.scaling.dialog
    assert dialog is not None
    apply = next(b for b in dialog._buttons.buttons() if b.text() == "Apply")
    assert not apply.isEnabled()
    dialog.fields[0].setValue(2.0)
    assert apply.isEnabled()
    dialog.reject()


def test_it_is_shown_on_the_frame_it_was_set_on(analysed: Window, qtbot: QtBot) -> None:
    document, item = analysed.session.document, analysed.editing.scaling.item
    at_s = float(document.times[20])
    document.apply("the scale", replace(document.edits, calibration=KnownLength((100, 300), (500, 300), 10.0, at_s)))
    _idle(analysed, qtbot)
    for frame, there in ((20, True), (21, False)):
        analysed.session.playhead.seek_frame(frame)
        qtbot.waitUntil(lambda f=frame: analysed.video.picture.number == f)  # type: ignore[union-attr, misc]
        assert item.isVisible() == there
    analysed.acts["scale_forget"].trigger()
    assert document.edits.calibration is None
    _idle(analysed, qtbot)


def test_the_badge_tells_where_metres_come_from() -> None:
    assert (scale_badge(Scale()).text, scale_badge(Scale()).action) == ("no scale", "scale_line")
    told = scale_badge(Scale(0.005, "plane", 0.02))
    assert told.text == "scale: plane" and "1 m is 200 pixels" in told.tip and "2 %" in told.tip


def test_only_a_run_misses_a_scale(analysed: Window) -> None:
    assert "no scale" not in analysed.video.badges.texts
    analysed.session.document.set_analysis(figures.sprint(Path("x.mp4")))
    assert "no scale" in analysed.video.badges.texts
