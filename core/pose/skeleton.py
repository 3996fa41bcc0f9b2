"""The 33 landmarks of the MediaPipe pose model, their order, sides and bones."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Side = Literal["left", "right"]
SIDES: Final[tuple[Side, Side]] = ("left", "right")

LANDMARKS: Final[tuple[str, ...]] = (
    "nose", "left_eye_inner", "left_eye", "left_eye_outer", "right_eye_inner", "right_eye", "right_eye_outer",
    "left_ear", "right_ear", "mouth_left", "mouth_right", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_pinky", "right_pinky", "left_index", "right_index",
    "left_thumb", "right_thumb", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle", "left_heel", "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip
N_LANDMARKS: Final = len(LANDMARKS)
INDEX: Final[dict[str, int]] = {name: i for i, name in enumerate(LANDMARKS)}

LEG: Final = ("hip", "knee", "ankle", "heel", "foot_index")
ARM: Final = ("shoulder", "elbow", "wrist", "pinky", "index", "thumb")
BODY: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")

BONES: Final[tuple[tuple[str, str], ...]] = (
    ("left_shoulder", "right_shoulder"), ("left_hip", "right_hip"),
    *((f"{s}_{a}", f"{s}_{b}") for s in SIDES for a, b in (
        ("shoulder", "hip"), ("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"),
        ("ankle", "heel"), ("heel", "foot_index"), ("ankle", "foot_index"))),
)  # fmt: skip


def mirror_order() -> list[int]:
    """Landmark order with left and right exchanged: `points[..., mirror_order(), :]`."""

    def other(name: str) -> str:
        if "left" in name:
            return name.replace("left", "right")
        return name.replace("right", "left")

    return [INDEX[other(name)] for name in LANDMARKS]


def opposite(side: Side) -> Side:
    """Right of left, left of right."""
    return "right" if side == "left" else "left"


def midpoint(points: NDArray[np.float64], part: str) -> NDArray[np.float64]:
    """(..., 2) half-way between both sides of a part, as "hip", of points (..., 33, 2); NaN where one is missing."""
    return np.asarray((points[..., INDEX[f"left_{part}"], :] + points[..., INDEX[f"right_{part}"], :]) / 2)


def of(side: Side, part: str) -> int:
    """Index of e.g. ("left", "knee")."""
    return INDEX[f"{side}_{part}"]
