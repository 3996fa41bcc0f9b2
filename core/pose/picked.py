"""Who is at a point of the picture that somebody picked, and what is said where nobody is."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.errors import PickError
from core.pose import at_point, boxes
from core.pose.backend import Floats
from core.pose.people import Person
from core.pose.second_body import WARM
from core.pose.skeleton import INDEX
from core.pose.told_apart import is_another

_WITHIN = 0.12  # body lengths beside somebody: farther away another one was meant, whom nobody has found
# Body lengths from the nearest bone or hand: a trunk from the side is 0.1 deep to either side of them.  What is farther
# off lies in the air that a bent body holds, or on another one behind it.
_OFF_BODY = 0.15
# Body lengths beside the bones of the one who is taken: of clicks on a trunk that were followed rightly 1 in 230 lies
# as far off, of those that were followed on another one half.  The looks then, and how warm a second place is in
# them where most are at half the one and half the other.
_ASIDE, _THEN_S, _TWO = 0.07, 0.3, 0.4
_CLOSE = 1.0  # body lengths between two of whom one may have been meant
_ARMS = range(INDEX["left_elbow"], INDEX["right_thumb"] + 1)  # they reach out to others
# thirds of the picture, row by row
_PLACES: Final = (
    ("in the upper left part", "in the upper part", "in the upper right part"),
    ("in the left part", "in the middle", "in the right part"),
    ("in the lower left part", "in the lower part", "in the lower right part"),
)
_HINT: Final = "pick a point on the athlete's body"
_LONGER: Final = "pick the athlete at a moment when nobody else is in front of them"


def picked(people: Sequence[Person], pick: tuple[float, float, float], size_px: tuple[int, int]) -> Person:
    """Who is at a point of a picture of that size (x, y in pixels) at a time (seconds).

    Raises
    ------
    PickError : nobody is, or only somebody who passed in front of the one who is followed.
    """
    x, y, time = pick
    best, best_off = None, np.inf
    for person in people:
        times, xy = person.arrays()
        if float(np.abs(times - time).min()) <= at_point.PICKED_WITHIN_S:
            off = _off(_pose_at(times, xy, time), (x, y))
            if off < best_off:
                best, best_off = person, off
    where = _place(x / size_px[0], y / size_px[1])
    if best is None:
        raise PickError(f"nobody was found {where} of the picture at {time:.2f} s", _HINT)
    if is_another(best, time):
        raise PickError(f"who is seen {where} of the picture at {time:.2f} s is seen for a moment only", _LONGER)
    return best


def another_meant(person: Person, others: Sequence[Person], pick: tuple[float, float, float]) -> bool:
    """Whether it is doubtful that a point lies on the one who was taken for it, and not on one beside them.

    Somebody must be there who may have been meant: one of `others`, or one who is seen in the looks at the first.
    """
    x, y, time = pick
    near = [look for t, look in zip(person.time_s, person.looks, strict=True) if look and abs(t - time) <= _THEN_S]
    warmth = max((look.seen.elsewhere for look in near), default=0.0)
    if warmth >= _TWO:
        return True
    pose = _pose_at(*person.arrays(), time)
    if at_point.away(pose, (x, y)) <= _ASIDE:
        return False
    return warmth >= WARM or any(
        float(np.abs(times - time).min()) <= at_point.PICKED_WITHIN_S
        and float(np.hypot(*(boxes.centre(_pose_at(times, xy, time)) - boxes.centre(pose))))
        <= _CLOSE * person.longest_body
        for times, xy in (other.arrays() for other in others)
    )


def _pose_at(times: Floats, xy: Floats, time: float) -> Floats:
    """(33, 2) between the looks before and after a moment: a runner goes a third of a body from one to the next."""
    after = int(np.clip(np.searchsorted(times, time), 1, max(len(times) - 1, 1)))
    if len(times) == 1:
        return np.asarray(xy[0])
    share = float(np.clip((time - times[after - 1]) / (times[after] - times[after - 1]), 0.0, 1.0))
    return np.asarray(xy[after - 1] + share * (xy[after] - xy[after - 1]))


def _off(pose: Floats, point: tuple[float, float]) -> float:
    """Body lengths from a point to the nearest bone or landmark of somebody; infinite where it is not on them."""
    body = float(boxes.body_length(pose))
    nearest = float(np.hypot(*(pose - point).T).min()) / body
    rest = np.delete(pose, _ARMS, axis=0)
    outside = np.maximum(np.maximum(rest.min(axis=0) - point, point - rest.max(axis=0)), 0.0)
    off = min(nearest, at_point.away(pose, point))
    beside = min(nearest, float(np.hypot(*outside)) / body)
    return off if off <= _OFF_BODY and beside <= _WITHIN else np.inf


def _place(across: float, down: float) -> str:
    """The part of the picture that a point lies in, given in shares of its width and height."""
    column, row = (int(np.clip(3 * share, 0, 2)) for share in (across, down))
    return _PLACES[row][column]
