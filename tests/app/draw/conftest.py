"""A hand on the analysed window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.window import Window
from tests.app.draw.hand import Hand


@pytest.fixture
def hand(analysed: Window, qtbot: QtBot) -> Iterator[Hand]:
    yield Hand(analysed, qtbot)
    QApplication.clipboard().clear()  # the offscreen platform falls over what is left there at the end
