"""Pictures of the open clip, decoded in a thread of their own: the latest request wins."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from core.errors import UserError
from core.video.info import ClipInfo

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """What is known of a clip once its index is made; time_s is read-only."""

    info: ClipInfo
    time_s: NDArray[np.float64]


@dataclass(frozen=True)
class Picture:
    """One decoded frame, ready to paint; `full` when it has every pixel of the clip."""

    number: int
    time_s: float
    image: QImage
    full: bool


@dataclass(frozen=True)
class _Wanted:
    number: int
    width: int  # pixels it will cover on the screen; 0 = every pixel


class FrameThread(QThread):
    """Opens, reads and closes the clip in its own thread. Signals arrive queued in the window's thread."""

    opened = Signal(object)
    failed = Signal(object)
    decoded = Signal(object)

    def __init__(self, path: Path, capture_fps: float | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._capture_fps = capture_fps
        self._condition = threading.Condition()
        self._wanted: _Wanted | None = None
        self._stop = False

    # -- called from the window's thread
    def want(self, number: int, width: int = 0) -> None:
        """Ask for one frame; an older request not yet begun is forgotten."""
        with self._condition:
            self._wanted = _Wanted(number, width)
            self._condition.notify()

    def stop(self) -> None:
        """Ask the thread to end and wait until it has."""
        with self._condition:
            self._stop = True
            self._wanted = None
            self._condition.notify()
        self.wait()

    # -- in its own thread
    def run(self) -> None:
        from core.video.reader import open_reader

        try:
            reader = open_reader(self._path, self._capture_fps)
        except UserError as error:
            self.failed.emit(error)
            return
        except Exception as error:
            self.failed.emit(error)
            return
        try:
            times = np.array(reader.time_s, np.float64)
            times.setflags(write=False)
            self.opened.emit(Opened(reader.info, times))
            while True:
                wanted = self._next()
                if wanted is None:
                    return
                frame = reader.frame(wanted.number)
                self.decoded.emit(_picture(frame.number, frame.time_s, frame.rgb, wanted.width))
        except Exception as error:  # shown as a sentence by the session, logged there when it is a bug
            self.failed.emit(error)
        finally:
            reader.close()

    def _next(self) -> _Wanted | None:
        with self._condition:
            while self._wanted is None and not self._stop:
                self._condition.wait()
            wanted, self._wanted = self._wanted, None
            return None if self._stop else wanted


def _picture(number: int, time_s: float, rgb: NDArray[np.uint8], width: int) -> Picture:
    """RGB rows to an image Qt paints fast; made smaller by whole steps when the screen shows it smaller."""
    height, full_width = rgb.shape[:2]
    step = max(1, full_width // width) if width > 0 else 1
    if step > 1:
        rgb = np.ascontiguousarray(rgb[::step, ::step])
        height, small = rgb.shape[:2]
    else:
        small = full_width
    image = QImage(rgb.data, small, height, int(rgb.strides[0]), QImage.Format.Format_RGB888)
    # The conversion copies, so the image does not depend on the reader's buffer.
    return Picture(number, time_s, image.convertToFormat(QImage.Format.Format_RGB32), step == 1)
