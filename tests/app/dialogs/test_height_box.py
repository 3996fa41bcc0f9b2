"""The athlete's height as people type it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.dialogs.athlete import AthleteDialog
from app.document import Options


@pytest.mark.parametrize(
    ("typed", "metres"),
    [
        ("182", 1.82), ("1.82", 1.82), ("1,82", 1.82), ("97", 0.97), ("178 cm", 1.78),
        ("", None), ("18", None), ("900", None), ("tall", None),
    ],
)  # fmt: skip
def test_a_height_is_told_in_metres_or_centimetres_and_half_a_number_is_none(
    typed: str, metres: float | None, qtbot: QtBot
) -> None:
    dialog = AthleteDialog(Options())
    qtbot.addWidget(dialog)
    dialog.tall.selectAll()
    qtbot.keyClicks(dialog.tall, typed)
    assert dialog.options().height_m == metres
    qtbot.keyClick(dialog.tall, Qt.Key.Key_Return)
    assert dialog.options().height_m == metres
    assert dialog.tall.text() == (dialog.tall.specialValueText() if metres is None else f"{metres:.2f} m")


def test_the_first_step_up_from_not_known_is_a_grown_up(qtbot: QtBot) -> None:
    dialog = AthleteDialog(Options())
    qtbot.addWidget(dialog)
    dialog.tall.stepUp()
    assert dialog.options().height_m == 1.7
    dialog.tall.stepUp()
    assert dialog.options().height_m == pytest.approx(1.71)
