"""The packet index of a clip: which frames are shown, when, and from which keyframe each can be decoded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from core.errors import VideoError
from core.giving_way import may_go_on
from core.video import frame_times
from core.video.container import COPY_AGAIN, OpenClip, opened
from core.video.extent import missing_bytes

_HIDDEN_FRAMES = ("vp8",)  # packets of these codecs need not be shown


class Fields(IntEnum):
    """Whether pictures hold two moments, and which lines hold the first one; TOLD: the stream tells."""

    NONE = 0
    TOP = 1
    BOTTOM = 2
    TOLD = 3


@dataclass(frozen=True)
class FrameIndex:
    """Every shown frame in presentation order.

    pts : (N,) int64 strictly increasing timestamps in units of `time_base`.
    keyframe : (N,) True where decoding can start.
    time_base : seconds per pts unit, exact.
    end_pts : end of the last frame.
    entry_pts : (K,) increasing timestamps where decoding can start, those of frames that are not shown included
        (an edit list may begin in the middle of a group of pictures); not given = the shown keyframes.
    by_order : the file's own timestamps do not tell frames apart; frame i is the i-th one decoded from the start.
    notice : a sentence about what is wrong with the file ("" if nothing is).
    whole : reading ended where the file says it ends; False may also be an edit list's doing.
    fields : how pictures are woven of two moments (`core.video.interlaced`).
    """

    pts: NDArray[np.int64]
    keyframe: NDArray[np.bool_]
    time_base: Fraction
    end_pts: int
    entry_pts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    by_order: bool = False
    notice: str = ""
    whole: bool = True
    fields: Fields = Fields.NONE

    def __post_init__(self) -> None:
        if not len(self.pts) or len(self.keyframe) != len(self.pts):
            raise ValueError("an index has at least one frame and a keyframe flag for each")
        if (np.diff(self.pts) <= 0).any() or (np.diff(self.entry_pts) <= 0).any() or self.time_base <= 0:
            raise ValueError("timestamps of an index increase")
        if not len(self.entry_pts):
            object.__setattr__(self, "entry_pts", self.pts[self.keyframe])
        for array in (self.pts, self.keyframe, self.entry_pts):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(N,) seconds of the presentation timeline, exact to the last bit of a float64."""
        return np.asarray(self.pts, np.float64) * self.time_base.numerator / self.time_base.denominator

    @property
    def end_s(self) -> float:
        """Where the last frame ends, seconds of the presentation timeline."""
        return float(self.end_pts * self.time_base)

    def frame_at(self, time_s: float) -> int:
        """The frame a player shows at that time (the last one that has begun), clipped to the clip."""
        return int(np.clip(np.searchsorted(self.time_s, time_s + 1e-9, side="right") - 1, 0, len(self.pts) - 1))

    def number_of(self, pts: int) -> int | None:
        """The frame shown at exactly that timestamp, None if there is none."""
        number = int(np.searchsorted(self.pts, pts))
        return number if number < len(self.pts) and self.pts[number] == pts else None

    def entry_before(self, number: int) -> int:
        """Which of `entry_pts` is the last at or before a frame; -1 if all are later."""
        return int(np.searchsorted(self.entry_pts, self.pts[number], side="right")) - 1


@dataclass
class _Packets:
    """What demuxing once tells: parallel lists over the packets that hold data."""

    pts: list[int | None]
    duration: list[int]
    key: list[bool]
    shown: list[bool]
    cut: bool  # reading ended with an error or in the middle of a packet
    announced: int = 0  # packets the file says it has, 0 where it does not


