"""What is known of a clip before its pictures are looked at."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import UserError, VideoError
from core.giving_way import may_go_on
from core.video import index_store
from core.video.container import is_rate
from core.video.index import FrameIndex

_HASH_CHUNK = 2**20
_LEAST_CAPTURE_SHARE = 0.9  # of the file's own rate; 30 told for 29.97 is no mistake
_VARIABLE_SHARE = 0.05  # of the usual interval


@dataclass(frozen=True)
class ClipInfo:
    """One clip, as a player would show it.

    width_px, height_px : of the upright picture; 0 where there is none, landmarks alone.
    rotation_deg : how far the stored picture is turned clockwise to stand upright (0, 90, 180, 270).
    frames : shown frames.  duration_s : first shown frame to the end of the last, in real (captured) seconds.
    container_fps : the file's average rate.  capture_fps : the true rate (the same unless told otherwise).
    time_scale : captured seconds per second of the file; 1 unless the clip is slow motion.
    largest_frame_gap_ms : the longest time between two shown frames, captured milliseconds.
    smallest_frame_gap_ms : the shortest, captured milliseconds.
    notice : a sentence about what is wrong with the file ("" if nothing is).
    told_capture_fps : the rate the file says it was filmed at, None where it does not say; nothing is computed from it.
    pictures : picture files, one a frame; the rates are what a person told.
    interlaced : every picture as stored holds two moments; the first is shown.
    """

    path: Path
    width_px: int
    height_px: int
    rotation_deg: int
    codec: str
    frames: int
    duration_s: float
    container_fps: float
    capture_fps: float
    time_scale: float
    variable_frame_rate: bool
    largest_frame_gap_ms: float
    sha256: str = ""
    smallest_frame_gap_ms: float = 0.0
    notice: str = ""
    told_capture_fps: float | None = None
    pictures: bool = False
    interlaced: bool = False


def describe(
    path: Path,
    index: FrameIndex,
    size_px: tuple[int, int],
    rotation_deg: int,
    codec: str,
    capture_fps: float | None = None,
    told_capture_fps: float | None = None,
) -> ClipInfo:
    """Everything `ClipInfo` says but the hash; `size_px` is (width, height) of the upright picture.

    capture_fps : the rate a person gives.  told_capture_fps : the one the file tells.

    Raises
    ------
    UserError : `capture_fps` cannot be this clip's.
    """
    gaps = _gaps_s(index)
    container_fps = _rate(index)
    scale = 1.0 if capture_fps is None else _time_scale(path, container_fps, capture_fps)
    return ClipInfo(
        path=path,
        width_px=size_px[0],
        height_px=size_px[1],
        rotation_deg=rotation_deg,
        codec=codec,
        frames=len(index),
        duration_s=float((index.end_pts - int(index.pts[0])) * index.time_base) * scale,
        container_fps=container_fps,
        capture_fps=container_fps if capture_fps is None else float(capture_fps),
        time_scale=scale,
        variable_frame_rate=_varies(gaps, float(index.time_base)),
        largest_frame_gap_ms=float(gaps.max()) * scale * 1000,
        smallest_frame_gap_ms=float(gaps.min()) * scale * 1000,
        notice=index.notice,
        told_capture_fps=told_capture_fps,
        interlaced=bool(index.fields),
    )


def _gaps_s(index: FrameIndex) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """(N - 1,) seconds between frames; of a clip of one frame, how long that is shown."""
    ticks = np.diff(index.pts) if len(index) > 1 else np.array([index.end_pts - index.pts[0]])
    return np.asarray(ticks * float(index.time_base), np.float64)


def _rate(index: FrameIndex) -> float:
    ticks, count = index.pts[-1] - index.pts[0], len(index) - 1
    if not count:
        ticks, count = index.end_pts - index.pts[0], 1
    return float(count / (int(ticks) * index.time_base))


def _varies(gaps_s: "np.ndarray[tuple[int], np.dtype[np.float64]]", tick_s: float) -> bool:
    """Whether an interval is off the usual one by more than rounding to ticks can make it."""
    usual = float(np.median(gaps_s))
    return bool((np.abs(gaps_s - usual) > max(1.5 * tick_s, _VARIABLE_SHARE * usual)).any())


def _time_scale(path: Path, container_fps: float, capture_fps: float) -> float:
    if not is_rate(capture_fps):
        raise UserError(
            f"a clip cannot have been filmed at {capture_fps:g} frames per second",
            "give the rate the camera filmed at, such as 240",
            path,
        )
    if capture_fps < _LEAST_CAPTURE_SHARE * container_fps:
        raise UserError(
            f"filmed at {capture_fps:g} frames per second, this clip of {container_fps:.4g} would be a time-lapse",
            "give the rate the camera filmed at, or leave it out",
            path,
        )
    return container_fps / capture_fps


def content_hash(path: Path, on_bytes: Callable[[int, int], None] | None = None, *, saved: bool = True) -> str:
    """SHA-256 of the file's bytes, read in pieces; `on_bytes(done, total)` is called after each.

    saved : a hash computed earlier will do as long as the file is the same (size, times of change, head and tail).

    Raises
    ------
    VideoError : the file cannot be read.
    Cancelled : somebody waits (`core.giving_way`).
    """
    key = index_store.file_key(path)
    known = index_store.load_hash(key) if saved and key is not None else None
    if known is not None:
        return known
    digest, done = hashlib.sha256(), 0
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            while piece := file.read(_HASH_CHUNK):
                may_go_on()
                digest.update(piece)
                done += len(piece)
                if on_bytes is not None:
                    on_bytes(done, total)
    except OSError as error:
        raise VideoError(f"the file cannot be read ({error.strerror or error})", "check its name", path) from error
    if key is not None and key == index_store.file_key(path):
        index_store.save_hash(key, digest.hexdigest())
    return digest.hexdigest()
