"""The pictures of a clip as the pose looks at them: whole and upright, or as the decoder left them."""

from collections.abc import Iterator

from core.video.reader import FrameReader, StoredFrame


def pictures(
    reader: FrameReader, as_stored: bool, start: int, stop: int, step: int = 1, keep: bool = False
) -> Iterator[StoredFrame]:
    """Frames from `start` up to, not including, `stop`, as `FrameReader.frames` has it.

    as_stored : only the squares that are looked at become RGB; their colours differ from the whole picture's by
        rounding.
    """
    if as_stored:
        yield from reader.stored(start, stop, step, keep)
        return
    for frame in reader.frames(start, stop, step, keep):
        yield StoredFrame(frame.number, frame.time_s, frame.rgb)
