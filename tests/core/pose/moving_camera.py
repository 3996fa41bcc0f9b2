"""Pictures of a textured world through a camera that turns, zooms, shakes or stands still: its motion is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import opencv

Floats = NDArray[np.float64]
WIDTH, HEIGHT = 640, 360
FOCAL_PX = 500.0
_WORLD = 2600  # side of the texture


@dataclass(frozen=True)
class Camera:
    """How it looks: turned right and down, rolled clockwise (degrees), and how much it has zoomed in."""

    right_deg: float = 0.0
    down_deg: float = 0.0
    roll_deg: float = 0.0
    zoom: float = 1.0


def texture(seed: int = 3) -> NDArray[np.uint8]:
    """Blotches of several sizes on a wall, without any repeat."""
    cv2 = opencv.load()
    rng = np.random.default_rng(seed)
    out = np.zeros((_WORLD, _WORLD), np.float32)
    for size in (24, 80, 260):
        out += cv2.resize(rng.random((size, size), np.float32), (_WORLD, _WORLD), interpolation=cv2.INTER_CUBIC)
    out = (out - out.min()) / np.ptp(out)
    return np.asarray(255 * out, np.uint8)


def picture(wall: NDArray[np.uint8], camera: Camera, noise: float = 0.0, seed: int = 0) -> NDArray[np.uint8]:
    """(H, W, 3) the wall, far away, seen by a camera that turns about itself."""
    cv2 = opencv.load()
    a, b, c = np.radians([camera.right_deg, camera.down_deg, camera.roll_deg])
    yaw = np.array([[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]])
    pitch = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    roll = np.array([[np.cos(c), np.sin(c), 0], [-np.sin(c), np.cos(c), 0], [0, 0, 1.0]])
    to_camera = roll.T @ pitch @ yaw
    inside = np.array([[FOCAL_PX * camera.zoom, 0, WIDTH / 2], [0, FOCAL_PX * camera.zoom, HEIGHT / 2], [0, 0, 1]])
    wall_at = np.array([[FOCAL_PX, 0, _WORLD / 2], [0, FOCAL_PX, _WORLD / 2], [0, 0, 1]])
    matrix = inside @ to_camera @ np.linalg.inv(wall_at)
    seen = cv2.warpPerspective(wall, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    if noise:
        rng = np.random.default_rng(seed)
        seen = np.clip(seen + rng.normal(0, noise, seen.shape), 0, 255).astype(np.uint8)
    return np.repeat(seen[..., None], 3, axis=2)


def with_person(rgb: NDArray[np.uint8], x: float, size: float) -> tuple[NDArray[np.uint8], Floats]:
    """A textured oblong as tall as an athlete in a box of `size` at x; the picture and the box."""
    rng = np.random.default_rng(11)
    wide, high = int(0.3 * size), int(0.74 * size)
    coarse = rng.integers(0, 255, (12, 6), np.uint8)
    body = opencv.load().resize(coarse, (wide, high))
    out = rgb.copy()
    left, top = int(x - wide / 2), int(HEIGHT / 2 - high / 2)
    a, b = max(0, left), min(WIDTH, left + wide)
    if a < b:
        out[top : top + high, a:b] = body[:, a - left : b - left, None]
    return out, np.array([x, HEIGHT / 2, size, 0.0])
