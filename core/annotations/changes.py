"""Changes of a clip's annotations: a tuple in, a new tuple out, in the order they are painted."""

import math
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from core.annotations.annotation import MOST_ANNOTATIONS, Annotation, Point
from core.annotations.kinds import MOST_STROKE_POINTS, TIED
from core.annotations.moment import Moment
from core.annotations.span import Span
from core.errors import UserError

Annotations = tuple[Annotation, ...]
TURN_DEG: Final = 15.0  # what Shift constrains a line to


def new_id() -> str:
    """For an annotation: 16 hexadecimal digits that no other one has."""
    return secrets.token_hex(8)


def added(those: Annotations, new: Iterable[Annotation]) -> Annotations:
    """On top of all others.

    Raises
    ------
    UserError : there are as many as a clip can have.
    """
    made = (*those, *new)
    if len(made) > MOST_ANNOTATIONS:
        raise UserError(f"a clip can have {MOST_ANNOTATIONS} annotations", "delete some that are no longer needed")
    return made


def changed(those: Annotations, ids: Iterable[str], change: Callable[[Annotation], Annotation]) -> Annotations:
    """The same with `change` made to those of these ids."""
    wanted = frozenset(ids)
    return tuple(change(a) if a.id in wanted else a for a in those)


def without(those: Annotations, ids: Iterable[str]) -> Annotations:
    """The same without those of these ids."""
    gone = frozenset(ids)
    return tuple(a for a in those if a.id not in gone)


def copied(annotation: Annotation, to_s: float, dx: float = 0.0, dy: float = 0.0) -> Annotation:
    """The same under a new id, beginning at another frame; what followed somebody there does so no longer by itself."""
    moved = annotation.moved(dx, dy)
    return replace(at_frame(moved, to_s), id=new_id())


def at_frame(annotation: Annotation, to_s: float) -> Annotation:
    """Brought to another frame: its span begins there and is as long as it was; its times go with it."""
    if annotation.span.kind == "clip":
        return annotation
    by = to_s - annotation.span.from_s
    return replace(
        annotation,
        span=annotation.span.moved(by),
        marks_s=tuple(mark + by for mark in annotation.marks_s),
    )


def with_span(annotation: Annotation, kind: str, time_s: float, end_s: float, fade_s: float) -> Annotation:
    """Seen on this frame only, from here to the end of a range, fading about this frame, or always."""
    if kind == "clip":
        return replace(annotation, span=Span())
    if kind == "range":
        return replace(annotation, span=Span("range", time_s, max(time_s, end_s), fade_s))
    return replace(annotation, span=Span("fade" if kind == "fade" else "frame", time_s, time_s, fade_s))


def following(annotation: Annotation, landmark: str, moment: Moment) -> Annotation:
    """Moves with a landmark from here on; "" = stays where it is on this frame.  Tied ones stay as they are.

    Raises
    ------
    UserError : the landmark was not seen on this frame.
    """
    if annotation.kind in TIED:
        return annotation
    here = moment.points(annotation) or annotation.points
    if not landmark:
        return replace(annotation, points=here, follows="", anchor_px=None)
    at = moment.landmark(landmark)
    if at is None:
        raise UserError("this joint was not seen on this frame", "go to a frame on which it was")
    return replace(annotation, points=here, follows=landmark, anchor_px=at)


def placed(annotation: Annotation, points: Iterable[Point], moment: Moment) -> Annotation:
    """With its points put where they are to be on this frame, whatever it follows."""
    points = tuple(points)
    now = moment.landmark(annotation.follows) if annotation.follows else None
    if now is None or annotation.anchor_px is None:
        return annotation.with_points(points)
    dx, dy = annotation.anchor_px[0] - now[0], annotation.anchor_px[1] - now[1]
    return annotation.with_points([(x + dx, y + dy) for x, y in points])


def constrained(start: Point, end: Point) -> Point:
    """The end turned to the nearest multiple of 15 degrees about the start, as far away as it was."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    turn = math.radians(round(math.degrees(math.atan2(dy, dx)) / TURN_DEG) * TURN_DEG)
    reach = math.hypot(dx, dy)
    return (start[0] + reach * math.cos(turn), start[1] + reach * math.sin(turn))


def squared(start: Point, end: Point) -> Point:
    """The opposite corner of a square as large as the box's longer side."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    side = max(abs(dx), abs(dy))
    return (start[0] + math.copysign(side, dx), start[1] + math.copysign(side, dy))


def thinned(points: Iterable[Point], tolerance_px: float) -> tuple[Point, ...]:
    """A stroke with no more points than it needs: each at least `tolerance_px` from the one before, the ends kept,
    and no more than a stroke may have."""
    rest = list(points)
    kept = rest[:1]
    for point in rest[1:]:
        if math.dist(point, kept[-1]) >= tolerance_px:
            kept.append(point)
    if len(rest) > 1 and kept[-1] != rest[-1]:
        kept.append(rest[-1])
    if len(kept) == 1 and rest:
        kept.append(rest[-1])
    if len(kept) > MOST_STROKE_POINTS:
        step = (len(kept) - 1) / (MOST_STROKE_POINTS - 1)
        kept = [kept[round(i * step)] for i in range(MOST_STROKE_POINTS)]
    return tuple(kept)
