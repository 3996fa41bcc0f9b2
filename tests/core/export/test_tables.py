"""Tables as CSV, workbook and clipboard, read back by programs that are not ours; refused = a dash and why."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from core.analysis import Analysis
from core.edits.events import Marker
from core.export.data import CSV_FILES, data_names, write_data
from core.export.document import analysis_dict
from core.export.outlet import Outlet
from core.export.privacy import PRIVATE, Privacy
from core.export.request import ExportRequest
from core.export.tables import Table, tables
from core.export.text_table import as_tsv, write_csv
from core.export.workbook import write_workbook
from core.measures.catalogue import find
from core.measures.curve_specs import CURVES
from core.provenance import ProvenanceStep
from tests.core.builders import analysis, sprint_analysis, squat_analysis


@pytest.fixture
def result() -> Analysis:
    return squat_analysis(Path("squat.mp4"))


def table(result: Analysis, name: str) -> Table:
    return next(t for t in tables(result) if t.name == name)


def marked(tmp_path: Path, result: Analysis, privacy: Privacy) -> tuple[pd.DataFrame, list[Any], list[Any]]:
    """The markers as CSV, analysis.json and the workbook tell them."""
    times = result.raw.time_s
    notes = (Marker(float(times[20]), "heel, lifts"), Marker(float(times[4]), "=knees in"), Marker(99.0, "later"))
    kinds = frozenset({"csv", "json", "xlsx"})
    request = ExportRequest(result, kinds, tmp_path, privacy=privacy, markers=notes)  # type: ignore[arg-type]
    list(write_data(request, Outlet(request.folder)))
    events = pd.read_csv(request.folder / "events.csv")
    told = json.loads((request.folder / "analysis.json").read_text(encoding="utf-8"))["markers"]
    sheet = openpyxl.load_workbook(request.folder / f"{request.stem}.xlsx")["Events"]
    return events, told, [list(row) for row in sheet.iter_rows(values_only=True)]


def test_markers_stand_among_the_events_in_order_of_time_with_their_notes(tmp_path: Path, result: Analysis) -> None:
    events, told, sheet = marked(tmp_path, result, Privacy())
    assert list(events["time_s"]) == sorted(events["time_s"]) and len(events) == len(result.events) + 3
    mine = events[events["kind"] == "marker"]
    assert list(mine["frame"][:2]) == [4, 20] and pd.isna(mine["frame"].iloc[2]), "no frame where nothing was analysed"
    assert list(mine["source"]) == ["edited"] * 3 and mine["note"].iloc[1] == "heel, lifts"
    assert [one["note"] for one in told] == ["=knees in", "heel, lifts", "later"]
    assert [one["frame"] for one in told] == [4, 20, None]
    written = [row for row in sheet if "marker" in row]
    assert [row[-1] for row in written][1:] == ["heel, lifts", "later"]
    assert "knees in" in str(written[0][-1])


def test_private_exports_keep_markers_and_leave_their_notes_out(tmp_path: Path, result: Analysis) -> None:
    events, told, sheet = marked(tmp_path, result, PRIVATE)
    assert (events["kind"] == "marker").sum() == 3 and events["note"].isna().all()
    assert [one["note"] for one in told] == ["", "", ""]
    assert not any("heel" in str(cell) for row in sheet for cell in row)


def csv_of(one: Table) -> str:
    text = io.StringIO()
    list(write_csv(one, text))
    return text.getvalue()


def test_a_csv_file_read_by_pandas_equals_analysis_json(result: Analysis) -> None:
    read = pd.read_csv(io.StringIO(csv_of(table(result, "Measures"))), na_values="–")
    told = analysis_dict(result)
    assert read.columns[0] == "of", "the mark of UTF-8 is no part of the first name"
    for rep in told["reps"]:
        for name, metric in rep["metrics"].items():
            row = read[(read["of"] == "rep") & (read["index"] == rep["index"]) & (read["measure"] == name)].iloc[0]
            assert row["unit"] == metric["unit"] and row["status"] == metric["status"]
            if metric["value"] is not None:
                assert row["value"] == pytest.approx(metric["value"], abs=1e-4)
                assert row["sd"] == pytest.approx(metric["sd"], abs=1e-4)


def test_a_refused_measure_is_a_dash_with_the_reason_beside_it(result: Analysis) -> None:
    read = pd.read_csv(io.StringIO(csv_of(table(result, "Measures"))), dtype=str)
    refused = read[read["measure"] == "left_fppa_bottom_deg"]
    assert set(refused["value"]) == {"–"} and set(refused["reason"]) == {"Film from the front."}


def test_curves_read_by_pandas_equal_the_series_and_gaps_are_empty(result: Analysis) -> None:
    read = pd.read_csv(io.StringIO(csv_of(table(result, "Curves"))))
    assert np.allclose(read["time_s"], result.series.time_s, atol=1e-4)
    for name, values in result.series.values.items():
        # angular velocities are written to a hundredth of a degree per second, far below their noise
        at = 0.006 if name.endswith("_deg_s") else 6e-4 if name.endswith("_deg") else 1e-4
        assert np.allclose(read[name], values, atol=at, equal_nan=True)
    assert np.isnan(read["left_knee_flexion_deg"][0])


@pytest.mark.parametrize("make", [squat_analysis, sprint_analysis])
def test_whoever_has_the_files_alone_reads_there_what_each_measure_and_curve_is(
    make: Callable[[Path], Analysis]
) -> None:  # fmt: skip
    result = make(Path("clip.mp4"))
    read = pd.read_csv(io.StringIO(csv_of(table(result, "Definitions"))), dtype=str).set_index("name")
    told = analysis_dict(result)
    measures = {name for one in (*told["reps"], *told["steps"]) for name in one["metrics"]} | set(told["summary"])
    known = {name for name in measures | set(result.series.values) if find(name) or name in CURVES}
    assert known and set(read.index) == known
    assert read["definition"].notna().all() and read["does not mean"].notna().all()
    assert "180 - angle(hip, knee, ankle)" in read.loc["left_knee_flexion_deg", "formula"]
    assert read.loc["left_knee_flexion_deg", "of"] == "frame"


def test_what_was_done_to_the_data_is_in_the_workbook_in_order(result: Analysis) -> None:
    steps = (ProvenanceStep("gaps", {"frames": 3}), ProvenanceStep("leg links"), ProvenanceStep("set upright", {
        "turned_deg": 0.5, "sure": True}))  # fmt: skip
    rows = [tuple(row) for row in table(replace(result, provenance=steps), "Processing").rows]
    assert rows == [
        (1, "gaps", "frames", 3, ""), (2, "leg links", "", None, ""), (3, "set upright", "turned_deg", 0.5, "deg"),
        (3, "set upright", "sure", "yes", ""),
    ]  # fmt: skip


def test_a_workbook_has_one_sheet_per_table_with_units_in_the_second_row(result: Analysis, tmp_path: Path) -> None:
    list(write_workbook(tmp_path / "a.xlsx", tables(result), "squat"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [t.name for t in tables(result)]
    reps = book["Reps"]
    names, units, first = ([cell.value for cell in row] for row in reps.iter_rows(max_row=3))
    at = names.index("depth_thigh_to_horizontal_deg")
    assert units[at] == "deg" and first[at] == pytest.approx(-8.123) and first[at + 1] == pytest.approx(1.5)
    assert first[names.index("left_fppa_bottom_deg")] == "– Film from the front."
    assert book["Curves"].max_row == len(result.series.time_s) + 2


def test_a_name_that_looks_like_a_formula_stays_a_name(result: Analysis, tmp_path: Path) -> None:
    list(write_workbook(tmp_path / "a.xlsx", tables(replace(result, athlete="=1+1\x07")), "squat"))
    cells = [c for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["Clip"].iter_rows() for c in row]
    assert next(c for c in cells if c.value == "=1+1").data_type == "s"


def test_a_copied_table_has_its_units_in_the_second_line(result: Analysis) -> None:
    lines = as_tsv(table(result, "Reps")).splitlines()
    assert lines[0].split("\t")[:2] == ["index", "start_s"] and lines[1].split("\t")[1] == "s"
    assert len({line.count("\t") for line in lines}) == 1


@pytest.mark.parametrize("make", [squat_analysis, sprint_analysis, lambda path: analysis(path, 20)])
def test_all_data_are_written_for_reps_steps_and_nothing_at_all(
    make: Callable[[Path], Analysis], tmp_path: Path
) -> None:  # fmt: skip
    request = ExportRequest(make(Path("clip.mp4")), frozenset({"json", "csv", "xlsx", "trc", "c3d"}), tmp_path)
    outlet = Outlet(request.folder)
    for _ in write_data(request, outlet):
        pass
    assert sorted(p.name for p in request.folder.iterdir()) == sorted(data_names(request))


def test_cancelled_in_the_middle_leaves_no_half_file(result: Analysis, tmp_path: Path) -> None:
    request = ExportRequest(result, frozenset({"csv", "xlsx"}), tmp_path)
    steps = write_data(request, Outlet(request.folder))
    for _ in range(3):
        next(steps)
    steps.close()
    assert [p.name for p in request.folder.iterdir()] in ([], ["measures.csv"])


def test_every_csv_file_is_one_of_the_tables() -> None:
    names = {t.name for t in tables(squat_analysis(Path("a.mp4")))} | {"Landmarks"}
    assert set(CSV_FILES.values()) <= names


@pytest.mark.parametrize("kind", ["csv", "xlsx", "trc"])
def test_long_clips_can_be_cancelled_while_they_are_written(kind: str, tmp_path: Path) -> None:
    request = ExportRequest(squat_analysis(Path("long.mp4"), 60), frozenset({kind}), tmp_path)  # type: ignore[arg-type]
    steps = write_data(request, Outlet(request.folder))
    for _ in range(3):
        next(steps)
    steps.close()
    assert not list(request.folder.glob("*.partial*")) and not list(request.folder.glob(f"long.{kind}"))


def test_every_number_tells_whether_it_hangs_on_what_was_put_by_hand(result: Analysis) -> None:
    rep = result.reps[0]
    name = next(n for n, metric in rep.metrics.items() if metric.value is not None)
    metrics = {**rep.metrics, name: replace(rep.metrics[name], source="edited")}
    edited = replace(result, reps=(replace(rep, metrics=metrics), *result.reps[1:]))
    read = pd.read_csv(io.StringIO(csv_of(table(edited, "Measures"))), dtype=str)
    assert read[read["source"] == "edited"][["index", "measure"]].to_numpy().tolist() == [[str(rep.rep.index), name]]
    assert set(read["source"]) == {"edited", "found"}
