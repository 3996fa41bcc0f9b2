"""The files of a result: names, rows, empty cells, and that they appear whole or not at all."""

import csv
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.analysis import Analysis
from core.errors import OutputError
from core.export import table
from core.export.table import landmarks_csv, series_csv, write_results
from core.kinematics.series import Series
from core.pose.skeleton import LANDMARKS
from tests.core.builders import DEEPEST_KNEE_DEG, squat_analysis

FILES = {"analysis.json", "frames.csv", "landmarks.csv", "landmarks_smoothed.csv"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def result() -> Analysis:
    return squat_analysis(Path("somewhere/squat.mp4"))


def test_the_four_files_stand_in_a_folder_named_after_the_clip(result: Analysis, tmp_path: Path) -> None:
    folder = write_results(result, tmp_path / "new" / "out")
    assert folder == tmp_path / "new" / "out" / "squat"
    assert {file.name for file in folder.iterdir()} == FILES
    assert json.loads((folder / "analysis.json").read_text(encoding="utf-8"))["schema"] == "plumbline/analysis"
    assert [p.name for p in folder.parent.iterdir()] == ["squat"], "nothing temporary stays"


def test_frames_csv_has_a_row_per_shown_frame_and_empty_cells_for_gaps(result: Analysis, tmp_path: Path) -> None:
    found = rows(write_results(result, tmp_path) / "frames.csv")
    assert list(found[0])[:3] == ["frame", "time_s", "left_knee_flexion_deg"]
    assert [int(row["frame"]) for row in found] == list(range(result.clip.frames))
    assert found[0]["left_knee_flexion_deg"] == ""
    assert {row["knee_ankle_separation_ratio"] for row in found} == {""}
    assert float(found[30]["left_knee_flexion_deg"]) == pytest.approx(DEEPEST_KNEE_DEG)
    assert float(found[31]["time_s"]) == pytest.approx(31 / 30, abs=1e-6)


def test_landmarks_csv_names_all_landmarks_in_snake_case(result: Analysis, tmp_path: Path) -> None:
    found = rows(write_results(result, tmp_path) / "landmarks.csv")
    wanted = [f"{name}_{part}" for name in LANDMARKS for part in ("x_px", "y_px", "visibility")]
    assert list(found[0]) == ["frame", "time_s", *wanted]
    assert {found[0][name] for name in wanted} == {""}
    assert float(found[30]["left_hip_y_px"]) == pytest.approx(940.0)
    assert float(found[30]["left_hip_visibility"]) == pytest.approx(0.9876)


def test_the_smoothed_landmarks_are_the_ones_measured_from(result: Analysis, tmp_path: Path) -> None:
    moved = replace(result.smoothed, xy_px=result.smoothed.xy_px + 1.25)
    folder = write_results(replace(result, smoothed=moved), tmp_path)
    raw, smoothed = (rows(folder / name)[5]["nose_x_px"] for name in ("landmarks.csv", "landmarks_smoothed.csv"))
    assert float(smoothed) - float(raw) == pytest.approx(1.25)


def test_a_part_of_a_clip_keeps_the_numbers_of_its_frames(result: Analysis, tmp_path: Path) -> None:
    folder = write_results(replace(result, first_frame=300), tmp_path)
    for name in ("frames.csv", "landmarks.csv", "landmarks_smoothed.csv"):
        assert [row["frame"] for row in rows(folder / name)[:2]] == ["300", "301"]


def test_rounding_loses_less_than_a_thousandth(result: Analysis) -> None:
    rng = np.random.default_rng(1)
    xy = rng.uniform(0, 4000, result.raw.xy_px.shape)
    text = landmarks_csv(replace(result.raw, xy_px=xy)).splitlines()
    read = np.array([[float(cell) for cell in line.split(",")[2:]] for line in text[2:]])
    assert np.abs(read[:, 0::3] - xy[1:, :, 0]).max() <= 0.0005001


def test_draws_are_not_mistaken_for_a_curve() -> None:
    time_s = np.arange(4.0)
    with pytest.raises(ValueError, match="left_knee_flexion_deg: expected shape"):
        series_csv(Series(time_s, {"left_knee_flexion_deg": np.zeros((64, 4))}))


def test_infinity_and_negative_zero_never_reach_a_cell() -> None:
    series = Series(np.arange(3.0), {"left_knee_flexion_deg": np.array([np.inf, -0.0001, -np.inf])})
    assert [line.split(",")[2] for line in series_csv(series).splitlines()[1:]] == ["", "0.000", ""]


def test_files_of_long_clips_are_written_in_pieces_with_the_same_text(
    result: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write_results(replace(result, first_frame=40), tmp_path / "whole")
    monkeypatch.setattr(table, "_PIECE", 7)
    pieces = write_results(replace(result, first_frame=40), tmp_path / "pieces")
    for name in FILES:
        assert (pieces / name).read_bytes() == (whole / name).read_bytes()
    assert (pieces / "landmarks.csv").read_text(encoding="utf-8") == landmarks_csv(result.raw, 40)


def test_the_same_clip_again_replaces_its_results_and_spares_other_files(result: Analysis, tmp_path: Path) -> None:
    folder = write_results(result, tmp_path)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert write_results(replace(result, movement="none"), tmp_path) == folder
    assert json.loads((folder / "analysis.json").read_text(encoding="utf-8"))["movement"] == "none"
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert {p.name for p in tmp_path.iterdir() if p.name.endswith(".partial")} == set()


def test_another_clip_of_the_same_name_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    first = write_results(squat_analysis(Path("monday/squat.mp4")), tmp_path)
    second = write_results(squat_analysis(Path("friday/squat.mp4")), tmp_path)
    again = write_results(squat_analysis(Path("friday/squat.mp4")), tmp_path)
    assert (first.name, second.name, again.name) == ("squat", "squat-2", "squat-2")


def test_a_copy_of_a_clip_in_the_same_batch_gets_a_folder_of_its_own(result: Analysis, tmp_path: Path) -> None:
    first = write_results(result, tmp_path)
    assert write_results(result, tmp_path, taken={first}).name == "squat-2"


def test_analyses_that_end_together_in_one_folder_all_have_their_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another clip of the same name is put there between looking whether the name is free and taking it."""
    ours, theirs = (squat_analysis(Path(day) / "squat.mp4") for day in ("monday", "friday"))
    rename = Path.rename

    def late(path: Path, target: Path) -> Path:
        once.undo()
        assert write_results(theirs, tmp_path) == target
        return rename(path, target)

    with monkeypatch.context() as once:
        once.setattr(Path, "rename", late)
        assert write_results(ours, tmp_path) == tmp_path / "squat-2"
    for name, made in (("squat", theirs), ("squat-2", ours)):
        told = json.loads((tmp_path / name / "analysis.json").read_text(encoding="utf-8"))
        assert told["clip"]["sha256"] == made.clip.sha256
    assert sorted(p.name for p in tmp_path.iterdir()) == ["squat", "squat-2"]


def test_a_file_or_a_broken_result_in_the_way_is_left_alone(result: Analysis, tmp_path: Path) -> None:
    (tmp_path / "squat").write_text("a file", encoding="utf-8")
    (tmp_path / "squat-2").mkdir()
    (tmp_path / "squat-2" / "analysis.json").write_text("not json", encoding="utf-8")
    assert write_results(result, tmp_path).name == "squat-3"
    assert (tmp_path / "squat").read_text(encoding="utf-8") == "a file"


def test_a_name_made_of_dots_does_not_climb_out_of_the_folder(tmp_path: Path) -> None:
    folder = write_results(squat_analysis(Path("...mp4")), tmp_path / "out")
    assert folder == tmp_path / "out" / "clip"


def test_a_very_long_name_can_be_written(tmp_path: Path) -> None:
    assert write_results(squat_analysis(Path("x" * 250 + ".mp4")), tmp_path).name == "x" * 250


def test_a_fault_on_the_way_leaves_what_was_there_before(
    result: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_results(result, tmp_path)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def fail(analysis: Analysis) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(table, "analysis_json", fail)
    with pytest.raises(KeyboardInterrupt):
        write_results(replace(result, movement="none"), tmp_path)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["squat"]


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    result: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> int:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match="out: the disk is full, no results were written: choose"):
        write_results(result, out)
    assert list(out.iterdir()) == []


def test_a_file_where_the_folder_should_be_is_a_sentence(result: Analysis, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(OutputError, match="this is a file, not a folder to put results into: choose another"):
            write_results(result, out)


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no write permission there")
def test_a_folder_without_permission_is_a_sentence(result: Analysis, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="it is not allowed"):
            write_results(result, tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_refused_permission_is_a_sentence(result: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="it is not allowed: choose another folder with --out"):
        write_results(result, tmp_path / "out")
