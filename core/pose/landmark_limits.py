"""What no landmarks of one video are like: told before there is room made for it."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose.landmark_file import LandmarkFile, LandmarkFileError

LARGEST_FILE: Final = 2 * 2**30  # bytes; ten hours of 33 landmarks at 60 frames a second as text
LARGEST_FRAME_FILE: Final = 64 * 2**20  # bytes of one frame in a file of its own
MOST_POINTS: Final = 10_000  # of a skeleton with names
_LONGEST_JUMP: Final = 20  # frames of the video for each frame in the file, on average
_ANY_JUMP: Final = 10_000  # frames of a video for which there is always room
_FEWEST_FPS, _MOST_FPS = 0.1, 100_000.0  # from a time lapse to the fastest cameras of laboratories


def check_size(path: Path, largest: int = LARGEST_FILE) -> None:
    """Refuse a file that cannot be read into memory.

    Raises
    ------
    LandmarkFileError : it is larger than any such file.
    OSError : it is not there.
    """
    size = path.stat().st_size
    if size > largest:
        what = f"this file is far too large for the landmarks of one video ({size / 2**30:.1f} GB)"
        raise LandmarkFileError(what, "give those of a part of it", path)


def check_frames(path: Path, first: int, last: int, count: int) -> None:
    """Refuse frame numbers between which there would be next to nobody.

    Raises
    ------
    LandmarkFileError : `count` frames are numbered from `first` to `last`, far more than there are.
    """
    if last - first >= max(_ANY_JUMP, _LONGEST_JUMP * count):
        raise LandmarkFileError("its frame numbers jump", "give the landmarks of every frame", path)


def check_clock(path: Path, read: LandmarkFile) -> None:
    """Refuse frames and times that no camera makes.

    Raises
    ------
    LandmarkFileError : numbers or times jump, or frames follow each other faster or slower than any camera's.
    """
    check_frames(path, int(read.frame[0]), int(read.frame[-1]), len(read))
    if read.time_s is None or len(read) < 2:
        return
    step_s = float(np.median(np.diff(read.time_s)))
    if not 1 / _MOST_FPS <= step_s <= 1 / _FEWEST_FPS:
        what = f"its frames follow each other every {step_s:.3g} s, as no camera's do"
        raise LandmarkFileError(what, "times are in seconds: write it again", path)
    if (read.time_s[-1] - read.time_s[0]) / step_s >= max(_ANY_JUMP, _LONGEST_JUMP * len(read)):
        raise LandmarkFileError("its times jump", "give the landmarks of every frame", path)


def whole_numbers(numbers: NDArray[np.float64]) -> NDArray[np.int64] | None:
    """(N,) frame numbers from a table of floats; None where they are none: too large, negative, not increasing."""
    if not np.isfinite(numbers).all() or (np.diff(numbers) <= 0).any() or numbers[0] < 0 or numbers[-1] > 2**53:
        return None
    return np.asarray(np.rint(numbers), np.int64)
