"""The picture of the clip in its scene."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.views.pixels import paint_picture


class PictureItem(QGraphicsItem):
    """One image stretched over the clip's display size, whatever size it was delivered in."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QRectF()
        self._image: QImage | None = None

    def set_size(self, width: float, height: float) -> None:
        self.prepareGeometryChange()
        self._box = QRectF(0, 0, width, height)

    def set_image(self, image: QImage | None) -> None:
        """Who shows it has it painted."""
        self._image = image

    @property
    def image(self) -> QImage | None:
        return self._image

    def boundingRect(self) -> QRectF:
        return self._box

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._image is not None:
            paint_picture(painter, self._box, self._image)
