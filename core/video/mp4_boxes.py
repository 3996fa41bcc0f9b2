"""The boxes of mp4 files and their relatives (ISO/IEC 14496-12), as far as the video library does not tell of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_FIRST = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp")
_MOST_BOXES = 200_000
_MOST_BYTES = 64 * 2**20  # of a list of pictures that is looked into
_ENCRYPTED = (b"encv", b"drmi")  # common encryption (8.12), Apple's


def looks_like_mp4(path: Path) -> bool:
    """Whether the file begins as mp4 and its relatives do; False where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(8)[4:8] in _FIRST
    except OSError:
        return False


def outer_boxes(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where it begins, bytes it says it has) of every box that begins in the file, up to the first odd one.

    Raises
    ------
    OSError : the file cannot be read.
    """
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8 or not head[4:8].isalnum():  # the rest of the file, its end, or something appended to it
            return
        yield head[4:8], at, length
        at += length


def lists_pictures(path: Path) -> bool:
    """Whether the file holds a whole list of pictures; without one nothing in it can be shown.

    Raises
    ------
    OSError : the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        return any(kind == b"moov" and at + length <= size for kind, at, length in outer_boxes(file))


def pictures_encrypted(path: Path) -> bool:
    """Whether a track of pictures is encrypted; decoders that lack the key make noise of it.

    Raises
    ------
    OSError : the file cannot be read.
    """
    with path.open("rb") as file:
        for kind, at, length in outer_boxes(file):
            if kind == b"moov":
                file.seek(at)
                moov = file.read(min(length, _MOST_BYTES))
                return any(entry in _ENCRYPTED for entry in _sample_entries(moov))
    return False


def _sample_entries(moov: bytes) -> Iterator[bytes]:
    """What the tracks call the first kind of their samples."""
    at = -1
    while (at := moov.find(b"stsd", at + 1)) >= 0:
        yield moov[at + 16 : at + 20]
