"""TRC, MOT and C3D, read back by programs that are not ours."""

import io
from dataclasses import replace
from pathlib import Path

import ezc3d
import numpy as np
import pandas as pd
import pytest

from core.analysis import Analysis
from core.errors import OutputError
from core.export.c3d import MOST_FRAMES, parts, write_c3d
from core.export.data import write_data
from core.export.markers import MarkerEvent, Markers, markers, on_clock
from core.export.opensim import mot_text, trc_text
from core.export.outlet import Outlet
from core.export.request import ExportRequest
from core.export.tables import tables
from core.kinematics.scale import Scale
from core.kinematics.series import compute_series, measure_body
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core import stick_figure
from tests.core.builders import sprint_analysis, squat_analysis

M_PER_PX = 0.002


@pytest.fixture
def result() -> Analysis:
    return replace(squat_analysis(Path("squat.mp4")), scale=Scale(M_PER_PX, "height"))


def written(path: Path, found: Markers) -> Path:
    for _ in write_c3d(path, on_clock(found), not found.steady):
        pass
    return path


def body_of_trc(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), sep="\t", skiprows=6, header=None)


def test_a_trc_file_read_by_pandas_holds_every_marker_in_metres_y_up(result: Analysis) -> None:
    found = markers(result)
    text = trc_text(found, "squat.trc")
    body = body_of_trc(text)
    assert np.allclose(body.iloc[:, 1], result.smoothed.time_s, atol=1e-4)
    names = [name for name in text.splitlines()[3].split("\t")[2:] if name]
    for name, landmark in (("LHip", "left_hip"), ("RKnee", "right_knee"), ("LBigToe", "left_foot_index")):
        at = 2 + 3 * names.index(name)
        xy = result.smoothed.point(landmark)
        assert np.allclose(body.iloc[:, at], xy[:, 0] * M_PER_PX, atol=1e-4, equal_nan=True)
        assert np.allclose(body.iloc[:, at + 1], (1280 - xy[:, 1]) * M_PER_PX, atol=1e-4, equal_nan=True)


def test_elbow_and_hand_of_an_arm_that_is_hidden_are_not_written_while_it_is(result: Analysis) -> None:
    track = result.smoothed
    visibility = np.array(track.visibility)
    gone = np.zeros(len(track), bool)
    gone[12:24] = True
    visibility[gone, INDEX["left_elbow"]] = 0.1
    visibility[gone, INDEX["right_wrist"]] = 0.1
    found = markers(replace(result, smoothed=replace(track, visibility=visibility)))

    def missing(name: str) -> np.ndarray:
        return np.isnan(found.xyz[1:, found.names.index(name), 0])  # nobody is in the first frame

    for name in ("LElbow", "LWrist", "LThumb", "RWrist", "RIndex"):
        np.testing.assert_array_equal(missing(name)[14:20], True, err_msg=name)
        assert missing(name).sum() < 16, name
    for name in ("LShoulder", "RShoulder", "RElbow", "LKnee", "Neck"):
        assert not missing(name).any(), name


def test_the_trc_header_tells_counts_rate_and_unit(result: Analysis) -> None:
    lines = trc_text(markers(result), "squat.trc").splitlines()
    told = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    names = [name for name in lines[3].split("\t")[2:] if name]
    assert lines[0] == "PathFileType\t4\t(X/Y/Z)\tsquat.trc"
    assert told["Units"] == "m" and float(told["DataRate"]) == 30
    assert int(told["NumFrames"]) == len(result.smoothed) == len(lines) - 6
    assert int(told["NumMarkers"]) == len(names)
    assert lines[4].split("\t")[2:5] == ["X1", "Y1", "Z1"] and lines[5] == ""
    assert lines[6].split("\t")[2] == "", "nobody was seen in the first frame: an empty cell, no number"


def test_without_a_scale_markers_are_pixels_and_say_so() -> None:
    assert "\tpx\t" in trc_text(markers(squat_analysis(Path("squat.mp4"))), "a.trc").splitlines()[2]


