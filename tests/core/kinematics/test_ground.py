"""The ground read off standing feet."""

import numpy as np
import pytest

from core.kinematics.ground import Standing, fit_ground, standing_foot, stands_still
from core.pose.skeleton import INDEX, Side


def foot(side: Side, x: float, y: float) -> Standing:
    return Standing(side, np.array([x, y]), 0.0, 100.0)


@pytest.mark.parametrize("tilt", [-4.0, 0.0, 2.5])
def test_tilt_and_levels_come_back_with_one_wild_contact(tilt: float) -> None:
    slope = -np.tan(np.radians(tilt))
    rng = np.random.default_rng(0)
    feet = []
    for i in range(10):
        side: Side = "left" if i % 2 else "right"
        x = 100.0 + 150 * i
        y = (700 if side == "right" else 680) + slope * x + rng.normal(0, 0.5)
        feet.append(foot(side, x, y + (40 if i == 4 else 0)))
    ground = fit_ground(feet)
    assert ground is not None
    assert ground.tilt_deg == pytest.approx(tilt, abs=0.3)
    assert ground.level_px["right"] - ground.level_px["left"] == pytest.approx(20, abs=5)
    assert 0 < ground.sd_deg < 1
    above = np.array([400.0, 700 + slope * 400 - 30])
    assert ground.height_px(above, "right") == pytest.approx(30, abs=5)


def test_too_few_or_stacked_contacts_tell_no_ground() -> None:
    assert fit_ground([foot("left", 1, 2), foot("right", 3, 4)]) is None
    assert fit_ground([foot("left", 5.0, 700.0) for _ in range(5)]) is None
    lost = Standing("left", np.array([np.nan, np.nan]), np.nan, np.nan)
    assert fit_ground([lost] * 5) is None
    assert not stands_still([lost])


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
