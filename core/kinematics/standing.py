"""When somebody stands upright, between squats: what is known of them then serves all other moments."""

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

_STANDS_FROM = 0.985  # of the shoulders' height over the ankles while somebody stands: neither squatting nor bent over
_LEAST_STANDING_S = 0.3  # altogether: less may be somebody on the way down


def standing(track: PoseTrack, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(T,) which of the frames in which something is `known` show somebody upright; none where that is too short."""
    y = track.xy_px[..., 1]
    tall = mid(y, "ankle") - mid(y, "shoulder")
    known = known & np.isfinite(tall)
    if not known.any():
        return known
    with np.errstate(invalid="ignore"):
        upright = known & (tall > _STANDS_FROM * np.percentile(tall[known], 90))
    frame_s = usual_step_s(track.time_s) if len(track) > 1 else 0.0
    return upright if upright.sum() * frame_s >= _LEAST_STANDING_S else np.zeros_like(known)


def mid(values: Floats, part: str) -> Floats:
    """(T,) the middle of both sides of (T, 33) values."""
    left, right = (values[:, INDEX[f"{side}_{part}"]] for side in SIDES)
    return np.asarray((left + right) / 2)
