"""How high the hips are over the ankles, told by the legs' directions: bones do not change their length."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, Side

Floats = NDArray[np.float64]

_LIFTED_FROM, _LIFTED_TO = 0.10, 0.20  # leg lengths the near ankle is over the far one: then it is a lifted leg's
_OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


def leg_height(
    points: Floats, near: Side, thigh: float, shank: float, index: Mapping[str, int] = INDEX
) -> Floats:  # fmt: skip
    """(..., T) height of the hips over the ankle stood on, of somebody seen from the side.

    The model's hips wander up and down the thigh while the posture changes, by two hundredths of the leg as a descent
    sets in: several frames on a curve that has hardly begun to move.  Thigh and shank keep their lengths, so their
    directions alone tell the height, and along a nearly upright thigh an error of the hip changes its direction
    hardly at all.  On rendered people whose hips are known, starts and ends come out four times nearer.

    Parameters
    ----------
    points : (..., T, 33, 2) pixels in the sagittal plane.  Where the near leg was not seen the far one is taken.
    near : the leg nearer to the camera, the other being half hidden; where its foot is lifted, the other one is what
        the athlete stands on.
    thigh, shank : lengths in pixels.  index : which of the points is which landmark.
    """
    own = _of_one_leg(points, near, thigh, shank, index)
    ankle, far_ankle = (points[..., index[f"{side}_ankle"], 1] for side in (near, _OTHER[near]))
    lifted = (far_ankle - ankle) / (thigh + shank)
    if np.isfinite(own).all() and not (lifted > _LIFTED_FROM).any():
        return own
    lifted = np.nan_to_num(lifted)
    other = _of_one_leg(points, _OTHER[near], thigh, shank, index)
    far_share = np.clip((lifted - _LIFTED_FROM) / (_LIFTED_TO - _LIFTED_FROM), 0, 1)
    mixed = np.where(far_share > 0, (1 - far_share) * own + far_share * other, own)
    return np.where(np.isfinite(mixed), mixed, np.where(np.isfinite(own), own, other))


def _of_one_leg(points: Floats, side: Side, thigh: float, shank: float, index: Mapping[str, int]) -> Floats:
    hip, knee, ankle = (points[..., index[f"{side}_{part}"], :] for part in ("hip", "knee", "ankle"))
    return thigh * _upright(knee - hip) + shank * _upright(ankle - knee)


def _upright(down: Floats) -> Floats:
    """Cosine of a segment's lean, from its (..., 2) way downwards; NaN where it has no length."""
    with np.errstate(divide="ignore", invalid="ignore"):
        # a root of squares: `hypot` guards against numbers that no picture has, at five times the cost
        return np.asarray(down[..., 1] / np.sqrt(down[..., 0] ** 2 + down[..., 1] ** 2))
