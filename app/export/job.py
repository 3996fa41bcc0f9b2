"""An export in a thread of its own: progress, cancel, and what came of it."""

import time
from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, QThread, Signal

from app.jobs import TELL_EVERY_S
from core.errors import Cancelled, UserError
from core.giving_way import giving_way
from core.progress import Progress

Make = Callable[[], Generator[Progress, None, object]]


class ExportThread(QThread):
    """Drives a generator made in the thread itself.  Every yield is a tick and a cancel point; so is `may_go_on`."""

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, make: Make, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make

    def run(self) -> None:
        with giving_way(self.isInterruptionRequested):
            self._run()

    def _run(self) -> None:
        steps = self._make()
        told = 0.0
        try:
            while True:
                try:
                    progress = next(steps)
                except StopIteration as end:
                    self.succeeded.emit(end.value)
                    return
                if self.isInterruptionRequested():
                    self.cancelled.emit()
                    return
                now = time.monotonic()
                if now - told >= TELL_EVERY_S:
                    told = now
                    self.progressed.emit(progress)
        except Cancelled:
            self.cancelled.emit()
        except UserError as error:
            # whoever has cancelled already is asked and told nothing more
            self.cancelled.emit() if self.isInterruptionRequested() else self.failed.emit(error)
        except Exception as error:  # shown as a sentence where it is heard; a bug is logged there
            self.failed.emit(error)
        finally:
            steps.close()

    def stop(self) -> None:
        """Cancel and wait: for closing."""
        self.requestInterruption()
        self.wait()
