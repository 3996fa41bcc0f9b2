"""Overlaps and lags of curves whose timing is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.series import Series
from core.measures import overlap
from core.measures.lane_peak import find_peak
from core.measures.overlap import LANES

Floats = NDArray[np.float64]


def hump(time_s: Floats, at_s: float, width_s: float = 0.2) -> Floats:
    """One smooth half-wave, highest at `at_s`."""
    return np.maximum(np.cos(np.pi * (time_s - at_s) / width_s), -1.0)[None]


def box(time_s: Floats, begin: float, end: float) -> Floats:
    """0 outside, 1 inside, with flanks of one tenth of a millisecond."""
    return np.clip((np.minimum(time_s - begin, end - time_s)) / 1e-4 + 0.5, 0, 1)[None]


@pytest.mark.parametrize("fps", [60, 90, 120, 240])
@pytest.mark.parametrize("lag_s", [-0.031, -0.004, 0.0, 0.0077, 0.05])
def test_a_known_lag_comes_back_within_a_quarter_frame(fps: float, lag_s: float) -> None:
    errors = []
    for shift in np.linspace(0, 1, 7) / fps:
        time = np.arange(0, 0.6, 1 / fps) + shift
        begin, end = np.array([0.15]), np.array([0.45])
        push = find_peak(time, hump(time, 0.3), begin, end)
        other = find_peak(time, hump(time, 0.3 + lag_s), begin, end)
        errors.append(float(other.time_s[0] - push.time_s[0] - lag_s))
    assert np.abs(errors).max() < 0.25 / fps
    assert abs(np.mean(errors)) < 0.05 / fps  # no sign preferred


def test_uneven_frames_do_not_shift_a_peak() -> None:
    rng = np.random.default_rng(3)
    time = np.sort(np.arange(0, 0.6, 1 / 60) + rng.uniform(-0.3, 0.3, 36) / 60)
    peak = find_peak(time, hump(time, 0.31), np.array([0.1]), np.array([0.5]))
    assert abs(peak.time_s[0] - 0.31) < 0.25 / 60
    assert peak.value[0] == pytest.approx(1.0, abs=0.01)


def test_a_curve_still_rising_at_the_end_of_the_window_has_no_peak_there() -> None:
    time = np.arange(0, 1, 1 / 120)
    peak = find_peak(time, time[None] ** 2, np.array([0.2]), np.array([0.6]))
    assert peak.at_edge
    assert np.isnan(peak.time_s[0])
    nothing = find_peak(time, np.full((1, len(time)), np.nan), np.array([0.2]), np.array([0.6]))
    assert not nothing.at_edge
    assert np.isnan(nothing.time_s[0])


def test_each_draw_has_its_own_window_and_peak() -> None:
    time = np.arange(0, 1, 1 / 200)
    curves = np.concatenate([hump(time, 0.3), hump(time, 0.5)])
    peak = find_peak(time, curves, np.array([0.2, 0.4]), np.array([0.4, 0.6]))
    np.testing.assert_allclose(peak.time_s, [0.3, 0.5], atol=1e-3)


def test_overlaps_of_boxes_are_the_shares_they_were_made_with() -> None:
    time = np.arange(0, 1, 1 / 20000)
    lanes = {
        "push": box(time, 0.30, 0.50),
        "swing": box(time, 0.40, 0.48),  # 0.08 s, all within push
        "arms": box(time, 0.25, 0.35),  # 0.05 s of push, 0.05 s of it in contact
        "torso": box(time, 0.45, 0.60),
    }
    one = np.ones(1)
    got = overlap.compare_lanes(time, lanes, one * 0.3, one * 0.5, dict.fromkeys(LANES, one))
    assert got["overlap_push_swing_pct"][0] == pytest.approx(100, abs=1)
    assert got["overlap_push_arms_pct"][0] == pytest.approx(100, abs=1)
    assert got["overlap_push_torso_pct"][0] == pytest.approx(100, abs=1)
    assert got["all_on_ms"][0] == pytest.approx(0, abs=1)
    assert got["drive_balance_push_swing"][0] == pytest.approx((0.2 - 0.08) / 0.28, abs=0.01)


def test_a_draw_whose_lane_is_late_has_the_overlaps_of_the_later_lane() -> None:
    time = np.arange(0, 1, 1 / 20000)
    push, rest = box(time, 0.30, 0.40), np.zeros((2, len(time)))
    lanes = {"push": np.repeat(push, 2, axis=0), "swing": np.repeat(push, 2, axis=0), "arms": rest, "torso": rest}
    two, none = np.ones(2), np.zeros(2)
    late = {"push": none, "swing": np.array([0.0, 0.03]), "arms": none, "torso": none}
    got = overlap.compare_lanes(time, lanes, two * 0.3, two * 0.5, dict.fromkeys(LANES, two), late_s=late)
    np.testing.assert_allclose(got["overlap_push_swing_pct"], [100, 70], atol=1)


def test_partial_overlap_is_over_the_shorter_of_the_two() -> None:
    time = np.arange(0, 1, 1 / 20000)
    lanes = {
        "push": box(time, 0.30, 0.40),
        "swing": box(time, 0.36, 0.50),
        "arms": box(time, 0.34, 0.42),
        "torso": box(time, 0.30, 0.50),
    }
    one = np.ones(1)
    got = overlap.compare_lanes(time, lanes, one * 0.3, one * 0.5, dict.fromkeys(LANES, one))
    assert got["overlap_push_swing_pct"][0] == pytest.approx(100 * 0.04 / 0.10, abs=1)
    assert got["overlap_push_arms_pct"][0] == pytest.approx(100 * 0.06 / 0.08, abs=1)
    assert got["three_on_pct"][0] == pytest.approx(20, abs=1)
    assert got["all_on_pct"][0] == pytest.approx(20, abs=1)
    assert got["all_on_ms"][0] == pytest.approx(40, abs=1)


def test_a_higher_share_makes_a_lane_be_on_for_less_time() -> None:
    time = np.arange(0, 1, 1 / 1000)
    lanes = {"push": hump(time, 0.4), "swing": hump(time, 0.45), "arms": hump(time, 0.4), "torso": hump(time, 0.4)}
    one = np.ones(1)
    on = [
        overlap.compare_lanes(time, lanes, one * 0.3, one * 0.5, dict.fromkeys(LANES, one), alpha)["all_on_pct"][0]
        for alpha in (0.3, 0.5, 0.7)
    ]
    assert on[0] > on[1] > on[2] > 0


def test_a_lane_that_was_not_seen_gives_no_number_for_what_needs_it_only() -> None:
    time = np.arange(0, 1, 1 / 100)
    lanes = {lane: hump(time, 0.4) for lane in LANES} | {"torso": np.full((1, len(time)), np.nan)}
    one = np.ones(1)
    got = overlap.compare_lanes(time, lanes, one * 0.3, one * 0.5, dict.fromkeys(LANES, one))
    assert np.isnan(got["all_on_pct"][0])
    assert np.isnan(got["overlap_push_torso_pct"][0])
    assert got["three_on_pct"][0] == pytest.approx(100 * 2 / 3, abs=2)


def test_spans_begin_and_end_between_frames() -> None:
    time = np.arange(0, 1, 0.1)
    curve = np.array([0, 0, 1, 2, 2, 1, 0, 0, 3, 3.0])
    spans = overlap.spans_on(time, curve, 0.5, 0.0, 0.9)
    np.testing.assert_allclose(spans, [(0.15, 0.55), (0.7 + 0.1 / 6, 0.9)])
    assert overlap.spans_on(time, curve, float("nan"), 0.0, 0.9) == ()


def test_lanes_point_in_the_direction_of_the_drive() -> None:
    time = np.arange(3.0)
    names = (
        "left_thigh", "right_thigh", "left_arm", "right_arm", "trunk_twist",
    )  # fmt: skip
    values = {
        f"{n}_angular_velocity_deg_s": np.full((1, 3), v)
        for n, v in zip(names, (-300, 400, 200, -100, 50.0), strict=True)
    }
    left = overlap.lane_curves(Series(time, values), "left", 0.5)
    # pushing with the left leg: its thigh goes back, the right thigh and the left arm go forward
    assert [left[lane][0, 0] for lane in LANES] == [300, 400, 150, 50]
    right = overlap.lane_curves(Series(time, values), "right", 0.5)
    assert [right[lane][0, 0] for lane in LANES] == [-400, -300, -150, -50]


def test_the_arm_that_is_seen_stands_for_both_where_the_other_is_hidden() -> None:
    stride = 0.5
    time = np.arange(0, 2, 1 / 240)
    near = 600 * np.cos(2 * np.pi * (time - 0.1) / stride)
    zero = np.zeros_like(time)
    values = {
        "left_thigh_angular_velocity_deg_s": zero, "right_thigh_angular_velocity_deg_s": zero,
        "trunk_twist_angular_velocity_deg_s": zero, "right_arm_angular_velocity_deg_s": near,
        "left_arm_angular_velocity_deg_s": np.full_like(time, np.nan),
    }  # fmt: skip
    for side, sign in (("right", 1), ("left", -1)):
        arms = overlap.lane_curves(Series(time, values), side, stride)["arms"]  # type: ignore[arg-type]
        np.testing.assert_allclose(arms, sign * near, atol=1.5)
    # an arm seen half of the time tells nothing of the rest: the other one does
    half = np.where(np.arange(len(time)) % 240 < 120, 50.0, np.nan)
    arms = overlap.lane_curves(Series(time, values | {"left_arm_angular_velocity_deg_s": half}), "right", stride)
    np.testing.assert_allclose(arms["arms"], near, atol=1.5)


def test_times_common_to_several_lists_of_spans() -> None:
    assert overlap.common([((0.0, 1.0), (2.0, 3.0)), ((0.5, 2.5),)]) == ((0.5, 1.0), (2.0, 2.5))
    assert overlap.common([((0.0, 1.0),), ((1.0, 2.0),)]) == ()
    assert overlap.common([]) == ()
