"""What tests of projects do at the window: edit, save, wait, answer what is asked."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.window import Window
from core.annotations.annotation import Annotation
from core.edits.edits import Edits
from core.edits.events import Marker, RepEdit
from core.edits.landmarks import Correction, SideSwap
from core.kinematics.calibration import KnownLength

EVERY_KIND = Edits(
    reps=(RepEdit(0.2, 0.5, 0.9),),
    corrections=(Correction("left_knee", 3, 40.0, 50.0),),
    swaps=(SideSwap(4, 9, "legs"),),
    range_s=(0.1, 1.5),
    calibration=KnownLength((1.0, 2.0), (100.0, 2.0), 2.5, 0.3),
    annotations=(Annotation("a", "line", ((1.0, 2.0), (3.0, 4.0))),),
)


def mark(window: Window, time_s: float = 0.5) -> None:
    document = window.session.document
    document.apply("marker", replace(document.edits, markers=(Marker(time_s, "here"),)))


def saved_as(window: Window, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    window.acts["project_save"].trigger()
    idle(window, qtbot)


def idle(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.editing.projects.projects.busy)


def ready(window: Window) -> bool:
    return window.session.document.analysis is not None and not window.session.jobs.running


def boxes(window: Window) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def press(box: QMessageBox, text: str) -> None:
    next(b for b in box.buttons() if b.text().replace("&", "") == text).click()
