"""One small grey picture of a clip, to tell its light from."""

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.video.reader import FrameReader, PyAVReader

SMALL_PX = 64


def glance(reader: FrameReader, number: int) -> tuple[NDArray[np.uint8], int] | None:
    """(H, W) of the keyframe nearest to a frame, and that keyframe's number.

    None where it cannot be seen, which the pose will tell better.
    """
    from core.opencv import load

    try:
        frame = reader.keyframe_near(number) if isinstance(reader, PyAVReader) else reader.frame(number)
    except UserError:
        return None
    if frame is None or frame.damaged:
        return None
    cv2 = load()
    height, width = frame.rgb.shape[:2]
    shrink = SMALL_PX / max(height, width)
    size = (max(round(width * shrink), 1), max(round(height * shrink), 1))
    small = cv2.resize(frame.rgb, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)), frame.number
