"""Where one head was over a stretch of a clip, seen now and then: what lies between is told from both ends."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Circle = tuple[float, float, float]

GROWTH_PER_S: Final = 2.0  # of the radius, while nobody is seen there
_SWAY: Final = 0.25  # of the way between two looks: how far off the straight line a head may be


@dataclass
class HeadPath:
    """Somebody's poses (33, 2) in order of time, and the circle (x, y, radius) about the head of each."""

    time_s: list[float] = field(default_factory=list)
    poses: list[Floats] = field(default_factory=list)
    circles: list[Circle] = field(default_factory=list)

    def add(self, time_s: float, pose: Floats, circle: Circle, first: bool = False) -> None:
        """Append, or put in front while they are followed backwards."""
        at = 0 if first else len(self.time_s)
        self.time_s.insert(at, time_s)
        self.poses.insert(at, pose)
        self.circles.insert(at, circle)

    def at(self, time_s: float, hold_s: float) -> Circle | None:
        """The circle at that time, larger the longer nobody looked; None more than `hold_s` before and after."""
        after = int(np.searchsorted(self.time_s, time_s - 1e-6))
        if after < len(self.time_s) and self.time_s[after] - time_s < 1e-6:
            return self.circles[after]
        ends = [row for row in (after - 1, after) if 0 <= row < len(self.time_s)]
        away = [abs(self.time_s[row] - time_s) for row in ends]
        if len(ends) == 2 and sum(away) <= hold_s + 1e-6:
            (x0, y0, r0), (x1, y1, r1) = (self.circles[row] for row in ends)
            share = away[0] / sum(away)
            moved = float(np.hypot(x1 - x0, y1 - y0))
            return x0 + share * (x1 - x0), y0 + share * (y1 - y0), max(r0, r1) + _SWAY * moved
        nearest = int(np.argmin(away))
        if away[nearest] > hold_s + 1e-6:
            return None
        x, y, radius = self.circles[ends[nearest]]
        return x, y, radius * (1 + GROWTH_PER_S * away[nearest])
