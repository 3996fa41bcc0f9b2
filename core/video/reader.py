"""Frames of a clip, exact and upright: the protocol every reader follows, and the PyAV reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.video.index import FrameIndex
from core.video.info import ClipInfo


@dataclass(frozen=True)
class Frame:
    """One shown picture: its number, its exact time and (H, W, 3) uint8 contiguous upright RGB."""

    number: int
    time_s: float
    pts: int
    rgb: NDArray[np.uint8]


class FrameReader(Protocol):
    """Random and sequential access to the frames of one clip; used from one thread only."""

    @property
    def info(self) -> ClipInfo: ...
    @property
    def index(self) -> FrameIndex: ...
    @property
    def time_s(self) -> NDArray[np.float64]: ...  # (N,) captured seconds = index.time_s * info.time_scale

    def frame(self, number: int) -> Frame: ...
    def frames(self, start: int = 0, stop: int | None = None) -> Iterator[Frame]: ...
    def close(self) -> None: ...
