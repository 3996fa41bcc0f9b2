"""The athlete is picked without the mouse: from one person to the next, and Enter."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.window import Window
from core.pose.in_picture import everybody
from core.pose.skeleton import N_LANDMARKS
from core.video.reader import open_reader
from tests.app.conftest import user_error
from tests.some import some


def person(x: float) -> NDArray[np.float64]:
    """Somebody who stands about that column of the picture."""
    across = np.linspace(-10, 10, N_LANDMARKS)
    return np.stack([x + across, np.linspace(20, 200, N_LANDMARKS)], axis=1)


PEOPLE = [person(100.0), person(300.0), person(500.0)]


@pytest.fixture
def picking(analysed: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Window:
    """With the tool in hand; the next picture that is looked at holds three people."""
    monkeypatch.setattr(analysed.picking, "find", lambda rgb: PEOPLE)
    qtbot.waitUntil(lambda: analysed.video.picture is not None)
    qtbot.keyClick(analysed, Qt.Key.Key_A)
    assert analysed.picking.on
    return analysed


def test_a_key_goes_from_one_person_to_the_next_and_enter_measures_them(picking: Window, qtbot: QtBot) -> None:
    at = picking.picking
    qtbot.keyClick(picking, Qt.Key.Key_Q)
    qtbot.waitUntil(lambda: at.chosen == 0)
    assert at.box.isVisible() and at.box.rect().contains(100.0, 100.0)
    qtbot.keyClick(picking, Qt.Key.Key_Q)
    assert at.chosen == 1 and at.box.rect().contains(300.0, 100.0)
    qtbot.keyClick(picking, Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(picking, Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    assert at.chosen == 2, "round, as all lists of keys go"
    qtbot.keyClick(picking, Qt.Key.Key_Return)
    pick = picking.session.document.edits.pick
    assert pick is not None and pick[0] == pytest.approx(500.0, abs=10) and 20 < pick[1] < 200
    assert not at.on and not at.box.isVisible(), "and the tool is put away, as after a click"


def test_who_is_where_holds_for_the_picture_in_which_they_were_found(picking: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(picking, Qt.Key.Key_Q)
    qtbot.waitUntil(lambda: picking.picking.chosen == 0)
    qtbot.keyClick(picking, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not picking.picking.people)
    qtbot.keyClick(picking, Qt.Key.Key_Return)
    assert picking.picking.on and picking.session.document.edits.pick is None


def test_a_picture_without_people_says_so(picking: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking.picking, "find", lambda rgb: [])
    qtbot.keyClick(picking, Qt.Key.Key_Q)
    qtbot.waitUntil(lambda: "Nobody was found" in picking.video.note)


def test_what_goes_wrong_is_told_and_nobody_is_said_to_be_looked_for_any_more(
    picking: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(rgb: NDArray[np.uint8]) -> Sequence[NDArray[np.float64]]:
        raise user_error()

    monkeypatch.setattr(picking.picking, "find", fail)
    qtbot.keyClick(picking, Qt.Key.Key_Q)
    qtbot.waitUntil(picking.message_bar.isVisible)
    assert picking.video.note.startswith("Click on the athlete")


def test_escape_leaves_the_athlete_as_they_are_while_people_are_looked_for(
    picking: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(rgb: NDArray[np.uint8]) -> Sequence[NDArray[np.float64]]:
        go_on.wait(0.2)
        return PEOPLE

    monkeypatch.setattr(picking.picking, "find", slow)
    qtbot.keyClick(picking, Qt.Key.Key_Q)
    qtbot.keyClick(picking, Qt.Key.Key_Escape)
    QApplication.processEvents()  # what was found by then has been told, and is waiting to be heard
    assert not picking.picking.on and not picking.picking.people and not picking.picking.box.isVisible()
    assert picking.session.document.edits.pick is None


def test_everybody_in_a_picture_is_found_from_left_to_right(shared: Path) -> None:
    with open_reader(shared / "clips" / "real" / "control_two_people_vp9.mp4") as reader:
        found = everybody(reader.frame(60).rgb)
    middles = [float(xy[:, 0].mean()) for xy in some(found)]
    assert len(middles) == 2 and middles == sorted(middles)
