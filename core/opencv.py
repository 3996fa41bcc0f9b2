"""The one door to OpenCV: imported on first use, and kept from pointing Qt at its own plugins."""

import os
from types import ModuleType

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_MOST_PIXELS = 8192 * 8192  # of a picture file; a greater size is claimed by faulty ones, and would take the memory


def load() -> ModuleType:
    """The cv2 module; importing it sets Qt's plugin path to OpenCV's own Qt, which is undone here."""
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(_MOST_PIXELS))
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
