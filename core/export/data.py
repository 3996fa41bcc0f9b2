"""Numbers that leave the program: JSON, CSV, XLSX, TRC, MOT and C3D of one result."""

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

from core.export import tables as made
from core.export.c3d import MOST_FRAMES, parts, write_c3d
from core.export.markers import clock_count, markers, on_clock
from core.export.opensim import mot_lines, trc_lines
from core.export.outlet import Outlet
from core.export.request import DATA, ExportRequest, Kind
from core.export.table import analysis_json
from core.export.text_table import write_csv
from core.export.workbook import write_workbook
from core.progress import Progress

CSV_FILES: Mapping[str, str] = {
    "measures.csv": "Measures", "events.csv": "Events", "rejected.csv": "Not counted",
    "definitions.csv": "Definitions", "frames.csv": "Curves", "landmarks_smoothed.csv": "Landmarks",
}  # fmt: skip
LABELS: Mapping[Kind, str] = {
    "json": "Writing JSON", "csv": "Writing CSV", "xlsx": "Writing the workbook", "trc": "Writing TRC",
    "mot": "Writing MOT", "c3d": "Writing C3D",
}  # fmt: skip


def data_names(request: ExportRequest) -> list[str]:
    """The files `write_data` makes."""
    names = []
    for kind in DATA:
        if kind in request.kinds:
            own = {"json": ["analysis.json"], "csv": list(CSV_FILES), "c3d": _c3d_names(request)}
            names += own.get(kind, [f"{request.stem}.{kind}"])
    return names


def write_data(request: ExportRequest, outlet: Outlet) -> Generator[Progress, None, None]:
    """Write the tables and motion files asked for; each yield is a place to cancel, which leaves no half file.

    Raises
    ------
    OutputError : a file is there already or cannot be written.  What the result holds nothing for is in
        `outlet.lacking`.
    """
    for kind in (kind for kind in DATA if kind in request.kinds):
        yield Progress("export", LABELS[kind])
        with outlet.unless_nothing_there():
            yield from _one(kind, request, outlet)


def _one(kind: Kind, request: ExportRequest, outlet: Outlet) -> Generator[Progress, None, None]:
    analysis, stem = request.told, request.stem
    if kind == "json":
        outlet.write("analysis.json", analysis_json(analysis, request.told_markers))
    elif kind == "csv":
        yield from _csv_files(request, outlet)
    elif kind == "xlsx":
        with outlet.place(f"{stem}.xlsx") as path:
            yield from _workbook(request, path)
    elif kind == "trc":
        yield from _line_by_line("trc", trc_lines(markers(analysis), f"{stem}.trc"), request, outlet)
    elif kind == "mot":
        yield from _line_by_line("mot", mot_lines(analysis, f"{stem}.mot"), request, outlet)
    elif kind == "c3d":
        yield from _c3d_files(request, outlet)


def _line_by_line(
    kind: Kind, lines: Iterator[str], request: ExportRequest, outlet: Outlet
) -> Generator[Progress, None, None]:
    with outlet.place(f"{request.stem}.{kind}") as path, path.open("w", encoding="utf-8", newline="") as file:
        for i, line in enumerate(lines):
            file.write(line + "\n")
            if i % 1000 == 0:
                yield Progress("export", LABELS[kind], i, len(request.analysis.raw))


def _c3d_names(request: ExportRequest) -> list[str]:
    """One file, or as many as a long clip takes."""
    count = max(1, -(-clock_count(request.analysis) // MOST_FRAMES))
    return [f"{request.stem}{'' if i == 0 else f'_part{i + 1}'}.c3d" for i in range(count)]


def _c3d_files(request: ExportRequest, outlet: Outlet) -> Generator[Progress, None, None]:
    found = markers(request.told)
    even = on_clock(found)
    done, total = 0, len(even.time_s)
    for name, part in zip(_c3d_names(request), parts(even), strict=True):
        with outlet.place(name) as path:
            for row in write_c3d(path, part, not found.steady, request.told.pose.by_hand):
                yield Progress("export", LABELS["c3d"], done + row, total)
        done += len(part.time_s)


def _csv_files(request: ExportRequest, outlet: Outlet) -> Generator[Progress, None, None]:
    analysis = request.told
    landmarks = made.landmarks_table(analysis.smoothed, analysis.first_frame)
    every = (*made.tables(analysis, request.told_markers), landmarks)
    by_name = {table.name: table for table in every}
    for name, table in ((name, by_name[title]) for name, title in CSV_FILES.items()):
        with outlet.place(name) as path, path.open("w", encoding="utf-8", newline="") as file:
            for row in write_csv(table, file):
                yield Progress("export", LABELS["csv"], row, len(table.rows))


def _workbook(request: ExportRequest, path: Path) -> Generator[Progress, None, None]:
    every = made.tables(request.told, request.told_markers)
    total = sum(len(table.rows) for table in every)
    for row in write_workbook(path, every, request.stem):
        yield Progress("export", LABELS["xlsx"], row, total)
