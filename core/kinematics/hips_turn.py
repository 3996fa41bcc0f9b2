"""A runner's hips turned with the thighs: the one whose thigh swings back goes ahead of the other.

In 27 trials of running in a laboratory, joint centres told by markers, a hip goes against its thigh's swing along the
way: by 0.048 of the shank (0.009 one sd between trials) for a thigh that swings by a radian, a quarter stride off it.
On four rendered runners it is 0.03 to 0.05.  Of that turn the model sees nothing there (-0.04 to 0.04 on 24 variants of
their clips), and on three filmed treadmills less than nothing, so that thighs read a few milliseconds late.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.kinematics import angles
from core.kinematics.plane import ahead_of, body_lengths
from core.kinematics.view import View
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.stretches import runs

Floats = NDArray[np.float64]

# Body lengths (trunk + thigh + shank) that a hip goes back while its thigh swings forward by a radian per radian of the
# stride: 0.048 of the shank, which is 0.316 of that length (Winter 2009).
HIP_BACK = 0.015


def turn_hips(
    track: PoseTrack, plane: Floats, view: View, stride_s: float, lengths: tuple[float, float] | None = None
) -> PoseTrack:
    """The track with both hips moved along the way run, as far ahead on one side as back on the other.

    plane : (T, 33, 2) the same moments in the sagittal plane, where thighs show how they swing.
    stride_s : seconds of two steps; unless it is known nothing is moved.
    lengths : `core.kinematics.plane.body_lengths` where they are known, as of a track in which a few landmarks differ.
    """
    if not stride_s > 0:
        return track
    swing = np.radians(_swing_deg_s(track.time_s, plane, view.forward)) * stride_s / (2 * np.pi)
    xy, world = track.xy_px.copy(), track.world_m.copy()
    ahead = ahead_of(view)
    for points, typical in zip((xy, world), lengths or body_lengths(track), strict=True):
        way = HIP_BACK * typical * swing[:, None] * ahead[: points.shape[2]]
        points[:, INDEX["left_hip"]] -= way
        points[:, INDEX["right_hip"]] += way
    return replace(track, xy_px=xy, world_m=world).with_step("hips turned", moved_share_of_body=HIP_BACK)


def thigh_deg_s(time_s: Floats, plane: Floats, side: Side, forward: float) -> Floats:
    """(T,) how fast one thigh swings forward, from (T, 33, 2) points of the sagittal plane; NaN = not seen."""
    thigh = angles.from_down(plane[:, INDEX[f"{side}_hip"]], plane[:, INDEX[f"{side}_knee"]], forward)
    swing = np.full(len(time_s), np.nan)
    for first, last in runs(np.isfinite(thigh)):
        swing[first:last] = angles.rate(time_s[first:last], thigh[first:last])
    return swing


def _swing_deg_s(time_s: Floats, plane: Floats, forward: float) -> Floats:
    """(T,) how fast the left thigh swings forward and the right one back, the mean of those that are seen; else 0."""
    left, right = (thigh_deg_s(time_s, plane, side, forward) for side in SIDES)
    swings = np.stack([left, -right])
    seen = np.isfinite(swings)
    return np.asarray(np.where(seen, swings, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1))
