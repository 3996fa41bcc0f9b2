"""The picture lies beside the tools where there is room for it, and badges beside what is told."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from pytestqt.qtbot import QtBot

from app.messages import Messages
from app.preferences import HAND
from app.window import Window
from tests.app import figures


def picture(window: Window) -> QRect:
    return window.video.mapFromScene(window.video.sceneRect()).boundingRect()


def test_a_picture_with_room_beside_it_is_not_covered_by_the_tools(analysed: Window, qtbot: QtBot) -> None:
    view, tools = analysed.video, analysed.tools
    spare = 0
    for width in range(1100, 1500, 20):
        analysed.resize(width, 720)
        qtbot.wait(10)
        spare = view.width() - picture(analysed).width()
        if tools.width() + 12 < spare < 2 * tools.width():
            break
    assert tools.width() < spare < 2 * tools.width(), "in the middle it would be covered"
    assert picture(analysed).left() > tools.geometry().right()
    HAND.write("left")
    analysed.tools.arrange()
    assert picture(analysed).right() <= tools.geometry().left()


def test_a_narrow_picture_stays_in_the_middle(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    window.open_clips([figures.write_clip(tmp_path / "upright.mp4", 3, 30, 90, 160)])
    qtbot.waitUntil(lambda: window.video.picture is not None)
    assert abs(picture(window).center().x() - window.video.width() / 2) <= 2


@pytest.mark.parametrize("height", [720, 480])
def test_a_message_covers_no_badge(analysed: Window, messages: Messages, qtbot: QtBot, height: int) -> None:
    analysed.resize(1280, height)
    qtbot.wait(10)
    bar, badges, central = analysed.message_bar, analysed.video.badges, analysed.centralWidget()
    at = badges.pos()
    messages.tell("caution", "At which rate was this filmed?")

    def placed() -> QRect:
        return QRect(badges.mapTo(central, QPoint(0, 0)), badges.size())

    assert bar.isVisible() and badges.isVisible()
    assert not placed().intersects(bar.geometry())
    assert not badges.geometry().intersects(analysed.tools.geometry())
    bar.close_button.click()
    assert badges.pos() == at
