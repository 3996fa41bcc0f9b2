"""A decoded picture left as it is stored: brightness and two planes of colour, with the way from upright to there.

Turning a whole picture into upright RGB costs more than looking at the athlete's part of it needs, most of all the
fresh memory.  So the pose takes squares out of the planes, and only those become RGB.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from core import opencv
from core.video.hdr import HdrKind
from core.video.picture import Orientation, PictureMaker, colorspace_of, samples

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

_FORMATS: Final = ("yuv420p", "yuvj420p")
_FULL_RANGE: Final = 2  # AVCOL_RANGE_JPEG
_HALF: Final = np.array([0.5, 0.5])
# weights of red and blue in the brightness: ITU-R BT.709, BT.601, BT.2020, by what FFmpeg calls them
WEIGHTS: Final[Mapping[int, tuple[float, float]]] = {
    1: (0.2126, 0.0722),
    5: (0.299, 0.114),
    6: (0.299, 0.114),
    9: (0.2627, 0.0593),
}


class Room:
    """Memory for one square after the other, and for what comes before its RGB.

    Without it OpenCV asks for memory five times a square, each time with Python's lock, for which it has to wait.
    """

    def __init__(self, side: int) -> None:
        self.parts: list[Bytes] = [np.empty((side, side), np.uint8) for _ in range(3)]
        self.merged: Bytes = np.empty((side, side, 3), np.uint8)
        self.rgb: Bytes = np.empty((side, side, 3), np.uint8)


@dataclass(frozen=True, eq=False)
class Planes:
    """One picture.

    luma (H, W), blue and red (H/2, W/2) : as stored, in the decoder's own memory.  shape : (height, width, 3) upright.
    stored : (2, 3) from upright pixels to stored ones, the corner of the top-left pixel = 0.
    to_rgb : (3, 4) from luma, blue and red, 0..255, to RGB, 0..255.  full_range : black is 0 rather than 16.
    frame : whose memory it is.
    """

    luma: Bytes
    blue: Bytes
    red: Bytes
    shape: tuple[int, int, int]
    stored: Floats
    to_rgb: Floats
    full_range: bool
    orientation: Orientation
    frame: VideoFrame
    pixel_aspect: Fraction | None

    def cut(self, affine: Floats, side: int, room: Room | None = None) -> Bytes:
        """(side, side, 3) RGB of a square; `affine` (2, 3) from its pixel corners to upright ones; black outside.

        room : of that side, which the square lies in until it is used again.
        """
        cv2, room = opencv.load(), room or Room(side)
        way, parts = _after(self.stored, affine), iter(room.parts)
        for planes, shrunk in (((self.luma,), 1), ((self.blue, self.red), 2)):
            outside = 128 if shrunk > 1 else 0 if self.full_range else 16
            own = way / shrunk
            # OpenCV counts from pixel centres, we from pixel corners
            own[:, 2] += own[:, :2] @ _HALF - 0.5
            # where pixels are left out anyway colour need not be interpolated: three times as fast
            coarse = shrunk > 1 and abs(np.linalg.det(own[:, :2])) >= 1
            flags = (cv2.INTER_NEAREST if coarse else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
            for plane in planes:
                cv2.warpAffine(plane, own, (side, side), next(parts), flags, cv2.BORDER_CONSTANT, outside)
        cv2.merge(room.parts, room.merged)
        cv2.transform(room.merged, self.to_rgb, room.rgb)
        return room.rgb

    def grey(self, size: tuple[int, int], skip: int) -> Bytes:
        """(height, width) upright brightness of the whole picture in `size` (width, height).

        skip : every how manieth row and column of the stored picture is looked at.
        """
        cv2 = opencv.load()
        few = np.ascontiguousarray(self.luma[::skip, ::skip])
        small = cv2.resize(few, size[::-1] if self.orientation.transpose else size, interpolation=cv2.INTER_AREA)
        if not self.full_range:
            small = cv2.LUT(small, _FULL)
        out = np.empty(size[::-1], np.uint8)
        self.orientation.turn(small, out)
        return out

    def rgb(self) -> Bytes:
        """(height, width, 3) upright RGB of the whole picture, made anew."""
        return PictureMaker(self.frame, self.pixel_aspect).rgb(self.frame)


def planes_of(frame: VideoFrame, maker: PictureMaker) -> Planes | None:
    """The planes of a decoded frame; None where it is stored in another way than most are."""
    if frame.format.name not in _FORMATS or HdrKind.of(frame) is not None:
        return None
    colorspace = colorspace_of(frame)
    weights = WEIGHTS.get(frame.colorspace if colorspace is None else int(colorspace))
    if weights is None:
        return None
    luma, blue, red = (samples(p, np.uint8)[: p.height, : p.width] for p in frame.planes)
    full_range = frame.format.name == "yuvj420p" or int(frame.color_range) == _FULL_RANGE
    shape = (maker.height, maker.width, 3)
    stored = _to_stored(maker.orientation, (maker.width, maker.height), (frame.width, frame.height))
    return Planes(
        luma, blue, red, shape, stored, to_rgb(weights, full_range), full_range,
        maker.orientation, frame, maker.pixel_aspect,
    )  # fmt: skip


@lru_cache
def _to_stored(turn: Orientation, upright: tuple[int, int], stored: tuple[int, int]) -> Floats:
    """(2, 3) from upright pixels to stored ones, both from the corner of the top-left pixel; sizes are width, height.

    Worked out once a clip: for each picture anew it would be half of what a picture costs beside decoding.
    """
    width, height = upright
    flips = np.array([turn.flip_x, turn.flip_y])
    way = np.diag(np.where(flips, -1.0, 1.0))
    away = np.where(flips, [width, height], 0.0)
    stored_size = np.array([width, height])
    if turn.transpose:
        way, away, stored_size = way[::-1], away[::-1], stored_size[::-1]
    scale = np.array(stored) / stored_size
    out = np.concatenate([scale[:, None] * way, (scale * away)[:, None]], axis=1)
    out.setflags(write=False)
    return out


def _after(second: Floats, first: Floats) -> Floats:
    """(2, 3) affine: `first`, then `second`."""
    out = second[:, :2] @ first
    out[:, 2] += second[:, 2]
    return np.asarray(out)


@lru_cache
def to_rgb(weights: tuple[float, float], full_range: bool) -> Floats:
    """(3, 4) matrix from luma, blue and red in 0..255 to RGB in 0..255; weights of red and blue in the brightness."""
    red, blue = weights
    green = 1 - red - blue
    r_of_red, b_of_blue = 2 * (1 - red), 2 * (1 - blue)
    gains = np.array([
        [1.0, 0.0, r_of_red],
        [1.0, -b_of_blue * blue / green, -r_of_red * red / green],
        [1.0, b_of_blue, 0.0],
    ])  # fmt: skip
    zero = np.array([0.0, 128.0, 128.0])
    if not full_range:
        gains = gains * (255 / np.array([219.0, 224.0, 224.0]))
        zero[0] = 16.0
    return np.concatenate([gains, -(gains @ zero)[:, None]], axis=1)


_FULL = ((np.arange(256) - 16.0) * (255 / 219)).clip(0, 255).round().astype(np.uint8)
