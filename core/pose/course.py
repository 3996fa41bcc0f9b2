"""Where somebody is at a moment and how they go on, told by a few looks before or after it."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.pose import boxes
from core.pose.backend import Floats
from core.pose.people import Person, trunk

TOLD_S: Final = 1.0  # for how long it is told where somebody goes
_FEW, _MOST = 3, 8  # by how many looks
_SPEED_S = 0.5  # a difference in speed counts as much as the way it makes in so long

Span = tuple[float, float]  # seconds from and to


@dataclass(frozen=True)
class Course:
    """Where somebody is at a moment and how they go on.  at, speed : (2,) pixels, a second.  body : pixels."""

    time_s: float
    at: Floats
    speed: Floats
    body: float

    @classmethod
    def of(cls, person: Person, span: Span, at_end: bool) -> "Course | None":
        """At the last look within a span, or the first; None where there are few looks."""
        first, stop = bisect_left(person.time_s, span[0]), bisect_right(person.time_s, span[1])
        if stop - first < _FEW:
            return None
        rows = slice(max(first, stop - _MOST), stop) if at_end else slice(first, min(stop, first + _MOST))
        time_s, xy = np.array(person.time_s[rows]), np.array(person.poses[rows])
        now_s = float(time_s[-1 if at_end else 0])
        speed, at = np.polyfit(time_s - now_s, trunk(xy).mean(axis=1), 1)
        return cls(now_s, at, speed, float(np.median(boxes.body_length(xy))))

    def cost(self, then: "Course", body: float) -> float:
        """How ill `then` goes on from here, in body lengths."""
        took_s = then.time_s - self.time_s
        off = then.at - self.at - (self.speed + then.speed) / 2 * took_s
        # up and down a squatter's speed changes within the time it takes to pass
        faster = abs(float(then.speed[0] - self.speed[0])) * _SPEED_S
        return (float(np.hypot(*off)) / (1 + took_s) + faster) / body + abs(float(np.log(self.body / then.body)))


def before(span: Span) -> Span:
    """The time before a span that tells where somebody came from."""
    return span[0] - TOLD_S, float(np.nextafter(span[0], -np.inf))


def after(span: Span) -> Span:
    """The time after a span that tells where somebody went."""
    return float(np.nextafter(span[1], np.inf)), span[1] + TOLD_S
