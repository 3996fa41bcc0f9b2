"""How many people there were."""

import numpy as np

from core.pose.counted import how_many
from core.pose.people import Person
from tests.core.passer import BODY
from tests.core.pose.test_told_apart import SQUATTER, TIME_S


def part(from_s: float, to_s: float, xy: np.ndarray = SQUATTER) -> Person:
    out = Person()
    for time_s, pose in zip(TIME_S.tolist(), xy, strict=True):
        if from_s <= time_s < to_s:
            out.add(time_s, pose)
    return out


def test_a_body_that_is_lost_and_found_again_as_another_one_in_another_size_is_one() -> None:
    middle = SQUATTER.mean(axis=1, keepdims=True)
    parts = [part(0.0, 3.2), part(3.0, 5.0, middle + 0.7 * (SQUATTER - middle)), part(5.5, 8.0)]
    assert how_many(parts, parts[0]) == 1


def test_two_who_are_seen_at_once_are_two_however_near_they_stand() -> None:
    athlete, near = part(0.0, 8.0), part(2.0, 6.0, SQUATTER + np.array([0.3 * BODY, 0.0]))
    assert how_many([athlete, near], athlete) == 2


def test_who_comes_elsewhere_or_much_later_is_another_one() -> None:
    athlete = part(0.0, 3.0)
    assert how_many([athlete, part(4.0, 8.0, SQUATTER + np.array([1.5 * BODY, 0.0]))], athlete) == 2
    early = part(0.0, 2.0)
    assert how_many([early, part(6.2, 8.0)], early) == 2
