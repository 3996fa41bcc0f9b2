"""The landmarks of one athlete over one clip."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.pose.camera_motion import CameraMotion
from core.pose.skeleton import INDEX, N_LANDMARKS
from core.pose.verticals import Verticals
from core.provenance import ProvenanceStep

Floats = NDArray[np.float64]
_LONG_FRAMES = 4000  # two minutes at 30 frames a second: 2 MiB of places in the picture alone


@dataclass(frozen=True)
class PoseTrack:
    """Landmarks over time, order (time, landmark, space); arrays are made read-only.

    Doubles, unless they came in single precision: a partial result's do, that nothing is measured from.

    time_s : (T,) seconds of the presentation timeline, strictly increasing.
    xy_px : (T, 33, 2) display pixels of the upright picture, (0, 0) = corner of its top-left pixel; NaN = not seen.
    visibility : (T, 33) the model's own 0..1; NaN where there is no pose.
    world_m : (T, 33, 3) the model's 3D landmarks in metres about the mid-hip (x right, y down, z away from
        the camera); NaN = not seen.
    noise_px : (T, 33) one standard deviation of the random part of each landmark's error; NaN = not known.
    hips_in_front : the hips lie in front of the joints' centres, as MediaPipe's do, and whoever is seen from the side
        looks turned to the camera a little; other models' habits are not known.
    beside_s : seconds from and to while somebody else was so near that landmarks may be theirs.
    doubted : the point that was picked may lie on somebody else than whom the landmarks are of.
    damaged_s : seconds from and to while the clip's pictures are broken, or others stand in for them.
    camera : what the camera did meanwhile, one row per frame; None = not looked at.
    verticals : which way is down in the pictures, as their background tells; None = it does not.
    """

    time_s: Floats
    xy_px: Floats
    visibility: Floats
    world_m: Floats
    noise_px: Floats
    provenance: tuple[ProvenanceStep, ...] = field(default=())
    hips_in_front: bool = True
    camera: CameraMotion | None = None
    beside_s: tuple[tuple[float, float], ...] = ()
    doubted: bool = False
    damaged_s: tuple[tuple[float, float], ...] = ()
    verticals: Verticals | None = None

    def __post_init__(self) -> None:
        n = len(self.time_s)
        shapes = {
            "time_s": (n,), "xy_px": (n, N_LANDMARKS, 2), "visibility": (n, N_LANDMARKS),
            "world_m": (n, N_LANDMARKS, 3), "noise_px": (n, N_LANDMARKS),
        }  # fmt: skip
        for name, shape in shapes.items():
            array = np.asarray(getattr(self, name))
            array = array if array.dtype == np.float32 else np.asarray(array, np.float64)
            if array.shape != shape:
                raise ValueError(f"{name}: expected shape {shape}, got {array.shape}")
            array = array.view()
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if self.camera is not None and len(self.camera) != n:
            raise ValueError(f"camera: expected {n} frames, got {len(self.camera)}")
        if n > 1 and not np.all(np.diff(self.time_s) > 0):
            raise ValueError("time_s: expected strictly increasing times")

    def __len__(self) -> int:
        return len(self.time_s)

    @cached_property
    def has_pose(self) -> NDArray[np.bool_]:
        """(T,) true where any landmark was seen."""
        seen = np.asarray(np.isfinite(self.xy_px[..., 0]).any(axis=1))
        seen.setflags(write=False)
        return seen

    @property
    def doubted_s(self) -> tuple[tuple[float, float], ...]:
        """All of its time, seconds from and to, where it is `doubted`; else none."""
        return ((float(self.time_s[0]), float(self.time_s[-1])),) if self.doubted and len(self) else ()

    @property
    def is_long(self) -> bool:
        """Whether arrays of it rarely fit where others were freed, so that what was freed is given back at once.

        Giving back takes up to 20 ms, which a short clip's whole way to its numbers would feel.
        """
        return len(self) >= _LONG_FRAMES

    def point(self, name: str) -> Floats:
        """(T, 2) pixels of one landmark by name."""
        return np.asarray(self.xy_px[:, INDEX[name]])

    def around(self, from_s: float, to_s: float, margin_s: float) -> slice:
        """The frames of a stretch of time, and of `margin_s` before and after it."""
        first = int(np.searchsorted(self.time_s, from_s - margin_s))
        return slice(first, int(np.searchsorted(self.time_s, to_s + margin_s, side="right")))

    def part(self, frames: slice) -> "PoseTrack":
        """The landmarks of some frames, without what is known of the clip as a whole."""
        return PoseTrack(
            self.time_s[frames],
            self.xy_px[frames],
            self.visibility[frames],
            self.world_m[frames],
            self.noise_px[frames],
        )

    def with_step(self, name: str, **parameters: object) -> "PoseTrack":
        """The same track with one more provenance step."""
        return replace(self, provenance=(*self.provenance, ProvenanceStep(name, parameters)))

    @classmethod
    def empty(cls, time_s: Floats) -> "PoseTrack":
        """A track in which nobody was seen."""
        n = len(time_s)
        nan = np.full((n, N_LANDMARKS), np.nan)
        return cls(
            np.asarray(time_s, np.float64), np.full((n, N_LANDMARKS, 2), np.nan), nan,
            np.full((n, N_LANDMARKS, 3), np.nan), nan.copy(),
        )  # fmt: skip
