"""What is told under the toolbar: what only tells moves nothing and goes by itself, what went wrong stays."""

import os
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolButton

from app import application
from app.messages import Messages
from app.preferences import SIZE
from app.window import Window


def test_what_only_tells_moves_nothing_and_goes_by_itself(analysed: Window, messages: Messages) -> None:
    bar, top = analysed.message_bar, analysed.video.mapTo(analysed, QPoint(0, 0))
    messages.tell("info", "Saved monday.plumb")
    analysed.layout().activate()
    assert bar.isVisible() and bar.floats and bar.height() == bar.heightForWidth(bar.width())
    assert (
        bar.mapTo(analysed, QPoint(0, 0)).y()
        == analysed.toolbar.mapTo(analysed, QPoint(0, 0)).y() + analysed.toolbar.height()
    )
    assert analysed.video.mapTo(analysed, QPoint(0, 0)) == top and bar._going.isActive()
    analysed.resize(analysed.width() - 100, analysed.height())
    assert bar.width() == analysed.centralWidget().width()
    bar._going.timeout.emit()
    assert not bar.isVisible() and not bar._going.isActive()


def test_what_went_wrong_takes_its_own_line_and_stays(analysed: Window, messages: Messages) -> None:
    bar = analysed.message_bar
    messages.tell("info", "Saved monday.plumb")
    messages.tell("caution", "The disk is full.")
    assert bar.isVisible() and not bar.floats and not bar._going.isActive()
    messages.tell("info", "Saved monday.plumb")
    assert bar.floats and bar.text.text() == "Saved monday.plumb"
    bar.close_button.click()
    assert not bar.isVisible()


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
    for menu in menus:
        acts = menu.actions()  # type: ignore[union-attr]
        lines = [act.isSeparator() for act in acts]
        assert not lines[0] and not lines[-1] and not any(a and b for a, b in pairwise(lines))
        longest = max(len(part) for part in "".join("|" if line else "." for line in lines).split("|"))
        assert longest <= 9, menu.title()  # type: ignore[union-attr]