@pytest.mark.parametrize(
    ("facing", "axis", "sign"), [("right", 0, 1), ("left", 0, -1), ("away", 2, 1), ("toward", 2, -1)]
)
def test_x_points_where_the_athlete_faces_and_z_to_their_right(
    result: Analysis, facing: str, axis: int, sign: int
) -> None:
    turned = replace(result, view=replace(result.view, facing=facing))  # type: ignore[arg-type]
    found = markers(turned)
    right = found.xyz[1, found.names.index("RKnee"), axis] - found.xyz[1, found.names.index("LKnee"), axis]
    assert right == pytest.approx(sign * 10 * M_PER_PX), "the right knee lies 10 px to the right of the left one"
    assert (found.xyz[1, :, 2 - axis] == 0).all()


def test_a_c3d_file_read_by_ezc3d_holds_labels_unit_rate_points_and_no_analog(result: Analysis, tmp_path: Path) -> None:
    written(tmp_path / "squat.c3d", markers(result))
    read = ezc3d.c3d(str(tmp_path / "squat.c3d"))
    point = read["parameters"]["POINT"]
    names = point["LABELS"]["value"]
    assert point["UNITS"]["value"] == ["m"] and point["RATE"]["value"][0] == pytest.approx(30)
    assert read["parameters"]["ANALOG"]["USED"]["value"][0] == 0
    data = read["data"]["points"]
    assert data.shape[2] == len(result.smoothed)
    for name, landmark in (("LHip", "left_hip"), ("RAnkle", "right_ankle"), ("Nose", "nose")):
        xy = result.smoothed.point(landmark)
        assert np.allclose(data[0, names.index(name)], xy[:, 0] * M_PER_PX, atol=1e-4, equal_nan=True)
        assert np.allclose(data[1, names.index(name)], (1280 - xy[:, 1]) * M_PER_PX, atol=1e-4, equal_nan=True)


def test_c3d_events_carry_side_and_time(tmp_path: Path) -> None:
    run = sprint_analysis(Path("run.mp4"))
    written(tmp_path / "run.c3d", markers(run))
    event = ezc3d.c3d(str(tmp_path / "run.c3d"))["parameters"]["EVENT"]
    assert event["LABELS"]["value"] == ["Foot Strike"] * 4
    assert event["CONTEXTS"]["value"] == ["Left", "Right"] * 2
    minutes, seconds = event["TIMES"]["value"]
    assert np.allclose(60 * minutes + seconds, [0, 0.25, 0.5, 0.75], atol=1e-4)


def test_more_events_than_a_list_holds_go_on_in_a_second_one(result: Analysis, tmp_path: Path) -> None:
    many = replace(result, events=result.events * 60)
    written(tmp_path / "long.c3d", markers(many))
    event = ezc3d.c3d(str(tmp_path / "long.c3d"))["parameters"]["EVENT"]
    assert event["USED"]["value"][0] == 360
    assert len(event["LABELS"]["value"]) + len(event["LABELS2"]["value"]) == 360


def test_a_varying_rate_stays_in_trc_and_becomes_an_even_clock_in_c3d(result: Analysis, tmp_path: Path) -> None:
    """A point that moves evenly is at the same place at the same time in both."""
    rng = np.random.default_rng(1)
    time_s = np.cumsum(rng.uniform(0.02, 0.05, 60))
    xy = np.full((60, 33, 2), np.nan)
    xy[:, INDEX["left_hip"], 0] = 100 + 50 * time_s
    xy[:, INDEX["left_hip"], 1] = 300.0
    flat = np.ones((60, 33))
    track = PoseTrack(time_s, xy, flat, np.zeros((60, 33, 3)), flat)
    shaky = replace(result, smoothed=track)
    found = markers(shaky)
    assert not found.steady
    body = body_of_trc(trc_text(found, "a.trc"))
    assert np.allclose(body.iloc[:, 1], time_s, atol=1e-4)
    written(tmp_path / "a.c3d", found)
    read = ezc3d.c3d(str(tmp_path / "a.c3d"))
    clock = time_s[0] + np.arange(read["data"]["points"].shape[2]) / 30
    assert read["parameters"]["PLUMBLINE"]["START_TIME_S"]["value"][0] == pytest.approx(time_s[0])
    hip = read["data"]["points"][0, read["parameters"]["POINT"]["LABELS"]["value"].index("LHip")]
    assert np.allclose(hip, (100 + 50 * clock) * M_PER_PX, atol=1e-4)


