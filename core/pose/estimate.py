"""Landmarks of the athlete in every frame of a clip: find, follow, then each frame on its own in several threads."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.giving_way import aside, closed_at_last, put_off
from core.machine import cores, give_back_memory
from core.pose import backend as backends
from core.pose import boxes
from core.pose.athlete import Followed, follow
from core.pose.backend import Floats
from core.pose.begun import Begun
from core.pose.camera_motion import CameraMotion
from core.pose.camera_tracker import CameraThread, CameraTracker
from core.pose.early_looks import EarlyLooks
from core.pose.effort import EFFORTS, Effort, Quality
from core.pose.follower import Follower
from core.pose.measuring import Measuring
from core.pose.people import FAST_FEET
from core.pose.pictures import pictures
from core.pose.rows import Rows
from core.pose.track import PoseTrack
from core.pose.workers import Workers
from core.progress import Progress
from core.stretches import runs
from core.video.reader import FrameReader, StoredFrame

# Frames decoded while the athlete is followed that are kept for going back: to where they came in, and to what was
# measured in a box that turned out wrong
KEPT_BYTES = 160 * 2**20
_TICK_S = 0.1
_HIDDEN = 4.0  # times as far as boxes may be apart for landmarks, the athlete is still kept out of the camera's motion


def estimate(
    reader: FrameReader,
    model: Path,
    backend: str,
    numbers: range,
    jobs: int | None = None,
    pick: tuple[float, float, float] | None = None,
    views: int | None = None,
    quality: Quality = "standard",
    begun: Begun | None = None,
    on_stop: Callable[[Begun], None] = lambda begun: None,
) -> Generator[Progress, None, tuple[PoseTrack, int]]:
    """Raw landmarks in frames `numbers` (one row each) and the number of people seen.

    views : looks at each frame; None = as many as `quality` takes where the feet are fast, or elsewhere.
    begun : what an earlier measurement with the same options left; on_stop : gets it when this one is cancelled.
    Every frame stands alone: its landmarks depend on its picture and its box only, so that neither the number of
    threads nor an interruption changes anything.  Closing the generator cancels; the threads are gone when `close`
    returns, but for one that is making its networks or takes long for a look: that ends by itself.  Where somebody
    waits (`core.giving_way`), their end and `on_stop` are put off.
    """
    time_s, info = reader.time_s[numbers.start : numbers.stop], reader.info
    rows = Rows(time_s, (info.width_px, info.height_px), begun)
    followed = begun.followed if begun else None
    camera, told = (begun.camera, begun.camera_boxes) if begun else (None, None)
    effort = EFFORTS[quality] if views is None else Effort((views, views))
    with Workers(lambda: backends.create(backend, model), jobs or cores()) as workers:
        follower, measuring = (
            Follower(reader, workers, numbers, pick, effort),
            Measuring(workers, rows, effort.thrifty, effort.in_turn),
        )
        try:
            workers.prepare(len(numbers))
            if followed is None:
                steps = _followed(reader, workers, numbers, pick, measuring, follower, effort, begun)
                followed, camera, told = yield from steps
            looks = effort.looks[followed.foot_speed > FAST_FEET]
            motion = yield from _every_frame(reader, measuring, numbers, followed, looks, camera, told, effort)
        except BaseException:
            left = rows.begun(followed, follower.state() if followed is None else {}, camera, told)
            put_off(partial(on_stop, left), keeps=True)
            raise
    followed = replace(followed, looks={})
    rows.in_turn = measuring.taken_in_turn(rows.boxes, looks)
    del follower, measuring
    if rows.track.is_long:
        # its landmarks, once more in doubles, come where networks and pictures were, not beside them
        reader.rest()
        give_back_memory()
    try:
        track = replace(aside(rows.joined), camera=motion, beside_s=followed.beside_s, doubted=followed.doubted)
    except BaseException:
        put_off(partial(on_stop, rows.begun(followed, {}, motion)), keeps=True)
        raise
    return track.with_step("pose", backend=backend, model=model.name, looks=looks), followed.people


def _camera_tracker(reader: FrameReader, numbers: range, effort: Effort, crowd: bool = False) -> CameraTracker:
    times = reader.time_s[numbers.start : numbers.stop]
    rate = 1 / float(np.median(np.diff(times))) if len(times) > 1 else 1.0
    size = reader.info.width_px, reader.info.height_px
    return CameraTracker(len(times), rate, size, effort.still_stride, crowd)


def _followed(
    reader: FrameReader,
    workers: Workers,
    numbers: range,
    pick: tuple[float, float, float] | None,
    measuring: Measuring,
    follower: Follower,
    effort: Effort,
    begun: Begun | None,
) -> Generator[Progress, None, tuple[Followed, CameraMotion | None, Floats | None]]:
    """Where the athlete is, and the camera's motion where it could be told; what can be is measured on the way.

    Where only going on after a cancel kept it from being told, the boxes it would have been told with come last.
    """
    info, rows, started, told, total = reader.info, measuring.rows, time.perf_counter(), 0.0, len(numbers)
    with CameraThread(_camera_tracker(reader, numbers, effort)) as camera:
        frame_bytes = 3 * info.width_px * info.height_px
        room = EarlyLooks.room(frame_bytes, 1 / info.capture_fps, follower.step_s, effort)
        early = EarlyLooks(measuring, camera, rows.track.time_s, numbers.start, follower.step_s, effort, room)
        if begun is not None:
            follower.go_on_from(begun.people, early)
        following = follow(reader, workers, numbers, pick, early if room else None, follower, effort)
        with closed_at_last(early), closing(following) as steps:
            while True:
                try:
                    progress = next(steps)
                except StopIteration as end:
                    followed: Followed = end.value
                    break
                now = time.perf_counter()
                if now - told < _TICK_S:
                    continue
                told = now
                if not measuring.reached:
                    yield progress
                    continue
                rate = measuring.reached / (now - started)
                left = (total - measuring.reached) / rate
                yield Progress("pose", "Measuring the pose", measuring.reached, total, rate, left, rows.track)
        measuring.collect(0)
        nobody = np.isnan(rows.boxes[:, 0]) & np.isnan(followed.boxes[:, 0])
        hidden = boxes.alike(rows.boxes, followed.boxes, _HIDDEN) | nobody
        if not (room and hidden.all()):
            return followed, None, None
        if begun is not None:
            return followed, None, rows.boxes.copy()
        return followed, camera.result(), None


def _every_frame(
    reader: FrameReader,
    measuring: Measuring,
    numbers: range,
    followed: Followed,
    looks: int,
    camera: CameraMotion | None,
    camera_boxes: Floats | None,
    effort: Effort,
) -> Generator[Progress, None, CameraMotion]:
    """Look at the frames that were not looked at in the right box on the way, and at the camera if nobody has.

    camera, camera_boxes : as `Begun` has them.  What comes back is the camera's motion.
    """
    rows = measuring.rows
    rows.settle(followed.boxes, looks, effort.kept_slack)
    off_camera = rows.boxes if camera_boxes is None else camera_boxes
    started = told = time.perf_counter()
    tracker = None if camera is not None else CameraThread(_camera_tracker(reader, numbers, effort))
    left = np.isfinite(rows.boxes[:, 0]) & ~rows.done | (tracker is not None)
    total, needed = len(numbers), int(left.sum())
    with tracker or nullcontext():
        for passed, frame in enumerate(_needed(reader, effort.thrifty, numbers, left), 1):
            row = frame.number - numbers.start
            if tracker is not None:
                tracker.add(row, frame.picture, off_camera[row])
            seen = followed.looks.get(row)
            own = seen is not None and np.array_equal(rows.boxes[row], followed.boxes[row])
            measuring.begin(row, frame.number, frame.picture, looks, seen if own else None)
            measuring.collect(2 * measuring.threads)
            now = time.perf_counter()
            if now - told >= _TICK_S:
                told = now
                rate = passed / (now - started)  # of all that is decoded: the camera needs what is measured already
                still_s = (needed - passed) / rate
                yield Progress("pose", "Measuring the pose", measuring.reached, total, rate, still_s, rows.track)
        measuring.collect(0)
        motion = tracker.result() if tracker is not None else camera
    assert motion is not None
    motion = yield from _steadied(reader, numbers, rows.boxes, followed.others, effort, motion)
    elapsed = max(time.perf_counter() - started, 1e-9)
    yield Progress("pose", "Measuring the pose", total, total, total / elapsed, 0.0, rows.track)
    return motion


def _steadied(
    reader: FrameReader, numbers: range, athlete: Floats, others: Floats, effort: Effort, motion: CameraMotion
) -> Generator[Progress, None, CameraMotion]:
    """A camera that seems to shake, looked at again off everybody who was seen: those who pass may have been it.

    athlete : (T, 4), others : (T, K, 4) their boxes.  What is known already stays unless the camera stands still.
    """
    if motion.state != "shaky" or not others.shape[1]:
        return motion
    everybody = np.concatenate([athlete[:, None], others], axis=1)
    started = told = time.perf_counter()
    total = len(numbers)
    with CameraThread(_camera_tracker(reader, numbers, effort, crowd=True)) as camera:
        for frame in _needed(reader, effort.thrifty, numbers, np.ones(total, np.bool_)):
            row = frame.number - numbers.start
            camera.add(row, frame.picture, everybody[row])
            if (now := time.perf_counter()) - told >= _TICK_S:
                told = now
                rate = (row + 1) / (now - started)
                still_s = (total - row - 1) / rate
                yield Progress("pose", "Measuring the pose", total, total, rate, still_s)  # all poses stay there
        again = camera.result()
    return again if again.state == "still" else motion


def _needed(reader: FrameReader, as_stored: bool, numbers: range, wanted: NDArray[np.bool_]) -> Iterator[StoredFrame]:
    """The frames of the rows that are wanted, stretch by stretch."""
    for start, stop in runs(wanted):
        yield from pictures(reader, as_stored, numbers.start + start, numbers.start + stop)
