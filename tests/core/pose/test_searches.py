"""When people are looked for, and in how small parts of the picture, by who is followed."""

import numpy as np
import pytest

from core.pose.people import Person
from core.pose.searches import Searched, Searches

BODY = np.stack([np.linspace(200.0, 210.0, 33), np.linspace(0.0, 480.0, 33)], axis=1)
LONG, SHORT = Searches(480.0, 60.0), Searches(480.0, 6.0)
SMALL, LARGE = Person(longest_body=100.0), Person(longest_body=300.0)


class Runner(Person):
    """Somebody with fast feet."""

    def foot_speed(self) -> float:
        return 3.0


def stands(seconds: float) -> Person:
    """Somebody who fills the picture and does not move."""
    person = Person()
    for time_s in np.arange(0.0, seconds, 0.1):
        person.add(float(time_s), BODY)
    return person


@pytest.mark.parametrize(
    ("searches", "followed", "wait_s"),
    [
        (LONG, [], 0.5), (LONG, [SMALL], 1.0), (LONG, [SMALL, LARGE], 3.0),
        (SHORT, [SMALL], 0.5), (SHORT, [Runner(longest_body=100.0)], 1.0), (SHORT, [LARGE], 3.0),
    ],
    ids=["nobody", "small", "large", "short-small", "short-runner", "short-large"],
)  # fmt: skip
def test_the_less_sure_it_is_who_is_followed_the_sooner_people_are_looked_for_again(
    searches: Searches, followed: list[Person], wait_s: float
) -> None:
    last = Searched().again(10.0)
    assert not searches.is_due(last, followed, 10.0 + wait_s - 0.01)
    assert searches.is_due(last, followed, 10.0 + wait_s)
    assert searches.is_due(Searched(), followed, 0.0), "nobody was looked for yet"


def test_others_are_looked_for_behind_who_fills_the_picture_and_stands_idle() -> None:
    idle = [stands(2.5)]
    last = Searched().again(2.0)
    assert LONG.fills(idle[0]) and LONG.stands_idle(idle) and not LONG.is_filled(idle)
    assert not LONG.is_due_behind(last, idle, 2.9) and LONG.is_due_behind(last, idle, 3.0)
    assert SHORT.is_due_behind(last, idle, 2.5), "in a short clip twice a second"
    assert not LONG.is_due_behind(last.behind(2.5), idle, 3.0)
    assert not LONG.is_due_behind(last, [stands(1.5)], 9.0), "too soon to tell"
    assert not LONG.is_due_behind(last, [SMALL], 9.0) and not LONG.is_due_behind(last, [LARGE], 9.0)


def test_smaller_parts_are_looked_into_where_nobody_is_followed() -> None:
    assert [LONG.depths([], times) for times in range(4)] == [(1, 2), (1, 1), (0, 2), (1, 1)]
    assert [LONG.depths([SMALL], times) for times in range(4)] == [(1, 1), (1, 1), (0, 0), (1, 1)]
    assert SHORT.depths([SMALL], 2) == (1, 1), "in a short clip every time"
    assert SHORT.depths([Runner()], 2) == (0, 0), "whoever runs was overlooked by nobody"
