"""The files of one result: analysis.json, frames.csv, landmarks.csv and landmarks_smoothed.csv."""

import csv
import io
import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.edits.events import Marker
from core.export.document import analysis_dict
from core.export.folder import ResultFolder
from core.kinematics.series import Series
from core.pose.landmarks_csv import BESIDE, DAMAGED
from core.pose.skeleton import LANDMARKS
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

# decimals by the unit a column's name ends with; the longest ending is looked at first
COLUMN_DECIMALS = {"_deg_s": 2, "_deg": 3, "_px": 3, "_ratio": 5, "_visibility": 4, "_s": 6, BESIDE: 0, DAMAGED: 0}
_PIECE = 1000  # rows turned into text at once


def write_results(analysis: Analysis, out_dir: Path, taken: Collection[Path] = ()) -> Path:
    """Write the four files into `out_dir`/<clip stem>/.

    Either all of them appear or none: they are written beside their place and moved there when complete.  Results
    of the same clip from before are replaced; results of another clip of the same name, and the folders in
    `taken`, are left alone, and the new folder gets `-2`, `-3`, ... after its name.

    Returns
    -------
    The folder written.

    Raises
    ------
    core.errors.OutputError : `out_dir` cannot be made or written to.
    """
    clip = analysis.clip.path
    name = clip.name if clip.is_dir() else clip.stem  # a folder's name may hold a dot
    with ResultFolder(out_dir, name, analysis.clip.sha256, taken) as folder:
        folder.write("frames.csv", _series_pieces(analysis.series, analysis.first_frame))
        folder.write("landmarks.csv", _landmarks_pieces(analysis.raw, analysis.first_frame))
        folder.write("landmarks_smoothed.csv", _landmarks_pieces(analysis.smoothed, analysis.first_frame))
        folder.write("analysis.json", [analysis_json(analysis)])
    return folder.path


def analysis_json(analysis: Analysis, markers: Sequence[Marker] = ()) -> str:
    """The text of analysis.json."""
    return json.dumps(analysis_dict(analysis, markers), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def series_csv(series: Series, first_frame: int = 0) -> str:
    """The text of frames.csv: `frame,time_s` and every series; one row per frame, empty cell = not measured."""
    return "".join(_series_pieces(series, first_frame))


def landmarks_csv(track: PoseTrack, first_frame: int = 0) -> str:
    """The text of landmarks.csv: x, y in display pixels and visibility of the 33 landmarks."""
    return "".join(_landmarks_pieces(track, first_frame))


def _series_pieces(series: Series, first_frame: int) -> Iterator[str]:
    columns = {name: np.asarray(values, np.float64) for name, values in series.values.items()}
    for name, values in columns.items():
        if values.shape != series.time_s.shape:
            raise ValueError(f"{name}: expected shape {series.time_s.shape}, got {values.shape}")
    return _csv(first_frame, series.time_s, columns)


def _landmarks_pieces(track: PoseTrack, first_frame: int) -> Iterator[str]:
    columns = {}
    for i, name in enumerate(LANDMARKS):
        columns[f"{name}_x_px"] = track.xy_px[:, i, 0]
        columns[f"{name}_y_px"] = track.xy_px[:, i, 1]
        columns[f"{name}_visibility"] = track.visibility[:, i]
    # whoever reads them back is told once that another one may be meant, and of all of it
    for name, spans in ((BESIDE, track.doubted_s or track.beside_s), (DAMAGED, track.damaged_s)):
        if spans:  # so that who reads them back is told what hangs on them
            inside = [(track.time_s >= start) & (track.time_s <= end) for start, end in spans]
            columns[name] = np.any(inside, axis=0).astype(np.float64)
    return _csv(first_frame, track.time_s, columns)


def _csv(first_frame: int, time_s: Floats, columns: dict[str, Floats]) -> Iterator[str]:
    """The text in pieces: as strings the cells of a long clip take ten times the memory of its numbers."""
    yield ",".join(["frame", "time_s", *columns]) + "\n"
    for start in range(0, len(time_s), _PIECE):
        part = slice(start, start + _PIECE)
        cells: list[Sequence[str]] = [
            [str(first_frame + start + i) for i in range(len(time_s[part]))],
            _column("time_s", time_s[part]),
        ]
        cells += [_column(name, values[part]) for name, values in columns.items()]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(zip(*cells, strict=True))
        yield text.getvalue()


def decimals(column: str) -> int:
    """How many decimals a column is written with, by the unit its name ends with."""
    return next((d for ending, d in COLUMN_DECIMALS.items() if column.endswith(ending)), 6)


def _column(name: str, values: Floats) -> list[str]:
    places = decimals(name)
    rounded = np.round(values, places) + 0.0  # + 0.0: no cell says -0.000
    finite = np.isfinite(values)
    return [f"{v:.{places}f}" if ok else "" for v, ok in zip(rounded.tolist(), finite.tolist(), strict=True)]
