"""Annotations painted over a frame: the same in the window, in saved pictures and in videos."""

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from app.draw.label import ground_of
from app.draw.layout import Drawn, lay_out, separated
from app.theme import DARK
from core.annotations.annotation import Annotation
from core.annotations.moment import Surroundings

HALO_PX: Final = 2.0  # wider than the line: 1 on each side
DIM: Final = 0.62  # how dark a spotlight makes the rest
HANDLE_PX: Final = 8.0
WORDY: Final = frozenset({"text", "stopwatch", "counter"})  # words stand on their own point
TRAIL_STEPS: Final = 8  # of its fading


def paint_annotations(
    painter: QPainter,
    annotations: Iterable[Annotation],
    time_s: float,
    to_screen: QTransform,
    around: Surroundings,
    scale: float = 1.0,
    picture: QImage | None = None,
    taken: Sequence[QRectF] = (),
) -> list[Drawn]:
    """Draw what is seen on the frame shown at that time; the painter draws screen pixels.

    to_screen : picture pixels to the painter's.  scale : makes every line and letter that much larger, for exports.
    picture : the frame, for pinned magnifiers.  taken : boxes of numbers drawn before, which none of ours may cover.
    Returns what was painted, in painting order.
    """
    moment = around.at(time_s)
    drawn = [found for a in annotations if (found := lay_out(a, moment, to_screen, scale)) is not None]
    separated(drawn, taken)
    paint_spotlights(painter, drawn, to_screen, around)
    paint_strokes(painter, drawn, to_screen, around, scale, picture)
    return drawn


def paint_spotlights(painter: QPainter, drawn: Sequence[Drawn], to_screen: QTransform, around: Surroundings) -> None:
    """All of them together darken the rest of the picture once; they come before every stroke."""
    lights = [one for one in drawn if one.annotation.kind == "spotlight"]
    if not lights:
        return
    path, bright = QPainterPath(), QPainterPath()
    path.addRect(_whole(to_screen, around))
    for light in lights:
        if light.hole is not None:
            one = QPainterPath()
            one.addEllipse(light.hole)
            bright = bright.united(one)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(max(light.opacity for light in lights))
    painter.fillPath(path.subtracted(bright), QColor(0, 0, 0, round(255 * DIM)))
    painter.restore()


def paint_strokes(
    painter: QPainter,
    drawn: Sequence[Drawn],
    to_screen: QTransform,
    around: Surroundings,
    scale: float = 1.0,
    picture: QImage | None = None,
) -> None:
    """Everything but spotlights: magnifiers first, the words over all."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    whole = _whole(to_screen, around)
    for one in drawn:
        if one.annotation.kind == "magnifier" and one.hole is not None and picture is not None:
            painter.setOpacity(one.opacity)
            _paint_magnified(painter, one, one.hole, picture, whole)
    for one in drawn:
        painter.setOpacity(one.opacity)
        _paint_strokes(painter, one, scale)
    for one in drawn:
        if one.label is not None:
            painter.setOpacity(one.opacity)
            one.label.paint(painter, QColor(one.annotation.style.colour), scale)
    painter.restore()


def paint_selection(painter: QPainter, drawn: Drawn, taken: int | None = None) -> None:
    """Square handles on its points, and dashes around what has no handle: told by form, not by colour.

    taken : the point that the keys move, a larger diamond.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    points = handles(drawn)
    box = outline(drawn)
    words = drawn.label.box if drawn.label is not None and drawn.annotation.kind in WORDY else QRectF()
    if len(points) < 2 or drawn.annotation.kind == "text":
        dashes = QPen(QColor(DARK.text), 1.25)
        dashes.setDashPattern([4.0, 3.0])
        for pen in (QPen(QColor(12, 14, 16, 200), 3), dashes):
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
    painter.setPen(QPen(QColor(12, 14, 16), 1.5))
    painter.setBrush(QColor("#FFFFFF"))
    half = HANDLE_PX / 2
    for i, point in enumerate(points):
        if words.contains(point):
            continue  # a handle would cover what it is the handle of
        if i == taken:
            x, y, r = point.x(), point.y(), HANDLE_PX
            painter.drawPolygon([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)])
        else:
            painter.drawRect(QRectF(point.x() - half, point.y() - half, HANDLE_PX, HANDLE_PX))
    painter.restore()


def handles(drawn: Drawn) -> list[QPointF]:
    """The points that can be taken hold of, in the annotation's order; strokes and words alone are moved as a whole."""
    whole = drawn.annotation.kind in ("freehand", "trail") or (
        drawn.annotation.kind == "text" and drawn.points[0] == drawn.points[-1]
    )
    return [] if whole else drawn.points


