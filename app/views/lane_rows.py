"""How a row of the lanes is painted: bars, peaks with their plus-minus, and the band in which everything is on.

Left and right are told by form as well: a left push is plain and round, a right push is striped and square.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from app.lanes_model import Bar, Lanes, Row, Tick
from app.theme import Theme

STRIPE_PX = 6
STRIPED_FROM_PX = 5  # narrower bars have no room for stripes, nor edges
MARKS_FROM_PX = 11  # pixels between steps from which their peaks are drawn
WHISKERS_FROM_PX = 30  # and the peaks' plus-minus
ON_STRIPES = "#101316"  # numbers on a bar


@dataclass(frozen=True)
class Canvas:
    """Where and how things are drawn.

    x : seconds to pixels.  left, right : what lies outside is not drawn.  step_px : usual pixels between two steps.
    """

    painter: QPainter
    theme: Theme
    x: Callable[[float], float]
    left: float
    right: float
    step_px: float
    ratio: float  # screen pixels per pixel

    def seen(self, start: float, end: float) -> bool:
        return end >= self.left and start <= self.right


@lru_cache(maxsize=64)
def _stripes(colour: str, ratio: float) -> QBrush:
    """Diagonal stripes, darker on the colour, sharp at every scale of the screen."""
    size = max(2, round(STRIPE_PX * ratio))
    tile = QImage(size, size, QImage.Format.Format_RGB32)
    light, dark = QColor(colour), QColor(colour).darker(165)
    for y in range(size):
        for x in range(size):
            tile.setPixelColor(x, y, dark if (x + y) % size < 0.4 * size else light)
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(STRIPE_PX / size, STRIPE_PX / size))
    return brush


def side_brush(colour: QColor, side: str | None, ratio: float = 1.0) -> QBrush:
    """Plain for left and for what has no side, striped for right."""
    return _stripes(colour.name(), ratio) if side == "right" else QBrush(colour)


def shown_at(step_px: float) -> tuple[bool, bool]:
    """Whether steps of this many pixels have marks, and whether these have whiskers."""
    return step_px >= MARKS_FROM_PX, step_px >= WHISKERS_FROM_PX


def paint_bands(canvas: Canvas, lanes: Lanes, boxes: dict[str, QRectF], over: bool) -> None:
    """The soft white bands: push, swing and arms on; all four on is stronger, edged, and goes through all rows.

    over : painted once under the bars, and once more softly over them, so that it shows in the gaps and on the bars.
    """
    if "Push" not in boxes:
        return
    first = next(iter(boxes.values())).top()
    canvas.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # upright edges need none, and it is slow
    for spans, top, bottom, alpha, edged in (
        (lanes.limbs, boxes["Push"].top(), boxes["Arms"].bottom(), 0.16, False),
        (lanes.bands, first, boxes["Torso"].bottom(), 0.30, True),
    ):
        for start, end in spans:
            left, right = canvas.x(start), canvas.x(end)
            if canvas.seen(left, right):
                box = QRectF(left, top, max(1.0, right - left), bottom - top)
                with_edges = edged and over and canvas.step_px >= MARKS_FROM_PX
                paint_band(canvas.painter, canvas.theme, box, alpha * (0.7 if over else 1.0), with_edges)
    canvas.painter.setRenderHint(QPainter.RenderHint.Antialiasing, canvas.step_px >= MARKS_FROM_PX)


def paint_band(painter: QPainter, theme: Theme, box: QRectF, alpha: float, edged: bool) -> None:
    """White on dark; on a white panel the band is grey, for white would not be seen."""
    white = "#FFFFFF" if theme.name == "dark" else "text"
    painter.fillRect(box, theme.colour(white, alpha))
    if edged:
        for x in (box.left(), box.right()):
            painter.fillRect(QRectF(x - 0.5, box.top(), 1, box.height()), theme.colour(white, 0.75))


def paint_bar(canvas: Canvas, row: Row, bar: Bar, box: QRectF) -> None:
    """A span of a row in its own style; one too narrow for an edge is its colour alone."""
    left, right = canvas.x(bar.start_s), canvas.x(bar.end_s)
    if not canvas.seen(left, right):
        return
    painter, theme = canvas.painter, canvas.theme
    span = QRectF(left, box.top() + 1, max(1.5, right - left), box.height() - 2)
    if bar.style == "outline":
        _outline(painter, theme, span)
        return
    colour = theme.side(row.side) if row.side else QColor(row.colour)
    if bar.style == "outside":
        colour.setAlphaF(0.5)
        painter.fillRect(QRectF(span.left(), span.center().y() - 1.5, span.width(), 3), colour)
        return
    if bar.style == "soft":
        colour.setAlphaF(0.35)
    narrow = span.width() < STRIPED_FROM_PX
    if narrow and bar.style == "solid":
        painter.fillRect(span, colour)
        return
    # Yellow on white and blue on black need an edge to be seen.
    edge = QPen(theme.colour("text", 0.35 if theme.name == "dark" else 0.6), 0.75)
    if row.doubtful:
        edge = QPen(theme.colour("text", 0.8), 1)
        edge.setDashPattern([2.0, 2.0])
    painter.setPen(edge if bar.style == "solid" and not narrow else Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour) if narrow else side_brush(colour, bar.side, canvas.ratio))
    if bar.style == "soft":
        painter.setBrush(colour)
    if bar.side == "right" or narrow:
        painter.drawRect(span)
    else:
        radius = span.height() / 2 if bar.side == "left" else 2
        painter.drawRoundedRect(span, min(radius, span.width() / 2), radius)


def _outline(painter: QPainter, theme: Theme, span: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(theme.colour("muted"), 1)
    pen.setDashPattern([3.0, 3.0])
    painter.setPen(pen)
    painter.drawRoundedRect(span.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


def paint_words(canvas: Canvas, row: Row, bar: Bar, box: QRectF) -> None:
    """A bar's number in its middle, over the plus-minus of the ends; on a plain ground, where no stripe hides it."""
    left, right = canvas.x(bar.start_s), canvas.x(bar.end_s)
    if bar.style not in ("solid", "soft") or not canvas.seen(left, right):
        return
    painter = canvas.painter
    room = QRectF(max(left, canvas.left), box.top() + 1, 0, box.height() - 2)
    room.setRight(min(max(right, left + 1.5), canvas.right))
    if not bar.text or room.width() < 8:  # the font is asked where there is room for anything
        return
    width = painter.fontMetrics().horizontalAdvance(bar.text) + 6
    if room.width() < width + 2:
        return
    if bar.side is not None:
        colour = canvas.theme.side(row.side) if row.side else QColor(row.colour)
        painter.fillRect(QRectF(room.center().x() - width / 2, room.top(), width, room.height()), colour)
    painter.setPen(QColor(ON_STRIPES) if bar.style == "solid" else canvas.theme.colour("text"))
    if row.ticks and bar.side is None and bar.style == "solid" and room.width() > 2 * width + 12:
        room.setWidth(room.width() / 2)  # a rep's bottom is marked in its middle
    painter.drawText(room.adjusted(0, -2, 0, 2), Qt.AlignmentFlag.AlignCenter, bar.text)


