"""What tells a squat from everything else, frame by frame and whatever the view: heights, lengths and feet.

Vertical extents are used, not angles: seen from the front a bent knee hardly shows as an angle, but the thigh
gets shorter from top to bottom exactly as it does from the side.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.kinematics.leg_height import leg_height
from core.kinematics.series import measure_body
from core.pose.skeleton import INDEX, SIDES, Side
from core.signal.gaps import fill_gaps

Floats = NDArray[np.float64]

# A rep may not hang on landmarks nobody saw for longer than this; shorter gaps are bridged.
LONGEST_GAP_S = 0.30
# Weights and places of the body's parts for the centre of mass (Dempster 1955, via Winter 2009): head, arms and
# trunk 0.678 of the body at 0.626 of the line hip-shoulder, both thighs 0.200 at 0.433, both shanks 0.093 at 0.433.
_UPPER, _THIGH, _SHANK, _FOOT = (0.678, 0.626), (0.200, 0.433), (0.093, 0.433), 0.029


@dataclass(frozen=True)
class Cues:
    """Curves of (T,) pixels on the clip's own times, short gaps bridged; NaN = not seen.

    height : mid-hip over the lower ankle, the one stood on; so a lifted foot does not look like a descent.
    legs : the same as the legs' directions tell it: far nearer to the truth, but only from the side.
    shoulders : mid-shoulder over the same.  middle : half-way between hips and shoulders, over the same.
    thigh, shank : side -> vertical extent of that segment, + upright.  trunk : the same of the trunk.
    ankle : side -> (T, 2) position.  hip_x : mid-hip.
    mass_x : centre of mass as seen.  heel_x, toe_x : mid-heel and mid-toe.
    """

    time_s: Floats
    height: Floats
    legs: Floats
    shoulders: Floats
    middle: Floats
    thigh: Mapping[Side, Floats]
    shank: Mapping[Side, Floats]
    trunk: Floats
    ankle: Mapping[Side, Floats]
    hip_x: Floats
    mass_x: Floats
    heel_x: Floats
    toe_x: Floats

    def part(self, frames: slice) -> "Cues":
        """The same curves of some frames."""

        def cut(value: object) -> Any:
            if isinstance(value, Mapping):
                return {side: curve[frames] for side, curve in value.items()}
            return np.asarray(value)[frames]

        return Cues(**{field.name: cut(getattr(self, field.name)) for field in fields(self)})


def _mid(p: Mapping[str, Floats], part: str) -> Floats:
    """(T, 2) middle of the left and the right one; the seen one where only one is seen."""
    left, right = p[f"left_{part}"], p[f"right_{part}"]
    middle = (left + right) / 2
    return np.where(np.isfinite(middle), middle, np.where(np.isfinite(left), left, right))


def look(time_s: Floats, points: Floats, near: Side = "right") -> Cues:
    """The cues of (T, 33, 2) pixels (smoothed or lightly filtered landmarks); `near` is the nearer leg."""
    bridged = np.array(points, np.float64)
    for name in ("shoulder", "hip", "knee", "ankle", "heel", "foot_index"):
        for s in SIDES:
            i = INDEX[f"{s}_{name}"]
            bridged[:, i] = fill_gaps(time_s, bridged[:, i], LONGEST_GAP_S)[0]
    p = {name: bridged[:, i] for name, i in INDEX.items()}
    hip, shoulder, knee, ankle = (_mid(p, part) for part in ("hip", "shoulder", "knee", "ankle"))
    heel, toe = _mid(p, "heel"), _mid(p, "foot_index")
    mass_x = (
        _UPPER[0] * (hip + _UPPER[1] * (shoulder - hip))
        + _THIGH[0] * (hip + _THIGH[1] * (knee - hip))
        + _SHANK[0] * (knee + _SHANK[1] * (ankle - knee))
        + _FOOT * (heel + toe) / 2
    )[:, 0]
    body = measure_body(bridged)
    stood_on = np.fmax(p["left_ankle"][:, 1], p["right_ankle"][:, 1])
    return Cues(
        time_s=time_s,
        height=stood_on - hip[:, 1],
        legs=leg_height(bridged, near, body.leg - body.shank, body.shank),
        shoulders=stood_on - shoulder[:, 1],
        middle=stood_on - (hip[:, 1] + shoulder[:, 1]) / 2,
        thigh={s: p[f"{s}_knee"][:, 1] - p[f"{s}_hip"][:, 1] for s in SIDES},
        shank={s: p[f"{s}_ankle"][:, 1] - p[f"{s}_knee"][:, 1] for s in SIDES},
        trunk=hip[:, 1] - shoulder[:, 1],
        ankle={s: p[f"{s}_ankle"] for s in SIDES},
        hip_x=hip[:, 0],
        mass_x=mass_x,
        heel_x=heel[:, 0],
        toe_x=toe[:, 0],
    )
