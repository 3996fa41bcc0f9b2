"""Medians and percentiles of a few samples are NumPy's."""

import numpy as np
import pytest

from core.signal.few import median, medians, percentile


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_they_are_numpys_without_what_is_missing(count: int) -> None:
    values = np.random.default_rng(count).standard_normal((2, count))
    holed = np.concatenate([values, np.full((2, 3), np.nan)], axis=1)
    assert median(holed) == np.median(values)
    for percent in (0, 75, 85, 90, 100):
        assert percentile(holed, percent) == pytest.approx(np.percentile(values, percent), rel=1e-14)
    np.testing.assert_array_equal(medians(holed), np.median(values, axis=1))


def test_of_nothing_they_are_nothing() -> None:
    assert np.isnan(median(np.full(3, np.nan))) and np.isnan(percentile(np.empty(0), 50))
    assert np.isnan(medians(np.full((2, 3), np.nan))).all() and np.isnan(medians(np.empty((2, 0)))).all()
