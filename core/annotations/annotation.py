"""One annotation: something a person drew or pinned on the picture."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from core.annotations.kinds import KINDS, TIED, Kind
from core.annotations.span import MOST_S, Span
from core.pose.skeleton import INDEX

Point = tuple[float, float]
CounterSource = Literal["hand", "reps", "steps"]

# What a file that somebody edited by hand may ask for at most.
MOST_ANNOTATIONS: Final = 2000
MOST_TEXT: Final = 500
MOST_LINES: Final = 12
MOST_NAME: Final = 60
MOST_MARKS: Final = 2000
MOST_PX: Final = 100_000.0  # pixels from the picture's corner
WIDTHS: Final = (1.0, 12.0)
LEAST_OPACITY: Final = 0.05

_ID = re.compile(r"[0-9A-Za-z_-]{1,40}")
_COLOUR = re.compile(r"#[0-9A-F]{6}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True)
class Style:
    """colour : "#RRGGBB" in capitals.  width_px : of its lines on the screen, whatever the zoom.  opacity : 0.05..1."""

    colour: str = "#F0E442"
    width_px: float = 2.0
    opacity: float = 1.0

    def __post_init__(self) -> None:
        if not isinstance(self.colour, str) or not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"style: no colour: {self.colour!r}")
        for name, least, most in (("width_px", *WIDTHS), ("opacity", LEAST_OPACITY, 1.0)):
            object.__setattr__(self, name, _between(getattr(self, name), least, most, f"style: {name}"))


@dataclass(frozen=True)
class Annotation:
    """Frozen and checked; every change makes a new one with the same `id`.

    points : in display pixels of the upright picture, (0, 0) = corner of its top-left pixel.
    follows, anchor_px : the landmark it moves with ("" = none), and where that was when the points were placed.
    landmarks : the joints a goniometer (end, corner, end) or a trail is tied to; its points are where they were.
    amount : the kind's own number (`KindSpec.amount`).
    marks_s : a stopwatch's start and, if it was stopped, its stop; the moments counted by hand of a counter.
    counts : what a counter counts: moments marked by hand, reps that have ended, or touchdowns.
    placing_px : how large a pixel of the screen was in picture pixels when the points were placed, at least 1: one
        standard deviation of a point placed by hand.

    Raises
    ------
    ValueError : a sentence about what is wrong with it.
    """

    id: str
    kind: Kind
    points: tuple[Point, ...]
    style: Style = field(default_factory=Style)
    span: Span = field(default_factory=Span)
    text: str = ""
    name: str = ""
    follows: str = ""
    anchor_px: Point | None = None
    landmarks: tuple[str, ...] = ()
    amount: float | None = None
    marks_s: tuple[float, ...] = ()
    counts: CounterSource = "hand"
    placing_px: float = 1.0
    hidden: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not _ID.fullmatch(self.id):
            raise ValueError("annotation: no usable id")
        if self.kind not in KINDS:
            raise ValueError(f"annotation: no such kind: {self.kind!r}")
        spec = KINDS[self.kind]
        least, most = spec.points
        points = tuple(_point(p) for p in _items(self.points, most, "points"))
        if len(points) < least:
            raise ValueError(f"{self.kind}: needs {least} points, has {len(points)}")
        object.__setattr__(self, "points", points)
        if self.anchor_px is not None:
            object.__setattr__(self, "anchor_px", _point(self.anchor_px))
        self._check_text()
        self._check_ties(spec.landmarks)
        if spec.amount is None:
            object.__setattr__(self, "amount", None)
        else:
            low, usual, high = spec.amount
            amount = usual if self.amount is None else self.amount
            object.__setattr__(self, "amount", _between(amount, low, high, f"{self.kind}: {spec.amount_is}"))
        marks = tuple(
            sorted(_between(t, -MOST_S, MOST_S, "marks_s") for t in _items(self.marks_s, MOST_MARKS, "marks_s"))
        )
        if self.kind == "stopwatch" and len(marks) > 2:
            raise ValueError("stopwatch: more than a start and a stop")
        object.__setattr__(self, "marks_s", marks)
        if self.counts not in get_args(CounterSource):
            raise ValueError(f"counter: cannot count {self.counts!r}")
        object.__setattr__(self, "placing_px", _between(self.placing_px, 1.0, 1000.0, "placing_px"))
        if not isinstance(self.hidden, bool) or not isinstance(self.style, Style) or not isinstance(self.span, Span):
            raise ValueError("annotation: a part is of the wrong kind")

    def _check_text(self) -> None:
        for name, most in (("text", MOST_TEXT), ("name", MOST_NAME)):
            value = getattr(self, name)
            if not isinstance(value, str) or len(value) > most:
                raise ValueError(f"{name}: more than {most} characters")
            if _CONTROL.search(value) or (name == "name" and "\n" in value):
                raise ValueError(f"{name}: holds characters that cannot be shown")
        if self.text.count("\n") >= MOST_LINES:
            raise ValueError(f"text: more than {MOST_LINES} lines")

    def _check_ties(self, wanted: int) -> None:
        names = tuple(_items(self.landmarks, 3, "landmarks"))
        if len(names) != wanted or len(set(names)) != wanted or not all(name in INDEX for name in names):
            raise ValueError(f"{self.kind}: needs {wanted} different landmarks")
        object.__setattr__(self, "landmarks", names)
        if self.follows and (self.follows not in INDEX or self.anchor_px is None):
            raise ValueError("follows: no such landmark, or it is not told where that was")
        if self.follows and self.kind in TIED:
            raise ValueError(f"{self.kind}: follows its own joints already")

    @property
    def title(self) -> str:
        """What the list of annotations calls it: its own name, its first words, or its kind."""
        first = self.text.strip().split("\n")[0][:MOST_NAME]
        return self.name or first or KINDS[self.kind].word

    def with_points(self, points: Sequence[Point]) -> "Annotation":
        return replace(self, points=tuple(points))

    def moved(self, dx: float, dy: float) -> "Annotation":
        """All of it; what is tied to joints stays where they are."""
        if self.kind in TIED:
            return self
        return self.with_points([(x + dx, y + dy) for x, y in self.points])

    def scaled(self, factor: float) -> "Annotation":
        """On the same frames after the clip's clock was corrected by a factor."""
        return replace(self, span=self.span.scaled(factor), marks_s=tuple(mark * factor for mark in self.marks_s))


def _items(values: object, most: int, name: str) -> tuple[object, ...]:
    if not isinstance(values, tuple | list):
        raise ValueError(f"{name}: not a list")
    if len(values) > most:
        raise ValueError(f"{name}: more than {most}")
    return tuple(values)


def _between(value: object, least: float, most: float, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name}: not a number")
    if not least <= value <= most:
        raise ValueError(f"{name}: must lie between {least:g} and {most:g}")
    return float(value)


def _point(value: object) -> Point:
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ValueError("points: a point is an x and a y")
    return (_between(value[0], -MOST_PX, MOST_PX, "x"), _between(value[1], -MOST_PX, MOST_PX, "y"))
