"""What a phone that may be held askew leaves open, and what is said of one that was."""

import numpy as np
import pytest

from core.kinematics.tilt import UNTOLD, Tilt
from core.measures.askew import askew_draws, tilt_note, turned
from core.measures.uncertainty import DRAWS
from core.motion import measure
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, run, seen, squat


def test_numbers_against_the_vertical_move_with_the_picture_and_others_do_not() -> None:
    off = askew_draws(2.0, DRAWS + 1)
    assert off[0] == 0
    assert np.std(off[1:]) == pytest.approx(2.0, rel=0.25)
    level = np.full(DRAWS + 1, 10.0)
    moved = turned({"trunk_inclination_touchdown_deg": level, "peak_swing_knee_flexion_deg": level}, off)
    assert list(moved) == ["trunk_inclination_touchdown_deg"]
    assert moved["trunk_inclination_touchdown_deg"] == pytest.approx(level + off)


def test_where_nothing_tells_the_vertical_the_plus_minus_is_wider_for_all_steps_together() -> None:
    """On a treadmill nothing does: a mean over many steps is as unsure of it as one step."""
    t = clock(120.0, 3.0)
    ran = measure(seen(t, run(t)))
    assert ran.tilt == UNTOLD
    means = [ran.summary[name].sd for name in ("trunk_inclination_touchdown_deg", "peak_swing_knee_flexion_deg")]
    assert means[0] is not None
    assert means[0] > UNTOLD.sd_deg
    t = clock(30.0, 4.0)
    stood = measure(seen(t, squat(t, (Move(1.0),))))
    assert stood.tilt.sd_deg < 1
    assert abs(stood.tilt.deg) < 0.2


def test_a_tilt_is_said_with_the_way_to_turn_the_phone() -> None:
    assert tilt_note(UNTOLD) is None
    assert tilt_note(Tilt(0.9, 0.5)) is None
    sure, unsure = tilt_note(Tilt(5.2, 0.8)), tilt_note(Tilt(-3.0, 2.0))
    assert sure is not None
    assert sure.severity == "info"
    assert "turned by 5 degrees:" in sure.message
    assert "Turn the phone clockwise" in sure.message
    assert unsure is not None
    assert unsure.severity == "caution"
    assert "not sure" in unsure.message
    assert "counterclockwise" in unsure.message
