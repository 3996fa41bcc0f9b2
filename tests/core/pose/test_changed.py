"""Who is followed onto another body shows by a leap after which something else is worn."""

import numpy as np

from core.pose.changed import changed
from core.pose.people import Person
from tests.core.passer import BODY
from tests.core.pose.test_told_apart import BLUE, COACH, RED, SQUATTER, TIME_S, person

LEFT_S, BACK_S = 5.0, 7.0


def carried_off(other: np.ndarray, worn: np.ndarray, own: np.ndarray = RED) -> Person:
    """The squatter, but for two seconds another body, in other clothes or the same."""
    away = ((TIME_S >= LEFT_S) & (TIME_S < BACK_S))[:, None, None]
    return person(np.where(away, other, SQUATTER), np.where(away, worn, own))


def test_from_when_to_when_another_body_was_followed_is_told() -> None:
    ((from_s, to_s),) = changed(carried_off(COACH, BLUE))
    assert LEFT_S <= from_s < LEFT_S + 0.1
    assert BACK_S - 0.15 < to_s < BACK_S


def test_of_who_was_picked_while_another_body_was_followed_the_rest_is_somebody_elses() -> None:
    told = changed(carried_off(COACH, BLUE), LEFT_S + 1.0)
    assert [round(t, 1) for span in told for t in span] == [0.0, 4.9, 7.0, 7.9]


def test_other_light_without_a_leap_and_a_leap_in_the_same_clothes_are_nobody_else() -> None:
    assert changed(carried_off(SQUATTER, BLUE)) == []
    assert changed(carried_off(COACH, RED)) == []


def test_who_runs_out_of_the_shade_is_nobody_else() -> None:
    runs = SQUATTER + np.stack([0.9 * BODY * TIME_S, 0 * TIME_S], axis=-1)[:, None]
    lit = np.where((TIME_S > LEFT_S)[:, None, None], 1.0, 0.4)
    assert changed(person(runs, RED * lit)) == []


def test_a_few_looks_tell_of_nobody() -> None:
    assert changed(person(SQUATTER, np.broadcast_to(RED, (len(TIME_S), *RED.shape)), rows=slice(0, 6))) == []
