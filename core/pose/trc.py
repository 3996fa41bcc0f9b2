"""Marker files of Sports2D, Pose2Sim and OpenSim (`.trc`): tab-separated, with X, Y and Z of named markers.

Sports2D says metres in every header, also over pixels (`..._px_...trc`: the picture's own, or divided by 1000 and
with Y up in early versions), so that the unit is told by the size of the body, and up by where the shoulders are.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pose.boxes import body_length
from core.pose.landmark_file import LandmarkFile, LandmarkFileError
from core.pose.landmark_limits import whole_numbers
from core.pose.landmark_names import as_landmarks, columns, missing
from core.pose.skeleton import INDEX, LANDMARKS

Floats = NDArray[np.float64]

PX_PER_M = 500.0  # how large metres are drawn
_METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001}
_LARGEST_BODY_M = 5.0  # trunk, thigh and shank; more than that is no metre
_EARLY_PX = 1000.0  # what early versions divide pixels by
_HEADER_LINES = 5
_CLEARLY_TURNED = 0.5  # mean resultant length of the directions across hips and shoulders


def read_trc(path: Path, text: str) -> LandmarkFile:
    """The one athlete of a .trc file.

    Empty cells, NaN and markers at (0, 0, 0) are missing.  Markers with depth are seen from the athlete's side: the
    camera stands where the lines of hips and shoulders point at it over the whole file.

    Raises
    ------
    LandmarkFileError : the file is not of this format, is cut off in its head, or holds other markers.
    """
    lines = text.splitlines()
    if len(lines) < _HEADER_LINES or not lines[0].startswith("PathFileType"):
        raise _no_trc(path, "its first lines are not those of a .trc file")
    told = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=False))
    names = [name.strip() for name in lines[3].split("\t")[2:]]
    at = [i for i, name in enumerate(names) if name]
    names = [names[i] for i in at]
    lacking = missing(names)
    if lacking:
        found = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
        what = f"its markers are not a skeleton that is known (found: {found or 'none'})"
        raise LandmarkFileError(what, f"markers for {', '.join(lacking)} are needed, named like RHip or LKnee", path)
    rows, notice = _whole_rows(path, text, told.get("NumFrames", ""), 2 + 3 * len(names))
    table = _numbers(path, rows, 2 + 3 * len(names))
    time_s = table[:, 1]
    if not np.isfinite(time_s).all() or (np.diff(time_s) <= 0).any():
        raise _no_trc(path, "its times are missing or do not increase")
    points = as_landmarks(table[:, 2:].reshape(len(table), len(names), 3), names)
    points[(np.nan_to_num(points) == 0).all(axis=2)] = np.nan
    points[~np.isfinite(points[..., :2]).all(axis=2)] = np.nan
    frame = _frames(table[:, 0], time_s, told.get("DataRate", ""))
    program = "Sports2D or Pose2Sim (.trc)"
    read = placed(path, points, frame, time_s, told.get("Units", "").strip().lower(), names, program)
    return replace(read, notice=notice)


def _whole_rows(path: Path, text: str, told: str, width: int) -> tuple[list[str], str]:
    """The lines below the head, and a sentence where they end before the file says they do.

    A line that the end has cut goes: its last number may have lost digits, and what follows it is not there.
    told : how many frames the head says there are.  width : cells in a line.
    """
    lines = text.splitlines()
    rows = [line for line in lines[_HEADER_LINES:] if line.strip()]
    frames = int(told) if told.strip().isdecimal() else 0
    cut = bool(rows) and not text.endswith("\n") and (len(rows[-1].split("\t")) < width or len(rows) < frames)
    if cut:
        rows.pop()
    if not rows or not (cut or len(rows) < frames):
        return rows, ""
    again = "Copy it again, or write it again with the program that made it."
    if frames > len(rows):
        return rows, f"{path.name} ends at line {len(lines)}: {len(rows)} of {frames} frames can be read. {again}"
    return rows, f"{path.name} ends in the middle of line {len(lines)}: {len(rows)} frames can be read. {again}"


def _no_trc(path: Path, what: str) -> LandmarkFileError:
    return LandmarkFileError(f"{what}, so it cannot be read", "write it again with Sports2D or Pose2Sim", path)


def _numbers(path: Path, rows: list[str], width: int) -> Floats:
    """(T, width) the block below the head."""
    if not rows:
        raise LandmarkFileError("there are no frames in it", "write it again", path)
    try:  # NumPy's parser in C: hours of landmarks are hundreds of MB
        return np.loadtxt(map(_blanks_told, rows), np.float64, None, "\t", usecols=range(width), ndmin=2)
    except ValueError:  # short rows and what is no number
        return _cell_by_cell(path, rows, width)


def _blanks_told(row: str) -> str:
    """Empty cells as NaN."""
    if "\t\t" in row:
        row = row.replace("\t\t", "\tnan\t").replace("\t\t", "\tnan\t")
    return row + "nan" if row.endswith("\t") else row


def _cell_by_cell(path: Path, lines: list[str], width: int) -> Floats:
    rows: list[list[float]] = []
    for line in lines:
        cells = line.split("\t")[:width]
        try:
            numbers = [float(cell) if cell.strip() else np.nan for cell in cells]
        except ValueError as error:
            raise _no_trc(path, f"row {len(rows) + 1} holds something that is no number ({error})") from error
        rows.append(numbers + [np.nan] * (width - len(numbers)))
    return np.array(rows)


def _frames(numbers: Floats, time_s: Floats, rate: str) -> NDArray[np.int64]:
    """Frame numbers from 0: by the time and the rate of the header, else the numbers in the file."""
    try:
        per_second = float(rate)
    except ValueError:
        per_second = np.nan
    whole = whole_numbers(np.rint(time_s * per_second) if np.isfinite(per_second) else numbers)
    return np.arange(len(time_s)) if whole is None else whole


def placed(
    path: Path, points: Floats, frame: NDArray[np.int64], time_s: Floats, units: str, names: list[str], program: str
) -> LandmarkFile:
    """(T, 33, 3) points in the file's own axes and unit as pixels and, where there is depth, metres.

    frame, time_s : (T,).  units : "m", "cm", "mm" or pixels.  names : of all its markers.  program : who wrote it.
    """
    told: dict[str, Any] = {
        "landmarks": [LANDMARKS[i] for i in sorted(columns(names))],
        "visibility": "not told: what is there counts as seen",
    }
    seen = np.where(np.isfinite(points[..., 0]), 1.0, np.nan)
    points, upwards = _upright(points)
    deep = bool((np.nan_to_num(points[..., 2]) != 0).any())
    body = body_length(points if deep else points[..., :2])
    body_m = float(np.median(body[np.isfinite(body)])) if np.isfinite(body).any() else np.nan
    body_m *= _METRES.get(units, 1.0)
    early = "_px" in path.stem and body_m < _LARGEST_BODY_M
    in_pixels = not deep and (early or units.startswith("p") or not body_m < _LARGEST_BODY_M)
    world = np.full(points.shape, np.nan)
    if in_pixels:
        xy = points[..., :2] * [1.0, -1.0] * (_EARLY_PX if early else 1.0)
        told["unit"] = "px / 1000" if early else "px"
    else:
        points = points * _METRES.get(units, 1.0)
        told["unit"] = units or "m"
        ahead = _sideways(points) if deep else np.array([1.0, 0.0, 0.0])
        across = np.stack([ahead, [0.0, -1.0, 0.0], [ahead[2], 0.0, -ahead[0]]])  # right, down, away from the camera
        turned = points @ across.T
        xy = turned[..., :2] * PX_PER_M
        if deep:
            world = turned - turned[:, [INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=1, keepdims=True)
            told["seen from"] = "the athlete's side"
            told["turned_deg"] = round(float(np.degrees(np.arctan2(-ahead[2], ahead[0]))), 1)
    return LandmarkFile(
        frame=frame,
        time_s=time_s,
        xy_px=xy,
        visibility=seen,
        world_m=world,
        program=program,
        skeleton=f"{len(names)} markers by name",
        # pixels counted upwards from the bottom of a picture whose height is not told lie nowhere in it
        in_picture=in_pixels and (not upwards or bool(np.nanmax(xy[..., 1]) > 0)),
        px_per_m=None if in_pixels else PX_PER_M,
        told=told,
    )


def _upright(points: Floats) -> tuple[Floats, bool]:
    """(T, 33, 3) turned about x until shoulders are above ankles along y, and whether y was up already."""
    shoulders, ankles = (
        points[:, [INDEX[f"left_{part}"], INDEX[f"right_{part}"]]].mean(axis=1) for part in ("shoulder", "ankle")
    )
    rise = shoulders - ankles
    rise = rise[np.isfinite(rise).all(axis=1)]
    x, y, z = np.moveaxis(points, -1, 0)
    _, up_y, up_z = np.median(rise, axis=0) if len(rise) else (0.0, 1.0, 0.0)
    if abs(up_z) > abs(up_y):
        return np.stack([x, z, -y] if up_z > 0 else [x, -z, y], axis=-1), False
    return (points, True) if up_y > 0 else (np.stack([x, -y, -z], axis=-1), False)


def _sideways(points: Floats) -> Floats:
    """(3,) the horizontal direction the athlete faces, or its opposite: the one nearer to the file's x.

    The file's x itself where the athlete turns about.
    """
    right, left = ([INDEX[f"{s}_{part}"] for part in ("hip", "shoulder")] for s in ("right", "left"))
    lines = (points[:, right] - points[:, left]).reshape(-1, 3)
    lines = lines[np.isfinite(lines).all(axis=1)]
    ahead = np.stack([lines[:, 2], np.zeros(len(lines)), -lines[:, 0]], axis=1)  # up x (left to right)
    length = np.linalg.norm(ahead, axis=1)
    ahead = ahead[length > 0] / length[length > 0, None]
    mean = ahead.mean(axis=0) if len(ahead) else np.zeros(3)
    strength = float(np.linalg.norm(mean))
    if strength < _CLEARLY_TURNED:
        return np.array([1.0, 0.0, 0.0])
    return np.asarray(mean / strength * (1.0 if mean[0] >= 0 else -1.0))
