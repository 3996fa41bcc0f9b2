"""The top of a hump whose moment is known."""

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from core.measures.lane_peak import Peak, Sought, find_humps, find_peak, lean_s
from tests.some import some

Floats = NDArray[np.float64]
STRIDE = 0.5
REACH = 0.24 * STRIDE


def sine(time_s: Floats, at_s: float) -> Floats:
    """A limb's angular velocity: highest with 600 deg/s at `at_s`, once a stride."""
    return 600 * np.cos(2 * np.pi * (time_s - at_s) / STRIDE)[None]


def window(n: int = 1) -> tuple[Floats, Floats]:
    return np.full(n, 0.4), np.full(n, 0.7)


def find_hump(time_s: Floats, curve: Floats, begin: Floats, end: Floats, reach_s: float) -> Peak:
    return find_humps(time_s, [Sought(curve, begin, end, reach_s)])[0]


@pytest.mark.parametrize("fps", [30, 60, 120, 240])
def test_the_top_of_an_even_hump_is_exact_at_any_rate_and_no_sign_is_preferred(fps: float) -> None:
    errors = []
    for at in np.linspace(0.5, 0.6, 23):
        time = np.arange(0, 1.2, 1 / fps)
        errors.append(float(find_hump(time, sine(time, at), *window(), REACH).time_s[0] - at))
    assert np.abs(errors).max() < 0.25 / fps
    assert abs(np.mean(errors)) < 0.05 / fps


def test_uneven_frames_do_not_shift_it() -> None:
    rng = np.random.default_rng(5)
    time = np.sort(np.arange(0, 1.2, 1 / 60) + rng.uniform(-0.3, 0.3, 72) / 60)
    assert find_hump(time, sine(time, 0.55), *window(), REACH).time_s[0] == pytest.approx(0.55, abs=0.25 / 60)


def test_small_tops_on_a_round_hump_move_it_far_less_than_the_highest_frame() -> None:
    rng = np.random.default_rng(2)
    time = np.arange(0, 1.2, 1 / 240)
    highest, hump = [], []
    for _ in range(40):
        tops = sum(40 * np.cos(2 * np.pi * f * time + rng.uniform(0, 6.3)) for f in (9.0, 13.0, 17.0))
        curve = sine(time, 0.55) + tops
        highest.append(find_peak(time, curve, *window()).time_s[0] - 0.55)
        hump.append(find_hump(time, curve, *window(), REACH).time_s[0] - 0.55)
    assert np.std(hump) < 0.35 * np.nanstd(highest)
    assert abs(np.mean(hump)) < 0.003


def test_a_delay_of_the_hump_comes_back_whole() -> None:
    time = np.arange(0, 1.2, 1 / 120)
    skewed = 600 * np.maximum(np.cos(2 * np.pi * (time - 0.5) / STRIDE), -0.3)[None]
    later = 600 * np.maximum(np.cos(2 * np.pi * (time - 0.527) / STRIDE), -0.3)[None]
    a, b = (find_hump(time, c, *window(), REACH).time_s[0] for c in (skewed, later))
    assert b - a == pytest.approx(0.027, abs=0.001)


def test_a_curve_still_rising_where_the_window_ends_has_no_top_there() -> None:
    time = np.arange(0, 1.2, 1 / 120)
    peak = find_hump(time, sine(time, 0.8), np.array([0.6]), np.array([0.7]), REACH)
    assert peak.at_edge
    assert np.isnan(peak.time_s[0])
    nothing = find_hump(time, np.full((1, len(time)), np.nan), *window(), REACH)
    assert not nothing.at_edge
    assert np.isnan(nothing.time_s[0])


def test_each_draw_has_its_own_top_and_a_gap_its_own_frames() -> None:
    time = np.arange(0, 1.2, 1 / 120)
    curves = np.concatenate([sine(time, 0.5), sine(time, 0.6)])
    curves[1, 70:72] = np.nan
    peak = find_hump(time, curves, *window(2), REACH)
    np.testing.assert_allclose(peak.time_s, [0.5, 0.6], atol=0.002)
    assert peak.value == pytest.approx(600, rel=0.03)


