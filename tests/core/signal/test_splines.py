"""Splines through many curves at once are SciPy's."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from core.signal.splines import spline_rows


@pytest.mark.parametrize("samples", [4, 5, 90])
def test_rows_are_splined_as_by_scipy_over_uneven_times_and_gaps(samples: int) -> None:
    rng = np.random.default_rng(samples)
    t = np.cumsum(rng.choice([0.02, 0.033, 0.4], samples))
    rows = rng.standard_normal((7, samples))
    at = np.linspace(t[0], t[-1], 200)
    np.testing.assert_allclose(spline_rows(t, rows, at), CubicSpline(t, rows, axis=1)(at), atol=1e-10)


def test_a_row_with_a_missing_sample_is_missing_and_leaves_the_others_alone() -> None:
    t = np.arange(10) / 30
    rows = np.stack([np.sin(9 * t), np.cos(9 * t)])
    rows[0, 4] = np.nan
    got = spline_rows(t, rows, np.linspace(0, 0.3, 31))
    assert np.isnan(got[0]).all()
    np.testing.assert_allclose(got[1], CubicSpline(t, rows[1])(np.linspace(0, 0.3, 31)), atol=1e-12)
