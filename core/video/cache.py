"""Decoded pictures kept for stepping back, bounded in bytes."""

from av.video.frame import VideoFrame

DEFAULT_BYTES = 512 * 2**20
_BEHIND = 3  # a frame the other way counts as being so many times as far


class FrameCache:
    """Decoded frames by number; when full, the ones farthest from where somebody looks go first.

    towards : +1 or -1, which way somebody goes; frames the other way go sooner.  0 = not known.
    """

    def __init__(self, limit_bytes: int = DEFAULT_BYTES) -> None:
        self.bytes = 0
        self.towards = 0
        self._limit_bytes = limit_bytes
        self._wanted = 0
        self._frames: dict[int, tuple[VideoFrame, int]] = {}

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, number: int) -> bool:
        return number in self._frames

    @property
    def limit_bytes(self) -> int:
        return self._limit_bytes

    @limit_bytes.setter
    def limit_bytes(self, limit: int) -> None:
        self._limit_bytes = limit
        self._make_room()

    @property
    def capacity(self) -> int:
        """How many frames of this clip's size fit; 0 while none has been kept."""
        return self._limit_bytes * len(self._frames) // self.bytes if self.bytes else 0

    def get(self, number: int) -> VideoFrame | None:
        kept = self._frames.get(number)
        return None if kept is None else kept[0]

    def put(self, number: int, frame: VideoFrame, wanted: int) -> None:
        """Keep a frame; `wanted` is the one being looked for (frames far from it make room)."""
        self._wanted = wanted
        if number in self._frames:
            return
        size = sum(plane.buffer_size for plane in frame.planes)
        self._frames[number] = (frame, size)
        self.bytes += size
        self._make_room()

    def clear(self) -> None:
        self._frames.clear()
        self.bytes = 0

    def _make_room(self) -> None:
        while self.bytes > self._limit_bytes and self._frames:
            # numbers come in runs, so the farthest is the least or the greatest
            farthest = max((min(self._frames), max(self._frames)), key=self._distance)
            self.bytes -= self._frames.pop(farthest)[1]

    def _distance(self, number: int) -> int:
        away = number - self._wanted
        return abs(away) * (_BEHIND if away * self.towards < 0 else 1)
