"""A picture that has its size on the screen already is put there pixel on pixel."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QTransform
from pytestqt.qtbot import QtBot

from app.views.pixels import around, paint_picture

WIDE, HIGH = 91, 51


def noise(width: int = WIDE, height: int = HIGH) -> QImage:
    rgb = np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)
    return QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def screen(ratio: float = 1.0) -> QImage:
    made = QImage(300, 200, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(ratio)
    made.fill(QColor("black"))
    return made


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_pixels_arrive_as_they_are(qapp: QGuiApplication, ratio: float) -> None:
    image, out = noise(), screen(ratio)
    painter = QPainter(out)
    world = QTransform.fromTranslate(10.3 / ratio, 4.4 / ratio).scale(0.25 / ratio, 0.25 / ratio)
    painter.setWorldTransform(world)
    paint_picture(painter, QRectF(0, 0, 4 * 90.8, 4 * 51.3), image)
    assert painter.worldTransform() == world
    painter.end()
    out.setDevicePixelRatio(1.0)
    assert out.copy(10, 4, WIDE, HIGH) == image
    assert out.pixelColor(9, 20) == out.pixelColor(10 + WIDE, 20) == QColor("black")


def test_a_picture_of_another_size_fills_the_box(qtbot: QtBot) -> None:
    image, out = noise(), screen()
    image.fill(QColor(200, 40, 40))
    painter = QPainter(out)
    paint_picture(painter, QRectF(20, 10, 200, 112), image)
    painter.end()
    assert [out.pixelColor(*at) for at in ((21, 11), (218, 120))] == [QColor(200, 40, 40)] * 2
    assert [out.pixelColor(*at) for at in ((19, 11), (221, 120))] == [QColor("black")] * 2


@pytest.mark.parametrize(
    "covered",
    [QRectF(40.4, 30.2, 120, 90), QRectF(-20, 10, 400, 50), QRectF(0, 0, 300, 200), QRectF(), QRectF(5, 5, 3, 3)],
)
def test_what_lies_beside_a_picture_is_filled_and_no_more_than_its_edge(qapp: QGuiApplication, covered: QRectF) -> None:
    out = screen()
    painter = QPainter(out)
    for bare in around(QRectF(out.rect()), covered):
        painter.fillRect(bare, QColor("white"))
    painter.end()
    seen = covered.intersected(QRectF(out.rect())).adjusted(3, 3, -3, -3)
    for y in range(0, 200, 3):
        for x in range(0, 300, 3):
            inside = seen.width() > 0 and seen.contains(x, y)
            if inside or not covered.contains(x, y):
                assert out.pixelColor(x, y) == QColor("black" if inside else "white"), (x, y)
