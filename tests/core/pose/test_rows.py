"""Rows that were looked at before it was known for good where: what stays, what is forgotten."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.pose.backend import APART, Detection, Floats
from core.pose.early_looks import EarlyLooks
from core.pose.effort import EFFORTS, Quality
from core.pose.measuring import Measuring
from core.pose.rows import Rows
from core.pose.skeleton import INDEX
from core.pose.workers import Workers
from core.video.planes import Planes
from core.video.reader import open_reader
from tests.core.video.clips import make_clip

N = 6
BOX = np.array([300.0, 200.0, 180.0, 0.1])


def nobody() -> None:
    raise AssertionError("nothing is to be looked at")


def seen(x: float) -> Detection:
    return Detection(np.full((33, 2), x), np.ones(33), np.zeros((33, 3)), 1.0, np.full(33, np.nan))


@pytest.fixture
def rows() -> Rows:
    made = Rows(np.arange(N) / 30, (640, 480), None)
    made.boxes[:] = BOX
    for row in range(N):
        made.put(row, 1, seen(100.0 + row))
    return made


def test_what_was_looked_for_in_another_box_is_forgotten_and_gets_the_final_one(rows: Rows) -> None:
    final = np.tile(BOX, (N, 1))
    final[1, 0] += 0.2 * BOX[2]
    final[2, 2] *= 1.2
    final[3, 3] += 0.3
    final[4] = np.nan
    final[5] += [2.0, -2.0, 4.0, 2 * np.pi]  # as good as the same
    rows.settle(final, 1)
    assert rows.done.tolist() == [True, False, False, False, False, True]
    assert np.isnan(rows.track.xy_px[1:5]).all()
    assert rows.track.xy_px[5, 0, 0] == 105.0
    np.testing.assert_array_equal(rows.boxes[1:5], final[1:5])
    np.testing.assert_array_equal(rows.boxes[[0, 5]], [BOX, BOX])


def test_another_number_of_looks_is_another_measurement(rows: Rows) -> None:
    rows.settle(np.tile(BOX, (N, 1)), 2)
    assert not rows.done.any()


def test_a_look_taken_before_is_not_taken_again(rows: Rows) -> None:
    rows.settle(np.full((N, 4), np.nan), 1)
    rows.boxes[:] = BOX
    with Workers(nobody, 1) as workers:  # type: ignore[arg-type]
        measuring = Measuring(workers, rows)
        measuring.begin(2, 2, np.zeros((480, 640, 3), np.uint8), 1, seen(42.0))
    assert rows.track.xy_px[2, 0, 0] == 42.0
    assert measuring.reached == 3


@pytest.mark.parametrize(("thrifty", "looked"), [(False, 1), (True, 0)])
def test_a_plain_look_stands_for_a_mirrored_one_only_where_each_frame_is_to_be_looked_at_once(
    rows: Rows, thrifty: bool, looked: int
) -> None:
    rows.settle(np.full((N, 4), np.nan), 1)
    rows.boxes[:] = BOX
    asked = []

    class Mirrored(Workers):
        def look(self, *question: Any, **told: Any) -> Future[Detection | None]:
            asked.append(question[2].first)
            future: Future[Detection | None] = Future()
            future.set_result(seen(7.0))
            return future

    with Mirrored(nobody, 1) as workers:  # type: ignore[arg-type]
        measuring = Measuring(workers, rows, thrifty)
        measuring.begin(3, 3, np.zeros((480, 640, 3), np.uint8), 1, seen(42.0))
        measuring.collect(0)
    assert asked == [1] * looked
    assert rows.track.xy_px[3, 0, 0] == (7.0 if looked else 42.0)


def test_boxes_may_be_taken_for_each_other_from_farther_apart(rows: Rows) -> None:
    final = np.tile(BOX, (N, 1))
    final[1, 0] += 0.05 * BOX[2]
    final[2, 2] *= 1.14
    final[3, 3] += 0.2
    final[4, 0] += 0.07 * BOX[2]
    rows.settle(final, 1, slack=2.0)
    assert rows.done.tolist() == [True, True, True, True, False, True]


def test_fast_takes_no_picture_from_the_file_again_for_a_box_that_is_little_better(rows: Rows) -> None:
    final = np.tile(BOX, (N, 1))
    final[1, 0] += 0.08 * BOX[2]
    final[2, 0] += 0.1 * BOX[2]
    rows.settle(final, 1, EFFORTS["fast"].kept_slack)
    assert rows.done.tolist() == [True, True, False, True, True, True]


@pytest.mark.parametrize(("fps", "times"), [(30.0, 1.0), (60.0, 1.0), (120.0, 2.0), (240.0, 4.0)])
def test_two_looks_may_disagree_more_the_more_frames_a_second_there_are(fps: float, times: float) -> None:
    with Workers(nobody, 1) as workers:  # type: ignore[arg-type]
        measuring = Measuring(workers, Rows(np.arange(N) / fps, (640, 480), None))
    assert measuring._apart == pytest.approx(times * APART)


def turns(quality: Quality, fps: float, looks: int, box: Floats = BOX) -> list[int | None]:
    """What each frame's number is told to the looks as, of frames 10 and on."""
    rows = Rows(np.arange(N) / fps, (640, 480), None)
    rows.boxes[:] = box
    told: list[int | None] = []

    class Noted(Workers):
        def look(self, *question: Any, **told_: Any) -> Future[Detection | None]:
            told.append(question[2].turn)
            future: Future[Detection | None] = Future()
            future.set_result(None)
            return future

    effort = EFFORTS[quality]
    with Noted(nobody, 1) as workers:  # type: ignore[arg-type]
        measuring = Measuring(workers, rows, effort.thrifty, effort.in_turn)
        for row in range(N):
            measuring.begin(row, 10 + row, np.zeros((480, 640, 3), np.uint8), looks)
    return told


