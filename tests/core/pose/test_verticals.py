"""Which way is down, by the upright lines of a picture's background."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose.verticals import verticals

Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]
SIZE, FOCAL = (960, 720), 800.0


def wall(seed: int = 1) -> Picture:
    """Grey and grainy as a filmed wall."""
    grain = np.random.default_rng(seed).normal(150, 4, (SIZE[1], SIZE[0], 3))
    return cv2.GaussianBlur(grain.clip(0, 255).astype(np.uint8), (0, 0), 0.8)


def line(picture: Picture, ends: Floats, width: int = 9) -> None:
    a, b = (tuple(np.round(16 * end).astype(int).tolist()) for end in ends)
    cv2.line(picture, a, b, (60, 70, 80), width, cv2.LINE_AA, 4)


def posts(roll_deg: float, pitch_deg: float, count: int = 7) -> Picture:
    """Upright posts in a row, by a phone that is turned clockwise by one angle and looks down by the other."""
    r, p = np.radians([roll_deg, pitch_deg])
    look = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    turn = np.array([[np.cos(r), np.sin(r), 0], [-np.sin(r), np.cos(r), 0], [0, 0, 1]])
    out = wall()
    for x in np.linspace(-2.4, 2.4, count):
        ends = np.array([[x, -1.2, 5.0], [x, 1.2, 5.0]]) @ (turn @ look).T
        line(out, ends[:, :2] / ends[:, 2:] * FOCAL + np.array(SIZE) / 2)
    return out


def leans_deg(roll_deg: float, pitch_deg: float, x_px: float) -> float:
    """How far a post leans in the picture at a place of its middle row, counterclockwise to be turned back."""
    picture = np.array([x_px - SIZE[0] / 2, 0.0]) / FOCAL
    r, p = np.radians([roll_deg, pitch_deg])
    down = np.array([np.cos(p) * np.sin(r), np.cos(p) * np.cos(r), np.sin(p)])
    across, along = down[:2] - picture * down[2]
    return float(-np.degrees(np.arctan2(across, along)))


@pytest.mark.parametrize(("roll", "pitch"), [(0, 0), (4, 0), (-7, 0), (0, 12), (3, -12), (-5, 8)])
def test_posts_tell_how_far_the_picture_is_turned_at_each_of_its_places(roll: float, pitch: float) -> None:
    told = verticals(posts(roll, pitch))
    assert told is not None
    for x in (200.0, 480.0, 760.0):
        off = told.turned_deg(x, SIZE[1] / 2) - leans_deg(roll, pitch, x)
        assert abs(off) < 2 * told.sd_deg < 1.2


def test_lines_that_lean_all_ways_tell_nothing() -> None:
    out, rng = wall(), np.random.default_rng(5)
    for _ in range(40):
        at, way = rng.uniform((60, 60), (900, 660)), np.radians(rng.uniform(-24, 24))
        line(out, at + np.array([[0, 0], [80 * np.sin(way), 80 * np.cos(way)]]), 4)
    assert verticals(out) is None


def test_a_wall_without_lines_tells_nothing() -> None:
    assert verticals(wall()) is None


def test_the_athlete_s_own_edges_are_no_posts() -> None:
    stripes = wall()
    for k in range(-7, 8):  # of clothes, on somebody who leans
        line(stripes, np.array([[480 + 13 * k + 40, 120], [480 + 13 * k - 40, 640.0]]), 3)
    body = np.array([[x, y] for x in (420.0, 480.0, 540.0) for y in np.linspace(120, 640, 12)])
    assert verticals(stripes) is not None
    assert verticals(stripes, body) is None


def test_what_is_smeared_along_the_lower_edge_is_no_posts() -> None:
    out = wall()
    for k in range(-9, 10):  # fanned, as where a wide lens is straightened and the last row is drawn on
        line(out, np.array([[480 + 50 * k, SIZE[1] - 60.0], [480 + 51 * k, SIZE[1] - 4.0]]), 5)
    assert verticals(out) is None
