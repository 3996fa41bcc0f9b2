"""What all contacts of a run tell together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from core.events.contact import Contact
from core.events.habits import LATER, LONGEST_TIP, OWN_TIP, with_habits
from core.pose.skeleton import Side

JOGGED = Contact(1.0, 1.25, 0.01, 0.01, (-2.8, 0.0), 1.0, 0.35)
NAN = float("nan")


def run_of(
    n: int, fall_s: Sequence[float] = (NAN,), tips: Sequence[float] = (NAN,)
) -> tuple[list[Side], list[Contact]]:
    """n contacts of both feet in turns; the heel's fall tells them `fall_s` later, the shoe goes on by `tips`."""
    sides: list[Side] = ["left" if i % 2 else "right" for i in range(n)]
    contacts = [
        replace(
            JOGGED,
            touchdown_s=1.0 + 0.36 * i,
            toe_off_s=1.25 + 0.36 * i,
            fell_s=1.0 + 0.36 * i + fall_s[i % len(fall_s)],
            tip=tips[i % len(tips)],
        )
        for i in range(n)
    ]
    return sides, contacts


def moved(n: int, fall_s: Sequence[float] = (NAN,), tips: Sequence[float] = (NAN,)) -> np.ndarray:
    """(n, 2) seconds by which touchdown and toe-off are moved."""
    sides, contacts = run_of(n, fall_s, tips)
    after = with_habits(sides, contacts)
    return np.array(
        [(b.touchdown_s - a.touchdown_s, b.toe_off_s - a.toe_off_s) for a, b in zip(contacts, after, strict=True)]
    )


def test_contacts_that_tell_nothing_more_stay_where_they_are() -> None:
    assert (moved(6) == 0).all()
    assert with_habits([], []) == []


def test_a_runner_who_lands_later_in_every_contact_than_the_braking_tells_lands_later() -> None:
    many, few = moved(20, (0.03,)), moved(1, (0.03,))
    assert (many[:, 0] > 0.015).all()
    assert (many[:, 0] < 0.03).all()
    assert 0 < few[0, 0] < 0.6 * many[0, 0], "one contact is not yet a habit"
    assert (many[:, 1] == 0).all()


def test_of_two_signs_of_a_landing_that_differ_alike_in_every_contact_the_heels_fall_counts_most() -> None:
    assert (moved(20, (0.03,))[:, 0] > 0.75 * 0.03).all()
    assert (moved(20, (-0.03,))[:, 0] < -0.75 * 0.03).all()


def test_one_contact_that_fell_otherwise_moves_none() -> None:
    np.testing.assert_allclose(moved(9, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.05))[:, 0], 0.0, atol=1e-12)


def test_sprinters_draw_the_foot_back_so_fast_that_the_braking_tells_alone() -> None:
    sides, contacts = run_of(8, (0.03,))
    sprinted = [replace(c, way=1.1, way_s=0.2) for c in contacts]
    assert [c.touchdown_s for c in with_habits(sides, sprinted)] == [c.touchdown_s for c in sprinted]


def test_the_tip_of_a_shoe_leaves_after_the_toe_and_a_model_s_own_toe_does_not() -> None:
    assert (moved(20, tips=(OWN_TIP,))[:, 1] == 0).all()
    shod = moved(20, tips=(LONGEST_TIP,))[:, 1]
    assert (shod > 0.8 * LATER * (LONGEST_TIP - OWN_TIP) * JOGGED.way_s).all()
    assert (moved(20, tips=(0.3,))[:, 1] == shod).all(), "a blurred foot is no longer shoe"
    assert (moved(2, tips=(LONGEST_TIP,))[:, 1] < 0.5 * shod[:2]).all()


def test_a_tip_that_lies_now_here_now_there_is_no_shoe_s() -> None:
    shod = moved(6, tips=(LONGEST_TIP,))[:, 1]
    shaken = moved(6, tips=(0.32, -0.13, 0.36, 0.22, -0.38, -0.02))[:, 1]  # a sprint that was panned in jerks
    assert (shaken < 0.2 * shod).all()
    one_wild = moved(6, tips=(0.245, -0.04, -0.004, -0.008, NAN, -0.002))[:, 1]
    np.testing.assert_allclose(one_wild, 0.0, atol=1e-12)


def test_what_a_rolled_camera_adds_to_one_foot_and_takes_from_the_other_is_no_shoe() -> None:
    np.testing.assert_allclose(moved(12, tips=(0.15, -0.15))[:, 1], 0.0, atol=1e-12)


@pytest.mark.parametrize("part", ["touchdown_s", "toe_off_s"])
def test_a_moment_that_was_not_seen_stays_unseen(part: str) -> None:
    sides, contacts = run_of(6, (0.03,), (0.05,))
    contacts[2] = replace(contacts[2], **{part: NAN, "fell_s": NAN})
    after = with_habits(sides, contacts)
    assert np.isnan(getattr(after[2], part))
    assert np.isfinite([getattr(c, part) for i, c in enumerate(after) if i != 2]).all()


def test_heels_that_come_down_fastest_now_here_now_there_are_no_habit() -> None:
    scattered = moved(20, (0.03, 0.005, 0.055, 0.03))[:, 0]
    assert (scattered < 0.75 * moved(20, (0.03,))[:, 0]).all()
