"""Which files of a folder are clips."""

from pathlib import Path
from typing import Final

from core.video.picture_list import SUFFIXES, natural

# what phones, cameras and editing programs call their videos; a file that is called otherwise is looked into when it
# is opened, so that this is for choosing among many only
VIDEO_SUFFIXES: Final = (
    ".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mts", ".m2ts", ".3gp", ".mpg", ".mpeg", ".gif",
)  # fmt: skip


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
