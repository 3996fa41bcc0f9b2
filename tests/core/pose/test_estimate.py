"""Landmarks of real pictures: the same however many threads, nothing left behind, and both backends agree."""

from collections import Counter
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose import backend as backends
from core.pose import boxes
from core.pose import estimate as estimating
from core.pose.backend import Looks
from core.pose.begun import Begun
from core.pose.early_looks import EarlyLooks
from core.pose.effort import Quality
from core.pose.estimate import estimate
from core.pose.landmark_network import LandmarkNetwork
from core.pose.measuring import Measuring
from core.pose.models import find_model
from core.pose.skeleton import INDEX, mirror_order
from core.pose.track import PoseTrack
from core.pose.workers import Workers
from core.progress import Progress
from core.video.picture import PictureMaker
from core.video.reader import PyAVReader, StoredFrame, open_reader
from tests.core.pose.threads import left_running, pose_threads
from tests.core.video.clips import make_clip

pytestmark = pytest.mark.skipif(find_model() is None, reason="the pose model is not on this machine")
FRAMES = range(58, 82)  # coming up
NAMES = ("xy_px", "visibility", "world_m", "noise_px")


def finished(
    steps: Generator[Progress, None, tuple[PoseTrack, int]],
) -> tuple[PoseTrack, int, list[Progress]]:
    told = []
    try:
        while True:
            told.append(next(steps))
    except StopIteration as end:
        return (*end.value, told)


@pytest.fixture(scope="module")
def reader(demo: Path) -> Iterator[PyAVReader]:
    with open_reader(demo / "squat.mp4") as opened:
        yield opened


@pytest.fixture(scope="module")
def alone(reader: PyAVReader, model: Path) -> tuple[PoseTrack, int, list[Progress]]:
    """One thread, every frame of the stretch."""
    return finished(estimate(reader, model, "landmark-network", FRAMES, jobs=1, views=2))


def test_the_athlete_is_seen_in_every_frame_at_the_times_of_the_clip(
    alone: tuple[PoseTrack, int, list[Progress]], reader: PyAVReader
) -> None:
    track, people, _ = alone
    assert people == 1
    assert track.has_pose.all()
    np.testing.assert_array_equal(track.time_s, reader.time_s[FRAMES.start : FRAMES.stop])
    knees = track.point("right_knee")
    assert ((knees > 0) & (knees < [reader.info.width_px, reader.info.height_px])).all()
    up = track.point("right_ankle")[:, 1] - track.point("right_hip")[:, 1]
    assert up[-1] > 1.5 * up[0], "the hips rise over the ankles"
    assert (track.noise_px >= 0).all(), "two looks tell how far they are apart"
    told = track.provenance[-1].parameters
    assert (told["backend"], told["model"]) == ("landmark-network", "pose_landmarker_full.task")


def test_landmarks_are_the_same_whatever_the_number_of_threads(
    alone: tuple[PoseTrack, int, list[Progress]], reader: PyAVReader, model: Path
) -> None:
    track, _, _ = finished(estimate(reader, model, "landmark-network", FRAMES, jobs=3, views=2))
    for name in NAMES:
        np.testing.assert_allclose(getattr(track, name), getattr(alone[0], name), atol=0.01, err_msg=name)
    assert track.camera is not None
    assert alone[0].camera is not None
    assert track.camera.state == "still"
    np.testing.assert_array_equal(track.camera.shift_px, alone[0].camera.shift_px)
    assert left_running() == []


def test_the_number_of_looks_that_is_chosen_for_a_clip_does_not_depend_on_the_threads(
    reader: PyAVReader, model: Path
) -> None:
    one, other = (finished(estimate(reader, model, "landmark-network", FRAMES[:12], jobs=n))[0] for n in (1, 2))
    for name in NAMES:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=0.01, err_msg=name)


@pytest.mark.parametrize("early", [True, False], ids=["while-following", "while-measuring"])
def test_after_a_cancel_it_goes_on_and_comes_to_the_same(
    alone: tuple[PoseTrack, int, list[Progress]],
    reader: PyAVReader,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    early: bool,
) -> None:
    if not early:
        monkeypatch.setattr(EarlyLooks, "room", lambda *asked: 0)
    monkeypatch.setattr(estimating, "_TICK_S", 0.0)  # a quick machine would be through between two ticks
    measured: list[int] = []
    look = Measuring.begin

    def begin(self: Measuring, row: int, *asked: Any) -> None:
        if np.isfinite(self.rows.boxes[row, 0]) and not self.rows.views[row]:
            measured.append(row)
        look(self, row, *asked)

    monkeypatch.setattr(Measuring, "begin", begin)
    whole = finished(estimate(reader, model, "landmark-network", FRAMES, jobs=2, views=2))[0]
    at_one_go = Counter(measured)

    left: list[Begun] = []
    steps = estimate(reader, model, "landmark-network", FRAMES, jobs=2, views=2, on_stop=left.append)
    for progress in steps:
        if progress.stage == "pose" and progress.done >= 3:
            break
    steps.close()
    (begun,) = left
    assert 3 <= begun.done.sum() < len(FRAMES)
    assert (begun.followed is None) == early

    measured.clear()
    monkeypatch.setattr(Workers, "find", lambda *asked: pytest.fail("somebody is looked for again"))
    track, people, told = finished(
        estimate(reader, model, "landmark-network", FRAMES, jobs=2, views=2, begun=begun, on_stop=left.append)
    )
    assert Counter(measured) <= at_one_go
    if not early:
        assert sorted(measured) == np.flatnonzero(~begun.done).tolist(), "nothing is looked at twice"
    else:
        assert sum(measured.count(row) for row in np.flatnonzero(begun.done)) <= at_one_go.total() - len(FRAMES)
    assert {p.stage for p in told} == {"pose"}
    assert (people, len(left)) == (alone[1], 1)
    for name in NAMES:
        wanted = alone[0] if early else whole
        np.testing.assert_allclose(getattr(track, name), getattr(wanted, name), atol=0.01, err_msg=name)


