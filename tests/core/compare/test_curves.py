"""Two curves, their difference and its uncertainty."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.analysis import Analysis
from core.compare.curves import Comparison, compare, interpolated, overlap_s
from core.compare.moments import at_event, event_to_event
from core.compare.sides import Sides, choose_sides
from core.compare.time_map import TimeMap
from core.kinematics.series import Series
from tests.core.compare.clips import LEFT, NAME, squats
from tests.core.squat_figure import Move

A = (Move(1.0), Move(4.0))
SAME = Sides(False)
REP = (0.8, 3.4)


def test_the_same_motion_later_and_at_another_frame_rate_differs_by_nothing() -> None:
    one = squats(A, 30)
    other = squats([Move(m.at_s + 0.731) for m in A], 120, name="b.mp4")
    found = compare(one, other, at_event(one, 0, other, 0), SAME, REP).curves(NAME)
    assert found is not None and found.sd is not None
    assert len(found.time_s) == pytest.approx(120 * (REP[1] - REP[0]), abs=2), "the frames of the quicker clip"
    assert np.nanmax(np.abs(found.difference)) < 0.5, "no more than straight lines between 30 frames a second miss"
    assert found.beyond_spans() == []


def test_warped_event_to_event_a_slower_rep_of_the_same_shape_differs_by_nothing() -> None:
    one = squats(A, 60)
    slow = [Move(0.5 + 2 * m.at_s, down_s=2.4, up_s=2.0) for m in A]
    other = squats(slow, 60, seconds=16, name="b.mp4")
    warped = event_to_event(one, 0, other, 0)
    found = compare(one, other, warped, SAME, (one.reps[0].rep.start_s, one.reps[0].rep.end_s)).curves(NAME)
    assert found is not None and np.nanmax(np.abs(found.difference)) < 0.5
    shifted = compare(one, other, at_event(one, 0, other, 0), SAME, REP).curves(NAME)
    assert shifted is not None and np.nanmax(np.abs(shifted.difference)) > 30, "at their true speeds they do differ"


def test_a_deeper_squat_is_told_where_it_is_deeper_and_only_there() -> None:
    one = squats(A, 30)
    other = squats([Move(m.at_s, thigh=115) for m in A], 30, name="b.mp4")
    found = compare(one, other, at_event(one, 0, other, 0), SAME, REP).curves(NAME)
    assert found is not None and found.sd is not None
    at = int(np.argmin(np.abs(found.time_s - A[0].bottom_s)))
    assert found.difference[at] == pytest.approx(25, abs=0.5)
    assert found.beyond[at] and not found.beyond[found.time_s < 1.1].any()
    ((start, end),) = found.beyond_spans()
    assert start < A[0].bottom_s < end


def test_a_gap_on_one_side_stays_a_gap() -> None:
    one = squats(A, 30)
    other = squats(A, 60, holes=[(1.7, 1.9)], name="b.mp4")
    found = compare(one, other, at_event(one, 0, other, 0), SAME, REP).curves(NAME)
    assert found is not None
    inside = (found.time_s > 1.69) & (found.time_s < 1.91)
    assert np.isnan(found.b[inside]).all() and np.isnan(found.difference[inside]).all()
    assert np.isfinite(found.a[inside]).all()
    assert np.isfinite(found.difference[~inside]).all()


def test_frames_that_were_dropped_are_not_filled_in() -> None:
    times = np.array([0.0, 0.1, 0.2, 0.7, 0.8])
    values = np.array([0.0, 1.0, 2.0, 7.0, 8.0])
    found = interpolated(times, values, np.array([-0.01, 0.15, 0.2, 0.4, 0.7, 0.75, 0.9]))
    assert np.isnan(found[[0, 3, 6]]).all()
    assert found[[1, 2, 4, 5]] == pytest.approx([1.5, 2.0, 7.0, 7.5])


def at_variable_rate(clip: Analysis, kept: NDArray[np.bool_]) -> Analysis:
    """The same movement with these frames only."""
    series = Series(clip.series.time_s[kept], {name: values[kept] for name, values in clip.series.values.items()})
    return replace(clip, series=series)


def test_a_squat_at_a_phone_s_variable_rate_is_compared_between_its_frames_and_a_run_is_not() -> None:
    one = squats(A, 60)
    number = np.arange(len(one.series.time_s))
    uneven = at_variable_rate(squats(A, 60, name="b.mp4"), (number % 10 < 5) | (number % 10 == 7))
    at = at_event(one, 0, uneven, 0)
    found = Comparison(one, uneven, at, SAME, REP, None, None).curves(NAME)
    assert found is not None and np.isfinite(found.difference).all()
    assert np.abs(found.difference).max() < 1.0, "it is the same squat"
    run = Comparison(one, replace(uneven, movement="sprint"), at, SAME, REP, None, None).curves(NAME)
    assert run is not None and 0.2 < np.isnan(run.difference).mean() < 0.8


def test_a_frame_beside_a_missing_one_counts_at_its_own_moment() -> None:
    found = interpolated(np.array([0.0, 0.1, 0.2]), np.array([1.0, np.nan, 3.0]), np.array([0.0, 0.05, 0.2]))
    assert found[[0, 2]] == pytest.approx([1.0, 3.0]) and np.isnan(found[1])


def test_the_difference_of_two_reps_of_one_clip_is_surer_than_that_of_two_clips() -> None:
    """What the model misplaces all along is the same in both."""
    one = squats(A, 30)
    twin = squats(A, 30, name="b.mp4")
    inside = compare(one, one, at_event(one, 0, one, 1), SAME, REP).curves(NAME)
    between = compare(one, twin, at_event(one, 0, twin, 1), SAME, REP).curves(NAME)
    assert inside is not None and between is not None and inside.sd is not None and between.sd is not None
    assert np.nanmax(np.abs(inside.difference)) < 0.5
    assert np.nanmedian(inside.sd) < 0.8 * np.nanmedian(between.sd)


def test_the_moments_uncertainty_weighs_where_the_curve_is_steep() -> None:
    one = squats(A, 30)
    sure, unsure = (TimeMap.shift(0.0, 3.0, sd) for sd in (0.0, 0.1))
    plain = compare(one, one, sure, SAME, REP).curves(NAME)
    doubtful = compare(one, one, unsure, SAME, REP).curves(NAME)
    assert plain is not None and doubtful is not None and plain.sd is not None and doubtful.sd is not None
    slope = np.abs(np.gradient(plain.b, plain.time_s))
    steep, flat = int(np.nanargmax(slope)), int(np.argmin(np.abs(plain.time_s - A[0].bottom_s)))
    assert doubtful.sd[steep] == pytest.approx(np.hypot(plain.sd[steep], 0.1 * slope[steep]), rel=0.01)
    assert doubtful.sd[flat] == pytest.approx(plain.sd[flat], rel=0.1)


def test_beside_a_view_that_has_no_near_leg_left_is_compared_with_left() -> None:
    one, other = squats(A, 30), squats(A, 30, name="b.mp4")
    other = replace(other, view=replace(other.view, label="front", facing="toward"))
    assert choose_sides(one, 0, other, 0) == choose_sides(other, 0, one, 0) == SAME


def test_filmed_from_the_other_side_the_near_leg_is_compared_with_the_near_leg() -> None:
    one, other = squats(A, 30), squats(A, 30, view=LEFT, name="b.mp4")
    sides = choose_sides(one, 0, other, 0)
    assert sides.crossed and "opposite sides" in sides.reason
    assert sides.name_in_b("peak_right_knee_flexion_deg") == "peak_left_knee_flexion_deg"
    found = compare(one, other, at_event(one, 0, other, 0), sides, REP).curves("right_shank_inclination_deg")
    assert found is not None and np.nanmax(np.abs(found.difference)) < 1e-6, "forward is forward on both sides"
    apart = compare(one, other, at_event(one, 0, other, 0), sides, REP).curves("thigh_separation_deg")
    assert apart is not None
    assert apart.b == pytest.approx(-other.series["thigh_separation_deg"][24:103], abs=1e-9, nan_ok=True)


def test_only_what_both_clips_show_is_compared() -> None:
    assert overlap_s(np.arange(0, 5, 0.1), np.arange(0, 3, 0.1), TimeMap.shift(2.0, 1.0)) == pytest.approx((1.0, 3.9))
    assert overlap_s(np.arange(0, 5, 0.1), np.arange(0, 3, 0.1), TimeMap.shift(0.0, 10.0)) is None
