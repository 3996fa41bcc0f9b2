"""Which leg of one clip is compared with which of the other, and what changes its sign when left and right do."""

import re
from dataclasses import dataclass

from core.analysis import Analysis
from core.compare.moments import steps_in_order, units
from core.pose.skeleton import Side

# left minus right, or to one side: exchanged legs turn the sign
_SIGNED = frozenset({
    "thigh_separation_deg", "thigh_separation_angular_velocity_deg_s", "trunk_twist_deg",
    "trunk_twist_angular_velocity_deg_s", "trunk_lateral_deg", "pelvis_shift_ratio", "pelvis_tilt_deg",
    "pelvis_shift_peak_ratio", "pelvis_tilt_peak_deg",
})  # fmt: skip


@dataclass(frozen=True)
class Sides:
    """crossed : the left leg of A is compared with the right one of B.  reason : why, for people; "" where not."""

    crossed: bool
    reason: str = ""

    def name_in_b(self, name: str) -> str:
        """What a curve or number of A is called in B."""
        return _other_side(name) if self.crossed else name

    def sign(self, name: str) -> float:
        """-1 where B's value must be turned before it is compared, else 1."""
        return -1.0 if self.crossed and name in _SIGNED else 1.0


def near_side(analysis: Analysis) -> Side | None:
    """The side towards the camera in a side view: whoever looks right shows the right side; None in other views."""
    if analysis.view.label != "side" or analysis.view.facing not in ("left", "right"):
        return None
    return "right" if analysis.view.facing == "right" else "left"


def choose_sides(a: Analysis, unit_a: int, b: Analysis, unit_b: int) -> Sides:
    """Stance leg with stance leg; in squats seen from opposite sides the leg near the camera with the near one."""
    if a.steps and b.steps and unit_a < units(a) and unit_b < units(b):
        one, other = steps_in_order(a)[unit_a].side, steps_in_order(b)[unit_b].side
        return Sides(True, f"A's {one} step with B's {other} one") if one != other else Sides(False)
    one_near, other_near = near_side(a), near_side(b)
    if one_near and other_near and one_near != other_near:
        return Sides(True, f"filmed from opposite sides: A's {one_near} leg with B's {other_near} one")
    return Sides(False)


def mirrored(a: Analysis, b: Analysis) -> bool:
    """Whether one of the two pictures should be turned about so that both athletes face the same way."""
    return {a.view.facing, b.view.facing} == {"left", "right"}


def _other_side(name: str) -> str:
    swap = {"left": "right", "right": "left"}
    return re.sub(r"(?<![a-z])(left|right)(?=_)", lambda found: swap[found.group()], name)
