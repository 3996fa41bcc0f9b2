"""What is told under the toolbar: what only tells moves nothing and goes by itself, what went wrong stays."""

import os
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app import application
from app.messages import Messages
from app.preferences import SIZE
from app.window import Window
from core.errors import UserError
from tests.some import some


def test_what_only_tells_moves_nothing_and_goes_by_itself(analysed: Window, messages: Messages) -> None:
    bar, top = analysed.message_bar, analysed.video.mapTo(analysed, QPoint(0, 0))
    messages.tell("info", "Saved monday.plumb")
    analysed.layout().activate()
    assert bar.isVisible() and bar.height() == bar.heightForWidth(bar.width())
    assert (
        bar.mapTo(analysed, QPoint(0, 0)).y()
        == analysed.toolbar.mapTo(analysed, QPoint(0, 0)).y() + analysed.toolbar.height()
    )
    assert analysed.video.mapTo(analysed, QPoint(0, 0)) == top and bar._going.isActive()
    assert bar.width() < analysed.video.width(), "no wider than its words: the numbers can still be read"
    assert bar.text.height() < 2 * bar.text.fontMetrics().height(), "and on one line"
    bar._going.timeout.emit()
    assert not bar.isVisible() and not bar._going.isActive()


def test_what_went_wrong_moves_nothing_either_and_stays(analysed: Window, messages: Messages) -> None:
    bar, lanes, tools = analysed.message_bar, analysed.lanes, analysed.tools
    places = [(part.mapTo(analysed, QPoint(0, 0)), part.size()) for part in (lanes, tools, analysed.video)]
    messages.tell("info", "Saved monday.plumb")
    messages.tell("caution", "The disk is full.")
    analysed.layout().activate()
    assert bar.isVisible() and not bar._going.isActive()
    assert [(part.mapTo(analysed, QPoint(0, 0)), part.size()) for part in (lanes, tools, analysed.video)] == places
    assert not bar.geometry().intersects(QRect(tools.mapTo(analysed.centralWidget(), QPoint(0, 0)), tools.size()))
    messages.tell("info", "Saved monday.plumb")
    assert bar.text.text() == "Saved monday.plumb"
    bar.close_button.click()
    assert not bar.isVisible()


def test_a_long_sentence_is_broken_where_the_window_is_narrow(analysed: Window, messages: Messages) -> None:
    bar, central = analysed.message_bar, analysed.centralWidget()
    messages.tell("caution", "The clip is not where it was. " * 12)
    for width in (1280, 900):
        analysed.resize(width, 720)
        analysed.layout().activate()
        assert bar.width() == central.width() and bar.height() == bar.heightForWidth(bar.width())
    assert bar.text.height() >= 2 * bar.text.fontMetrics().height()


def test_a_sentence_of_two_lines_leaves_the_numbers_free(analysed: Window, messages: Messages) -> None:
    bar = analysed.message_bar
    wide, words = analysed.video.width(), "film it again "
    often = round(1.2 * wide / bar.text.fontMetrics().horizontalAdvance(words))
    messages.tell("caution", words * often)
    analysed.layout().activate()
    assert bar.width() == wide and bar.height() == bar.heightForWidth(bar.width())
    assert bar.text.height() >= 2 * bar.text.fontMetrics().height(), "on two lines"


def test_over_a_comparison_its_controls_stay_free(analysed: Window, messages: Messages) -> None:
    bar, central = analysed.message_bar, analysed.centralWidget()
    messages.tell("caution", "The disk is full.")
    analysed.acts["compare"].trigger()
    view = analysed.comparing.view
    assert view is not None
    for part in (view.how, view.who["A"], view.who["B"]):
        assert part.isVisible()
        assert not bar.geometry().intersects(QRect(part.mapTo(central, QPoint(0, 0)), part.size()))
    analysed.acts["compare"].trigger()
    assert bar.isVisible() and bar.y() == analysed.toolbar.height(), "and back"


def test_a_button_is_not_lit_for_longer_than_its_menu_is_open(
    analysed: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    buttons: list[QToolButton] = [*analysed.tools.groups.values(), analysed.toolbar.more]
    for button in some(buttons):
        centre = button.mapToGlobal(button.rect().center())
        for elsewhere in (QPoint(3000, 3000), centre):
            monkeypatch.setattr(QCursor, "pos", lambda at=elsewhere: at)
            button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
            button.menu().aboutToHide.emit()
            qtbot.wait(1)
            assert button.underMouse() == (elsewhere is centre)


def test_the_project_is_saved_with_a_button_too(analysed: Window) -> None:
    save = analysed.acts["project_save"]
    button = next(b for b in analysed.toolbar.findChildren(QToolButton) if b.defaultAction() is save)
    assert button.isVisible() and not button.icon().isNull() and "Ctrl+S" in button.toolTip()


def test_what_was_done_by_hand_is_taken_back_with_a_button(analysed: Window) -> None:
    undo = analysed.acts["undo"]
    button = next(b for b in analysed.toolbar.findChildren(QToolButton) if b.defaultAction() is undo)
    assert button.isVisible() and not button.isEnabled() and not button.icon().isNull()
    analysed.session.document.set_alpha(0.7)
    assert button.isEnabled()
    button.click()
    assert analysed.session.document.alpha == 0.5 and not button.isEnabled()


def test_the_window_is_as_large_as_was_chosen_and_programs_started_from_it_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "QT_SCALE_FACTOR"
    monkeypatch.delenv(name, raising=False)
    with application.scaled():
        assert name not in os.environ
    SIZE.write("125")
    with application.scaled():
        assert os.environ[name] == "1.25"
    assert name not in os.environ
    monkeypatch.setenv(name, "2")
    with application.scaled():
        assert os.environ[name] == "2"


def test_what_belongs_together_in_a_menu_is_told_apart_by_lines(window: Window) -> None:
    menus = [act.menu() for act in window.toolbar.more.menu().actions()]
    for menu in some(menus):
        acts = menu.actions()  # type: ignore[union-attr]
        lines = [act.isSeparator() for act in acts]
        assert not lines[0] and not lines[-1] and not any(a and b for a, b in pairwise(lines))
        longest = max(len(part) for part in "".join("|" if line else "." for line in lines).split("|"))
        assert longest <= 9, menu.title()  # type: ignore[union-attr]


def test_a_sentence_begins_with_a_capital_and_a_files_name_stays_as_it_is(window: Window) -> None:
    bar, messages = window.message_bar, window.session.messages
    messages.error(UserError("nothing is analysed yet", "press Analyse"))
    assert bar.text.text().endswith("Nothing is analysed yet: press Analyse")
    messages.error(UserError("this is not a video file", "", "squat.mp4"))
    assert bar.text.text().endswith("squat.mp4: this is not a video file")
