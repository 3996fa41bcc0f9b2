"""From a decoded frame to an upright RGB picture: orientation, pixel shape and colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import numpy as np
from av.buffer import Buffer
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from core import opencv
from core.video import hdr
from core.video.buffers import PictureBuffers

_SQUARE = Fraction(2, 1000)  # pixels this near to square are left alone: angles change by less than 0.06 degrees
_KNOWN_MATRICES = (1, 4, 5, 6, 7, 9)  # AVCOL_SPC_* the converter can do: BT.709, FCC, BT.601 (two), 240M, BT.2020
_BT2020_CL = 10
# formats of three planes, and the type of their samples: turning these before they become RGB is half the work
_PLANAR: Mapping[str, type[np.unsignedinteger[Any]]] = {
    "yuv420p": np.uint8,
    "yuvj420p": np.uint8,
    "yuv420p10le": np.uint16,
}


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
        try:
            side_data = cast(Mapping[Type, Buffer], frame.side_data)
        except ValueError:  # the library does not know one of the kinds, such as the EXIF of a picture
            return {90: cls(True, flip_y=True), 180: cls(False, True, True), -90: cls(True, flip_x=True)}.get(
                frame.rotation, cls()
            )
        if Type.DISPLAYMATRIX not in side_data:
            return cls()
        a, b, _, c, d = (int(v) for v in np.frombuffer(memoryview(side_data[Type.DISPLAYMATRIX]), np.int32)[:5])
        if abs(b) + abs(c) > abs(a) + abs(d):
            return cls(True, flip_x=c < 0, flip_y=b < 0)
        return cls(False, flip_x=a < 0, flip_y=d < 0)

    def turn(self, picture: NDArray[Any], out: NDArray[Any]) -> None:
        """Write (H, W) or (H, W, 3) `picture` upright into `out`, whose rows are contiguous."""
        cv2 = opencv.load()
        if not self.transpose:
            if self.flip_x or self.flip_y:
                cv2.flip(picture, -1 if self.flip_x and self.flip_y else int(self.flip_x), out)
            else:
                np.copyto(out, picture)
        elif self.mirrored:
            cv2.transpose(picture if not self.flip_x else cv2.flip(picture, -1), out)
        else:
            cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE if self.flip_x else cv2.ROTATE_90_COUNTERCLOCKWISE, out)


class PictureMaker:
    """Turns decoded frames of one clip into upright RGB; one for all frames, it keeps the converter and memory.

    Parameters
    ----------
    first : a decoded frame of the clip; all pictures get its size and orientation.
    pixel_aspect : width of a stored pixel over its height, None or 0 = square.
    """

    def __init__(self, first: VideoFrame, pixel_aspect: Fraction | None) -> None:
        self.orientation = Orientation.of(first)
        self.pixel_aspect = pixel_aspect
        aspect = Fraction(pixel_aspect or 1)
        square = abs(aspect - 1) <= _SQUARE
        self._stored = (first.width if square else max(1, round(first.width * aspect)), first.height)
        self._reformatter = VideoReformatter()
        self._buffers = PictureBuffers()
        self._hdr = hdr.HdrMaker()
        self._turned: VideoFrame | None = None

    @property
    def width(self) -> int:
        return self._stored[1 if self.orientation.transpose else 0]

    @property
    def height(self) -> int:
        return self._stored[0 if self.orientation.transpose else 1]

    def rgb(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """(height, width, 3) uint8, contiguous, the caller's own."""
        kind = hdr.HdrKind.of(frame)
        if kind is None and (self.orientation == Orientation() or frame.format.name in _PLANAR):
            upright = frame if self.orientation == Orientation() else self._turn_planes(frame)
            rgb = self._converted(upright, self.width, self.height)
            # the converter's memory is another for every picture, so it can be given away where rows are not padded;
            # a frame that is RGB already is not converted, its memory may be kept for stepping back
            return rgb if rgb.flags.c_contiguous and upright.format.name != "rgb24" else self._copy(rgb)
        out = self._buffers.lend((self.height, self.width, 3))
        if kind is not None:
            self._from_hdr(frame, kind, out)
        else:
            self.orientation.turn(self._converted(frame, *self._stored), out)
        return out

    def _copy(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        out = self._buffers.lend((self.height, self.width, 3))
        np.copyto(out, rgb)
        return out

    def _from_hdr(self, frame: VideoFrame, kind: hdr.HdrKind, out: NDArray[np.uint8]) -> None:
        if frame.format.name != hdr.PLANAR:
            colorspace = colorspace_of(frame)
            frame = self._reformatter.reformat(
                frame,
                format=hdr.PLANAR,
                src_colorspace=colorspace,
                dst_colorspace=colorspace,
                src_color_range=frame.color_range,
                dst_color_range=frame.color_range,
                threads=1,
            )
        if self.orientation != Orientation():
            frame = self._turn_planes(frame)
        if (frame.width, frame.height) == (self.width, self.height):
            self._hdr.rgb(frame, kind, out)
            return
        stored = self._buffers.lend((frame.height, frame.width, 3))
        self._hdr.rgb(frame, kind, stored)
        cv2 = opencv.load()
        cv2.resize(stored, (self.width, self.height), dst=out, interpolation=cv2.INTER_CUBIC)

    def _converted(self, frame: VideoFrame, width: int, height: int) -> NDArray[np.uint8]:
        """(height, width, 3) RGB in the converter's own memory, rows padded."""
        same = (frame.width, frame.height) == (width, height)
        colorspace = colorspace_of(frame)
        rgb = self._reformatter.reformat(
            frame,
            width,
            height,
            "rgb24",
            src_colorspace=colorspace,
            dst_colorspace=colorspace,
            interpolation=Interpolation.BILINEAR if same else Interpolation.BICUBIC,
            threads=1,
        )
        rows = samples(rgb.planes[0], np.uint8)
        return np.lib.stride_tricks.as_strided(rows, (height, width, 3), (rows.strides[0], 3, 1))

    def _turn_planes(self, frame: VideoFrame) -> VideoFrame:
        """The same picture, upright, in a frame that is used again."""
        turn = self.orientation
        width, height = (frame.height, frame.width) if turn.transpose else (frame.width, frame.height)
        out = self._turned
        if out is None or (out.width, out.height, out.format.name) != (width, height, frame.format.name):
            out = self._turned = VideoFrame(width, height, frame.format.name)
        out.colorspace, out.color_range = frame.colorspace, frame.color_range
        kind = _PLANAR[frame.format.name]
        for stored, upright in zip(frame.planes, out.planes, strict=True):
            turn.turn(
                samples(stored, kind)[: stored.height, : stored.width],
                samples(upright, kind)[: upright.height, : upright.width],
            )
        return out


def samples(plane: VideoPlane, kind: type[np.unsignedinteger[Any]]) -> NDArray[Any]:
    """(rows, samples of a padded row) of a plane, its own memory."""
    samples = np.frombuffer(memoryview(plane), kind)
    return samples.reshape(-1, plane.line_size // samples.itemsize)


def colorspace_of(frame: VideoFrame) -> Colorspace | None:
    """None = the frame tells; those that do not are read as players do: HD as BT.709, the rest as BT.601."""
    if frame.colorspace in _KNOWN_MATRICES:
        return None
    if frame.colorspace == _BT2020_CL:
        return Colorspace.BT2020
    longer, shorter = max(frame.width, frame.height), min(frame.width, frame.height)
    return Colorspace.ITU709 if longer >= 1280 or shorter > 576 else Colorspace.ITU601
