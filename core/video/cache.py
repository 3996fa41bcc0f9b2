"""Decoded pictures kept for stepping back, bounded in bytes."""

from av.video.frame import VideoFrame

DEFAULT_BYTES = 512 * 2**20


class FrameCache:
    """Decoded frames by number; when full, the ones farthest from where somebody looks go first."""

    def __init__(self, limit_bytes: int = DEFAULT_BYTES) -> None:
        self.limit_bytes = limit_bytes
        self.bytes = 0
        self._frames: dict[int, tuple[VideoFrame, int]] = {}

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, number: int) -> bool:
        return number in self._frames

    def get(self, number: int) -> VideoFrame | None:
        kept = self._frames.get(number)
        return None if kept is None else kept[0]

    def put(self, number: int, frame: VideoFrame, wanted: int) -> None:
        """Keep a frame; `wanted` is the one being looked for (frames far from it make room)."""
        if number in self._frames:
            return
        size = sum(plane.buffer_size for plane in frame.planes)
        self._frames[number] = (frame, size)
        self.bytes += size
        while self.bytes > self.limit_bytes and self._frames:
            # numbers come in runs, so the farthest is the least or the greatest
            farthest = max((min(self._frames), max(self._frames)), key=lambda n: abs(n - wanted))
            self.bytes -= self._frames.pop(farthest)[1]

    def clear(self) -> None:
        self._frames.clear()
        self.bytes = 0
