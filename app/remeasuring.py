"""Numbers that follow what is put by hand: at once for what is concerned, then as the whole chain gives them."""

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from app.document import Document
from core.analysis import Analysis
from core.edits.edits import Edits
from core.errors import Cancelled
from core.giving_way import giving_way

if TYPE_CHECKING:
    from core.measures.kept_draws import KeptDraws

log = logging.getLogger(__name__)
_NEAR_S: Final = 0.5  # what is ready for a moment is ready for those around it
# showing numbers takes 25 ms of the window's thread, and more where other programs use the processors
_SHOWN_WITHIN_S: Final = 0.1


@dataclass(frozen=True)
class _Wanted:
    analysis: Analysis
    edits: Edits


@dataclass(frozen=True)
class _Expected:
    """Where the next edit is likely to be."""

    analysis: Analysis
    at_s: float


class _Worker(QThread):
    """Measures the latest wish; an older one that nobody waits for any more is passed over.

    While nothing is wished it makes ready what an edit where one is expected will hang on.
    """

    measured = Signal(object, object, bool)  # analysis, edits, whether it is the whole truth
    failed = Signal(object)  # edits

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._condition = threading.Condition()
        self._wanted: _Wanted | None = None
        self._expected: _Expected | None = None
        self._stopped = self._let_go = self._shown = False

    def want(self, wanted: _Wanted | None) -> None:
        """None: nothing any more, and nothing is kept of the clip."""
        with self._condition:
            self._wanted = wanted
            self._let_go = wanted is None
            if wanted is None:
                self._expected = None
            self._condition.notify()

    def expect(self, expected: _Expected) -> None:
        with self._condition:
            self._expected = expected
            self._condition.notify()

    def shown(self) -> None:
        """What was last told is on the screen."""
        with self._condition:
            self._shown = True
            self._condition.notify()

    def stop(self) -> None:
        with self._condition:
            self._stopped, self._wanted, self._expected = True, None, None
            self._condition.notify()
        self.wait()

    def run(self) -> None:
        from core.measures.kept_draws import KeptDraws  # heavy

        kept, kept_of = KeptDraws(), None
        while True:
            with self._condition:
                while self._wanted is None and self._expected is None and not self._stopped:
                    if self._let_go:
                        kept, kept_of, self._let_go = KeptDraws(), None, False
                    self._condition.wait()
                if self._stopped:
                    return
                now = self._wanted or self._expected
                if self._wanted is not None:
                    self._wanted = None
                else:
                    self._expected = None
            if now is None:
                continue
            if now.analysis.raw is not kept_of:  # of another clip
                kept, kept_of = KeptDraws(), now.analysis.raw
            if isinstance(now, _Wanted):
                self._follow(now, kept)
            else:
                self._make_ready(now, kept)

    def _follow(self, wanted: _Wanted, kept: "KeptDraws") -> None:
        """Measure, and tell it: what is had at once first."""
        from core.pipeline import whole_at_once

        at_once = whole_at_once(wanted.analysis, wanted.edits)
        for whole in (True,) if at_once else (False, True):
            try:
                made = self._made(wanted, whole, kept, gives_way=whole and not at_once)
            except Cancelled:
                return
            except Exception:  # what was measured before stays; the log has the reason
                log.exception("measuring with what was put by hand failed")
                self.failed.emit(wanted.edits)
                return
            newer = self._waited_for()
            if newer and whole:
                return
            self._shown = False
            self.measured.emit(made, wanted.edits, whole)
            if newer:
                return
            if not whole:
                self._let_show()

    def _let_show(self) -> None:
        """Wait until what was told is on the screen: whoever drags looks at that, not at the rest of the chain."""
        with self._condition:
            self._condition.wait_for(lambda: self._shown or self._waited_for(), _SHOWN_WITHIN_S)

    def _make_ready(self, expected: _Expected, kept: "KeptDraws") -> None:
        """It does not give way: the edit that comes would have to begin with the same."""
        from core.pipeline import Kept, Request
        from core.remeasure import expect

        of = expected.analysis.kept
        if isinstance(of, Kept) and isinstance(of.request, Request):
            try:
                expect(of.measured, of.request.edits, expected.at_s, kept)
            except Exception:  # the edit itself will say so
                log.exception("nothing was made ready for an edit")

    def _made(self, wanted: _Wanted, whole: bool, kept: "KeptDraws", gives_way: bool) -> Analysis:
        """What is had at once is finished: a drag that goes on must not keep its numbers from ever being told."""
        from core.pipeline import remeasure

        if not gives_way:
            return remeasure(wanted.analysis, wanted.edits, whole=whole, kept_draws=kept)
        with giving_way(self._waited_for):
            return remeasure(wanted.analysis, wanted.edits, whole=whole, kept_draws=kept)

    def _waited_for(self) -> bool:
        """Asked without the lock, every few milliseconds."""
        return self._wanted is not None or self._stopped


