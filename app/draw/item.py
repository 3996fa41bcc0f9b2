"""The annotations over the picture: what stands still is painted once and kept, the rest on every frame."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.draw.layout import Drawn, lay_out, separated
from app.draw.paint import paint_selection, paint_spotlights, paint_strokes
from app.views.overlay import OverlayItem
from core.annotations.annotation import Annotation
from core.annotations.kinds import TIED
from core.annotations.moment import Surroundings

ALWAYS_NEW: Final = TIED | {"stopwatch", "counter", "magnifier"}
MARGIN: Final = 0.1  # of the picture's longer side: words may stand a little outside


class AnnotationItem(QGraphicsItem):
    """Paints in screen pixels, as the figure does, above it.

    drawn : what was painted last, for finding what lies under the pointer.
    """

    def __init__(self) -> None:
        super().__init__()
        self._box = QRectF()
        self.annotations: tuple[Annotation, ...] = ()
        self.draft: Annotation | None = None  # being drawn, not yet in the document
        self.selected: frozenset[str] = frozenset()
        self.handle: int | None = None  # which point of the one selected the arrow keys move
        self.around = Surroundings()
        self.time_s: float | None = None
        self.picture: QImage | None = None
        self.drawn: list[Drawn] = []
        self.below: OverlayItem | None = None  # painted before: its numbers and joints are not covered
        self._layer: QPixmap | None = None
        self._layer_drawn: list[Drawn] = []
        self._layer_key: object = None
        self.setZValue(2)

    def set_size(self, width: float, height: float) -> None:
        self.prepareGeometryChange()
        margin = MARGIN * max(width, height)
        self._box = QRectF(-margin, -margin, width + 2 * margin, height + 2 * margin)

    def boundingRect(self) -> QRectF:
        return self._box

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self.drawn = []
        if self.time_s is None or not (self.annotations or self.draft) or widget is None:
            return
        to_screen = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        ratio = widget.devicePixelRatioF()
        self._paint(painter, to_screen, widget.width(), widget.height(), ratio)
        painter.restore()

    def _paint(self, painter: QPainter, to_screen: QTransform, width: int, height: int, ratio: float) -> None:
        assert self.time_s is not None
        moment = self.around.at(self.time_s)
        still: list[tuple[Annotation, float]] = []
        moving: list[Annotation] = []
        for one in self.annotations:
            opacity = moment.opacity(one)
            if opacity > 0:
                if self._stands(one):
                    still.append((one, opacity))
                else:
                    moving.append(one)
        self._update_layer(still, to_screen, width, height, ratio)
        if self.draft is not None:
            moving.append(self.draft)
        drawn = [
            found
            for one in moving
            if (found := lay_out(one, moment, to_screen, opacity=1.0 if one is self.draft else None)) is not None
        ]
        taken = [] if self.below is None else self.below.taken
        separated(drawn, [*taken, *(one.label.box for one in self._layer_drawn if one.label is not None)])
        paint_spotlights(painter, drawn, to_screen, self.around)  # they darken the picture, not what is drawn on it
        if self._layer is not None:
            painter.drawPixmap(0, 0, self._layer)
        paint_strokes(painter, drawn, to_screen, self.around, 1.0, self.picture)
        self.drawn = [*self._layer_drawn, *drawn]
        for one in drawn:
            if one.annotation.id in self.selected:
                paint_selection(painter, one, self.handle)

    def _stands(self, one: Annotation) -> bool:
        """Whether it looks the same on the next frame, if it is seen there."""
        return (
            one.kind not in ALWAYS_NEW
            and not one.follows
            and one.span.kind in ("clip", "range")
            and one.id not in self.selected
        )

    def _update_layer(
        self,
        still: Sequence[tuple[Annotation, float]],
        to_screen: QTransform,
        width: int,
        height: int,
        ratio: float,
    ) -> None:
        key = (tuple(still), self.around.m_per_px, self._box, to_screen, width, height, ratio)
        if key != self._layer_key:
            self._layer_key = key
            self._layer, self._layer_drawn = None, []
            if still:
                self._make_layer(still, to_screen, width, height, ratio)

    def _make_layer(
        self,
        still: Sequence[tuple[Annotation, float]],
        to_screen: QTransform,
        width: int,
        height: int,
        ratio: float,
    ) -> None:
        assert self.time_s is not None
        moment = self.around.at(self.time_s)
        layer = QPixmap(round(width * ratio), round(height * ratio))
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        found = [lay_out(one, moment, to_screen, opacity=opacity) for one, opacity in still]
        self._layer_drawn = [one for one in found if one is not None]
        separated(self._layer_drawn)
        painter = QPainter(layer)
        paint_spotlights(painter, self._layer_drawn, to_screen, self.around)
        paint_strokes(painter, self._layer_drawn, to_screen, self.around)
        painter.end()
        self._layer = layer
