"""From a decoded frame to an upright RGB picture: orientation, pixel shape and colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import numpy as np
from av.buffer import Buffer
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from core.video.opencv import opencv

_SQUARE = Fraction(2, 1000)  # pixels this near to square are left alone: angles change by less than 0.06 degrees
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED


@dataclass(frozen=True)
class Orientation:
    """How a stored picture becomes upright: transposed first, then flipped."""

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @property
    def rotation_deg(self) -> int:
        """Clockwise turn to upright (0, 90, 180, 270); a mirrored picture is mirrored left-right after it."""
        if self.transpose:
            return 270 if self.flip_y else 90
        return 180 if self.flip_y else 0

    @property
    def mirrored(self) -> bool:
        return (self.flip_x != self.flip_y) != self.transpose

    @classmethod
    def of(cls, frame: VideoFrame) -> "Orientation":
        """From the frame's display matrix (x' = a x + c y, y' = b x + d y; libavutil/display.h)."""
        side_data = cast(Mapping[Type, Buffer], frame.side_data)
        if Type.DISPLAYMATRIX not in side_data:
            return cls()
        a, b, _, c, d = (int(v) for v in np.frombuffer(memoryview(side_data[Type.DISPLAYMATRIX]), np.int32)[:5])
        if abs(b) + abs(c) > abs(a) + abs(d):
            return cls(True, flip_x=c < 0, flip_y=b < 0)
        return cls(False, flip_x=a < 0, flip_y=d < 0)


class PictureMaker:
    """Turns decoded frames of one clip into upright RGB; one for all frames, it keeps the converter's tables.

    Parameters
    ----------
    first : a decoded frame of the clip; all pictures get its size and orientation.
    pixel_aspect : width of a stored pixel over its height, None or 0 = square.
    """

    def __init__(self, first: VideoFrame, pixel_aspect: Fraction | None) -> None:
        self.orientation = Orientation.of(first)
        aspect = Fraction(pixel_aspect or 1)
        square = abs(aspect - 1) <= _SQUARE
        self._stored_width = first.width if square else max(1, round(first.width * aspect))
        self._stored_height = first.height
        self._reformatter = VideoReformatter()

    @property
    def width(self) -> int:
        return self._stored_height if self.orientation.transpose else self._stored_width

    @property
    def height(self) -> int:
        return self._stored_width if self.orientation.transpose else self._stored_height

    def rgb(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """(height, width, 3) uint8, contiguous, the caller's own."""
        width, height = self._stored_width, self._stored_height
        same = (frame.width, frame.height) == (width, height)
        rgb = self._reformatter.reformat(
            frame,
            width,
            height,
            "rgb24",
            src_colorspace=_colorspace(frame),
            interpolation=Interpolation.BILINEAR if same else Interpolation.BICUBIC,
        )
        plane = rgb.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(height, plane.line_size)
        picture = rows[:, : 3 * width].reshape(height, width, 3)  # a copy where rows are padded
        return self._upright(picture)

    def _upright(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        turn = self.orientation
        if turn == Orientation():
            return np.ascontiguousarray(picture)
        cv2 = opencv()
        if turn.transpose and turn.flip_x != turn.flip_y:
            code = cv2.ROTATE_90_CLOCKWISE if turn.flip_x else cv2.ROTATE_90_COUNTERCLOCKWISE
            return np.asarray(cv2.rotate(picture, code), np.uint8)
        if turn.transpose:
            picture = cv2.transpose(picture)
        if turn.flip_x or turn.flip_y:
            code = -1 if turn.flip_x and turn.flip_y else int(turn.flip_x)
            picture = cv2.flip(picture, code)
        return np.ascontiguousarray(picture, np.uint8)


def _colorspace(frame: VideoFrame) -> Colorspace | None:
    """Files that do not tell are read as players do: HD as BT.709, the rest as BT.601."""
    if frame.colorspace != _UNSPECIFIED:
        return None
    return (
        Colorspace.ITU709
        if max(frame.width, frame.height) >= 1280 or min(frame.width, frame.height) > 576
        else Colorspace.ITU601
    )
