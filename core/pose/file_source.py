"""Landmarks from a file as a source of tracks: on the exact times of a clip, or by the file's own."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.pose.landmark_file import LandmarkFile, LandmarkFileError
from core.pose.landmark_formats import content_hash, read_landmarks
from core.pose.source import Tracked
from core.pose.track import PoseTrack
from core.pose.which_person import USUAL_HZ
from core.progress import Progress

Floats = NDArray[np.float64]
Pick = tuple[float, float, float]  # x, y in pixels, seconds

BACKEND = "import"
_MORE_FRAMES = 2  # frames another program may have counted that no player shows
_MORE_SHARE = 0.02  # or so many of all frames
_INSIDE_SHARE = 0.5  # of the landmarks must lie in the clip's picture
_LONGEST_JUMP = 20  # frames of the video for each frame in the file, on average


@dataclass(frozen=True)
class FileOnClip:
    """Landmarks of a file for frames of a clip, at the clip's exact times.

    time_s : (N,) of every frame of the clip.  numbers : the frames asked for.  size_px : of the upright picture.
    Frames are matched by their order where there are as many as in the clip, by their numbers otherwise.
    """

    path: Path
    time_s: Floats
    numbers: range
    size_px: tuple[int, int]
    pick: Pick | None = None

    def track(self) -> Generator[Progress, None, Tracked]:
        yield Progress("pose", "Reading the landmarks")
        pick = None
        if self.pick is not None:
            pick = (self.pick[0], self.pick[1], int(np.argmin(np.abs(self.time_s - self.pick[2]))))
        rate_hz = 1 / float(np.median(np.diff(self.time_s))) if len(self.time_s) > 1 else USUAL_HZ
        read = read_landmarks(self.path, pick, rate_hz)
        self._check(read)
        rows = self._rows(read)[self.numbers.start : self.numbers.stop]
        raw = read.track(self.time_s[self.numbers.start : self.numbers.stop], rows, **_origin(self.path))
        yield Progress("pose", "Reading the landmarks", len(raw), len(raw), partial=raw)
        return _tracked(read, raw, self.numbers.start)

    def _check(self, read: LandmarkFile) -> None:
        if not read.in_picture:
            todo = "use the file in pixels (Sports2D's ..._px_...trc), or measure it alone with `plumbline measure`"
            raise LandmarkFileError("these landmarks are not in pixels of the picture", todo, self.path)
        seen = read.xy_px[np.isfinite(read.xy_px).all(axis=2)]
        inside = ((seen >= 0) & (seen <= self.size_px)).all(axis=1)
        if inside.mean() < _INSIDE_SHARE:
            what = f"most of these landmarks lie outside the clip's picture of {self.size_px[0]} x {self.size_px[1]}"
            raise LandmarkFileError(what, "give the clip they were made from, in the same size", self.path)

    def _rows(self, read: LandmarkFile) -> NDArray[np.intp]:
        """(N,) the file's row for each frame of the clip, -1 = none."""
        count = len(self.time_s)
        if len(read) == count:
            return np.arange(count)
        allowed = count + max(_MORE_FRAMES, round(_MORE_SHARE * count))
        if read.frame[-1] >= allowed:
            what = f"these landmarks go on to frame {read.frame[-1]}, but the clip has {count} frames"
            raise LandmarkFileError(what, "give the clip they were made from", self.path)
        rows = np.full(count, -1)
        inside = read.frame < count
        rows[read.frame[inside]] = np.flatnonzero(inside)
        return rows


@dataclass(frozen=True)
class FileAlone:
    """Landmarks of a file without a video.

    capture_fps : frames per second at which was filmed; needed where the file tells no times, and makes slow motion
        real where it does.
    """

    path: Path
    capture_fps: float | None = None
    pick: Pick | None = None

    def track(self) -> Generator[Progress, None, Tracked]:
        yield Progress("pose", "Reading the landmarks")
        pick = None
        if self.pick is not None:
            pick = (self.pick[0], self.pick[1], round(self.pick[2] * (self.capture_fps or 0.0)))
        read = read_landmarks(self.path, pick, self.capture_fps or USUAL_HZ)
        if len(read) < 2:
            raise LandmarkFileError("there is only one frame in it", "movement needs more", self.path)
        if read.frame[-1] - read.frame[0] >= _LONGEST_JUMP * len(read):  # before there is room for as many
            raise LandmarkFileError("its frame numbers jump", "give the landmarks of every frame", self.path)
        frames = np.arange(read.frame[0], read.frame[-1] + 1)
        time_s, scale = self._times(read)
        rows = np.full(len(frames), -1)
        rows[read.frame - read.frame[0]] = np.arange(len(read))
        raw = read.track(np.interp(frames, read.frame, time_s), rows, **_origin(self.path))
        yield Progress("pose", "Reading the landmarks", len(raw), len(raw), partial=raw)
        return _tracked(read, raw, int(read.frame[0]), scale)

    def _times(self, read: LandmarkFile) -> tuple[Floats, float]:
        """(N,) captured seconds of the file's rows, and captured seconds per second of the file."""
        if read.time_s is None:
            if self.capture_fps is None:
                todo = "give the rate it was filmed at, such as --capture-fps 60"
                raise LandmarkFileError(f"{read.program} does not say how fast the frames follow", todo, self.path)
            return read.frame / self.capture_fps, 1.0
        if self.capture_fps is None:
            return read.time_s, 1.0
        rate = float((read.frame[-1] - read.frame[0]) / (read.time_s[-1] - read.time_s[0]))
        scale = rate / self.capture_fps
        return read.time_s * scale, scale


def _origin(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": content_hash(path)}


def _tracked(read: LandmarkFile, raw: PoseTrack, first_frame: int, time_scale: float = 1.0) -> Tracked:
    return Tracked(
        raw=raw,
        people=read.people,
        backend=BACKEND,
        model=str(read.told.get("model") or f"{read.program}, {read.skeleton}"),
        model_sha256=str(read.told.get("model_sha256") or ""),
        first_frame=first_frame,
        time_scale=time_scale,
        m_per_px=None if read.px_per_m is None else 1 / read.px_per_m,
        notice=read.notice,
        another=read.another,
    )
