"""The scenes of a clip that is cut from one to another, and the one of them that is worth measuring."""

from collections.abc import Sequence

import numpy as np

from core.pose import boxes
from core.pose.camera_tracker import MEASURED_HZ
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

_JOINTS = [INDEX[f"{s}_{j}"] for s in SIDES for j in ("knee", "ankle", "shoulder")]
_LOOK_S = 1.4 / MEASURED_HZ  # the longest time between two pictures that were looked at for cuts


def scenes(track: PoseTrack) -> list[range]:
    """The rows of each scene; all rows where the clip is not cut.

    Frames of which it is not known on which side of a cut they lie belong to no scene.
    """
    camera, n = track.camera, len(track)
    cuts = [] if camera is None else np.flatnonzero(camera.cut).tolist()
    ends = []
    for cut in cuts:
        end = cut
        while camera is not None and not camera.known[end - 1] and track.time_s[cut] - track.time_s[end - 1] < _LOOK_S:
            end -= 1
        ends.append(end)
    pairs = zip([0, *cuts], [*ends, n], strict=True)
    return [range(a, b) for a, b in pairs if a < b]


def liveliest(track: PoseTrack, parts: Sequence[range]) -> range:
    """The scene in which the athlete moves most, for longest; the longest one where nobody is seen at all."""
    return max(parts, key=lambda part: (_motion(track, part), len(part)))


def _motion(track: PoseTrack, part: range) -> float:
    """Frames seen, times how much the limbs move against the hips in lengths of the body."""
    xy = track.xy_px[part.start : part.stop]
    xy = xy[np.isfinite(boxes.centre(xy)[:, 0])]
    if len(xy) < 2:
        return 0.0
    tall = float(np.median(np.nanmax(xy[..., 1], axis=1) - np.nanmin(xy[..., 1], axis=1)))
    relative = (xy[:, _JOINTS] - boxes.centre(xy)[:, None]) / max(tall, 1.0)
    spread = np.ma.filled(np.ma.masked_invalid(relative).std(axis=0), 0.0)
    return len(xy) * (0.01 + float(spread.mean()))
