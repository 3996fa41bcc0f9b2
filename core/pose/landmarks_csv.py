"""This program's own `landmarks.csv`, read back."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pose.landmark_file import LandmarkFile, LandmarkFileError
from core.pose.landmark_limits import whole_numbers
from core.pose.landmark_names import NEEDED, is_a_place
from core.pose.skeleton import LANDMARKS, N_LANDMARKS
from core.stretches import runs

FIRST = ("frame", "time_s")
SMOOTHED = "landmarks_smoothed"
BESIDE, DAMAGED = "somebody_beside", "picture_damaged"  # 1 or 0; columns that are there where any frame is
_TODO = "give a landmarks.csv as `plumbline analyze` writes it"


def is_ours(text: str) -> bool:
    """Whether a file begins as our landmarks.csv does."""
    return text.startswith(",".join(FIRST) + ",") and "_x_px" in text.partition("\n")[0]


def read_csv(path: Path, text: str) -> LandmarkFile:
    """One row per frame; an empty cell is missing, and so is a landmark without columns.

    In `landmarks_smoothed.csv` the hips are moved back to the joints already: it must keep its name to be known.

    Raises
    ------
    LandmarkFileError : a column that is needed is missing, a cell is no number, or the times do not increase.
    """
    rows = csv.reader(text.splitlines())
    header = [name.strip() for name in next(rows, [])]
    place = {name: i for i, name in enumerate(header)}
    lacking = [c for name in NEEDED for c in (f"{name}_x_px", f"{name}_y_px") if c not in place]
    if lacking:
        raise LandmarkFileError(f"the column {lacking[0]} is missing", _TODO, path)
    numbers = []
    for line, row in enumerate(rows, 2):
        if not row:
            continue
        try:
            numbers.append([float(cell) if cell.strip() else np.nan for cell in row])
        except ValueError as error:
            raise LandmarkFileError(f"line {line} holds something that is no number ({error})", _TODO, path) from error
        if len(row) != len(header):
            what = f"line {line} has {len(row)} cells where the head has {len(header)}: the file is cut off or damaged"
            raise LandmarkFileError(what, _TODO, path)
    if not numbers:
        raise LandmarkFileError("there are no frames in it", _TODO, path)
    table = np.array(numbers)
    frame, time_s = whole_numbers(table[:, 0]), table[:, 1]
    if frame is None or not np.isfinite(time_s).all() or (np.diff(time_s) <= 0).any():
        raise LandmarkFileError("its frames and times do not go on in order", _TODO, path)
    xy, visibility = np.full((len(table), N_LANDMARKS, 2), np.nan), np.full((len(table), N_LANDMARKS), np.nan)
    for i, name in enumerate(LANDMARKS):
        if f"{name}_x_px" not in place or f"{name}_y_px" not in place:
            continue
        xy[:, i] = table[:, [place[f"{name}_x_px"], place[f"{name}_y_px"]]]
        told = place.get(f"{name}_visibility")
        visibility[:, i] = table[:, told] if told is not None else np.where(np.isfinite(xy[:, i, 0]), 1.0, np.nan)
    xy[~is_a_place(xy).all(axis=2)] = np.nan
    return LandmarkFile(
        frame=frame,
        time_s=time_s,
        xy_px=xy,
        visibility=visibility,
        world_m=np.full((len(table), N_LANDMARKS, 3), np.nan),
        program="Plumbline (landmarks.csv)",
        skeleton="BLAZEPOSE_33",
        hips_in_front=not path.stem.startswith(SMOOTHED),
        beside=_marked(table, place.get(BESIDE)),
        damaged=_marked(table, place.get(DAMAGED)),
        told=_model_beside(path),
    )


def _marked(table: NDArray[np.float64], column: int | None) -> tuple[tuple[int, int], ...]:
    """First and last row of each stretch that the column marks; none where there is no such column."""
    if column is None:
        return ()
    return tuple((start, stop - 1) for start, stop in runs(table[:, column] == 1))


def _model_beside(path: Path) -> dict[str, Any]:
    """Which model made them, where the analysis.json they were written with lies beside them."""
    try:
        pose = json.loads((path.parent / "analysis.json").read_text(encoding="utf-8"))["pose"]
        return {"model": str(pose["model"]), "model_sha256": str(pose["model_sha256"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
