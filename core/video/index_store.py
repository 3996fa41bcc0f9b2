"""What reading a whole clip told, kept on disk: its packet index and the hash of its bytes."""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import IO

import av
import numpy as np

from core import paths
from core.kept.damaged import DAMAGED
from core.video.container import OpenClip
from core.video.index import Fields, FrameIndex, build_index
from core.video.interlaced import fields_of
from core.whole_file import written_whole

_FORMAT = 2  # raised whenever an index of the same file comes out otherwise
_ENDS = 65_536  # bytes at the head and at the tail of a file that must be the same
_SHA256_DIGITS = 64


def file_key(path: Path) -> str | None:
    """A name for a file as it is at this moment: size, times of change, head and tail; None if it cannot be read.

    A file that was written to has another name, even where its size and its time of change were put back (where the
    system tells when that was done).
    """
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            head = file.read(_ENDS)
            file.seek(max(0, state.st_size - _ENDS))
            tail = file.read(_ENDS)
    except OSError:
        return None
    facts = {
        "format": _FORMAT,
        "library": av.library_versions.get("libavformat"),  # another one may tell other times
        "file": [state.st_size, state.st_mtime_ns, state.st_ctime_ns],
        "ends": hashlib.sha256(head + tail).hexdigest(),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]


def index_of(clip: OpenClip) -> tuple[FrameIndex, bool]:
    """The index of an open clip, and whether it was read from the clip, which then stands at its end.

    An index made earlier is used as long as the file is the same; one that cannot be read is made anew.  Only that of
    a whole file is kept.

    Raises
    ------
    VideoError : the clip holds no frame.
    """
    key = file_key(clip.path)
    known = None if key is None else load_index(key)
    if known is not None:
        return known, False
    index = build_index(clip)
    index = replace(index, fields=fields_of(clip, index))
    # what was cut short may have been by a network that failed, or is still being copied
    whole = index.whole and not index.notice
    if whole and key is not None and key == file_key(clip.path):
        save_index(key, index)
    return index, True


def load_index(key: str) -> FrameIndex | None:
    """The index saved under that name; None when there is none or it is broken."""
    try:
        with _file(key, "npz").open("rb") as stream, np.load(stream, allow_pickle=False) as data:
            numbers = [int(n) for n in data["numbers"]]
            return FrameIndex(
                pts=data["pts"],
                keyframe=data["keyframe"],
                time_base=Fraction(numbers[0], numbers[1]),
                end_pts=numbers[2],
                entry_pts=data["entry_pts"],
                by_order=bool(numbers[3]),
                fields=Fields(numbers[4]),
            )
    except DAMAGED:
        return None


def save_index(key: str, index: FrameIndex) -> None:
    """Write an index; one that cannot be written costs time at the next opening and nothing else."""
    base = index.time_base
    numbers = np.array([base.numerator, base.denominator, index.end_pts, index.by_order, index.fields], np.int64)

    def write(stream: IO[bytes]) -> None:
        np.savez_compressed(
            stream,
            pts=index.pts,
            keyframe=index.keyframe,
            entry_pts=index.entry_pts,
            numbers=numbers,
        )

    _write(_file(key, "npz"), write)


def load_hash(key: str) -> str | None:
    """The SHA-256 saved under that name; None when there is none or it is broken."""
    try:
        text = _file(key, "sha256").read_text(encoding="ascii")
        return text if len(text) == _SHA256_DIGITS and int(text, 16) >= 0 else None
    except (OSError, ValueError):
        return None


def save_hash(key: str, sha256: str) -> None:
    """Write a hash; one that cannot be written is computed again."""
    _write(_file(key, "sha256"), lambda stream: stream.write(sha256.encode("ascii")))


def _file(key: str, ending: str) -> Path:
    return paths.cache_dir() / "clips" / f"{key}.{ending}"


def _write(file: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Whole or not at all: under another name first."""
    with contextlib.suppress(OSError), written_whole(file) as stream:
        write(stream)
