"""Whether a run's left and right leg were told apart at all.

Seen from the side the near leg hides the far one as they pass, and where limbs smear the network calls either left.
What it says of depth goes with what it calls a leg: knee and ankle of the nearer side come out before those of the
farther one by as much as its hip does, 0.72 to 1.2 times in 33 runs, rendered and filmed, that are seen well.  Looks
that have the legs exchanged count against it: 0.4 to 0.64 in eight runs that smear in the dark, blurred or compressed,
and none is left of it in one whose legs came out exchanged all through.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from core.kinematics.view import View
from core.measures.quality import QualityNote
from core.measures.spec import Metric
from core.measures.sprint import MeasuredStep
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

MOST_EXCHANGED: Final = 0.2  # of the looks: then 0.6 of that distance is left
REASON: Final = "near and far leg are hardly told apart: left and right may be exchanged"
NOTE: Final = QualityNote(
    "sides_unsure", "caution",
    "Near and far leg are hardly told apart: left and right may be exchanged, and contacts too short. Film nearer and "
    "in more light, and send the clip as the phone stored it.",
)  # fmt: skip
_EITHER_LEG: Final = ("step_s", "step_frequency_hz", "trunk_inclination_touchdown_deg")


def sides_unsure(repaired: PoseTrack, view: View, span: tuple[float, float]) -> bool:
    """Whether more than `MOST_EXCHANGED` of the looks of a run's steps have left and right leg exchanged.

    repaired : exchanges that show in the legs' ways undone.  span : seconds from the first to the last step.
    False where it is not seen from the side, or where the landmarks hold no depth.
    """
    inside = repaired.has_pose & (repaired.time_s >= span[0]) & (repaired.time_s <= span[1])
    if view.label != "side" or not repaired.hips_in_front or not inside.any():
        return False
    depth = repaired.world_m[inside][..., 2]
    depth = depth[np.isfinite(depth).all(axis=1)]
    if not len(depth):
        return False
    near = view.near_side
    far = next(side for side in SIDES if side != near)

    def nearer(part: str) -> float:
        return float(np.mean(depth[:, INDEX[f"{far}_{part}"]] - depth[:, INDEX[f"{near}_{part}"]]))

    hips = nearer("hip")
    if not hips > 0:
        return False
    return (nearer("knee") + nearer("ankle")) / (2 * hips) < 1 - 2 * MOST_EXCHANGED


def mark_sides(steps: Sequence[MeasuredStep]) -> list[MeasuredStep]:
    """Caution for all that hangs on which leg is which; how often steps come and how the trunk leans do not."""

    def marked(name: str, m: Metric) -> Metric:
        return m if name in _EITHER_LEG or m.value is None else replace(m, status="caution", reason=REASON)

    return [replace(s, metrics={name: marked(name, m) for name, m in s.metrics.items()}) for s in steps]
