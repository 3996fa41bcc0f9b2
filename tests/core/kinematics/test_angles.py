"""Plane geometry: known angles come out, whatever the place, size and turn of the figure."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.kinematics import angles

Floats = NDArray[np.float64]
near = st.floats(-1e3, 1e3)
point = st.tuples(near, near).map(np.array)


def at(deg: float, length: float = 1.0) -> Floats:
    """A point at an angle counted anticlockwise from the picture's right, y down."""
    return length * np.array([np.cos(np.radians(deg)), -np.sin(np.radians(deg))])


@pytest.mark.parametrize("deg", [0.0, 0.1, 30.0, 90.0, 179.9, 180.0])
def test_the_angle_between_two_segments(deg: float) -> None:
    for turn in (0.0, 77.0, -140.0):
        got = angles.angle_at(at(turn, 2.0), np.zeros(2), at(turn + deg, 0.3))
        assert got == pytest.approx(deg, abs=1e-6)
        assert angles.angle_at(at(turn + deg), np.zeros(2), at(turn)) == pytest.approx(deg, abs=1e-6)


@pytest.mark.parametrize("deg", [-120.0, -30.0, 0.0, 45.0, 170.0])
def test_leaning_forward_is_positive_whichever_way_forward_is(deg: float) -> None:
    for forward in (1.0, -1.0):
        tip = np.array([forward * np.sin(np.radians(deg)), -np.cos(np.radians(deg))])
        assert angles.from_up(np.zeros(2), tip, forward) == pytest.approx(deg)
        foot = np.array([forward * np.sin(np.radians(deg)), np.cos(np.radians(deg))])
        assert angles.from_down(np.zeros(2), foot, forward) == pytest.approx(deg)


@pytest.mark.parametrize(("deg", "expected"), [(90, 90), (60, 60), (120, 60), (0, 0), (180, 0), (-20, -20), (200, -20)])
def test_a_slope_is_the_same_to_the_left_and_to_the_right(deg: float, expected: float) -> None:
    assert angles.against_horizontal(np.zeros(2), at(deg)) == pytest.approx(expected, abs=1e-9)


@settings(deadline=None)
@given(a=point, b=point, c=point)
def test_the_angle_at_a_joint_is_what_its_two_segments_are_turned_by(a: Floats, b: Floats, c: Floats) -> None:
    assume(min(np.hypot(*(a - b)), np.hypot(*(c - b))) > 1)
    for forward in (1.0, -1.0):
        turned = angles.turned_by(angles.from_down(a, b, forward) + angles.from_up(c, b, forward))
        assert turned == pytest.approx(180 - angles.angle_at(a, b, c), abs=1e-4)


@settings(deadline=None)
@given(a=point, b=point, c=point, shift=point, scale=st.floats(0.01, 100))
def test_no_angle_depends_on_place_or_size(a: Floats, b: Floats, c: Floats, shift: Floats, scale: float) -> None:
    assume(min(np.hypot(*(a - b)), np.hypot(*(c - b))) > 1)

    def moved(p: Floats) -> Floats:
        return scale * p + shift

    assert angles.angle_at(moved(a), moved(b), moved(c)) == pytest.approx(angles.angle_at(a, b, c), abs=1e-3)
    for lean in (angles.from_up, angles.from_down):
        off = float(lean(moved(a), moved(b), 1.0) - lean(a, b, 1.0))
        assert (off + 180) % 360 - 180 == pytest.approx(0, abs=1e-3)
    assert angles.length(moved(a), moved(b)) == pytest.approx(scale * angles.length(a, b), rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(a=point, b=point, c=point, turn=st.floats(-np.pi, np.pi))
def test_the_angle_at_a_joint_does_not_depend_on_how_the_phone_is_held(
    a: Floats, b: Floats, c: Floats, turn: float
) -> None:
    assume(min(np.hypot(*(a - b)), np.hypot(*(c - b))) > 1)
    r = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    assert angles.angle_at(r @ a, r @ b, r @ c) == pytest.approx(angles.angle_at(a, b, c), abs=1e-4)


@settings(deadline=None)
@given(a=point, b=point, forward=st.sampled_from([1.0, -1.0]))
def test_the_mirror_image_leans_the_same_way_forward(a: Floats, b: Floats, forward: float) -> None:
    mirror = np.array([-1.0, 1.0])
    for lean in (angles.from_up, angles.from_down):
        there, here = lean(mirror * a, mirror * b, -forward), lean(a, b, forward)
        assert (float(there - here) + 180) % 360 - 180 == pytest.approx(0, abs=1e-9)


def test_missing_points_give_missing_angles_and_no_others() -> None:
    a, b, c = (np.arange(10.0).reshape(5, 2) * k for k in (1, -2, 3))
    b[2, 1] = np.nan
    for got in (
        angles.angle_at(a, b, c),
        angles.from_up(a, b, 1.0),
        angles.against_horizontal(b, c),
        angles.length(a, b),
    ):
        assert np.isnan(got).tolist() == [False, False, True, False, False]


@pytest.mark.parametrize("among", [[10.0, -60.0, 89.9], [10.0, -170.0, 100.0, 180.0, 90.0]])
def test_leans_are_right_alone_and_among_others_that_hang_upside_down(among: list[float]) -> None:
    lean = np.array(among)
    tops = np.stack([np.sin(np.radians(lean)), -np.cos(np.radians(lean))], axis=-1)
    np.testing.assert_allclose(angles.from_up(np.zeros_like(tops), tops, 1.0), lean, atol=1e-12)
    np.testing.assert_allclose(angles.from_down(np.zeros_like(tops), -tops, -1.0), lean, atol=1e-12)
    assert angles.from_up(np.zeros(2), np.array([3.0, -5e-324]), 1.0) == pytest.approx(90)


def test_draws_and_frames_may_lead() -> None:
    rng = np.random.default_rng(0)
    a, b, c = rng.standard_normal((3, 4, 7, 2))
    got = angles.angle_at(a, b, c)
    assert got.shape == (4, 7)
    assert got[2, 3] == pytest.approx(float(angles.angle_at(a[2, 3], b[2, 3], c[2, 3])))


def test_a_rate_is_told_on_true_times() -> None:
    t = np.array([0.0, 0.1, 0.15, 0.4, 0.41, 0.8])
    rates = angles.rate(t, np.stack([90 * t, 5 * t**2]))
    np.testing.assert_allclose(rates[0], 90, rtol=1e-9)
    np.testing.assert_allclose(rates[1, 1:-1], 10 * t[1:-1], atol=1e-9)


def test_two_frames_have_no_rate() -> None:
    assert np.isnan(angles.rate(np.array([0.0, 0.1]), np.ones((3, 2)))).all()
