"""The demo clips, from the file to the files: what a newcomer sees first must be right."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from core import cli, motion, paths
from core.analysis import Analysis
from core.pipeline import LandmarkRequest, Request, run
from core.pose.landmark_file import LandmarkFileError
from core.pose.landmark_formats import read_landmarks
from core.pose.landmark_names import SKELETONS
from core.pose.models import find_model
from core.pose.skeleton import LANDMARKS
from tests.core.pose.landmark_writers import HALPE_MARKERS, in_order, trc_pixels, trc_text, write_openpose
from tests.some import some

pytestmark = pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")


@dataclass
class Demo:
    code: int
    out: str
    err: str
    folder: Path

    def document(self, clip: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / clip / "analysis.json").read_text(encoding="utf-8"))
        return found

    def rows(self, clip: str, name: str) -> list[dict[str, str]]:
        with (self.folder / clip / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`plumbline demo`, run once for all tests here, with a cache of its own."""
    here = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLUMBLINE_CACHE_DIR", str(here / "cache"))
        patch.setenv("PLUMBLINE_LOG_DIR", str(here / "log"))
        patch.chdir(here)
        out, err = Captured(), Captured()
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        code = cli.main(["demo", "--no-window"])
        patch.undo()
    yield Demo(code, out.text, err.text, here / "plumbline-results")


class Captured:
    """A stream that is a file, not a terminal (pytest's own capture belongs to single tests)."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False


def test_the_demo_runs_without_a_complaint(ran: Demo) -> None:
    assert (ran.code, ran.err) == (0, "")


def test_it_says_what_was_found_and_where_the_results_are(ran: Demo) -> None:
    assert f"squat.mp4: squat, 2 reps, side view: {Path('plumbline-results/squat')}" in ran.out
    assert f"side view: {Path('plumbline-results/sprint')}" in ran.out
    assert "±" in ran.out


@pytest.mark.parametrize("clip", ["squat", "sprint"])
def test_every_result_fits_the_schema(ran: Demo, clip: str) -> None:
    schema = json.loads((paths.resources_dir() / "analysis.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(ran.document(clip), schema, jsonschema.Draft202012Validator)


def test_the_squat_clip_holds_two_squats(ran: Demo) -> None:
    document = ran.document("squat")
    assert document["movement"] == "squat"
    assert document["view"]["label"] == "side"
    assert len(document["reps"]) == 2
    assert document["steps"] == []
    for rep in document["reps"]:
        assert rep["start_s"] < rep["bottom_first_s"] <= rep["bottom_s"] <= rep["bottom_last_s"] < rep["end_s"]
        depth = rep["metrics"]["depth_thigh_to_horizontal_deg"]
        assert depth["status"] in ("ok", "caution")
        assert -45 < depth["value"] < 45


def test_the_sprint_clip_holds_steps_of_both_feet_in_turn(ran: Demo) -> None:
    document = ran.document("sprint")
    assert document["movement"] == "sprint"
    assert document["reps"] == []
    sides = [step["side"] for step in document["steps"]]
    assert len(sides) >= 4
    assert all(a != b for a, b in pairwise(sides))


def test_reps_and_steps_are_counted_from_one(ran: Demo) -> None:
    for clip, found in (("squat", "reps"), ("sprint", "steps")):
        items = ran.document(clip)[found]
        assert [item["index"] for item in items] == list(range(1, len(items) + 1))


def test_overlaps_of_push_and_swing_are_measured(ran: Demo) -> None:
    measured = [s["metrics"].get("overlap_push_swing_pct", {}).get("value") for s in ran.document("sprint")["steps"]]
    values = [value for value in measured if value is not None]
    assert values
    assert all(0 <= value <= 100 for value in values)


@pytest.mark.parametrize("clip", ["squat", "sprint"])
def test_there_is_a_row_for_every_shown_frame(ran: Demo, clip: str) -> None:
    frames = ran.document(clip)["clip"]["frames"]
    for name in ("frames.csv", "landmarks.csv", "landmarks_smoothed.csv"):
        found = ran.rows(clip, name)
        assert [int(row["frame"]) for row in found] == list(range(frames)), name
        times = [float(row["time_s"]) for row in found]
        assert times[0] == 0.0
        assert all(a < b for a, b in pairwise(times))


def test_the_landmarks_lie_in_the_picture(ran: Demo) -> None:
    size = ran.document("squat")["clip"]
    found = ran.rows("squat", "landmarks.csv")
    seen = [row for row in found if row["left_hip_x_px"]]
    assert len(seen) > 0.95 * len(found)
    for name in LANDMARKS:
        xs = [float(row[f"{name}_x_px"]) for row in seen if row[f"{name}_x_px"]]
        assert all(-0.02 * size["width_px"] <= x <= 1.02 * size["width_px"] for x in xs), name


def test_the_knee_bends_and_straightens_again(ran: Demo) -> None:
    knees = [
        float(row["left_knee_flexion_deg"]) for row in ran.rows("squat", "frames.csv") if row["left_knee_flexion_deg"]
    ]
    assert max(knees) > 80
    assert min(knees) < 30


def test_every_event_lies_at_the_frame_it_names(ran: Demo) -> None:
    for clip in ("squat", "sprint"):
        times = [float(row["time_s"]) for row in ran.rows(clip, "frames.csv")]
        for event in some(ran.document(clip)["events"]):
            nearest = min(range(len(times)), key=lambda i: abs(times[i] - event["time_s"]))
            assert abs(times[event["frame"]] - event["time_s"]) <= abs(times[nearest] - event["time_s"]) + 1e-5


def test_events_of_a_part_of_a_clip_name_the_frames_of_the_whole(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", Captured())
    assert cli.main(["analyze", str(demo / "sprint.mp4"), "--start", "1", "--end", "1.8", "--out", str(tmp_path)]) == 0
    events = json.loads((tmp_path / "sprint" / "analysis.json").read_text(encoding="utf-8"))["events"]
    assert events
    for event in events:
        assert event["frame"] == pytest.approx(event["time_s"] * 120, abs=0.51)


DEPTH = "depth_thigh_to_horizontal_deg"


def _depths_of_hips_as_they_are(ran: Demo) -> list[float | None]:
    read = read_landmarks(ran.folder / "squat" / "landmarks.csv")
    assert read.time_s is not None
    track = read.track(read.time_s, np.arange(len(read)))
    return [r.metrics[DEPTH].value for r in motion.measure(replace(track, hips_in_front=False)).reps]


def _measured(ran: Demo, form: str, folder: Path, onto: Path | None = None) -> Analysis:
    """The squat's own landmarks.csv, as another program would have written it, measured alone or on a clip."""
    own = ran.folder / "squat" / "landmarks.csv"
    if form == "own":
        file, rate = own, None
    else:
        read = read_landmarks(own)
        assert read.time_s is not None
        track = read.track(read.time_s, np.arange(len(read)))
        rate = (len(track) - 1) / float(track.time_s[-1] - track.time_s[0])
        if form == "trc":
            file = folder / "squat_px_person00.trc"
            file.write_text(trc_text(trc_pixels(track), HALPE_MARKERS, track.time_s))
        else:
            file = write_openpose(folder / "json", [in_order(track, SKELETONS["BODY_25"])])
    return run(Request(onto, landmarks=file) if onto is not None else LandmarkRequest(file, capture_fps=rate))


