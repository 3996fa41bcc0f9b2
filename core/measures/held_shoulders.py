"""Hands at the shoulders: a bar or dumbbells hide the shoulders, and the trunk that hangs on them is less sure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from core.kinematics.view import View
from core.measures.spec import Metric
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.signal.few import median, percentile

# Trunk lengths from shoulder to wrist: 0.05 to 0.35 with a bar on the back or dumbbells on the shoulders, 0.6 and more
# with the arms ahead.
AT_SHOULDER: Final = 0.4
# Under a bar the model places a rendered person's shoulders 8 to 12 % of the leg's length too high, and the trunk came
# out 6 to 9 degrees too upright: that is what this many times the usual misplacement spreads it by.  Since the near
# shoulder tells where the far one is (`core.kinematics.far_trunk`), 3 to 5 degrees are left, those of the near one.
TIMES_WIDER: Final = 2.5
WIDER: Final[Mapping[int, float]] = {INDEX[f"{s}_shoulder"]: TIMES_WIDER for s in SIDES}
REASON: Final = "hands or a bar at the shoulders hide them: the trunk may lean more than it seems"
_TRUNK: Final = ("trunk_inclination_bottom_deg", "trunk_shank_parallel_deg")


def hands_at_shoulders(track: PoseTrack, view: View, span: tuple[float, float]) -> bool:
    """Whether the nearer hand stays at its shoulder for most of a stretch; False where it was not seen."""
    rows = slice(*np.searchsorted(track.time_s, span))
    names = (*(f"{s}_{part}" for s in SIDES for part in ("shoulder", "hip")), f"{view.near_side}_wrist")
    p = {name: track.xy_px[rows, INDEX[name]] for name in names}
    trunk = np.hypot(*((p["left_shoulder"] + p["right_shoulder"] - p["left_hip"] - p["right_hip"]) / 2).T)
    away = np.hypot(*(p[f"{view.near_side}_wrist"] - p[f"{view.near_side}_shoulder"]).T)
    seen = np.isfinite(trunk + away)
    if seen.mean() < 0.5 if seen.size else True:
        return False
    # the trunk at its longest: bent over, it looks shorter from the front only
    return median(away[seen]) < AT_SHOULDER * percentile(trunk[seen], 85)


def mark_trunk(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """The trunk's angles become caution, with the reason."""
    return {
        name: replace(m, status="caution", reason=REASON) if name in _TRUNK and m.value is not None else m
        for name, m in metrics.items()
    }
