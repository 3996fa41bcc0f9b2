"""Any frame of a clip by its number, exactly as decoding from the start would give it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame

from core.errors import VideoError
from core.video.cache import DEFAULT_BYTES, FrameCache
from core.video.container import open_clip
from core.video.index import FrameIndex, build_index, decode_packet, stamp

_Numbered = tuple[int, VideoFrame]
_NEAR = 8  # frames: decoding on over a keyframe this close is cheaper than a seek


@dataclass(frozen=True, eq=False)
class Decoded:
    """A decoded frame; damaged: the decoder found errors in it, or another one stands in for it."""

    number: int
    frame: VideoFrame
    damaged: bool


class Decoder:
    """Random and onward access to the decoded frames of one clip.

    Goes on decoding where the wanted frame is close behind; otherwise seeks to the nearest entry at or before it
    and accepts the landing only if the first frame that comes out is not later than the wanted one (leading
    pictures of open groups come out wrong otherwise); else it tries an earlier entry, at last the start.

    Raises
    ------
    VideoError : the clip cannot be opened or decoded.
    """

    def __init__(self, path: Path, cache_bytes: int = DEFAULT_BYTES) -> None:
        self.path = path
        self.cache = FrameCache(cache_bytes)
        # where decoding stands: the frame that came out last, one that came too early, and what is still to come
        self._last: _Numbered | None = None
        self._ahead: _Numbered | None = None
        self._output: Iterator[_Numbered] = iter(())
        self._ended = False
        self._clip = open_clip(path)
        try:
            self.index: FrameIndex = build_index(self._clip)
            self._restart()
        except BaseException:
            self._clip.close()
            raise

    @property
    def codec(self) -> str:
        return str(self._clip.stream.codec_context.name)

    @property
    def pixel_aspect(self) -> Fraction | None:
        """Width of a stored pixel over its height, None where the file does not say."""
        return self._clip.stream.sample_aspect_ratio

    def close(self) -> None:
        """Free the file and the decoder; closing twice is fine."""
        self._output = iter(())
        self._ahead = self._last = None
        self.cache.clear()
        self._clip.close()

    def read(self, number: int, keep: bool = True) -> Decoded:
        """Frame `number`; `keep` puts it and the frames passed on the way into the cache.

        Raises
        ------
        VideoError : no frame of the clip can be decoded.
        """
        kept = self.cache.get(number)
        if kept is not None:
            return Decoded(number, kept, bool(kept.is_corrupt))
        if not self._close_behind(number):
            self._seek(number)
        while (found := self._next()) is not None and found[0] < number:
            self._last = found
            if keep:
                self.cache.put(*found, wanted=number)
        if found is not None and found[0] == number:
            self._last = found
            if keep:
                self.cache.put(*found, wanted=number)
            return Decoded(number, found[1], bool(found[1].is_corrupt))
        self._ahead = found  # a later frame: the wanted one is lost
        stand_in = self._last or found
        if stand_in is None:
            stand_in = self._any_frame()
        return Decoded(number, stand_in[1], True)

    # where decoding stands

    def _close_behind(self, number: int) -> bool:
        """Whether to decode on rather than to seek."""
        if self._ahead is not None:
            coming = self._ahead[0]
        else:
            coming = 0 if self._last is None else self._last[0] + 1
        if self._ended or number < coming:
            return False
        entry = self.index.entry_before(number)
        return number - coming <= _NEAR or entry < 0 or self.index.entry_pts[entry] <= self.index.pts[coming]

    def _next(self) -> _Numbered | None:
        """The next shown frame and its number, None at the end."""
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            return ahead
        for number, frame in self._output:
            return number, frame
        self._ended = True
        return None

    def _numbered(self, first: int) -> Iterator[_Numbered]:
        """Shown frames with their numbers, from where the container stands."""
        count = first
        for frame in self._frames():
            number: int | None
            if self.index.by_order:
                number, count = (count if count < len(self.index) else None), count + 1
            else:
                ticks = stamp(frame)
                number = None if ticks is None else self.index.number_of(ticks)
            if number is not None:
                yield number, frame

    def _frames(self) -> Iterator[VideoFrame]:
        try:
            for packet in self._clip.container.demux(self._clip.stream):
                yield from decode_packet(packet)
        except av.FFmpegError:
            return  # the file ends in the middle of something

    def _seek(self, number: int) -> None:
        """Stand before `number`, at a place from where it decodes exactly."""
        wanted = int(self.index.pts[number])
        entry = self.index.entry_before(number)
        while entry > 0 and not self.index.by_order:
            if self._land(int(self.index.entry_pts[entry]), wanted):
                return
            entry -= 1
        self._restart()

    def _land(self, ticks: int, wanted: int) -> bool:
        try:
            self._clip.container.seek(ticks, stream=self._clip.stream, backward=True)
        except av.FFmpegError:
            return False
        self._last = self._ahead = None
        self._ended = False
        frames = self._frames()
        first = next(frames, None)
        ticks_of = None if first is None else stamp(first)
        if first is None or ticks_of is None or ticks_of > wanted:
            return False
        self._output = self._from_entry(first, frames, ticks)
        return True

    def _from_entry(self, first: VideoFrame, rest: Iterator[VideoFrame], ticks: int) -> Iterator[_Numbered]:
        """Numbered frames from the entry at `ticks` on; those shown before it may lack what they refer to."""
        frame: VideoFrame | None = first
        while frame is not None:
            of = stamp(frame)
            number = None if of is None or of < ticks else self.index.number_of(of)
            if number is not None:
                yield number, frame
            frame = next(rest, None)

    def _restart(self) -> None:
        """Stand before the first frame, by opening the file anew: not every container can seek to its start."""
        self._clip.close()
        self._clip = open_clip(self.path)
        self._clip.stream.thread_type = "AUTO"
        self._last = self._ahead = None
        self._ended = False
        self._output = self._numbered(0)

    def _any_frame(self) -> _Numbered:
        self._restart()
        found = self._next()
        if found is None:
            raise VideoError("no picture of this clip can be decoded", "save it as H.264 (mp4)", self.path)
        self._ahead = found
        return found
