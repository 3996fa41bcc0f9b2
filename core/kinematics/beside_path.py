"""What of a leg lies beside the path of a runner: seen at an angle, its joints lie further on or back than they are.

Hips are as far apart as a hand is long and feet come down nearly in one line, so legs lean inwards.  From square-on
nothing of it shows; 25 degrees on, the nearer thigh seems to lean by 2 degrees one way and the farther one by as much
the other way.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.kinematics.passing import Passing
from core.pose.skeleton import INDEX, N_LANDMARKS, SIDES, Side
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

# Body lengths (trunk + thigh + shank, 0.78 of the height, Winter 2009) beside the path: hip centres 0.046 of the height
# (Delp 1990), feet of a runner 0.010 (Arellano and Kram 2011), the knee half-way between.
_BESIDE = {"hip": 0.060, "knee": 0.036, "ankle": 0.013, "heel": 0.013, "foot_index": 0.013}
# The model's knees and ankles go to and fro with the yaw as those of rendered runners do, its hips by three quarters of
# that, as it sees all yaws (`core.kinematics.passing`).
_HIP_SEEN = 0.75


def onto_path(track: PoseTrack, path: Passing, near: Side, only: Sequence[int] | None = None) -> PoseTrack:
    """The legs of a track on the plane of the path, each joint moved to where it is nearest on that plane.

    near : which side is nearer to the camera.  only : the landmarks that are wanted, None = all.
    """
    which = np.flatnonzero(_body_lengths(track, near)) if only is None else np.asarray(only, np.intp)
    if not path.body > 0:
        return track
    xy = track.xy_px.copy()
    xy[:, which] = _scaled(xy[:, which], path, 1 / _nearer(track, path, near, which))
    return replace(track, xy_px=xy).with_step("beside the path", body_over_distance=round(path.body, 3))


def off_path(track: PoseTrack, path: Passing, near: Side, landmarks: Sequence[int]) -> Floats:
    """(T, K, 2) where a camera sees some landmarks of such a track on the plane of the path: `onto_path` undone."""
    which = np.asarray(landmarks, np.intp)
    points = track.xy_px[:, which]
    return _scaled(points, path, _nearer(track, path, near, which)) if path.body > 0 else points


def _scaled(points: Floats, path: Passing, by: Floats) -> Floats:
    """What is nearer than the plane looks larger by as much, about the foot of the perpendicular to it."""
    known = np.isfinite(path.yaw_deg)[:, None, None]
    return np.asarray(np.where(known, path.middle_px + (points - path.middle_px) * by[:, None], points))


def _nearer(track: PoseTrack, path: Passing, near: Side, which: NDArray[np.intp]) -> Floats:
    """(K,) the path's distance over that of each landmark, to first order."""
    return np.asarray(1 + path.body * _body_lengths(track, near)[which])


def _body_lengths(track: PoseTrack, near: Side) -> Floats:
    """(33,) body lengths by which each landmark lies nearer to the camera than the path, where it is measured."""
    out = np.zeros(N_LANDMARKS)
    for side in SIDES:
        for part, beside in _BESIDE.items():
            seen = _HIP_SEEN if part == "hip" and track.hips_in_front else 1.0
            out[INDEX[f"{side}_{part}"]] = (beside if side == near else -beside) * seen
    return out
