"""Landmarks that a file holds: what is known of them, and how they become a track."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.pose.track import PoseTrack
from core.provenance import ProvenanceStep

Floats = NDArray[np.float64]


class LandmarkFileError(UserError):
    """A file of landmarks cannot be read, or cannot be used like this."""


def nobody(path: Path) -> LandmarkFileError:
    """The error for a file without a person in it."""
    return LandmarkFileError("nobody is in it", "run the other program again with the whole body in the picture", path)


@dataclass(frozen=True)
class LandmarkFile:
    """One athlete's landmarks as another program, or this one, wrote them.

    frame : (N,) number of the frame of the video they were made from, from 0, increasing.
    time_s : (N,) seconds, None where the file tells none.
    xy_px : (N, 33, 2) as in `PoseTrack`.  visibility : (N, 33).  world_m : (N, 33, 3), NaN where there is no depth.
    program : who writes such files.  skeleton : which points, in whose order or by whose names.
    people : how many were in it.
    in_picture : `xy_px` are pixels of the video's picture; false for metres, drawn at `px_per_m`.
    hips_in_front : as in `PoseTrack`.
    beside : rows from and to while somebody else overlaps the athlete.
    damaged : rows from and to while the clip's pictures are broken.
    told : what else the provenance should say.
    notice : a sentence about what is wrong with the file ("" if nothing is).
    another : a sentence about where the athlete may be somebody else ("" if nowhere).
    """

    frame: NDArray[np.int64]
    time_s: Floats | None
    xy_px: Floats
    visibility: Floats
    world_m: Floats
    program: str
    skeleton: str
    people: int = 1
    in_picture: bool = True
    px_per_m: float | None = None
    hips_in_front: bool = False
    beside: tuple[tuple[int, int], ...] = ()
    damaged: tuple[tuple[int, int], ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    notice: str = ""
    another: str = ""

    def __len__(self) -> int:
        return len(self.frame)

    def track(self, time_s: Floats, rows: NDArray[np.intp], **more: Any) -> PoseTrack:
        """A track over `time_s`; `rows` (T,) names the row for each of them, -1 = none."""
        there = rows >= 0

        def taken(values: Floats) -> Floats:
            out = np.full((len(rows), *values.shape[1:]), np.nan)
            out[there] = values[rows[there]]
            return out

        step = ProvenanceStep(
            "landmarks",
            {"program": self.program, "skeleton": self.skeleton, "people": self.people, **more, **self.told},
        )
        noise = np.full((len(rows), self.xy_px.shape[1]), np.nan)
        return PoseTrack(
            time_s=time_s,
            xy_px=taken(self.xy_px),
            visibility=taken(self.visibility),
            world_m=taken(self.world_m),
            noise_px=noise,
            provenance=(step,),
            hips_in_front=self.hips_in_front,
            beside_s=_spans(self.beside, time_s, rows),
            damaged_s=_spans(self.damaged, time_s, rows),
        )


def _spans(
    found: tuple[tuple[int, int], ...], time_s: Floats, rows: NDArray[np.intp]
) -> tuple[tuple[float, float], ...]:
    """Rows from and to as `PoseTrack` has them, of frames at these times that show these rows."""
    within = [np.flatnonzero((rows >= first) & (rows <= last)) for first, last in found]
    return tuple((float(time_s[at[0]]), float(time_s[at[-1]])) for at in within if len(at))
