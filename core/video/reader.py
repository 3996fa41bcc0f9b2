"""Frames of a clip, exact and upright: the protocol every reader follows, and the PyAV reader."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

import av
import numpy as np
from numpy.typing import NDArray

from core.errors import VideoError, out_of_memory
from core.video.cache import DEFAULT_BYTES
from core.video.decoder import Abandon, Decoded, Decoder
from core.video.index import FrameIndex
from core.video.info import ClipInfo, content_hash, describe
from core.video.keyframes import KeyframeDecoder
from core.video.picture import PictureMaker
from core.video.picture_list import find_pictures
from core.video.planes import Planes, planes_of
from core.video.unwoven import Unwoven

if TYPE_CHECKING:
    from core.video.picture_reader import PictureReader


@dataclass(frozen=True)
class Frame:
    """One shown picture: its number, its exact time and (H, W, 3) uint8 contiguous upright RGB.

    time_s : captured seconds.  damaged : the file is faulty here; the picture shows errors or is its neighbour's.
    """

    number: int
    time_s: float
    pts: int
    rgb: NDArray[np.uint8]
    damaged: bool = False


@dataclass(frozen=True)
class StoredFrame:
    """One shown picture as it is quickest to look at parts of: planes as stored, else (H, W, 3) upright RGB."""

    number: int
    time_s: float
    picture: NDArray[np.uint8] | Planes


class FrameReader(Protocol):
    """Random and sequential access to the frames of one clip; used from one thread only."""

    @property
    def info(self) -> ClipInfo: ...
    @property
    def index(self) -> FrameIndex: ...
    @property
    def time_s(self) -> NDArray[np.float64]: ...  # (N,) captured seconds = index.time_s * info.time_scale

    def frame_at(self, time_s: float) -> int: ...  # the number of the frame on show then, clipped to the clip
    def frame(self, number: int) -> Frame: ...
    def frames(self, start: int = 0, stop: int | None = None, step: int = 1, keep: bool = False) -> Iterator[Frame]: ...
    def stored(
        self, start: int = 0, stop: int | None = None, step: int = 1, keep: bool = False
    ) -> Iterator[StoredFrame]: ...
    def damaged(self, numbers: range) -> list[int]: ...  # those known to be, of what was read so far
    def content_hash(self, saved: bool = True) -> str: ...
    def rest(self) -> None: ...  # gives back the memory that reading takes; more can be read at any time
    def close(self) -> None: ...


class PyAVReader:
    """Reads a clip with PyAV; close it, or use it in a `with` statement.

    Parameters
    ----------
    capture_fps : the rate a slow-motion clip was filmed at; every time is told in captured seconds.
    cache_bytes : how much memory decoded frames may take that `frame` keeps for stepping back.

    Raises
    ------
    VideoError : the clip cannot be opened or decoded.
    UserError : `capture_fps` cannot be this clip's.
    """

    def __init__(self, path: Path, capture_fps: float | None = None, cache_bytes: int = DEFAULT_BYTES) -> None:
        self.decoder = Decoder(path, cache_bytes)
        self.keyframes = KeyframeDecoder(path, self.decoder.index)
        try:
            self._index = self.decoder.index
            first = self.decoder.read(0).frame
            count, fields = len(self._index), self._index.fields
            self._unwoven = Unwoven(count, fields) if fields else None
            self._kept_unwoven = Unwoven(count, fields) if fields else None  # for the thread beside
            self._maker = PictureMaker(first, self.decoder.pixel_aspect)
            self._second_maker = PictureMaker(first, self.decoder.pixel_aspect)
            self._info = describe(
                path,
                self._index,
                (self._maker.width, self._maker.height),
                self._maker.orientation.rotation_deg,
                self.decoder.codec,
                capture_fps,
                self.decoder.told_capture_fps,
            )
            self._time_s = self._index.time_s * self._info.time_scale
            self._time_s.flags.writeable = False
        except BaseException:
            self.decoder.close()
            raise

    @property
    def info(self) -> ClipInfo:
        return self._info

    @property
    def index(self) -> FrameIndex:
        return self._index

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(N,) captured seconds of every shown frame, read-only."""
        return self._time_s

    def __len__(self) -> int:
        return len(self._index)

    def frame_at(self, time_s: float) -> int:
        """The frame on show at a captured time, clipped to the clip."""
        return self._index.frame_at(time_s / self._info.time_scale)

    def frame(self, number: int, abandon: Callable[[], bool] | None = None, direct: bool = False) -> Frame:
        """One frame by its number; frames passed on the way are kept, so that stepping back is fast.

        abandon : asked before every frame decoded on the way; True ends the reading.
        direct : the frame as soon as can be: some of the frames on the way are not decoded and not kept.

        Raises
        ------
        IndexError : there is no such frame.
        AbandonedError : `abandon` said so; what was decoded is kept.
        """
        if not 0 <= number < len(self._index):
            raise IndexError(f"frame {number} of a clip of {len(self._index)}")
        return self._made(self._read(number, abandon=abandon, direct=direct))

    def kept(self, number: int) -> Frame | None:
        """A frame that is kept, None for any other; for one thread beside the one that reads, at the same time."""
        kept, unwoven = self.decoder.kept, self._kept_unwoven
        found = kept(number) if unwoven is None else unwoven.read(number, kept)
        return None if found is None else self._made(found, self._second_maker)

    def keyframe_near(self, number: int) -> Frame | None:
        """The keyframe nearest to a frame, at once and without moving the decoder; None if that cannot be done."""
        found = self.keyframes.near(number)
        return None if found is None else self._made(Decoded(*found, damaged=False))

    def frames(self, start: int = 0, stop: int | None = None, step: int = 1, keep: bool = False) -> Iterator[Frame]:
        """Frames from `start` up to, not including, `stop` (the clip's end), as fast as decoding goes.

        step : every how manieth frame; those in between are decoded but not turned into pictures.
        keep : decoded frames stay in the cache, as far as its bytes allow, for the next time.
        """
        for number in range(*slice(start, stop, step).indices(len(self._index))):
            yield self._made(self._read(number, keep=keep))

    def stored(
        self, start: int = 0, stop: int | None = None, step: int = 1, keep: bool = False
    ) -> Iterator[StoredFrame]:
        """As `frames`, without making RGB of them where it can be left until a part is looked at.

        They lie in the decoder's own memory, which goes round while nobody keeps them: `keep` keeps only what the
        cache holds all at once.  The last frames of a long clip are rarely those that are wanted again.
        """
        numbers = range(*slice(start, stop, step).indices(len(self._index)))
        keep = keep and len(numbers) > 0 and numbers[-1] - numbers[0] < self.decoder.cache.capacity
        for number in numbers:
            decoded = self._read(number, keep=keep)
            planes = planes_of(decoded.frame, self._maker)
            picture = self._made(decoded).rgb if planes is None else planes
            yield StoredFrame(number, float(self._time_s[number]), picture)

    def damaged(self, numbers: range) -> list[int]:
        """As `core.video.decoder.Decoder.damaged`."""
        return self.decoder.damaged(numbers)

    def content_hash(self, saved: bool = True) -> str:
        """SHA-256 of the file, `saved` as `core.video.info.content_hash` has it; VideoError where it cannot be read."""
        return content_hash(self._info.path, saved=saved)

    def rest(self) -> None:
        """Give back the memory that reading takes; what is read next takes it again."""
        self.decoder.rest()

    def close(self) -> None:
        """Free the file; closing twice is fine."""
        self.keyframes.close()
        self.decoder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _read(self, number: int, keep: bool = True, abandon: Abandon = None, direct: bool = False) -> Decoded:
        """Frame `number` as `core.video.decoder.Decoder.read` has it, of interlaced film its first moment."""
        read = partial(self.decoder.read, keep=keep, abandon=abandon, direct=direct)
        return read(number) if self._unwoven is None else self._unwoven.read(number, read) or read(number)

    def _made(self, decoded: Decoded, maker: PictureMaker | None = None) -> Frame:
        n = decoded.number
        try:
            rgb = (maker or self._maker).rgb(decoded.frame)
        except av.FFmpegError as error:
            if out_of_memory(error) is not None:
                raise
            what = f"its pictures are of a kind that cannot be shown ({decoded.frame.format.name})"
            raise VideoError(what, "save it as H.264 (mp4)", self._info.path) from error
        return Frame(n, float(self._time_s[n]), int(self._index.pts[n]), rgb, decoded.damaged)


def open_reader(
    path: Path, capture_fps: float | None = None, cache_bytes: int = DEFAULT_BYTES
) -> "PyAVReader | PictureReader":
    """The reader for a video file, a folder of pictures, or a picture and those numbered like it beside it.

    capture_fps : the rate a slow-motion clip was filmed at, or at which the pictures were taken.

    Raises
    ------
    VideoError : the clip cannot be opened or decoded; the sentence says why.
    UserError : `capture_fps` cannot be this clip's.
    """
    # only here, because that reader is made of this room's frames
    from core.video.picture_reader import PictureReader

    pictures = find_pictures(path)
    return (
        PyAVReader(path, capture_fps, cache_bytes)
        if pictures is None
        else PictureReader(pictures, capture_fps, cache_bytes)
    )


def probe(path: Path, capture_fps: float | None = None) -> ClipInfo:
    """What a clip is, without reading its pictures (the first one tells which way is up).

    Raises
    ------
    VideoError, UserError : as `open_reader`.
    """
    with open_reader(path, capture_fps) as reader:
        return reader.info
