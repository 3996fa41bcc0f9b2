"""The annotations over the picture: what stands still is painted once and kept, the rest on every frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.draw.layout import Drawn, lay_out, separated
from app.draw.paint import HALO_PX, outline, paint_selection, paint_spotlights, paint_strokes
from app.views.overlay import OverlayItem
from core.annotations.annotation import Annotation
from core.annotations.kinds import TIED
from core.annotations.moment import Surroundings

ALWAYS_NEW: Final = TIED | {"stopwatch", "counter", "magnifier"}
MARGIN: Final = 0.1  # of the picture's longer side: words may stand a little outside
WHOLE_PX: Final = 4  # screens are scaled by quarters
Still = tuple[tuple[Annotation, float], ...]  # each with its opacity


@dataclass(frozen=True)
class _Sorted:
    """What is seen at a time, of these annotations with these selected.  always : at any other time as well."""

    annotations: tuple[Annotation, ...] = ()
    selected: frozenset[str] = frozenset()
    time_s: float = 0.0
    always: bool = False
    still: Still = ()
    moving: tuple[Annotation, ...] = ()

    def holds(self, annotations: tuple[Annotation, ...], selected: frozenset[str], time_s: float) -> bool:
        same = self.annotations is annotations and self.selected == selected
        return same and (self.always or self.time_s == time_s)


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
        self._layer_at = QPoint()
        self._layer_drawn: list[Drawn] = []
        self._sorted = _Sorted()
        self._painted = _Sorted()
        self._layer_key: object = None
        self.setZValue(2)

    def set_size(self, width: float, height: float) -> None:
        self.prepareGeometryChange()
        margin = MARGIN * max(width, height)
        self._box = QRectF(-margin, -margin, width + 2 * margin, height + 2 * margin)

    def boundingRect(self) -> QRectF:
        return self._box

    def show_frame(self, time_s: float, picture: QImage) -> None:
        """Where nothing moves and nothing comes or goes, what the picture covers is painted anew anyway: enough."""
        self.time_s, self.picture = time_s, picture
        now, before = self._sort(time_s), self._painted
        if now.moving or before.moving or now.still != before.still or self.draft is not None:
            self.update()

    def _sort(self, time_s: float) -> "_Sorted":
        """What is seen then; told at once where all of it stands there all the time."""
        known = self._sorted
        if not known.holds(self.annotations, self.selected, time_s):
            moment = self.around.at(time_s)
            seen = [(one, opacity) for one in self.annotations if (opacity := moment.opacity(one)) > 0]
            known = self._sorted = _Sorted(
                self.annotations,
                self.selected,
                time_s,
                all(one.hidden or one.span.kind == "clip" for one in self.annotations),
                tuple(pair for pair in seen if self._stands(pair[0])),
                tuple(one for one, _ in seen if not self._stands(one)),
            )
        return known

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self.drawn, self._painted = [], _Sorted()
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
        self._painted = self._sort(self.time_s)
        moving = list(self._painted.moving)
        self._update_layer(self._painted.still, to_screen, width, height, ratio)
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
            painter.drawPixmap(self._layer_at, self._layer)
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
        still: "Still",
        to_screen: QTransform,
        width: int,
        height: int,
        ratio: float,
    ) -> None:
        key = (still, self.around.m_per_px, self._box, to_screen, width, height, ratio)
        if key != self._layer_key:
            self._layer_key = key
            self._layer, self._layer_drawn = None, []
            if still:
                self._make_layer(still, to_screen, width, height, ratio)

    def _make_layer(
        self,
        still: "Still",
        to_screen: QTransform,
        width: int,
        height: int,
        ratio: float,
    ) -> None:
        """As large as what is painted on it: blending what is empty takes as long as blending lines."""
        assert self.time_s is not None
        moment = self.around.at(self.time_s)
        found = [lay_out(one, moment, to_screen, opacity=opacity) for one, opacity in still]
        self._layer_drawn = [one for one in found if one is not None]
        separated(self._layer_drawn)
        box = _filled(self._layer_drawn, QRect(0, 0, width, height))
        layer = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        painter.translate(-box.topLeft())
        paint_spotlights(painter, self._layer_drawn, to_screen, self.around)
        paint_strokes(painter, self._layer_drawn, to_screen, self.around)
        painter.end()
        self._layer, self._layer_at = layer, box.topLeft()


def _filled(drawn: Sequence[Drawn], whole: QRect) -> QRect:
    """The part of the view that these are painted on, from a pixel that is a whole one of the screen at every scale."""
    box = QRectF()
    for one in drawn:
        if one.annotation.kind == "spotlight":
            return whole
        edge = one.annotation.style.width_px + HALO_PX
        box = box.united(outline(one).adjusted(-edge, -edge, edge, edge))
    found = box.toAlignedRect().intersected(whole)
    found.setTopLeft(QPoint(found.left() // WHOLE_PX * WHOLE_PX, found.top() // WHOLE_PX * WHOLE_PX))
    return found
