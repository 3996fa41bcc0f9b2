"""A mouse over the picture of a real window, and what tests of drawings ask of that window."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.window import Window
from core.annotations.annotation import Annotation, Point
from core.annotations.kinds import Kind

NONE, SHIFT, LEFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


class Hand:
    """A mouse over the picture, in the picture's pixels."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.view = window, qtbot, window.video

    def at(self, point: Point) -> QPoint:
        return self.view.mapFromScene(QPointF(*point))

    def seen(self, point: Point) -> Point:
        """The point of the picture under the screen pixel that this one falls on."""
        back = self.view.mapToScene(self.at(point))
        return (back.x(), back.y())

    def move(self, point: Point, held: bool = False, keys: Qt.KeyboardModifier = NONE) -> None:
        at = self.at(point)
        port = self.view.viewport()
        buttons = LEFT if held else Qt.MouseButton.NoButton
        QApplication.sendEvent(port, QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), QPointF(port.mapToGlobal(at)), Qt.MouseButton.NoButton, buttons, keys
        ))  # fmt: skip

    def click(self, point: Point, keys: Qt.KeyboardModifier = NONE) -> None:
        self.move(point)
        self.qtbot.mouseClick(self.view.viewport(), LEFT, keys, self.at(point))

    def drag(self, *path: Point, keys: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.mousePress(self.view.viewport(), LEFT, keys, self.at(path[0]))
        for point in path[1:]:
            self.move(point, True, keys)
        self.qtbot.mouseRelease(self.view.viewport(), LEFT, keys, self.at(path[-1]))

    def take(self, kind: Kind) -> None:
        self.window.acts[f"draw_{kind}"].trigger()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(self.window, key, keys)


def drawings(window: Window) -> tuple[Annotation, ...]:
    return window.session.document.edits.annotations


def joint(window: Window, name: str) -> Point:
    at = window.drawing.board.moment.landmark(name)
    assert at is not None
    return at


def show(window: Window, qtbot: QtBot, frame: int) -> None:
    window.session.playhead.seek_frame(frame)
    qtbot.waitUntil(lambda: window.video.picture is not None and window.video.picture.number == frame)
    window.video.viewport().repaint()
