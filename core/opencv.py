"""The one door to OpenCV: imported on first use, and kept from pointing Qt at its own plugins."""

import ctypes
import os
import sys
import threading
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_MOST_PIXELS = 8192 * 8192  # of a picture file; a greater size is claimed by faulty ones, and would take the memory


_lock = threading.Lock()
_loaded: ModuleType | None = None


def load() -> ModuleType:
    """The cv2 module; importing it sets Qt's plugin path to OpenCV's own Qt, which is undone here.

    Done once: it is asked for several times a frame, and reading the environment takes as long as a small picture.
    Threads that ask for it at the same time wait for the first one: in the middle of an import the path is OpenCV's.
    """
    global _loaded
    if _loaded is None:
        with _lock:
            _loaded = _loaded or _imported()
    return _loaded


def _imported() -> ModuleType:
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(_MOST_PIXELS))
    if "cv2" not in sys.modules:
        _map_library()
    before = {name: os.environ.get(name) for name in _QT_VARIABLES}
    import cv2

    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    # who calls it has threads of their own; OpenCV's besides them only get in their way
    cv2.setNumThreads(1)
    return cv2


def _map_library() -> None:
    """Let the system read the library while Python's other threads go on: an import alone keeps them from it.

    A foreign function gives Python's lock up; the import that follows finds the library in memory.  Windows has no
    `dlopen`, and there the import does it all.
    """
    spec = find_spec("cv2")
    if spec is None or spec.origin is None or sys.platform == "win32":
        return
    open_library = ctypes.CDLL(None).dlopen
    open_library.restype, open_library.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)
    for file in Path(spec.origin).parent.glob("cv2*.so"):
        open_library(os.fsencode(file), os.RTLD_NOW)
