"""What is nearer to the camera looks larger: how far aside a joint would look from far away.

Somebody who squats towards a camera three metres away brings the knees nearer to it by 0.4 m, where they look an eighth
further aside than they are: a knee over its foot reads 8 degrees and more as if it went out.  Up and down is left as it
is seen: what perspective does there hangs on how high the camera stands and how it is tilted.
"""

import numpy as np
from numpy.typing import NDArray

from core.kinematics.standing import mid, standing
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

# Of the longer side of the picture: phones film with 0.7 to 0.9 of it, and no clip tells it.
USUAL_FOCAL = 0.8
_FARTHEST = 0.5  # of the camera's distance: nobody's joint lies further before or behind the hips
# Whoever stands has all joints about as far away as the hips.  The model's depth then has ankles 6 cm further away
# than knees, on a rendered person whose knees are 3 cm nearer; so what it says while somebody stands is its habit.
_LEGS = {"knee": ("knee",), "ankle": ("ankle", "heel", "foot_index")}


def across_from_afar(track: PoseTrack, depth: Floats) -> Floats:
    """(T, 33) pixels to the right of the mid-hip, as a camera far away would show them at the hips' own scale.

    depth : (T, 33) pixels behind the mid-hip.  Where the size of the picture is not known, as they are seen.
    """
    x = track.xy_px[..., 0]
    across = x - mid(x, "hip")[:, None]
    if track.camera is None:
        return across
    depth = depth - mid(depth, "hip")[:, None]
    for part, with_it in _LEGS.items():
        usual = mid(depth, part)
        stands = standing(track, np.isfinite(usual))
        if stands.any():
            depth[:, [INDEX[f"{side}_{name}"] for side in SIDES for name in with_it]] -= np.median(usual[stands])
    away = USUAL_FOCAL * max(track.camera.size_px)  # the hips' distance, in pixels of their own scale
    return across * (1 + np.clip(depth / away, -_FARTHEST, _FARTHEST))
