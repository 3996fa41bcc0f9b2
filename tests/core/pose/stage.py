"""A clip made of poses: who stands where is known, nothing is painted, and looking costs nothing."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.pose import boxes
from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Sighting
from core.video.reader import Frame
from tests.core.builders import clip_info
from tests.core.squat_figure import Move
from tests.core.stick_figure import seen, squat

Floats = NDArray[np.float64]
FPS, N = 30.0, 150
T = np.arange(N) / FPS
SIZE = 1280, 720
Actor = Floats  # (N, 33, 2), NaN where they are not in the picture


def at(body: Floats, x: Floats | float, first: int = 0, last: int = N) -> Actor:
    xy = np.array(seen(T, body).xy_px) * 0.7
    xy[..., 0] += np.broadcast_to(x, (N,))[:, None]
    xy[:first], xy[last:] = np.nan, np.nan
    return xy


class Stage:
    """A clip whose pictures tell their number, and a detector and a network that know who stands where."""

    def __init__(self, *actors: Actor) -> None:
        self.actors, self.time_s, self.info = actors, T, clip_info(Path("stage.mp4"), N)
        object.__setattr__(self.info, "width_px", SIZE[0])
        object.__setattr__(self.info, "height_px", SIZE[1])

    def frames(self, start: int = 0, stop: int | None = None, step: int = 1, keep: bool = False) -> Iterator[Frame]:
        for number in range(start, N if stop is None else stop, step):
            rgb = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
            rgb[0, 0, 0] = number
            yield Frame(number, float(T[number]), number, rgb)

    def find(self, rgb: NDArray[np.uint8], square: Box) -> list[Sighting]:
        here = [a[rgb[0, 0, 0]] for a in self.actors if np.isfinite(a[rgb[0, 0, 0], 0, 0])]
        return [Sighting(0.9, boxes.around(pose)) for pose in here]

    def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        here = [a[rgb[0, 0, 0]] for a in self.actors if np.isfinite(a[rgb[0, 0, 0], 0, 0])]
        away = [float(np.hypot(*(boxes.centre(p) - [box.x, box.y]))) for p in here]
        if not here or min(away) > 0.5 * box.size:
            return None
        return self._seen(here[int(np.argmin(away))])

    def damaged(self, numbers: range) -> list[int]:
        return []

    def rest(self) -> None:
        """Nothing is held."""

    def close(self) -> None:
        """Nothing is held."""

    @staticmethod
    def _seen(xy: Floats) -> Detection:
        return Detection(xy, np.full(33, 0.9), np.zeros((33, 3)), 1.0, np.full(33, np.nan))


SQUATTER = squat(T, (Move(1.0),))