def test_fast_frames_stand_alone_too_whatever_the_number_of_threads_and_after_a_cancel(
    reader: PyAVReader, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimating, "_TICK_S", 0.0)
    stretch = range(40, 82)
    asked = (reader, model, "landmark-network", stretch)
    one, other = (finished(estimate(*asked, jobs=n, quality="fast"))[0] for n in (1, 3))
    left: list[Begun] = []
    steps = estimate(*asked, jobs=2, quality="fast", on_stop=left.append)
    for progress in steps:
        if progress.stage == "pose" and progress.done >= 8:
            break
    steps.close()
    (begun,) = left
    assert 8 <= begun.done.sum() < len(stretch)
    again = finished(estimate(*asked, jobs=2, quality="fast", begun=begun))[0]
    for name in NAMES:
        for track in (other, again):
            np.testing.assert_allclose(getattr(track, name), getattr(one, name), atol=0.01, err_msg=name)


def test_fast_looks_at_every_frame_of_one_person_about_once(
    reader: PyAVReader, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes_looked_at = []
    look = LandmarkNetwork._look
    monkeypatch.setattr(
        LandmarkNetwork, "_look", lambda self, *asked: boxes_looked_at.append(asked[1]) or look(self, *asked)
    )
    stretch = range(120)
    track = finished(estimate(reader, model, "landmark-network", stretch, quality="fast"))[0]
    assert track.has_pose.all()
    assert len(boxes_looked_at) <= 1.05 * len(stretch) + 3


def test_fast_takes_every_picture_of_one_person_from_the_file_once(
    reader: PyAVReader, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: Counter[int] = Counter()
    stored = PyAVReader.stored

    def counted(self: PyAVReader, *asked: Any, **named: Any) -> Iterator[StoredFrame]:
        for frame in stored(self, *asked, **named):
            taken[frame.number] += 1
            yield frame

    monkeypatch.setattr(PyAVReader, "stored", counted)
    whole = range(len(reader.index))
    track = finished(estimate(reader, model, "landmark-network", whole, quality="fast"))[0]
    assert track.has_pose.all()
    assert taken == Counter(whole)


@pytest.mark.parametrize(("quality", "looks"), [("fast", 1), ("standard", 1), ("precise", 2)])
def test_a_level_takes_its_number_of_looks_at_a_calm_athlete(
    reader: PyAVReader, model: Path, quality: Quality, looks: int
) -> None:
    track = finished(estimate(reader, model, "landmark-network", FRAMES[:8], quality=quality))[0]
    assert track.provenance[-1].parameters["looks"] == looks
    assert np.isfinite(track.noise_px).any() == (looks > 1), "two looks tell how far they are apart"


def test_runners_are_looked_at_twice_at_the_fast_level_too(model: Path, demo: Path) -> None:
    with open_reader(demo / "sprint.mp4") as clip:
        first = len(clip) // 2
        stretch = range(first, first + 40)
        track = finished(estimate(clip, model, "landmark-network", stretch, quality="fast"))[0]
    assert track.provenance[-1].parameters["looks"] == 2
    assert np.isfinite(track.noise_px).any()


def test_no_whole_picture_becomes_rgb_at_the_fast_level(
    reader: PyAVReader, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = []
    rgb = PictureMaker.rgb
    monkeypatch.setattr(PictureMaker, "rgb", lambda self, frame: whole.append(frame) or rgb(self, frame))
    track = finished(estimate(reader, model, "landmark-network", FRAMES[:8], quality="fast"))[0]
    assert track.has_pose.all()
    assert whole == []


def test_progress_counts_up_to_the_end_and_shows_what_is_there_already(
    alone: tuple[PoseTrack, int, list[Progress]],
) -> None:
    _, _, told = alone
    pose = [p for p in told if p.stage == "pose"]
    assert [p.stage for p in told] == ["find"] * (len(told) - len(pose)) + ["pose"] * len(pose)
    assert [p.done for p in pose] == sorted(p.done for p in pose)
    assert (pose[-1].done, pose[-1].total, pose[-1].remaining_s) == (len(FRAMES), len(FRAMES), 0.0)
    assert pose[-1].rate > 0
    assert isinstance(pose[-1].partial, PoseTrack)
    assert len(pose[-1].partial) == len(FRAMES)


def test_the_time_left_counts_what_is_decoded_again_for_the_camera(
    reader: PyAVReader, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most poses are there by then: of the minutes that a long clip takes, nothing or an hour was told to be left."""
    seconds = count()
    monkeypatch.setattr(estimating, "time", SimpleNamespace(perf_counter=lambda: float(next(seconds))))
    monkeypatch.setattr(estimating, "_TICK_S", 0.0)
    monkeypatch.setattr(estimating, "_HIDDEN", 0.0)  # where the athlete was, nobody knew on the way
    *_, told = finished(estimate(reader, model, "landmark-network", FRAMES, quality="fast"))
    again = told[-len(FRAMES) - 1 : -1]
    assert [p.remaining_s for p in again] == pytest.approx(list(range(len(FRAMES)))[::-1])
    assert [p.rate for p in again] == pytest.approx([1.0] * len(FRAMES))


def test_closing_leaves_no_thread_behind(reader: PyAVReader, model: Path) -> None:
    steps = estimate(reader, model, "landmark-network", range(60), jobs=2)
    for progress in steps:
        if progress.stage == "pose":
            assert pose_threads()
            break
    steps.close()
    assert left_running() == []


def test_a_picture_with_nobody_in_it_gives_nothing_and_no_error(model: Path, tmp_path: Path) -> None:
    grey = [np.full((240, 320, 3), 90 + n, np.uint8) for n in range(6)]
    clip = make_clip(tmp_path / "empty.mp4", 6, size=(320, 240), pictures=grey)
    with open_reader(clip) as reader:
        track, people, _ = finished(estimate(reader, model, "landmark-network", range(6)))
    assert people == 0
    assert len(track) == 6
    for name in NAMES:
        assert np.isnan(getattr(track, name)).all()
    assert track.camera is not None
    assert track.camera.state == "unknown", "an empty grey wall tells nothing of the camera"


@pytest.fixture(scope="module")
def picture(reader: PyAVReader) -> NDArray[np.uint8]:
    return reader.frame(FRAMES.start).rgb


def test_the_mediapipe_task_sees_the_same_body_within_a_small_part_of_it(
    alone: tuple[PoseTrack, int, list[Progress]], picture: NDArray[np.uint8], model: Path
) -> None:
    pose = alone[0].xy_px[0]
    body = float(boxes.body_length(pose))
    task = backends.create("mediapipe-task", model)
    try:
        seen = task.landmarks(picture, boxes.around(pose))
        again = task.landmarks(picture, boxes.around(pose))
    finally:
        task.close()
    assert seen is not None
    assert again is not None
    np.testing.assert_allclose(again.xy_px, seen.xy_px, atol=0.01, err_msg="it does not depend on what came before")
    near = [INDEX[f"{s}_{p}"] for s in ("left", "right") for p in ("shoulder", "hip", "knee", "ankle")]
    away = np.hypot(*(seen.xy_px[near] - pose[near]).T)
    assert np.median(away) < 0.04 * body
    assert away.max() < 0.12 * body


def test_a_closed_task_says_so_instead_of_seeing_nobody(picture: NDArray[np.uint8], model: Path) -> None:
    task = backends.create("mediapipe-task", model)
    task.close()
    task.close()
    with pytest.raises(RuntimeError, match="closed"):
        task.landmarks(picture, backends.Box(500, 900, 900))


def test_the_network_does_not_depend_on_what_it_saw_before(
    alone: tuple[PoseTrack, int, list[Progress]], picture: NDArray[np.uint8], reader: PyAVReader, model: Path
) -> None:
    box = boxes.around(alone[0].xy_px[0])
    network = backends.create("landmark-network", model)
    try:
        first = network.landmarks(picture, box, Looks(2))
        network.landmarks(np.zeros_like(picture), box, Looks(2))
        again = network.landmarks(picture, box, Looks(2))
        one = network.landmarks(picture, box)
    finally:
        network.close()
    assert first is not None
    assert again is not None
    assert one is not None
    np.testing.assert_array_equal(first.xy_px, again.xy_px)
    assert np.isnan(one.spread_px).all()


def test_a_mirrored_picture_gives_the_mirrored_landmarks_with_sides_exchanged(
    alone: tuple[PoseTrack, int, list[Progress]], picture: NDArray[np.uint8], model: Path
) -> None:
    box = boxes.around(alone[0].xy_px[0])
    width = picture.shape[1]
    network = backends.create("landmark-network", model)
    try:
        plain = network.landmarks(picture, box)
        turned = network.landmarks(
            np.ascontiguousarray(picture[:, ::-1]), backends.Box(width - box.x, box.y, box.size, -box.turn_rad)
        )
    finally:
        network.close()
    assert plain is not None
    assert turned is not None
    back = turned.xy_px[mirror_order()]
    back[:, 0] = width - back[:, 0]
    trunk = [INDEX[f"{s}_{p}"] for s in ("left", "right") for p in ("shoulder", "hip")]
    away = np.hypot(*(back[trunk] - plain.xy_px[trunk]).T)
    assert away.max() < 0.08 * boxes.body_length(plain.xy_px)
