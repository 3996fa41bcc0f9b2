"""What other programs call our landmarks, and the orders in which skeletons list them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, LANDMARKS, N_LANDMARKS

Floats = NDArray[np.float64]

# without these nothing can be measured
NEEDED: Final = tuple(f"{s}_{p}" for s in ("left", "right") for p in ("shoulder", "hip", "knee", "ankle"))

_COCO: Final = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle",
)  # fmt: skip
_ARMS: Final = (
    "nose", "neck", "right_shoulder", "right_elbow", "right_wrist", "left_shoulder", "left_elbow", "left_wrist",
)  # fmt: skip
_LEGS: Final = ("right_hip", "right_knee", "right_ankle", "left_hip", "left_knee", "left_ankle")
_FACE: Final = ("right_eye", "left_eye", "right_ear", "left_ear")

# name -> its points in order; of COCO_133 the face and the hands that follow are not ours
SKELETONS: Final[Mapping[str, tuple[str, ...]]] = {
    "COCO_17": _COCO,
    "COCO_18": (*_ARMS, *_LEGS, *_FACE),
    "BODY_25": (
        *_ARMS, "mid_hip", *_LEGS, *_FACE,
        "left_big_toe", "left_small_toe", "left_heel", "right_big_toe", "right_small_toe", "right_heel",
    ),
    "HALPE_26": (
        *_COCO, "head", "neck", "hip", "left_big_toe", "right_big_toe", "left_small_toe", "right_small_toe",
        "left_heel", "right_heel",
    ),
    "BLAZEPOSE_33": LANDMARKS,
    "COCO_133": (
        *_COCO, "left_big_toe", "left_small_toe", "left_heel", "right_big_toe", "right_small_toe", "right_heel",
    ),
}  # fmt: skip
_COUNTS: Final = {17: "COCO_17", 18: "COCO_18", 25: "BODY_25", 26: "HALPE_26", 33: "BLAZEPOSE_33", 133: "COCO_133"}

_FARTHEST: Final = 1e7  # ten kilometres in millimetres

_SIDE = re.compile(r"^(left|right|l|r)[._ ]?(.+)$")
_PARTS: Final = {
    "hip": "hip", "hipj": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel", "bigtoe": "foot_index",
    "footindex": "foot_index", "shoulder": "shoulder", "elbow": "elbow", "wrist": "wrist", "eye": "eye",
    "eyeinner": "eye_inner", "eyeouter": "eye_outer", "ear": "ear", "pinky": "pinky", "index": "index",
    "thumb": "thumb",
}  # fmt: skip


def skeleton_of(count: int) -> str | None:
    """The skeleton that has so many points; None where none is known.

    OpenPose's experimental BODY_25B counts 25 as well and cannot be told from BODY_25.
    """
    return _COUNTS.get(count)


def landmark(name: str) -> str | None:
    """Our name for somebody's point (`RBigToe`, `left_big_toe`, `LHipJ`), None where we have none for it."""
    plain = name.strip().lower()
    if plain in INDEX:
        return plain
    if plain in ("lmouth", "rmouth"):
        return "mouth_left" if plain[0] == "l" else "mouth_right"
    found = _SIDE.match(plain)
    if found is None:
        return None
    part = _PARTS.get(re.sub(r"[._ ]", "", found[2]))
    return None if part is None else f"{'left' if found[1][0] == 'l' else 'right'}_{part}"


def columns(names: Sequence[str]) -> dict[int, int]:
    """Our landmark -> the place in a list of somebody's points; the first of equals counts."""
    out: dict[int, int] = {}
    for place, name in enumerate(names):
        ours = landmark(name)
        if ours is not None:
            out.setdefault(INDEX[ours], place)
    return out


def missing(names: Sequence[str]) -> list[str]:
    """Which of the landmarks that are needed these points do not hold."""
    have = columns(names)
    return [name for name in NEEDED if INDEX[name] not in have]


def is_a_place(values: Floats) -> NDArray[np.bool_]:
    """Whether numbers can be coordinates, in pixels or in millimetres."""
    return np.asarray(np.abs(values) <= _FARTHEST)  # false for NaN


def as_landmarks(points: Floats, names: Sequence[str]) -> Floats:
    """(..., K, D) points in somebody's order as (..., 33, D).

    NaN = not among them, or farther away than any picture or hall is large.  Points beyond `names` are left.
    """
    out = np.full((*points.shape[:-2], N_LANDMARKS, points.shape[-1]), np.nan)
    for ours, theirs in columns(names).items():
        if theirs < points.shape[-2]:
            out[..., ours, :] = points[..., theirs, :]
    out[~is_a_place(out)] = np.nan
    return out
