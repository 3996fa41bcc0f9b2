"""Bodies that half cover, or are half covered by, somebody who is followed: the detector tells one body of the two.

Where another body is in the box the landmark network's heatmaps are warm in two places for a head, for shoulders, for
hips.  That costs nothing to see, but a bar or a plate before the body does it as well, so the network is asked: in two
boxes of different reach to one side of somebody alone it sees them again, or half bodies in different places; of two
who overlap it sees the other one in both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose import boxes
from core.pose.backend import Box, Detection, Floats, Picture
from core.pose.people import Person, trunk
from core.pose.workers import Workers

WARM: Final = 0.15  # of a look's `elsewhere`: 5 % of the looks at people alone, where nothing hides them none
_NEAR = 0.5  # body lengths between the trunks of two who overlap: each warms the other one's heatmaps
_WAIT_S, _MOST_S = 0.25, 1.0  # until it is asked again: twice as long each time that it was in vain
_BETWEEN_S = 2.0  # two who stand in line overlap differently through a squat, which takes about as long
_REACH = 0.7  # body lengths from the hips to those of whom was found beside them

_ASIDE, _SMALLER = (0.3, 0.45), 0.8  # body lengths; of the usual box
_OFF = 0.1  # body lengths that the other one's own box is moved away from the first
_SURE, _SIZES = 0.9, (0.7, 1.4)  # the network's score; of the first body
# Body lengths between trunks: of looks at one body, of one seen again in its own box, of two bodies. Of 172 looks at
# pictures of one person none told of another one, of 148 beside somebody more than half did.
_SAME, _STEADY, _OTHER = 0.1, 0.05, 0.2


@dataclass(frozen=True)
class Asked:
    """When it is asked again who is beside somebody, and where they were seen before.

    next_s : seconds.  vain : how often in a row nobody was found.  met : seconds, x and y of the bodies that were.
    """

    next_s: float = -np.inf
    vain: int = 0
    met: tuple[tuple[float, float, float], ...] = ()

    def then(self, time_s: float, found: Sequence[Box]) -> "Asked":
        """After it was asked at a moment."""
        vain = 0 if found else self.vain + 1
        met = (*self.met, *((time_s, box.x, box.y) for box in found))
        return Asked(time_s + min(_WAIT_S * 2**vain, _MOST_S), vain, met)

    def rows(self) -> Floats:
        """(1 + N, 3), for `of`."""
        return np.array([(self.next_s, self.vain, 0.0), *self.met])

    @classmethod
    def of(cls, rows: NDArray[np.floating]) -> "Asked":
        (next_s, vain, _), *met = rows.tolist()
        return cls(next_s, int(vain), tuple((time_s, x, y) for time_s, x, y in met))

    def beside(self, person: Person) -> list[tuple[float, float]]:
        """From when to when somebody was there beside a person: where they were seen, and what looks like it nearby.

        It tells of those as well who could not be followed: who stands in line is lost where they overlap most.
        """
        met_s = [time_s for time_s, x, y in self.met if _was_near(person, time_s, x, y)]
        warm = [t for t, one in zip(person.time_s, person.looks, strict=True) if one and one.seen.elsewhere >= WARM]
        out: list[tuple[float, float]] = []
        for now_s in sorted([*met_s, *warm]):
            if out and now_s - out[-1][1] <= _BETWEEN_S:
                out[-1] = out[-1][0], now_s
            else:
                out.append((now_s, now_s))
        return [(first - _WAIT_S, last + _WAIT_S) for first, last in out if any(first <= t <= last for t in met_s)]


def _was_near(person: Person, time_s: float, x: float, y: float) -> bool:
    seen_s, xy = person.arrays()
    near = int(np.abs(seen_s - time_s).argmin())
    away = float(np.hypot(*(boxes.centre(xy[near]) - (x, y))))
    return bool(abs(seen_s[near] - time_s) <= _WAIT_S and away <= _REACH * person.longest_body)


def unclear(followed: Sequence[Person], time_s: float) -> list[Floats]:
    """Poses (33, 2) of those seen at a moment in whose box somebody else may be who is not followed."""
    now = [p for p in followed if p.time_s[-1] == time_s]
    return [
        p.poses[-1]
        for p in now
        if (look := p.looks[-1]) is not None
        and look.seen.elsewhere >= WARM
        and not any(_apart(p.poses[-1], other.poses[-1]) < _NEAR for other in followed if other is not p)
    ]


def bodies_beside(workers: Workers, picture: Picture, known: Sequence[Floats], others: Sequence[Floats]) -> list[Box]:
    """Where somebody is beside one of `known` who is none of `others` either, poses (33, 2) of about this picture."""
    places = [(pose, side) for pose in known for side in (-1, 1)]
    looks = workers.landmarks(
        (picture, _beside(pose, side * aside, _SMALLER)) for pose, side in places for aside in _ASIDE
    )
    guesses = []
    for (pose, side), near, far in zip(places, looks[::2], looks[1::2], strict=True):
        if near is None or far is None or not (_is_another(near, pose) and _is_another(far, pose)):
            continue
        if _apart(near.xy_px, far.xy_px) <= _SAME:
            guesses.append((far, _beside(far.xy_px, side * _OFF, _SMALLER, float(boxes.trunk_turn(far.xy_px)))))
    out: list[Box] = []
    there = [*known, *others]
    again = workers.landmarks((picture, box) for _, box in guesses)
    for (first, box), seen in zip(guesses, again, strict=True):
        if seen is None or _apart(first.xy_px, seen.xy_px) > _STEADY:
            continue
        if all(_apart(pose, seen.xy_px) >= _OTHER for pose in there):
            there.append(seen.xy_px)
            out.append(box)
    return out


def _beside(pose: Floats, aside: float, share: float, turn_rad: float = 0.0) -> Box:
    box = boxes.around(pose)
    return Box(box.x + aside * box.size / boxes.BOX_PER_BODY, box.y, share * box.size, turn_rad)


def _is_another(seen: Detection, pose: Floats) -> bool:
    size = float(boxes.body_length(seen.xy_px) / boxes.body_length(pose))
    return seen.score >= _SURE and _SIZES[0] <= size <= _SIZES[1] and _apart(pose, seen.xy_px) >= _OTHER


def _apart(one: Floats, other: Floats) -> float:
    """Body lengths between two trunks; `one` tells the body."""
    return float(np.linalg.norm(trunk(one) - trunk(other), axis=-1).mean() / boxes.body_length(one))
