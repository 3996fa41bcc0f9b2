"""The kinds of annotation: what each is called, how many points it has and what else it needs."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal[
    "line", "arrow", "angle", "angle_vertical", "angle_horizontal", "goniometer", "ellipse", "rectangle", "freehand",
    "text", "stopwatch", "counter", "ruler", "grid", "plumb", "spotlight", "magnifier", "trail",
]  # fmt: skip
MOST_STROKE_POINTS: Final = 400  # of one freehand stroke


@dataclass(frozen=True)
class KindSpec:
    """What an annotation of a kind is made of.

    word : what people call it.  points : the least and the most it has.  landmarks : how many joints it is tied to.
    amount : least, default and most of its one number, named by `amount_is`; None where it has none.
    """

    word: str
    points: tuple[int, int]
    landmarks: int = 0
    amount: tuple[float, float, float] | None = None
    amount_is: str = ""


KINDS: Final[dict[Kind, KindSpec]] = {
    "line": KindSpec("Line", (2, 2)),
    "arrow": KindSpec("Arrow", (2, 2)),
    "angle": KindSpec("Angle", (3, 3)),  # end, corner, end
    "angle_vertical": KindSpec("Angle to vertical", (2, 2)),  # corner, end
    "angle_horizontal": KindSpec("Angle to horizontal", (2, 2)),  # corner, end
    "goniometer": KindSpec("Joint angle", (3, 3), landmarks=3),  # as placed; the joints lead
    "ellipse": KindSpec("Circle", (2, 2)),  # opposite corners of its box
    "rectangle": KindSpec("Rectangle", (2, 2)),
    "freehand": KindSpec("Freehand", (2, MOST_STROKE_POINTS)),
    "text": KindSpec("Text", (2, 2)),  # what it is about, where it stands
    "stopwatch": KindSpec("Stopwatch", (1, 1)),
    "counter": KindSpec("Counter", (1, 1)),
    "ruler": KindSpec("Ruler", (2, 2)),
    "grid": KindSpec("Grid", (2, 2), amount=(2.0, 8.0, 40.0), amount_is="cells across"),
    "plumb": KindSpec("Plumb line", (1, 1)),
    "spotlight": KindSpec("Spotlight", (2, 2)),
    "magnifier": KindSpec("Pinned magnifier", (3, 3), amount=(1.5, 3.0, 12.0), amount_is="times as large"),
    "trail": KindSpec("Joint trail", (1, 1), landmarks=1, amount=(0.1, 1.0, 60.0), amount_is="seconds"),
}  # fmt: skip
assert set(KINDS) == set(get_args(Kind))

TIED: Final = frozenset(kind for kind, spec in KINDS.items() if spec.landmarks)  # they follow joints by themselves
ANGLES: Final[frozenset[Kind]] = frozenset({"angle", "angle_vertical", "angle_horizontal", "goniometer"})
