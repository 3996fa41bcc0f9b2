"""Frames measured while the athlete is still being followed: no processor waits, and nothing is decoded twice.

Following takes one look after the other, each in a box that the one before tells.  Meanwhile frames are held until
looks some time after them have been taken, which tells their box, and are measured beside the next looks.  When the
athlete has been followed to the end, `Rows.settle` keeps what was measured in the right box: nearly all, where one
person is in the picture.  Which box a frame gets here depends on the looks alone, never on how fast they came.
"""

from bisect import bisect_left
from collections import deque

import numpy as np

from core.pose import boxes
from core.pose.backend import Floats
from core.pose.camera_tracker import CameraThread
from core.pose.effort import EFFORTS, Effort
from core.pose.measuring import Measuring
from core.pose.people import FAST_FEET, Person
from core.video.reader import StoredFrame

_BEFORE_S = 2.0  # of looks before a frame, that its box depends on
MOST_HELD_BYTES = 200 * 2**20
# Looks that wait for a thread, beside those under way.  They hold their pictures; with few of them threads run out of
# work while the next look that follows is waited for, or while people are looked for, which takes three looks' time.
_LEAST_READY, _MANY_READY, _MOST_READY, _READY_BYTES = 3, 8, 14, 50 * 2**20  # more than many only within these bytes


class EarlyLooks:
    """Holds the frames of a clip in their order and measures them as soon as it can be told where.

    effort : how many looks to take at each frame, and how long to wait for those that tell its box.
    ready : looks that may wait for a thread (`room`).
    """

    def __init__(
        self,
        measuring: Measuring,
        camera: CameraThread,
        time_s: Floats,
        first: int,
        step_s: float,
        effort: Effort,
        ready: int,
    ) -> None:
        self._measuring, self._camera, self._time_s, self._first = measuring, camera, time_s, first
        self._most_looks = measuring.threads + ready
        self._reach_s, self._effort = boxes.carried_s(step_s), effort
        self._held: deque[StoredFrame] = deque()
        self.settled = 0  # rows whose boxes were told; frames are to be held from there on

    @staticmethod
    def room(frame_bytes: int, frame_s: float, step_s: float, effort: Effort = EFFORTS["standard"]) -> int:
        """How many looks may wait for a thread; 0 = so many pictures as it takes cannot be held."""
        held = (effort.settled_s + 2 * step_s) / max(frame_s, 1e-3) + effort.told_at_once - 1
        ready = int(MOST_HELD_BYTES / frame_bytes - held)
        small = _READY_BYTES / (frame_bytes / 2 if effort.thrifty else frame_bytes)  # as stored they are half as large
        return min(ready, int(np.clip(small, _MANY_READY, _MOST_READY))) if ready >= _LEAST_READY else 0

    def hold(self, frame: StoredFrame) -> None:
        """The next frame; waits while too many looks are under way."""
        self._held.append(frame)
        self._measuring.collect(self._most_looks)

    def settle(self, athlete: Person | None, now_s: float) -> None:
        """The looks up to a moment are taken: the boxes of frames long enough before it are told from them."""
        effort = self._effort
        due = sum(frame.time_s <= now_s - effort.settled_s for frame in self._held)
        # the first ones are told as soon as they can be: until then all threads but one have nothing to do
        if not due or (due < effort.told_at_once and self.settled and np.isfinite(now_s)):
            return
        frames = [self._held.popleft() for _ in range(due)]
        rows = np.array([frame.number for frame in frames]) - self._first
        looks, seen = 1, {}
        told = np.full((len(rows), 4), np.nan)
        if athlete is not None and athlete.poses:
            since = bisect_left(athlete.time_s, frames[0].time_s - _BEFORE_S)
            runs = athlete.foot_speed_since(since) > FAST_FEET
            looks, reused = effort.looks[runs], effort.thrifty or not runs
            seen_s, places = np.array(athlete.time_s[since:]), np.array(athlete.places[since:])
            told = boxes.per_frame_of(self._time_s[rows], seen_s, places, self._reach_s, runs)
            near = dict(zip(athlete.time_s[since:], athlete.looks[since:], strict=True))
            for k, frame in enumerate(frames):
                look = near.get(frame.time_s)
                if look is not None and reused and boxes.alike(look.box.row, told[k], effort.slack):
                    told[k], seen[frame.number] = look.box.row, look.seen
        self._measuring.rows.boxes[rows] = told
        for frame, row in zip(frames, rows.tolist(), strict=True):
            self._measuring.begin(row, frame.number, frame.picture, looks, seen.get(frame.number))
        self.settled = int(rows[-1]) + 1
        for frame, row, box in zip(frames, rows.tolist(), told, strict=True):  # at last, because that may give way
            self._camera.add(row, frame.picture, box)

    def finish(self, athlete: Person | None) -> None:
        """There are no more frames."""
        self.settle(athlete, np.inf)

    def close(self) -> None:
        """Let go of the frames that are held."""
        self._held.clear()
