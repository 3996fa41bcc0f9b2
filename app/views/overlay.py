"""The figure on the picture: skeleton and angles, drawn in screen pixels over exactly one frame."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.angles import HANDS, HEAD, Mark
from app.language.tr import tr
from app.theme import DARK
from app.views.knee_paths import KneePath, paint_knee_path
from app.views.overlay_numbers import ANYWHERE, Ground, Numbers, Ray, polar
from app.words import CLOSE_CAUTION, number
from core.doubt import LOW_VISIBILITY
from core.pose.skeleton import BONES, INDEX, LANDMARKS

Floats = NDArray[np.float64]
WEAK: Final = 0.35
HALO: Final = QColor(12, 14, 16, 190)
JOINT_PX: Final = 5.0
LINE_PX: Final = 2.0
ON_BONES: Final = (0.35, 0.65)  # of their length: what a number keeps off, besides joints
REACH_PX: Final = 220.0  # no number, arc or line ends farther from its landmark

SIDE_OF: Final = tuple("left" if "left" in name else "right" if "right" in name else None for name in LANDMARKS)
BONE_PAIRS: Final = tuple((INDEX[a], INDEX[b]) for a, b in BONES)
JOINTS: Final = tuple(i for i in range(len(LANDMARKS)) if i not in HEAD and i not in HANDS)


@dataclass(frozen=True)
class Figure:
    """What is drawn on one frame: xy_px (33, 2) in picture pixels, visibility (33,), the angles with their values.

    guessed : landmarks that the picture's edge hides: angles that hang on one are told with caution.
    up : (33, 2) which way is up in the world at each landmark, in pixels of the picture; None = as in the picture.
    """

    xy_px: Floats
    visibility: Floats
    strong: frozenset[int]
    marks: tuple[tuple[Mark, float], ...] = ()
    trail: tuple[Floats, ...] = field(default=())  # each (n, 2), oldest first
    knee_paths: tuple[KneePath, ...] = ()
    guessed: frozenset[int] = frozenset()
    up: Floats | None = None

    def looks_like(self, other: "Figure | None") -> bool:
        """Whether it is painted the same: not asked of paths, which are long."""
        return (
            other is not None
            and not (self.trail or other.trail or self.knee_paths or other.knee_paths)
            and (self.strong, self.marks, self.guessed) == (other.strong, other.marks, other.guessed)
            and np.array_equal(self.xy_px, other.xy_px, equal_nan=True)
            and np.array_equal(self.visibility, other.visibility)
            and _same_way(self.up, other.up)
        )

    def mirrored(self, width_px: int) -> "Figure":
        """As on the picture turned about, without paths of the knees, which no comparison has.

        Numbers stay readable, because they are written afterwards.
        """
        about, along = np.array([-1.0, 1.0]), np.array([float(width_px), 0.0])
        trail = tuple(points * about + along for points in self.trail)
        up = None if self.up is None else self.up * about
        return replace(self, xy_px=self.xy_px * about + along, trail=trail, knee_paths=(), up=up)


def _same_way(one: Floats | None, other: Floats | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other, equal_nan=True))


def paint_figure(
    painter: QPainter, figure: Figure, to_screen: QTransform, scale: float = 1.0, ground: Ground = ANYWHERE
) -> list[QRectF]:
    """Draw a figure; the painter draws screen pixels, `scale` makes every line that much thicker (for exports).

    ground : where its numbers can be read.
    Returns the boxes of its numbers and joints, for who draws more numbers and wants to cover none of them.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    points = _on_screen(figure.xy_px, to_screen)
    for trail in figure.trail:
        _paint_trail(painter, [to_screen.map(QPointF(float(x), float(y))) for x, y in trail], scale)
    _paint_bones(painter, points, figure, scale)
    for path in figure.knee_paths:
        paint_knee_path(painter, path, to_screen, scale)
    _paint_joints(painter, points, figure, scale)
    joints = [(at.x(), at.y()) for i in JOINTS if (at := points[i]) is not None]
    bones = [(a, b) for i, j in BONE_PAIRS if (a := points[i]) is not None and (b := points[j]) is not None]
    limbs = [*joints, *((share * a.x() + (1 - share) * b.x(), share * a.y() + (1 - share) * b.y())
                        for a, b in bones for share in ON_BONES)]  # fmt: skip
    numbers = Numbers(scale, limbs, ground)
    for mark, value in figure.marks:
        hidden = any(figure.guessed.intersection(group) for group in mark.points)
        sign = f"\N{THIN SPACE}{CLOSE_CAUTION}" if hidden else ""
        _paint_mark(painter, points, mark, value, sign, _up_at(figure, mark, to_screen), scale, numbers)
    numbers.paint(painter)  # last, so that no arc crosses a number
    r = JOINT_PX * scale / 2
    return [*(label.box for label in numbers.labels), *(QRectF(x - r, y - r, 2 * r, 2 * r) for x, y in joints)]


