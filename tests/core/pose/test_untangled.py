"""Two people whose ways meet keep their own looks, and those who stay beside each other all along are left alone."""

import numpy as np
import pytest

from core.pose import boxes
from core.pose.people import Person
from core.pose.untangled import beside, untangled
from tests.core.passer import BODY, passing
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, noisy, seen, squat

LOOKS_HZ, LENGTH_S = 15.0, 8.0
MEET_S = 4.0  # the walker is where the athlete is
Floats = np.ndarray

TIME_S = clock(LOOKS_HZ, LENGTH_S)
_SQUATTER = noisy(seen(TIME_S, squat(TIME_S, (Move(1.0, 2.0, 0.2, 2.0),))), 2.0)
SQUATTER = np.array(_SQUATTER.xy_px)
WALKER = np.array(noisy(passing(_SQUATTER, MEET_S - 9.0, MEET_S + 9.0, larger=1.15), 2.0).xy_px)


def person(xy: Floats, from_s: float = 0.0, to_s: float = 9.0) -> Person:
    out = Person()
    for time, pose in zip(TIME_S.tolist(), xy, strict=True):
        if from_s <= time < to_s:
            out.add(time, pose)
    return out


def until(first: Floats, at_s: float, then: Floats) -> Floats:
    return np.where((at_s > TIME_S)[:, None, None], first, then)


def is_seen(one: Person, body: Floats, but_s: float = 0.4) -> bool:
    """Whether all looks are at one body, except for those around the meeting, when both were in one place."""
    time_s, xy = one.arrays()
    rows = np.searchsorted(TIME_S, time_s)
    away = np.linalg.norm(boxes.centre(xy) - boxes.centre(body[rows]), axis=-1) / BODY
    return bool((away[np.abs(time_s - MEET_S) > but_s] < 0.01).all())


@pytest.mark.parametrize("late_s", [-0.2, 0.0, 0.2])
def test_two_who_were_exchanged_where_they_crossed_get_their_own_looks_back(late_s: float) -> None:
    at_s = MEET_S + late_s
    out = untangled(
        [
            person(until(SQUATTER, at_s, WALKER), 0.0, 6.0),
            person(until(WALKER, at_s, SQUATTER), 2.5),
        ]
    )
    assert len(out) == 2
    assert is_seen(out[0], SQUATTER)
    assert (out[0].time_s[0], out[0].time_s[-1]) == (TIME_S[0], TIME_S[-1])
    assert is_seen(out[1], WALKER)
    assert (out[1].time_s[0] >= 2.5, out[1].time_s[-1] < 6.0) == (True, True)


def test_two_who_crossed_and_stayed_themselves_are_left_alone() -> None:
    crossed = [person(SQUATTER), person(WALKER, 2.5, 6.0)]
    out = untangled(crossed)
    assert all(a is b for a, b in zip(out, crossed, strict=True))


def test_a_body_on_which_two_were_followed_is_whose_way_goes_on_from_it() -> None:
    """A coach who was looked for backwards, and taken for the athlete before they came near."""
    coach = SQUATTER + np.array([0.9 * BODY, 0.0])
    athlete, other = untangled([person(SQUATTER), person(until(SQUATTER, 3.0, coach))])
    assert is_seen(athlete, SQUATTER, 0.0)
    assert len(athlete.poses) == len(TIME_S)
    assert is_seen(other, coach, 0.0)
    assert other.time_s[0] >= 3.0


def test_who_was_taken_for_somebody_else_at_the_end_ends_before() -> None:
    coach = SQUATTER + np.array([0.9 * BODY, 0.0])
    other, athlete = untangled([person(until(coach, 5.0, SQUATTER)), person(SQUATTER)])
    assert is_seen(other, coach, 0.0)
    assert other.time_s[-1] < 5.0
    assert len(athlete.poses) == len(TIME_S)


