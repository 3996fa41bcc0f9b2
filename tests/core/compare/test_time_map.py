"""Maps between two clips' times."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.compare.time_map import TimeMap

SPANS = st.lists(st.floats(0.01, 5.0), min_size=1, max_size=8)


def test_one_pair_of_moments_is_a_plain_shift() -> None:
    by_hand = TimeMap.shift(2.0, 5.5)
    assert by_hand.to_b([1.0, 2.0, 9.0]) == pytest.approx([4.5, 5.5, 12.5])
    assert by_hand.to_a(4.5) == pytest.approx(1.0)
    assert (by_hand.rate([0.0, 2.0, 7.0]) == 1).all()


def test_every_knot_is_exact_and_between_them_time_runs_straight() -> None:
    warped = TimeMap(np.array([0.0, 1.0, 3.0]), np.array([10.0, 10.5, 14.5]), np.array([0.01, 0.02, 0.04]))
    assert warped.to_b([0.0, 1.0, 3.0]) == pytest.approx([10.0, 10.5, 14.5])
    assert warped.to_b([0.5, 2.0]) == pytest.approx([10.25, 12.5])
    assert warped.rate([0.5, 2.0]) == pytest.approx([0.5, 2.0])
    assert warped.sd_at([0.0, 0.5, 2.0, 9.0]) == pytest.approx([0.01, 0.015, 0.03, 0.04])


def test_beyond_the_outer_knots_both_run_at_their_true_speed() -> None:
    warped = TimeMap(np.array([0.0, 1.0]), np.array([0.0, 4.0]), np.zeros(2))
    assert warped.to_b([-1.0, 3.0]) == pytest.approx([-1.0, 6.0])
    assert warped.rate([-1.0, 3.0]) == pytest.approx([1.0, 1.0])


@given(SPANS, SPANS, st.floats(-20, 20), st.floats(-20, 20))
def test_the_map_never_turns_back_and_its_inverse_undoes_it(
    a: list[float], b: list[float], from_a: float, from_b: float
) -> None:
    n = min(len(a), len(b))
    warped = TimeMap(from_a + np.cumsum(a[:n]), from_b + np.cumsum(b[:n]), np.zeros(n))
    at = np.linspace(warped.a_s[0] - 2, warped.a_s[-1] + 2, 200)
    there = warped.to_b(at)
    assert (np.diff(there) > 0).all()
    assert warped.to_a(there) == pytest.approx(at, abs=1e-6)


@pytest.mark.parametrize(
    ("a", "b"), [([0, 1], [0, 0]), ([0, 1], [1, 0]), ([1, 0], [0, 1]), ([0, 1], [0]), ([], []), ([np.nan], [0])]
)
def test_moments_out_of_order_or_unpaired_are_no_map(a: list[float], b: list[float]) -> None:
    with pytest.raises(ValueError, match="moments"):
        TimeMap(np.array(a, float), np.array(b, float), np.zeros(len(a)))
