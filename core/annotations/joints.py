"""Which joint a person means, and between which neighbours its angle lies."""

import math
from collections.abc import Iterable
from typing import Final

from core.annotations.annotation import Point
from core.annotations.moment import Moment
from core.pose.skeleton import BODY, SIDES

# end, corner, end: the angle a joint is usually told by
_NEIGHBOURS: Final[dict[str, tuple[str, str, str]]] = {
    "shoulder": ("elbow", "shoulder", "hip"), "elbow": ("shoulder", "elbow", "wrist"),
    "wrist": ("elbow", "wrist", "index"), "hip": ("shoulder", "hip", "knee"), "knee": ("hip", "knee", "ankle"),
    "ankle": ("knee", "ankle", "foot_index"),
}  # fmt: skip
BENDING: Final = tuple(f"{side}_{part}" for side in SIDES for part in _NEIGHBOURS)
TRACEABLE: Final = tuple(f"{side}_{part}" for side in SIDES for part in BODY)


def angle_joints(corner: str) -> tuple[str, str, str]:
    """The three landmarks of the angle at one of `BENDING`."""
    side, part = corner.split("_", 1)
    a, b, c = _NEIGHBOURS[part]
    return (f"{side}_{a}", f"{side}_{b}", f"{side}_{c}")


def nearest(moment: Moment, to: Point, names: Iterable[str] = TRACEABLE, within_px: float = math.inf) -> str | None:
    """The seen landmark of these nearest to a point of the picture; None where none is near enough."""
    best, least = None, within_px
    for name in names:
        at = moment.landmark(name)
        if at is not None and math.dist(at, to) <= least:
            best, least = name, math.dist(at, to)
    return best
