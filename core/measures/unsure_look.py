"""How much further off landmarks are where a pose network hardly recognises the body: small, dark, blurred, blocky.

What hides a knee says nothing of the picture; but head, shoulders and hips of a runner stay in view, and how sure the
network is of those tells how well it sees at all.  Its own doubt (one less its visibility, a probability) of them goes
from one in seven thousand to one in eight hundred over 28 runs, four rendered people as they are, small, dark, noisy,
blurred and compressed, while angles err by up to five times as much: with about the square root of it, as a line
through the logarithms has it (0.54), and leaving each of the people out in turn tells the others' errors as well.
"""

from typing import Final

import numpy as np

from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

# geometric mean of the doubt of people who are seen well, at which misplacements are what `landmark_errors` says
USUAL_DOUBT: Final = 1.4e-4
MOST_TIMES: Final = 4.0  # beyond it nothing was measured
_LEAST_DOUBT: Final = 1e-5  # the network's own numbers tell no less
_NEVER_HIDDEN: Final = [INDEX["nose"], *(INDEX[f"{side}_{part}"] for part in ("shoulder", "hip") for side in SIDES)]
_WEIGHTS: Final = np.array([2.0, 1.0, 1.0, 1.0, 1.0]) / 6  # head, shoulders and hips count alike


def times_unsure(raw: PoseTrack) -> float:
    """How many times larger than usual the misplacement of a runner's landmarks is, 1 to `MOST_TIMES`.

    raw : as detected.  1 where another program's landmarks are looked at: what their visibility means is not known.
    """
    seen = raw.visibility[raw.has_pose][:, _NEVER_HIDDEN]
    if not raw.hips_in_front or not len(seen) or not np.isfinite(seen).all():
        return 1.0
    doubt = np.log(np.maximum(1.0 - seen, _LEAST_DOUBT)).mean(axis=0) @ _WEIGHTS
    return round(float(np.clip(np.sqrt(np.exp(doubt) / USUAL_DOUBT), 1.0, MOST_TIMES)), 2)
