"""A keyframe near any frame, at once: what scrubbing shows until the exact frame is decoded."""

from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

from core.errors import VideoError
from core.video.container import OpenClip, open_clip
from core.video.index import FrameIndex, decode_packet, stamp

_PACKETS = 2000  # a seek that lands farther than this before the keyframe is of no use
_KEPT = 4


class KeyframeDecoder:
    """Decodes single keyframes with a decoder of its own, so that the main one stays where it is.

    Whatever goes wrong here is no fault: there is no stand-in then, and the exact frame tells what is wrong.
    """

    def __init__(self, path: Path, index: FrameIndex) -> None:
        self._path = path
        self._index = index
        self._clip: OpenClip | None = None
        self._failed = index.by_order
        self._kept: dict[int, VideoFrame] = {}
        self._unfit: set[int] = set()  # keyframes that cannot be decoded alone

    def close(self) -> None:
        if self._clip is not None:
            self._clip.close()
        self._kept.clear()
        self._failed = True

    def open(self) -> None:
        """Open the file ahead of the first use; what `near` does by itself."""
        if self._clip is not None or self._failed:
            return
        try:
            self._clip = open_clip(self._path)
        except VideoError:
            self._failed = True
            return
        # one picture at a time: frame threads would only hold it back
        self._clip.stream.thread_type = "SLICE"

    def nearest(self, number: int) -> int | None:
        """The number of the keyframe nearest to a frame, None where keyframes cannot be found by time."""
        if self._index.by_order:
            return None
        before = self._index.entry_before(number)
        entries = self._index.entry_pts[max(before, 0) : before + 2]
        numbers = [n for n in (self._index.number_of(int(pts)) for pts in entries) if n is not None]
        return min(numbers, key=lambda n: abs(n - number), default=None)

    def about(self, number: int, most: int) -> list[int]:
        """The `most` keyframes nearest to a frame, the nearest first, without those that cannot be decoded alone."""
        if self._failed:
            return []
        keyframes = np.flatnonzero(self._index.keyframe)
        nearest = keyframes[np.argsort(np.abs(keyframes - number), kind="stable")[:most]]
        return [n for n in nearest.tolist() if n not in self._unfit]

    def near(self, number: int) -> tuple[int, VideoFrame] | None:
        """The nearest keyframe and its number, None if there is none that can be decoded alone."""
        nearest = self.nearest(number)
        if nearest is None:
            return None
        frame = self._kept.pop(nearest, None) or self._decode(int(self._index.pts[nearest]))
        if frame is None:
            self._unfit.add(nearest)
            return None
        self._kept[nearest] = frame
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return nearest, frame

    def _decode(self, pts: int) -> VideoFrame | None:
        self.open()
        if self._clip is None or self._failed:
            return None
        entries = self._index.entry_pts
        at = int(np.searchsorted(entries, pts))
        try:
            for entry in range(at, max(at - 2, -1), -1):  # some containers land behind where they are told to
                self._clip.container.seek(int(entries[entry]), stream=self._clip.stream, backward=True)
                frame = self._come_to(pts)
                if frame is not None:
                    return frame
            if at > 1:
                return None
            self._clip = self._clip.reopened()  # not every container can seek to its start
            self._clip.stream.thread_type = "SLICE"
            return self._come_to(pts)
        except VideoError:
            self._failed = True  # the file is gone
            return None
        except av.FFmpegError:
            return None

    def _come_to(self, pts: int) -> VideoFrame | None:
        """The keyframe at that timestamp, if it lies ahead; the packets before it are passed over."""
        assert self._clip is not None
        context = self._clip.stream.codec_context
        for passed, packet in enumerate(self._clip.packets()):
            if packet.pts == pts and packet.is_keyframe:
                # the empty packet makes the decoder hand out what it holds back for reordering
                frames = decode_packet(packet) or context.decode(None)
                return next((frame for frame in frames if stamp(frame) == pts and not frame.is_corrupt), None)
            if passed >= _PACKETS or (packet.dts is not None and packet.dts > pts):
                return None
        return None
