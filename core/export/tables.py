"""The tables of one result: what a CSV file, a sheet of a workbook or the clipboard shows, from one source.

Every number is that of analysis.json (`core.export.document`), so that no file differs from another or from the window.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analysis import Analysis
from core.edits.events import Marker
from core.export.document import analysis_dict
from core.export.summary import MISSING
from core.export.table import decimals
from core.measures import catalogue
from core.measures.curve_specs import CURVES
from core.pose.skeleton import LANDMARKS
from core.pose.track import PoseTrack

Cell = str | float | int | None  # None = there is nothing to tell, an empty cell
Row = Sequence[Cell]

_UNITS = (("_deg_s", "deg/s"), ("_deg", "deg"), ("_px", "px"), ("_ratio", "ratio"), ("_ms", "ms"), ("_s", "s"))


@dataclass(frozen=True)
class Table:
    """Columns with their units and rows of equal length.

    name : what a sheet or a file is called.  columns, units : one each; "" = no unit.  rows : may be read again and
    again; curves of a long clip are made while they are read.
    """

    name: str
    columns: tuple[str, ...]
    units: tuple[str, ...]
    rows: "Rows"

    def __post_init__(self) -> None:
        if len(self.columns) != len(self.units):
            raise ValueError(f"{self.name}: {len(self.columns)} columns, {len(self.units)} units")


@dataclass(frozen=True)
class Rows:
    """Rows that are there, or one row per frame made of arrays while it is read."""

    made: tuple[Row, ...] = ()
    frames: tuple[np.ndarray[Any, Any], ...] = ()

    def __len__(self) -> int:
        return len(self.frames[0]) if self.frames else len(self.made)

    def __iter__(self) -> Iterator[Row]:
        if not self.frames:
            yield from self.made
            return
        for start in range(0, len(self), 1000):
            piece = [column[start : start + 1000].tolist() for column in self.frames]
            for row in zip(*piece, strict=True):
                yield [None if isinstance(cell, float) and cell != cell else cell for cell in row]


def tables(analysis: Analysis, markers: Sequence[Marker] = ()) -> tuple[Table, ...]:
    """Every table of a result but the landmarks: measures first, as a coach asks for them.

    markers : put by hand; they stand among the events, with their notes.
    """
    told = analysis_dict(analysis, markers)
    return (
        *_units_table(told),
        measures_table(told),
        _records("Events", _events(told), ("kind", "side", "frame", "time_s", "sd_s", "source", "note")),
        _records("Not counted", told["rejected"], ("kind", "from_s", "to_s", "reason")),
        _records("Quality", told["quality"], ("severity", "code", "message")),
        _clip_table(told),
        _processing_table(told),
        definitions_table(told, list(analysis.series.values)),
        curves_table(analysis),
    )


def measures_table(told: Mapping[str, Any]) -> Table:
    """One row per measure of each rep or step and of the summary: the tidy form.

    told : the content of analysis.json.  A measure that was refused has a dash for its value and says why.  source :
    edited where it hangs on what somebody put by hand, else found.
    """
    columns = ("of", "index", "side", "from_s", "to_s", "measure", "title", "value", "unit", "sd", "status", "reason",
               "source")  # fmt: skip
    rows: list[Row] = []
    for word, first, last in (("rep", "start_s", "end_s"), ("step", "touchdown_s", "toe_off_s")):
        for one in told[f"{word}s"]:
            where = (word, one["index"], one.get("side"), one[first], one[last])
            rows += [(*where, *_measure(name, metric)) for name, metric in one["metrics"].items()]
    rows += [("summary", None, None, None, None, *_measure(name, m)) for name, m in told["summary"].items()]
    units = tuple("s" if name in ("from_s", "to_s") else "" for name in columns)
    return Table("Measures", columns, units, Rows(tuple(rows)))


def _measure(name: str, metric: Mapping[str, Any]) -> Row:
    spec = catalogue.find(name)
    refused = metric["status"] == "refused" or metric["value"] is None
    return (
        name, spec.title if spec else name, MISSING if refused else metric["value"], metric["unit"],
        MISSING if refused else metric["sd"], metric["status"], metric["reason"], metric.get("source", "found"),
    )  # fmt: skip


def _units_table(told: Mapping[str, Any]) -> Iterator[Table]:
    """One row per rep or step and one for all, a column for each measure and one for its plus-minus."""
    for word, times in (("rep", ("start_s", "bottom_s", "end_s")), ("step", ("touchdown_s", "toe_off_s"))):
        found = told[f"{word}s"]
        if not found:
            continue
        names = list(dict.fromkeys(name for one in found for name in one["metrics"]))
        units = {n: next(o["metrics"][n]["unit"] for o in found if n in o["metrics"]) for n in names}
        head = ("index", *(("side",) if word == "step" else ()), *times)
        rows = [
            [*(one[name] for name in head), *(cell for n in names for cell in _pair(one["metrics"].get(n)))]
            for one in found
        ]
        overall = [_pair(told["summary"].get(name)) for name in names]
        rows.append(["all", *[None] * (len(head) - 1), *(cell for pair in overall for cell in pair)])
        yield Table(
            f"{word.capitalize()}s",
            (*head, *(c for n in names for c in (n, f"{n} sd"))),
            (*(unit_of(name) for name in head), *(units[n] for n in names for _ in range(2))),
            Rows(tuple(rows)),
        )


def _pair(metric: Mapping[str, Any] | None) -> tuple[Cell, Cell]:
    """Value and sd; for what was refused a dash with the reason in the same cell."""
    if metric is None:
        return None, None
    if metric["value"] is None or metric["status"] == "refused":
        return f"{MISSING} {metric['reason'] or ''}".rstrip(), MISSING
    return metric["value"], metric["sd"]


def _events(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was found and what was marked by hand, in order of time."""
    found = [event | {"note": None} for event in told["events"]]
    marked = [{"kind": "marker", "side": None, "sd_s": None, "source": "edited"} | one for one in told["markers"]]
    return sorted(found + marked, key=lambda one: one["time_s"])


