"""Numbers side by side, and figures on top of each other."""

import numpy as np
import pytest

from core.compare.figures import about_hips, size_of
from core.compare.numbers import compare_numbers
from core.compare.sides import Sides
from core.measures.spec import Metric
from core.pose.skeleton import INDEX
from tests.core.compare.clips import squats
from tests.core.squat_figure import SHANK, THIGH, Move

SAME = Sides(False)


@pytest.mark.parametrize(("b", "verdict"), [(104.0, "same"), (112.0, "more"), (88.0, "less")])
def test_a_difference_within_its_error_is_none(b: float, verdict: str) -> None:
    (pair,) = compare_numbers({"x": Metric(100.0, "deg", 3.0)}, {"x": Metric(b, "deg", 4.0)}, SAME)
    assert (pair.difference.value, pair.difference.sd, pair.verdict) == (b - 100, 5.0, verdict)


def test_without_both_numbers_there_is_no_difference_and_the_side_that_lacks_it_is_named() -> None:
    (pair,) = compare_numbers(
        {"x": Metric(100.0, "deg", 3.0)}, {"x": Metric(None, "deg", None, "refused", "Film from the front.")}, SAME
    )
    assert pair.difference == Metric(None, "deg", None, "refused", "B: Film from the front.")
    assert pair.verdict == "unknown"


def test_without_an_uncertainty_nothing_is_called_different() -> None:
    (pair,) = compare_numbers({"x": Metric(100.0, "deg", None)}, {"x": Metric(190.0, "deg", 1.0)}, SAME)
    assert (pair.difference.value, pair.difference.sd, pair.verdict) == (90.0, None, "unknown")


def test_a_caution_on_either_side_is_one_on_the_difference() -> None:
    (pair,) = compare_numbers({"x": Metric(1.0, "s", 0.1)}, {"x": Metric(1.0, "s", 0.1, "caution", "Short.")}, SAME)
    assert (pair.difference.status, pair.difference.reason) == ("caution", "B: Short.")


def test_crossed_sides_compare_left_with_right_and_turn_what_is_signed() -> None:
    a = {"peak_left_knee_flexion_deg": Metric(100.0, "deg", 1.0), "pelvis_tilt_peak_deg": Metric(3.0, "deg", 1.0)}
    b = {"peak_right_knee_flexion_deg": Metric(101.0, "deg", 1.0), "pelvis_tilt_peak_deg": Metric(-3.0, "deg", 1.0)}
    knee, tilt = compare_numbers(a, b, Sides(True))
    assert (knee.difference.value, tilt.difference.value) == (1.0, 0.0)


def test_numbers_in_different_units_are_not_compared() -> None:
    assert compare_numbers({"v": Metric(1.0, "m/s", 0.1)}, {"v": Metric(1.0, "leg lengths/s", 0.1)}, SAME) == []


def test_figures_meet_at_the_hips_in_leg_lengths_whatever_their_size() -> None:
    one = squats([Move(1.0)], 30)
    leg = float(size_of(one).leg_px[0])
    assert leg == pytest.approx(500 * (THIGH + SHANK), rel=0.01)
    row = 60
    near = about_hips(one.smoothed.xy_px[row], leg)
    far = about_hips(0.37 * one.smoothed.xy_px[row] + np.array([900.0, -40.0]), 0.37 * leg)
    assert far == pytest.approx(near, nan_ok=True)
    hips = (near[INDEX["left_hip"]] + near[INDEX["right_hip"]]) / 2
    assert hips == pytest.approx([0, 0])


def test_a_mirrored_figure_faces_the_other_way_and_stays_upright() -> None:
    one = squats([Move(1.0)], 30)
    plain, turned = (about_hips(one.smoothed.xy_px[60], 400.0, mirror) for mirror in (False, True))
    assert turned[:, 0] == pytest.approx(-plain[:, 0], nan_ok=True)
    assert turned[:, 1] == pytest.approx(plain[:, 1], nan_ok=True)
