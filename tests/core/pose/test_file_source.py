"""Landmarks of a file as a track: on a clip's frames, or by their own times."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.export.table import landmarks_csv
from core.pose.file_source import FileAlone, FileOnClip
from core.pose.landmark_file import LandmarkFileError
from core.pose.landmark_names import SKELETONS
from core.pose.source import Tracked, TrackSource
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

TIME = clock(30, 2)
N = len(TIME)
SIZE = (1280, 1000)
UNEVEN = TIME + 0.01 * (np.arange(N) % 3 == 1)  # the clip's exact times, of which other programs know nothing


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    return seen(TIME, squat(TIME, (Move(0.2),)))


@pytest.fixture
def pixels(track: PoseTrack, tmp_path: Path) -> Path:
    file = tmp_path / "squat_px_person00.trc"
    file.write_text(trc_text(trc_pixels(track), HALPE_MARKERS, TIME))
    return file


def tracked(source: TrackSource) -> Tracked:
    steps = source.track()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Tracked = end.value
            return found


def on_clip(path: Path, times: np.ndarray = UNEVEN, numbers: range | None = None) -> Tracked:
    return tracked(FileOnClip(path, times, numbers or range(len(times)), SIZE))


def test_landmarks_take_the_clips_exact_times(pixels: Path, track: PoseTrack) -> None:
    found = on_clip(pixels)
    np.testing.assert_array_equal(found.raw.time_s, UNEVEN)
    np.testing.assert_allclose(found.raw.point("left_knee"), track.point("left_knee"), atol=1e-6)
    assert (found.backend, found.model_sha256, found.people) == ("import", "", 1)
    assert found.model == "Sports2D or Pose2Sim (.trc), 22 markers by name"
    (step,) = found.raw.provenance
    assert step.name == "landmarks"
    assert step.parameters["file"] == pixels.name
    assert len(step.parameters["sha256"]) == 64


def test_a_part_of_the_clip_takes_its_own_frames(pixels: Path, track: PoseTrack) -> None:
    found = on_clip(pixels, numbers=range(20, 40))
    assert found.first_frame == 20
    np.testing.assert_array_equal(found.raw.time_s, UNEVEN[20:40])
    np.testing.assert_allclose(found.raw.point("left_knee"), track.point("left_knee")[20:40], atol=1e-6)


def test_frames_are_matched_by_their_numbers_where_the_file_holds_a_part(tmp_path: Path, track: PoseTrack) -> None:
    points = in_order(track, SKELETONS["BODY_25"])
    folder = write_openpose(tmp_path / "json", [points[10:50]], first=10)
    found = on_clip(folder)
    np.testing.assert_allclose(found.raw.point("left_knee")[10:50], track.point("left_knee")[10:50])
    assert found.raw.has_pose.tolist() == [10 <= i < 50 for i in range(N)]


def test_a_frame_more_than_the_player_shows_is_left_out(pixels: Path, track: PoseTrack) -> None:
    found = on_clip(pixels, UNEVEN[:-1])
    np.testing.assert_allclose(found.raw.point("left_knee"), track.point("left_knee")[:-1], atol=1e-6)


def test_landmarks_of_a_longer_clip_are_refused(pixels: Path) -> None:
    with pytest.raises(LandmarkFileError, match=r"these landmarks go on to frame 59, but the clip has 30 frames"):
        on_clip(pixels, UNEVEN[:30])


def test_landmarks_of_a_larger_picture_are_refused(tmp_path: Path, track: PoseTrack) -> None:
    file = tmp_path / "big_px.trc"
    file.write_text(trc_text(trc_pixels(track) * 3, HALPE_MARKERS, TIME))
    with pytest.raises(LandmarkFileError, match="lie outside the clip's picture of 1280 x 1000"):
        on_clip(file)


def test_metres_cannot_be_laid_on_a_clip(tmp_path: Path, track: PoseTrack) -> None:
    file = tmp_path / "squat_m_person00.trc"
    file.write_text(trc_text(trc_pixels(track) * [1, -1, 1] / 350, HALPE_MARKERS, TIME))
    with pytest.raises(LandmarkFileError, match="not in pixels of the picture"):
        on_clip(file)
    assert tracked(FileAlone(file)).m_per_px == pytest.approx(1 / 500)


def test_alone_a_file_keeps_its_own_times(pixels: Path) -> None:
    found = tracked(FileAlone(pixels))
    np.testing.assert_allclose(found.raw.time_s, TIME)
    assert (found.time_scale, found.first_frame, found.m_per_px) == (1.0, 0, None)


def test_slow_motion_becomes_real_by_the_true_rate(pixels: Path) -> None:
    found = tracked(FileAlone(pixels, capture_fps=240.0))
    np.testing.assert_allclose(found.raw.time_s, TIME / 8)
    assert found.time_scale == pytest.approx(1 / 8)


def test_frames_without_times_need_a_rate(tmp_path: Path, track: PoseTrack) -> None:
    folder = write_openpose(tmp_path / "json", [in_order(track, SKELETONS["BODY_25"])], first=6)
    with pytest.raises(LandmarkFileError) as told:
        tracked(FileAlone(folder))
    assert told.value.sentence == (
        f"{folder}: OpenPose (JSON) does not say how fast the frames follow: "
        "give the rate it was filmed at, such as --capture-fps 60"
    )
    found = tracked(FileAlone(folder, 60.0))
    np.testing.assert_allclose(found.raw.time_s, (6 + np.arange(N)) / 60)
    assert found.first_frame == 6


def test_missing_rows_become_frames_without_a_pose(tmp_path: Path, track: PoseTrack) -> None:
    lines = landmarks_csv(track).splitlines()
    file = tmp_path / "landmarks.csv"
    file.write_text("\n".join(lines[:11] + lines[16:]))
    raw = tracked(FileAlone(file)).raw
    assert len(raw) == N
    np.testing.assert_allclose(raw.time_s, TIME, atol=1e-6)
    assert np.flatnonzero(~raw.has_pose).tolist() == [10, 11, 12, 13, 14]


def test_one_frame_is_no_movement(tmp_path: Path, track: PoseTrack) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps(mmpose_frames([in_order(track, SKELETONS["COCO_17"])[:1]])))
    with pytest.raises(LandmarkFileError, match="there is only one frame in it"):
        tracked(FileAlone(file, 30.0))


@pytest.mark.parametrize("far", [10_000, 10**15])
def test_frame_numbers_that_jump_are_refused_before_memory_is_asked_for(
    far: int, tmp_path: Path, track: PoseTrack
) -> None:
    lines = landmarks_csv(track).splitlines()
    last = lines[-1].split(",")
    file = tmp_path / "landmarks.csv"
    file.write_text("\n".join([*lines, ",".join([str(far), "9.5", *last[2:]])]))
    with pytest.raises(LandmarkFileError, match="its frame numbers jump"):
        tracked(FileAlone(file))


def test_a_pick_is_told_in_seconds(tmp_path: Path, track: PoseTrack) -> None:
    idle = seen(TIME, squat(TIME, ()), at=(200.0, 420.0))
    order = SKELETONS["BODY_25"]
    folder = write_openpose(tmp_path / "json", [in_order(track, order), in_order(idle, order)])
    pick = (200.0, 420.0, 1.0)
    for source in (FileAlone(folder, 30.0, pick), FileOnClip(folder, TIME, range(N), SIZE, pick)):
        np.testing.assert_allclose(tracked(source).raw.point("left_knee"), idle.point("left_knee"))


def test_who_is_lost_for_a_moment_is_the_same_person_however_many_frames_a_second_were_filmed(tmp_path: Path) -> None:
    times = clock(240, 2)
    order = SKELETONS["BODY_25"]
    idle = in_order(seen(times, squat(times, ()), at=(200.0, 420.0)), order)
    idle[(times > 0.8) & (times < 1.2)] = np.nan
    athlete = in_order(seen(times, squat(times, (Move(0.2),))), order)
    folder = write_openpose(tmp_path / "json", [athlete, idle])
    for source in (FileAlone(folder, 240.0), FileOnClip(folder, times, range(len(times)), SIZE)):
        assert tracked(source).people == 2


def test_a_track_is_read_only_like_any_other(pixels: Path) -> None:
    raw = tracked(FileAlone(pixels)).raw
    assert not raw.xy_px.flags.writeable
    assert replace(raw).hips_in_front is False
