"""A clip that is mirrored in a comparison is mirrored in the sheet of both kinograms too."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.compare.kinograms import Half, KinogramsView
from app.compare.pair import Pair
from app.kinogram_model import shots_of
from core.analysis import Analysis


def half_and_half(width: int, height: int) -> QImage:
    """Red at the left, blue at the right."""
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("blue"))
    for x in range(width // 2):
        for y in range(height):
            made.setPixelColor(x, y, QColor("red"))
    return made


def sheet_of(pair: Pair, sprint: Analysis, qtbot: QtBot) -> QImage:
    view = KinogramsView(pair)
    qtbot.addWidget(view)
    rows = shots_of(sprint, {})
    picture = half_and_half(20, 30)
    images = {(shot.tile.frame, shot.crop): picture for row in rows for shot in row}
    view.halves = {letter: Half(sprint, rows=rows, images=dict(images)) for letter in "AB"}
    made = view.sheet()
    assert made is not None
    return made


@pytest.mark.parametrize("letter", ["A", "B"])
def test_the_mirror_of_one_clip_turns_its_own_kinogram_and_not_the_other_one(
    letter: str, sprint: Analysis, qtbot: QtBot
) -> None:
    pair = Pair()
    plain = sheet_of(pair, sprint, qtbot)
    pair.set_mirror(letter, True)
    turned = sheet_of(pair, sprint, qtbot)
    upper = QRect(0, 0, plain.width(), plain.height() // 2)
    parts = {"A": upper, "B": upper.translated(0, upper.height())}
    own, other = parts.pop(letter), next(iter(parts.values()))
    assert plain.copy(own) != turned.copy(own)
    assert plain.copy(other) == turned.copy(other)
    pair.stop()
