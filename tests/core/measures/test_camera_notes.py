"""What a coach is told about the camera: that it pans, that it shakes, from where it sees who runs past."""

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.view import View
from core.measures.notes import Filmed, Found, notes
from core.measures.quality import QualityNote
from core.pose.camera_motion import CameraMotion
from tests.core.stick_figure import clock, run, seen

TIME = clock(60.0, 2.0)
SIDE = View("side", "right", 3.0, 4.0, -93.0)


def moved(to_px: float, swings: float = 0.25) -> CameraMotion:
    """A background that wanders by `to_px` and back `swings` times."""
    n = len(TIME)
    shift = np.stack([to_px * np.sin(2 * np.pi * swings * np.linspace(0, 1, n)), np.zeros(n)], axis=1)
    flat = np.zeros(n)
    return CameraMotion(shift, flat, flat, flat + 0.2, np.zeros(n, np.int64), np.zeros(n, np.bool_), (1280, 720))


def told(camera: CameraMotion | None, farthest_yaw_deg: float | None = None) -> dict[str, QualityNote]:
    raw = replace(seen(TIME, run(TIME)), camera=camera)
    found = notes(
        raw, SIDE, Found("sprint", farthest_yaw_deg=farthest_yaw_deg), Filmed(1, 120.0, (1280, 720), capture_told=True)
    )
    return {note.code: note for note in found}


def test_a_still_camera_needs_no_word() -> None:
    for camera in (None, moved(0.4), CameraMotion.unknown(len(TIME), (1280, 720))):
        assert not {"camera_pans", "camera_shakes", "passing"} & set(told(camera))


def test_a_pan_is_told_and_that_it_is_undone_where_it_is() -> None:
    note = told(moved(900.0))["camera_pans"]
    assert note.severity == "info"
    assert "pans with the athlete" in note.message
    assert "taken out" not in note.message
    assert "taken out" in told(moved(900.0), 12.0)["camera_pans"].message


def test_a_shake_is_told_from_where_it_can_be_seen() -> None:
    assert "camera_shakes" not in told(moved(6.0, swings=5))
    note = told(moved(30.0, swings=5))["camera_shakes"]
    assert "4.7 % of the picture" in note.message
    assert note.severity == "info"


@pytest.mark.parametrize(("farthest", "says"), [(None, False), (9.0, False), (41.0, True)])
def test_who_is_seen_at_an_angle_while_passing_is_told(farthest: float | None, says: bool) -> None:
    found = told(None, farthest)
    assert ("passing" in found) == says
    if says:
        assert "41 degrees" in found["passing"].message
