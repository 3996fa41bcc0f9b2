"""The background followed from picture to picture, off the athlete: how the camera turned, shook or stood still.

Corners are found in a key picture and looked for in the ones that follow, always in the key picture itself, so that
nothing adds up while the camera stands still; a key picture is left when too little of it is to be seen.  A robust
homography keeps what moves as one; a similarity is taken where it fits as well.
"""

import math
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core import opencv
from core.giving_way import put_off, result_of
from core.pose.backend import Floats, Picture
from core.pose.camera_motion import CameraMotion
from core.pose.common_motion import (
    LEAST_CORNERS,
    CommonMotion,
    centre_shift,
    common_motion,
    mapped,
    parts,
    similarity,
    unmoved,
)
from core.pose.focal import Matches, focal_length
from core.pose.scene_cuts import SceneCuts
from core.pose.still_camera import StillCorners
from core.video.planes import Planes

Grey = NDArray[np.uint8]
Points = NDArray[np.float32]

LONG_SIDE_PX = 480  # of the small grey picture
MEASURED_HZ = 30.0  # cameras move slowly: frames between are interpolated
_CELLS, _PER_CELL = (5, 5), 3  # corners are taken from all over the picture: one gaudy thing must not have them all
_CORNER_APART_PX, _CORNER_BLOCK_PX = 9, 5  # of the small picture: between two corners; that tell one
_CORNER_STRENGTH = 2e-5  # least eigenvalue of the gradients; below it there is only noise
_LEAST_REACH = 0.3  # of the longer side, that what moves as one must reach over: else it may be a thing
_WINDOW = (15, 15)  # small pixels about a corner, in which it is looked for again
_KEY_SHARE = 0.55  # of the corners still there, below which another key picture is taken
_KEY_TRAVEL = 0.22  # of the picture's longer side
_FOCAL_TRAVEL = 0.04  # of it: less of a pan tells nothing of the focal length
# the box is 1.75 bodies wide: half axes of the oval about the hips in which the athlete is, upright and lying
_ATHLETE_WIDE, _ATHLETE_HIGH, _ATHLETE_LONG = 0.32, 0.45, 0.45
# a camera that has stood still for so many pictures may be looked at now and then, until it moves
_STILL_LOOKS, _STILL_PX, _STILL_TURN = 15, 0.15, 1e-3
_GLANCES = 4  # every so manieth that finds it still keeps the picture, for cuts to be told by
_WAITING = 3  # pictures held for the tracker's thread


@dataclass
class _Key:
    grey: Grey
    corners: Points  # (N, 2)
    base: Floats  # previous key pictures' motion is told already; matrix key -> the last measured picture
    sd_px: float = 0.0


@dataclass(frozen=True)
class _AtRest:
    """A picture in which the camera stood still: its corners, those of which key picture, the motion up to there."""

    corners: StillCorners
    key: _Key
    total: Floats


_Found = tuple[
    CommonMotion | None, NDArray[np.bool_], Points
]  # the motion, the corners seen again, where all of them are


