"""Somebody who goes past the camera and comes back."""

import numpy as np

from core.pose.boxes import centre, typical_body
from core.pose.track import PoseTrack

_LEAST_WAY = 2.0  # body lengths (trunk, thigh and shank) each way: more than somebody steps about between squats


def turned_back_s(track: PoseTrack) -> float | None:
    """The second at which the athlete turns back; None for who goes one way, stays, or is followed by a lost camera.

    The way is the hips' in the picture, less the background's where the camera moved.
    """
    across = centre(track.xy_px)[:, 0]
    camera = track.camera
    if camera is not None and camera.state != "still":
        across = np.where(
            camera.segment == np.bincount(camera.segment).argmax(), across - camera.shift_px[:, 0], np.nan
        )
    seen = np.flatnonzero(np.isfinite(across))
    body = typical_body(track.xy_px)
    if len(seen) < 2 or not body > 0:
        return None
    way = across[seen] / body
    ends = [int(way.argmax()), int(way.argmin())]
    there_and_back = [min(abs(way[k] - way[0]), abs(way[-1] - way[k])) for k in ends]
    farthest = int(np.argmax(there_and_back))
    if there_and_back[farthest] < _LEAST_WAY:
        return None
    return float(track.time_s[seen[ends[farthest]]])
