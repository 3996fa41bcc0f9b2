"""Marker files of motion laboratories (`.c3d`), read with ezc3d."""

from pathlib import Path
from typing import Final

import numpy as np

from core.pose.landmark_file import LandmarkFile, LandmarkFileError
from core.pose.landmark_names import as_landmarks, landmark, missing
from core.pose.trc import placed

# joint centres and markers of motion laboratories (Plug-in Gait), after L or R
_LABORATORY: Final = {
    "HJC": "hip", "KJC": "knee", "KNE": "knee", "AJC": "ankle", "ANK": "ankle", "HEE": "heel", "TOE": "foot_index",
    "SHO": "shoulder", "ELB": "elbow", "WRA": "wrist",
}  # fmt: skip
_KEY = 0x50  # the second byte of every C3D file


def is_c3d(head: bytes) -> bool:
    """Whether a file begins as the format demands: where its parameters are, then the key; 512 bytes at least."""
    return len(head) >= 512 and 2 <= head[0] <= 127 and head[1] == _KEY


def read_c3d(path: Path) -> LandmarkFile:
    """The one athlete of a .c3d file; labels may carry a subject ("Anna:LKNE").

    Markers that were not seen, or lie at (0, 0, 0), are missing.  Times begin where the file says its first frame is.

    Raises
    ------
    LandmarkFileError : the file is damaged, holds no points, or other markers.
    """
    import ezc3d

    try:
        file = ezc3d.c3d(str(path))
        told = file["parameters"]["POINT"]
        labels = [str(label).split(":")[-1].strip() for label in told["LABELS"]["value"]]
        units = str(told["UNITS"]["value"][0]).strip().lower() if told["UNITS"]["value"] else "mm"
        rate = float(told["RATE"]["value"][0])
        data = np.asarray(file["data"]["points"], np.float64)
        first = int(file["header"]["points"]["first_frame"])
    except (OSError, KeyError, IndexError, ValueError, RuntimeError, MemoryError) as error:
        raise LandmarkFileError("this C3D file is damaged", "write it again", path) from error
    if not data.shape[2] or not rate > 0:
        raise LandmarkFileError("there are no frames with points in it", "write it again", path)
    if data.shape[2] < _promised(path):  # the library quietly hands out what is there
        raise LandmarkFileError("this C3D file is cut off", "copy it again", path)
    names = [_plain(label) for label in labels[: data.shape[1]]]
    lacking = missing(names)
    if lacking:
        found = ", ".join(labels[:12]) + (", ..." if len(labels) > 12 else "")
        what = f"its markers are not a skeleton that is known (found: {found or 'none'})"
        raise LandmarkFileError(what, f"markers for {', '.join(lacking)} are needed, named like RHip or LKnee", path)
    points = as_landmarks(np.moveaxis(data[:3, : len(names)], -1, 0).swapaxes(1, 2), names)
    points[(np.nan_to_num(points) == 0).all(axis=2)] = np.nan
    start = file["parameters"].get("PLUMBLINE", {}).get("START_TIME_S", {}).get("value", [])
    begin_s = float(start[0]) if len(start) else max(first, 0) / rate
    frame = np.arange(len(points))
    return placed(path, points, frame, begin_s + frame / rate, units, names, "a motion laboratory (.c3d)")


def _promised(path: Path) -> int:
    """How many frames the header tells (16 bits: the first and the last one's number)."""
    with path.open("rb") as file:
        words = np.frombuffer(file.read(10), "<u2")
    return int(words[4]) - int(words[3]) + 1


def _plain(label: str) -> str:
    """A laboratory's label in our words, where it is none of the common ones."""
    side = {"L": "left", "R": "right"}.get(label[:1].upper())
    part = _LABORATORY.get(label[1:].upper())
    return f"{side}_{part}" if landmark(label) is None and side and part else label
