"""How sure curves are in single frames, worked out beside the window: what stands beside a kinogram's pictures."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, QThread, Signal

from app.task_thread import TaskThread, heard_from, let_go
from core.analysis import Analysis
from core.errors import Cancelled
from core.giving_way import giving_way, may_go_on

log = logging.getLogger(__name__)
Found = dict[int, Mapping[str, float]]  # row of the series -> one standard deviation of each curve there


class MomentErrors(QObject):
    """Of one analysis at a time; each frame is worked out once."""

    made = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._of: Analysis | None = None
        self._found: Found = {}
        self._wanted: Sequence[int] = ()
        self._thread: TaskThread | None = None

    def of(self, analysis: Analysis | None) -> Mapping[int, Mapping[str, float]]:
        """What is known of these numbers by now."""
        return self._found if analysis is not None and analysis is self._of else {}

    def want(self, analysis: Analysis, rows: Sequence[int]) -> None:
        """These frames are shown; `made` tells when more is known of them."""
        if analysis is not self._of:
            self.stop()
            self._of = analysis
        self._wanted = rows
        self._next()

    def stop(self) -> None:
        """Wait until nothing runs, and forget what was found."""
        self._of, self._found, self._wanted = None, {}, ()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.requestInterruption()
        let_go(thread, self._ended)

    def _next(self) -> None:
        analysis, rows = self._of, [row for row in self._wanted if row not in self._found]
        if analysis is None or not rows or self._thread is not None:
            return

        def do() -> Found:
            from core.compare.errors import moment_sds

            found: Found = {}
            with suppress(Cancelled), giving_way(thread.isInterruptionRequested):
                for row in rows:
                    may_go_on()
                    found[row] = moment_sds(analysis, row)
            return found

        thread = TaskThread(do, self)
        thread.done.connect(self._made)
        thread.failed.connect(self._failed)
        thread.finished.connect(self._ended)
        self._thread = thread
        thread.start(QThread.Priority.LowPriority)

    def _made(self, found: Found) -> None:
        if heard_from(self, self._thread):
            self._found |= found
            self.made.emit()

    def _failed(self, error: Exception) -> None:
        if heard_from(self, self._thread):
            log.error("the errors of single frames were not worked out", exc_info=error)
            self._found |= {row: {} for row in self._wanted}  # not asked for again

    def _ended(self) -> None:
        if not heard_from(self, self._thread):
            return
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()
        self._next()
