"""Looking for people in pictures that leave: as seldom as can be without overlooking anybody."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.pose import crop, finding
from core.pose.backend import Box, Picture, Sighting
from core.pose.workers import Workers

Floats = NDArray[np.float64]
Circle = tuple[float, float, float]

_DEPTHS: Final = (0, 1)  # the whole picture, and squares of it; in smaller ones textures are taken for people
_CELLS: Final = 28  # of a square beside each other in which its light is compared: somebody seen there takes several
_SAME_LIGHT: Final = 5  # grey levels of a cell's mean
_BODY_BOX: Final = 2.5  # a sighting's box in distances from the hips to the point above the head
_HEAD_UP: Final = 0.75  # of that distance: the middle of a head; on eight clips 0.71 to 0.91
_HEAD_WIDE: Final = 0.25  # of that distance: a head's circle


class Lookout:
    """Who is in the pictures of one clip; belongs to one thread."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._size = (0, 0)
        self._squares: list[Box] = []
        self._answers: dict[int, tuple[NDArray[np.uint8], list[Sighting]]] = {}

    def turn(self, rgb: Picture, number: int = 0, of: int = 1) -> list[int]:
        """Which squares are to be looked at in this picture, if all are to be within so many of them.

        The whole picture always, and everything in the first picture of all.
        """
        size = (rgb.shape[1], rgb.shape[0])
        if size == self._size:
            return [0, *range(1 + number % of, len(self._squares), of)]
        self._size, self._answers = size, {}
        self._squares = [square for depth in _DEPTHS for square in finding.squares(*size, depth)]
        return list(range(len(self._squares)))

    def poses(
        self, rgb: Picture, numbers: Sequence[int], known: Callable[[Circle], bool], anew: bool = False
    ) -> list[Floats]:
        """(33, 2) of everybody seen in those squares.

        A square that looks as it did when it was last looked at holds whom it held, unless all are looked at `anew`:
        of somebody small the detector is sure in one picture and not in the next.  known : tells of a head, roughly
        placed, that nobody need look more closely.
        """
        asked, light = [], {}
        for number in numbers:
            now = _light(rgb, self._squares[number])
            before = self._answers.get(number)
            if anew or before is None or np.abs(before[0].astype(int) - now).max() > _SAME_LIGHT:
                asked.append(number)
                light[number] = now
        found = self._workers.find(rgb, [self._squares[number] for number in asked])
        self._answers |= {n: (light[n], sighted) for n, sighted in zip(asked, found, strict=True)}
        made: list[Floats] = []
        for small in (False, True):  # near ones may be seen in part; small ones are believed with their legs alone
            answers = [self._answers[number][1] for number in numbers if (number > 0) == small]
            sighted = [one for answer in answers for one in answer if not known(_rough_head(one))]
            made += [one.xy_px for one in finding.looked_at(self._workers, rgb, sighted, whole=small)]
        return made


def _light(rgb: Picture, square: Box) -> NDArray[np.uint8]:
    """(cells, cells, 3) means of a square's part of the picture."""
    from core.opencv import load

    cv2 = load()
    half = square.size / 2
    left, top = max(0, round(square.x - half)), max(0, round(square.y - half))
    part = crop.whole(rgb)[top : round(square.y + half), left : round(square.x + half)]
    return np.asarray(cv2.resize(part, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA), np.uint8)


def _rough_head(one: Sighting) -> Circle:
    up = one.box.size / _BODY_BOX
    x = one.box.x + _HEAD_UP * up * np.sin(one.box.turn_rad)
    y = one.box.y - _HEAD_UP * up * np.cos(one.box.turn_rad)
    return float(x), float(y), _HEAD_WIDE * up