def build_index(source: Path | OpenClip) -> FrameIndex:
    """Index a clip by demuxing it once; where its timestamps are missing or repeat, by decoding it once.

    An open clip is read to its end and left there.

    Raises
    ------
    VideoError : the clip cannot be opened or holds no frame.
    """
    if isinstance(source, Path):
        with opened(source) as clip:
            return build_index(clip)
    packets = _demux(source)
    # PyAV before 19 gives a Fraction, 19 and later a type of its own
    base = source.stream.time_base
    if not packets.pts or base is None:
        raise VideoError("no picture can be read from this file", COPY_AGAIN, source.path)
    shown = [pts for pts, show in zip(packets.pts, packets.shown, strict=True) if show]
    pieces = _in_pieces(packets)
    if None in shown or len(set(shown)) < len(shown) or pieces or _guessed_times(source):
        with opened(source.path) as again:
            return _from_frames(again, Fraction(base.numerator, base.denominator), pieces)
    return _from_packets(source, packets, Fraction(base.numerator, base.denominator))


def _in_pieces(packets: _Packets) -> bool:
    """Whether the times begin anew somewhere: decoding begins at a time earlier than what was shown already.

    So it is where an edit list has several entries, or where clips were joined end to end; packets' times then do not
    tell which frame is which.
    """
    latest: int | None = None
    for pts, key, show in zip(packets.pts, packets.key, packets.shown, strict=True):
        if pts is None:
            continue
        if key and latest is not None and pts < latest:
            return True
        if show:
            latest = pts if latest is None else max(latest, pts)
    return False


def _guessed_times(clip: OpenClip) -> bool:
    """Whether packets' timestamps are not those of the frames in them."""
    context = clip.stream.codec_context
    # avi numbers packets as they come; where frames are reordered that is not the order they are shown in
    return context.name in _HIDDEN_FRAMES or ("avi" in clip.container.format.name and bool(context.has_b_frames))


def _demux(clip: OpenClip) -> _Packets:
    out = _Packets([], [], [], [], cut=False)
    last_corrupt = False
    try:
        for packet in clip.packets():
            may_go_on()
            if not packet.size:
                continue  # the flush at the end
            out.pts.append(packet.pts)
            out.duration.append(packet.duration or 0)
            out.key.append(packet.is_keyframe)
            out.shown.append(not packet.is_discard)
            last_corrupt = packet.is_corrupt
    except (av.FFmpegError, OSError):
        clip.check_unchanged()
        out.cut = True
    try:
        out.cut = out.cut or last_corrupt or missing_bytes(clip.path) > 0
    except OSError:
        clip.check_unchanged()
    # other containers only tell roughly how many there should be
    out.announced = clip.stream.frames if "mp4" in clip.container.format.name else 0
    return out


def _from_packets(clip: OpenClip, packets: _Packets, base: Fraction) -> FrameIndex:
    rows = [
        (pts, key, duration)
        for pts, key, duration, show in zip(packets.pts, packets.key, packets.duration, packets.shown, strict=True)
        if show and pts is not None
    ]
    if not rows:
        raise VideoError("no frame of this clip is shown", "save it again without trimming", clip.path)
    rows.sort()
    entries = sorted({p for p, k in zip(packets.pts, packets.key, strict=True) if k and p is not None})
    late = False
    if not packets.key[0] or (entries and rows[0][0] < entries[0]):
        # the beginning was cut off: what comes before the first whole picture cannot be decoded
        first = _first_decoded(clip.path)
        late = first is not None and rows[0][0] < first <= rows[-1][0]
        rows = [row for row in rows if first is None or row[0] >= first] if late else rows
    pts = np.array([row[0] for row in rows], np.int64)
    return FrameIndex(
        pts=pts,
        keyframe=np.array([row[1] for row in rows], np.bool_),
        time_base=base,
        end_pts=_end(pts, rows[-1][2]),
        entry_pts=np.array(entries, np.int64),
        notice=_notice(float(pts[0] * base) if late else None, float(pts[-1] * base) if packets.cut else None),
        whole=not packets.cut and packets.announced <= len(packets.pts),
    )


