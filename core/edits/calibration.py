"""What a person knows of lengths in the picture."""

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Calibration:
    """Points of one frame whose distances are known.

    kind : "line", two points `lengths_m[0]` apart; "plane", the four corners of a rectangle on the ground, in order
    around it, `lengths_m` = (first to second corner, second to third).  points_px : display pixels.
    frame : of the clip.
    """

    kind: Literal["line", "plane"]
    points_px: tuple[tuple[float, float], ...]
    lengths_m: tuple[float, ...]
    frame: int = 0

    def __post_init__(self) -> None:
        wanted = {"line": (2, 1), "plane": (4, 2)}.get(self.kind)
        if wanted is None or (len(self.points_px), len(self.lengths_m)) != wanted:
            raise ValueError("a line has two points and a length, a plane four points and two lengths")
        numbers = [n for point in self.points_px for n in point]
        if not all(len(point) == 2 for point in self.points_px) or not all(math.isfinite(n) for n in numbers):
            raise ValueError("points are x and y in the picture")
        if not all(0 < length < math.inf for length in self.lengths_m):
            raise ValueError("a length is longer than nothing")
