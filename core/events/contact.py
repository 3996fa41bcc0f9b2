"""One foot's contact with the ground: when it lands and when it leaves, between the frames.

Camera motion need not be known.  While the foot stands, its velocity in the picture is the ground's (none for a still
camera, the belt's on a treadmill, the panned background's): that velocity is read off the middle of the contact, and
landing and leaving are where the foot's own velocity joins it and leaves it.  Both are told as a share of the velocity
a moment earlier (later): unlike a fixed threshold this does not move with filtering, frame rate, running speed or
slow motion.  All lengths are leg lengths, all times in units of the foot's way back from foremost to rearmost.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kinematics.foot_path import FootPath, local_lines

Floats = NDArray[np.float64]

# widths in units of the way back (0.2 s in a sprint, 0.35 s in a jog)
SMOOTHING = 0.05
LANDING_MOMENT = 0.16
LEAVING_MOMENT = 0.13
# joined the ground: the horizontal velocity of the foot's middle is down to this share of that a moment before
LANDED_SHARE = 0.27
# left the ground: the toe's speed is this share of that a moment later
LEFT_SHARE = 0.47
CLEARLY_MOVING = 0.38  # of the mean velocity of the way back
STEPS_PER_WAY = 120
# how far the kinematic moments lie from a force plate's, on laboratory data, one standard deviation
DEFINITION_SD_S = 0.005


@dataclass(frozen=True)
class Contact:
    """Times in seconds, NaN = not within what was seen; ground : velocity of the ground, leg lengths/s (forward, up).

    way : how far the foot went back against the pelvis, leg lengths.  way_s : how long that took.
    """

    touchdown_s: float
    toe_off_s: float
    touchdown_sd_s: float
    toe_off_sd_s: float
    ground: tuple[float, float]
    way: float
    way_s: float


def _crossing(
    time_s: Floats, speed: Floats, share: float, moment: float, way: int, strong: float
) -> tuple[float, float]:
    """Where speed rises to `share` of the speed a moment further on, walking outward from index 0.

    time_s runs outward (falling for a touchdown).  Returns (seconds, NaN if never; how fast the excess grows there).
    """
    moving = np.flatnonzero(speed >= strong)
    if not len(moving):
        return float("nan"), float("nan")
    order = slice(None, None, way)
    later = np.interp(time_s + way * moment, time_s[order], speed[order])
    excess = speed - share * later
    first = int(moving[0])
    inside = np.flatnonzero(excess[: first + 1] <= 0)
    if len(inside) and inside[-1] < first:
        k = int(inside[-1])
    else:  # clearly moving, and soon much faster still
        outside = np.flatnonzero(excess[first:] > 0)
        if not len(outside) or first + outside[0] == 0:
            return float("nan"), float("nan")
        k = first + int(outside[0]) - 1
    rise = excess[k + 1] - excess[k]
    step = time_s[k + 1] - time_s[k]
    return float(time_s[k] - step * excess[k] / rise), float(rise / abs(step))


def find_contact(path: FootPath, fore: int, rear: int) -> Contact:
    """The contact between the frame in which the foot is foremost and the one in which it is rearmost."""
    time = path.time_s
    frame_s = float(np.median(np.diff(time)))
    start, end = float(time[fore]), float(time[rear])
    way_s = end - start
    way = float(path.reach[fore] - path.reach[rear])
    usual = way / way_s
    grid = np.linspace(
        max(start - 0.45 * way_s, float(time[0])), min(end + 0.45 * way_s, float(time[-1])), 2 * STEPS_PER_WAY
    )
    width = max(SMOOTHING * way_s, 0.6 * frame_s)
    near = slice(*np.searchsorted(time, (grid[0] - 5 * width, grid[-1] + 5 * width)))
    _, v = local_lines(time[near], np.concatenate([path.heel[near], path.toe[near]], axis=1), grid, width)
    toe, middle = v[:, 2:], (v[:, :2] + v[:, 2:]) / 2
    low, high = start + 0.25 * way_s, start + 0.6 * way_s
    landed = left = (float("nan"), float("nan"))
    ground = np.full(2, np.nan)
    for _ in range(4):
        core = (grid >= low) & (grid <= high)
        if not core.any():
            break
        ground = np.median(toe[core], axis=0)
        at = int(np.argmin(np.abs(grid - (low + high) / 2)))
        strong = CLEARLY_MOVING * usual
        landed = _crossing(grid[at::-1], (middle - ground)[at::-1, 0], LANDED_SHARE, LANDING_MOMENT * way_s, -1, strong)
        left = _crossing(grid[at:], np.hypot(*(toe - ground)[at:].T), LEFT_SHARE, LEAVING_MOMENT * way_s, 1, strong)
        a = landed[0] if np.isfinite(landed[0]) else float(grid[0])
        b = left[0] if np.isfinite(left[0]) else end
        if b - a < 0.15 * way_s:
            break
        low, high = a + 0.3 * (b - a), a + 0.75 * (b - a)
    # sd of a slope fitted with Gaussian weights; landmark errors stay alike over about 10 ms
    noise = path.noise if np.isfinite(path.noise) else 0.0
    noise = max(noise, 0.003)
    velocity_sd = noise * np.sqrt(0.141 * max(frame_s, 0.01) / width**3)

    def sd(rise: float, points: int) -> float:
        by_noise = velocity_sd / np.sqrt(points) / rise if rise > 0 else way_s / 4
        return float(np.sqrt(min(by_noise, way_s / 4) ** 2 + frame_s**2 / 12 + DEFINITION_SD_S**2))

    return Contact(
        landed[0], left[0], sd(landed[1], 2), sd(left[1], 1), (float(ground[0]), float(ground[1])), way, way_s
    )
