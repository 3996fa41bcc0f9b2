"""People who come past each other: whoever is behind is not seen for a moment, and must not become the other one."""

import itertools
from collections.abc import Sequence

import numpy as np

from core.pose import boxes
from core.pose.backend import Floats
from core.pose.people import Look, Person, same_person

_APART, _APART_LOOKS = 0.6, 10  # body lengths between two people who meet, in one of so many looks before


def hidden_people(followed: Sequence[Person], time: float, seen: Sequence[Look | None]) -> set[int]:
    """Who was seen on the body of another one who came past: of two, whoever is further from where they were going.

    Two who never were apart are one body found twice: neither is hidden.
    """
    out: set[int] = set()
    for a, b in itertools.combinations(range(len(seen)), 2):
        here, there = seen[a], seen[b]
        if here is None or there is None or {a, b} & out:
            continue
        if same_person(here.seen.xy_px, there.seen.xy_px) and _were_apart(followed[a], followed[b]):
            away = [_from_way(followed[k], time, one.seen.xy_px) for k, one in ((a, here), (b, there))]
            out.add(a if away[0] > away[1] else b)
    return out


def _from_way(person: Person, time: float, pose: Floats) -> float:
    """Pixels between a pose and where the person was going."""
    return float(np.hypot(*(boxes.centre(pose) - boxes.centre(person.poses[-1]) - person.drift_px(time))))


def _were_apart(one: Person, other: Person) -> bool:
    """Were two people clearly beside each other a moment ago?"""
    near = zip(one.poses[-_APART_LOOKS::3], other.poses[-_APART_LOOKS::3], strict=False)
    body = max(one.longest_body, other.longest_body)
    return any(float(np.hypot(*(boxes.centre(a) - boxes.centre(b)))) > _APART * body for a, b in near)
