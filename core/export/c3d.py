"""C3D: the file every motion laboratory reads; head and parameters by ezc3d, the frames after it piece by piece.

The library writes frames as objects one by one, holds Python's lock meanwhile and takes 2 GB and half a minute for a
clip of two hours.  A frame is four numbers a marker: they are written from the array, so that it can be cancelled.
"""

import errno
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from core import __version__
from core.export.markers import Markers
from core.export.outlet import cannot_write

MOST_FRAMES: Final = 65_535  # of one file: the format counts them in two bytes
_LONGEST_LIST: Final = 255  # of one parameter: its dimensions are bytes
_BLOCK: Final = 512  # bytes
_MODEL_FRAMES: Final = 2
_PIECE: Final = 2000  # frames between two places to cancel
_LAST_FRAME: Final = 8  # byte of the header where the number of the last frame stands
_DATA_START: Final = 16  # and where the block is told at which the frames begin


def parts(found: Markers) -> list[Markers]:
    """Markers at even times (`core.export.markers.on_clock`) in pieces of as many frames as one file can hold.

    Each has the events of its own stretch.
    """
    count = len(found.time_s)
    if count <= MOST_FRAMES:
        return [found]
    made = []
    for first in range(0, count, MOST_FRAMES):
        rows = slice(first, first + MOST_FRAMES)
        before = found.time_s[first] if first else -np.inf
        after = found.time_s[first + MOST_FRAMES] if first + MOST_FRAMES < count else np.inf
        events = tuple(e for e in found.events if before <= e.time_s < after)
        made.append(replace(found, time_s=found.time_s[rows], xyz=found.xyz[rows], events=events))
    return made


def write_c3d(
    path: Path, even: Markers, resampled: bool = False, by_hand: Mapping[str, int] | None = None
) -> Iterator[int]:
    """Write markers with labels, unit and events; there is no analog data.  Yields how many frames are written.

    even : at even times and no more of them than `MOST_FRAMES`: the format knows a rate and no times.  resampled :
    whether they were brought there.  by_hand : what was put by hand, counted in PLUMBLINE:BY_HAND.  Times of events
    count from the first frame, whose second in the clip PLUMBLINE:START_TIME_S tells.  A marker that was not seen is
    told as the format asks: residual -1.

    Raises
    ------
    OutputError : the file cannot be written.
    """
    try:
        yield from _written(path, even, resampled, by_hand or {})
    except OSError as error:
        raise cannot_write(path, error) from error


def _written(path: Path, even: Markers, resampled: bool, by_hand: Mapping[str, int]) -> Iterator[int]:
    count, kept = len(even.time_s), len(even.names)
    head = _head(path, even, resampled, by_hand)
    size = 16 * kept * count
    head[_LAST_FRAME : _LAST_FRAME + 2] = struct.pack("<H", count)
    _patch(head, b"POINT", b"FRAMES", _MODEL_FRAMES, count)
    end = (len(head) + size) // _BLOCK + 1  # a block is filled up, and a full one followed by an empty one
    _patch(head, b"ROTATION", b"DATA_START", (len(head) + 16 * kept * _MODEL_FRAMES) // _BLOCK + 2, end + 1)
    with path.open("wb") as file:
        file.write(head)
        for first in range(0, count, _PIECE):
            xyz = even.xyz[first : first + _PIECE]
            seen = np.asarray(np.isfinite(xyz).all(axis=-1))
            piece = np.zeros((len(xyz), kept, 4), "<f4")
            piece[..., :3] = np.where(seen[..., None], xyz, 0.0)
            piece[..., 3] = np.where(seen, 0.0, -1.0)
            file.write(piece.tobytes())
            yield min(first + _PIECE, count)
        file.write(bytes(end * _BLOCK - len(head) - size))


def _head(path: Path, even: Markers, resampled: bool, by_hand: Mapping[str, int]) -> bytearray:
    """Header and parameters, as the library writes them for the first two frames."""
    import ezc3d

    file = ezc3d.c3d()
    points = np.zeros((4, len(even.names), _MODEL_FRAMES))
    file["data"]["points"] = points
    told = file["parameters"]["POINT"]
    told["LABELS"]["value"] = list(even.names)
    told["RATE"]["value"] = [even.rate_hz]
    told["UNITS"]["value"] = [even.unit]
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y"])
    file.add_parameter("MANUFACTURER", "COMPANY", ["Plumbline"])
    file.add_parameter("MANUFACTURER", "SOFTWARE", ["plumbline"])
    file.add_parameter("MANUFACTURER", "VERSION_LABEL", [__version__])
    file.add_parameter("PLUMBLINE", "START_TIME_S", [float(even.time_s[0])])
    file.add_parameter("PLUMBLINE", "RESAMPLED", [int(resampled)])
    if any(by_hand.values()):
        file.add_parameter("PLUMBLINE", "BY_HAND", [f"{what} {count}" for what, count in by_hand.items()])
    file.add_parameter("EVENT", "USED", [len(even.events)])
    for number in range(0, max(len(even.events), 1), _LONGEST_LIST):
        part = even.events[number : number + _LONGEST_LIST]
        after = "" if number == 0 else str(number // _LONGEST_LIST + 1)
        if not part:
            break
        seconds = np.array([e.time_s - even.time_s[0] for e in part])
        minutes = np.floor(seconds / 60)
        file.add_parameter("EVENT", f"CONTEXTS{after}", [e.context for e in part])
        file.add_parameter("EVENT", f"LABELS{after}", [e.label for e in part])
        file.add_parameter("EVENT", f"TIMES{after}", np.stack([minutes, seconds - 60 * minutes]))
    file.write(str(path))
    data = path.read_bytes()
    if len(data) < 2 * _BLOCK:  # the library says nothing of a full disk
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    return bytearray(data[: (struct.unpack_from("<H", data, _DATA_START)[0] - 1) * _BLOCK])


def _patch(head: bytearray, group: bytes, name: bytes, before: int, now: int) -> None:
    """Put another whole number into a parameter of one number."""
    at = head.index(name, head.index(group, _BLOCK)) + len(name) + 2  # past the offset to the next parameter
    kind, dimensions = head[at], head[at + 1]
    value = at + 2 + dimensions
    if kind != 2 or struct.unpack_from("<H", head, value)[0] != before:
        raise ValueError(f"{name.decode()} is not where it was expected in a C3D file")
    struct.pack_into("<H", head, value, now & 0xFFFF)
