"""What the window asks about projects says what it is about, and Enter alone takes nothing away."""

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.window import Window
from core.project import recovery
from core.project.lock import Holder
from tests.app.in_projects import idle


def box_of(window: Window) -> QMessageBox:
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return box


@pytest.mark.parametrize(
    ("clips", "named"),
    [(("front.mp4", "side.mov"), "front.mp4 and side.mov"), ((), "a clip that was not saved as a project")],
)
def test_work_left_by_a_crash_is_named_by_its_clips(
    window: Window,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    clips: tuple[str, ...],
    named: str,
) -> None:
    left = recovery.Recovered(tmp_path / "left.plumb", None, time.time(), clips)
    monkeypatch.setattr(recovery, "left_behind", lambda: [left])
    window.editing.projects.offer_recovery()
    idle(window, qtbot)
    assert box_of(window).text() == f"The program ended before your work on {named} was saved."
    box_of(window).close()


def test_what_a_crash_has_left_is_looked_for_beside_the_window(
    window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A settings folder on a network drive, and hours of work in one file."""
    threads = []

    def slow() -> list[recovery.Recovered]:
        threads.append(threading.current_thread())
        return [recovery.Recovered(tmp_path / "left.plumb", None, time.time(), ("front.mp4",))]

    monkeypatch.setattr(recovery, "left_behind", slow)
    window.editing.projects.offer_recovery()
    idle(window, qtbot)
    box_of(window).close()
    assert len(threads) == 1 and threads[0] is not threading.main_thread()


def test_a_project_is_not_taken_over_by_pressing_enter(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    desk = window.editing.projects
    desk._held(tmp_path / "monday.plumb", Holder("token", 1, "another machine"))
    box = box_of(window)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    box.close()
