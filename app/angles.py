"""Which angles are drawn on the picture, from which landmarks, and which parts of the body they need.

Nothing is measured here: the number beside an arc is the value of the series on the shown frame.
"""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from core.analysis import Analysis
from core.pose.skeleton import BODY, INDEX, SIDES, Side

MarkKind = Literal["bend", "upright", "between", "knees"]

HEAD: Final = frozenset(INDEX[n] for n in INDEX if re.match(r"nose|.*eye|.*ear|mouth", n))
HANDS: Final = frozenset(INDEX[f"{s}_{p}"] for s in SIDES for p in ("pinky", "index", "thumb"))


@dataclass(frozen=True)
class Mark:
    """One drawn angle.

    kind : bend = between the straight continuation of a -> b and b -> c; upright = at a, between the vertical and
        a -> b; between = at a, from a -> b to a -> c; knees = a line from a to b and one from c to d.
    most : drawn only up to this value: from the front a deep squatter's thigh points at the camera, and the angle in
        the picture says nothing any more.
    points : groups of landmarks, each group drawn at its mean (two hips = mid-hip).
    """

    kind: MarkKind
    points: tuple[tuple[int, ...], ...]
    series: str
    side: Side | None
    unit: str = "°"
    digits: int = 0
    most: float = 360.0


def near_side(analysis: Analysis) -> Side:
    """The side towards the camera in a side view: somebody who looks right shows the right side."""
    return "right" if analysis.view.facing == "right" else "left"


def marks(analysis: Analysis | None) -> tuple[Mark, ...]:
    """The angles for this movement and view."""
    if analysis is None or analysis.movement == "none":
        return ()
    if analysis.view.label in ("front", "back"):
        if analysis.movement == "sprint":
            return ()  # a run from the front has no angles that are told
        knees = Mark(
            "knees", tuple(_at(s, p) for p in ("knee", "ankle") for s in SIDES),
            "knee_ankle_separation_ratio", None, "", 2,
        )  # fmt: skip
        return (*(replace(_bend(s, "fppa_deg"), most=45.0) for s in SIDES), knees)
    near = near_side(analysis)
    trunk = Mark("upright", (_both("hip"), _both("shoulder")), "trunk_inclination_deg", None)
    if analysis.movement == "sprint":
        thighs = Mark("between", (_both("hip"), _at("left", "knee"), _at("right", "knee")),
                      "thigh_separation_deg", None)  # fmt: skip
        return (thighs, trunk, *(_bend(s, "knee_flexion_deg") for s in SIDES))
    shank = Mark("upright", (_at(near, "ankle"), _at(near, "knee")), f"{near}_shank_inclination_deg", near)
    return (_bend(near, "knee_flexion_deg"), trunk, shank)


def strong_parts(analysis: Analysis | None, measure: str | None) -> frozenset[int]:
    """The landmarks drawn strongly: what the chosen measure needs, or what this movement is mostly about."""
    everything = frozenset(range(len(INDEX))) - HEAD - HANDS
    if analysis is None or analysis.movement == "none":
        return everything
    if measure is None:
        if analysis.movement == "sprint" or analysis.view.label in ("front", "back"):
            return everything
        return _parts((near_side(analysis),), BODY) | _parts(SIDES, ("hip", "shoulder"))
    found = re.search(r"(?:^|_)(left|right)_", measure)
    sides: tuple[Side, ...] = SIDES if found is None else ("left" if found.group(1) == "left" else "right",)
    for words, parts in _NEEDS:
        if re.search(words, measure):
            return _parts(sides, parts)
    return everything


_NEEDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("trunk_shank", ("shoulder", "hip", "knee", "ankle")),
    ("shank", ("knee", "ankle", "heel", "foot_index")),
    ("trunk|torso|twist", ("shoulder", "hip")),
    ("knee_ankle|fppa|knee_flexion", ("hip", "knee", "ankle")),
    ("heel|dorsiflexion|knee_over_toe", ("knee", "ankle", "heel", "foot_index")),
    ("contact|flight|touchdown_distance|step|duty", ("hip", "ankle", "heel", "foot_index")),
    ("arms|elbow", ("shoulder", "elbow", "wrist", "hip", "knee")),
    ("hip_flexion|hip_rise", ("shoulder", "hip", "knee")),
    ("thigh|swing|overlap|drive", ("hip", "knee")),
    ("pelvis", ("hip", "ankle")),
)


def _parts(sides: tuple[Side, ...], parts: tuple[str, ...]) -> frozenset[int]:
    return frozenset(INDEX[f"{s}_{p}"] for s in sides for p in parts)


def _at(side: Side, part: str) -> tuple[int, ...]:
    return (INDEX[f"{side}_{part}"],)


def _both(part: str) -> tuple[int, ...]:
    return tuple(INDEX[f"{s}_{part}"] for s in SIDES)


def _bend(side: Side, series: str) -> Mark:
    return Mark("bend", tuple(_at(side, p) for p in ("hip", "knee", "ankle")), f"{side}_{series}", side)