def paint_ends(canvas: Canvas, bar: Bar, box: QRectF) -> None:
    """How sure touchdown and toe-off are: a fine line through each end of the bar."""
    if canvas.step_px < WHISKERS_FROM_PX or bar.style != "solid":
        return
    for time_s, sd_s in ((bar.start_s, bar.from_sd_s), (bar.end_s, bar.to_sd_s)):
        if sd_s is not None:
            _whisker(canvas, time_s, sd_s, box.bottom() - 2.5, 1.5)


def paint_tick(canvas: Canvas, tick: Tick, box: QRectF) -> None:
    """A diamond at the peak, hollow where it is to be taken with caution, and its plus-minus to either side."""
    x = canvas.x(tick.time_s)
    if canvas.step_px < MARKS_FROM_PX or not canvas.seen(x - 60, x + 60):
        return
    y = box.center().y()
    if tick.sd_s is not None and canvas.step_px >= WHISKERS_FROM_PX:
        _whisker(canvas, tick.time_s, tick.sd_s, y, 3.0)
    theme, painter = canvas.theme, canvas.painter
    painter.setPen(QPen(theme.colour("panel"), 1))
    painter.setBrush(theme.colour("text"))
    painter.drawPolygon(diamond(x, y, 5.0))
    if tick.hollow:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("panel"))
        painter.drawPolygon(diamond(x, y, 2.6))


def diamond(x: float, y: float, radius: float) -> QPolygonF:
    """The mark of a peak around (x, y)."""
    return QPolygonF([QPointF(x, y - radius), QPointF(x + radius, y), QPointF(x, y + radius), QPointF(x - radius, y)])


def _whisker(canvas: Canvas, time_s: float, sd_s: float, y: float, cap: float) -> None:
    """One standard deviation to either side; a ground of the panel's colour under it, so that it reads on any bar."""
    low, high = canvas.x(time_s - sd_s), canvas.x(time_s + sd_s)
    for pen in (QPen(canvas.theme.colour("panel", 0.8), 3), QPen(canvas.theme.colour("text"), 1)):
        canvas.painter.setPen(pen)
        canvas.painter.drawLine(QPointF(low, y), QPointF(high, y))
        for x in (low, high):
            canvas.painter.drawLine(QPointF(x, y - cap), QPointF(x, y + cap))


def paint_key(painter: QPainter, row: Row, fill: QColor, box: QRectF, ratio: float) -> None:
    """The sample in the gutter: round for left, striped and square for right, square for what has no side."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(side_brush(fill, row.side, ratio))
    if row.side == "left":
        painter.drawEllipse(box)
    else:
        painter.drawRect(box)


def paint_doubt(painter: QPainter, theme: Theme, at: QPointF) -> None:
    """The hollow triangle: take this row with caution."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("text"), 1.25))
    painter.drawPolygon(QPolygonF([at + QPointF(0, -4), at + QPointF(4, 3.2), at + QPointF(-4, 3.2)]))
