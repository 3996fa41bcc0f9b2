"""The one door to MediaPipe: imported on first use, quietly, and without the plotting library it brings along.

MediaPipe's drawing helpers import matplotlib's pyplot when MediaPipe is imported.  Nothing here draws with them, and
that import alone takes most of a second and makes the window stand still, so an empty stand-in takes its place
while MediaPipe loads; it is gone afterwards, and a real matplotlib that is loaded already is left alone.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from core import native_log, opencv

_STAND_INS = ("matplotlib", "matplotlib.pyplot")
_lock = threading.Lock()


def load() -> ModuleType:
    """The mediapipe module with `mediapipe.tasks.python.vision` in it."""
    with _lock, native_log.quiet():
        opencv.load()  # MediaPipe imports it, and would leave Qt's plugin path changed
        with _without_matplotlib():
            import mediapipe
            import mediapipe.tasks.python.vision

    module: ModuleType = mediapipe
    return module


@contextmanager
def _without_matplotlib() -> Iterator[None]:
    if "matplotlib" in sys.modules or "mediapipe" in sys.modules:
        yield
        return
    stand_ins = {name: ModuleType(name) for name in _STAND_INS}
    stand_ins["matplotlib"].pyplot = stand_ins["matplotlib.pyplot"]  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
