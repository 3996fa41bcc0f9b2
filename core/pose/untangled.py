"""People whose ways met: each look goes to whose body was seen, told from where everybody went before and after.

Where two bodies overlap the network may take either for the other, and from then on each is followed as the other one.
No look tells by itself: but nobody leaves an encounter at the place, with the speed and the size of whom they met.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

import numpy as np

from core.pose.backend import Floats
from core.pose.course import TOLD_S, Course, Span, after, before
from core.pose.people import Person, trunk

_NEAR, _ONE_BODY = 0.5, 0.15  # body lengths between the trunks of two who overlap, and of two looks at one body
_TWO_BODIES = 0.25  # between those of looks at two bodies
_HOLE_S = 0.35  # between two moments of one encounter
_LEAST_S = 0.5  # of one that is told
_STANDS = 0.3  # body lengths a second: slower than anybody walks
_CLEARLY = 0.2  # body lengths that one way of going on must be better than the other


def untangled(people: Sequence[Person]) -> list[Person]:
    """The same people with the looks at their own bodies; whoever was somebody else in nearly all is left out."""
    out = list(people)
    pairs = list(itertools.combinations(range(len(out)), 2))
    for a, b in pairs:
        if out[a].parted_from and out[a].parted_from == out[b].parted_from:
            continue  # what they wear is surer
        for span in _spans(out[a], out[b], _NEAR):
            if _were_exchanged(out[a], out[b], span) and (at_s := _exchanged_s(out[a], out[b], span)) is not None:
                one, other = out[a], out[b]
                out[a], out[b] = (_spliced(x, y, at_s) for x, y in ((one, other), (other, one)))
    for a, b in pairs:
        for span in _spans(out[a], out[b], _ONE_BODY):
            costs = _costs_of_one_body(out[a], out[b], span)
            if abs(costs[0] - costs[1]) >= _CLEARLY:
                k = a if costs[0] > costs[1] else b
                out[k] = _but(out[k], span)
    return [person for person in out if len(person.poses) > 1]


def beside(person: Person, others: Sequence[Person], met: Sequence[Span] = ()) -> tuple[Span, ...]:
    """From when to when somebody else stood so near that looks may have fallen on them, in order of time.

    Two who are seen on one body are one, seen twice.  met : when somebody was seen there who may not be followed.
    """
    out: list[Span] = []
    spans = [
        _while_there(span, person, other)
        for other in others
        for span in _spans(person, other, _NEAR)
        if span[1] - span[0] >= _LEAST_S and _are_apart(person, other, span)
    ]
    for track in person.parted_from:
        near = _spans(person, track, _NEAR, _TWO_BODIES)
        spans += [span for span in near if span[1] - span[0] >= _LEAST_S]
    for first, last in sorted([*spans, *_clipped(met, person)]):
        if out and first <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], last)
        else:
            out.append((first, last))
    return tuple(out)


def _clipped(spans: Sequence[Span], person: Person) -> list[Span]:
    """Spans within the time in which somebody was seen."""
    return [(max(first, person.time_s[0]), min(last, person.time_s[-1])) for first, last in spans]


def _while_there(span: Span, person: Person, other: Person) -> Span:
    """The span, longer where the other one stood there still when they were found, or last looked at."""
    came, left = (Course.of(other, span, at_end) for at_end in (False, True))
    from_s, to_s = span
    if came is not None and other.time_s[0] >= from_s and _stands(came, other):
        from_s = person.time_s[0]
    if left is not None and other.time_s[-1] <= to_s and _stands(left, other):
        to_s = person.time_s[-1]
    return from_s, to_s


def _stands(course: Course, person: Person) -> bool:
    return float(np.hypot(*course.speed)) < _STANDS * person.longest_body


def _were_exchanged(one: Person, other: Person, span: Span) -> bool:
    """Whether two who met have each gone on as the other one."""
    came = [Course.of(p, before(span), True) for p in (one, other)]
    left = [Course.of(p, after(span), False) for p in (one, other)]
    if came[0] is None or came[1] is None or left[0] is None or left[1] is None:
        return False
    body = max(one.longest_body, other.longest_body)
    kept = came[0].cost(left[0], body) + came[1].cost(left[1], body)
    return came[0].cost(left[1], body) + came[1].cost(left[0], body) < kept - _CLEARLY


def _costs_of_one_body(one: Person, other: Person, span: Span) -> tuple[float, float]:
    """How ill it fits that a body, on which both were seen, was the one's and the other's; alike if nothing tells."""
    body = max(one.longest_body, other.longest_body)
    costs = np.zeros(2)
    came, left = before(span), after(span)
    if _are_apart(one, other, came):
        first = Course.of(one, (span[0], min(span[1], span[0] + TOLD_S)), False)
        earlier = [Course.of(p, came, True) for p in (one, other)]
        if first is not None and earlier[0] is not None and earlier[1] is not None:
            costs += [earlier[0].cost(first, body), earlier[1].cost(first, body)]
    if _are_apart(one, other, left):
        last = Course.of(one, (max(span[0], span[1] - TOLD_S), span[1]), True)
        later = [Course.of(p, left, False) for p in (one, other)]
        if last is not None and later[0] is not None and later[1] is not None:
            costs += [last.cost(later[0], body), last.cost(later[1], body)]
    return float(costs[0]), float(costs[1])


def _are_apart(one: Person, other: Person, span: Span) -> bool:
    """Whether two are seen on two bodies, mostly."""
    _, apart = _together(one, other, span)
    return bool(len(apart) and np.median(apart) >= _TWO_BODIES)


def _together(one: Person, other: Person, span: Span = (-np.inf, np.inf)) -> tuple[Floats, Floats]:
    """(N,) seconds within a span at which both are followed, and (N,) body lengths between their trunks then."""
    seen = []
    for person in (one, other):  # and a look on either side, to interpolate from
        rows = slice(
            max(bisect_left(person.time_s, span[0]) - 1, 0),
            bisect_right(person.time_s, span[1]) + 1,
        )
        seen.append((np.array(person.time_s[rows]), trunk(np.array(person.poses[rows]))))
    (a_s, a), (b_s, b) = seen
    time_s = np.union1d(a_s, b_s)
    from_s, to_s = max(a_s[0], b_s[0], span[0]), min(a_s[-1], b_s[-1], span[1])
    time_s = time_s[(time_s >= from_s) & (time_s <= to_s)]
    way = _at(time_s, a_s, a) - _at(time_s, b_s, b)
    return time_s, np.linalg.norm(way, axis=-1).mean(axis=-1) / max(one.longest_body, other.longest_body)


def _at(time_s: Floats, seen_s: Floats, points: Floats) -> Floats:
    """(T, 3, 2) of points (N, 3, 2) that were seen at other times."""
    columns = points.reshape(len(seen_s), 6).T
    return np.stack([np.interp(time_s, seen_s, column) for column in columns], axis=1).reshape(-1, 3, 2)


def _spans(one: Person, other: Person, within: float, least: float = 0.0) -> list[Span]:
    """From when to when two people are so near to each other, in body lengths, and no nearer than `least`."""
    out: list[Span] = []
    if not one.poses or not other.poses:  # all that was seen was the other's
        return out
    time_s, apart = _together(one, other)
    for now_s in time_s[(apart < within) & (apart >= least)].tolist():
        if out and now_s - out[-1][1] <= _HOLE_S:
            out[-1] = out[-1][0], now_s
        else:
            out.append((now_s, now_s))
    return out


def _exchanged_s(one: Person, other: Person, span: Span) -> float | None:
    """When two were exchanged: where they were nearest, or each leapt to the other's place; None where neither was."""
    time_s, apart = _together(one, other, span)
    nearest = int(apart.argmin())
    if apart[nearest] < _TWO_BODIES:
        return float(time_s[nearest])
    if len(time_s) < 2:
        return None
    a, b = (_at(time_s, np.array(p.time_s), trunk(np.array(p.poses))) for p in (one, other))
    went, would = (_step(a, a) + _step(b, b)), (_step(a, b) + _step(b, a))
    leap = int((would - went).argmin())
    return float(time_s[leap + 1]) if would[leap] < went[leap] else None


def _step(here: Floats, there: Floats) -> Floats:
    """(T - 1,) pixels from one's trunk (T, 3, 2) at each moment to another one's at the next."""
    return np.asarray(np.linalg.norm(there[1:] - here[:-1], axis=-1).mean(axis=-1))


def _spliced(one: Person, other: Person, at_s: float) -> Person:
    """One until a moment, and the other from then on."""
    out = Person(doubled=other.doubled, given_up=other.given_up)
    _take(out, one, lambda now_s: now_s < at_s)
    _take(out, other, lambda now_s: now_s >= at_s)
    return out


def _but(person: Person, span: Span) -> Person:
    """All but what was seen within a span."""
    out = Person(doubled=person.doubled, given_up=person.given_up)
    _take(out, person, lambda now_s: not span[0] <= now_s <= span[1])
    return out


def _take(out: Person, person: Person, when: Callable[[float], bool]) -> None:
    for now_s, pose, look in zip(person.time_s, person.poses, person.looks, strict=True):
        if when(now_s):
            out.add(now_s, pose, look=look)
