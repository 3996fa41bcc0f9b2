"""What an analysis needs, imported once the window can be seen and before a clip is opened.

An import holds Python's lock for as long as a library takes to load: in the middle of an analysis the window would
stand still meanwhile, and before the first paint nobody would see it yet.
"""

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Final

from core import opencv

log = logging.getLogger(__name__)

HEAVY: Final = (
    "core.pipeline", "core.video.scrub", "ai_edge_litert.interpreter", "scipy.linalg", "scipy.signal",
    "scipy.interpolate", "scipy.optimize",
)  # fmt: skip


def warm_up() -> None:
    """Import it all; what is missing here is told by the analysis that needs it."""
    steps: list[Callable[[], object]] = [opencv.load, *(lambda name=name: import_module(name) for name in HEAVY)]
    for step in steps:
        try:
            step()
        except (ImportError, OSError):
            log.warning("could not be loaded ahead", exc_info=True)
