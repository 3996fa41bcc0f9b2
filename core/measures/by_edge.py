"""Angles of single frames of which a joint is guessed by the picture's edge.

The numbers of reps and steps are guarded by shares of their frames; what is read off one frame hangs on that one.
"""

import numpy as np
from numpy.typing import NDArray

from core.measures.quality import SEEN
from core.pose.at_edge import BY_EDGE
from core.pose.boxes import typical_body
from core.pose.track import PoseTrack

_ENOUGH_FRAMES = 300  # tell a clip's typical body, and cost a fraction of a millisecond


def guessed_by_edge(track: PoseTrack, row: int) -> frozenset[int]:
    """The landmarks of a frame that lie by the picture's edge, or beyond it, and do not count as seen.

    Angles that hang on one err by 8 degrees on the median, six in ten by more than 6; others of the same clips by 3,
    those of joints hidden elsewhere in the picture by 4 (254 000 angles on 121 crops of ten rendered clips, on each of
    which the first err by 2 to 4.5 times as much as the rest).  None where no picture is known.
    """
    if track.camera is None:
        return frozenset()
    xy, size = track.xy_px[row], np.array(track.camera.size_px)
    unseen: NDArray[np.bool_] = track.visibility[row] < SEEN  # a joint put by hand counts as seen
    if not unseen.any():
        return frozenset()
    body = typical_body(track.xy_px[:: max(1, len(track) // _ENOUGH_FRAMES)])
    with np.errstate(invalid="ignore"):
        near = np.minimum(xy, size - xy).min(axis=-1) < BY_EDGE * body
    return frozenset(int(k) for k in np.flatnonzero(unseen & near))
