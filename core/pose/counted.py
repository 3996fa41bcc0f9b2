"""How many people there were: who is lost and found again is one, whoever they are followed as."""

from collections.abc import Sequence

import numpy as np

from core.pose import boxes
from core.pose.people import Person

_AT_ONCE_S = 0.5  # that two must be seen at once to be two: one who is found anew is lost a moment later
_LOST_S = 4.0  # after which somebody found at the same place may be another one
_SAME_PLACE = 1.0  # body lengths: of a body that the picture cuts off now this part and now that is taken for the whole


def how_many(known: Sequence[Person], athlete: Person) -> int:
    """The athlete and those who are worth a word beside them.

    Of a body whose legs or whose head the picture cuts off the model sees a small whole one, loses it and sees another.
    """
    groups: list[list[Person]] = []
    for person in sorted(known, key=lambda p: p.time_s[0]):
        for group in groups:
            if not any(_at_once(before, person) for before in group) and _goes_on(group[-1], person):
                group.append(person)
                break
        else:
            groups.append([person])
    return sum(any(person.is_told_of_beside(athlete) for person in group) for group in groups)


def _at_once(before: Person, person: Person) -> bool:
    """Whether two were seen at once for longer than it takes to lose the one who is found anew."""
    return before.time_s[-1] - person.time_s[0] > _AT_ONCE_S and before.time_s[0] < person.time_s[-1]


def _goes_on(before: Person, person: Person) -> bool:
    """Whether somebody begins where and when another one was seen last."""
    away = float(np.hypot(*(boxes.centre(person.poses[0]) - boxes.centre(before.poses[-1]))))
    body = max(before.longest_body, person.longest_body)
    return person.time_s[0] - before.time_s[-1] <= _LOST_S and away <= _SAME_PLACE * body