def _records(name: str, records: Sequence[Mapping[str, Any]], columns: tuple[str, ...]) -> Table:
    rows = tuple(tuple(record[column] for column in columns) for record in records)
    return Table(name, columns, tuple(unit_of(column) for column in columns), Rows(rows))


def definitions_table(told: Mapping[str, Any], curves: Sequence[str]) -> Table:
    """What every measure and curve that is written is, for those who have the files alone.

    told : the content of analysis.json.  curves : the names of the series.
    """
    columns = ("name", "of", "title", "unit", "definition", "formula", "seen from", "source", "published error",
               "does not mean")  # fmt: skip
    groups = [("rep", one["metrics"]) for one in told["reps"]] + [("step", one["metrics"]) for one in told["steps"]]
    of: dict[str, str] = {}
    for word, names in (*groups, ("summary", told["summary"])):
        for name in names:
            of.setdefault(name, word)
    found = [(name, word, catalogue.find(name)) for name, word in of.items()]
    found += [(name, "frame", CURVES.get(name)) for name in curves]
    rows = tuple(
        (
            name, word, spec.title, spec.unit, spec.definition, spec.formula, ", ".join(spec.views), spec.source,
            spec.published_error, spec.does_not_mean,
        )
        for name, word, spec in found if spec is not None
    )  # fmt: skip
    return Table("Definitions", columns, ("",) * len(columns), Rows(rows))


def _clip_table(told: Mapping[str, Any]) -> Table:
    """What was measured, with what: everything that is needed to do it again."""
    rows: list[Row] = [("software", f"{told['software']['name']} {told['software']['version']}", "")]
    rows += [("athlete", told["athlete"], ""), ("movement", told["movement"], "")]
    for group in ("clip", "pose", "view", "scale"):
        for key, value in told[group].items():
            if not isinstance(value, Mapping | list):
                said = ("yes" if value else "no") if isinstance(value, bool) else value
                rows.append((f"{group} {key}", said, unit_of(key)))
    rows += [(f"by hand {what}", count, "") for what, count in told["pose"]["by_hand"].items()]
    return Table("Clip", ("what", "value", "unit"), ("", "", ""), Rows(tuple(rows)))


def _processing_table(told: Mapping[str, Any]) -> Table:
    """What was done to the data, in order: one row for each parameter, one for a step that has none."""
    rows: list[Row] = []
    for number, step in enumerate(told["provenance"], 1):
        parameters = step["parameters"] or {"": None}
        for name, value in parameters.items():
            said = ("yes" if value else "no") if isinstance(value, bool) else value
            plain = said if said is None or isinstance(said, str | int | float) else str(said)
            rows.append((number, step["name"], name, plain, unit_of(name)))
    return Table("Processing", ("order", "step", "parameter", "value", "unit"), ("",) * 5, Rows(tuple(rows)))


def curves_table(analysis: Analysis) -> Table:
    """One row per shown frame: the series of frames.csv."""
    series = analysis.series
    columns = {"time_s": series.time_s, **series.values}
    return _frames_table("Curves", analysis.first_frame, columns)


def landmarks_table(track: PoseTrack, first_frame: int = 0) -> Table:
    """One row per frame: x, y and visibility of the 33 landmarks."""
    columns = {"time_s": track.time_s}
    for i, name in enumerate(LANDMARKS):
        columns[f"{name}_x_px"], columns[f"{name}_y_px"] = track.xy_px[:, i, 0], track.xy_px[:, i, 1]
        columns[f"{name}_visibility"] = track.visibility[:, i]
    return _frames_table("Landmarks", first_frame, columns)


def _frames_table(name: str, first_frame: int, columns: Mapping[str, np.ndarray[Any, Any]]) -> Table:
    count = len(columns["time_s"])
    arrays = [np.round(np.asarray(a, np.float64), decimals(n)) + 0.0 for n, a in columns.items()]
    frames = np.arange(first_frame, first_frame + count)
    names = ("frame", *columns)
    return Table(name, names, tuple(unit_of(n) for n in names), Rows(frames=(frames, *arrays)))


def unit_of(column: str) -> str:
    """The unit a column's name ends with, as people write it; "" = none."""
    return next((unit for ending, unit in _UNITS if column.endswith(ending)), "")