class CameraTracker:
    """Feed it the frames in order; `result` tells the camera's motion in all of them.

    rows : how many frames there are.  rate_hz : frames per captured second.  size_px : width, height.
    still_stride : of a camera that stands still every so manieth picture is looked at.
    crowd : others move in the picture than the athlete: a camera that may stand still does.
    """

    def __init__(
        self, rows: int, rate_hz: float, size_px: tuple[int, int], still_stride: int = 1, crowd: bool = False
    ) -> None:
        self._cv2 = opencv.load()
        self._rows = rows
        self._size = size_px
        self.stride = max(1, round(rate_hz / MEASURED_HZ)) if np.isfinite(rate_hz) else 1
        self._scale = max(1.0, max(size_px) / LONG_SIDE_PX)
        width, height = (max(16, round(side / self._scale)) for side in size_px)
        self._small = (width, height)
        self._centre = np.array(self._small, np.float64) / 2
        self._key: _Key | None = None
        self._last: tuple[Grey, Floats] | None = None  # picture and box
        self._moved = np.zeros(2)  # the last step, small pixels
        self._total = np.zeros(4)  # shift x, y, log scale, roll
        self._sd2 = 0.0
        self._segment = 0
        self._still_stride, self._crowd = still_stride, crowd
        self._still = 0  # pictures in a row in which it stood still
        self._left_out: list[tuple[int, Picture, Floats]] = []  # looked at only if the next one is not as the last
        self._at_rest: _AtRest | None = None
        self._glances = 0  # in a row that found it still
        self._passed = 0  # pictures since the last that was kept
        self._told: list[tuple[int, Floats, float, int]] = []  # row, total, sd, segment
        self._scenes = SceneCuts(rate_hz / self.stride if np.isfinite(rate_hz) else MEASURED_HZ)
        self._matches: list[Matches] = []

    def wants(self, row: int) -> bool:
        """Whether this frame's picture is looked at."""
        return row % self.stride == 0 or row == self._rows - 1

    def add(self, row: int, picture: Picture, box: Floats) -> None:
        """The next picture and the athlete's box in it (x, y, size, turn; NaN = nobody), or everybody's (K, 4)."""
        box = box / [self._scale, self._scale, self._scale, 1.0]
        may_wait = self._still >= _STILL_LOOKS and row < self._rows - 1
        if may_wait and len(self._left_out) + 1 < self._still_stride:
            self._left_out.append((row, picture, box))
            return
        left_out, self._left_out = self._left_out, []
        if left_out and self._glance(row, picture, box):
            self._passed += len(left_out)
            if self._glances % _GLANCES:
                self._passed += 1
            else:
                self._keep(row, self._shrunk(picture), box, followed=True)
            return
        grey, found = self._shrunk(picture), None
        if left_out:
            found = self._found(grey, box)
            if not self._stands_still(found[0]):
                for one in left_out:
                    self._take(one[0], self._shrunk(one[1]), one[2])
                left_out, found = [], None
        self._passed += len(left_out)
        self._take(row, grey, box, found)
        self._rest(picture)

    def _rest(self, picture: Picture) -> None:
        """After a look: keep for glances what is seen of a camera that stands still.

        Where the first glance at what was kept was in vain, more of the same would be as well.
        """
        if self._still < _STILL_LOOKS or self._still_stride == 1 or self._key is None:
            self._at_rest = None
        elif self._at_rest is None or self._at_rest.key is not self._key or self._glances:
            at = mapped(self._key.base, self._key.corners - self._centre) + self._centre
            self._at_rest = _AtRest(StillCorners(picture, at, self._small), self._key, self._total.copy())
        self._glances = 0

    def _glance(self, row: int, picture: Picture, box: Floats) -> bool:
        """Tell this picture's motion if a glance shows that the camera has not moved since it was looked at."""
        if self._at_rest is None:
            return False
        corners = self._at_rest.corners
        found = corners.moved(picture, self._on_athlete(corners.at, box))
        if found is None:
            return False
        same, away = found
        there = corners.at[same] - self._centre
        step = parts(similarity(there, there + away[same]))
        if step is None or not _is_still(step):
            return False
        self._glances += 1
        self._told.append((row, self._at_rest.total + step, self._told[-1][2], self._segment))
        return True

    def _take(self, row: int, grey: Grey, box: Floats, found: _Found | None = None) -> None:
        """The next picture to look at; `found` : what `_found` says of it, if that is known."""
        followed = self._last is not None and self._follow(grey, box, found)
        if not followed:
            self._segment += self._last is not None
            self._start(grey, box)
        self._tell(row, first=not followed)
        self._keep(row, grey, box, followed)

    def _keep(self, row: int, grey: Grey, box: Floats, followed: bool) -> None:
        """The last picture by now, and one that cuts are told by."""
        self._scenes.add(row, grey, followed, 1 + self._passed)
        self._passed = 0
        self._last = (grey, box)

    def result(self) -> CameraMotion:
        """The motion of all frames told so far; between two looked at it is interpolated."""
        if len(self._told) < 2:
            return CameraMotion.unknown(self._rows, self._size)
        rows = np.array([t[0] for t in self._told])
        total = np.array([t[1] for t in self._told])
        sd = np.array([t[2] for t in self._told])
        segment = np.array([t[3] for t in self._told])
        wanted = np.arange(self._rows)
        before = (np.searchsorted(rows, wanted, side="right") - 1).clip(0)
        after = np.searchsorted(rows, wanted).clip(0, len(rows) - 1)
        # between the last picture of one segment and the first of the next nothing is known, nor past the last one
        known = (segment[before] == segment[after]) & (wanted <= rows[-1])
        # a segment of a single picture tells nothing
        alone = np.bincount(segment, minlength=self._segment + 1)[segment[before]] < 2
        known &= ~alone
        out = np.stack([np.interp(wanted, rows, column) for column in total.T], axis=1)
        out[~known] = np.nan
        cut = np.zeros(self._rows, np.bool_)
        cut[self._scenes.rows()] = True
        focal, focal_sd = focal_length(self._matches, self._small)
        return CameraMotion(
            shift_px=out[:, :2] * self._scale,
            log_scale=out[:, 2],
            roll_deg=np.degrees(out[:, 3]),
            sd_px=np.where(known, np.interp(wanted, rows, sd), np.nan) * self._scale,
            segment=segment[before].astype(np.int64),
            cut=cut,
            size_px=self._size,
            focal_px=focal * self._scale,
            focal_sd_px=focal_sd * self._scale,
        )

    def _tell(self, row: int, first: bool) -> None:
        if first:
            self._total = np.zeros(4)
            self._moved = np.zeros(2)
            self._still, self._sd2 = 0, 0.0
        sd = float(np.sqrt(self._sd2 + (self._key.sd_px**2 if self._key is not None else 0.0)))
        self._told.append((row, self._total.copy(), sd, self._segment))

    def _shrunk(self, picture: Picture) -> Grey:
        """A small grey picture; of RGB green alone, of large ones every second row and column: a mean costs more."""
        skip = max(1, math.ceil(max(self._size) / (2 * LONG_SIDE_PX)))
        if isinstance(picture, Planes):
            return picture.grey(self._small, skip)
        green = np.ascontiguousarray(picture[::skip, ::skip, 1])
        if green.shape[::-1] == self._small:
            return green
        return np.asarray(self._cv2.resize(green, self._small, interpolation=self._cv2.INTER_AREA), np.uint8)

    def _start(self, grey: Grey, box: Floats) -> None:
        """Take this picture as the key picture."""
        self._key = _Key(grey, self._corners(grey, box), np.eye(3))

    def _corners(self, grey: Grey, box: Floats) -> Points:
        """(N, 2) the strongest corners off the athlete in each cell of a grid."""
        cv2 = self._cv2
        strength = cv2.cornerMinEigenVal(grey, _CORNER_BLOCK_PX)
        peak = (strength >= cv2.dilate(strength, np.ones((_CORNER_APART_PX, _CORNER_APART_PX)))) & (
            strength > _CORNER_STRENGTH
        )
        y, x = np.nonzero(peak)
        order = np.argsort(-strength[y, x], kind="stable")
        found = np.stack([x[order], y[order]], axis=1).astype(np.float32)
        found = found[~self._on_athlete(found, box)]
        cell = (found * _CELLS // self._small).astype(int) @ [1, _CELLS[0]]
        kept = np.zeros(len(found), np.bool_)
        for k in range(_CELLS[0] * _CELLS[1]):
            kept[np.flatnonzero(cell == k)[:_PER_CELL]] = True
        return found[kept]

    def _on_athlete(self, points: NDArray[np.floating], box: Floats) -> NDArray[np.bool_]:
        """Which of (N, 2) points lie on anybody of the boxes: in an oval about the hips, wider for a lying trunk."""
        there = box.reshape(-1, 4)
        x, y, size, turn = there[np.isfinite(there[:, 0])].T[..., None]
        wide = (_ATHLETE_WIDE + (_ATHLETE_LONG - _ATHLETE_WIDE) * np.abs(np.sin(turn))) * size
        high = _ATHLETE_HIGH * size
        return np.asarray((((points[:, 0] - x) / wide) ** 2 + ((points[:, 1] - y) / high) ** 2 < 1).any(axis=0))

    def _found(self, grey: Grey, box: Floats) -> _Found:
        """The key picture's corners where they must be by now."""
        assert self._key is not None
        return self._look(self._key, grey, box, self._moved)

    def _stands_still(self, fit: CommonMotion | None) -> bool:
        """Whether the camera has not moved since the last picture."""
        assert self._key is not None
        step = None if fit is None else parts(fit.matrix @ np.linalg.inv(self._key.base))
        return step is not None and _is_still(step)

    def _follow(self, grey: Grey, box: Floats, found: _Found | None) -> bool:
        """Find this picture's place against the key picture, else against the last one; False = lost."""
        assert self._key is not None and self._last is not None
        fit, seen, at = found or self._found(grey, box)
        if fit is None:
            last = _Key(self._last[0], self._corners(*self._last), np.eye(3))
            fit, seen, at = self._look(last, grey, box, None)
            if fit is None:
                return False
            self._sd2 += self._key.sd_px**2
            self._key = last
        key = self._key
        step = parts(fit.matrix @ np.linalg.inv(key.base))
        if step is None:
            return False
        self._still = self._still + 1 if _is_still(step) else 0
        self._total = self._total + step
        self._moved = step[:2]
        key.base, key.sd_px = fit.matrix, fit.sd_px
        travelled = float(np.hypot(*centre_shift(fit.matrix)))
        free = ~self._on_athlete(key.corners, box)
        few = fit.inliers.sum() < max(LEAST_CORNERS + 2, _KEY_SHARE * free.sum())
        if few or travelled > _KEY_TRAVEL * max(self._small):
            if travelled > _FOCAL_TRAVEL * max(self._small):
                a, b = (p[fit.inliers] - self._centre for p in (key.corners[seen], at[seen]))
                self._matches.append((a, b))
            self._sd2 += key.sd_px**2
            self._start(grey, box)
        return True

    def _look(self, key: _Key, grey: Grey, box: Floats, moved: Floats | None) -> _Found:
        """The key picture's corners in another picture.

        moved : what the last step was, to look where they must be by now; None = look all around.
        """
        if len(key.corners) < LEAST_CORNERS:
            return None, np.zeros(len(key.corners), np.bool_), key.corners
        cv2 = self._cv2
        guess = key.corners.copy()
        flags = 0
        if moved is not None:
            guess = (mapped(key.base, key.corners - self._centre) + self._centre + moved).astype(np.float32)
            flags = cv2.OPTFLOW_USE_INITIAL_FLOW
        at, found, _ = cv2.calcOpticalFlowPyrLK(
            key.grey, grey, key.corners.reshape(-1, 1, 2), guess.reshape(-1, 1, 2), winSize=_WINDOW,
            maxLevel=2 if moved is not None else 4, flags=flags,
            criteria=(cv2.TERM_CRITERIA_COUNT + cv2.TERM_CRITERIA_EPS, 12, 0.02),
        )  # fmt: skip
        at = at.reshape(-1, 2)
        inside = ((at >= 0) & (at < self._small)).all(axis=1)
        seen = (found.ravel() == 1) & inside & ~self._on_athlete(at, box)
        fit = common_motion(key.corners[seen] - self._centre, at[seen] - self._centre)
        if fit is not None and np.ptp(at[seen][fit.inliers], axis=0).max() < _LEAST_REACH * max(self._small):
            fit = None
        if self._crowd and fit is not None:
            a, b = (p[seen] - self._centre for p in (key.corners, at))
            fit = unmoved(key.base, a, b, fit) or fit
        return fit, seen, at


class CameraThread:
    """A tracker on a thread of its own: pictures are looked at in their order, beside the pose."""

    def __init__(self, tracker: CameraTracker) -> None:
        self._tracker = tracker
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pose-camera")
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        put_off(self._pool.shutdown)

    def add(self, row: int, rgb: Picture, box: Floats) -> None:
        """The next frame, where the tracker wants it; waits while too many pictures are held."""
        if not self._tracker.wants(row):
            return
        self._waiting.append(self._pool.submit(self._tracker.add, row, rgb, box.copy()))
        while len(self._waiting) > _WAITING or (self._waiting and self._waiting[0].done()):
            result_of(self._waiting.popleft())

    def result(self) -> CameraMotion:
        while self._waiting:
            result_of(self._waiting.popleft())
        return self._tracker.result()


def _is_still(step: Floats) -> bool:
    """Whether shift x, y, log scale and roll from one picture to the next are no more than a corner's noise."""
    return bool(np.hypot(*step[:2]) < _STILL_PX and np.abs(step[2:]).max() < _STILL_TURN)
