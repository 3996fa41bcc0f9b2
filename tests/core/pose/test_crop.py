"""Cutting a turned square out of a picture, and finding the way back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pose import crop
from core.pose.backend import Box

boxes = st.builds(
    Box, x=st.floats(-500, 2500), y=st.floats(-500, 2500), size=st.floats(20, 3000), turn_rad=st.floats(-np.pi, np.pi)
)


@settings(deadline=None, max_examples=100)
@given(box=boxes, side=st.sampled_from([64, 256, 384]), u=st.floats(0, 1), v=st.floats(0, 1))
def test_a_point_of_the_crop_goes_to_the_picture_and_back(box: Box, side: int, u: float, v: float) -> None:
    affine = crop.to_picture(box, side)
    there = crop.apply(affine, np.array([[u * side, v * side]]))
    c, s = np.cos(box.turn_rad), np.sin(box.turn_rad)
    own = (there - [box.x, box.y]) @ np.array([[c, -s], [s, c]]) * side / box.size + side / 2
    np.testing.assert_allclose(own, [[u * side, v * side]], atol=1e-6 * side)


@settings(deadline=None, max_examples=50)
@given(box=boxes)
def test_the_middle_of_the_crop_is_the_middle_of_the_box_and_its_sides_are_as_long(box: Box) -> None:
    corners = crop.apply(crop.to_picture(box, 256), np.array([[128, 128], [0, 0], [256, 0], [256, 256]], float))
    np.testing.assert_allclose(corners[0], [box.x, box.y], atol=1e-6)
    np.testing.assert_allclose(np.hypot(*(corners[2] - corners[1])), box.size, rtol=1e-9)
    np.testing.assert_allclose(np.hypot(*(corners[3] - corners[2])), box.size, rtol=1e-9)


def test_a_box_turned_clockwise_stands_the_leaning_trunk_upright() -> None:
    turn = np.radians(30)
    top = crop.apply(crop.to_picture(Box(100, 100, 50, turn), 256), np.array([[128.0, 0.0]]))[0]
    np.testing.assert_allclose(top, [100 + 25 * np.sin(turn), 100 - 25 * np.cos(turn)])


def blob(x: float, y: float, size: tuple[int, int] = (200, 300)) -> np.ndarray:
    """A soft bright spot; pixel centres lie at half numbers."""
    rows, columns = np.mgrid[: size[0], : size[1]] + 0.5
    light = 250 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * 6.0**2))
    return np.repeat(light.astype(np.uint8)[..., None], 3, axis=2)


def centre_of(picture: np.ndarray) -> np.ndarray:
    light = picture[..., 0].astype(float)
    rows, columns = np.mgrid[: light.shape[0], : light.shape[1]] + 0.5
    return np.array([(light * columns).sum(), (light * rows).sum()]) / light.sum()


@pytest.mark.parametrize("turn", [0.0, 0.4, -1.2, np.pi])
@pytest.mark.parametrize("size", [80.0, 128.0, 190.0])
def test_what_is_seen_in_the_crop_is_where_the_way_back_says(turn: float, size: float) -> None:
    spot = np.array([143.3, 96.8])
    box = Box(150.0, 90.0, size, turn)
    found = centre_of(crop.cut(blob(*spot), box, 128))
    np.testing.assert_allclose(crop.apply(crop.to_picture(box, 128), found[None])[0], spot, atol=0.1)


def test_beyond_the_picture_it_is_black() -> None:
    white = np.full((40, 40, 3), 255, np.uint8)
    cut = crop.cut(white, Box(40, 20, 40), 64)
    assert cut.shape == (64, 64, 3)
    assert cut.dtype == np.uint8
    assert (cut[8:-8, :28] == 255).all()
    assert (cut[:, 36:] == 0).all()
    assert (crop.cut(white, Box(500, 500, 40), 64) == 0).all()


def test_the_mirrored_picture_has_left_and_right_exchanged_and_nothing_else() -> None:
    rgb = np.random.default_rng(4).integers(0, 255, (7, 5, 3), np.uint8)
    np.testing.assert_array_equal(crop.mirrored(rgb), rgb[:, ::-1])
    assert crop.mirrored(rgb).flags.c_contiguous
