"""Where the strokes and the words of an annotation lie on the screen: what is painted and what a click can hit."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

from app.draw.label import Label, label_at, words_of
from core.annotations.annotation import Annotation
from core.annotations.kinds import Kind
from core.annotations.moment import Moment
from core.annotations.values import reading

HEAD_PX: Final = 13.0
BOB_PX: Final = 9.0
MOST_CELLS: Final = 80  # of a grid downwards
MOST_TRAIL: Final = 240  # segments


@dataclass
class Drawn:
    """One annotation on one frame, in screen pixels.

    points : its own, and where its handles are.  lines, paths : drawn in its colour.  guides : thin and dotted.
    hole : the part of the picture a spotlight leaves bright, a magnifier's loupe.  beads : the path of a trail.
    """

    annotation: Annotation
    opacity: float
    points: list[QPointF]
    lines: list[QLineF] = field(default_factory=list)
    paths: list[QPainterPath] = field(default_factory=list)
    guides: list[QLineF] = field(default_factory=list)
    hole: QRectF | None = None
    beads: list[QPointF] = field(default_factory=list)
    label: Label | None = None


def lay_out(
    annotation: Annotation, moment: Moment, to_screen: QTransform, scale: float = 1.0, opacity: float | None = None
) -> Drawn | None:
    """None where it is not seen on this frame."""
    if opacity is None:
        opacity = moment.opacity(annotation)
    at = moment.points(annotation) if opacity > 0 else None
    if at is None:
        return None
    drawn = Drawn(annotation, opacity, [to_screen.map(QPointF(x, y)) for x, y in at])
    words, small = words_of(annotation, reading(annotation, moment))
    place = _MAKE[annotation.kind](drawn, moment, to_screen, scale)
    if words:
        drawn.label = label_at(place.centre, words, small, scale)
        _push_out(drawn.label.box, place)
        if annotation.kind == "text":
            _leader(drawn, scale)
    return drawn


@dataclass(frozen=True)
class _Place:
    """Where words go: about a centre, then moved out until their box is `clear` of the point `off` in a direction.

    beside : of the whole line through `off` at right angles to that direction.
    """

    centre: QPointF
    off: QPointF | None = None
    away: QPointF = field(default_factory=QPointF)
    clear: float = 0.0
    beside: bool = False


def _push_out(box: QRectF, place: _Place) -> None:
    """A wide box beside a joint must not reach over it, nor one beside a line over that."""
    if place.off is None:
        return
    if place.beside:
        reach = (abs(place.away.x()) * box.width() + abs(place.away.y()) * box.height()) / 2 + place.clear
        box.translate(place.away * max(0.0, reach - QPointF.dotProduct(box.center() - place.off, place.away)))
        return
    for _ in range(24):
        near = QPointF(
            min(max(place.off.x(), box.left()), box.right()), min(max(place.off.y(), box.top()), box.bottom())
        )
        if QLineF(near, place.off).length() >= place.clear:
            return
        box.translate(place.away * 6)


def _stroke(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    a, b = drawn.points
    drawn.lines.append(QLineF(a, b))
    return _beside_end(a, b, scale)


def _beside_end(a: QPointF, b: QPointF, scale: float) -> _Place:
    away = _unit(a, b)
    return _Place(b + away * 14 * scale, b, away, 8 * scale)


def _arrow(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    place = _stroke(drawn, moment, to_screen, scale)
    a, b = drawn.points
    if QLineF(a, b).length() > 3 * scale:
        back = math.atan2(a.y() - b.y(), a.x() - b.x())
        reach = (HEAD_PX + 2 * (drawn.annotation.style.width_px - 2)) * scale
        for turn in (-0.45, 0.45):
            drawn.lines.append(QLineF(b, b + QPointF(math.cos(back + turn), math.sin(back + turn)) * reach))
    return place


def _ruler(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    a, b = drawn.points
    drawn.lines.append(QLineF(a, b))
    across = QPointF(-_unit(a, b).y(), _unit(a, b).x())
    for end in (a, b):
        drawn.lines.append(QLineF(end - across * 6 * scale, end + across * 6 * scale))
    up = across if across.y() < 0 else -across
    middle = (a + b) / 2
    return _Place(middle + up * 14 * scale, middle, up, 8 * scale, beside=True)


def _angle(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    a, corner, b = drawn.points
    drawn.paths.append(_polyline((a, corner, b)))
    if drawn.annotation.kind == "goniometer":
        for point in drawn.points:
            ring = QPainterPath()
            ring.addEllipse(point, 5.5 * scale, 5.5 * scale)
            drawn.paths.append(ring)
    return _arc(drawn, corner, a, b, scale)


def _against(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    """The line, and the picture's vertical or horizontal through its corner on the side it leans to."""
    corner, end = drawn.points
    drawn.lines.append(QLineF(corner, end))
    reach = QLineF(corner, end).length()
    if drawn.annotation.kind == "angle_vertical":
        towards = QPointF(0, math.copysign(1, end.y() - corner.y()))
    else:
        towards = QPointF(math.copysign(1, end.x() - corner.x()), 0)
    drawn.guides.append(QLineF(corner, corner + towards * max(0.8 * reach, 24 * scale)))
    return _arc(drawn, corner, corner + towards * max(reach, 1.0), end, scale)


