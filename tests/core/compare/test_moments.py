"""Which moments belong together."""

import numpy as np
import pytest

from core.compare.moments import at_event, event_to_event, key_moment
from core.errors import UserError
from tests.core.compare.clips import run, squats
from tests.core.squat_figure import Move

A = (Move(1.0), Move(4.0))


def test_a_delay_put_in_is_the_delay_that_comes_out() -> None:
    later = tuple(Move(m.at_s + 0.731) for m in A)
    one, other = squats(A, 30), squats(later, 120)
    for unit in (0, 1):
        assert at_event(one, unit, other, unit).to_b(2.0) == pytest.approx(2.731)
    assert event_to_event(one, 0, other, 0).to_b([1.5, 2.0, 3.0, 4.5, 6.0]) == pytest.approx(
        [2.231, 2.731, 3.731, 5.231, 6.731], abs=1e-6
    )


def test_any_rep_is_lined_up_with_any_other_one() -> None:
    one = squats(A, 30)
    assert at_event(one, 0, one, 1).to_b(A[0].bottom_s) == pytest.approx(A[1].bottom_s)
    assert at_event(one, 1, one, 0).to_b(A[1].bottom_s) == pytest.approx(A[0].bottom_s)


def test_warping_lines_up_every_phase_of_reps_of_different_tempo() -> None:
    slow = (Move(0.5, down_s=2.4, pause_s=1.0, up_s=0.8), Move(6.0, down_s=1.0, pause_s=0.5, up_s=2.0))
    one, other = squats(A, 60), squats(slow, 30, seconds=12)
    warped = event_to_event(one, 0, other, 0)
    for mine, its in zip(one.reps, other.reps, strict=True):
        for moment in ("start_s", "bottom_first_s", "bottom_last_s", "end_s"):
            assert warped.to_b(getattr(mine.rep, moment)) == pytest.approx(getattr(its.rep, moment), abs=1e-9)
    assert (np.diff(warped.a_s) > 0).all() and (np.diff(warped.b_s) > 0).all()


def test_warping_goes_on_only_as_far_as_both_have_reps() -> None:
    one, other = squats((Move(0.5), Move(3.0), Move(5.5)), 30), squats((Move(1.0),), 30)
    warped = event_to_event(one, 1, other, 0)
    rep, its = one.reps[1].rep, other.reps[0].rep
    assert (warped.a_s[0], warped.a_s[-1]) == (rep.start_s, rep.end_s)
    assert (warped.b_s[0], warped.b_s[-1]) == (its.start_s, its.end_s)


def test_steps_are_matched_touchdown_and_toe_off_at_any_cadence() -> None:
    one, other = run([0.1, 0.6, 1.1, 1.6]), run([0.3, 0.7, 1.1, 1.5], contact_s=0.1)
    warped = event_to_event(one, 0, other, 0)
    assert warped.to_b([0.1, 0.25, 0.6, 0.75, 1.6]) == pytest.approx([0.3, 0.4, 0.7, 0.8, 1.5])
    assert at_event(one, 2, other, 1).to_b(1.1) == pytest.approx(0.7)


def test_steps_after_a_missed_one_are_not_matched() -> None:
    """Which foot it was would no longer agree."""
    one, other = run([0.1, 0.6, 1.1, 1.6, 2.1]), run([0.1, 0.6, 1.1, 1.6, 2.1], missed=[2])
    warped = event_to_event(one, 0, other, 0)
    assert warped.a_s == pytest.approx([0.1, 0.25, 0.6, 0.75])


def test_a_left_step_may_be_compared_with_a_right_one() -> None:
    one, other = run([0.1, 0.6, 1.1]), run([0.2, 0.7, 1.2], first="right")
    warped = event_to_event(one, 0, other, 0)
    assert warped.to_b([0.1, 0.6, 1.1]) == pytest.approx([0.2, 0.7, 1.2])


def test_the_moments_own_uncertainty_goes_along() -> None:
    one = squats(A, 30)
    assert at_event(one, 0, one, 1).sd_s == pytest.approx([np.hypot(0.01, 0.01)])


def test_a_squat_and_a_run_have_no_common_phases() -> None:
    with pytest.raises(UserError, match="cannot be lined up"):
        at_event(squats(A, 30), 0, run([0.1, 0.6]), 0)


def test_a_rep_that_is_not_there_is_told() -> None:
    with pytest.raises(UserError, match="no rep or step 3"):
        key_moment(squats(A, 30), 2)