def bounds(figure: Figure) -> QRectF:
    """The box in the picture that holds all of a figure's landmarks and paths; null where none was seen."""
    paths = [
        figure.xy_px,
        *figure.trail,
        *(part for path in figure.knee_paths for part in (path.down, path.up, path.toe)),
    ]
    points = np.concatenate([path.reshape(-1, 2) for path in paths])
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return QRectF()
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return QRectF(left, top, max(right - left, 1.0), max(bottom - top, 1.0))


def _paint_trail(painter: QPainter, points: Sequence[QPointF], scale: float) -> None:
    """The path of the last half second, fading; short segments, because long antialiased polylines are slow."""
    colour = QColor(DARK.accent)
    for i, (a, b) in enumerate(itertools.pairwise(points)):
        colour.setAlphaF(0.7 * (i + 1) / len(points))
        painter.setPen(QPen(colour, LINE_PX * scale))
        painter.drawLine(a, b)


def _on_screen(xy_px: Floats, to_screen: QTransform) -> list[QPointF | None]:
    """Where each landmark lies; None where it was not seen."""
    m = to_screen
    across = np.array([[m.m11(), m.m12()], [m.m21(), m.m22()]])
    placed = (xy_px @ across + (m.dx(), m.dy())).tolist()
    return [QPointF(x, y) if x == x and y == y and abs(x) + abs(y) < math.inf else None for x, y in placed]


def _paint_bones(painter: QPainter, points: list[QPointF | None], figure: Figure, scale: float) -> None:
    """Those that look alike at once: each change of the pen costs as much as the line."""
    for strong, side, pairs in _bones_alike(figure.strong):
        ends = [(points[a], points[b]) for a, b in pairs]
        alike = [QLineF(start, end) for start, end in ends if start is not None and end is not None]
        if alike:
            painter.setOpacity(1.0 if strong else WEAK)
            for pen in _bone_pens(side, scale):
                painter.setPen(pen)
                painter.drawLines(alike)
    painter.setOpacity(1.0)


@lru_cache(maxsize=32)
def _bones_alike(strong: frozenset[int]) -> list[tuple[bool, str | None, list[tuple[int, int]]]]:
    """Strong or not, side, and the bones of that kind: in the order in which they are painted."""
    kinds: dict[tuple[bool, str], list[tuple[int, int]]] = {}
    for a, b in BONE_PAIRS:
        side = SIDE_OF[a] if SIDE_OF[a] == SIDE_OF[b] else None
        kinds.setdefault((a in strong and b in strong, side or ""), []).append((a, b))
    return [(strongly, side or None, kinds[strongly, side]) for strongly, side in sorted(kinds)]


