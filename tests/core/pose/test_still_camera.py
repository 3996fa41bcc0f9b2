"""A glance at a still camera's corners: how far they went, and when nothing is told."""

import numpy as np
import pytest

from core.pose.still_camera import StillCorners
from tests.core.pose.moving_camera import FOCAL_PX, HEIGHT, WIDTH, Camera, picture, texture

WALL = texture()
SMALL = WIDTH // 2, HEIGHT // 2
AT = np.stack(np.meshgrid(np.arange(20, SMALL[0] - 20, 40), np.arange(20, SMALL[1] - 20, 35)), -1).reshape(-1, 2)
NONE_HIDDEN = np.zeros(len(AT), np.bool_)


def seen(camera: Camera, seed: int = 0, noise: float = 2.0) -> np.ndarray:
    return picture(WALL, camera, noise, seed)


@pytest.fixture
def corners() -> StillCorners:
    return StillCorners(seen(Camera()), AT, SMALL)


@pytest.mark.parametrize(("right_px", "down_px"), [(0.0, 0.0), (0.3, 0.0), (-0.2, 0.25)])
def test_a_part_of_a_pixel_is_told_to_a_twentieth(corners: StillCorners, right_px: float, down_px: float) -> None:
    turned = Camera(np.degrees(right_px / FOCAL_PX), np.degrees(down_px / FOCAL_PX))
    found = corners.moved(seen(turned, seed=1), NONE_HIDDEN)
    assert found is not None
    same, away = found
    assert same.mean() > 0.8
    went = 2 * np.median(away[same], axis=0)  # a small pixel is two of the picture's
    np.testing.assert_allclose(went, [-right_px, -down_px], atol=0.05)


def test_another_exposure_is_no_motion(corners: StillCorners) -> None:
    brighter = np.clip(seen(Camera(), seed=1).astype(float) + 12, 0, 255).astype(np.uint8)
    found = corners.moved(brighter, NONE_HIDDEN)
    assert found is not None
    assert np.abs(np.median(found[1][found[0]], axis=0)).max() < 0.05


def test_corners_on_the_athlete_are_not_looked_at(corners: StillCorners) -> None:
    covered = seen(Camera(), seed=1)
    covered[:, : WIDTH // 3] = 90
    hidden = AT[:, 0] < SMALL[0] / 3 + 8
    found = corners.moved(covered, hidden)
    assert found is not None and not found[0][hidden].any()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(np.zeros((HEIGHT, WIDTH, 3), np.uint8), id="black"),
        pytest.param(picture(texture(seed=8), Camera(), 2, 1), id="another scene"),
        pytest.param(seen(Camera(right_deg=1.0)), id="turned by nine pixels"),
        pytest.param(seen(Camera(zoom=1.05)), id="zoomed"),
    ],
)
def test_of_a_picture_that_is_not_plainly_the_same_nothing_is_told(corners: StillCorners, other: np.ndarray) -> None:
    assert corners.moved(other, NONE_HIDDEN) is None


def test_a_wall_without_texture_tells_nothing() -> None:
    rng = np.random.default_rng(0)
    wall, again = (rng.normal(120, 1, (HEIGHT, WIDTH, 3)).astype(np.uint8) for _ in range(2))
    assert StillCorners(wall, AT, SMALL).moved(again, NONE_HIDDEN) is None
