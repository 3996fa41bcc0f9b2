"""People who were lost and found again, or taken for somebody else in between: one person each."""

from collections.abc import Sequence

import numpy as np

from core.pose import boxes
from core.pose.covered import leaps_of, trunk_of
from core.pose.people import Person, same_person
from core.pose.told_apart import wear_another

CARRIED_ON_S = 1.0  # a person lost and found again within this time is one person
_FEW = 3  # looks that tell where somebody is
_LONGEST_S, _BOTH_S = 4.0, 0.25  # after the leap the other one begins, or before it: half a body is followed twice
_SAME = 0.15  # body lengths between the place that was left and where the other one begins
_STANDING = 4  # looks that tell whether somebody stands, before they were hidden and after
_ALIKE, _SQUATS = 0.8, 0.4  # of the longer body; body lengths that hips go down in a squat


def joined(people: Sequence[Person]) -> list[Person]:
    """People lost and soon found again near where they went are one person."""
    out: list[Person] = []
    for person in sorted(people, key=lambda p: p.time_s[0]):
        for before in out:
            gap = person.time_s[0] - before.time_s[-1]
            body = max(before.longest_body, person.longest_body)
            away = np.hypot(*(boxes.centre(person.poses[0]) - boxes.centre(before.poses[-1])))
            if 0 < gap <= CARRIED_ON_S and away < (1 + 3 * gap) * body:
                for time, pose, look in zip(person.time_s, person.poses, person.looks, strict=True):
                    before.add(time, pose, look=look)
                break
        else:
            out.append(person)
    return out


def back_again(people: Sequence[Person]) -> list[Person]:
    """Whoever was followed off by somebody who passed in front of them goes on where they come into sight.

    They were found anew there, as somebody else: but nobody enters a picture in its middle, at the place that another
    one has left by a leap.  The looks at who passed stay in between; `core.pose.covered` tells them by the same signs.
    """
    out = sorted(people, key=lambda p: p.time_s[0])
    for again in out[:]:
        for before in out[:]:
            seen = sum(time < again.time_s[0] for time in before.time_s)
            if again is before or again not in out or not _left_there(before, seen, again):
                continue
            whole, rest = _part(before, 0, seen), _part(before, seen, len(before.poses))
            for time, pose, look in zip(again.time_s, again.poses, again.looks, strict=True):
                whole.add(time, pose, look=look)
            out = [p for p in out if p is not again and p is not before]
            if len(rest.poses) > 1 and not any(_seen_of(rest, other) for other in out):
                out.append(rest)
            out.append(whole)
            break
    return out


def returned(people: Sequence[Person]) -> list[Person]:
    """Who was hidden for some seconds and is found again where they stood, in the same clothes, is one person."""
    out: list[Person] = []
    for person in sorted(people, key=lambda p: p.time_s[0]):
        before = [p for p in out if _stood_there(p, person)]
        others = [p for p in people if p is not person and p not in before]
        if len(before) == 1 and not any(_may_be_either(p, before[0], person) for p in others):
            whole = _part(before[0], 0, len(before[0].poses))
            for time, pose, look in zip(person.time_s, person.poses, person.looks, strict=True):
                whole.add(time, pose, look=look)
            whole.parted_from = before[0].parted_from
            out[out.index(before[0])] = whole
        else:
            out.append(person)
    return out


def _stood_there(before: Person, again: Person) -> bool:
    gap_s = again.time_s[0] - before.time_s[-1]
    if not 0 < gap_s <= _LONGEST_S or min(len(before.poses), len(again.poses)) < _STANDING:
        return False
    body = max(before.longest_body, again.longest_body)
    ends = [boxes.centre(np.array(poses)) for poses in (before.poses[-_STANDING:], again.poses[:_STANDING])]
    stand = all(float(np.ptp(end[:, 0])) <= _SAME * body for end in ends)
    across, down = np.abs(np.median(ends[1], axis=0) - np.median(ends[0], axis=0)) / body
    alike = min(before.longest_body, again.longest_body) >= _ALIKE * body
    return stand and alike and bool(across <= _SAME and down <= _SQUATS) and not wear_another(before, again)


def _may_be_either(other: Person, before: Person, again: Person) -> bool:
    """Whether somebody in the same clothes was seen close by meanwhile."""
    place = boxes.centre(np.array([before.poses[-1], again.poses[0]])).mean(axis=0)
    body = max(before.longest_body, again.longest_body)
    near = (
        float(np.hypot(*(boxes.centre(pose) - place))) < body
        for time_s, pose in zip(other.time_s, other.poses, strict=True)
        if before.time_s[-1] - CARRIED_ON_S <= time_s <= again.time_s[0] + CARRIED_ON_S
    )
    return any(near) and not wear_another(before, other)


def _left_there(before: Person, seen: int, again: Person) -> bool:
    """Whether one of them leapt off the place at which the other begins, `seen` looks later."""
    if seen < _FEW or len(again.poses) < _FEW or again.time_s[0] - before.time_s[seen - 1] > CARRIED_ON_S:
        return False
    time_s, poses = before.arrays()
    trunk, length = trunk_of(poses), boxes.body_length(poses)
    end = np.median(trunk_of(np.array(again.poses[:_FEW])), axis=0)
    for first, _ in leaps_of(time_s, trunk, length):
        since_s = again.time_s[0] - time_s[first - 1]
        if first < _FEW or not -_BOTH_S <= since_s <= _LONGEST_S:
            continue
        body = float(np.percentile(length[:first], 75))
        speed = np.linalg.norm(np.diff(trunk[:first], axis=0), axis=-1).max(axis=1) / np.diff(time_s[:first])
        near = _SAME * body + float(np.percentile(speed, 95)) * max(since_s, 0.0)
        start = np.median(trunk[first - _FEW : first], axis=0)
        if float(np.linalg.norm(end - start, axis=-1).max()) <= near:
            return True
    return False


def _part(person: Person, first: int, stop: int) -> Person:
    part = Person(given_up=person.given_up)
    for k in range(first, stop):
        part.add(person.time_s[k], person.poses[k], look=person.looks[k])
    return part


def _seen_of(rest: Person, other: Person) -> bool:
    """Whether what is left of one was seen of another at the same moments."""
    at = {time: k for k, time in enumerate(other.time_s)}
    both = [(k, at[time]) for k, time in enumerate(rest.time_s) if time in at]
    return bool(both) and all(same_person(rest.poses[k], other.poses[j]) for k, j in both)
