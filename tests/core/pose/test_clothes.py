"""The colours of what somebody wears."""

import numpy as np

from core.pose import boxes
from core.pose.clothes import colours
from tests.core.stick_figure import clock, joints, seen, standing

SIDE = 256
T = clock(15, 1.0)


def body() -> np.ndarray:
    """A figure from the side that fills most of a picture, as wide in hips and shoulders as from the front."""
    xy = np.array(seen(T, joints(standing(len(T)))).xy_px[0])
    xy = (xy - boxes.centre(xy)) * 140 / float(boxes.body_length(xy)) + SIDE / 2
    for left, right in ((11, 12), (23, 24)):
        xy[left, 0], xy[right, 0] = xy[left, 0] + 14, xy[right, 0] - 14
    return xy


def painted(xy: np.ndarray) -> np.ndarray:
    """Head, shirt, trousers and socks, each in a colour of its own down to where the next begins."""
    picture = np.zeros((SIDE, SIDE, 3), np.uint8)
    shoulders, hips, knees = (int(xy[k, 1]) for k in (11, 23, 25))
    parts = ((0, shoulders, 200), (shoulders, hips, 120), (hips, knees, 80), (knees, SIDE, 40))
    for k, (top, bottom, colour) in enumerate(parts):
        picture[top:bottom] = [colour, 10 + k, 20]
    return picture


def test_each_part_of_the_body_has_the_colour_that_is_seen_there() -> None:
    xy = body()
    told = colours(painted(xy), xy)
    np.testing.assert_array_equal(told[:, 0], [200, 120, 120, 80, 40])
    np.testing.assert_array_equal(told[:, 1], [10, 11, 11, 12, 13])


def test_an_arm_before_the_chest_does_not_change_it() -> None:
    xy = body()
    picture = painted(xy)
    middle = int(xy[[11, 12, 23, 24], 0].mean())
    picture[:, middle + 1 : middle + 5] = [255, 255, 255]
    assert colours(picture, xy)[1:3, 0].tolist() == [120, 120]


def test_what_lies_beyond_the_edge_or_is_black_as_beyond_it_is_not_known() -> None:
    xy = body()
    picture = painted(xy)
    picture[int(xy[25, 1]) :] = 0
    assert np.isnan(colours(picture, xy)).all(axis=1).tolist() == [False, False, False, False, True]
    above = xy - np.array([0.0, xy[11, 1] - 1])
    assert np.isnan(colours(painted(xy), above)).all(axis=1).tolist()[0]
