"""Keypoints of OpenPose and MMPose: orders, names, scores, and files that are none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pose.landmark_file import LandmarkFile, LandmarkFileError
from core.pose.landmark_formats import read_landmarks
from core.pose.landmark_names import SKELETONS
from core.pose.people_json import read_mmpose
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.pose.landmark_writers import in_order, mmpose_frames, of_skeleton, write_openpose
from tests.core.squat_figure import Move
from tests.core.stick_figure import LEFT, RIGHT, clock, seen, squat

TIME = clock(30, 1.5)
N = len(TIME)
BODY = squat(TIME, (Move(0.1),))
POINTS = {"COCO_133": 133}


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    return seen(TIME, BODY)


def points_of(track: PoseTrack, skeleton: str) -> np.ndarray:
    """(T, K, 3) with the faces and hands of COCO_133 standing somewhere."""
    points = in_order(track, SKELETONS[skeleton])
    more = POINTS.get(skeleton, points.shape[1]) - points.shape[1]
    return np.concatenate([points, np.full((len(track), more, 3), 7.0)], axis=1)


def write(folder: Path, form: str, people: list[np.ndarray]) -> Path:
    if form == "openpose":
        return write_openpose(folder / "json", people)
    file = folder / "predictions.json"
    file.write_text(json.dumps(mmpose_frames(people)))
    return file


@pytest.mark.parametrize("form", ["openpose", "mmpose"])
@pytest.mark.parametrize("skeleton", SKELETONS)
def test_every_skeleton_is_read_from_both(tmp_path: Path, track: PoseTrack, form: str, skeleton: str) -> None:
    found = read_landmarks(write(tmp_path, form, [points_of(track, skeleton)]))
    ours = of_skeleton(skeleton)
    np.testing.assert_allclose(found.xy_px[:, ours], track.xy_px[:, ours], atol=1e-9)
    np.testing.assert_allclose(found.visibility[:, ours], 0.95)
    assert np.isnan(np.delete(found.xy_px, ours, axis=1)).all()
    assert (found.skeleton, found.people, found.time_s) == (skeleton, 1, None)
    assert found.hips_in_front == (skeleton == "BLAZEPOSE_33")
    np.testing.assert_array_equal(found.frame, np.arange(N))


@settings(max_examples=15)
@given(
    turn=st.sampled_from([RIGHT, LEFT]),
    gaps=st.lists(st.tuples(st.integers(0, N - 1), st.sampled_from(of_skeleton("HALPE_26"))), max_size=10),
    empty=st.sets(st.integers(1, N - 1), max_size=5),
    scores=st.floats(0.05, 1.4),
)
def test_points_and_frames_that_were_not_found_are_missing_and_nothing_else(
    turn: float, gaps: list[tuple[int, int]], empty: set[int], scores: float
) -> None:
    track = seen(TIME, BODY, turn)
    xy = track.xy_px.copy()
    for row, landmark in gaps:
        xy[row, landmark] = np.nan
    xy[sorted(empty)] = np.nan
    visibility = np.where(np.isfinite(xy[..., 0]), scores, np.nan)
    points = points_of(PoseTrack(TIME, xy, visibility, track.world_m, track.noise_px), "HALPE_26")
    points[sorted(empty)] = np.nan
    found = read_mmpose(Path("p.json"), mmpose_frames([points]))
    ours = of_skeleton("HALPE_26")
    np.testing.assert_allclose(found.xy_px[:, ours], xy[:, ours], atol=1e-9)
    np.testing.assert_allclose(found.visibility[:, ours], visibility[:, ours].clip(0, 1))


def test_frames_are_numbered_by_the_files_and_a_frame_without_a_file_is_empty(tmp_path: Path, track: PoseTrack) -> None:
    folder = write_openpose(tmp_path / "json", [points_of(track, "BODY_25")], first=120)
    (folder / "squat_000000000130_keypoints.json").unlink()
    found = read_landmarks(folder)
    assert (found.frame[0], found.frame[-1], len(found)) == (120, 120 + N - 1, N)
    assert np.isnan(found.xy_px[10]).all()


def test_mmpose_tells_the_names_of_its_points(tmp_path: Path, track: PoseTrack) -> None:
    order = list(reversed(SKELETONS["COCO_17"]))
    content = {
        "meta_info": {"keypoint_id2name": {str(i): name for i, name in enumerate(order)}},
        "instance_info": mmpose_frames([in_order(track, order)], first=1),
    }
    file = tmp_path / "results_squat.json"
    file.write_text(json.dumps(content))
    found = read_landmarks(file)
    np.testing.assert_allclose(found.xy_px[:, INDEX["left_knee"]], track.point("left_knee"))
    assert (found.frame[0], found.skeleton) == (0, "17 points by name"), "the demo counts its frames from 1"


def test_the_likeliest_of_two_is_taken_and_the_other_by_a_pick(tmp_path: Path, track: PoseTrack) -> None:
    idle = seen(TIME, np.repeat(BODY[:1], N, axis=0), at=(200.0, 420.0))
    people = [points_of(idle, "BODY_25"), points_of(track, "BODY_25")]
    people[0][::2], people[1][::2] = people[1][::2].copy(), people[0][::2].copy()  # in no order from frame to frame
    folder = write_openpose(tmp_path / "json", people)
    found = read_landmarks(folder)
    assert found.people == 2
    np.testing.assert_allclose(found.xy_px[:, 25], track.xy_px[:, 25], atol=1e-9)
    other = read_landmarks(folder, (200.0, 420.0, 5))
    np.testing.assert_allclose(other.xy_px[:, 25], idle.xy_px[:, 25], atol=1e-9)


def test_who_overlaps_the_athlete_and_where_they_may_be_somebody_else_is_told_with_the_files_own_frames(
    tmp_path: Path, track: PoseTrack
) -> None:
    beside = points_of(seen(TIME, np.repeat(BODY[:1], N, axis=0), at=(700.0, 420.0)), "BODY_25")
    folder = write_openpose(tmp_path / "beside", [points_of(track, "BODY_25"), beside], first=7)
    found = read_landmarks(folder)
    assert found.beside and not found.another
    ((from_s, to_s),) = found.track(TIME, np.arange(N)).beside_s
    assert (from_s, to_s) == (TIME[found.beside[0][0]], TIME[found.beside[0][1]])
    away = points_of(track, "BODY_25")
    away[: N // 3] = np.nan
    away[N // 3 : N // 3 + 20] = np.nan
    here = points_of(track, "BODY_25")
    here[N // 3 :] = np.nan
    away[..., 0] += 600.0
    lost = read_landmarks(write_openpose(tmp_path / "away", [here, away], first=7))
    told = lost.another
    assert not lost.notice, "the file is whole"
    assert told.startswith(f"The athlete is found again at frame {7 + N // 3 + 20}, far from where they were lost")


Damage = Callable[[Path], None]


def _cut(folder: Path) -> None:
    file = sorted(folder.iterdir())[3]
    file.write_text(file.read_text()[:50])


def _other(folder: Path) -> None:
    (folder / "squat_000000000999_keypoints.json").write_text('{"images": []}')


def _three(folder: Path) -> None:
    content = {"people": [{"pose_keypoints_2d": [1.0, 2.0]}]}
    (folder / "squat_000000000999_keypoints.json").write_text(json.dumps(content))


def _foreign(folder: Path) -> None:
    content = {"people": [{"pose_keypoints_2d": [5.0] * 63}]}
    (folder / "squat_000000000000_keypoints.json").write_text(json.dumps(content))


def _mixed(folder: Path) -> None:
    content = {"people": [{"pose_keypoints_2d": [5.0] * 51}]}
    (folder / "squat_000000000999_keypoints.json").write_text(json.dumps(content))


def _unnumbered(folder: Path) -> None:
    (folder / "a.json").write_text('{"people": []}')


def _twice(folder: Path) -> None:
    (folder / "zercher_000000000001_keypoints.json").write_text('{"people": []}')


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_cut, "the file is damaged or cut off"),
        (_other, "this is not one of OpenPose's keypoint files"),
        (_three, "the file is damaged"),
        (_foreign, r"people of 21 points are of no skeleton that is known: use COCO_17 \(17\)"),
        (_mixed, "BODY_25 and COCO_17 in one video"),
        (_unnumbered, "the files' names do not count the frames of one video"),
        (_twice, "the files' names do not count the frames of one video"),
    ],
)
def test_a_folder_that_is_wrong_is_one_sentence(tmp_path: Path, track: PoseTrack, damage: Damage, says: str) -> None:
    folder = write_openpose(tmp_path / "json", [points_of(track, "BODY_25")])
    damage(folder)
    with pytest.raises(LandmarkFileError, match=says):
        read_landmarks(folder)


def test_an_empty_folder_says_what_belongs_into_it(tmp_path: Path) -> None:
    with pytest.raises(LandmarkFileError, match=r"there are no keypoint files \(\.json\) in this folder"):
        read_landmarks(tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"a": 1}, "this JSON file holds no landmarks that are known"),
        ([], "holds no landmarks"),
        ([1, 2], "holds no landmarks"),
        ([{"frame_id": 0}], "holds no landmarks"),
        ([{"frame_id": -1, "instances": []}], "the file is damaged"),
        ([{"frame_id": "x", "instances": []}], "the file is damaged"),
        ([{"frame_id": 0, "instances": []}], "nobody is in it"),
        ([[{"keypoints": [[1, 2]] * 21}]], "people of 21 points are of no skeleton"),
        ([[{"keypoints": [[1, 2], [3]]}]], "the file is damaged"),
        ([[{"keypoints": [[1, 2]] * 17, "keypoint_scores": [1]}]], "the file is damaged"),
        ([[{"keypoints": [[400, 200]] * 17, "keypoint_scores": [None] * 17}]], "nobody is in it"),
        ([[{"keypoints": [[0.4, 0.2]] * 17}]], "its coordinates are shares of the picture, from 0 to 1"),
        (
            {"meta_info": {"keypoint_id2name": {"0": "L_Eye", "1": "tail"}}, "instance_info": [{"instances": []}]},
            r"its points are not a skeleton that is known \(found: L_Eye, tail\)",
        ),
    ],
)
def test_a_json_file_that_is_wrong_is_one_sentence(content: Any, says: str) -> None:
    with pytest.raises(LandmarkFileError, match=says):
        read_mmpose(Path("p.json"), content)


def test_one_frame_of_openpose_asks_for_the_folder(tmp_path: Path, track: PoseTrack) -> None:
    folder = write_openpose(tmp_path / "json", [points_of(track, "BODY_25")])
    with pytest.raises(LandmarkFileError, match="this is one frame of OpenPose's: give the folder"):
        read_landmarks(next(folder.iterdir()))


def _same(one: LandmarkFile, other: LandmarkFile) -> bool:
    return bool(np.array_equal(one.xy_px, other.xy_px, equal_nan=True))


def test_reading_twice_gives_the_same(tmp_path: Path, track: PoseTrack) -> None:
    folder = write_openpose(tmp_path / "json", [points_of(track, "BODY_25")])
    assert _same(read_landmarks(folder), read_landmarks(folder))
