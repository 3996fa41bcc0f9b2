"""Two athletes' figures brought to one place and size: hips on hips, lengths in leg lengths."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.kinematics.passing import Passing
from core.kinematics.series import measure_body
from core.kinematics.view import SIDE_WITHIN_DEG
from core.pose.skeleton import INDEX

Floats = NDArray[np.float64]
_HIPS = (INDEX["left_hip"], INDEX["right_hip"])


@dataclass(frozen=True)
class Size:
    """How large an athlete is in a clip: `leg_px` (T,) pixels of a leg (thigh + shank) in each frame."""

    leg_px: Floats


def size_of(analysis: Analysis) -> Size:
    """The leg's length as seen; of an athlete who passes the camera it grows and shrinks with the distance."""
    track, path = analysis.smoothed, analysis.path
    if path is None or not np.isfinite(path.yaw_deg).any():
        return Size(np.full(len(track), measure_body(track.xy_px).leg))
    larger = _size_over_time(path)
    near = np.abs(path.yaw_deg) <= SIDE_WITHIN_DEG
    even = track.xy_px / larger[:, None, None]
    leg = measure_body(even[near] if near.sum() >= 3 else even).leg
    return Size(leg * larger)


def _size_over_time(path: Passing) -> Floats:
    """(T,) how large things on the path look in each frame against the nearest one."""
    depth = np.cos(np.radians(path.bearing_deg)) / np.cos(np.radians(path.yaw_deg))
    larger = path.focal_px / depth
    at = np.arange(len(larger))
    known = np.isfinite(larger)
    return np.asarray(np.interp(at, at[known], larger[known]) / np.nanmax(larger))


def about_hips(xy_px: Floats, leg_px: float, mirror: bool = False) -> Floats:
    """(33, 2) points in leg lengths about the mid-hip, x to the right and y down; NaN where nobody was seen.

    mirror : turned about, for an athlete who faces the other way.
    """
    middle = (xy_px[..., _HIPS[0], :] + xy_px[..., _HIPS[1], :]) / 2
    placed = (xy_px - middle[..., None, :]) / leg_px
    return np.asarray(placed * np.array([-1.0, 1.0]) if mirror else placed)