def test_gaps_stay_gaps_on_an_even_clock(result: Analysis) -> None:
    found = replace(markers(result), steady=False)
    even = on_clock(found)
    assert np.isnan(even.xyz[0, :, 0]).all() and np.isfinite(even.xyz[1, :, 0]).all()


def test_a_mot_file_read_by_pandas_drives_the_model_as_the_athlete_moved() -> None:
    time_s = stick_figure.clock(30, 1.0)
    pose = stick_figure.standing(30, thigh=(30, -10), shank=(15, 5), trunk=20, arm=(40, 0), elbow=(25, 25))
    seen = stick_figure.seen(time_s, stick_figure.joints(pose))
    series = compute_series(time_s, seen.xy_px, measure_body(seen.xy_px), 1.0, 1.0)
    text = mot_text(replace(squat_analysis(Path("a.mp4")), smoothed=seen, series=series), "a.mot")
    lines = text.splitlines()
    end = lines.index("endheader")
    body = pd.read_csv(io.StringIO("\n".join(lines[end + 1 :])), sep="\t")
    assert "inDegrees=yes" in lines[:end] and f"nRows={len(body)}" in lines[:end]
    assert f"nColumns={body.shape[1]}" in lines[:end]
    assert np.allclose(body["hip_flexion_l"] + body["pelvis_tilt"], 30, atol=1e-4), "the thigh lies as it did"
    assert np.allclose(body["knee_angle_l"], 30 + 15, atol=1e-4)
    assert np.allclose(body["knee_angle_r"], 5, atol=1e-4)
    assert np.allclose(body["arm_flex_l"], 60, atol=1e-4) and np.allclose(body["elbow_flex_r"], 25, atol=1e-4)


def test_a_clip_without_anybody_is_told_not_written(result: Analysis) -> None:
    nobody = replace(result, smoothed=PoseTrack.empty(result.smoothed.time_s))
    with pytest.raises(OutputError, match="nobody was found"):
        markers(nobody)


def test_a_front_view_has_no_motion_for_opensim(result: Analysis) -> None:
    from core.kinematics.series import Series

    front = replace(result, series=Series(result.series.time_s, {"knee_ankle_separation_ratio": result.series.time_s}))
    with pytest.raises(OutputError, match="film from the side"):
        mot_text(front, "a.mot")