@pytest.mark.parametrize(("form", "on_clip"), [("own", False), ("own", True), ("trc", False), ("openpose", True)])
def test_the_squat_measured_from_landmarks_is_the_same_squat(
    ran: Demo, demo: Path, tmp_path: Path, form: str, on_clip: bool
) -> None:
    found = _measured(ran, form, tmp_path, demo / "squat.mp4" if on_clip else None)
    direct = ran.document("squat")
    assert (found.movement, len(found.reps)) == ("squat", len(direct["reps"]))
    assert (found.view.label, found.view.facing) == (direct["view"]["label"], direct["view"]["facing"])
    for mine, theirs in zip(found.reps, direct["reps"], strict=True):
        assert mine.rep.start_s == pytest.approx(theirs["start_s"], abs=0.1)
        assert mine.rep.bottom_s == pytest.approx(theirs["bottom_s"], abs=0.05)
        assert mine.rep.end_s == pytest.approx(theirs["end_s"], abs=0.1)
    wanted = [rep["metrics"][DEPTH]["value"] for rep in direct["reps"]]
    if form != "own":  # our hips are moved back to the joint, other models' are taken as they are
        moved, wanted = wanted, _depths_of_hips_as_they_are(ran)
        assert wanted == pytest.approx(moved, abs=6.0)
    assert [r.metrics[DEPTH].value for r in found.reps] == pytest.approx(wanted, abs=0.3)
    times = [float(row["time_s"]) for row in ran.rows("squat", "frames.csv")]
    assert found.raw.time_s == pytest.approx(times, abs=1e-5)
    if form == "own":
        assert found.pose.model_sha256 == direct["pose"]["model_sha256"]
    assert found.clip.sha256 == direct["clip"]["sha256"] if on_clip else found.clip.width_px == 0


def test_landmarks_of_one_clip_are_refused_on_another(ran: Demo, demo: Path, tmp_path: Path) -> None:
    with pytest.raises(LandmarkFileError, match=r"outside the clip's picture|but the clip has \d+ frames"):
        _measured(ran, "own", tmp_path, demo / "sprint.mp4")
