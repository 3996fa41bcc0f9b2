"""Landmarks of other programs, from the file to the numbers: the same movement gives the same reps and steps."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from core import cli, paths
from core.analysis import Analysis
from core.export.document import analysis_dict
from core.export.summary import besides
from core.export.table import landmarks_csv
from core.pipeline import LandmarkRequest, run
from core.pose.landmark_formats import read_landmarks
from core.pose.landmark_names import SKELETONS
from core.pose.track import PoseTrack
from tests.core.pose.landmark_writers import (
    HALPE_MARKERS,
    in_order,
    mmpose_frames,
    trc_pixels,
    trc_text,
    write_openpose,
)
from tests.core.squat_figure import Move
from tests.core.stick_figure import METRE, PX, clock, noisy, seen, squat
from tests.core.stick_figure import run as running
from tests.some import some

TIME = clock(30, 6)
MOVES = (Move(1.0), Move(3.6))
FORMS = ("trc_px", "trc_m", "openpose", "openpose_coco", "mmpose", "own")


def write(folder: Path, form: str, track: PoseTrack) -> tuple[Path, float | None]:
    """The file, and the frame rate that must be told with it."""
    rate = round((len(track) - 1) / float(track.time_s[-1] - track.time_s[0]), 6)
    folder.mkdir(parents=True, exist_ok=True)
    if form == "own":
        file = folder / "landmarks.csv"
        file.write_text(landmarks_csv(track))
        return file, None
    if form.startswith("trc"):
        points = trc_pixels(track)
        if form == "trc_m":
            points = points * [METRE / PX, -METRE / PX, 1]
        file = folder / f"squat_{form[4:]}_person00.trc"
        file.write_text(trc_text(points, HALPE_MARKERS, track.time_s))
        return file, None
    if form.startswith("openpose"):
        order = SKELETONS["COCO_18" if form.endswith("coco") else "BODY_25"]
        return write_openpose(folder / "squat_json", [in_order(track, order)]), rate
    file = folder / "squat.json"
    file.write_text(json.dumps(mmpose_frames([in_order(track, SKELETONS["HALPE_26"])])))
    return file, rate


def measured(folder: Path, form: str, track: PoseTrack, **options: Any) -> Analysis:
    file, rate = write(folder, form, track)
    return run(LandmarkRequest(file, capture_fps=rate, **options))


def depths(analysis: Analysis) -> list[float]:
    values = [r.metrics["depth_thigh_to_horizontal_deg"].value for r in analysis.reps]
    return [value for value in values if value is not None]


TRACK = noisy(seen(TIME, squat(TIME, MOVES)), 1.0)


@pytest.fixture(scope="module")
def squats(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Analysis]:
    """The same two squats measured from every format."""
    folder = tmp_path_factory.mktemp("squats")
    return {form: measured(folder / form, form, TRACK) for form in FORMS}


@pytest.mark.parametrize("form", FORMS)
def test_a_squat_is_measured_from_every_format(squats: dict[str, Analysis], form: str) -> None:
    found = squats[form]
    assert (found.movement, len(found.reps)) == ("squat", 2)
    assert (found.view.label, found.view.facing) == ("side", "right")
    for result, move in zip(found.reps, MOVES, strict=True):
        assert result.rep.bottom_s == pytest.approx(move.bottom_s, abs=0.06)
        assert result.metrics["depth_thigh_to_horizontal_deg"].status != "refused"


@pytest.mark.parametrize("form", FORMS)
def test_the_document_fits_the_schema_and_tells_where_the_landmarks_are_from(
    squats: dict[str, Analysis], form: str
) -> None:
    schema = json.loads((paths.resources_dir() / "analysis.schema.json").read_text(encoding="utf-8"))
    document = analysis_dict(squats[form])
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    assert document["pose"]["backend"] == "import"
    assert (document["clip"]["width_px"], document["pose"]["model_sha256"]) == (None, None)
    assert document["clip"]["container_fps"] == pytest.approx(30.0)
    step = document["provenance"][0]
    assert step["name"] == "landmarks"
    assert step["parameters"]["sha256"] == document["clip"]["sha256"]
    assert step["parameters"]["file"] == document["clip"]["file"]
    skeletons = {"openpose": "BODY_25", "openpose_coco": "COCO_18", "mmpose": "HALPE_26", "own": "BLAZEPOSE_33"}
    assert step["parameters"]["skeleton"] == skeletons.get(form, "22 markers by name")


def test_the_depth_is_the_figures_own_where_the_hips_are_the_joints(squats: dict[str, Analysis]) -> None:
    track = seen(TIME, squat(TIME, MOVES))
    hip, knee = (track.xy_px[:, [i, i + 1]].mean(axis=1) for i in (23, 25))
    truth = np.degrees(np.arctan2(knee[:, 1] - hip[:, 1], np.abs(knee[:, 0] - hip[:, 0]))).min()
    for form in FORMS:
        if form != "own":  # whose hips are moved back
            assert depths(squats[form]) == pytest.approx([truth, truth], abs=1.0), form


def test_every_format_gives_the_same_numbers(squats: dict[str, Analysis]) -> None:
    wanted = squats["openpose"]
    for form, found in some(squats.items()):
        if form == "own":
            continue
        assert depths(found) == pytest.approx(depths(wanted), abs=0.1), form
        for mine, theirs in some(zip(found.reps, wanted.reps, strict=True)):
            assert mine.rep.start_s == pytest.approx(theirs.rep.start_s, abs=0.01)


def test_metres_stay_metres_unless_a_height_is_told(squats: dict[str, Analysis], tmp_path: Path) -> None:
    found = squats["trc_m"].scale
    assert (found.source, found.m_per_px) == ("plane", pytest.approx(1 / 500))
    assert squats["trc_px"].scale.source == "none"
    told = measured(tmp_path, "trc_m", TRACK, height_m=1.8, movement="sprint")
    assert told.scale.source == "height"


def test_somebody_facing_left_is_seen_to(tmp_path: Path) -> None:
    found = measured(tmp_path, "openpose_coco", seen(TIME, squat(TIME, MOVES), 90.0))
    assert (found.view.facing, len(found.reps)) == ("left", 2)


def test_a_run_has_the_same_steps_by_toes_of_another_name(tmp_path: Path) -> None:
    times = clock(120, 2)
    track = noisy(seen(times, running(times)), 0.7)
    direct = measured(tmp_path, "own", track)
    found = measured(tmp_path, "trc_px", track)
    assert found.movement == "sprint"
    assert [s.step.side for s in found.steps] == [s.step.side for s in direct.steps]
    for mine, theirs in zip(found.steps, direct.steps, strict=True):
        assert mine.step.touchdown_s == pytest.approx(theirs.step.touchdown_s, abs=0.012)


def test_without_feet_a_run_says_what_is_missing(tmp_path: Path) -> None:
    times = clock(60, 3)
    found = measured(tmp_path, "openpose_coco", seen(times, running(times)), movement="sprint")
    assert "no_feet" in {n.code for n in found.quality}
    assert "feet_cut" not in {n.code for n in found.quality}


def test_an_oblique_squat_without_depth_is_refused_not_guessed(tmp_path: Path) -> None:
    found = measured(tmp_path, "openpose", noisy(seen(TIME, squat(TIME, MOVES), -45.0), 1.0))
    assert found.view.label == "oblique"
    for result in some(found.reps):
        depth = result.metrics["depth_thigh_to_horizontal_deg"]
        assert (depth.value, depth.status) == (None, "refused")
        assert "no depth" in str(depth.reason)


def test_several_people_are_said(tmp_path: Path) -> None:
    track = seen(TIME, squat(TIME, MOVES))
    idle = seen(TIME, squat(TIME, ()), at=(1100.0, 420.0))
    order = SKELETONS["BODY_25"]
    folder = write_openpose(tmp_path / "json", [in_order(idle, order), in_order(track, order)])
    found = run(LandmarkRequest(folder, capture_fps=30.0))
    assert len(found.reps) == 2
    assert "several_people" in {n.code for n in found.quality}


def test_an_athlete_who_may_be_somebody_else_is_said_and_the_file_is_not_called_damaged(tmp_path: Path) -> None:
    track, order = seen(TIME, squat(TIME, MOVES)), SKELETONS["BODY_25"]
    here, away = in_order(track, order), in_order(track, order)
    half = len(TIME) // 2
    here[half:], away[: half + 20] = np.nan, np.nan
    away[..., 0] += 600.0
    folder = write_openpose(tmp_path / "json", [here, away])
    found = run(LandmarkRequest(folder, capture_fps=30.0))
    said = {note.code: note.message for note in found.quality}
    assert said["maybe_another"].startswith(f"The athlete is found again at frame {half + 20}, far from")
    assert "damaged_file" not in said
    assert said["maybe_another"] in besides(found)


def test_the_command_writes_the_same_files_and_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(), "trc_px", seen(TIME, squat(TIME, MOVES)))
    assert cli.main(["measure", "squat_px_person00.trc", "--movement", "squat", "--out", "o"]) == 0
    out, err = capsys.readouterr()
    place = Path("o/squat_px_person00")
    assert (out, err) == (f"squat_px_person00.trc: squat, 2 reps, side view: {place}\n", "")
    assert {p.name for p in place.iterdir()} == {
        "analysis.json", "frames.csv", "landmarks.csv", "landmarks_smoothed.csv",
    }  # fmt: skip
    again = read_landmarks(place / "landmarks.csv")
    np.testing.assert_allclose(again.xy_px[:, 25], seen(TIME, squat(TIME, MOVES)).xy_px[:, 25], atol=1e-3)


def test_a_wrong_file_is_one_line_and_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, _ = write(tmp_path, "openpose", seen(TIME, squat(TIME, MOVES)))
    letter = tmp_path / "letter.txt"
    letter.write_text("dear coach")
    for file, says in (
        (folder, "does not say how fast the frames follow"),
        (letter, "this is not a file of landmarks"),
    ):
        assert cli.main(["measure", str(file), "--out", str(tmp_path / "o")]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"{file}: ")
        assert says in err
        assert len(err.splitlines()) == 1


def test_two_clips_cannot_share_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["analyze", "a.mp4", "b.mp4", "--landmarks", "x.trc", "--out", "o"]) == 2
    assert "one file holds the landmarks of one clip" in capsys.readouterr().err
