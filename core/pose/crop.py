"""Cutting a turned square out of a picture, and the way back to the picture's pixels."""

import numpy as np
from numpy.typing import NDArray

from core import opencv
from core.pose.backend import Box, Floats, Picture
from core.video.planes import Planes, Room


def to_picture(box: Box, side: int) -> Floats:
    """(2, 3) affine from crop coordinates (0..side, corner of the top-left pixel = 0) to picture pixels."""
    scale = box.size / side
    c, s = np.cos(box.turn_rad) * scale, np.sin(box.turn_rad) * scale
    half = side / 2
    return np.array([[c, -s, box.x - (c - s) * half], [s, c, box.y - (s + c) * half]])


def cut(picture: Picture, box: Box, side: int, room: Room | None = None) -> NDArray[np.uint8]:
    """(side, side, 3) picture of the box; black outside the picture.  room : of one thread, to be used again."""
    affine = to_picture(box, side)
    if isinstance(picture, Planes):
        return picture.cut(affine, side, room)
    cv2 = opencv.load()
    # OpenCV counts from pixel centres, we from pixel corners
    affine[:, 2] += affine[:, :2] @ [0.5, 0.5] - 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    out = cv2.warpAffine(picture, affine, (side, side), flags=flags, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(out, np.uint8)


def mirrored(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W, 3) with left and right exchanged; a view read backwards would cost twenty times as much."""
    return np.asarray(opencv.load().flip(picture, 1), np.uint8)


def whole(picture: Picture) -> NDArray[np.uint8]:
    """(H, W, 3) upright RGB of all of it."""
    return picture.rgb() if isinstance(picture, Planes) else picture


def apply(affine: Floats, points: NDArray[np.float64]) -> Floats:
    """(N, 2) crop points -> (N, 2) picture pixels."""
    return np.asarray(points @ affine[:, :2].T + affine[:, 2])