@pytest.mark.parametrize(
    ("quality", "fps", "looks", "in_turn"),
    [
        ("standard", 240.0, 2, True),
        ("fast", 240.0, 2, True),
        ("standard", 240.0, 1, False),
        ("standard", 120.0, 2, False),
        ("precise", 240.0, 2, False),
        ("precise", 240.0, 4, False),
    ],
)
def test_a_runner_filmed_at_240_frames_a_second_is_looked_at_in_boxes_in_turn_and_nobody_else(
    quality: Quality, fps: float, looks: int, in_turn: bool
) -> None:
    assert turns(quality, fps, looks) == ([10 + row for row in range(N)] if in_turn else [None] * N)


@pytest.mark.parametrize(("place", "size"), [(0, 640), (1, 480)])
def test_a_runner_cut_off_by_the_pictures_edge_is_looked_at_in_the_same_boxes_at_every_frame(
    place: int, size: int
) -> None:
    for cut in (60.0, size - 60.0):
        box = BOX.copy()
        box[place] = cut
        assert turns("standard", 240.0, 2, box) == [None] * N


def test_pictures_too_large_to_hold_are_not_held() -> None:
    hd, uhd = 3 * 1920 * 1080, 3 * 3840 * 2160
    assert EarlyLooks.room(hd, 1 / 30, 1 / 15)
    assert not EarlyLooks.room(uhd, 1 / 120, 1 / 15)
    assert not EarlyLooks.room(hd, 1 / 60, 1 / 15)
    assert EarlyLooks.room(hd, 1 / 60, 1 / 15, EFFORTS["fast"]), "boxes that are told sooner hold fewer"


