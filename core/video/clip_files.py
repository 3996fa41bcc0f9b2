"""Which files of a folder are clips."""

from pathlib import Path
from typing import Final

from core.video.picture_list import SUFFIXES, natural

# what phones, cameras and editing programs call their videos; a file that is called otherwise is looked into when it
# is opened, so that this is for choosing among many only
VIDEO_SUFFIXES: Final = (
    ".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".3gp", ".mpg", ".mpeg", ".gif",
)  # fmt: skip
_HEAD_BYTES: Final = 1024
_PACKED: Final = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf")


def plainly_no_clip(path: Path) -> bool:
    """Whether a file, told by its name and first bytes, is text or packed: handed over beside videos by accident.

    Every container of videos has zeros in its first bytes, as text has none.  What cannot be read is not judged.
    """
    if path.suffix.lower() in (*VIDEO_SUFFIXES, *SUFFIXES):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:  # a folder, too
        return False
    return head.startswith(_PACKED) or 0 not in head


def clips_of(path: Path) -> list[Path]:
    """The clips that a path stands for: the videos of a folder, in the order people count, else itself.

    A folder with pictures in it is one clip, and one that cannot be read or holds no clip is left for whoever opens it
    to say so.
    """
    try:
        files = [file for file in path.iterdir() if not file.name.startswith(".")] if path.is_dir() else []
        videos = [file for file in files if file.suffix.lower() in VIDEO_SUFFIXES and file.is_file()]
    except OSError:
        return [path]
    if not videos or any(file.suffix.lower() in SUFFIXES for file in files):
        return [path]
    return sorted(videos, key=natural)
