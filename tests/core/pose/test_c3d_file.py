"""C3D files of motion laboratories, written by ezc3d with other labels, unit and axes than ours."""

from pathlib import Path

import ezc3d
import numpy as np
import pytest

from core.pipeline import LandmarkRequest, run
from core.pose.landmark_file import LandmarkFileError
from core.pose.landmark_formats import read_landmarks
from core.pose.skeleton import INDEX, SIDES
from tests.core import stick_figure
from tests.core.squat_figure import Move

LAB = {"hip": "HJC", "knee": "KNE", "ankle": "ANK", "heel": "HEE", "foot_index": "TOE", "shoulder": "SHO"}
TIMES = np.arange(600) / 100


def laboratory(path: Path, body: np.ndarray, first: int = 1, labels: dict[str, str] = LAB) -> Path:
    """X forward, Y left, Z up in millimetres, labels with a subject, one more marker than we know."""
    names = [f"Anna:{side[0].upper()}{theirs}" for side in SIDES for theirs in labels.values()]
    places = [INDEX[f"{side}_{part}"] for side in SIDES for part in labels]
    points = np.ones((4, len(names) + 1, len(body)))
    points[:3, :-1] = np.moveaxis(body[:, places] * 850, -1, 0).swapaxes(1, 2)
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["LABELS"]["value"] = [*names, "Anna:T10"]
    file["parameters"]["POINT"]["RATE"]["value"] = [100.0]
    file["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    file["data"]["points"] = points
    file.write(str(path))
    return path


def test_a_laboratory_s_markers_are_measured_like_our_own(tmp_path: Path) -> None:
    body = stick_figure.squat(TIMES, (Move(1.0), Move(3.6)))
    path = laboratory(tmp_path / "trial.c3d", body)
    analysis = run(LandmarkRequest(path))
    assert analysis.movement == "squat" and len(analysis.reps) == 2
    hip, knee, ankle = (body[:, INDEX[f"left_{part}"]] for part in ("hip", "knee", "ankle"))
    a, b = hip - knee, ankle - knee
    true = 180 - np.degrees(np.arccos((a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)))
    seen = analysis.series["left_knee_flexion_deg"]
    middle = slice(50, 550)
    assert np.abs(seen[middle] - true[middle]).max() < 2


def test_times_count_from_the_rate_and_missing_markers_are_missing(tmp_path: Path) -> None:
    body = stick_figure.squat(TIMES, (Move(1.0),))
    body[100:120, INDEX["left_knee"]] = np.nan
    read = read_landmarks(laboratory(tmp_path / "trial.c3d", body))
    assert np.diff(read.time_s) == pytest.approx(0.01)
    assert np.isnan(read.xy_px[100:120, INDEX["left_knee"]]).all()
    assert np.isfinite(read.xy_px[99, INDEX["left_knee"]]).all()
    assert np.isnan(read.xy_px[:, INDEX["nose"]]).all()


def test_other_markers_are_told_with_what_was_found(tmp_path: Path) -> None:
    path = laboratory(tmp_path / "a.c3d", stick_figure.squat(TIMES, (Move(1.0),)), labels={"knee": "KNE"})
    with pytest.raises(LandmarkFileError, match=r"not a skeleton that is known \(found: LKNE, RKNE, T10\)"):
        read_landmarks(path)


@pytest.mark.parametrize("keep", [600, 2000])
def test_a_file_cut_off_is_one_sentence_or_still_whole_frames(tmp_path: Path, keep: int) -> None:
    path = laboratory(tmp_path / "a.c3d", stick_figure.squat(TIMES, (Move(1.0),)))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(LandmarkFileError):
        read_landmarks(path)


def test_a_video_is_no_c3d(tmp_path: Path) -> None:
    path = tmp_path / "a.c3d"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(1000))
    with pytest.raises(LandmarkFileError, match="not a file of landmarks"):
        read_landmarks(path)
