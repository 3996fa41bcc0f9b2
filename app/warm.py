"""What a clip and its analysis need, imported in a thread of its own once the window can be seen.

In the middle of an analysis an import would keep Python's lock from the window for as long as a library takes to
load; in the window's own thread it would let nobody press a button.  Piece by piece, with a pause after each.
"""

import logging
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from PySide6.QtCore import QObject, QThread, Signal

from core import opencv

log = logging.getLogger(__name__)

PAUSE_MS: Final = 5
# What a clip that is known needs comes first, then what a new one needs; SciPy's rooms are named singly, because
# whoever closes the window waits for the piece that is being loaded.
FIRST: Final = ("core.video.reader", "core.video.scrub", "core.pipeline")
HEAVY: Final = (
    "core.export.privacy", "scipy.linalg", "ai_edge_litert.interpreter", "ai_edge_litert.schema_py_generated",
    "core.pose.detector", "core.pose.landmark_network", "scipy.special", "scipy.fft", "scipy.sparse",
    "scipy.sparse.linalg", "scipy.sparse.csgraph", "scipy.spatial", "scipy.optimize", "scipy.interpolate",
    "scipy.ndimage", "scipy.stats",
    "scipy.signal", "core.measures.catalogue",
)  # fmt: skip


def pieces() -> list[Callable[[], object]]:
    """What is loaded, in order."""
    first, heavy = ([lambda name=name: import_module(name) for name in names] for names in (FIRST, HEAVY))
    return [*first, opencv.load, *heavy]


def load_all() -> None:
    """Load what is not there yet on the calling thread; what is being loaded elsewhere is waited for."""
    for piece in pieces():
        try:
            piece()
        except (ImportError, OSError):
            log.warning("could not be loaded ahead", exc_info=True)


class WarmUp(QThread):
    """Loads it all; what is missing here is told by the analysis that needs it.

    plots_loaded : what the plots are painted with is there.
    """

    plots_loaded = Signal()

    def __init__(self, parent: QObject | None = None, load: Sequence[Callable[[], object]] | None = None) -> None:
        super().__init__(parent)
        self._load = pieces() if load is None else load

    def run(self) -> None:
        import app.views.plots  # noqa: F401 - pyqtgraph

        self.plots_loaded.emit()
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
