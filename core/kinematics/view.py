"""From where the athlete is seen, and which measures that allows."""

from dataclasses import dataclass
from typing import Literal

ViewLabel = Literal["side", "front", "back", "oblique"]
Facing = Literal["left", "right", "toward", "away"]


@dataclass(frozen=True)
class View:
    """yaw 0 = square-on from the side, 90 = from the front or back."""

    label: ViewLabel
    facing: Facing
    yaw_deg: float | None
    yaw_sd_deg: float | None

    @property
    def forward(self) -> float:
        """+1 when forward is to the picture's right, -1 left; 1 where the view is frontal."""
        return -1.0 if self.facing == "left" else 1.0

    @property
    def left_to_right(self) -> float:
        """Picture x direction from the athlete's left to right: -1 facing the camera, +1 seen from behind."""
        return 1.0 if self.facing == "away" else -1.0
