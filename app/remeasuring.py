"""Numbers that follow what is put by hand: at once for what is concerned, then as the whole chain gives them."""

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal

from app.document import Document
from core.analysis import Analysis
from core.edits.edits import Edits
from core.errors import Cancelled
from core.giving_way import giving_way

if TYPE_CHECKING:
    from core.measures.kept_draws import KeptDraws

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Wanted:
    analysis: Analysis
    edits: Edits


class _Worker(QThread):
    """Measures the latest wish; an older one that nobody waits for any more is passed over."""

    measured = Signal(object, object, bool)  # analysis, edits, whether it is the whole truth
    failed = Signal(object)  # edits

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._condition = threading.Condition()
        self._wanted: _Wanted | None = None
        self._stopped = self._let_go = False

    def want(self, wanted: _Wanted | None) -> None:
        """None: nothing any more, and nothing is kept of the clip."""
        with self._condition:
            self._wanted = wanted
            self._let_go = wanted is None
            self._condition.notify()

    def stop(self) -> None:
        with self._condition:
            self._stopped, self._wanted = True, None
            self._condition.notify()
        self.wait()

    def run(self) -> None:
        from core.measures.kept_draws import KeptDraws
        from core.pipeline import whole_at_once  # heavy

        kept, kept_of = KeptDraws(), None
        while True:
            with self._condition:
                while self._wanted is None and not self._stopped:
                    if self._let_go:
                        kept, kept_of, self._let_go = KeptDraws(), None, False
                    self._condition.wait()
                if self._stopped or self._wanted is None:
                    return
                wanted, self._wanted = self._wanted, None
            if wanted.analysis.raw is not kept_of:  # of another clip
                kept, kept_of = KeptDraws(), wanted.analysis.raw
            at_once = whole_at_once(wanted.analysis, wanted.edits)
            for whole in (True,) if at_once else (False, True):
                try:
                    made = self._made(wanted, whole, kept, gives_way=whole and not at_once)
                except Cancelled:
                    break
                except Exception:  # what was measured before stays; the log has the reason
                    log.exception("measuring with what was put by hand failed")
                    self.failed.emit(wanted.edits)
                    break
                with self._condition:
                    newer = self._wanted is not None or self._stopped
                if newer and whole:
                    break
                self.measured.emit(made, wanted.edits, whole)
                if newer:
                    break

    def _made(self, wanted: _Wanted, whole: bool, kept: "KeptDraws", gives_way: bool) -> Analysis:
        """What is had at once is finished: a drag that goes on must not keep its numbers from ever being told."""
        from core.pipeline import remeasure

        if not gives_way:
            return remeasure(wanted.analysis, wanted.edits, whole=whole, kept_draws=kept)
        with giving_way(self._waited_for):
            return remeasure(wanted.analysis, wanted.edits, whole=whole, kept_draws=kept)

    def _waited_for(self) -> bool:
        return self._wanted is not None or self._stopped


class Remeasuring(QObject):
    """Watches a document's edits and hands it the numbers that go with them."""

    busy_changed = Signal(bool)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._worker: _Worker | None = None
        self._asked: Edits | None = None
        document.edits_changed.connect(self._look)
        document.analysis_changed.connect(self._look)
        document.clip_changed.connect(self._forget)

    @property
    def busy(self) -> bool:
        """Whether numbers are still to come."""
        return self._asked is not None

    def stop(self) -> None:
        """Stop and wait: for closing."""
        if self._worker is not None:
            self._worker.measured.disconnect(self._measured)
            self._worker.failed.disconnect(self._failed)
            self._worker.stop()
            self._worker.deleteLater()
            self._worker = None
        self._asked = None

    def _ask(self, edits: Edits | None) -> None:
        """None = nothing is to come any more."""
        was, self._asked = self.busy, edits
        if self.busy != was:
            self.busy_changed.emit(self.busy)

    def _forget(self) -> None:
        self._ask(None)
        if self._worker is not None:
            self._worker.want(None)

    def _look(self) -> None:
        """Measure anew if what is shown was measured with other edits."""
        measured, edits = self._document.measured, self._document.edits
        if measured is None or measured.kept is None or self._asked == edits:
            return
        if self._asked is None and same_numbers(edits, measured.kept.request.edits):
            return
        if self._worker is None:
            self._worker = _Worker(self)
            self._worker.measured.connect(self._measured, Qt.ConnectionType.QueuedConnection)
            self._worker.failed.connect(self._failed, Qt.ConnectionType.QueuedConnection)
            self._worker.start(QThread.Priority.LowPriority)
        self._ask(edits)
        self._worker.want(_Wanted(measured, edits))

    def _failed(self, edits: Edits) -> None:
        if self._asked == edits:
            self._ask(None)

    def _measured(self, analysis: Analysis, edits: Edits, whole: bool) -> None:
        if self._asked is None or not same_numbers(edits, self._asked):
            return  # of a clip that is gone, or of an edit that was taken back
        if whole:
            self._ask(None)
        self._document.remeasured(analysis)


def same_numbers(a: Edits, b: Edits) -> bool:
    """Whether two sets of edits lead to the same numbers."""
    return (
        a.same_landmarks(b) and a.calibration == b.calibration and (a.reps, a.contacts) == (b.reps, b.contacts)
    )  # fmt: skip
