"""How sure the shown curves are, worked out beside the window once the numbers rest."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal

from app.document import Document
from app.later import later
from app.task_thread import TaskThread, heard_from, let_go
from core.analysis import Analysis
from core.errors import Cancelled
from core.giving_way import giving_way

log = logging.getLogger(__name__)
Sds = Mapping[str, NDArray[np.float64]]
REST_MS: Final = 1000  # without a change: whoever drags a joint looks at the curve, and needs the processors


class CurveErrors(QObject):
    """One standard deviation of each curve at each frame, of one analysis at a time."""

    made = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._of: Analysis | None = None
        self._sds: Sds = {}
        self._thread: TaskThread | None = None
        self._stopped = False
        self._working_on: Analysis | None = None
        self._later = later(self, REST_MS, self._start)

    def of(self, measured: Analysis | None) -> Sds:
        """Those of this analysis; empty until they are known: what was measured before says nothing of it."""
        return self._sds if measured is not None and measured is self._of else {}

    def ask(self) -> None:
        """Curves are shown: work out theirs, unless that is done or under way."""
        if self._stopped:
            return
        measured = self._document.measured
        if measured is not self._working_on and self._thread is not None:
            self._thread.requestInterruption()
        if measured is None or measured is self._of or measured is self._working_on:
            self._later.stop()
        else:
            self._later.start()

    def stop(self) -> None:
        """Wait until nothing runs; nothing is begun from here on."""
        self._stopped = True
        self._later.stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.requestInterruption()
        let_go(thread, self._ended)

    def _start(self) -> None:
        analysis = self._document.measured
        if analysis is None or self._thread is not None:  # what runs has been asked to stop, and this comes after it
            return
        units = [(unit.start_s, unit.end_s) for unit in self._document.units]

        def do() -> Sds | None:
            from core.compare.errors import curve_sds

            with suppress(Cancelled), giving_way(thread.isInterruptionRequested):
                return curve_sds(analysis, units)
            return None

        thread = TaskThread(do, self)
        thread.done.connect(self._made)
        thread.failed.connect(self._failed)
        thread.finished.connect(self._ended)
        self._thread, self._working_on = thread, analysis
        thread.start(QThread.Priority.LowPriority)

    def _made(self, sds: Sds | None) -> None:
        if sds is not None and heard_from(self, self._thread):
            self._of, self._sds = self._working_on, sds
            self.made.emit()

    def _failed(self, error: Exception) -> None:
        if heard_from(self, self._thread):
            log.error("the curves' error was not worked out", exc_info=error)
            self._of, self._sds = self._working_on, {}

    def _ended(self) -> None:
        if not heard_from(self, self._thread):  # told before it was let go of: nothing may begin anew after `stop`
            return
        thread, self._thread = self._thread, None
        self._working_on = None
        if thread is not None:
            thread.wait()
            thread.deleteLater()
        if self._document.measured is not self._of:
            self.ask()
