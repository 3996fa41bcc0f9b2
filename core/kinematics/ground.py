"""The ground, read off the standing feet: does it move in the picture?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, Side, midpoint

Floats = NDArray[np.float64]

# a contact's frames in which the foot surely stands: after landing, before the heel's lift carries the toe along
CORE = (0.3, 0.75)
# ground that moves in the picture by less than this share of the running speed stands still
STILL_SHARE = 0.12
# before a camera that is known to stand still a ground moves as fast as the athlete runs, a belt's, or not at all:
# what a toe seems to slide in the few frames of a contact is the model's
BELT_SHARE = 0.5


@dataclass(frozen=True)
class Standing:
    """One foot while it stands.

    toe_px : (..., 2) mean position in the picture, over the leading dimensions of the points (draws).
    ground_px_s : x velocity of the ground in the picture; speed_px_s : of the pelvis over the ground.  NaN = not seen.
    """

    side: Side
    toe_px: Floats
    ground_px_s: float
    speed_px_s: float


def standing_foot(time_s: Floats, points: Floats, side: Side, touchdown_s: float, toe_off_s: float) -> Standing:
    """One contact's toe; points (..., T, 33, 2) pixels, velocities from the first draw."""
    lasts = toe_off_s - touchdown_s
    a = int(np.searchsorted(time_s, touchdown_s + CORE[0] * lasts))
    b = int(np.searchsorted(time_s, touchdown_s + CORE[1] * lasts, side="right"))
    if a >= b:
        a = int(np.argmin(np.abs(time_s - touchdown_s - lasts / 2)))
        b = a + 1
    core = points[..., a:b, :, :]
    toe = core[..., INDEX[f"{side}_foot_index"], :]
    measured = core[(0,) * (core.ndim - 3)]
    first = measured[:, INDEX[f"{side}_foot_index"], 0]
    hip = midpoint(measured, "hip")[:, 0]
    there = np.isfinite(first)
    moving = there & np.isfinite(hip)
    ground = speed = float("nan")
    if moving.sum() >= 2:
        ground, speed = (_slope(time_s[a:b][moving], x[moving]) for x in (first, hip - first))
    at = toe[..., there, :].mean(axis=-2) if there.any() else np.full((*toe.shape[:-2], 2), np.nan)
    return Standing(side, np.asarray(at), ground, speed)


def _slope(time_s: Floats, x: Floats) -> float:
    off = time_s - time_s.mean()
    return float((off * x).sum() / (off**2).sum())


def stands_still(feet: Sequence[Standing], camera_still: bool = False) -> bool:
    """Whether the ground keeps its place in the picture: no panning camera, no treadmill.

    camera_still : the background told that the camera does not pan.
    """
    known = [(f.ground_px_s, f.speed_px_s) for f in feet if np.isfinite(f.ground_px_s + f.speed_px_s)]
    if not known:
        return False
    ground, speed = np.median(np.abs(np.array(known)), axis=0)
    return bool(ground < (BELT_SHARE if camera_still else STILL_SHARE) * speed)
