"""Parts of single frames, decoded by a reader of their own in a thread of its own."""

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from app.kinogram_model import Crop
from core.errors import UserError

if TYPE_CHECKING:
    from core.video.reader import Frame, FrameReader

log = logging.getLogger(__name__)
CACHE_BYTES = 64 * 2**20  # a few frames around each other: tiles are moved by single ones
Wish = tuple[int, Crop]


class StillThread(QThread):
    """Opens the clip when first asked, keeps it open, and closes it in its own thread.

    The latest list of wishes counts; what is still to be decoded of an older one is forgotten.
    """

    made = Signal(int, object, object)  # frame, crop, QImage
    failed = Signal(object)

    def __init__(self, path: Path, capture_fps: float | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path, self._capture_fps = path, capture_fps
        self._condition = threading.Condition()
        self._wishes: list[Wish] = []
        self._stop = False

    def want(self, wishes: list[Wish]) -> None:
        with self._condition:
            self._wishes = sorted(wishes, key=lambda w: w[0])  # in order of time: decoding goes forward
            self._condition.notify()

    def stop(self) -> None:
        """Ask the thread to end and wait until it has."""
        with self._condition:
            self._stop = True
            self._condition.notify()
        self.wait()

    # -- in its own thread
    def run(self) -> None:
        from core.video.reader import open_reader

        try:
            reader = open_reader(self.path, self._capture_fps, CACHE_BYTES)
        except Exception as error:
            self.failed.emit(error)
            return
        try:
            while (wish := self._next()) is not None:
                self.made.emit(*wish, still(reader, *wish))
        except Exception as error:
            if not isinstance(error, UserError):
                log.exception("a still could not be made")
            self.failed.emit(error)
        finally:
            reader.close()

    def _next(self) -> Wish | None:
        with self._condition:
            while not self._wishes and not self._stop:
                self._condition.wait()
            return None if self._stop else self._wishes.pop(0)


def still(reader: "FrameReader", frame: int, crop: Crop) -> QImage:
    """The part of a frame as an image of its own; what lies beyond the picture is dark."""
    return cut(reader.frame(frame), crop)


def cut(frame: "Frame", crop: Crop) -> QImage:
    """The part of a frame that is there already; what lies beyond the picture is dark."""
    height, width = frame.rgb.shape[:2]
    left, top = max(crop.left, 0), max(crop.top, 0)
    right, bottom = min(crop.left + crop.width, width), min(crop.top + crop.height, height)
    made = QImage(crop.width, crop.height, QImage.Format.Format_RGB32)
    made.fill(QColor("#15171A"))
    if right <= left or bottom <= top:
        return made
    part = np.ascontiguousarray(frame.rgb[top:bottom, left:right])
    image = QImage(part.data, right - left, bottom - top, int(part.strides[0]), QImage.Format.Format_RGB888)
    painter = QPainter(made)
    painter.drawImage(left - crop.left, top - crop.top, image)
    painter.end()
    return made
