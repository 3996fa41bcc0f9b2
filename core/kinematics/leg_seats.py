"""Where a pose model sees a runner's nearer ankle and farther knee, and where the joints' centres are.

The nearer ankle lies too low while its thigh swings forward and too high while that swings back, so that the knee bends
late: too little as the leg leaves the ground and too much before it comes down, on all of four rendered runners.  The
farther knee lies too high in every frame.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.kinematics.hips_turn import thigh_deg_s
from core.kinematics.plane import body_lengths
from core.kinematics.view import View
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

# Body lengths up the trunk for a thigh that swings forward by a radian per radian of the stride.  Each of four rendered
# runners and eight variants of their clips left out in turn, the others tell 0.016 to 0.018; a little less is better on
# the most clips.
ANKLE_UP = 0.012
# Body lengths down the trunk.  The four tell 0.015 to 0.025.  With 0.010 the legs of two filmed runners differ by 0.2
# and 0.3 degrees less from each other (the mean of knees, thighs and shanks), those of a third by 0.1 more, and with
# 0.013 by as much as with that.
KNEE_DOWN = 0.013


def seat_legs(
    track: PoseTrack, plane: Floats, view: View, stride_s: float, lengths: tuple[float, float] | None = None
) -> PoseTrack:
    """The track with both moved along the trunk, in the picture and in 3D; parameters as of `hips_turn.turn_hips`.

    plane : (T, 33, 2) the same points in the plane they are measured in.
    """
    near, far = SIDES if view.near_side == SIDES[0] else SIDES[::-1]
    rate = thigh_deg_s(track.time_s, plane, near, view.forward) if stride_s > 0 else np.zeros(len(track))
    swing = np.nan_to_num(np.radians(rate) * stride_s / (2 * np.pi))[:, None]
    xy, world = track.xy_px.copy(), track.world_m.copy()
    for points, typical in zip((xy, world), lengths or body_lengths(track), strict=True):
        down = typical * _down_the_trunk(points)
        points[:, INDEX[f"{near}_ankle"]] -= ANKLE_UP * swing * down
        points[:, INDEX[f"{far}_knee"]] += KNEE_DOWN * down
    return replace(track, xy_px=xy, world_m=world).with_step(
        "leg seats", near_ankle_share_of_body=ANKLE_UP, far_knee_share_of_body=KNEE_DOWN
    )


def _down_the_trunk(points: Floats) -> Floats:
    """(T, K) of length one, from the shoulders to the hips of (T, 33, K) points; none where they are not seen."""
    ends = (points[:, [INDEX[f"{side}_{part}"] for side in SIDES]].mean(axis=1) for part in ("hip", "shoulder"))
    trunk = np.subtract(*ends)
    long = np.linalg.norm(trunk, axis=1, keepdims=True)
    return np.asarray(np.nan_to_num(trunk / np.maximum(long, np.finfo(np.float64).tiny)))
