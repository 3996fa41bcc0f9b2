"""Landmarks as a person put them: moved, marked as not visible, left and right exchanged."""

import math
from dataclasses import dataclass

from core.pose.skeleton import INDEX


@dataclass(frozen=True)
class Correction:
    """A landmark's place in one frame of the clip, display pixels of the upright picture; frames count from 0."""

    landmark: str
    frame: int
    x_px: float
    y_px: float

    def __post_init__(self) -> None:
        _known(self.landmark)
        if self.frame < 0 or not (math.isfinite(self.x_px) and math.isfinite(self.y_px)):
            raise ValueError("a correction has a frame and a place in the picture")


@dataclass(frozen=True)
class Hidden:
    """A landmark cannot be seen from the first to the last of these frames, both included: no measuring there."""

    landmark: str
    first_frame: int
    last_frame: int

    def __post_init__(self) -> None:
        _known(self.landmark)
        _ordered(self.first_frame, self.last_frame)


@dataclass(frozen=True)
class SideSwap:
    """Left and right are exchanged from the first to the last of these frames, both included; `limbs` says which."""

    first_frame: int
    last_frame: int
    limbs: str = "all"  # all, legs, arms

    def __post_init__(self) -> None:
        _ordered(self.first_frame, self.last_frame)
        if self.limbs not in ("all", "legs", "arms"):
            raise ValueError(f"no such limbs: {self.limbs!r}")


def _known(landmark: str) -> None:
    if landmark not in INDEX:
        raise ValueError(f"no such landmark: {landmark!r}")


def _ordered(first_frame: int, last_frame: int) -> None:
    if not 0 <= first_frame <= last_frame:
        raise ValueError("a stretch has a first and a last frame, in this order")