def _first_decoded(path: Path) -> int | None:
    """The timestamp of the first frame that comes out of the decoder."""
    with opened(path) as clip:
        first = next(decoded(clip), None)
        return None if first is None else stamp(first)


def _end(pts: NDArray[np.int64], duration: int) -> int:
    if duration <= 0:
        duration = int(np.median(np.diff(pts))) if len(pts) > 1 else 1
    return int(pts[-1]) + max(1, duration)


def _notice(first_s: float | None, last_s: float | None) -> str:
    """Where a clip begins and ends whose file lacks its beginning or its end."""
    parts = [] if first_s is None else [f"its first whole picture is at {first_s:.2f} s"]
    parts += [] if last_s is None else [f"its last picture is at {last_s:.2f} s"]
    return f"the file is incomplete; {' and '.join(parts)}" if parts else ""


def ends_early(notice: str) -> bool:
    """Whether an index's notice says that the file lacks its end; it may also say that it lacks its beginning."""
    return "last" in notice.split()


def stamp(frame: VideoFrame) -> int | None:
    """A decoded frame's timestamp; some containers (avi) only tell the time of decoding."""
    return frame.pts if frame.pts is not None else frame.dts


def decoded(clip: OpenClip) -> Iterator[VideoFrame]:
    """Frames from where the clip stands to its end; packets that cannot be decoded are passed over.

    Raises
    ------
    VideoError : the file has changed or cannot be read any more.
    """
    for frames in decoded_by_packet(clip):
        may_go_on()
        yield from frames


def decoded_by_packet(clip: OpenClip) -> Iterator[list[VideoFrame]]:
    """As `decoded`, what each packet sets free; often that is nothing yet."""
    try:
        for packet in clip.packets():
            yield decode_packet(packet)
    except (av.FFmpegError, OSError):
        clip.check_unchanged()
        yield _under_way(clip)  # the file ends in the middle of something


def not_damaged(error: av.error.MemoryError) -> MemoryError:
    """A decoder's lack of memory, which is one of FFmpeg's errors about files as well, as nothing but that.

    While a file is opened and its packets are read FFmpeg says the same of sizes in it that cannot be: that is damage.
    """
    return MemoryError(str(error))


def _under_way(clip: OpenClip) -> list[VideoFrame]:
    """The frames the decoder's threads still hold."""
    try:
        return clip.stream.codec_context.decode(None)
    except av.error.MemoryError as error:
        raise not_damaged(error) from error
    except (av.FFmpegError, ValueError, EOFError):
        return []


def decode_packet(packet: "Packet[VideoStream]") -> list[VideoFrame]:
    """The frames a packet sets free; none if it is damaged."""
    try:
        return packet.decode()
    except av.error.MemoryError as error:
        raise not_damaged(error) from error
    except (av.FFmpegError, ValueError):
        return []


def _from_frames(clip: OpenClip, base: Fraction, pieces: bool) -> FrameIndex:
    clip.stream.thread_type = "AUTO"
    told: list[int | None] = []
    keys: list[bool] = []
    for frame in decoded(clip):
        told.append(stamp(frame))
        keys.append(bool(frame.key_frame))
    if not told:
        raise clip.no_picture()
    key = np.array(keys, np.bool_)
    pts = np.array([p for p in told if p is not None], np.int64)
    if not pieces and len(pts) == len(told) and (np.diff(pts) > 0).all():
        return FrameIndex(pts, key, base, _end(pts, 0), entry_pts=pts[key])
    if _guessed_times(clip) and len(np.unique(pts)) == len(told):
        pts = np.sort(pts)  # each time is some frame's, only not told in order
    else:
        rate = clip.stream.average_rate or clip.stream.guessed_rate
        pts, base = frame_times.increasing(told, base, None if not rate else Fraction(rate.numerator, rate.denominator))
    return FrameIndex(pts, np.arange(len(told)) == 0, base, _end(pts, 0), entry_pts=pts[:1], by_order=True)
