"""Frames measured while the athlete is followed: threads have work without waiting for whoever follows."""

import threading
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Picture
from core.pose.early_looks import EarlyLooks
from core.pose.effort import EFFORTS, Effort
from core.pose.follower import Follower
from core.pose.measuring import Measuring
from core.pose.people import Look, Person
from core.pose.rows import Rows
from core.pose.workers import Workers
from core.video.reader import StoredFrame
from tests.core.pose.stage import SQUATTER, Stage, T, at

N, FPS, STRIDE = 60, 30.0, 2
TIME = np.arange(N) / FPS
PICTURE = np.zeros((4, 4, 3), np.uint8)
BODY = np.stack([np.linspace(290.0, 310.0, 33), np.linspace(150.0, 250.0, 33)], axis=1)


def seen() -> Detection:
    return Detection(BODY, np.ones(33), np.zeros((33, 3)), 1.0, np.full(33, np.nan))


class Gated:
    """Looks only once it may."""

    def __init__(self, gate: threading.Event) -> None:
        self._gate = gate

    def landmarks(self, rgb: Picture, box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        assert self._gate.wait(60)
        return seen()

    def close(self) -> None:
        """Nothing is held."""


class Clip:
    """A person who stands, seen in every second frame, and the frames gone past."""

    def __init__(self, workers: Workers, effort: Effort, ready: int) -> None:
        self.rows = Rows(TIME, (640, 480), None)
        self.asked: list[int] = []
        self.measuring = Measuring(workers, self.rows, effort.thrifty)
        begin = self.measuring.begin

        def noted(row: int, *asked: Any) -> None:
            self.asked.append(row)
            begin(row, *asked)

        self.measuring.begin = noted  # type: ignore[method-assign]
        camera: Any = SimpleNamespace(add=lambda *frame: None)
        self.early = EarlyLooks(self.measuring, camera, TIME, 0, STRIDE / FPS, effort, ready)
        self.person = Person()

    def go_past(self, first: int, last: int) -> None:
        """Frames `first` to `last`, and the looks that follow among them."""
        for number in range(first, last + 1):
            self.early.hold(StoredFrame(number, float(TIME[number]), PICTURE))
            if number % STRIDE == 0:
                self.person.add(float(TIME[number]), BODY, False, Look(Box(300.0, 200.0, 175.0), seen()))
                self.early.settle(self.person, float(TIME[number]))


def test_all_frames_whose_box_is_told_wait_for_a_thread_while_every_thread_is_busy() -> None:
    gate = threading.Event()
    effort = EFFORTS["standard"]
    with Workers(lambda: Gated(gate), 1) as workers:  # type: ignore[arg-type]
        clip = Clip(workers, effort, ready=8)
        clip.go_past(0, 20)
        told = np.flatnonzero(TIME[20] - effort.settled_s >= TIME).tolist()
        assert len(told) > 2 * STRIDE
        assert clip.asked == told, "nobody has waited for the only thread, which looks at the first one"
        gate.set()


def test_a_full_hd_clip_has_looks_that_wait_for_both_threads_while_people_are_looked_for() -> None:
    searching = 3  # the detector's look, one at whom it tells, one in their own box
    for quality in EFFORTS.values():
        room = EarlyLooks.room(3 * 1920 * 1080, 1 / 30, 2 / 30, quality)
        assert room >= quality.told_at_once + searching


def test_large_pictures_that_wait_for_a_thread_take_little_memory() -> None:
    frame_bytes = 3 * 1920 * 1080
    assert EarlyLooks.room(frame_bytes, 1 / 30, 2 / 30, EFFORTS["standard"]) * frame_bytes <= 50 * 2**20
    assert EarlyLooks.room(frame_bytes, 1 / 30, 2 / 30, EFFORTS["fast"]) * frame_bytes / 2 <= 50 * 2**20


def test_no_more_frames_are_held_than_there_is_room_for() -> None:
    gate = threading.Event()
    with Workers(lambda: Gated(gate), 1) as workers:  # type: ignore[arg-type]
        clip = Clip(workers, EFFORTS["standard"], ready=4)
        passing = threading.Thread(target=clip.go_past, args=(0, N - 1))
        passing.start()
        till_s = time.monotonic() + 60
        while len(clip.asked) < 5 and time.monotonic() < till_s:
            time.sleep(0.001)
        passing.join(0.5)
        assert passing.is_alive(), "the next frame waits until there is room"
        assert 5 <= len(clip.asked) <= 5 + STRIDE, "one under way and four that wait, told two at a time"
        gate.set()
        passing.join(60)
        assert not passing.is_alive()


def test_boxes_at_the_beginning_are_told_as_soon_as_they_can_be_later_ones_together() -> None:
    gate = threading.Event()
    gate.set()
    effort = replace(EFFORTS["fast"], told_at_once=6)
    with Workers(lambda: Gated(gate), 1) as workers:  # type: ignore[arg-type]
        clip = Clip(workers, effort, ready=8)
        clip.go_past(0, 6)
        assert clip.asked == [0], "0.2 s after the first frame"
        clip.go_past(7, 6 + effort.told_at_once - 2)
        assert clip.asked == [0], "then six at a time"
        clip.go_past(6 + effort.told_at_once - 1, 6 + effort.told_at_once)
        assert clip.asked == list(range(effort.told_at_once + 1))


def test_boxes_are_told_from_the_same_looks_wherever_following_was_stopped() -> None:
    effort = Effort((1, 1), settled_s=0.2, told_at_once=6)
    frames = range(50)
    stage = Stage(at(SQUATTER, 100))

    def followed(rows: Rows, state: Any, stop_after: int) -> Any:
        with Workers(lambda: stage, 2) as workers:
            follower = Follower(stage, workers, frames, None, effort)  # type: ignore[arg-type]
            camera: Any = SimpleNamespace(add=lambda *frame: None)
            early = EarlyLooks(Measuring(workers, rows), camera, T[frames], 0, follower.step_s, effort, 8)
            if state is not None:
                follower.go_on_from(state, early)
            for k, _ in enumerate(follower.forwards(early)):
                if k == stop_after:
                    break
            return follower.state()

    whole = Rows(T[frames], (1280, 720), None)
    followed(whole, None, len(frames))
    assert np.isfinite(whole.boxes).all()
    for stop in range(len(frames)):
        rows = Rows(T[frames], (1280, 720), None)
        followed(rows, followed(rows, None, stop), len(frames))
        np.testing.assert_array_equal(rows.boxes, whole.boxes, err_msg=f"stopped after frame {stop}")
