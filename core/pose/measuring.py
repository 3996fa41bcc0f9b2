"""Looks under way in several threads, and the rows that they fill in the clip's order."""

from collections import deque
from concurrent.futures import Future

import numpy as np
from numpy.typing import NDArray

from core.giving_way import result_of
from core.machine import give_back_memory
from core.pose.backend import APART, Box, Detection, Floats, Looks, Picture
from core.pose.rows import Rows
from core.pose.workers import Workers
from core.video.planes import Planes

# the more frames a second, the more their neighbours tell where two looks at one frame disagree
_NEIGHBOURS_HZ = 60.0
# Frames a second from which two looks are taken in other boxes in turn: phones film 120 of them or 240
_IN_TURN_HZ = 200.0
_LIMBS = 0.8  # of a box, within which limbs lie: what the picture's edge cuts off is guessed otherwise in every box
# Of pictures, between two times that memory is given back.  Small things come to lie where pictures were,
# the next pictures find no room and go elsewhere: a process grows by as many megabytes and more that it does not use.
# Pictures left as they are stored lie in the decoder's memory, which goes round and is not taken anew.
_GIVE_BACK_BYTES = 180 * 10**6


def apart(rate_hz: float) -> float:
    """Body lengths between two looks at one frame from which a third is taken, at so many frames a second."""
    return APART * max(1.0, rate_hz / _NEIGHBOURS_HZ)


class Measuring:
    """Begins looks at frames in their order, each in its row's box, and puts into the rows what they saw.

    thrifty : a look taken before is its frame's only one, plain where the frame's turn would be a mirrored one.
    in_turn : as `core.pose.effort.Effort` has it.
    """

    def __init__(self, workers: Workers, rows: Rows, thrifty: bool = False, in_turn: bool = False) -> None:
        self.rows = rows
        self.threads = workers.count
        self._apart = apart(rows.rate_hz)
        self._workers = workers
        self._thrifty = thrifty
        self._in_turn = in_turn and rows.rate_hz >= _IN_TURN_HZ
        self._pending: deque[tuple[int, int, Future[Detection | None]]] = deque()
        self._told = self._gone_by = 0
        self._next = int(np.argmin(np.append(rows.done, False)))

    @property
    def reached(self) -> int:
        """How many rows from the first on have been looked at; never less than was told before."""
        self._told = max(self._told, self._pending[0][0] if self._pending else self._next)
        return self._told

    def begin(self, row: int, number: int, rgb: Picture, views: int, seen: Detection | None = None) -> None:
        """Look at frame `number`; `seen` is what the first look at it saw, where that was taken before."""
        self._next = row + 1
        self._go_by(rgb)
        box = self.rows.boxes[row]
        # a single look is plain and mirrored in turn
        first = number % 2 if views == 1 and not (self._thrifty and seen is not None) else 0
        if not np.isfinite(box[0]) or self.rows.views[row]:
            return
        seen = None if first else seen
        if views == 1 and seen is not None and not self._pending:
            self.rows.put(row, views, seen)
            return
        looks = Looks(views, first, seen, self._apart, number if self.taken_in_turn(box, views) else None)
        self._pending.append((row, views, self._workers.look(rgb, Box(*box.tolist()), looks)))

    def taken_in_turn(self, boxes: Floats, views: int) -> NDArray[np.bool_]:
        """(...,) whether looks into (..., 4) boxes are taken at other sizes than beside them, where there are so many.

        Where the picture's edge cuts something off of the body, each size has its own guess of it.
        """
        reach = _LIMBS * boxes[..., 2:3] / 2
        whole = (boxes[..., :2] >= reach) & (boxes[..., :2] <= np.array(self.rows.size_px) - reach)
        return np.asarray(whole.all(axis=-1) & (self._in_turn and views == 2))

    def _go_by(self, picture: Picture) -> None:
        if isinstance(picture, Planes):
            return
        self._gone_by += picture.nbytes
        if self._gone_by >= _GIVE_BACK_BYTES:
            self._gone_by = 0
            give_back_memory()

    def collect(self, most: int) -> None:
        """Put into the rows what is there; wait while more than `most` looks are under way."""
        while self._pending and (len(self._pending) > most or self._pending[0][2].done()):
            row, views, future = self._pending.popleft()
            self.rows.put(row, views, result_of(future))