class Remeasuring(QObject):
    """Watches a document's edits and hands it the numbers that go with them."""

    busy_changed = Signal(bool)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._worker: _Worker | None = None
        self._asked: Edits | None = None
        self._expected_s: float | None = None
        self._ready: _Expected | None = None  # what was last asked for
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
        self._asked = self._ready = None

    def _ask(self, edits: Edits | None) -> None:
        """None = nothing is to come any more."""
        was, self._asked = self.busy, edits
        if self.busy != was:
            self.busy_changed.emit(self.busy)

    def expect(self, at_s: float | None) -> None:
        """An edit near this moment is likely now: what it hangs on is made ready.  None: nowhere any more."""
        self._expected_s = at_s
        self._make_ready()

    def _make_ready(self) -> None:
        measured = self._document.measured
        if self._expected_s is None or self._asked is not None or measured is None or not measured.steps:
            return
        ready, now = self._ready, _Expected(measured, self._expected_s)
        if ready is None or ready.analysis is not measured or abs(ready.at_s - now.at_s) > _NEAR_S:
            self._ready = now
            self._started().expect(now)

    def _forget(self) -> None:
        self._ask(None)
        self._expected_s = self._ready = None
        if self._worker is not None:
            self._worker.want(None)

    def _look(self) -> None:
        """Measure anew if what is shown was measured with other edits."""
        measured, edits = self._document.measured, self._document.edits
        if measured is None or measured.kept is None or self._asked == edits:
            return
        if self._asked is None and same_numbers(edits, measured.kept.request.edits):
            self._make_ready()  # lengths and view are others than those of the last edit
            return
        self._ask(edits)
        self._started().want(_Wanted(measured, edits))

    def _started(self) -> _Worker:
        if self._worker is None:
            self._worker = _Worker(self)
            self._worker.measured.connect(self._measured, Qt.ConnectionType.QueuedConnection)
            self._worker.failed.connect(self._failed, Qt.ConnectionType.QueuedConnection)
            self._worker.start(QThread.Priority.LowPriority)
        return self._worker

    def _failed(self, edits: Edits) -> None:
        if self._asked == edits:
            self._ask(None)

    def _measured(self, analysis: Analysis, edits: Edits, whole: bool) -> None:
        shown = self._document.measured
        if self._asked is None or shown is None:
            return  # of a clip that is gone
        newest = same_numbers(edits, self._asked)
        if shown.raw is not analysis.raw:  # of an analysis that was made again meanwhile, perhaps with these edits
            if whole and newest:
                self._ask(None)
                self._look()
            return
        if whole and not newest:
            return
        if whole:
            self._ask(None)
        self._document.remeasured(analysis)  # of a drag that goes on what lies behind the hand is shown too
        if not whole and self._worker is not None:
            QTimer.singleShot(0, self._worker, self._worker.shown)  # after what was just asked to be painted


def same_numbers(a: Edits, b: Edits) -> bool:
    """Whether two sets of edits lead to the same numbers."""
    return (
        a.same_landmarks(b) and a.calibration == b.calibration and (a.reps, a.contacts) == (b.reps, b.contacts)
    )  # fmt: skip
