"""The ground read off standing feet."""

import numpy as np
import pytest

from core.kinematics.ground import Standing, standing_foot, stands_still
from core.pose.skeleton import INDEX


@pytest.mark.parametrize(
    ("ground_px_s", "camera_still", "still"),
    [
        (0.0, False, True), (20.0, False, True), (-600.0, False, False),
        (110.0, False, False), (110.0, True, True), (-600.0, True, False), (-380.0, True, False),
    ],
)  # fmt: skip
def test_a_treadmill_or_a_panning_camera_is_noticed(ground_px_s: float, camera_still: bool, still: bool) -> None:
    """A toe that seems to slide a little is the model's where the camera is known to stand still."""
    time = np.arange(0, 1, 1 / 100)
    points = np.full((3, len(time), 33, 2), np.nan)
    points[..., INDEX["left_foot_index"], 0] = 300 + ground_px_s * time
    points[..., INDEX["left_foot_index"], 1] = 700
    for side in ("left", "right"):
        points[..., INDEX[f"{side}_hip"], :] = np.stack([300 + (ground_px_s + 600) * (time - 0.5), 400 + 0 * time], -1)
    feet = [standing_foot(time, points, "left", 0.4, 0.6)]
    assert feet[0].toe_px.shape == (3, 2)
    assert feet[0].ground_px_s == pytest.approx(ground_px_s, abs=1e-6)
    assert feet[0].speed_px_s == pytest.approx(600, abs=1e-6)
    assert stands_still(feet, camera_still) is still


def test_feet_that_were_not_seen_do_not_tell_that_the_ground_stands_still() -> None:
    assert not stands_still([Standing("left", np.array([np.nan, np.nan]), np.nan, np.nan)])
