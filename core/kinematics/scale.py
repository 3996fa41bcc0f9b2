"""Metres per pixel, where something in the picture tells it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.pose.boxes import body_length

LOWEST_M, TALLEST_M = 0.5, 2.6  # standing heights of people
# Trunk + thigh + shank between the model's landmarks, in standing heights.
BODY_SHARE_OF_HEIGHT = 0.78
# a leg (or an athlete's height) measured in the picture is off by about this share, in every step alike
HEIGHT_SD_SHARE = 0.03


@dataclass(frozen=True)
class Scale:
    """Metres per pixel of the plane that is measured in.  sd_share : one standard deviation of it, as a share."""

    m_per_px: float | None = None
    source: Literal["none", "height", "line", "plane"] = "none"
    sd_share: float = HEIGHT_SD_SHARE


def from_height(points: NDArray[np.float64], height_m: float | None) -> Scale:
    """The scale in the athlete's plane from their standing height; none without it or when nobody was seen.

    points : (T, 33, 2) pixels, shoulders where a pose model sees them (`core.kinematics.arm_seats`).
    The body's length (trunk + thigh + shank) is taken where it is seen longest, because
    a segment out of the picture's plane only looks shorter.
    """
    lengths = body_length(points)
    lengths = lengths[np.isfinite(lengths)]
    if height_m is None or not lengths.size:
        return Scale()
    return Scale(float(BODY_SHARE_OF_HEIGHT * height_m / np.percentile(lengths, 85)), "height")
