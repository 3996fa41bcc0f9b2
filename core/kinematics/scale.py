"""Metres per pixel, where something in the picture tells it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Scale:
    m_per_px: float | None = None
    source: Literal["none", "height", "line", "plane"] = "none"
