"""What is known of a clip before its pictures are looked at."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ClipInfo:
    """One clip, as a player would show it.

    width_px, height_px : of the upright picture.
    rotation_deg : how far the stored picture is turned clockwise to stand upright (0, 90, 180, 270).
    frames : shown frames.  duration_s : first shown frame to the end of the last, in real (captured) seconds.
    container_fps : the file's average rate.  capture_fps : the true rate (the same unless told otherwise).
    time_scale : captured seconds per second of the file; 1 unless the clip is slow motion.
    largest_frame_gap_ms : the longest time between two shown frames, captured milliseconds.
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
