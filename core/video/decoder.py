"""Any frame of a clip by its number, exactly as decoding from the start would give it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

from core.errors import VideoError
from core.giving_way import may_go_on
from core.machine import cores
from core.video.cache import DEFAULT_BYTES, FrameCache
from core.video.container import COPY_AGAIN, OpenClip, open_clip
from core.video.index import FrameIndex, decoded_by_packet, not_damaged, stamp
from core.video.index_store import index_of

_Numbered = tuple[int, VideoFrame]
_Arriving = Iterator[_Numbered | None]  # None: a packet went in and nothing came out yet
Abandon = Callable[[], bool] | None
# More frames under way than cores keep those busy while a picture is made of another frame: 15 to 25 % more a second
_THREADS_PER_CORE, _MOST_THREADS = 3, 16
_NEAR = 8  # frames: decoding on over a keyframe this close is cheaper than a seek


class AbandonedError(Exception):
    """Reading was given up on the way because something else is wanted."""


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
        self._output: _Arriving = iter(())
        self._first = 0  # the least number that can be among what is to come
        self._left_out = 0  # frames below this number may be missing among what comes
        self._ended = False
        self._closed = False
        self._lost: dict[int, int] = {}  # frames that cannot be decoded -> the one that stands in
        # what was decoded from a faulty picture is faulty too, up to the next keyframe
        self._damaged: set[int] = set()
        self._spoilt = False
        self._watched: int | None = None
        self._clip = open_clip(path)
        try:
            self.index: FrameIndex
            self.index, read_through = index_of(self._clip)
            if read_through:
                self._restart()
            else:
                self._start()
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

    @property
    def told_capture_fps(self) -> float | None:
        """The rate the file says it was filmed at, None where it does not say."""
        return self._clip.told_capture_fps

    def close(self) -> None:
        """Free the file and the decoder; closing twice is fine."""
        self._closed = True
        self._stand(iter(()))
        self.cache.clear()
        self._clip.close()

    def rest(self) -> None:
        """Give back what is kept and what decoding takes, many times a picture; then it stands before the start."""
        self.cache.clear()
        with suppress(VideoError):  # that the file has gone is told to whoever reads on
            self._restart()

    def read(
        self,
        number: int,
        keep: bool = True,
        looked_at: int | None = None,
        abandon: Abandon = None,
        direct: bool = False,
    ) -> Decoded:
        """Frame `number`; `keep` puts it and the frames passed on the way into the cache.

        looked_at : the frame that somebody looks at, if it is another; frames far from it make room in the cache.
        abandon : asked before every packet decoded on the way; True ends the reading.  What was decoded is kept.
        direct : if it takes a seek, frames on the way that no other frame refers to are left out, where that is safe.

        Raises
        ------
        VideoError : no frame of the clip can be decoded.
        AbandonedError : `abandon` said so.
        """
        if self._closed:
            raise ValueError("this clip is closed")
        frame = None if number in self._lost else self._find(number, keep, looked_at, abandon, direct)
        if frame is not None:
            return Decoded(number, frame, number in self._damaged)
        if number not in self._lost:
            self._lost[number] = self._nearest(number)
        stand_in = self._find(self._lost[number], keep=True)
        if stand_in is None:
            raise VideoError("the file has changed while it was open", "open it again", self.path)
        return Decoded(number, stand_in, True)

    def damaged(self, numbers: range) -> list[int]:
        """Which of these frames are known to be damaged, in order; of those that were read so far."""
        return sorted(n for n in self._damaged | self._lost.keys() if n in numbers)

    def kept(self, number: int) -> Decoded | None:
        """Frame `number` if it is kept, else None; may be asked from any thread."""
        frame = self.cache.get(number)
        return None if frame is None else Decoded(number, frame, number in self._damaged)

    def to_go(self, number: int) -> int:
        """How many frames must be decoded until frame `number` is there; 0 = it is kept."""
        if number in self.cache:
            return 0
        if self._close_behind(number):
            return number - self._coming + 1
        entry = self.index.entry_before(number)
        if self.index.by_order or entry < 0:
            return number + 1
        return number - int(np.searchsorted(self.index.pts, self.index.entry_pts[entry])) + 1

    def is_on_the_way(self, first: int, then: int) -> bool:
        """Whether frame `then` is reached from frame `first` by decoding on, rather than by a seek."""
        if then < first:
            return False
        entry = self.index.entry_before(then)
        return then - first <= _NEAR or entry < 0 or self.index.entry_pts[entry] <= self.index.pts[first]

    def _find(
        self,
        number: int,
        keep: bool,
        looked_at: int | None = None,
        abandon: Abandon = None,
        direct: bool = False,
    ) -> VideoFrame | None:
        """Frame `number`, None if it cannot be decoded."""
        kept = self.cache.get(number)
        if kept is not None:
            return kept
        if not self._close_behind(number):
            # only H.264 promises that frames marked so are referred to by none at all
            # and what is decoded ahead is taken up again after every step: given up while it lands it would never land
            self._seek(number, direct and self.codec == "h264", abandon if direct else None)
        while True:
            if abandon is not None and abandon():
                raise AbandonedError
            may_go_on()  # from a key frame on it can be hundreds of pictures
            found = self._next(abandon)
            if found is None or found[0] > number:
                break
            self._last = found
            if keep:
                self.cache.put(*found, wanted=number if looked_at is None else looked_at)
            if found[0] == number:
                return found[1]
        self._ahead = found
        if 0 < number <= self._left_out:  # it may have been left out: the file's order is not what it seems
            self._seek(number)
            return self._find(number, keep, looked_at, abandon)
        self._note_lost(None if found is None else found[0])
        return None

    def _note_lost(self, found: int | None) -> None:
        """Frames after the last that came out cannot be decoded, up to the next that did or the next entry."""
        self._clip.check_unchanged()
        if self._last is None:
            return
        last, frame = self._last
        entry = self.index.entry_before(last) + 1
        stop = len(self.index) if found is None else found
        if entry < len(self.index.entry_pts):
            stop = min(stop, int(np.searchsorted(self.index.pts, self.index.entry_pts[entry])))
        self._lost.update(dict.fromkeys(range(last + 1, stop), last))
        self.cache.put(last, frame, wanted=last)

    def _nearest(self, number: int) -> int:
        """Which frame stands in for a lost one: the nearest before it that can be decoded, else the first."""
        for earlier in range(number - 1, -1, -1):
            if earlier in self._lost:
                return self._lost[earlier]
            if self._find(earlier, keep=True) is not None:
                return earlier
        self._restart()
        self._ahead = self._next()
        if self._ahead is None:
            if self.index.notice:
                raise VideoError("the file is incomplete, not one picture in it is whole", COPY_AGAIN, self.path)
            raise self._clip.no_picture()
        return self._ahead[0]

    # where decoding stands

    def _close_behind(self, number: int) -> bool:
        """Whether to decode on rather than to seek."""
        return not self._ended and number >= self._left_out and self.is_on_the_way(self._coming, number)

    @property
    def _coming(self) -> int:
        """The frame that decoding on gives next, as far as is known."""
        if self._ahead is not None:
            return self._ahead[0]
        return self._first if self._last is None else self._last[0] + 1

    def _next(self, abandon: Abandon = None) -> _Numbered | None:
        """The next shown frame and its number, None at the end."""
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            return ahead
        found = _first(self._output, abandon)
        if found is not None:
            self._watch(*found)
            return found
        self._ended = True
        return None

    def _watch(self, number: int, frame: VideoFrame) -> None:
        """Note which frames are damaged; decoders mark only the first picture that they see to be faulty."""
        gap = self._watched is not None and number > max(self._watched + 1, self._left_out)
        self._spoilt = bool(frame.is_corrupt) or ((self._spoilt or gap) and not frame.key_frame)
        if self._spoilt:
            self._damaged.add(number)
        self._watched = number

    def _seek(self, number: int, direct: bool = False, abandon: Abandon = None) -> None:
        """Stand before `number`, at a place from where it decodes exactly; `direct` leaves out frames on the way."""
        self._clip.check_unchanged(gone_is_fine=True)
        if not self.index.by_order:
            wanted = int(self.index.pts[number])
            for entry in range(self.index.entry_before(number), -1, -1):
                if self._land(int(self.index.entry_pts[entry]), wanted, direct, abandon):
                    self._left_out = number if direct else 0
                    return
        self._restart()

    def _land(self, entry: int, wanted: int, direct: bool, abandon: Abandon) -> bool:
        """Seek to the entry at that timestamp; False where the first frame that comes out is too late."""
        self._stand(iter(()))
        self._ended = True  # given up on from here on, it stands nowhere
        try:
            self._clip.container.seek(entry, stream=self._clip.stream, backward=True)
        except (av.FFmpegError, OSError):
            self._clip.check_unchanged()
            return False
        self._clip.stream.codec_context.skip_frame = "DEFAULT"
        batches = _decoded_direct(self._clip, wanted) if direct else decoded_by_packet(self._clip)
        batch: list[VideoFrame] = []
        while not batch:
            if abandon is not None and abandon():
                raise AbandonedError
            found = next(batches, None)
            if found is None:
                return False
            batch = found
        at = stamp(batch[0])
        if at is None or at > wanted:
            return False
        # frames shown before the entry may lack what they refer to
        self._stand(_numbered(batches, self.index, entry, batch), int(np.searchsorted(self.index.pts, entry)))
        return True

    def _restart(self) -> None:
        """Stand before the first frame, by opening the file anew: not every container can seek to its start."""
        self._clip = self._clip.reopened()
        self._start()

    def _start(self) -> None:
        """Decode from where a clip just opened stands."""
        self._clip.stream.thread_type = "AUTO"
        self._clip.stream.codec_context.thread_count = min(_MOST_THREADS, _THREADS_PER_CORE * cores())
        self._stand(_numbered(decoded_by_packet(self._clip), self.index, None))

    def _stand(self, output: _Arriving, first: int = 0) -> None:
        self._output = output
        self._first = first
        self._left_out = 0
        self._last = self._ahead = None
        self._ended = self._spoilt = False
        self._watched = None


def _first(arriving: _Arriving, abandon: Abandon) -> _Numbered | None:
    """The next frame that arrives, None at the end; threads of the decoder take many packets before they give one."""
    for found in arriving:
        if found is not None:
            return found
        if abandon is not None and abandon():
            raise AbandonedError
        may_go_on()
    return None


def _decoded_direct(clip: OpenClip, wanted: int) -> Iterator[list[VideoFrame]]:
    """As `decoded_by_packet`, without those frames before timestamp `wanted` that no other frame refers to.

    Ends early where something cannot be decoded before that: what is lost could not be told from what is left out.
    """
    context = clip.stream.codec_context
    reached = False
    try:
        for packet in clip.packets():
            context.skip_frame = "NONREF" if packet.pts is not None and packet.pts < wanted else "DEFAULT"
            try:
                frames = packet.decode()
            except av.error.MemoryError as error:
                raise not_damaged(error) from error
            except (av.FFmpegError, ValueError):
                if not reached:
                    return
                continue
            reached = reached or any((at := stamp(frame)) is None or at >= wanted for frame in frames)
            yield frames
    except (av.FFmpegError, OSError):
        clip.check_unchanged()
        return  # the file ends in the middle of something


def _numbered(
    batches: Iterator[list[VideoFrame]],
    index: FrameIndex,
    first_pts: int | None,
    begun: Sequence[VideoFrame] = (),
) -> _Arriving:
    """Shown frames with their numbers, those before `first_pts` left out; None = decoding began at the start.

    begun : frames that came before the batches.
    """
    count = 0
    for frames in chain((begun,), batches):
        for frame in frames:
            if index.by_order:
                number = count if count < len(index) else None
                count += 1
            else:
                at = stamp(frame)
                number = None if at is None or (first_pts is not None and at < first_pts) else index.number_of(at)
            if number is not None:
                yield number, frame
        yield None
