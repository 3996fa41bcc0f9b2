"""A camera that zooms, or comes nearer: the athlete's size in the picture changes, and heights and lengths with it.

How high the hips are is asked against how high they were a second ago, and 5 % of a drop against that tell when a
squat starts: a picture that shrinks by a tenth in between lets them sink by as much while somebody stands.  What the
background grows by is known frame by frame, and the athlete grows by the same where the lens zooms.  Where the camera
itself comes nearer the athlete grows by more than what is behind, and a part of it stays.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.pose.camera_motion import ZOOM_SHARE, CameraMotion
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]


def without_zoom(track: PoseTrack) -> PoseTrack:
    """The track in pixels of one size, that of the clip's first frame, about the picture's middle."""
    size = _size(track.camera)
    if track.camera is None or size is None:
        return track
    xy = _about_middle(track.xy_px, track.camera, size[:, None, None])
    grown = round(float(size.max() / size.min()) - 1, 2)
    return replace(track, xy_px=xy, noise_px=track.noise_px / size[:, None]).with_step("zoom undone", by=grown)


def points_without_zoom(points: Floats, camera: CameraMotion | None, frame: int) -> Floats:
    """(..., 2) pixels of one frame's picture where `without_zoom` has them."""
    size = _size(camera)
    return points if camera is None or size is None else _about_middle(points, camera, size[frame])


def _about_middle(points: Floats, camera: CameraMotion, size: Floats) -> Floats:
    middle = np.array(camera.size_px, np.float64) / 2
    return np.asarray(middle + (points - middle) / size)


def zooms(camera: CameraMotion | None) -> bool:
    """Whether the background changes its size by more than following it errs."""
    return camera is not None and camera.state in ("shaky", "panning") and camera.growth() > ZOOM_SHARE


def _size(camera: CameraMotion | None) -> Floats | None:
    """(T,) how large the background is, the first frame's being 1; None where nothing zooms.

    Where the background was lost it keeps its size until it is found again.
    """
    if camera is None or not zooms(camera):
        return None
    known = np.flatnonzero(camera.known)
    log = camera.log_scale[known]
    grown = np.append(0.0, np.where(np.diff(camera.segment[known]) == 0, np.diff(log), 0.0))
    return np.asarray(np.exp(np.interp(np.arange(len(camera)), known, log[0] + np.cumsum(grown))))
