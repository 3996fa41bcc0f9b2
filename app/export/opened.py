"""The clip that is exported, opened so that whoever cancels does not wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.giving_way import aside, closed_at_last
from core.video.info import ClipInfo

if TYPE_CHECKING:
    from core.video.reader import FrameReader


@contextmanager
def opened(path: Path, capture_fps: float | None) -> "Iterator[FrameReader]":
    """The frames of a clip; opening a long one whose index is not kept takes seconds.

    Raises
    ------
    UserError, Cancelled : as `open_reader`; somebody waits.
    """
    from core.video.reader import open_reader

    with closed_at_last(aside(partial(open_reader, path, capture_fps), lambda unused: unused.close())) as reader:
        yield reader


def fps_of(clip: ClipInfo) -> float | None:
    """The rate a clip has to be opened with; None where the file tells it itself."""
    return clip.capture_fps if clip.time_scale != 1 or clip.pictures else None