def test_a_c3d_file_that_was_not_written_is_no_success(result: Analysis, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        written(tmp_path / "no such folder" / "a.c3d", markers(result))


@pytest.mark.parametrize("frames", [3, 300, 2048, 5001])
def test_a_c3d_file_is_byte_for_byte_what_the_library_would_have_written(frames: int, tmp_path: Path) -> None:
    """Where every marker was seen; only the head is the library's own, the frames are written from the array."""
    xyz = np.random.default_rng(3).normal(0, 1, (frames, 4, 3))
    names = ("A", "B", "C", "D")
    even = Markers(names, np.arange(frames) / 50, xyz, "m", 50.0, True, (MarkerEvent("Foot Strike", "Left", 0.02),))
    written(tmp_path / "ours.c3d", even)
    theirs = ezc3d.c3d(str(tmp_path / "ours.c3d"))
    points = np.ones((4, 4, frames))
    points[:3] = np.moveaxis(xyz, 0, -1).transpose(1, 0, 2)
    theirs["data"]["points"] = points
    del theirs["data"]["meta_points"]
    theirs.write(str(tmp_path / "theirs.c3d"))
    ours, whole = ((tmp_path / name).read_bytes() for name in ("ours.c3d", "theirs.c3d"))
    assert len(ours) == len(whole)
    assert [i for i, (a, b) in enumerate(zip(ours, whole, strict=True)) if a != b] == []


def test_a_marker_that_was_not_seen_is_told_by_its_residual(tmp_path: Path) -> None:
    xyz = np.zeros((3, 2, 3)) + 1.5
    xyz[1, 1] = np.nan
    path = written(tmp_path / "a.c3d", Markers(("A", "B"), np.arange(3) / 30, xyz, "m", 30.0, True, ()))
    data = path.read_bytes()
    start = (int.from_bytes(data[16:18], "little") - 1) * 512
    frames = np.frombuffer(data[start : start + 96], "<f4").reshape(3, 2, 4)
    assert frames[1, 1].tolist() == [0, 0, 0, -1] and frames[1, 0].tolist() == [1.5, 1.5, 1.5, 0]
    read = ezc3d.c3d(str(path))["data"]["points"]
    assert np.isnan(read[:3, 1, 1]).all() and np.isfinite(read[:3, 0]).all()


def test_a_clip_of_hours_goes_into_as_many_c3d_files_as_it_takes(tmp_path: Path) -> None:
    """Two hours at 30 frames a second are 216 000 frames; one file counts to 65 535."""
    count = 2 * 3600 * 30
    events = tuple(MarkerEvent("Rep Bottom", "General", t) for t in (10.0, 2184.6, 7000.0))
    even = Markers(("A",), np.arange(count) / 30, np.arange(count * 3.0).reshape(count, 1, 3), "px", 30.0, True, events)
    made = parts(even)
    assert [len(p.time_s) for p in made] == [MOST_FRAMES] * 3 + [count - 3 * MOST_FRAMES]
    assert [len(p.events) for p in made] == [1, 1, 0, 1]
    read = ezc3d.c3d(str(written(tmp_path / "d.c3d", made[3])))
    assert read["parameters"]["PLUMBLINE"]["START_TIME_S"]["value"][0] == pytest.approx(3 * MOST_FRAMES / 30, rel=1e-6)
    assert read["data"]["points"].shape[2] == count - 3 * MOST_FRAMES
    minutes, seconds = read["parameters"]["EVENT"]["TIMES"]["value"]
    assert 60 * minutes + seconds == pytest.approx(7000 - 3 * MOST_FRAMES / 30, abs=1e-3)
    assert read["data"]["points"][0, 0, 0] == pytest.approx(3 * 3 * MOST_FRAMES)


def test_a_c3d_file_can_be_cancelled_in_the_middle(tmp_path: Path) -> None:
    even = Markers(("A",), np.arange(9000) / 30, np.zeros((9000, 1, 3)), "px", 30.0, True, ())
    outlet = Outlet(tmp_path / "out")
    with pytest.raises(KeyboardInterrupt), outlet.place("a.c3d") as path:
        steps = write_c3d(path, even)
        assert next(steps) < 9000
        raise KeyboardInterrupt
    assert list((tmp_path / "out").iterdir()) == []


def test_angles_for_opensim_are_written_row_by_row_and_can_be_cancelled(tmp_path: Path) -> None:
    result = squat_analysis(Path("a.mp4"))
    outlet = Outlet(tmp_path / "a")
    steps = write_data(ExportRequest(result, frozenset({"mot"}), tmp_path), outlet)
    next(steps)
    next(steps)
    steps.close()
    assert outlet.placed == [] and list((tmp_path / "a").iterdir()) == []
    for _ in write_data(ExportRequest(result, frozenset({"mot"}), tmp_path), outlet):
        pass
    assert outlet.placed[0].read_text() == mot_text(result, "a.mot")


def test_files_for_other_programs_count_what_was_put_by_hand(result: Analysis, tmp_path: Path) -> None:
    edited = replace(result, pose=replace(result.pose, by_hand={"corrected_landmarks": 3, "events_moved": 0}))
    outlet = Outlet(tmp_path)
    for _ in write_data(ExportRequest(edited, frozenset({"mot", "c3d"}), tmp_path), outlet):
        pass
    by_kind = {path.suffix: path for path in outlet.placed}
    told = ezc3d.c3d(str(by_kind[".c3d"]))["parameters"]["PLUMBLINE"]["BY_HAND"]["value"]
    assert told == ["corrected_landmarks 3", "events_moved 0"]
    head = by_kind[".mot"].read_text().split("endheader")[0].splitlines()
    assert head[-1] == "by_hand=corrected_landmarks 3, events_moved 0"
    assert "by_hand" not in mot_text(result, "a.mot"), "where nothing was, nothing is told"
    clip = {row[0]: row[1] for row in next(t for t in tables(edited) if t.name == "Clip").rows}
    assert clip["by hand corrected_landmarks"] == 3
