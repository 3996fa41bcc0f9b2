"""Painting a picture of the clip: pixel on pixel where it came in the size that it has on the screen."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

_OFF_PX: Final = 1.5  # width and height are rounded each on its own


def paint_picture(painter: QPainter, box: QRectF, image: QImage) -> None:
    """Fill the box with the image, smoothly.

    One that is as large as the box on the screen is put on whole pixels: nothing is left to be worked out for them.
    """
    on_screen = painter.deviceTransform()
    there = on_screen.mapRect(box)
    off = max(abs(there.width() - image.width()), abs(there.height() - image.height()))
    if off > _OFF_PX or on_screen.isRotating():
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, image)
        return
    # what lies between the painter's own transform and the screen: its scale, and where the widget is
    world = painter.worldTransform()
    beyond, _ = (world.inverted()[0] * on_screen).inverted()
    painter.setWorldTransform(QTransform.fromTranslate(round(there.x()), round(there.y())) * beyond)
    painter.drawImage(QPointF(0, 0), image)
    painter.setWorldTransform(world)
