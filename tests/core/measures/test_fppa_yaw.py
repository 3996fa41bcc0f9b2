"""What a camera that is off fakes of a knee's projection angle: told as joints that are turned show it."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.events.squat_reps import find_reps
from core.measures.squat import measure_reps
from core.measures.squat_status import fppa_per_yaw
from tests.core.measures.test_squat import FRONT, clock, series_of
from tests.core.squat_figure import Move, figure

Floats = NDArray[np.float64]
SHANK_PER_THIGH = 0.38  # of the forward lean


def leg(lean_deg: float, aside_deg: float) -> tuple[Floats, Floats]:
    """Thigh and shank, each one long: forward, outward, up.

    lean_deg : of the thigh from the vertical, whichever way it goes.  aside_deg : of the thigh as seen from the front;
    the shank goes inward by a quarter of that.
    """

    def link(lean: float, aside: float) -> Floats:
        up = np.cos(np.radians(lean))
        out = up * np.tan(np.radians(aside))
        return np.array([np.sqrt(1 - up**2 - out**2), out, up])

    shank = link(SHANK_PER_THIGH * lean_deg, -aside_deg / 4)
    return link(lean_deg, aside_deg) * [-1, 1, 1], shank


def seen_deg(link: Floats, yaw_deg: float) -> float:
    """Its direction in the picture of a camera that stands aside."""
    yaw = np.radians(yaw_deg)
    return float(np.degrees(np.arctan2(link[1] * np.cos(yaw) + link[0] * np.sin(yaw), link[2])))


def angle_deg(lean_deg: float, aside_deg: float, yaw_deg: float) -> float:
    thigh, shank = leg(lean_deg, aside_deg)
    return seen_deg(thigh, yaw_deg) - seen_deg(shank, yaw_deg)


@pytest.mark.parametrize(("lean_deg", "aside_deg"), [(40, 0), (60, 0), (45, 20), (60, 35), (70, 50), (60, -10)])
def test_a_degree_of_yaw_fakes_what_a_turned_leg_shows_however_far_the_knee_goes_out(
    lean_deg: float, aside_deg: float
) -> None:
    shown = abs(angle_deg(lean_deg, aside_deg, 1.0) - angle_deg(lean_deg, aside_deg, -1.0)) / 2
    lean = np.radians(lean_deg)
    drop = np.array(1 - (np.cos(lean) + np.cos(SHANK_PER_THIGH * lean)) / 2)
    told = float(fppa_per_yaw(drop, np.array(angle_deg(lean_deg, aside_deg, 0.0))))
    assert told == pytest.approx(shown, rel=0.1)


def test_where_the_angle_is_not_known_the_knee_is_taken_to_go_straight_ahead() -> None:
    drop = np.array([0.2, 0.4])
    assert fppa_per_yaw(drop, np.array([np.nan, np.nan])) == pytest.approx(fppa_per_yaw(drop))


@pytest.mark.parametrize(("knees_out", "least", "most"), [(0.12, 0.0, 8.0), (0.0, 4.0, 40.0)])
def test_yaw_makes_a_peak_unsure_by_what_it_fakes_where_the_peak_is_and_could_be(
    knees_out: float, least: float, most: float
) -> None:
    """Knees out at the bottom have their peak near standing, where yaw fakes little; those straight ahead anywhere."""
    move = Move(0.5, thigh=75, shank=20)
    t = clock(60, 3.5)
    xy = figure(t, [move], yaw_deg=90.0, knees_in=(-knees_out, -knees_out))
    series, body = series_of(t, xy, FRONT)
    reps, _ = find_reps(series, FRONT, xy)
    sure, unsure = (
        measure_reps(series, reps, replace(FRONT, yaw_sd_deg=sd), 60.0, "right", body)[0]["left_fppa_peak_deg"].sd
        or 0.0
        for sd in (0.01, 3.0)
    )
    assert least < float(np.sqrt(unsure**2 - sure**2)) < most
