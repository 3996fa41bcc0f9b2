"""Short gaps are filled and counted, long ones and those at the ends stay."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.signal.gaps import fill_gaps, rows_seen, stretches

Floats = NDArray[np.float64]


def line(fps: float, n: int = 40) -> tuple[Floats, Floats]:
    """A point that moves straight on: (T,) seconds and (T, 2)."""
    t = np.arange(n) / fps
    return t, np.stack([100 + 300 * t, 50 - 80 * t], axis=1)


def test_a_row_is_missing_as_soon_as_one_of_its_values_is() -> None:
    values = np.ones((4, 2, 3))
    values[2, 1, 0] = np.nan
    assert rows_seen(values).tolist() == [True, True, False, True]
    assert list(stretches(values)) == [(0, 2), (3, 4)]


@pytest.mark.parametrize(
    ("fps", "missing", "filled"),
    [(25, 2, True), (25, 3, False), (30, 2, True), (30, 3, False), (60, 6, True), (60, 7, False),
     (240, 27, True), (240, 28, False)],
)  # fmt: skip
def test_gaps_of_up_to_twelve_hundredths_of_a_second_between_seen_samples_are_filled(
    fps: float, missing: int, filled: bool
) -> None:
    t, truth = line(fps)
    holed = truth.copy()
    holed[5 : 5 + missing] = np.nan
    out, flags = fill_gaps(t, holed)
    assert flags.sum() == (missing if filled else 0)
    if filled:
        np.testing.assert_allclose(out, truth, atol=1e-9)
        assert np.flatnonzero(flags).tolist() == list(range(5, 5 + missing))
    else:
        np.testing.assert_array_equal(out, holed)


def test_gaps_at_the_ends_stay_gaps() -> None:
    t, holed = line(60)
    holed[0] = holed[-1] = np.nan
    out, flags = fill_gaps(t, holed)
    assert not flags.any()
    assert np.isnan(out[[0, -1]]).all()


def test_a_long_gap_stays_while_a_short_one_beside_it_is_filled() -> None:
    t, holed = line(30)
    holed[5] = np.nan
    holed[10:30] = np.nan
    out, flags = fill_gaps(t, holed)
    assert np.flatnonzero(flags).tolist() == [5]
    assert np.isnan(out[10:30]).all()


def test_the_length_of_a_gap_is_told_by_the_clock_and_not_by_counting_frames() -> None:
    t, holed = line(60)
    t = t.copy()
    t[6:] += 0.1  # the phone dropped frames while the landmark was away
    holed[6] = np.nan
    assert not fill_gaps(t, holed)[1].any()


def test_half_a_point_is_filled_as_a_whole() -> None:
    t, truth = line(60)
    holed = truth.copy()
    holed[8, 1] = np.nan
    out, flags = fill_gaps(t, holed)
    assert np.flatnonzero(flags).tolist() == [8]
    np.testing.assert_allclose(out, truth, atol=1e-9)


def test_what_was_given_is_not_changed() -> None:
    t, holed = line(60)
    holed[8] = np.nan
    before = holed.copy()
    fill_gaps(t, holed)
    np.testing.assert_array_equal(holed, before)


def test_two_samples_are_enough_to_fill_what_lies_between_them() -> None:
    t, values = line(30.0, 3)
    values[1] = np.nan
    filled, which = fill_gaps(t, values)
    assert which.tolist() == [False, True, False]
    np.testing.assert_allclose(filled, line(30.0, 3)[1])


def test_nothing_is_made_of_nothing_or_of_a_single_sample() -> None:
    t, holed = line(60)
    holed[:] = np.nan
    assert not fill_gaps(t, holed)[1].any()
    holed[3] = 1.0
    out, flags = fill_gaps(t, holed)
    assert not flags.any()
    assert np.isfinite(out).sum() == 2


@settings(deadline=None, max_examples=60)
@given(
    values=st.lists(st.floats(-1e4, 1e4), min_size=12, max_size=12),
    start=st.integers(1, 7),
    missing=st.integers(1, 4),
)
def test_a_filled_value_never_lies_outside_its_two_neighbours(values: list[float], start: int, missing: int) -> None:
    t = np.arange(12) / 60
    holed = np.array(values)[:, None]
    holed[start : start + missing] = np.nan
    out, flags = fill_gaps(t, holed)
    assert flags.sum() == missing
    low, high = sorted((values[start - 1], values[start + missing]))
    slack = 1e-9 * (1 + abs(low) + abs(high))
    assert ((out[flags] >= low - slack) & (out[flags] <= high + slack)).all()
