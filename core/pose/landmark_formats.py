"""Landmarks other programs (or this one) wrote, whatever the format: told by what is in the file, not by its name."""

import hashlib
from pathlib import Path

import numpy as np

from core.paths import is_folder
from core.pose.c3d_file import is_c3d, read_c3d
from core.pose.landmark_file import LandmarkFile, LandmarkFileError, nobody
from core.pose.landmark_limits import check_clock, check_size
from core.pose.landmarks_csv import is_ours, read_csv
from core.pose.people_json import Pick, parse, read_mmpose, read_openpose
from core.pose.trc import read_trc
from core.pose.which_person import USUAL_HZ

FORMATS = (
    "landmarks.csv of this program, a .trc of Sports2D or Pose2Sim, a .c3d, the folder of OpenPose's keypoint files, "
    "or MMPose's predictions (.json)"
)
_HEAD = 4096  # bytes


def read_landmarks(path: Path, pick: Pick | None = None, rate_hz: float = USUAL_HZ) -> LandmarkFile:
    """The athlete's landmarks in a file, or in a folder of OpenPose's.

    pick : x, y in pixels and a frame, where the file holds several people and another than the likeliest is meant.
    rate_hz : frames per captured second, by which people are told apart there; a file itself tells none.

    Raises
    ------
    LandmarkFileError : it is not there, of no known format, damaged, of an unknown skeleton, empty of people, or
        larger or longer than any video's.
    """
    read = read_openpose(path, pick, rate_hz) if is_folder(path) else _read(path, pick, rate_hz)
    if not np.isfinite(read.xy_px).any():
        raise nobody(path)
    check_clock(path, read)
    return read


def _read(path: Path, pick: Pick | None, rate_hz: float) -> LandmarkFile:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if is_c3d(head):
                return read_c3d(path)
            if b"\0" in head:  # a video, which may not fit into memory
                raise _unknown(path)
        check_size(path)
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise LandmarkFileError("there is no such file", "check its name", path) from error
    except PermissionError as error:
        raise LandmarkFileError(
            "this file may not be read", "allow reading it, or copy it to a folder of your own", path
        ) from error
    except OSError as error:
        raise LandmarkFileError(f"the file cannot be read ({error.strerror})", "check its name", path) from error
    try:
        text = raw.decode("utf-8-sig")
        del raw
    except UnicodeDecodeError:
        raise _unknown(path) from None
    if text.startswith("PathFileType") or path.suffix.lower() == ".trc":
        return read_trc(path, text)
    if is_ours(text):
        return read_csv(path, text)
    if text.lstrip()[:1] in ("{", "["):
        found = parse(path, text)
        if isinstance(found, dict) and "people" in found:
            raise LandmarkFileError("this is one frame of OpenPose's", "give the folder with all of them", path)
        return read_mmpose(path, found, pick, rate_hz)
    raise _unknown(path)


def content_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, or of the names and bytes of a folder's keypoint files."""
    digest = hashlib.sha256()
    if is_folder(path):
        for file in sorted(path.glob("*.json")):
            content = file.read_bytes()
            digest.update(f"{file.name} {len(content)}\n".encode() + content)
    else:
        with path.open("rb") as one:
            digest = hashlib.file_digest(one, "sha256")
    return digest.hexdigest()


def _unknown(path: Path) -> LandmarkFileError:
    return LandmarkFileError(
        "this is not a file of landmarks", f"give {FORMATS}; a video goes to `plumbline analyze`", path
    )
