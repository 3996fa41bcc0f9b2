"""A film under way: one thread decodes, the one that drives it paints, one encodes; a few frames are in between."""

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.export.encoder import Encoder, Mp4
from core.errors import Cancelled
from core.giving_way import ASKED_EVERY_S, giving_way, may_go_on
from core.progress import Progress

Floats = NDArray[np.float64]
Canvas = NDArray[np.uint8]
Item = TypeVar("Item")
_AHEAD: Final = 3  # frames under way between the threads
_TICK_S: Final = 0.1


class Film(Generic[Item]):
    """Frames of one size at given times into an MP4.

    items : what is decoded for each frame, made in a thread of its own.  paint : puts one of them onto a canvas
    (height, width, 4) BGRX, both even, which it must fill.  at_s : (N,) when each frame comes on show.
    usual_s : how long the last one stays.
    """

    def __init__(
        self,
        items: Callable[[], Iterator[Item]],
        paint: Callable[[Item, Canvas], None],
        at_s: Floats,
        size: tuple[int, int],
        usual_s: float,
    ) -> None:
        self._items, self._painter, self._at_s, self._size = items, paint, at_s, size
        gaps = np.diff(at_s)
        self._usual_s = float(np.median(gaps)) if len(gaps) else usual_s
        self._decoded: queue.Queue[Any] = queue.Queue(_AHEAD)
        self._painted: queue.Queue[Any] = queue.Queue(_AHEAD)
        self._free: queue.Queue[Canvas] = queue.Queue()
        self._stop = threading.Event()
        self._errors: list[BaseException] = []

    def run(self, path: Path, encoder: Encoder) -> Generator[Progress, None, None]:
        """Write it; each yield is a tick and a place to cancel.

        Raises
        ------
        OSError, UserError : what went wrong in any of the threads.
        """
        width, height = self._size
        for _ in range(_AHEAD + 2):
            self._free.put(np.zeros((height + height % 2, width + width % 2, 4), np.uint8))
        threads = [
            threading.Thread(target=self._guard, args=(self._decode,), name="export-decode"),
            threading.Thread(target=self._guard, args=(self._encode, path, encoder), name="export-encode"),
        ]
        for thread in threads:
            thread.start()
        began = last = time.perf_counter()
        total = len(self._at_s)
        try:
            for done in range(total):
                may_go_on()
                item = self._get(self._decoded)
                canvas = self._get(self._free)
                self._painter(item, canvas)
                self._put(self._painted, (canvas, done))
                now = time.perf_counter()
                if now - last > _TICK_S or done == 0:
                    last = now
                    rate = (done + 1) / (now - began)
                    yield Progress("export", "Writing the video", done + 1, total, rate, (total - done - 1) / rate)
            self._put(self._painted, None)
            while threads[1].is_alive():
                threads[1].join(_TICK_S)
                yield Progress("export", "Finishing the video", total, total)
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()
        self._raise()

    # -- in their own threads
    def _guard(self, work: Any, *arguments: Any) -> None:
        try:
            with giving_way(self._stop.is_set):
                work(*arguments)
        except BaseException as error:
            self._errors.append(error)
            self._stop.set()

    def _decode(self) -> None:
        for item in self._items():
            if not self._put(self._decoded, item):
                return

    def _encode(self, path: Path, encoder: Encoder) -> None:
        file = Mp4(path, self._size, 1 / self._usual_s, encoder)
        finished = False
        try:
            while True:
                item = self._get(self._painted)
                if item is None:
                    break
                canvas, number = item
                later = self._at_s[number + 1] if number + 1 < len(self._at_s) else self._at_s[number] + self._usual_s
                file.write(canvas, float(self._at_s[number]), float(later - self._at_s[number]))
                self._free.put(canvas)
            file.finish()
            finished = True
        finally:
            if not finished:
                file.abandon()

    # -- between them
    def _get(self, source: "queue.Queue[Any]") -> Any:
        while True:
            try:
                return source.get(timeout=ASKED_EVERY_S)
            except queue.Empty:
                may_go_on()
                if self._stop.is_set():
                    self._raise()
                    raise _Stopped from None

    def _put(self, target: "queue.Queue[Any]", item: Any) -> bool:
        """False where the work has stopped meanwhile."""
        while not self._stop.is_set():
            try:
                target.put(item, timeout=ASKED_EVERY_S)
            except queue.Full:
                continue
            return True
        return False

    def _raise(self) -> None:
        found = [error for error in self._errors if not isinstance(error, _Stopped | Cancelled)]
        if found:
            raise found[0]


class _Stopped(Exception):  # noqa: N818 - not an error: the other thread has one, or somebody cancelled
    """The work was stopped elsewhere."""
