"""Metres per pixel from the athlete's height."""

import numpy as np
import pytest

from core.kinematics.scale import BODY_SHARE_OF_HEIGHT, Scale, from_height
from tests.core.squat_figure import Move
from tests.core.stick_figure import PX, SHANK, THIGH, TRUNK, clock, seen, squat

T = clock(30, 4.0)


def test_a_height_in_metres_scales_the_body_as_it_is_seen_longest() -> None:
    points = np.array(seen(T, squat(T, (Move(0.5),))).xy_px)
    points[30:50] = np.nan
    scale = from_height(points, 1.80)
    assert scale.source == "height"
    assert scale.m_per_px == pytest.approx(1.80 * BODY_SHARE_OF_HEIGHT / ((THIGH + SHANK + TRUNK) * PX), rel=1e-6)


def test_twice_the_height_is_twice_the_scale_and_twice_the_pixels_half_of_it() -> None:
    points = seen(T, squat(T, ())).xy_px
    one = from_height(points, 1.0).m_per_px
    assert one is not None
    assert from_height(points, 2.0).m_per_px == pytest.approx(2 * one)
    assert from_height(2 * points, 1.0).m_per_px == pytest.approx(one / 2)


def test_without_a_height_or_without_a_body_there_is_no_scale() -> None:
    assert from_height(seen(T, squat(T, ())).xy_px, None) == Scale(None, "none")
    assert from_height(np.full((5, 33, 2), np.nan), 1.8) == Scale(None, "none")
