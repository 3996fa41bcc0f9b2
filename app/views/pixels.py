"""Painting a picture of the clip: pixel on pixel where it came in the size that it has on the screen."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

_EDGE_PX: Final = 2.0
_OFF_PX: Final = 1.5  # width and height are rounded each on its own


def on_pixel(at: float, ratio: float) -> float:
    """The nearest place that is a whole one on the screen: what moves by less than that need not be painted anew."""
    return round(at * ratio) / ratio


def around(whole: QRectF, covered: QRectF, edge: float = _EDGE_PX) -> list[QRectF]:
    """What of the whole is left beside a part that is painted over anyway, and the part's edge.

    A picture lies on whole pixels, up to one off its box.
    """
    inner = covered.intersected(whole).adjusted(edge, edge, -edge, -edge)
    if inner.width() <= 0 or inner.height() <= 0:
        return [whole]
    beside = (
        QRectF(whole.left(), whole.top(), whole.width(), inner.top() - whole.top()),
        QRectF(whole.left(), inner.bottom(), whole.width(), whole.bottom() - inner.bottom()),
        QRectF(whole.left(), inner.top(), inner.left() - whole.left(), inner.height()),
        QRectF(inner.right(), inner.top(), whole.right() - inner.right(), inner.height()),
    )
    return [part for part in beside if part.width() > 0 and part.height() > 0]


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
