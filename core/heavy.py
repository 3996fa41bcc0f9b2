"""The libraries that measuring needs, loaded together before the first frame is looked at.

In the middle of an analysis an import would keep Python's lock, and with it the window and everybody who wants to
cancel, for as long as a library takes to load.
"""

import logging
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Final

from core import opencv
from core.giving_way import may_go_on

log = logging.getLogger(__name__)

# SciPy's rooms are named singly, because whoever stops this waits for the piece that is being loaded
NAMES: Final = (
    "scipy.linalg", "ai_edge_litert.interpreter", "ai_edge_litert.schema_py_generated",
    "core.pose.detector", "core.pose.landmark_network", "scipy.special", "scipy.fft", "scipy.sparse",
    "scipy.sparse.linalg", "scipy.sparse.csgraph", "scipy.spatial", "scipy.optimize", "scipy.interpolate",
    "scipy.ndimage", "scipy.stats", "scipy.signal", "core.measures.catalogue",
)  # fmt: skip


def pieces() -> list[Callable[[], object]]:
    """What is loaded, in order."""
    return [opencv.load, *_named(NAMES)]


def load_all() -> None:
    """Load what is not there yet on the calling thread; what is being loaded elsewhere is waited for.

    What is missing is told by whoever needs it.

    Raises
    ------
    Cancelled : somebody waits (`core.giving_way`).
    """
    _load(pieces())


def load_for_numbers() -> None:
    """The same of SciPy alone: what draws of known landmarks need, where nothing was looked at in this process.

    Raises
    ------
    Cancelled : somebody waits.
    """
    _load(_named(name for name in NAMES if name.startswith("scipy.")))


def _named(names: Iterable[str]) -> list[Callable[[], object]]:
    def loading(name: str) -> Callable[[], object]:
        return lambda: import_module(name)

    return [loading(name) for name in names]


def _load(wanted: Iterable[Callable[[], object]]) -> None:
    for piece in wanted:
        may_go_on()
        try:
            piece()
        except (ImportError, OSError):
            log.warning("could not be loaded ahead", exc_info=True)