def test_too_few_frames_for_a_hump_are_told_by_three_of_them() -> None:
    time = np.arange(0, 1.2, 1 / 24)
    narrow = find_hump(time, sine(time, 0.55), *window(), 0.03)
    assert narrow.time_s[0] == find_peak(time, sine(time, 0.55), *window()).time_s[0]


def test_humps_sought_together_are_found_as_each_alone() -> None:
    """Several widths and windows at once, some draws without a top: not one digit may come from a neighbour."""
    rng = np.random.default_rng(5)
    time_s = np.arange(200) / 120
    sought = []
    for k in range(7):
        middle = 0.4 + 0.15 * k + rng.normal(0, 0.01, 9)
        curve = 400 * np.cos(4 * (time_s - middle[:, None])) + rng.normal(0, 15, (9, 200))
        curve[k % 9, 40:90] = np.nan
        begin = np.full(9, 0.3 + 0.15 * k)
        sought.append(Sought(curve, begin, begin + 0.25, 0.01 if k == 3 else 0.06 + 0.02 * k))
    for one, together in some(zip(sought, find_humps(time_s, sought), strict=True)):
        alone = find_hump(time_s, one.curve, one.begin, one.end, one.reach_s)
        np.testing.assert_allclose(together.time_s, alone.time_s, rtol=1e-9)
        np.testing.assert_allclose(together.value, alone.value, rtol=1e-9)
        assert together.at_edge == alone.at_edge
        assert np.isfinite(together.time_s).any()


def test_many_humps_of_one_long_curve_are_found_without_copying_it() -> None:
    """All steps of a run look at the same few curves: memory must not grow with steps times frames."""
    time_s = np.arange(3000) / 60
    curve = np.tile(sine(time_s, 0.5), (9, 1))
    begins = np.arange(1.0, 49.0, STRIDE)
    sought = [Sought(curve, np.full(9, b - 0.1), np.full(9, b + 0.1), REACH) for b in begins]
    find_humps(time_s, sought[:1])
    tracemalloc.start()
    try:
        peaks = find_humps(time_s, sought)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    np.testing.assert_allclose([p.time_s[0] for p in peaks], begins, atol=0.002)
    assert most < 10 * curve.nbytes < 0.2 * len(sought) * curve.nbytes


@pytest.mark.parametrize("fps", [60, 120, 240])
def test_humps_that_lean_are_fastest_where_their_mean_is(fps: float) -> None:
    """The top of a parabola over a hump that falls faster than it rises lies before its own."""
    time = np.arange(0, 2.0, 1 / fps)
    middles = 0.3 + 0.25 * np.arange(6)
    u = (time - middles[:, None]) / REACH
    curves = np.where(np.abs(u) < 1.6, 600 - 300 * u**2 - 60 * u**3, -100.0)
    tops = [float(find_hump(time, c[None], m[None] - 0.1, m[None] + 0.1, REACH).time_s[0])
            for c, m in zip(curves, middles, strict=True)]  # fmt: skip
    early = middles - tops
    assert early.min() > 0.004
    late = lean_s(time, list(zip(curves, tops, strict=True)), REACH)
    assert late == pytest.approx(early.mean(), abs=0.25 / fps + 0.001)


def test_even_humps_early_ones_and_two_alone_are_left_where_they_are() -> None:
    time = np.arange(0, 2.0, 1 / 120)
    tops = [0.3, 0.8, 1.3]
    even = [(sine(time, 0.3)[0], top) for top in tops]
    assert abs(lean_s(time, even, REACH)) < 1e-4
    u = (time - 0.8) / REACH
    early = 600 - 300 * u**2 + 60 * u**3
    assert lean_s(time, [(early, 0.81)] * 3, REACH) == 0
    late = 600 - 300 * u**2 - 60 * u**3
    assert lean_s(time, [(late, 0.79)] * 3, REACH) > 0
    assert lean_s(time, [(late, 0.79)] * 2, REACH) == 0
