"""The low-pass moves nothing in time, cuts where it says, and chooses its own cutoff sensibly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from core.signal.filters import choose_cutoffs, lowpass, lowpass_each
from tests.core.stick_figure import clock
from tests.some import some

Floats = NDArray[np.float64]
RATES = [24.0, 30000 / 1001, 60.0, 240.0]


def sine(t: Floats, hz: float, peak_s: float = 0.0) -> Floats:
    return np.cos(2 * np.pi * hz * (t - peak_s))[:, None]


def peak_near(t: Floats, values: Floats, near_s: float, reach_s: float) -> float:
    """The time of the top of a parabola through the samples around it."""
    inside = np.abs(t - near_s) <= reach_s
    a, b, _ = np.polyfit(t[inside] - near_s, values[inside], 2)
    return float(near_s - b / (2 * a))


def choose_cutoff(t: Floats, values: Floats, lowest_hz: float, highest_hz: float) -> float:
    """Of one point of (T, K) coordinates."""
    return float(choose_cutoffs(t, values[:, None], lowest_hz, highest_hz)[0])


def gain(t: Floats, hz: float, cutoff_hz: float) -> float:
    """How much of a sine is left, away from the ends."""
    inside = slice(len(t) // 4, -len(t) // 4)
    out = lowpass(t, sine(t, hz), cutoff_hz)[inside, 0]
    waves = np.stack([np.cos(2 * np.pi * hz * t[inside]), np.sin(2 * np.pi * hz * t[inside])], axis=1)
    return float(np.hypot(*np.linalg.lstsq(waves, out, rcond=None)[0]))


@pytest.mark.parametrize("jitter", [0.0, 0.25])
@pytest.mark.parametrize("fps", RATES)
def test_a_filtered_sine_peaks_at_the_same_time_within_a_twentieth_of_a_frame(fps: float, jitter: float) -> None:
    hz = 1.3
    peaks = np.array([1.5, 2.5]) / hz + 0.0123
    t = clock(fps, 4.0, jitter)
    for cutoff in (4.0, 6.0, 8.0):
        out = lowpass(t, sine(t, hz, 0.5 / hz + 0.0123), cutoff)[:, 0]
        for peak_s in some(peaks):
            assert peak_near(t, out, peak_s, 0.1) == pytest.approx(peak_s, abs=0.05 / fps)


@pytest.mark.parametrize("jitter", [0.0, 0.25])
@pytest.mark.parametrize(
    ("fps", "cutoff"), [(24.0, 4.0), (30000 / 1001, 6.0), (60.0, 6.0), (60.0, 12.0), (240.0, 20.0)]
)
def test_at_the_cutoff_half_of_the_power_is_left(fps: float, cutoff: float, jitter: float) -> None:
    assert gain(clock(fps, 8.0, jitter), cutoff, cutoff) == pytest.approx(np.sqrt(0.5), abs=0.01)


def test_slow_motion_passes_and_fast_noise_does_not() -> None:
    t = clock(120, 8.0)
    assert gain(t, 1.0, 6.0) == pytest.approx(1.0, abs=0.01)
    assert gain(t, 12.0, 6.0) < 0.2
    assert gain(t, 30.0, 6.0) < 0.01


@settings(deadline=None, max_examples=30)
@given(
    start=st.floats(-1000, 1000), slope=st.floats(-1000, 1000), fps=st.sampled_from(RATES), seconds=st.floats(0.5, 3),
    jitter=st.sampled_from([0.0, 0.3]),
)  # fmt: skip
def test_a_steady_walk_is_left_as_it_is_up_to_both_ends(
    start: float, slope: float, fps: float, seconds: float, jitter: float
) -> None:
    t, cutoff = clock(fps, seconds, jitter), 4.0
    path = (start + slope * t)[:, None]
    way = abs(slope) / cutoff  # walked in one period of the cutoff
    assert np.abs(lowpass(t, path, cutoff) - path).max() <= 0.005 * way + 1e-9 * (1 + abs(start))


@settings(deadline=None, max_examples=20)
@given(scale=st.floats(0.01, 100), shift=st.floats(-1e3, 1e3))
def test_filtering_is_linear(scale: float, shift: float) -> None:
    t = clock(60, 1.0)
    values = np.random.default_rng(0).standard_normal((len(t), 2))
    expected = scale * lowpass(t, values, 6.0) + shift
    np.testing.assert_allclose(lowpass(t, scale * values + shift, 6.0), expected, atol=1e-8 * (1 + scale + abs(shift)))


def test_time_run_backwards_gives_the_motion_backwards() -> None:
    t = clock(60, 2.0)
    values = np.cumsum(np.random.default_rng(0).standard_normal((len(t), 1)), axis=0)
    inside = slice(20, -20)
    forwards, backwards = lowpass(t, values, 6.0), lowpass(t, values[::-1], 6.0)[::-1]
    np.testing.assert_allclose(forwards[inside], backwards[inside], atol=0.02)


def test_a_gap_stays_a_gap_and_what_lies_behind_it_changes_nothing_before_it() -> None:
    t = clock(60, 3.0)
    values = sine(t, 1.0)
    values[80:95] = np.nan
    other = values.copy()
    other[95:] += 1e3
    first, second = lowpass(t, values, 6.0), lowpass(t, other, 6.0)
    assert np.isnan(first[80:95]).all()
    assert np.isfinite(np.delete(first, range(80, 95), axis=0)).all()
    np.testing.assert_array_equal(first[:80], second[:80])


@pytest.mark.parametrize("jitter", [0.0, 0.25])
def test_points_filtered_together_come_out_as_each_does_alone_and_as_scipy_filters_them(jitter: float) -> None:
    t = clock(60, 4.0, jitter)
    points = np.cumsum(np.random.default_rng(0).standard_normal((len(t), 5, 2)), axis=0)
    points[60:75, 1, 0] = points[60:75, 2] = points[:9, 3] = np.nan
    cutoffs = np.array([4.0, 4.0, 7.0, 7.0, 25.0])
    together = lowpass_each(t, points, cutoffs)
    for k, cutoff in some(enumerate(cutoffs)):
        np.testing.assert_allclose(together[:, k], lowpass(t, points[:, k], cutoff), atol=1e-9)
    if not jitter:
        sos = butter(2, 60 / np.pi * np.arctan(np.tan(np.pi * 4 / 60) / (np.sqrt(2) - 1) ** 0.25), fs=60, output="sos")
        expected = sosfiltfilt(sos, points[:, 0], axis=0, padlen=18)
        np.testing.assert_allclose(together[:, 0], expected, atol=1e-9)
        np.testing.assert_array_equal(together[:, 4], points[:, 4])


def test_a_few_samples_between_gaps_and_cutoffs_beyond_the_frame_rate_are_left_as_they_are() -> None:
    t = clock(24, 1.0)
    values = np.random.default_rng(0).standard_normal((len(t), 1))
    np.testing.assert_array_equal(lowpass(t, values, 20.0), values)
    values[5] = values[11:] = np.nan
    np.testing.assert_array_equal(lowpass(t, values, 4.0), values)


def test_what_was_given_is_not_changed() -> None:
    t = clock(60, 1.0)
    values = np.random.default_rng(0).standard_normal((len(t), 1))
    before = values.copy()
    lowpass(t, values, 6.0)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("noise", [0.01, 0.03, 0.1])
@pytest.mark.parametrize(("fps", "low", "high", "times"), [(30, 4, 8, 1.4), (60, 4, 8, 1.4), (240, 1, 12, 1.15)])
def test_the_chosen_cutoff_is_nearly_as_good_as_the_best_that_only_truth_could_tell(
    fps: float, low: float, high: float, times: float, noise: float
) -> None:
    t = clock(fps, 6.0)
    truth = sine(t, 0.7) + 0.3 * sine(t, 1.9)

    def error(seen: Floats, cutoff: float) -> float:
        return float(np.sqrt(np.mean((lowpass(t, seen, cutoff) - truth) ** 2)))

    errors, best = [], []
    for seed in range(4):
        seen = truth + noise * np.random.default_rng(seed).standard_normal(truth.shape)
        errors.append(error(seen, choose_cutoff(t, seen, low, high)))
        best.append(min(error(seen, f) for f in np.linspace(low, high, 12)))
    assert np.mean(errors) < times * np.mean(best)
    assert np.mean(errors) < noise


def test_more_noise_asks_for_a_lower_cutoff() -> None:
    t = clock(120, 6.0)
    chosen = []
    for noise in (0.003, 0.03, 0.3):
        rng = np.random.default_rng(0)
        seen = sine(t, 0.7) + 0.3 * sine(t, 2.9) + noise * rng.standard_normal((len(t), 1))
        chosen.append(choose_cutoff(t, seen, 1.0, 15.0))
    assert chosen[0] > chosen[1] > chosen[2]


@settings(deadline=None, max_examples=30)
@given(low=st.floats(3, 8), wide=st.floats(0.5, 12), seed=st.integers(0, 100), fps=st.sampled_from(RATES))
def test_the_chosen_cutoff_lies_within_its_limits(low: float, wide: float, seed: int, fps: float) -> None:
    t = clock(fps, 2.0)
    seen = np.random.default_rng(seed).standard_normal((len(t), 2)).cumsum(axis=0)
    assert low <= choose_cutoff(t, seen, low, low + wide) <= low + wide


def test_too_little_to_judge_by_gives_the_lowest_cutoff() -> None:
    t = clock(60, 1.0)
    assert choose_cutoff(t, np.full((len(t), 2), np.nan), 4.0, 8.0) == 4.0
    few = np.full((len(t), 2), np.nan)
    few[10:25] = 1.0
    assert choose_cutoff(t, few, 4.0, 8.0) == 4.0
