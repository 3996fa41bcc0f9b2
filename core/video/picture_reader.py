"""Frames of a clip that is kept as picture files, one file a frame."""

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core import opencv
from core.errors import RateMissingError, UserError, VideoError
from core.giving_way import may_go_on
from core.video.cache import DEFAULT_BYTES
from core.video.container import is_rate
from core.video.index import FrameIndex
from core.video.info import ClipInfo, describe
from core.video.picture_list import PictureList
from core.video.reader import Frame, StoredFrame

_ALONE_FPS = 30.0  # a single picture is shown this long; nothing is measured from it
_FINEST_RATE = 100_000  # 29.97 means 2997/100, not what its float64 is
_TICKS = 1000  # of an interval, so that an empty one is seen to be none of rounding's making
_PNG = b"\x89PNG\r\n\x1a\n"


class PictureReader:
    """Reads pictures as a clip; close it, or use it in a `with` statement.  Each is turned upright by its EXIF flag.

    Parameters
    ----------
    capture_fps : how many pictures were taken in a second.
    cache_bytes : how much memory decoded pictures may take that `frame` keeps for stepping back.

    Raises
    ------
    VideoError : no picture can be read.
    RateMissingError : there are several, and no rate.
    UserError : `capture_fps` is no rate.
    """

    def __init__(
        self, pictures: PictureList, capture_fps: float | None = None, cache_bytes: int = DEFAULT_BYTES
    ) -> None:
        if capture_fps is None and pictures.needs_rate:
            raise RateMissingError(len(pictures), pictures.path)
        if capture_fps is not None and not is_rate(capture_fps):
            raise UserError(
                f"pictures cannot have been taken at {capture_fps:g} frames per second",
                "give how many were taken in a second, such as 60",
                pictures.path,
            )
        self._pictures = pictures
        self._limit_bytes = cache_bytes
        self._kept: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()
        self._lost: dict[int, int] = {}  # pictures that cannot be shown -> the one that stands in
        first, self._shape = self._first_whole()
        self._lost.update(dict.fromkeys(range(first), first))
        rate = _ALONE_FPS if capture_fps is None else float(capture_fps)
        self._index = FrameIndex(
            pts=np.array(pictures.slots, np.int64) * _TICKS,
            keyframe=np.ones(len(pictures), np.bool_),
            time_base=1 / (Fraction(rate).limit_denominator(_FINEST_RATE) * _TICKS),
            end_pts=(int(pictures.slots[-1]) + 1) * _TICKS,
            notice=pictures.notice,
        )
        height, width = self._shape[:2]
        kind = pictures.files[0].suffix.lower().lstrip(".")
        told = describe(pictures.path, self._index, (width, height), 0, kind, None)
        # where pictures are missing the average is lower; the rate is still what was told
        self._info = replace(told, container_fps=rate, capture_fps=rate, pictures=True)
        self._time_s = self._index.time_s
        self._time_s.flags.writeable = False

    @property
    def info(self) -> ClipInfo:
        return self._info

    @property
    def index(self) -> FrameIndex:
        return self._index

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(N,) seconds of every picture, read-only."""
        return self._time_s

    def __len__(self) -> int:
        return len(self._index)

    def frame_at(self, time_s: float) -> int:
        """The picture on show at a time, clipped to the clip."""
        return self._index.frame_at(time_s)

    def frame(self, number: int) -> Frame:
        """One picture by its number; it is kept for the next time.

        A picture that cannot be read, or is of another size, is shown as the one before it and marked damaged.

        Raises
        ------
        IndexError : there is no such picture.
        VideoError : this and all before it have gone or changed.
        """
        if not 0 <= number < len(self._index):
            raise IndexError(f"picture {number} of {len(self._index)}")
        return self._made(number, keep=True)

    def frames(self, start: int = 0, stop: int | None = None, step: int = 1, keep: bool = False) -> Iterator[Frame]:
        """Pictures from `start` up to, not including, `stop` (the end), every `step`th; `keep` caches them."""
        for number in range(*slice(start, stop, step).indices(len(self._index))):
            yield self._made(number, keep=keep)

    def stored(
        self, start: int = 0, stop: int | None = None, step: int = 1, keep: bool = False
    ) -> Iterator[StoredFrame]:
        """As `frames`."""
        for frame in self.frames(start, stop, step, keep):
            yield StoredFrame(frame.number, frame.time_s, frame.rgb)

    def damaged(self, numbers: range) -> list[int]:
        """Which of these pictures another one stands in for, in order; of those that were read so far."""
        return sorted(n for n in self._lost if n in numbers)

    def content_hash(self, saved: bool = True) -> str:
        """SHA-256 over the places and the hashes of all pictures in order; they are read anew, `saved` or not.

        Raises
        ------
        VideoError : a picture cannot be read.
        """
        digest = hashlib.sha256(self._index.pts.tobytes())
        for file in self._pictures.files:
            may_go_on()
            try:
                with file.open("rb") as stream:
                    digest.update(hashlib.file_digest(stream, "sha256").digest())
            except OSError as error:
                what = f"the picture cannot be read ({error.strerror or error})"
                raise VideoError(what, "open the pictures again", file) from error
        return digest.hexdigest()

    def rest(self) -> None:
        """Give back the pictures that are kept."""
        self._kept.clear()

    def close(self) -> None:
        """Free the memory; closing twice is fine."""
        self._kept.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _first_whole(self) -> tuple[int, tuple[int, ...]]:
        """The number and shape of the first picture that can be read: all others must be of its size."""
        for number, file in enumerate(self._pictures.files):
            rgb = read_picture(file)
            if rgb is not None:
                self._keep(number, rgb)
                return number, rgb.shape
        many = f"none of its {len(self._pictures)} pictures" if len(self._pictures) > 1 else "this picture"
        what = f"{many} can be read" if len(self._pictures) > 1 else f"{many} cannot be read"
        raise VideoError(what, "copy the pictures from the camera again, or save them as JPEG", self._pictures.path)

    def _made(self, number: int, keep: bool) -> Frame:
        rgb = None if number in self._lost else self._read(number, keep)
        if rgb is None:
            if number not in self._lost:
                self._lost[number] = self._nearest(number)
            rgb = self._read(self._lost[number], keep=True)
        if rgb is None:
            raise VideoError("the pictures have changed while they were open", "open them again", self._pictures.path)
        time_s, pts = float(self._time_s[number]), int(self._index.pts[number])
        return Frame(number, time_s, pts, rgb, number in self._lost)

    def _nearest(self, number: int) -> int:
        """Which picture stands in for one that cannot be shown: the nearest before it, at last the first that could."""
        for earlier in range(number - 1, -1, -1):
            if earlier in self._lost:
                return self._lost[earlier]
            if self._read(earlier, keep=True) is not None:
                return earlier
        return number

    def _read(self, number: int, keep: bool) -> NDArray[np.uint8] | None:
        """The caller's own picture, None where it cannot be read or has another size than the first."""
        kept = self._kept.get(number)
        if kept is not None:
            self._kept.move_to_end(number)
            return kept.copy()
        rgb = read_picture(self._pictures.files[number])
        if rgb is None or rgb.shape != self._shape:
            return None
        if not keep:
            return rgb
        self._keep(number, rgb)
        return rgb.copy()

    def _keep(self, number: int, rgb: NDArray[np.uint8]) -> None:
        self._kept[number] = rgb
        while len(self._kept) > 1 and sum(each.nbytes for each in self._kept.values()) > self._limit_bytes:
            self._kept.popitem(last=False)


def read_picture(file: Path) -> NDArray[np.uint8] | None:
    """(H, W, 3) RGB of a picture file, upright by its EXIF flag; None if it is missing, damaged or too large."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    if not data or (data.startswith(_PNG) and not _whole_png(data)):
        return None
    cv2 = opencv.load()
    try:
        rgb: NDArray[Any] | None = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error:
        return None  # its size is absurd
    return None if rgb is None else np.ascontiguousarray(rgb, np.uint8)


def _whole_png(data: bytes) -> bool:
    """Whether every piece of a PNG is there and unharmed; the library would say what is not on the terminal."""
    at = len(_PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        body, end = data[at + 4 : at + 8 + length], at + 12 + length
        if end > len(data) or zlib.crc32(body) != int.from_bytes(data[end - 4 : end], "big"):
            return False
        if body[:4] == b"IEND":
            return True
        at = end
    return False
