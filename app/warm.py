"""What a clip and its analysis need, imported in a thread of its own once the window can be seen.

In the middle of an analysis an import would keep Python's lock from the window for as long as a library takes to
load; in the window's own thread it would let nobody press a button.  Piece by piece, with a pause after each.

What makes classes of Qt stays in the window's thread all the same, as few at a time as can be: PySide makes each when
it is first named, and two threads that do so at once end the program (seen with 6.12 where pyqtgraph, which names
them all, was imported in a thread).
"""

import logging
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from core import heavy

log = logging.getLogger(__name__)

PAUSE_MS: Final = 5
TURN_S: Final = 0.004  # of the window's thread, between two things a person might do
QT_MODULES: Final = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtOpenGL", "QtOpenGLWidgets", "QtTest")
FIRST: Final = ("core.video.reader", "core.video.scrub", "core.pipeline", "core.export.privacy")
# what exports and comparisons are made of, without a widget
LAST: Final = (
    "core.export.document", "core.export.tables", "core.export.c3d", "core.export.opensim", "core.export.data",
    "core.export.others", "core.export.pdf_tags", "core.compare.alongside", "core.compare.numbers",
    "core.compare.figures", "core.measures.push_phase", "core.measures.overlap_report",
)  # fmt: skip
# what is opened with an action, each after what it is made of: no step may hold the window
OPENED: Final = (
    "app.dialogs.room", "app.export.chosen", "app.dialogs.numbers", "app.export.caption", "app.export.report_words",
    "app.knee_model", "app.overlaps_model", "app.push_pull_model", "app.views.loops", "app.views.knee_page",
    "app.views.phase_plot", "app.views.push_pull_page", "app.export.studies", "app.export.report_pages",
    "app.export.images", "app.export.scene", "app.export.snapshot", "app.kinogram_model", "app.views.kinogram_paint",
    "app.export.kinogram", "app.export.plot", "app.export.strip", "app.export.report", "app.export.film",
    "app.export.video", "app.dialogs.export_looks", "app.dialogs.working", "app.export.compared",
    "app.export.painted", "app.dialogs.export", "app.dialogs.signs", "app.views.measure_picture",
    "app.dialogs.catalogue", "app.compare.controls", "app.compare.figures", "app.compare.kinograms",
    "app.compare.numbers", "app.compare.overlaid", "app.compare.plot", "app.compare.view", "app.compare.keeping",
)  # fmt: skip


def pieces() -> list[Callable[[], object]]:
    """What is loaded, in order: what a clip that is known needs, what a new one needs, what is made of a result."""
    first, last = ([lambda name=name: import_module(name) for name in names] for names in (FIRST, LAST))
    return [*first, *heavy.pieces(), *last]


def compile_ahead() -> None:
    """Byte code of the plots' library where there is none yet; nothing is executed."""
    import compileall
    import importlib.util

    spec = importlib.util.find_spec("pyqtgraph")
    if spec is None or spec.origin is None or sys.dont_write_bytecode:
        return
    folder = Path(spec.origin).parent
    compileall.compile_dir(folder, quiet=2, rx=re.compile(r"[\\/](examples|jupyter)[\\/]"))


class WarmUp(QThread):
    """Loads it all; what is missing here is told by the analysis that needs it."""

    def __init__(self, parent: QObject | None = None, load: Sequence[Callable[[], object]] | None = None) -> None:
        super().__init__(parent)
        self._load = pieces() if load is None else load

    def run(self) -> None:
        for piece in self._load:
            if self.isInterruptionRequested():
                return
            try:
                piece()
            except (ImportError, OSError):
                log.warning("could not be loaded ahead", exc_info=True)
            self.msleep(PAUSE_MS)

    def stop(self) -> None:
        """End after the piece that is being loaded, and wait for that."""
        self.requestInterruption()
        self.wait()


class _Compiling(QThread):
    def run(self) -> None:
        compile_ahead()


class QtPieces(QObject):
    """Names every class of Qt in the window's thread, some at each turn, and then imports what the plots are made of.

    That import is the one long step: what else loads in threads had better wait for it than share the lock with it.

    loaded : all of it is there.
    """

    loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._compiling = _Compiling(self)
        self._steps = qt_steps()
        self._turn = QTimer(self)
        self._turn.setInterval(1)
        self._turn.timeout.connect(self._go_on)
        self._stopped = False
        self._compiling.finished.connect(self._begin)

    def start(self) -> None:
        self._compiling.start()

    def stop(self) -> None:
        """Nothing more is named; what is being compiled is waited for, and that it has ended is told later."""
        self._stopped = True
        self._compiling.wait()
        self._turn.stop()

    def _begin(self) -> None:
        if not self._stopped:
            self._turn.start()

    def _go_on(self) -> None:
        until = time.perf_counter() + TURN_S
        for _ in self._steps:
            if time.perf_counter() >= until:
                return
        self._turn.stop()
        self.loaded.emit()


class OpenedAhead(QObject):
    """What actions open is loaded in the window's thread, one module at each turn: the first opening is as quick.

    finished : all of it is there.
    """

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = list(OPENED)
        self.done = self._stopped = False
        self._turn = QTimer(self)
        self._turn.setInterval(PAUSE_MS)
        self._turn.timeout.connect(self._go_on)

    def start(self) -> None:
        if not self._stopped:
            self._turn.start()

    def stop(self) -> None:
        """For good: what was loaded before ends, and says so, only when the window closes."""
        self._stopped = True
        self._turn.stop()

    def _go_on(self) -> None:
        while self._left and self._left[0] in sys.modules:
            self._left.pop(0)
        if self._left:
            import_module(self._left.pop(0))
        else:
            self._turn.stop()
            self.done = True
            self.finished.emit()


class Ahead(QObject):
    """Everything that is loaded once the window can be seen, one after the other so that none waits for another's lock.

    loaded : what the plots are made of is there, and nothing that would hold the window is left but what is `OPENED`.
    finished : all of it is there.
    """

    loaded = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._qt_pieces, self._warming, self._opened = QtPieces(self), WarmUp(self), OpenedAhead(self)
        self._is_loaded = False
        self._when_ready: list[Callable[[], None]] = []
        self._qt_pieces.loaded.connect(self._go_on)
        self._warming.finished.connect(self._opened.start)
        self._opened.finished.connect(self.finished)

    @property
    def done(self) -> bool:
        return self._opened.done

    def start(self) -> None:
        self._qt_pieces.start()

    def when_ready(self, callback: Callable[[], None]) -> None:
        """Call this once `loaded` was told and heard; at once where it was."""
        if self._is_loaded:
            callback()
        else:
            self._when_ready.append(callback)

    def stop_soon(self) -> None:
        """Begin nothing more; the piece that is being loaded is not waited for."""
        self._qt_pieces.stop()
        self._opened.stop()
        self._warming.requestInterruption()

    def stop(self) -> None:
        self.stop_soon()
        self._warming.stop()

    def _go_on(self) -> None:
        """A clip that the program was started with opens now: a moment sooner it would stand still in its first."""
        self._is_loaded = True
        self.loaded.emit()
        self._warming.start(QThread.Priority.LowPriority)
        while self._when_ready:
            self._when_ready.pop(0)()


def qt_steps() -> Iterator[None]:
    """One class of Qt after another is made, at last the plots' library imported; in the window's thread."""
    for name in QT_MODULES:
        try:
            module = import_module(f"PySide6.{name}")
        except ImportError:  # only pyqtgraph would use it, and does without
            continue
        for part in dir(module):
            getattr(module, part)
            yield
    import_module("app.views.plots")  # pyqtgraph; the longest step
    yield
