"""What an annotation measures, from its points in the pixels of the upright picture, with its uncertainty."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.annotations.annotation import Annotation, Point
from core.annotations.kinds import ANGLES
from core.annotations.moment import Moment
from core.annotations.span import SAME_FRAME_S

ReadingUnit = Literal["deg", "px", "m", "s", "count"]


@dataclass(frozen=True)
class Reading:
    """value and one standard deviation in `unit`; sd None = exact, or not known."""

    value: float
    unit: ReadingUnit
    sd: float | None = None


def reading(annotation: Annotation, moment: Moment) -> Reading | None:
    """What it says on this frame; None for what measures nothing, or cannot here."""
    if annotation.kind == "stopwatch":
        # both ends are known to a frame: two errors, each spread evenly over one
        sd = moment.around.frame_s / math.sqrt(6.0)
        return Reading(_elapsed_s(annotation.marks_s, moment.time_s), "s", sd or None)
    if annotation.kind == "counter":
        return Reading(float(_count(annotation, moment)), "count")
    points = moment.points(annotation)
    if points is None:
        return None
    if annotation.kind in ANGLES:
        return _angle(annotation, points, moment)
    if annotation.kind == "ruler":
        length, sd = distance(points[0], points[1]), annotation.placing_px * math.sqrt(2.0)
        scale = moment.around.m_per_px
        return Reading(length, "px", sd) if scale is None else Reading(length * scale, "m", sd * scale)
    return None


def distance(a: Point, b: Point) -> float:
    """Pixels from one point to the other."""
    return math.hypot(b[0] - a[0], b[1] - a[1])


def angle_at(a: Point, corner: Point, b: Point) -> float:
    """The unsigned angle at `corner` between `a` and `b`, 0..180 degrees; NaN where a leg has no length."""
    ux, uy, vx, vy = a[0] - corner[0], a[1] - corner[1], b[0] - corner[0], b[1] - corner[1]
    if not (ux or uy) or not (vx or vy):
        return math.nan
    return math.degrees(math.atan2(abs(ux * vy - uy * vx), ux * vx + uy * vy))


def to_vertical(a: Point, b: Point) -> float:
    """How far the line leans from the picture's vertical, 0..90 degrees; NaN where it has no length."""
    dx, dy = abs(b[0] - a[0]), abs(b[1] - a[1])
    return math.degrees(math.atan2(dx, dy)) if dx or dy else math.nan


def to_horizontal(a: Point, b: Point) -> float:
    """How steep the line is, 0..90 degrees; NaN where it has no length."""
    return 90.0 - to_vertical(a, b)


def angle_sd(points: Sequence[Point], sds_px: Sequence[float]) -> float:
    """One standard deviation of an angle in degrees, to first order.

    points, sds_px : end, corner, end (or the two ends of a line against a fixed direction), and how far each is off in
    x and in y.  A leg's direction errs by its ends' errors across it, divided by its length; the corner is an end of
    both legs.
    """
    if len(points) == 2:
        return math.degrees(math.hypot(*sds_px) / distance(points[0], points[1]))
    a, corner, b = points
    legs = []
    for end in (a, b):
        length = distance(end, corner)
        legs.append((-(end[1] - corner[1]) / length**2, (end[0] - corner[0]) / length**2, 1 / length))
    (ax, ay, a_own), (bx, by, b_own) = legs
    return math.degrees(
        math.sqrt((sds_px[0] * a_own) ** 2 + (sds_px[2] * b_own) ** 2 + (sds_px[1] * math.hypot(ax - bx, ay - by)) ** 2)
    )


def _angle(annotation: Annotation, points: Sequence[Point], moment: Moment) -> Reading | None:
    if annotation.kind == "angle_vertical":
        value = to_vertical(points[0], points[1])
    elif annotation.kind == "angle_horizontal":
        value = to_horizontal(points[0], points[1])
    else:
        value = angle_at(points[0], points[1], points[2])
    if math.isnan(value):
        return None
    sds: list[float | None] = [annotation.placing_px] * len(points)
    if annotation.kind == "goniometer":
        sds = [moment.landmark_sd(name) for name in annotation.landmarks]
    known = [sd for sd in sds if sd is not None]
    return Reading(value, "deg", angle_sd(points, known) if len(known) == len(points) else None)


def _elapsed_s(marks_s: Sequence[float], time_s: float) -> float:
    """Seconds since its start, negative before it; it stands still from its stop on."""
    if not marks_s:
        return 0.0
    return (min(time_s, marks_s[1]) if len(marks_s) > 1 else time_s) - marks_s[0]


def _count(annotation: Annotation, moment: Moment) -> int:
    around = moment.around
    moments = {"hand": annotation.marks_s, "reps": around.reps_s, "steps": around.steps_s}[annotation.counts]
    return bisect_right(moments, moment.time_s + SAME_FRAME_S)