def _arc(drawn: Drawn, corner: QPointF, a: QPointF, b: QPointF, scale: float) -> _Place:
    """The arc in the corner, and the number's place: in the middle of a wide one, else beside its second leg."""
    begin = _degrees(corner, a)
    sweep = (_degrees(corner, b) - begin + 180) % 360 - 180
    shorter = min(QLineF(corner, a).length(), QLineF(corner, b).length())
    radius = min(max(0.32 * shorter, 14 * scale), 40 * scale)
    path = QPainterPath()
    box = QRectF(corner.x() - radius, corner.y() - radius, 2 * radius, 2 * radius)
    path.arcMoveTo(box, begin)
    path.arcTo(box, begin, sweep)
    drawn.paths.append(path)
    wide = abs(sweep) > 45
    towards = begin + sweep / 2 if wide else begin + sweep + math.copysign(28, sweep)
    away = _polar(towards)
    return _Place(corner + away * (radius + (20 if wide else 14) * scale), corner, away, radius + 4 * scale)


def _box(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    box = QRectF(drawn.points[0], drawn.points[1]).normalized()
    path = QPainterPath()
    if drawn.annotation.kind == "rectangle":
        path.addRect(box)
        drawn.paths.append(path)
    elif drawn.annotation.kind == "spotlight":
        drawn.hole = box
    else:
        path.addEllipse(box)
        drawn.paths.append(path)
    return _Place(QPointF(box.center().x(), box.top() - 12 * scale))


def _freehand(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    drawn.paths.append(_polyline(drawn.points))
    return _beside_end(drawn.points[-2], drawn.points[-1], scale)


def _grid(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    box = QRectF(drawn.points[0], drawn.points[1]).normalized()
    across = max(2, round(drawn.annotation.amount or 8))
    cell = box.width() / across
    if cell >= 2:
        drawn.lines += [
            QLineF(x, box.top(), x, box.bottom()) for x in (box.left() + i * cell for i in range(across + 1))
        ]
        down = min(int(box.height() / cell + 1e-6), MOST_CELLS)
        drawn.lines += [QLineF(box.left(), y, box.right(), y) for y in (box.top() + i * cell for i in range(down + 1))]
    return _Place(QPointF(box.center().x(), box.top() - 12 * scale))


def _plumb(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    """A vertical through the whole picture, with its bob where it was put."""
    x, y = drawn.points[0].x(), drawn.points[0].y()
    height = moment.around.height_px
    top, bottom = (to_screen.map(QPointF(0, end)).y() for end in (0.0, height))
    drawn.lines.append(QLineF(x, min(top, y), x, max(bottom, y)))
    bob, r = QPainterPath(), BOB_PX * scale
    bob.addPolygon([QPointF(x - r / 2, y - r), QPointF(x + r / 2, y - r), QPointF(x, y + r / 2)])
    bob.closeSubpath()
    drawn.paths.append(bob)
    return _Place(QPointF(x, y), QPointF(x, y), QPointF(1, 0), 12 * scale)


def _words(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    return _Place(drawn.points[-1])


def _magnifier(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    """The loupe, a ring about what it shows, and a line between the two."""
    source, centre, edge = drawn.points
    radius = max(QLineF(centre, edge).length(), 12 * scale)
    drawn.hole = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    small = radius / (drawn.annotation.amount or 1.0)
    for at, r in ((centre, radius), (source, small)):
        ring = QPainterPath()
        ring.addEllipse(at, r, r)
        drawn.paths.append(ring)
    between = QLineF(source, centre)
    if between.length() > radius + small:
        drawn.guides.append(QLineF(source + _unit(source, centre) * small, centre - _unit(source, centre) * radius))
    return _Place(QPointF(centre.x(), centre.y() - radius - 12 * scale))


def _trail(drawn: Drawn, moment: Moment, to_screen: QTransform, scale: float) -> _Place:
    path = moment.path(drawn.annotation)
    step = max(1, math.ceil(len(path) / MOST_TRAIL))
    kept = path[::-step][::-1]  # the newest always
    drawn.beads = [to_screen.map(QPointF(x, y)) for x, y in kept.tolist()]
    at = drawn.points[0]
    return _Place(at + QPointF(0, -16 * scale), at, QPointF(0, -1), 10 * scale)


def _leader(drawn: Drawn, scale: float) -> None:
    """From the words to what they are about, unless that lies under them."""
    target, label = drawn.points[0], drawn.label
    if label is None or label.box.adjusted(-4, -4, 4, 4).contains(target):
        return
    box = label.box
    edge = QPointF(min(max(target.x(), box.left()), box.right()), min(max(target.y(), box.top()), box.bottom()))
    drawn.lines.append(QLineF(edge, target))
    dot = QPainterPath()
    dot.addEllipse(target, 2.5 * scale, 2.5 * scale)
    drawn.paths.append(dot)


_Maker = Callable[[Drawn, Moment, QTransform, float], _Place]
_MAKE: Final[dict[Kind, _Maker]] = {
    "line": _stroke, "arrow": _arrow, "angle": _angle, "angle_vertical": _against, "angle_horizontal": _against,
    "goniometer": _angle, "ellipse": _box, "rectangle": _box, "freehand": _freehand, "text": _words,
    "stopwatch": _words, "counter": _words, "ruler": _ruler, "grid": _grid, "plumb": _plumb, "spotlight": _box,
    "magnifier": _magnifier, "trail": _trail,
}  # fmt: skip


_WAYS: Final = tuple(8 * i * sign for i in range(9) for sign in (-1, 1))  # the nearest free place wins


def separated(drawn: Sequence[Drawn], taken: Sequence[QRectF] = ()) -> None:
    """Move numbers up or down where they would cover another one; words that somebody placed stay."""
    boxes = list(taken)
    for one in drawn:
        if one.label is None:
            continue
        box = one.label.box
        if one.annotation.kind not in ("text", "stopwatch", "counter"):
            for way in _WAYS:
                moved = box.translated(0, way)
                if not any(moved.intersects(other) for other in boxes):
                    box.moveTo(moved.topLeft())
                    break
        boxes.append(box)


def _polyline(points: Sequence[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path


def _unit(a: QPointF, b: QPointF) -> QPointF:
    length = QLineF(a, b).length()
    return (b - a) / length if length else QPointF(1, 0)


def _degrees(start: QPointF, end: QPointF) -> float:
    """As QPainterPath.arcTo counts them: 0 = right, counter-clockwise positive."""
    return math.degrees(math.atan2(start.y() - end.y(), end.x() - start.x()))


def _polar(degrees: float) -> QPointF:
    turn = math.radians(degrees)
    return QPointF(math.cos(turn), -math.sin(turn))
