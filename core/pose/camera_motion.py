"""How the camera moved while it filmed: what the background did in the picture, frame by frame."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CameraState = Literal["still", "shaky", "panning", "unknown"]

STILL_SHARE = 0.002  # of the picture's longer side: a background that wanders by less stands still
PAN_SHARE = 0.12  # of it: a background that travels this far is panned over, not shaken
STILL_SCALE = 0.004  # and its size changes by less than this share
# Of the background's size; lengths err by as much.  A panned sprint comes to 5 %, squats filmed from a hand to less.
ZOOM_SHARE = 0.1
_SHORT_SHARE = 0.15  # of the longest segment: what is shorter tells of a hand before the lens, not of the camera
_KNOWN_SHARE = 0.5  # of the frames, below which nothing is said of the whole clip


@dataclass(frozen=True)
class CameraMotion:
    """The background's motion, cumulative within each segment; the first frame of a segment is its origin.

    shift_px : (T, 2) how far the background at the picture's centre has travelled, display pixels, + right and down
        (a camera turned to the right moves it left).  The steps are added up, so that a pan by an angle a is
        a * focal length whatever the angle.  NaN = not known.
    log_scale : (T,) logarithm of how much larger the background has become.
    roll_deg : (T,) how far the background has turned clockwise.
    sd_px : (T,) one standard deviation of `shift_px`, per axis.
    segment : (T,) counts up where tracking was lost or the scene was cut: shifts of different segments cannot be
        compared.
    cut : (T,) true in the first frame of another scene.
    size_px : width and height of the picture.
    focal_px, focal_sd_px : the focal length as far as a pan told it; NaN = not told.
    """

    shift_px: Floats
    log_scale: Floats
    roll_deg: Floats
    sd_px: Floats
    segment: NDArray[np.int64]
    cut: NDArray[np.bool_]
    size_px: tuple[int, int]
    focal_px: float = float("nan")
    focal_sd_px: float = float("nan")
    state: CameraState = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.shift_px)
        shapes = {"shift_px": (n, 2), "log_scale": (n,), "roll_deg": (n,), "sd_px": (n,), "segment": (n,), "cut": (n,)}
        for name, shape in shapes.items():
            array = np.asarray(getattr(self, name)).view()
            if array.shape != shape:
                raise ValueError(f"{name}: expected shape {shape}, got {array.shape}")
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "state", self._judge())

    def __len__(self) -> int:
        return len(self.shift_px)

    @property
    def known(self) -> NDArray[np.bool_]:
        """(T,) true where the camera's motion since the segment's beginning is known."""
        return np.asarray(np.isfinite(self.shift_px[:, 0]))

    @property
    def cuts(self) -> int:
        return int(self.cut.sum())

    def travel_px(self) -> float:
        """How far the background wandered within a segment: the longest of them, per axis the whole range."""
        return max((float(np.ptp(part, axis=0).max()) for part in self._parts(self.shift_px)), default=float("nan"))

    def growth(self) -> float:
        """By which share the background grew or shrank within a segment: the longest of them, the whole range."""
        return max((float(np.expm1(np.ptp(part))) for part in self._parts(self.log_scale)), default=float("nan"))

    def _parts(self, values: Floats) -> list[Floats]:
        """The values of each segment that is long enough to tell something of the clip."""
        parts = [values[(self.segment == k) & self.known] for k in np.unique(self.segment[self.known])]
        longest = max((len(part) for part in parts), default=0)
        return [part for part in parts if len(part) > max(1, _SHORT_SHARE * longest)]

    def _judge(self) -> CameraState:
        if len(self) < 2 or self.known.mean() < _KNOWN_SHARE or not self._parts(self.shift_px):
            return "unknown"
        travel = self.travel_px() / max(self.size_px)
        grown = max(float(np.ptp(part)) for part in self._parts(self.log_scale))
        if travel < STILL_SHARE and grown < STILL_SCALE:
            return "still"
        return "panning" if travel > PAN_SHARE else "shaky"

    @classmethod
    def unknown(cls, n: int, size_px: tuple[int, int]) -> "CameraMotion":
        """Nothing is known of the camera."""
        nan = np.full(n, np.nan)
        return cls(
            np.full((n, 2), np.nan), nan, nan, nan, np.zeros(n, np.int64), np.zeros(n, np.bool_), size_px
        )  # fmt: skip
