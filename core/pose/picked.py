"""Who is at a point of the picture that somebody picked, and what is said where nobody is."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from core.errors import PickError
from core.pose import at_point, boxes
from core.pose.backend import Floats
from core.pose.people import Person
from core.pose.skeleton import INDEX
from core.pose.told_apart import is_another

_WITHIN = 0.12  # body lengths beside somebody: farther away another one was meant, whom nobody has found
# Body lengths from the nearest bone or hand: a trunk from the side is 0.1 deep to either side of them.  What is farther
# off lies in the air that a bent body holds, or on another one behind it.
_OFF_BODY = 0.15
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
