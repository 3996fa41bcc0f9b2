"""The packet index of a clip: which frames are shown, when, and from which keyframe each can be decoded."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class FrameIndex:
    """Every shown frame in presentation order.

    pts : (N,) int64 strictly increasing timestamps in units of `time_base`.
    keyframe : (N,) True where decoding can start.
    time_base : seconds per pts unit, exact.
    end_pts : end of the last frame.
    """

    pts: NDArray[np.int64]
    keyframe: NDArray[np.bool_]
    time_base: Fraction
    end_pts: int

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(N,) seconds of the presentation timeline, exact to the last bit of a float64."""
        return np.asarray(self.pts, np.float64) * self.time_base.numerator / self.time_base.denominator

    def frame_at(self, time_s: float) -> int:
        """The frame a player shows at that time (the last one that has begun), clipped to the clip."""
        return int(np.clip(np.searchsorted(self.time_s, time_s + 1e-9, side="right") - 1, 0, len(self.pts) - 1))
