"""A hand on the analysed window."""

import pytest
from pytestqt.qtbot import QtBot

from app.window import Window
from tests.app.draw.hand import Hand


@pytest.fixture
def hand(analysed: Window, qtbot: QtBot) -> Hand:
    return Hand(analysed, qtbot)
