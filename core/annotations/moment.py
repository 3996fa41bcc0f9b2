"""What annotations need to know of the clip: its size, the joints' paths, the scale, the reps and steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.annotations.annotation import Annotation, Point
from core.annotations.kinds import TIED
from core.annotations.span import SAME_FRAME_S
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Surroundings:
    """The same for all frames of a clip.

    track : the smoothed landmarks; None while nothing was measured.
    landmark_sd_px : (T, 33) one standard deviation of each of them; None = not known.
    m_per_px : metres per pixel; None without a scale.
    frame_s : how long a frame lasts; 0 = not known.
    reps_s, steps_s : when each rep had ended, when each foot touched down, in order.
    """

    width_px: float = 0.0
    height_px: float = 0.0
    track: PoseTrack | None = None
    landmark_sd_px: Floats | None = None
    m_per_px: float | None = None
    frame_s: float = 0.0
    reps_s: tuple[float, ...] = ()
    steps_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.landmark_sd_px is not None and (
            self.track is None or self.landmark_sd_px.shape != self.track.visibility.shape
        ):
            raise ValueError("landmark_sd_px: expected one number for every landmark of the track")

    def at(self, time_s: float) -> "Moment":
        """The frame shown at that time."""
        row = None
        if self.track is not None and len(self.track):
            times = self.track.time_s
            near = int(np.searchsorted(times, time_s - SAME_FRAME_S))
            if near < len(times) and abs(float(times[near]) - time_s) < SAME_FRAME_S:
                row = near
        return Moment(time_s, row, self)


@dataclass(frozen=True)
class Moment:
    """One shown frame.  row : of the landmarks measured on it; None where none were."""

    time_s: float
    row: int | None
    around: Surroundings

    def landmark(self, name: str) -> Point | None:
        """Where it is, in pixels; None where it was not seen."""
        track = self.around.track
        if track is None or self.row is None:
            return None
        x, y = track.xy_px[self.row, INDEX[name]].tolist()
        return (x, y) if x == x and y == y else None

    def landmark_sd(self, name: str) -> float | None:
        """One standard deviation of where it is, in pixels; None where it is not known."""
        if self.around.landmark_sd_px is None or self.row is None:
            return None
        sd = float(self.around.landmark_sd_px[self.row, INDEX[name]])
        return sd if sd == sd else None

    def points(self, annotation: Annotation) -> tuple[Point, ...] | None:
        """Where its points are on this frame; None where the joint it follows was not seen, or nothing is measured yet.

        What hangs on a joint has no place of its own: without landmarks it would float beside the athlete.
        """
        if annotation.kind in TIED:
            found = [self.landmark(name) for name in annotation.landmarks]
            there = tuple(point for point in found if point is not None)
            return there if len(there) == len(found) else None
        if not annotation.follows or annotation.anchor_px is None:
            return annotation.points
        now = self.landmark(annotation.follows)
        if now is None:
            return None
        dx, dy = now[0] - annotation.anchor_px[0], now[1] - annotation.anchor_px[1]
        return tuple((x + dx, y + dy) for x, y in annotation.points)

    def opacity(self, annotation: Annotation) -> float:
        """0 (not seen on this frame) to 1, times its own."""
        if annotation.hidden:
            return 0.0
        return annotation.span.opacity(self.time_s) * annotation.style.opacity

    def path(self, annotation: Annotation) -> Floats:
        """(N, 2) where a trail's joint was during the last `amount` seconds, oldest first, gaps left out."""
        track = self.around.track
        if track is None or self.row is None or annotation.amount is None or not annotation.landmarks:
            return np.zeros((0, 2))
        first = int(np.searchsorted(track.time_s, track.time_s[self.row] - annotation.amount - SAME_FRAME_S))
        part = track.xy_px[first : self.row + 1, INDEX[annotation.landmarks[0]]]
        return np.asarray(part[np.isfinite(part).all(axis=1)])
