"""What a cancelled measurement leaves behind, so that the next one goes on from there and does nothing twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pose.athlete import Followed
from core.pose.backend import Floats
from core.pose.camera_motion import CameraMotion


@dataclass(frozen=True)
class Begun:
    """Landmarks of some frames of a clip and where the athlete is in all of them.

    followed : the boxes every frame's landmarks come from; None = following had not ended, `people` tells where it was.
    done : (T,) frames that were looked at.  boxes, views : as in `core.pose.rows.Rows`.
    xy_px (T, 33, 2), visibility (T, 33), world_m (T, 33, 3), noise_px (T, 33) : NaN where nobody was seen or not yet.
    looks : (T, K, 33, 6) what each look saw, as `core.pose.joined_looks` takes it; K = 0 where there is one look only.
    camera : its motion, where that was told while the athlete was followed.
    damaged : numbers of the clip's frames that are known to be damaged.
    camera_boxes : (T, 4) where the athlete is kept out of it, if it is told after all; None = in the final boxes.
    """

    followed: Followed | None
    done: NDArray[np.bool_]
    xy_px: NDArray[np.floating]
    visibility: NDArray[np.floating]
    world_m: NDArray[np.floating]
    noise_px: NDArray[np.floating]
    looks: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0, 33, 6), np.float32), kw_only=True)
    boxes: Floats = field(default_factory=lambda: np.zeros((0, 4)), kw_only=True)
    views: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8), kw_only=True)
    people: Mapping[str, NDArray[Any]] = field(default_factory=dict, kw_only=True)
    camera: CameraMotion | None = field(default=None, kw_only=True)
    camera_boxes: Floats | None = field(default=None, kw_only=True)
    damaged: tuple[int, ...] = field(default=(), kw_only=True)

    @property
    def arrays(self) -> tuple[NDArray[np.floating], ...]:
        return self.xy_px, self.visibility, self.world_m, self.noise_px
