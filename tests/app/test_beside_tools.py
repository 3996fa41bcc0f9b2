"""The picture lies beside the tools where there is room for it, and badges beside what is told."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF
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


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (800, 480), (1366, 1000)])
@pytest.mark.parametrize("shape", [(160, 90), (120, 90), (96, 90), (90, 160)])
def test_no_whole_picture_is_covered_by_the_tools(
    window: Window, tmp_path: Path, qtbot: QtBot, size: tuple[int, int], shape: tuple[int, int]
) -> None:
    window.open_clips([figures.write_clip(tmp_path / "shaped.mp4", 3, 30, *shape)])
    qtbot.waitUntil(lambda: window.video.picture is not None)
    window.resize(*size)
    qtbot.wait(20)
    assert not picture(window).adjusted(2, 2, -2, -2).intersects(window.tools.geometry())
    assert window.video.rect().contains(window.tools.geometry())


def test_a_sentence_at_the_foot_stands_over_the_tools_there(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    window.open_clips([figures.write_clip(tmp_path / "wide.mp4", 3, 30, 160, 90)])
    qtbot.waitUntil(lambda: window.video.picture is not None)
    window.resize(1024, 768)
    window.acts["repair"].trigger()
    qtbot.wait(20)
    tools, note = window.tools.geometry(), window.video._note.geometry()
    assert tools.width() > tools.height(), "in a row, under the picture"
    assert window.video.note and not note.intersects(tools) and window.video.rect().contains(note)


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


@pytest.mark.parametrize("size", [(1280, 720), (900, 1000)])
def test_numbers_of_the_figure_know_where_the_tools_are(analysed: Window, size: tuple[int, int], qtbot: QtBot) -> None:
    analysed.resize(*size)
    qtbot.waitUntil(lambda: analysed.video.overlay.covered == (QRectF(analysed.tools.geometry()),))
