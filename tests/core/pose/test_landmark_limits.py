"""Files of landmarks that no video has are refused in a sentence, before memory is asked for."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.export.table import landmarks_csv
from core.pose.landmark_file import LandmarkFileError
from core.pose.landmark_formats import read_landmarks
from core.pose.landmark_limits import LARGEST_FILE, LARGEST_FRAME_FILE
from core.pose.landmark_names import SKELETONS
from core.pose.skeleton import INDEX
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
from tests.core.stick_figure import clock, seen, squat

TIME = clock(30, 1)
ORDER = SKELETONS["COCO_17"]
Writer = Callable[[Path, PoseTrack, np.ndarray], Path]


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    return seen(TIME, squat(TIME, (Move(0.1),)))


def write_trc(folder: Path, track: PoseTrack, time_s: np.ndarray) -> Path:
    """Without a rate in its head, so that its times alone tell how frames follow."""
    head, keys, told, *rest = trc_text(trc_pixels(track), HALPE_MARKERS, time_s, "px").splitlines()
    file = folder / "a.trc"
    file.write_text("\n".join([head, keys, told[told.index("\t") :], *rest]))
    return file


def write_csv(folder: Path, track: PoseTrack, time_s: np.ndarray) -> Path:
    header, *rows = landmarks_csv(track).splitlines()
    cells = [row.split(",") for row in rows]
    timed = [",".join([row[0], repr(float(t)), *row[2:]]) for row, t in zip(cells, time_s, strict=True)]
    file = folder / "landmarks.csv"
    file.write_text("\n".join([header, *timed]))
    return file


@pytest.mark.parametrize("write", [write_trc, write_csv])
@pytest.mark.parametrize("last_s", [1e6, 1e300])
def test_one_time_far_behind_all_others_is_refused(
    write: Writer, last_s: float, tmp_path: Path, track: PoseTrack
) -> None:
    time_s = TIME.copy()
    time_s[-1] = last_s
    with pytest.raises(LandmarkFileError, match="its times jump: give the landmarks of every frame"):
        read_landmarks(write(tmp_path, track, time_s))


@pytest.mark.parametrize("write", [write_trc, write_csv])
@pytest.mark.parametrize("scale", [1e-9, 1e6])
def test_times_in_another_unit_than_seconds_are_refused(
    write: Writer, scale: float, tmp_path: Path, track: PoseTrack
) -> None:
    with pytest.raises(LandmarkFileError, match="s, as no camera's do: times are in seconds"):
        read_landmarks(write(tmp_path, track, TIME * scale))


def test_a_frame_number_that_no_integer_holds_is_refused(tmp_path: Path, track: PoseTrack) -> None:
    file = write_csv(tmp_path, track, TIME)
    *rows, last = file.read_text().splitlines()
    file.write_text("\n".join([*rows, "1e30," + last.partition(",")[2]]))
    with pytest.raises(LandmarkFileError, match="its frames and times do not go on in order"):
        read_landmarks(file)


def test_a_rate_that_counts_no_frames_leaves_the_files_own_order(tmp_path: Path, track: PoseTrack) -> None:
    text = trc_text(trc_pixels(track), HALPE_MARKERS, TIME, "px").splitlines()
    for rate in ("inf", "nan", "1e300", "sixty"):
        text[2] = "\t".join([rate, *text[2].split("\t")[1:]])
        (tmp_path / "a.trc").write_text("\n".join(text))
        np.testing.assert_array_equal(read_landmarks(tmp_path / "a.trc").frame, np.arange(len(TIME)))


def test_frames_numbered_far_apart_are_refused_in_one_file_and_in_a_folder(tmp_path: Path, track: PoseTrack) -> None:
    frames = mmpose_frames([in_order(track, ORDER)])
    frames[-1]["frame_id"] = 9_000_000
    (tmp_path / "p.json").write_text(json.dumps(frames))
    folder = write_openpose(tmp_path / "json", [in_order(track, ORDER)])
    sorted(folder.iterdir())[-1].rename(folder / "squat_000009000000_keypoints.json")
    for path in (tmp_path / "p.json", folder):
        with pytest.raises(LandmarkFileError, match="its frame numbers jump"):
            read_landmarks(path)


@pytest.mark.parametrize(("key", "says"), [("99999999999", "the file is damaged"), ("²", None)])
def test_a_numbered_name_that_is_no_place_in_a_skeleton(
    key: str, says: str | None, tmp_path: Path, track: PoseTrack
) -> None:
    names = {str(i): name for i, name in enumerate(ORDER)}
    told: dict[str, Any] = {"instance_info": mmpose_frames([in_order(track, ORDER)])}
    told["meta_info"] = {"keypoint_id2name": {**names, key: "tail"}}
    file = tmp_path / "p.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    if says is None:  # names that are not numbered are passed over; the count tells the skeleton
        assert read_landmarks(file).skeleton == "COCO_17"
    else:
        with pytest.raises(LandmarkFileError, match=says):
            read_landmarks(file)


def test_a_coordinate_beyond_any_picture_is_a_gap(tmp_path: Path, track: PoseTrack) -> None:
    points = in_order(track, ORDER)
    points[3, ORDER.index("left_knee"), 0] = 1e300
    (tmp_path / "p.json").write_text(json.dumps(mmpose_frames([points])))
    xy = read_landmarks(tmp_path / "p.json").xy_px[:, INDEX["left_knee"]]
    assert np.isnan(xy[3]).any()
    assert np.isfinite(np.delete(xy, 3, axis=0)).all()


def test_a_file_that_fits_no_memory_is_refused_by_its_size(tmp_path: Path, track: PoseTrack) -> None:
    file = write_trc(tmp_path, track, TIME)
    os.truncate(file, LARGEST_FILE + 1)  # a hole on the disk
    with pytest.raises(LandmarkFileError, match=r"far too large for the landmarks of one video \(2\.0 GB\)"):
        read_landmarks(file)
    folder = write_openpose(tmp_path / "json", [in_order(track, ORDER)])
    os.truncate(next(folder.iterdir()), LARGEST_FRAME_FILE + 1)
    with pytest.raises(LandmarkFileError, match="far too large"):
        read_landmarks(folder)
