"""The one door to OpenCV: loaded when first needed, and without changing where Qt looks for its plugins."""

import os
from functools import cache
from typing import Any

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


@cache
def opencv() -> Any:
    """The module `cv2`; importing it would point Qt at plugins of another Qt, so the environment is put back."""
    before = {name: os.environ.get(name) for name in _QT_VARIABLES}
    import cv2

    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return cv2
