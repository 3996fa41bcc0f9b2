"""Pictures of the open clip, decoded in a thread of their own: the latest request wins."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from app.kept_frames import KeptFrames
from app.stand_ins import MOST, WIDTH, StandIns
from core.video.cache import DEFAULT_BYTES
from core.video.info import ClipInfo

if TYPE_CHECKING:  # decoding is loaded in the thread: the window must not wait for it
    from core.video.reader import Frame
    from core.video.scrub import Scrubber

_MOST_LARGER: Final = 1.5  # times the clip's width: of a picture that is looked at closer, only a part is painted


@dataclass(frozen=True)
class Opened:
    """What is known of a clip once its index is made; time_s is read-only."""

    info: ClipInfo
    time_s: NDArray[np.float64]


@dataclass(frozen=True)
class Picture:
    """One decoded frame, ready to paint; `full` when it has every pixel of the clip.

    exact : False for a keyframe that stands in for the frame asked for until that one is decoded; number and time
        are the keyframe's own.
    damaged : the file is faulty here: the picture shows errors, or is its neighbour's.
    """

    number: int
    time_s: float
    image: QImage
    full: bool
    exact: bool = True
    damaged: bool = False


@dataclass(frozen=True)
class _Wanted:
    """One request.

    width : pixels it will cover on the screen; 0 = every pixel.
    towards : +1 or -1, which way somebody goes; 0 = not known.
    order : how manieth request it is.
    kept : it needs no decoding, another thread shows it.
    """

    number: int
    width: int
    towards: int
    order: int
    kept: bool = False


class FrameThread(QThread):
    """Opens, reads and closes the clip in its own thread. Signals arrive queued in the window's thread.

    While nothing is asked for it decodes on in the direction of motion, as far as the cache goes.  A frame that is
    decoded already does not wait for that: a second thread shows it.

    Parameters
    ----------
    cache_bytes : how much memory decoded frames may take.
    """

    opened = Signal(object)
    failed = Signal(object)
    decoded = Signal(object)

    def __init__(
        self,
        path: Path,
        capture_fps: float | None = None,
        parent: QObject | None = None,
        cache_bytes: int = DEFAULT_BYTES,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._capture_fps = capture_fps
        self._condition = threading.Condition()
        self._wanted: _Wanted | None = None
        self._shown: int | None = None
        self._scrubber: Scrubber | None = None
        self._stand_ins = StandIns()
        self._kept: KeptFrames[_Wanted] = KeptFrames(self._show_kept, self)
        self._order = self._shown_order = 0
        self._last_number = self._towards = 0
        self._cache_bytes = cache_bytes
        self._cache_changed = False
        self._stop = False

    # -- called from the window's thread
    def want(self, number: int, width: int = 0, towards: int = 0) -> None:
        """Ask for one frame; an older request that does not lie on the way to it is forgotten.

        towards : +1 or -1, which way it goes while playing; 0 = as the requests before this one tell.
        """
        with self._condition:
            moved = number - self._last_number
            if towards or moved:
                self._towards = towards or (moved if abs(moved) == 1 else 0)  # steps have a direction, jumps have none
            self._last_number = number
            self._order += 1
            kept = self._scrubber is not None and self._scrubber.is_decoded(number)
            wanted = self._wanted = _Wanted(number, width, self._towards, self._order, kept)
            ready = None if self._towards or self._is_kept(number) else self._stand_ins.nearest(number, self._shown)
            if ready is not None:  # before the other thread may go on: the exact frame must not come first
                self._show(ready, wanted)
            self._condition.notify()
        if kept:
            self._kept.ask(wanted)

    def set_cache_bytes(self, limit: int) -> None:
        """How much memory decoded frames may take from here on."""
        with self._condition:
            self._cache_bytes, self._cache_changed = limit, True
            self._condition.notify()

    def stop(self) -> None:
        """Ask the thread to end and wait until it has."""
        with self._condition:
            self._stop = True
            self._wanted = None
            self._condition.notify()
        self._kept.stop()
        self.wait()
        self._scrubber = None

    # -- in its own thread
    def run(self) -> None:
        from core.video.reader import open_reader
        from core.video.scrub import Scrubber

        try:
            reader = open_reader(self._path, self._capture_fps, self._cache_bytes)
        except Exception as error:  # shown as a sentence by the session, logged there when it is a bug
            self.failed.emit(error)
            return
        try:
            times = np.array(reader.time_s, np.float64)
            times.setflags(write=False)
            self.opened.emit(Opened(reader.info, times))
            self._scrubber = Scrubber(reader)
            self._serve(self._scrubber)
        except Exception as error:  # as above
            self.failed.emit(error)
        finally:
            reader.close()

    def _serve(self, scrubber: "Scrubber") -> None:
        idle = False
        while True:
            wanted = self._next(wait=idle)
            if self._stop:
                return
            self._apply_cache_bytes(scrubber)
            if wanted is None:
                idle = not scrubber.ahead(self._busy) and not self._make_stand_in(scrubber)
                continue
            idle = False
            if wanted.kept:
                scrubber.look_at(wanted.number, wanted.towards)
                continue
            # while playing or stepping, a picture from elsewhere would be a jump
            stand_in = None if wanted.towards else scrubber.stand_in(wanted.number, self._shown)
            if stand_in is not None:
                self._show(_picture(stand_in, wanted.width, exact=False), wanted)
                self._stand_ins.put(_stand_in(stand_in), wanted.number)
            frame = scrubber.exact(wanted.number, wanted.towards, self._newer)
            if frame is not None:
                self._show(_picture(frame, wanted.width), wanted)

    def _show(self, picture: Picture, wanted: _Wanted) -> None:
        """Unless something asked for later is on show: more than one thread shows pictures."""
        with self._condition:
            if wanted.order >= self._shown_order:
                self._shown, self._shown_order = picture.number, wanted.order
                self.decoded.emit(picture)

    def _show_kept(self, wanted: _Wanted) -> None:
        """In the second thread."""
        assert self._scrubber is not None
        try:
            frame = self._scrubber.kept(wanted.number)
        except Exception as error:  # as in the other thread
            self.failed.emit(error)
            return
        if frame is not None:
            self._show(_picture(frame, wanted.width), wanted)
            return
        with self._condition:  # it had to make room in between
            if wanted.order == self._order and not self._stop:
                self._wanted = replace(wanted, kept=False)
                self._condition.notify()

    def _make_stand_in(self, scrubber: "Scrubber") -> bool:
        """One more keyframe for the next jump; False when there are enough, or nobody jumps."""
        if self._towards or self._busy():
            return False
        frame = scrubber.keyframe_about(MOST, self._stand_ins)
        if frame is None:
            return False
        self._stand_ins.put(_stand_in(frame), self._last_number)
        return True

    def _is_kept(self, number: int) -> bool:
        return self._scrubber is not None and self._scrubber.is_kept(number)

    def _next(self, wait: bool) -> _Wanted | None:
        """The latest request; None if there is none, after waiting for something to do if `wait`."""
        with self._condition:
            while wait and not self._busy():
                self._condition.wait()
            wanted, self._wanted = self._wanted, None
            return wanted

    def _busy(self) -> bool:
        return self._wanted is not None or self._stop or self._cache_changed

    def _newer(self) -> int | None:
        wanted = self._wanted
        if self._stop:
            return -1  # lies on no way
        return None if wanted is None else wanted.number

    def _apply_cache_bytes(self, scrubber: "Scrubber") -> None:
        with self._condition:
            changed, self._cache_changed = self._cache_changed, False
        if changed:
            scrubber.set_cache_bytes(self._cache_bytes)


def _picture(frame: "Frame", width: int, exact: bool = True) -> Picture:
    """RGB rows to an image Qt paints fast: as wide as it is on the screen, if that is not much more than the clip."""
    rgb = frame.rgb
    height, full_width = rgb.shape[:2]
    full = width in (0, full_width) or width > _MOST_LARGER * full_width
    if not full:
        from core.opencv import load

        # the window's thread would take longer for it, in every frame it paints
        cv2 = load()
        height, full_width = max(1, round(height * width / full_width)), width
        rgb = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_LINEAR)
    image = QImage(rgb.data, full_width, height, int(rgb.strides[0]), QImage.Format.Format_RGB888)
    # The conversion copies, so the image does not depend on the reader's buffer.
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return Picture(frame.number, frame.time_s, image, full, exact, frame.damaged)


def _stand_in(frame: "Frame") -> Picture:
    """Small, for many are kept."""
    return _picture(frame, min(WIDTH, frame.rgb.shape[1]), exact=False)
