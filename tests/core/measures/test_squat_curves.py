"""What is read off a rep's curves: in long reps and short ones, with gaps and without."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.signal import hilbert

from core.events.event import Rep
from core.kinematics.series import Series
from core.measures import squat_curves as curves
from core.measures.squat_phase import mean_relative_phase
from tests.some import some


def wave(time_s: np.ndarray, rows: int = 3) -> np.ndarray:
    return np.stack([np.sin(2.3 * time_s + k) + 0.2 * np.sin(17 * time_s) for k in range(rows)])


@pytest.mark.parametrize("seconds", [2.0, 9.0, 20.0])
@pytest.mark.parametrize("fps", [24.0, 60.0])
def test_a_rep_of_any_length_is_splined_as_if_whole(seconds: float, fps: float) -> None:
    rng = np.random.default_rng(0)
    t = np.arange(0, seconds + 1, 1 / fps) + rng.uniform(-0.2, 0.2, round((seconds + 1) * fps)) / fps
    rep = Rep(1, 0.4, 1.0, 1.0, 1.0, seconds, start_sd_s=0.01, bottom_sd_s=0.01, end_sd_s=0.01)
    cut = curves.cut_out(Series(t, {"a": wave(t), "b": wave(t)[::-1]}), rep, ("a", "b"))
    inside = (t >= 0.4 - curves.MARGIN_S) & (t <= seconds + curves.MARGIN_S)
    whole = CubicSpline(t[inside], wave(t)[:, inside], axis=-1)(cut.time_s)
    np.testing.assert_allclose(cut["a"], whole, atol=1e-11)
    np.testing.assert_allclose(cut["b"], whole[::-1], atol=1e-11)


def test_a_short_gap_is_splined_over_and_a_missing_sample_of_one_draw_leaves_the_others_alone() -> None:
    t = np.arange(0, 3, 1 / 30)
    values = wave(t)
    values[:, 30:32] = np.nan
    holed = values.copy()
    holed[1, 50] = np.nan
    rep = Rep(1, 0.5, 1.5, 1.5, 1.5, 2.5, start_sd_s=0.01, bottom_sd_s=0.01, end_sd_s=0.01)
    seen = np.isfinite(values[0]) & (t >= 0.5 - curves.MARGIN_S) & (t <= 2.5 + curves.MARGIN_S)
    cut = curves.cut_out(Series(t, {"a": values, "b": holed}), rep, ("a", "b"))
    truth = CubicSpline(t[seen], values[:, seen], axis=-1)(cut.time_s)
    np.testing.assert_allclose(cut["a"], truth, atol=1e-11)
    np.testing.assert_allclose(cut["b"][[0, 2]], truth[[0, 2]], atol=1e-11)
    assert np.isnan(cut["b"][1]).all()


def test_slopes_are_those_of_straight_lines_through_the_neighbours() -> None:
    t = np.arange(0, 2, 1 / 120)
    values = wave(t)
    got = curves.slope(t, values)
    half = round(curves.SLOPE_HALF_S * 120)
    for k in (half, 100, len(t) - 1 - half):
        near = slice(k - half, k + half + 1)
        np.testing.assert_allclose(got[:, k], np.polyfit(t[near], values[:, near].T, 1)[0], rtol=1e-9)
    assert np.isnan(got[:, :half]).all()
    assert np.isnan(got[:, -half:]).all()


def test_what_was_not_seen_is_no_peak_and_no_part_of_a_mean() -> None:
    t = np.arange(50) / 100
    values = np.stack([np.linspace(0, 1, 50), np.linspace(0, 1, 50)])
    values[1, 30:] = np.nan
    mask = np.ones(50, bool)
    at, height = curves.peak(t, values, mask)
    np.testing.assert_allclose(at, [0.49, 0.29])
    np.testing.assert_allclose(height, [1.0, 29 / 49])
    np.testing.assert_allclose(curves.mean_within(values, mask), [0.5, np.arange(30).mean() / 49])
    assert np.isnan(curves.mean_within(np.full((1, 50), np.nan), mask)).all()
    assert np.isnan(curves.peak(t, np.full((1, 50), np.nan), mask)).all()


def test_rows_are_read_between_samples_and_at_them_beside_a_gap() -> None:
    t = np.arange(5.0)
    values = np.array([[0.0, 1.0, 4.0, np.nan, 2.0]])
    got = curves.read_rows(t, values, np.array([-0.1, 0.0, 0.25, 1.5, 2.0, 2.5, 4.0, 4.1]))
    np.testing.assert_allclose(got, [[np.nan, 0.0, 0.25, 2.5, 4.0, np.nan, 2.0, np.nan]])


@pytest.mark.parametrize("n", [20, 60, 171, 500])
def test_the_relative_phase_is_that_of_the_analytic_signals(n: int) -> None:
    s = np.linspace(0, 1, n)
    a = np.stack([np.cos(np.pi * s), np.cos(np.pi * s**1.3)])
    b = np.stack([np.cos(np.pi * s**1.2), np.cos(np.pi * s) + 0.1 * np.sin(9 * s)])
    thin = max(1, n // 60)

    def phase(curve: np.ndarray) -> np.ndarray:
        curve = curve[:, ::thin]
        curve = curve - (curve.max(-1, keepdims=True) + curve.min(-1, keepdims=True)) / 2
        return np.angle(hilbert(np.concatenate([curve, curve[:, ::-1]], axis=-1), axis=-1))[:, : curve.shape[-1]]

    apart = np.angle(np.exp(1j * (phase(a) - phase(b))))
    np.testing.assert_allclose(mean_relative_phase(a, b), np.degrees(np.abs(apart).mean(-1)), rtol=1e-9)


def test_peaks_found_at_once_are_those_of_each_curve_whatever_the_others_miss() -> None:
    t = np.arange(80) / 100
    one, other = wave(t), -wave(t)[::-1]
    other[0, 30:50] = np.nan
    mask = (t > 0.2) & (t < 0.6)
    for found, values in some(zip(curves.peaks(t, [one, other], mask), (one, other), strict=True)):
        np.testing.assert_array_equal(found, curves.peak(t, values, mask))


@pytest.mark.parametrize("seconds", [2.0, 9.0])
def test_a_mean_is_that_of_the_splined_curve_though_it_is_not_worked_out(seconds: float) -> None:
    t = np.arange(0, seconds + 1, 1 / 30)
    rep = Rep(1, 0.4, 1.0, 1.0, 1.0, seconds, start_sd_s=0.01, bottom_sd_s=0.01, end_sd_s=0.01)
    cut, other = (curves.cut_out(Series(t, {"a": wave(t)}), rep, ("a",)) for _ in range(2))
    low = cut.between(0.9, 1.1)
    told = cut.mean("a", low)
    assert "a" not in cut.values
    np.testing.assert_allclose(told, curves.mean_within(other["a"], low), atol=1e-12)
    np.testing.assert_allclose(other.mean("a", low), told, atol=1e-12)


def test_several_curves_are_read_at_several_times_as_one_by_one() -> None:
    t = 0.5 + np.arange(9) / 10
    one, other = np.random.default_rng(5).standard_normal((2, 3, 9))
    at = np.array([[0.5, 0.77, 2.0], [0.9, np.nan, 1.3], [0.1, 1.29, 0.6]])
    for got, values in some(zip(curves.read_each(t, [one, other], at), (one, other), strict=True)):
        expected = [curves.read_at(t, values, times) for times in at.T]
        np.testing.assert_array_equal(got, np.stack(expected, axis=1))


@pytest.mark.parametrize("at_s", [0.5, 0.77, 1.3, 0.46, 1.34, 0.3, 2.0])
def test_all_rows_are_read_at_one_time_as_each_at_its_own(at_s: float) -> None:
    t = 0.5 + np.arange(9) / 10
    values = np.random.default_rng(6).standard_normal((4, 9))
    np.testing.assert_array_equal(curves.read_all_at(t, values, at_s), curves.read_at(t, values, np.full(4, at_s)))
