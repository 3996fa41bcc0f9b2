"""Two who overlap are told apart by what they wear, and left as they were where that does not tell."""

from typing import Any

import numpy as np
import pytest

from core.pose import boxes
from core.pose.backend import Detection
from core.pose.clothes import UNKNOWN
from core.pose.follower import Follower
from core.pose.people import Look, Person
from core.pose.told_apart import is_another, told_apart
from core.pose.untangled import untangled
from tests.core.passer import BODY
from tests.core.pose.stage import Stage
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, joints, noisy, seen, squat, standing

Floats = np.ndarray

TIME_S = clock(15.0, 8.0)
SQUATTER = np.array(noisy(seen(TIME_S, squat(TIME_S, (Move(1.0, 2.0, 0.2, 2.0),))), 2.0).xy_px)
COACH = np.array(noisy(seen(TIME_S, joints(standing(len(TIME_S)))), 2.0).xy_px) + np.array([0.4 * BODY, 0.0])
_PARTS = UNKNOWN.shape
RED, BLUE = np.full(_PARTS, [160.0, 60.0, 50.0]), np.full(_PARTS, [60.0, 80.0, 150.0])
# whose body each of two was seen on: handed over again and again
TURNS = (np.arange(len(TIME_S)) // 17 % 2).astype(bool)


def person(xy: Floats, worn: Floats, seed: int = 0, rows: slice = slice(None)) -> Person:
    """worn : (T, 5, 3), to which each look adds its own folds."""
    out = Person()
    folds = np.random.default_rng(seed).normal(0, 6, worn.shape)
    for time, pose, colours in zip(TIME_S[rows].tolist(), xy[rows], (worn + folds)[rows], strict=True):
        seen_so = Detection(pose, np.full(33, 0.9), np.zeros((33, 3)), 1.0, np.full(33, np.nan), colours=colours)
        out.add(time, pose, look=Look(boxes.around(pose), seen_so))
    return out


def two(one: Floats, other: Floats, light: Floats | float = 1.0) -> tuple[Person, Person]:
    """The squatter in one's clothes and the coach in the other's, handed over to each other in turns."""
    turns = TURNS[:, None, None]
    lit = np.broadcast_to(light, TIME_S.shape)[:, None, None]
    return tuple(
        person(np.where(swapped, COACH, SQUATTER), np.where(swapped, other, one) * lit, seed)
        for seed, swapped in enumerate((turns, ~turns))
    )  # type: ignore[return-value]


def is_seen(one: Person, body: Floats) -> bool:
    """Whether all looks are at one body, and are there all the time."""
    return one.time_s == TIME_S.tolist() and bool(np.array_equal(one.arrays()[1], body))


@pytest.mark.parametrize("light", [1.0, np.linspace(1.0, 0.6, len(TIME_S))], ids=["one light", "it gets darker"])
def test_two_who_are_handed_over_again_and_again_get_their_own_looks_by_what_they_wear(light: Floats | float) -> None:
    out = told_apart(two(RED, BLUE, light))
    assert len(out) == 2
    squatter, coach = sorted(out, key=lambda p: float(boxes.centre(p.poses[0])[0]))
    assert is_seen(squatter, SQUATTER)
    assert is_seen(coach, COACH)


def test_one_is_a_person_also_where_both_were_followed_on_one_body_for_a_while() -> None:
    """Of two looks at one body one is kept, and of the other body there is none for so long."""
    both = two(RED, BLUE)
    on_one = person(SQUATTER, np.broadcast_to(RED, (len(TIME_S), *_PARTS)), 5)
    k = int(np.flatnonzero(TURNS)[0]) + 4
    for row in range(k, k + 5):
        both[0].poses[row], both[0].looks[row] = on_one.poses[row], on_one.looks[row]
    squatter, coach = sorted(told_apart(both), key=lambda p: -len(p.poses))
    assert is_seen(squatter, SQUATTER)
    assert coach.time_s == np.delete(TIME_S, range(k, k + 5)).tolist()


def test_two_who_wear_the_same_are_left_alone() -> None:
    both = two(RED, RED)
    out = told_apart(both)
    assert all(a is b for a, b in zip(out, both, strict=True))


def test_two_who_never_overlapped_and_somebody_alone_are_left_alone() -> None:
    away = COACH + np.array([2.0 * BODY, 0.0])
    worn = [np.broadcast_to(colour, (len(TIME_S), *_PARTS)) for colour in (RED, BLUE)]
    apart = [person(SQUATTER, worn[0]), person(away, worn[1], 1)]
    assert told_apart(apart) == apart
    assert told_apart(apart[:1]) == apart[:1]
    assert told_apart([]) == []


def test_who_runs_into_other_light_far_from_the_one_they_passed_stays_themselves() -> None:
    """There the runner's shirt looks like the other one's."""
    way = (0.8 * (TIME_S - 2.0))[:, None, None] * BODY * np.array([1.0, 0.0])
    late = np.broadcast_to((TIME_S > 7.0)[:, None, None], (len(TIME_S), *_PARTS))
    runner = person(SQUATTER[0] + way, np.where(late, BLUE, RED))
    stands = person(SQUATTER, np.broadcast_to(BLUE, (len(TIME_S), *_PARTS)), 1)
    assert [one.time_s for one in told_apart([runner, stands])] == [TIME_S.tolist()] * 2


def _runs_by() -> tuple[Floats, Person]:
    """A runner past the squatter, and their person: their clothes look a little more like BLUE behind them."""
    runs = SQUATTER[0] + (1.6 * (TIME_S - 4.0))[:, None, None] * BODY * np.array([1.0, 0.0])
    late = np.broadcast_to((TIME_S > 4.5)[:, None, None], (len(TIME_S), *_PARTS))
    return runs, person(runs, np.where(late, 0.4 * RED + 0.6 * BLUE, RED))


def test_who_runs_past_somebody_into_other_light_stays_themselves() -> None:
    """There the runner's clothes look a little more like those of whom they passed, who is not followed any more."""
    runs, runner = _runs_by()
    passed = slice(int(np.searchsorted(TIME_S, 5.0)))
    people = [runner, person(SQUATTER, np.broadcast_to(BLUE, (len(TIME_S), *_PARTS)), 1, passed)]
    runner, stands = sorted(told_apart(people), key=lambda p: -len(p.poses))
    assert is_seen(runner, runs)
    assert np.array_equal(stands.arrays()[1], SQUATTER[passed])


def test_who_runs_past_somebody_who_is_found_once_more_meanwhile_stays_themselves() -> None:
    runs, runner = _runs_by()
    blue = np.broadcast_to(BLUE, (len(TIME_S), *_PARTS))
    found, lost, gone = np.searchsorted(TIME_S, [4.2, 4.5, 5.3]).tolist()
    stands = [person(SQUATTER, blue, seed, rows) for seed, rows in ((1, slice(lost)), (2, slice(found, gone)))]
    assert any(is_seen(one, runs) for one in told_apart([runner, *stands]))


def test_of_three_who_are_seen_at_once_nobody_is_left_out() -> None:
    """A third one, who wears what one of the two wears who overlapped."""
    runs, runner = _runs_by()
    blue, red = (np.broadcast_to(colour, (len(TIME_S), *_PARTS)) for colour in (BLUE, RED))
    comes, gone = np.searchsorted(TIME_S, [3.5, 5.0]).tolist()
    out = told_apart([runner, person(SQUATTER, blue, 1, slice(gone)), person(COACH, red, 2, slice(comes, None))])
    assert sorted(len(one.poses) for one in out) == sorted([len(TIME_S), gone, len(TIME_S) - comes])
    assert any(is_seen(one, runs) for one in out)


def test_looks_of_which_nothing_is_known_are_left_alone() -> None:
    both = two(UNKNOWN, UNKNOWN)
    assert told_apart(both) == list(both)
    for one in both:
        one.looks = [None] * len(one.poses)
    assert told_apart(both) == list(both)


def test_whoever_was_followed_is_known_by_what_they_wear() -> None:
    stage: Any = Stage()
    workers: Any = None
    follower = Follower(stage, workers, range(150))
    follower.people = list(two(RED, BLUE))
    squatter, coach = sorted(follower.known(), key=lambda p: float(boxes.centre(p.poses[0])[0]))
    assert is_seen(squatter, SQUATTER)
    assert is_seen(coach, COACH)


def test_two_who_were_told_apart_by_clothes_are_not_exchanged_again_for_their_ways() -> None:
    """Who stops where the other one sets off looks like one who goes on, if they come near enough."""
    came = 1.0 * np.minimum(TIME_S - 4.0, 0.0)
    left = 0.2 + 1.0 * np.maximum(TIME_S - 4.0, 0.0)
    bodies = [SQUATTER[0] + x[:, None, None] * BODY * np.array([1.0, 0.0]) for x in (came, left)]
    worn = [np.broadcast_to(colour, (len(TIME_S), *_PARTS)) for colour in (RED, BLUE)]
    by_ways = untangled([person(b, w) for b, w in zip(bodies, worn, strict=True)])
    assert not any(np.array_equal(one.arrays()[1], bodies[0]) for one in by_ways)
    stage: Any = Stage()
    workers: Any = None
    follower = Follower(stage, workers, range(150))
    follower.people = [person(b, w, k) for k, (b, w) in enumerate(zip(bodies, worn, strict=True))]
    for one, body in zip(
        sorted(follower.known(), key=lambda p: float(boxes.centre(p.poses[0])[0])), bodies, strict=True
    ):
        assert np.array_equal(one.arrays()[1], body)


def passed_before(others: int, colour: Floats = BLUE) -> Person:
    """The squatter, for whom somebody in front of them was taken in so many looks from 4 s on."""
    worn = np.array(np.broadcast_to(RED, (len(TIME_S), *_PARTS)))
    worn[60 : 60 + others] = colour
    return person(SQUATTER, worn)


@pytest.mark.parametrize("others", [3, 6])
def test_somebody_who_was_taken_for_the_athlete_in_passing_is_another_one(others: int) -> None:
    one = passed_before(others)
    assert is_another(one, 4.1)
    assert not any(is_another(one, time_s) for time_s in (0.0, 2.0, 3.5, 5.0, 7.9))


def test_an_athlete_whose_shirt_is_hidden_for_a_moment_stays_themselves() -> None:
    """As behind a bar; and of what is seen shortly, or without colours, nothing is told."""
    hidden = np.array(RED)
    hidden[1] = [20.0, 20.0, 20.0]
    assert not is_another(passed_before(4, hidden), 4.1)
    worn = np.broadcast_to(RED, (len(TIME_S), *_PARTS))
    assert not is_another(person(SQUATTER, worn, 0, slice(10)), 0.2)
    assert not is_another(passed_before(len(TIME_S), UNKNOWN), 4.1)
