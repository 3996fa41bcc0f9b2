"""How many bytes a video file says it has; fewer on disk means that it was cut off."""

from pathlib import Path
from typing import BinaryIO

from core.video.mp4_boxes import looks_like_mp4, outer_boxes

_RIFF_HEADER = 8
_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067


def missing_bytes(path: Path) -> int:
    """Bytes the container announces beyond the end of the file; 0 where all are there or it does not say.

    Looks at mp4 and its relatives, Matroska and WebM, and avi.

    Raises
    ------
    OSError : the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_RIFF_HEADER)
        if looks_like_mp4(path):
            end = max((at + length for _, at, length in outer_boxes(file)), default=0)
        elif head[:4] == b"RIFF":
            end = _RIFF_HEADER + int.from_bytes(head[4:8], "little")
        elif int.from_bytes(head[:4], "big") == _EBML:
            end = _segment_end(file)
        else:
            end = 0
    return max(0, end - size)


def _segment_end(file: BinaryIO) -> int:
    """Where a Matroska file's one segment ends, 0 where it does not say."""
    file.seek(4)
    header = _ebml_size(file)
    if header is None:
        return 0
    file.seek(header, 1)
    if int.from_bytes(file.read(4), "big") != _SEGMENT:
        return 0
    length = _ebml_size(file)
    return 0 if length is None else file.tell() + length


def _ebml_size(file: BinaryIO) -> int | None:
    """A number of variable length (RFC 8794, 4); None = unknown or not one."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    more = 8 - first[0].bit_length()
    bits = 7 * (more + 1)
    value = int.from_bytes(first + file.read(more), "big") & ((1 << bits) - 1)
    return None if value == (1 << bits) - 1 else value
