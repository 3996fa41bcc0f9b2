"""Drawings over time, between clips, with words, by keys and in their list."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.draw.clipboard import MIME
from app.draw.presets import preset
from app.draw.tools import GROUPS, TOOLS
from app.window import Window
from core.annotations.values import reading
from tests.app import figures
from tests.app.draw.hand import LEFT, NONE, SHIFT, Hand, drawings, show


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
    qtbot.keyClicks(editor, "Heel")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    about, stands = drawings(analysed)[1].points
    analysed.video.viewport().repaint()
    hand.drag(stands, (420, 200), (440, 220))
    assert drawings(analysed)[1].points[0] == about, "what the words are about stays"
    assert drawings(analysed)[1].points[1] == pytest.approx(hand.seen((440, 220)), abs=1e-6)
    analysed.acts["delete"].trigger()
    hand.take("text")
    hand.drag((300, 100), (400, 150))
    editor = analysed.drawing.editor
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert len(drawings(analysed)) == 1, "words without words are nothing"


def test_a_click_is_enough_for_words_and_what_is_typed_then_is_no_shortcut(
    analysed: Window, hand: Hand, qtbot: QtBot
) -> None:
    hand.take("text")
    hand.click((300, 100))
    editor = analysed.drawing.editor
    assert editor is not None and analysed.drawing.board.tool is None
    qtbot.keyClicks(editor, "in line")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    [words] = drawings(analysed)
    assert words.text == "in line" and words.points[0] == words.points[1] == pytest.approx(hand.seen((300, 100)))
    analysed.video.viewport().repaint()
    hand.drag((300, 100), (320, 120), (340, 140))
    [words] = drawings(analysed)
    assert words.points[0] == words.points[1], "moved as a whole: no line grows out of them"
    assert words.points[0] == pytest.approx(hand.seen((340, 140)), abs=1e-6)


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
    for button in (bar.opacity, bar.seen):
        button.menu().aboutToShow.emit()
    assert bar.opacity.text() == "100 %" in [a.text() for a in bar.opacity.menu().actions()]
    assert analysed.acts["seen_until"] in bar.seen.menu().actions(), "its end is chosen where its kind is"
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


def test_drawings_are_copied_to_another_clip(analysed: Window, hand: Hand, qtbot: QtBot, tmp_path: Path) -> None:
    document = analysed.session.document
    first, other = document.path, tmp_path / "other.mp4"
    assert first is not None
    figures.another(first, other)
    hand.take("line")
    hand.drag((100, 100), (200, 150))
    (drawn,) = document.edits.annotations
    analysed.acts["copy"].trigger()
    analysed.open_clips([other])
    qtbot.waitUntil(lambda: document.path == other and analysed.acts["paste"].isEnabled())
    assert document.edits.annotations == ()
    analysed.acts["paste"].trigger()
    (pasted,) = document.edits.annotations
    assert (pasted.kind, pasted.style) == (drawn.kind, drawn.style) and pasted.id != drawn.id
    analysed.acts["undo"].trigger()
    assert document.edits.annotations == ()


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


def test_the_right_button_offers_what_can_be_done_with_a_drawing_and_beside_it_what_can_be_done_here(
    analysed: Window, hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: shown.append(menu))
    QApplication.clipboard().clear()

    def offered(at: tuple[int, int]) -> set[str]:
        qtbot.mousePress(analysed.video.viewport(), Qt.MouseButton.RightButton, pos=hand.at(at))
        menu = shown.pop()
        inner = [act.menu() for act in menu.actions() if act.menu() is not None]
        names = {act.objectName() for part in (menu, *inner) for act in part.actions()}
        menu.deleteLater()
        return names

    here = offered((300, 40))
    assert {"snapshot", "marker", "repair", "fit", *(tool.action for tool in TOOLS)} <= here
    assert not here & {"delete", "paste"}, "nothing is selected, and nothing was copied"
    hand.take("line")
    hand.drag((100, 100), (200, 100))
    hand.key(Qt.Key.Key_Escape)
    analysed.video.viewport().repaint()
    assert "delete" in offered((150, 100)) and "snapshot" not in offered((150, 100))
    analysed.acts["copy"].trigger()
    assert "paste" in offered((300, 40))
    analysed.acts["repair"].trigger()
    qtbot.mousePress(analysed.video.viewport(), Qt.MouseButton.RightButton, pos=hand.at((300, 40)))
    assert not shown, "there the button belongs to the joints"