def outline(drawn: Drawn) -> QRectF:
    """A box around all that is drawn of it."""
    boxes = [QRectF(line.p1(), line.p2()).normalized() for line in (*drawn.lines, *drawn.guides)]
    boxes += [path.boundingRect() for path in drawn.paths]
    boxes += [QRectF(point, point) for point in (*drawn.points, *drawn.beads)]
    if drawn.label is not None:
        boxes.append(drawn.label.box)
    left, top = min(b.left() for b in boxes), min(b.top() for b in boxes)
    right, bottom = max(b.right() for b in boxes), max(b.bottom() for b in boxes)
    return QRectF(left - 4, top - 4, right - left + 8, bottom - top + 8)


def _whole(to_screen: QTransform, around: Surroundings) -> QRectF:
    """The picture on the screen."""
    return to_screen.mapRect(QRectF(0, 0, around.width_px, around.height_px))


def _paint_magnified(painter: QPainter, one: Drawn, loupe: QRectF, picture: QImage, whole: QRectF) -> None:
    """The picture's own pixels about the source, larger than around it."""
    factor = one.annotation.amount or 1.0
    source = one.points[0]
    place = QRectF(whole.topLeft() - source, whole.size())
    place = QRectF(place.topLeft() * factor + loupe.center(), place.size() * factor)
    across, down = picture.width() / place.width(), picture.height() / place.height()
    seen = loupe.intersected(place)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(DARK.background))
    painter.drawEllipse(loupe)
    if seen.isEmpty():
        return
    # Only what is seen is made larger, and a disc filled with it, which takes less than a picture clipped to it.
    left, top = math.floor((seen.left() - place.left()) * across), math.floor((seen.top() - place.top()) * down)
    right, bottom = math.ceil((seen.right() - place.left()) * across), math.ceil((seen.bottom() - place.top()) * down)
    part = picture.copy(left, top, max(1, right - left), max(1, bottom - top))
    brush = QBrush(part)
    brush.setTransform(QTransform(1 / across, 0, 0, 1 / down, place.left() + left / across, place.top() + top / down))
    disc = QPainterPath()
    disc.addEllipse(loupe)
    if not place.contains(loupe):  # beyond the picture's edge there is nothing
        edge = QPainterPath()
        edge.addRect(place)
        disc = disc.intersected(edge)
    painter.fillPath(disc, brush)


def _paint_strokes(painter: QPainter, one: Drawn, scale: float) -> None:
    """A dark halo first, then the line; short pieces, because long antialiased polylines are slow."""
    colour = QColor(one.annotation.style.colour)
    width = one.annotation.style.width_px * scale
    halo = QPen(ground_of(colour), width + HALO_PX * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    line = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if one.annotation.kind == "grid":
        halo.setWidthF(width)
        line.setWidthF(max(1.0, width / 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if one.annotation.kind == "spotlight":
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    filled = one.annotation.kind in ("plumb", "text")
    for pen in (halo, line):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if one.lines:
            painter.drawLines(one.lines)
        for path in one.paths:
            if filled and pen is line:
                painter.setBrush(QBrush(colour))
            painter.drawPath(path)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if one.guides:
        for pen, dots in ((QPen(ground_of(colour), 3 * scale), False), (QPen(colour, 1.25 * scale), True)):
            if dots:
                pen.setDashPattern([2.0, 2.0])
            painter.setPen(pen)
            painter.drawLines(one.guides)
    if one.beads:
        _paint_trail(painter, one.beads, colour, width, scale)


def _paint_trail(painter: QPainter, beads: Sequence[QPointF], colour: QColor, width: float, scale: float) -> None:
    """Paler the longer ago; a ring where the joint is now."""
    ground = ground_of(colour)
    lines = [QLineF(a, b) for a, b in itertools.pairwise(beads)]
    for step in range(TRAIL_STEPS):
        some = lines[len(lines) * step // TRAIL_STEPS : len(lines) * (step + 1) // TRAIL_STEPS]
        share = 0.25 + 0.75 * (step + 1) / TRAIL_STEPS
        for base, wide in ((ground, width + HALO_PX * scale), (colour, width)):
            shade = QColor(base)
            shade.setAlphaF(base.alphaF() * share)
            painter.setPen(QPen(shade, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLines(some)
    painter.setPen(QPen(ground, 3.5 * scale))
    painter.drawEllipse(beads[-1], 5 * scale, 5 * scale)
    painter.setPen(QPen(colour, 1.75 * scale))
    painter.drawEllipse(beads[-1], 5 * scale, 5 * scale)
