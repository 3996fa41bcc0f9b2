"""The athlete's height as people type it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.dialogs.athlete import AthleteDialog
from app.dialogs.height_box import HeightBox
from app.document import Options
from app.theme import DARK, dress


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


@pytest.mark.parametrize("typed", ["9", "18", "900"])
def test_what_is_nobodys_height_is_said_and_cannot_be_applied(typed: str, qtbot: QtBot) -> None:
    dialog = AthleteDialog(Options())
    qtbot.addWidget(dialog)
    apply = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Apply")
    said = dialog.note.text()
    dialog.tall.selectAll()
    qtbot.keyClicks(dialog.tall, typed)
    assert not apply.isEnabled() and "1.82" in dialog.note.text()
    dialog.tall.selectAll()
    qtbot.keyClicks(dialog.tall, "182")
    assert apply.isEnabled() and dialog.note.text() == said


def test_the_first_step_up_from_not_known_is_a_grown_up(qtbot: QtBot) -> None:
    dialog = AthleteDialog(Options())
    qtbot.addWidget(dialog)
    dialog.tall.stepUp()
    assert dialog.options().height_m == 1.7
    dialog.tall.stepUp()
    assert dialog.options().height_m == pytest.approx(1.71)


def test_the_words_of_a_box_begin_where_those_of_a_field_do(qtbot: QtBot) -> None:
    both = QWidget()
    qtbot.addWidget(both)
    column = QVBoxLayout(both)
    box, field = HeightBox(), QLineEdit("1.80")
    column.addWidget(box)
    column.addWidget(field)
    dress(DARK)
    both.show()

    def starts(line: QLineEdit) -> int:
        line.setCursorPosition(0)
        return line.mapTo(both, line.cursorRect().center()).x()

    assert abs(starts(box.lineEdit()) - starts(field)) <= 2
