"""What of the painted annotations lies under the pointer."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLineF, QPointF

from app.draw.layout import Drawn
from app.draw.paint import handles

NEAR_PX: Final = 7.0
HANDLE_NEAR_PX: Final = 9.0


@dataclass(frozen=True)
class Hit:
    """handle : which of its points; None = the annotation as a whole."""

    id: str
    handle: int | None = None


def hit_at(drawn: Sequence[Drawn], at: QPointF, selected: frozenset[str]) -> Hit | None:
    """A handle of a selected one before anything else, then what was painted last."""
    for one in reversed(drawn):
        if one.annotation.id in selected:
            near = [(math.hypot(p.x() - at.x(), p.y() - at.y()), i) for i, p in enumerate(handles(one))]
            if near and min(near)[0] <= HANDLE_NEAR_PX:
                return Hit(one.annotation.id, min(near)[1])
    for one in reversed(drawn):
        if one.annotation.kind == "text" and one.label is not None and one.label.box.contains(at):
            return Hit(one.annotation.id, 1 if handles(one) else None)  # the words move, what they are about stays
        if touches(one, at):
            return Hit(one.annotation.id)
    return None


def touches(one: Drawn, at: QPointF) -> bool:
    """On its words or within a few pixels of its strokes; a circle's inside belongs to the picture."""
    if one.label is not None and one.label.box.contains(at):
        return True
    reach = NEAR_PX + one.annotation.style.width_px / 2
    if one.annotation.kind == "magnifier" and one.hole is not None:
        return QLineF(one.hole.center(), at).length() <= one.hole.width() / 2
    if one.annotation.kind == "spotlight" and one.hole is not None:
        middle, rx, ry = one.hole.center(), one.hole.width() / 2, one.hole.height() / 2
        if not rx or not ry:
            return False
        off = math.hypot((at.x() - middle.x()) / rx, (at.y() - middle.y()) / ry)
        return abs(off - 1) * min(rx, ry) <= reach
    if any(_away(line, at) <= reach for line in one.lines):
        return True
    polylines: list[Sequence[QPointF]] = [
        polygon.toList() for path in one.paths for polygon in path.toSubpathPolygons()
    ]
    polylines.append(one.beads)
    return any(_away(QLineF(a, b), at) <= reach for points in polylines for a, b in itertools.pairwise(points))


def _away(line: QLineF, at: QPointF) -> float:
    """Screen pixels from a point to a stretch of line."""
    dx, dy = line.dx(), line.dy()
    whole = dx * dx + dy * dy
    share = 0.0 if not whole else ((at.x() - line.x1()) * dx + (at.y() - line.y1()) * dy) / whole
    share = min(max(share, 0.0), 1.0)
    return math.hypot(line.x1() + share * dx - at.x(), line.y1() + share * dy - at.y())