@lru_cache(maxsize=32)
def _bone_pens(side: str | None, scale: float) -> tuple[QPen, QPen]:
    """Of the halo and of the bone on it: left solid, right dashed."""
    halo = QPen(HALO, (LINE_PX + 2) * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen = QPen(DARK.side(side), LINE_PX * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if side == "right":
        pen.setDashPattern([4.0, 2.0])
    return halo, pen


def _paint_joints(painter: QPainter, points: list[QPointF | None], figure: Figure, scale: float) -> None:
    """Left round, right square; hollow where the model hardly saw it."""
    radius = JOINT_PX * scale / 2
    boxes: dict[tuple[bool, str | None, bool], list[QRectF]] = {}
    for i in JOINTS:
        at = points[i]
        if at is not None:
            kind = i in figure.strong, SIDE_OF[i], not figure.visibility[i] >= LOW_VISIBILITY
            boxes.setdefault(kind, []).append(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius))
    for (strong, side, hollow), alike in sorted(boxes.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        painter.setOpacity(1.0 if strong else WEAK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(HALO)
        _draw(painter, side, [box.adjusted(-scale, -scale, scale, scale) for box in alike])
        if hollow:
            painter.setPen(QPen(DARK.side(side), 1.25 * scale))
        else:
            painter.setBrush(DARK.side(side))
        _draw(painter, side, alike)
    painter.setOpacity(1.0)


def _draw(painter: QPainter, side: str | None, boxes: Sequence[QRectF]) -> None:
    if side == "left":
        for box in boxes:
            painter.drawEllipse(box)
    else:
        painter.drawRects(boxes)


def _mean(points: list[QPointF | None], group: tuple[int, ...]) -> QPointF | None:
    found = [p for p in (points[i] for i in group) if p is not None]
    if len(found) < len(group):
        return None
    return QPointF(sum(p.x() for p in found) / len(found), sum(p.y() for p in found) / len(found))


def _direction(start: QPointF, end: QPointF) -> float:
    """Degrees as QPainterPath.arcTo counts them: 0 = right, counter-clockwise positive."""
    return math.degrees(math.atan2(start.y() - end.y(), end.x() - start.x()))


def _up_at(figure: Figure, mark: Mark, to_screen: QTransform) -> QPointF:
    """Which way is up in the world, on the screen, where a mark has its corner."""
    if figure.up is None or mark.kind != "upright":
        return QPointF(0, -1)
    x, y = figure.up[list(mark.points[0])].mean(axis=0).tolist()
    return to_screen.map(QPointF(x, y)) - to_screen.map(QPointF()) if math.isfinite(x + y) else QPointF(0, -1)


def _paint_mark(
    painter: QPainter,
    points: list[QPointF | None],
    mark: Mark,
    value: float,
    sign: str,
    up: QPointF,
    scale: float,
    numbers: Numbers,
) -> None:
    at = [_mean(points, group) for group in mark.points]
    p = [point for point in at if point is not None]
    if len(p) < len(at) or not math.isfinite(value):
        return
    text = number(abs(value) if mark.kind == "between" else value, mark.digits) + mark.unit + sign
    if not mark.unit:  # a number alone says nothing on a picture
        text = f"{tr('Knees')} {text}"
    colour = DARK.side(mark.side)
    if mark.kind == "knees":
        for start, end in ((p[0], p[1]), (p[2], p[3])):
            _dotted(painter, start, end, colour, scale)
        middle = (p[0] + p[1]) / 2
        above, below = (Ray(14 * scale, up, 0) for up in (90, -90))
        numbers.add(middle, (above, below), text, colour)
        return
    if mark.kind == "bend":
        corner, first, second = p[1], p[1] * 2 - p[0], p[2]
    elif mark.kind == "upright":
        corner, first, second = p[0], p[0] + up, p[1]
    else:
        corner, first, second = p[0], p[1], p[2]
    begin = _direction(corner, first)
    sweep = (_direction(corner, second) - begin + 180) % 360 - 180
    limb = math.hypot(second.x() - corner.x(), second.y() - corner.y())
    radius = min(max(0.32 * limb, 14 * scale), 40 * scale)
    _dotted(painter, corner, polar(corner, radius * 1.35, begin), colour, scale)
    path = QPainterPath()
    box = QRectF(corner.x() - radius, corner.y() - radius, 2 * radius, 2 * radius)
    path.arcMoveTo(box, begin)
    path.arcTo(box, begin, sweep)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in _arc_pens(colour.rgba(), scale):
        painter.setPen(pen)
        painter.drawPath(path)
    # Beside the joint and off the limbs: in a wide arc's middle, else on the far side of the arc's first leg.
    wide = mark.kind != "upright" and abs(sweep) > 45
    towards = begin + sweep / 2 if wide else begin - math.copysign(28, sweep)
    ray = Ray(radius + (20 if wide else 14) * scale, towards, -math.copysign(1, sweep))
    numbers.add(corner, (ray,), text, colour)


@lru_cache(maxsize=32)
def _arc_pens(rgba: int, scale: float) -> tuple[QPen, QPen]:
    """Of the halo and of the arc on it."""
    solid, flat = Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap
    return QPen(HALO, (LINE_PX + 2) * scale, solid, flat), QPen(QColor(rgba), LINE_PX * scale, solid, flat)


@lru_cache(maxsize=32)
def _dotted_pens(rgba: int, scale: float) -> tuple[QPen, QPen]:
    pen = QPen(QColor(rgba), 1.25 * scale)
    pen.setDashPattern([2.0, 2.0])
    return QPen(HALO, 3 * scale), pen


def _dotted(painter: QPainter, start: QPointF, end: QPointF, colour: QColor, scale: float) -> None:
    for pen in _dotted_pens(colour.rgba(), scale):
        painter.setPen(pen)
        painter.drawLine(start, end)


class OverlayItem(QGraphicsItem):
    """Lies over the picture item; its lines keep their width at every zoom."""

    def __init__(self) -> None:
        super().__init__()
        self._size = QRectF()
        self._figure: Figure | None = None
        self._bounds = QRectF()
        self.taken: list[QRectF] = []  # where numbers and joints were painted last, in screen pixels
        self.covered: tuple[QRectF, ...] = ()  # what floats over the picture, in screen pixels
        self.setZValue(1)

    def set_size(self, width: float, height: float) -> None:
        self.prepareGeometryChange()
        margin = 0.1 * max(width, height)  # numbers may stand a little outside the picture
        self._size = QRectF(-margin, -margin, width + 2 * margin, height + 2 * margin)

    def set_figure(self, figure: Figure | None) -> bool:
        """Whether it has to be painted: while landmarks are found, the frame on show has mostly had its own.

        Who shows it has it painted, and knows how much of the picture is painted anyway.
        """
        if figure is self._figure or (figure is not None and figure.looks_like(self._figure)):
            return False
        self._figure = figure
        self._bounds = QRectF() if figure is None else bounds(figure)
        return True

    def reach(self, to_screen: QTransform) -> QRectF:
        """Outside of this nothing of the figure is painted, in screen pixels."""
        if self._bounds.isNull():
            return QRectF()
        return to_screen.mapRect(self._bounds).adjusted(-REACH_PX, -REACH_PX, REACH_PX, REACH_PX)

    @property
    def figure(self) -> Figure | None:
        return self._figure

    def boundingRect(self) -> QRectF:
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self.taken = []
        if self._figure is None:
            return
        to_screen = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        seen = QRectF() if widget is None else QRectF(widget.rect())
        self.taken = paint_figure(painter, self._figure, to_screen, ground=Ground(seen, self.covered))
        painter.restore()
