"""The landmarks of a clip, row by row as they come in, and the boxes they were looked for in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pose.at_edge import GUESSED, pressed
from core.pose.athlete import Followed
from core.pose.backend import Detection, Floats
from core.pose.begun import Begun
from core.pose.boxes import alike
from core.pose.camera_motion import CameraMotion
from core.pose.joined_looks import join
from core.pose.skeleton import N_LANDMARKS
from core.pose.track import PoseTrack

MOST_LOOKS = 3  # two, and a third where they disagree
_OUTSIDE_SHARE = 0.01  # a landmark this far outside the picture was not seen


class Rows:
    """The arrays being filled; `track` is a read-only window on them, so that a partial result costs nothing.

    They are kept in single precision, as on disk: a long clip's take as much memory as its pictures.

    boxes : (T, 4) where each frame is looked at, NaN = nowhere, or not known yet.
    views : (T,) looks taken, 0 = none yet.
    in_turn : (T,) whether they were taken in boxes of other sizes than at the frames beside them, the widest first.
    """

    def __init__(self, time_s: Floats, size_px: tuple[int, int], begun: Begun | None) -> None:
        n = len(time_s)
        self._xy: NDArray[Any] = np.full((n, N_LANDMARKS, 2), np.nan, np.float32)
        self._visibility: NDArray[Any] = np.full((n, N_LANDMARKS), np.nan, np.float32)
        self._world: NDArray[Any] = np.full((n, N_LANDMARKS, 3), np.nan, np.float32)
        self._noise: NDArray[Any] = np.full((n, N_LANDMARKS), np.nan, np.float32)
        self._looks = np.full((n, 0, N_LANDMARKS, 6), np.nan, np.float32)  # made when there are several
        self.rate_hz = 1 / float(np.median(np.diff(time_s))) if n > 1 else 1.0
        self.boxes = np.full((n, 4), np.nan)
        self.views = np.zeros(n, np.int8)
        self.in_turn = np.zeros(n, np.bool_)
        if begun is not None:
            self._looks = begun.looks.copy()
            for own, left in zip(self._all, (*begun.arrays, begun.boxes, begun.views), strict=True):
                own[:] = left
        self.size_px = size_px
        self._limits = np.array(size_px) * (1 + _OUTSIDE_SHARE)
        self._low = -np.array(size_px) * _OUTSIDE_SHARE
        self.track = PoseTrack(time_s, self._xy, self._visibility, self._world, self._noise)

    @property
    def _all(self) -> tuple[NDArray[Any], ...]:
        return self._xy, self._visibility, self._world, self._noise, self.boxes, self.views

    @property
    def done(self) -> NDArray[np.bool_]:
        """(T,) which frames were looked at."""
        return self.views > 0

    def begun(
        self,
        followed: Followed | None,
        people: Mapping[str, NDArray[Any]],
        camera: CameraMotion | None = None,
        camera_boxes: Floats | None = None,
    ) -> Begun:
        """What is there so far; nothing may be put into the rows any more."""
        xy, visibility, world, noise, boxes, views = self._all
        return Begun(
            followed, views > 0, xy, visibility, world, noise, looks=self._looks, boxes=boxes, views=views,
            people=people, camera=camera, camera_boxes=camera_boxes,
        )  # fmt: skip

    def put(self, row: int, views: int, found: Detection | None) -> None:
        """What `views` looks into the row's box saw."""
        self.views[row] = views
        if views > 1 and not self._looks.shape[1]:
            self._looks = np.full((len(self.views), max(views, MOST_LOOKS), N_LANDMARKS, 6), np.nan, np.float32)
        if found is None:
            return
        for k, look in enumerate((found.looks or (found,))[: self._looks.shape[1]]):
            self._looks[row, k] = np.concatenate([look.xy_px, look.visibility[:, None], look.world_m], axis=1)
        self._world[row] = found.world_m
        outside = self._outside(found.xy_px)
        if not outside.any():
            self._xy[row], self._visibility[row], self._noise[row] = found.xy_px, found.visibility, found.spread_px
            return
        self._xy[row] = np.where(outside[:, None], np.nan, found.xy_px)
        self._visibility[row] = np.where(outside, 0.0, found.visibility)
        self._noise[row] = np.where(outside, np.nan, found.spread_px)

    def settle(self, final: Floats, views: int, slack: float = 1.0) -> None:
        """The boxes are known for good, (T, 4): what was looked for elsewhere, or not with `views` looks, is forgotten.

        A box that a row was settled in on the way stays where it shows the network the same, `slack` as `boxes.alike`
        has `times`.
        """
        moved = ~alike(self.boxes, final, slack)
        wrong = moved | (self.views != views)
        self.boxes[moved] = final[moved]
        for array in (*self._all[:4], self._looks):
            array[wrong] = np.nan
        self.views[wrong] = 0
        if views < 2:
            self._looks = self._looks[:, :0].copy()

    def _outside(self, xy: Floats) -> NDArray[np.bool_]:
        """(..., 33) which landmarks lie outside the picture."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.any((xy < self._low) | (xy > self._limits), axis=-1))

    def joined(self) -> PoseTrack:
        """The finished track: where there were several looks, joined by the whole clip instead of frame by frame."""
        if not self._looks.shape[1]:
            xy, visibility, world, noise = (array.astype(np.float64) for array in self._all[:4])
            return self._inside(PoseTrack(self.track.time_s, xy, visibility, world, noise))
        one = join(self.track.time_s, self._looks, self.in_turn)
        track = replace(
            self.track, xy_px=one.xy_px, visibility=one.visibility, world_m=one.world_m, noise_px=one.noise_px
        )
        steps = {f"exchanged_{pair}": frames for pair, frames in one.exchanged.items()}
        return self._inside(track).with_step("looks", **steps)

    def _inside(self, track: PoseTrack) -> PoseTrack:
        """The track without what lies outside the picture; what is pressed into it by its edge was not seen."""
        # what lay outside in a frame's only look has lost its place already
        beyond = self._outside(track.xy_px) | (np.isnan(track.xy_px[..., 0]) & (track.visibility == 0))
        guessed = pressed(track.time_s, track.xy_px, track.noise_px, beyond, self.size_px)
        visibility = np.where(guessed, np.minimum(track.visibility, GUESSED), track.visibility)
        return replace(
            track,
            xy_px=np.where(beyond[..., None], np.nan, track.xy_px),
            visibility=np.where(beyond, 0.0, visibility),
            noise_px=np.where(beyond, np.nan, track.noise_px),
        )
