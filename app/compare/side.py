"""One of the two clips of a comparison: its own decode thread, its frame times, its analysis."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal

from app.angles import Mark, marks, strong_parts
from app.document import Options, Unit, units_of
from app.frames import FrameThread, Opened, Picture
from app.jobs import Drive, Jobs
from app.preferences import CACHE_MB, quality
from app.task_thread import heard_from
from core.analysis import Analysis
from core.edits.edits import NO_EDITS, Edits
from core.errors import RateMissingError, UserError
from core.video.info import ClipInfo

if TYPE_CHECKING:
    from core.request import Request

MB = 2**20


class Side(QObject):
    """Knows no widgets; opened once for one clip, stopped once.

    letter : "A" or "B".  An analysis that is there already is taken over, otherwise the clip is analysed like any
    other one.
    """

    opened = Signal()  # its size and times are known
    pictured = Signal(object)
    analysis_changed = Signal()
    progressed = Signal(object)
    busy_changed = Signal(bool)
    failed = Signal(object)
    refused = Signal(object)  # Path of a clip that cannot be opened; `failed` has said why
    cancelled = Signal()

    def __init__(self, letter: str, drive: Drive | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.letter = letter
        self.path: Path | None = None
        self.info: ClipInfo | None = None
        self.times: NDArray[np.float64] = np.zeros(0)
        self.analysis: Analysis | None = None
        self.units: tuple[Unit, ...] = ()
        self.frame = 0
        self._options, self._own = Options(), True
        self.edits: Edits = NO_EDITS
        self._parts: tuple[Analysis, tuple[tuple[Mark, ...], frozenset[int]]] | None = None
        self._frames: FrameThread | None = None
        self._jobs = Jobs(drive, self)
        self._jobs.progressed.connect(self.progressed)
        self._jobs.succeeded.connect(self.set_analysis)
        self._jobs.failed.connect(self.failed)
        self._jobs.cancelled.connect(self.cancelled)
        self._jobs.started.connect(self._tell_busy)
        self._jobs.idle.connect(self._tell_busy)

    @property
    def capture_fps(self) -> float | None:
        """The true rate somebody told, None where nobody did."""
        return self._options.capture_fps

    @property
    def rate_is_open(self) -> bool:
        """Whether its true rate can be given here: by another one what was put by hand would lie at other times."""
        return self._own and self.edits == NO_EDITS

    @property
    def busy(self) -> bool:
        return self._jobs.running

    def open(
        self, path: Path, options: Options, analysis: Analysis | None, own: bool = True, edits: Edits = NO_EDITS
    ) -> None:  # fmt: skip
        """Start decoding; once it is open, analyse where no analysis is given.  own = False: somebody else does.

        edits : put by hand on this clip; they count here as well.
        """
        self.close()
        self._own, self.edits = own, edits
        self.path, self._options = path, options
        self.analysis, self.units = analysis, units_of(analysis)
        thread = FrameThread(path, options.capture_fps, self, CACHE_MB.read() * MB // 2)
        thread.opened.connect(self._opened, Qt.ConnectionType.QueuedConnection)
        thread.failed.connect(self._failed, Qt.ConnectionType.QueuedConnection)
        thread.decoded.connect(self._decoded, Qt.ConnectionType.QueuedConnection)
        self._frames = thread
        thread.start()

    def set_analysis(self, analysis: Analysis | None) -> None:
        self.analysis, self.units = analysis, units_of(analysis)
        self.analysis_changed.emit()

    def drawn_parts(self) -> tuple[tuple[Mark, ...], frozenset[int]]:
        """Which angles are drawn and which landmarks strongly; the same in every frame of an analysis."""
        if self.analysis is None:
            return (), frozenset()
        if self._parts is None or self._parts[0] is not self.analysis:
            self._parts = self.analysis, (marks(self.analysis), strong_parts(self.analysis, None))
        return self._parts[1]

    def analyse(self) -> None:
        if self.path is not None and self.analysis is None and self._own:
            self._jobs.start(replace(self._request(self.path), quality=quality()))

    def cancel(self) -> None:
        self._jobs.cancel()

    def close(self) -> None:
        """Forget the clip; an analysis under way is dropped."""
        self._jobs.drop()
        thread, self._frames = self._frames, None
        if thread is not None:
            thread.opened.disconnect(self._opened)
            thread.failed.disconnect(self._failed)
            thread.decoded.disconnect(self._decoded)
            thread.stop()
            thread.deleteLater()
        self.path = self.info = self.analysis = self._parts = None
        self.times, self.units, self.frame = np.zeros(0), (), 0

    def stop(self) -> None:
        """Close and wait for every thread."""
        self.close()
        self._jobs.stop()

    # -- frames
    def want(self, frame: int, width: int = 0, towards: int = 0) -> None:
        """Show this frame; width as in `FrameThread.want`, 0 = every pixel."""
        self.frame = frame
        if self._frames is not None:
            self._frames.want(frame, width, towards)

    def nearest(self, time_s: float) -> int:
        """The frame whose time is nearest."""
        if not len(self.times):
            return 0
        right = int(np.clip(np.searchsorted(self.times, time_s), 1, max(1, len(self.times) - 1)))
        if right >= len(self.times):
            return 0
        return right if self.times[right] - time_s < time_s - self.times[right - 1] else right - 1

    # -- from the threads
    def _request(self, path: Path) -> "Request":
        return self._options.request(path, self.edits)

    def _opened(self, opened: Opened) -> None:
        if not heard_from(self, self._frames):
            return
        self.info, self.times = opened.info, opened.time_s
        self.opened.emit()
        self.analyse()

    def _decoded(self, picture: Picture) -> None:
        if heard_from(self, self._frames):
            self.pictured.emit(picture)

    def _failed(self, error: Exception) -> None:
        if not heard_from(self, self._frames):
            return
        if isinstance(error, RateMissingError):  # there is a question for that, where a clip is opened by itself
            error = UserError(error.what, "open them by themselves first, where it is asked for", error.where)
        self.failed.emit(error)
        if self.info is None:
            self.refused.emit(self.path)

    def _tell_busy(self, *_: object) -> None:
        self.busy_changed.emit(self.busy)