@pytest.mark.parametrize("aside", [0.0, 0.3, 2.0])
def test_two_who_stand_by_each_other_or_on_one_body_all_along_are_left_alone(aside: float) -> None:
    beside = [person(SQUATTER), person(SQUATTER + np.array([aside * BODY, 0.0]))]
    out = untangled(beside)
    assert all(a is b for a, b in zip(out, beside, strict=True))


def test_who_stands_half_over_somebody_is_told_of_and_for_how_long() -> None:
    def beside_from(from_s: float, to_s: float, aside: float) -> Person:
        near = (from_s <= TIME_S) & (to_s > TIME_S)
        return person(SQUATTER + BODY * np.stack([np.where(near, aside, 1.0), 0 * TIME_S], axis=-1)[:, None])

    athlete = person(SQUATTER)
    ((first, last),) = beside(athlete, [beside_from(2.0, 4.0, 0.35), beside_from(3.5, 5.0, -0.3)])
    assert (first, last) == pytest.approx((2.0, 5.0), abs=0.1)
    assert beside(athlete, [beside_from(2.0, 2.3, 0.35)]) == ()


def test_who_stood_there_when_they_were_lost_or_found_may_have_been_there_before_and_after() -> None:
    still = np.repeat(SQUATTER[:1], len(TIME_S), axis=0)
    athlete, other = person(still), person(still + np.array([0.35 * BODY, 0.0]), 2.0, 4.0)
    assert beside(athlete, [other]) == ((TIME_S[0], TIME_S[-1]),)


@pytest.mark.parametrize("aside", [0.0, 0.1, 0.8])
def test_nobody_stands_beside_the_athlete_where_a_body_is_seen_twice_or_farther_away(aside: float) -> None:
    assert beside(person(SQUATTER), [person(SQUATTER + np.array([aside * BODY, 0.0]))]) == ()


def test_somebody_alone_and_two_who_were_never_there_together_are_left_alone() -> None:
    alone = person(SQUATTER)
    assert untangled([alone]) == [alone]
    after = [person(SQUATTER, 0.0, 3.0), person(WALKER, 5.0, 6.0)]
    assert untangled(after) == after
    assert untangled([]) == []


def test_who_stops_short_of_another_one_who_sets_off_then_stays_themselves() -> None:
    """As one ball stops and the next one goes on: but they never were in one place, and neither leapt."""
    standing_xy = SQUATTER[0]
    came = 1.0 * np.minimum(TIME_S - MEET_S, 0.0)
    left = 0.3 + 1.0 * np.maximum(TIME_S - MEET_S, 0.0)
    both = [person(standing_xy + x[:, None, None] * BODY * np.array([1.0, 0.0])) for x in (came, left)]
    out = untangled(both)
    assert all(a is b for a, b in zip(out, both, strict=True))


def test_two_who_leapt_into_each_others_place_get_their_own_looks_back() -> None:
    """Somebody comes near, is taken for the athlete there as the athlete for them, and goes again."""
    away = 0.42 + 0.5 * np.abs(TIME_S - MEET_S)
    coach = SQUATTER + away[:, None, None] * BODY * np.array([1.0, 0.0])
    out = untangled([person(until(SQUATTER, MEET_S, coach)), person(until(coach, MEET_S, SQUATTER))])
    for got, body in zip(out, (SQUATTER, coach), strict=True):
        assert np.array_equal(got.arrays()[1], body)


def test_beside_whoever_was_parted_by_clothes_somebody_stood_as_long_as_both_were_seen_so_near() -> None:
    near = SQUATTER + np.array([0.35 * BODY, 0.0])
    followed = person(until(SQUATTER, 2.0, near), 0.0, 4.0), person(near, 1.0, 4.0)
    athlete = person(SQUATTER)
    assert beside(athlete, []) == ()
    athlete.parted_from = followed
    ((from_s, to_s),) = beside(athlete, [])
    assert (from_s, to_s) == pytest.approx((1.0, 4.0), abs=0.1)
