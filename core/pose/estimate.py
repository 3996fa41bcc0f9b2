"""Landmarks of the athlete in every frame of a clip: find, follow, then each frame on its own in several threads."""

import time
from collections import deque
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.machine import cores
from core.pose import backend as backends
from core.pose.athlete import FAST_FEET, Followed, follow
from core.pose.backend import Box, Detection, Floats
from core.pose.begun import Begun
from core.pose.camera_tracker import CameraThread, CameraTracker
from core.pose.joined_looks import join
from core.pose.skeleton import N_LANDMARKS
from core.pose.track import PoseTrack
from core.pose.workers import Workers
from core.progress import Progress
from core.video.reader import FrameReader

Quality = Literal["fast", "standard", "precise"]
# Looks at each frame, where the legs are calm and where they pass each other quickly.  Two looks tell left from right
# much better there, a third gains less than it costs.  Calm clips (squats) are as accurate with one look, plain and
# mirrored in turn from frame to frame, because the smoothing joins neighbours anyway.
LOOKS: Mapping[Quality, tuple[int, int]] = {"fast": (1, 1), "standard": (1, 2), "precise": (2, 4)}
# Frames decoded while the athlete is followed that are kept for measuring, so that short clips are decoded once
KEPT_BYTES = 320 * 2**20
MOST_LOOKS = 3  # two, and a third where they disagree
_TICK_S = 0.1
_OUTSIDE_SHARE = 0.01  # a landmark this far outside the picture was not seen


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
    returns.
    """
    with Workers(lambda: backends.create(backend, model), jobs or cores()) as workers:
        followed = begun.followed if begun else (yield from follow(reader, workers, numbers, pick))
        looks = views or LOOKS[quality][followed.foot_speed > FAST_FEET]
        info = reader.info
        rows = _Rows(reader.time_s[numbers.start : numbers.stop], info.width_px, info.height_px, looks, begun)
        with CameraThread(_camera_tracker(reader, numbers)) as camera:
            try:
                track = yield from _every_frame(reader, workers, camera, numbers, followed, looks, rows)
            except BaseException:
                on_stop(rows.begun(followed))
                raise
    return track.with_step("pose", backend=backend, model=model.name, looks=looks), followed.people


def _camera_tracker(reader: FrameReader, numbers: range) -> CameraTracker:
    times = reader.time_s[numbers.start : numbers.stop]
    rate = 1 / float(np.median(np.diff(times))) if len(times) > 1 else 1.0
    return CameraTracker(len(times), rate, (reader.info.width_px, reader.info.height_px))


def _every_frame(
    reader: FrameReader,
    workers: Workers,
    camera: CameraThread,
    numbers: range,
    followed: Followed,
    looks: int,
    rows: "_Rows",
) -> Generator[Progress, None, PoseTrack]:
    pending: deque[tuple[int, Future[Detection | None]]] = deque()
    started = told = time.perf_counter()
    total = len(numbers)
    for frame in reader.frames(numbers.start, numbers.stop):
        row = frame.number - numbers.start
        x, y, size, turn = followed.boxes[row]
        camera.add(row, frame.rgb, followed.boxes[row])
        if np.isfinite(x) and not rows.done[row]:
            first = frame.number % 2 if looks == 1 else 0
            pending.append((row, workers.look(frame.rgb, Box(x, y, size, turn), looks, first)))
        while pending and (len(pending) > 2 * workers.count or pending[0][1].done()):
            rows.put(pending[0][0], pending[0][1].result())
            pending.popleft()
        now = time.perf_counter()
        if now - told >= _TICK_S:
            told = now
            done = pending[0][0] if pending else row + 1
            rate = done / (now - started)
            left = (total - done) / rate if rate > 0 else None
            yield Progress("pose", "Measuring the pose", done, total, rate, left, rows.track)
    for row, future in pending:
        rows.put(row, future.result())
    elapsed = max(time.perf_counter() - started, 1e-9)
    yield Progress("pose", "Measuring the pose", total, total, total / elapsed, 0.0, rows.track)
    return replace(rows.joined(), camera=camera.result())


class _Rows:
    """The arrays being filled; `track` is a read-only window on them, so that a partial result costs nothing."""

    def __init__(self, time_s: Floats, width: int, height: int, looks: int, begun: Begun | None) -> None:
        n = len(time_s)
        self._xy = np.full((n, N_LANDMARKS, 2), np.nan)
        self._visibility = np.full((n, N_LANDMARKS), np.nan)
        self._world = np.full((n, N_LANDMARKS, 3), np.nan)
        self._noise = np.full((n, N_LANDMARKS), np.nan)
        self._looks = np.full((n, 0 if looks < 2 else max(looks, MOST_LOOKS), N_LANDMARKS, 6), np.nan, np.float32)
        self.done = np.zeros(n, np.bool_)
        if begun is not None:
            if begun.looks.shape == self._looks.shape:
                self._looks[:] = begun.looks
            for own, left in zip((*self._arrays, self.done), (*begun.arrays, begun.done), strict=True):
                own[:] = left
        self._limits = np.array([width, height]) * (1 + _OUTSIDE_SHARE)
        self._low = -np.array([width, height]) * _OUTSIDE_SHARE
        self.track = PoseTrack(time_s, self._xy, self._visibility, self._world, self._noise)

    @property
    def _arrays(self) -> tuple[Floats, ...]:
        return self._xy, self._visibility, self._world, self._noise

    def begun(self, followed: Followed) -> Begun:
        """What is there so far, the caller's own."""
        return Begun(followed, self.done.copy(), *(array.copy() for array in self._arrays), looks=self._looks.copy())

    def put(self, row: int, found: Detection | None) -> None:
        self.done[row] = True
        if found is None:
            return
        for k, look in enumerate((found.looks or (found,))[: self._looks.shape[1]]):
            self._looks[row, k] = np.concatenate([look.xy_px, look.visibility[:, None], look.world_m], axis=1)
        outside = self._outside(found.xy_px)
        self._xy[row] = np.where(outside[:, None], np.nan, found.xy_px)
        self._visibility[row] = np.where(outside, 0.0, found.visibility)
        self._world[row] = found.world_m
        self._noise[row] = np.where(outside, np.nan, found.spread_px)

    def _outside(self, xy: Floats) -> NDArray[np.bool_]:
        """(..., 33) which landmarks lie outside the picture."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.any((xy < self._low) | (xy > self._limits), axis=-1))

    def joined(self) -> PoseTrack:
        """The finished track: where there were several looks, joined by the whole clip instead of frame by frame."""
        if not self._looks.shape[1]:
            return self.track
        one = join(self.track.time_s, self._looks.astype(np.float64))
        outside = self._outside(one.xy_px)
        track = replace(
            self.track,
            xy_px=np.where(outside[..., None], np.nan, one.xy_px),
            visibility=np.where(outside, 0.0, one.visibility),
            world_m=one.world_m,
            noise_px=np.where(outside, np.nan, one.noise_px),
        )
        return track.with_step("looks", **{f"exchanged_{pair}": frames for pair, frames in one.exchanged.items()})