@pytest.mark.parametrize(("size", "frames"), [((1080, 1920), 30), ((540, 960), 116)])
def test_memory_is_given_back_the_more_often_the_larger_pictures_are(
    rows: Rows, size: tuple[int, int], frames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[int] = []
    picture = np.broadcast_to(np.uint8(0), (*size, 3))
    with Workers(nobody, 1) as workers:  # type: ignore[arg-type]
        measuring = Measuring(workers, rows)
        for number in range(2 * frames + 1):
            monkeypatch.setattr("core.pose.measuring.give_back_memory", lambda now=number: given_back.append(now))
            measuring.begin(0, number, picture, 1)  # in no box, so that nothing is looked at
    np.testing.assert_allclose(given_back, [frames, 2 * frames], atol=3)


def test_pictures_in_the_decoders_own_memory_leave_nothing_to_give_back(
    rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.pose.measuring._GIVE_BACK_BYTES", 1)
    given_back: list[None] = []
    monkeypatch.setattr("core.pose.measuring.give_back_memory", lambda: given_back.append(None))
    with Workers(nobody, 1) as workers, open_reader(make_clip(tmp_path / "clip.mp4", 2)) as reader:  # type: ignore[arg-type]
        (stored,), (frame,) = reader.stored(0, 1), reader.frames(0, 1)
        measuring = Measuring(workers, rows)
        assert isinstance(stored.picture, Planes)
        measuring.begin(0, 0, stored.picture, 1)
        assert not given_back
        measuring.begin(0, 0, frame.rgb, 1)
        assert given_back


def standing(heel: float = 474.0) -> np.ndarray:
    """(33, 2) of somebody 230 pixels long who stands by the lower edge of a picture of 640 x 480."""
    pose = np.full((33, 2), 320.0)
    for part, y in (("shoulder", 100.0), ("hip", 180.0), ("knee", 255.0), ("ankle", 330.0), ("heel", heel)):
        pose[[INDEX[f"left_{part}"], INDEX[f"right_{part}"]], 1] = y
    return pose


def looked(pose: np.ndarray, *looks: Detection) -> Detection:
    return Detection(pose, np.full(33, 0.9), np.zeros((33, 3)), 1.0, np.full(33, np.nan), looks)


@pytest.mark.parametrize("looks", [1, 2])
def test_a_landmark_by_the_edge_that_was_outside_a_moment_before_or_after_counts_as_guessed(looks: int) -> None:
    """A foot pressed into the picture by its lower edge is no foot; one that was never outside stays."""
    body = 230.0
    made = Rows(np.arange(30) / 30, (640, 480), None)
    made.boxes[:] = BOX
    foot, other = INDEX["left_heel"], INDEX["right_heel"]
    for row in range(30):
        pose = standing()
        if row in (10, 11):
            pose[foot, 1] = 480 + 0.05 * body
        if row == 13:
            pose[foot, 1] = 480 - 0.1 * body  # too far from the edge to have been pressed there
        made.put(row, looks, looked(pose) if looks == 1 else looked(pose, looked(pose), looked(pose)))
    track = made.joined()
    assert np.flatnonzero(np.isnan(track.xy_px[:, foot, 0])).tolist() == [10, 11]
    assert np.flatnonzero(track.visibility[:, foot] < 0.5).tolist() == [6, 7, 8, 9, 10, 11, 12, 14, 15]
    assert (track.visibility[[6, 15], foot] > 0.1).all(), "less sure, and still there"
    assert np.isfinite(track.xy_px[:, other]).all()
    assert (track.visibility[:, [other, INDEX["left_knee"]]] == np.float32(0.9)).all()


@pytest.mark.parametrize(("apart_px", "cut", "guessed"), [(30.0, True, True), (6.0, True, False), (30.0, False, False)])
def test_while_the_edge_cuts_the_body_what_looks_disagree_on_near_it_counts_as_guessed(
    apart_px: float, cut: bool, guessed: bool
) -> None:
    """Two looks at a foot that is not in the picture put it into two places, none of them right."""
    made = Rows(np.arange(30) / 30, (640, 480), None)
    made.boxes[:] = BOX
    foot, hand, outside = INDEX["left_heel"], INDEX["left_wrist"], INDEX["right_heel"]
    for row in range(30):
        one, other = standing(440.0), standing(440.0)
        other[[foot, hand], 0] += apart_px
        if cut:
            one[outside, 1] = other[outside, 1] = 500.0
        made.put(row, 2, looked((one + other) / 2, looked(one), looked(other)))
    track = made.joined()
    assert ((track.visibility[:, foot] < 0.5) == guessed).all()
    assert np.isfinite(track.xy_px[:, foot]).all()
    assert (track.visibility[:, hand] == np.float32(0.9)).all(), "far from every edge"
