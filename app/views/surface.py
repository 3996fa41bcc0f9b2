"""What a picture is painted on: a widget in the window, or paper where there is none."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QImage, QPainter

from app.theme import BODY_PX, number_font

if TYPE_CHECKING:

    class Surface:
        """What painting asks of a widget."""

        def width(self) -> int: ...
        def height(self) -> int: ...
        def rect(self) -> QRect: ...
        def font(self) -> QFont: ...
        def devicePixelRatioF(self) -> float: ...

else:
    Surface = object  # the widget beside it has these already


class Paper:
    """Stands for a widget of that size in threads and programs that have none.

    size : in the window's pixels.  finer : pixels of the image for each of them.
    """

    def __init__(self, size: QSize, finer: float) -> None:
        self._size, self._finer = size, finer

    def width(self) -> int:
        return self._size.width()

    def height(self) -> int:
        return self._size.height()

    def rect(self) -> QRect:
        return QRect(0, 0, self.width(), self.height())

    def font(self) -> QFont:
        return number_font(BODY_PX)

    def devicePixelRatioF(self) -> float:
        return self._finer

    def sheet(self, colour: object) -> tuple[QImage, QPainter]:
        """An image of that size and a painter on it in the window's pixels; end it."""
        image = QImage(self._size * self._finer, QImage.Format.Format_RGB32)
        image.fill(colour)
        painter = QPainter(image)
        painter.scale(self._finer, self._finer)
        return image, painter
