"""The clip as a video with everything drawn on it: every frame at its own time, nothing dropped, nothing doubled."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from app.document import units_of
from app.export.encoder import Encoder, choose
from app.export.film import Canvas, Film
from app.export.images import Image
from app.export.opened import fps_of, opened
from app.export.scene import Look, Scene
from app.export.snapshot import key_moments
from app.export.strip import Strip, StripStyle
from core.analysis import Analysis
from core.errors import UserError
from core.export.privacy import Privacy, anonymous
from core.progress import Progress

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VideoStyle:
    """How a video looks and how fast it goes.

    slower : 4 = a quarter of the speed.  pause_s : how long key frames stand still.  start_s, end_s : only this part,
    captured seconds.  hardware : let a chip encode where there is one.
    """

    look: Look = field(default_factory=Look)
    strip: StripStyle = field(default_factory=StripStyle)
    slower: float = 1.0
    pause_s: float = 0.0
    start_s: float | None = None
    end_s: float | None = None
    hardware: bool = True


def file_times(times_s: Floats, first: int, stop: int, style: VideoStyle, key_s: Sequence[float] = ()) -> Floats:
    """(stop - first,) when each frame comes on show in the new file.

    times_s : (N,) the clip's own, seconds of the file.  key_s : moments at which it stands still, in the same seconds.
    A whole clip at its own speed keeps its times; a part begins at 0.
    """
    whole = first == 0
    times = times_s[first:stop]
    origin = max(0.0, float(times[0])) if whole else 0.0
    out: Floats = origin + (times - times[0]) * style.slower
    if style.pause_s > 0 and len(key_s):
        # the frame on show at a key moment stays, so that all later ones come later
        held = np.clip(np.searchsorted(times, np.asarray(key_s) + 1e-6, side="right") - 1, 0, len(times) - 1)
        inside = [row for row, at in zip(held, key_s, strict=True) if times[0] - 1e-6 <= at <= times[-1] + 1e-6]
        for row in sorted(set(inside)):
            out[row + 1 :] += style.pause_s
    return out


def write_video(
    path: Path, analysis: Analysis, privacy: Privacy, style: VideoStyle
) -> Generator[Progress, None, Encoder]:
    """Write an MP4 to `path`, yielding progress; each yield is a place to cancel.

    Returns the encoder used, whose licence is to be told.

    Raises
    ------
    UserError : the clip cannot be read any more, has no frames in that part, or there is no encoder.
    OSError : the file cannot be written.
    """
    clip = analysis.clip
    encoder = choose(style.hardware)
    yield Progress("export", "Opening the clip")
    with opened(clip.path, fps_of(clip)) as reader:
        times = reader.time_s
        first = 0 if style.start_s is None else int((times < style.start_s - 1e-6).sum())
        stop = len(times) if style.end_s is None else int((times <= style.end_s + 1e-6).sum())
        if first >= stop:
            raise UserError("there are no frames between the start and the end asked for", "choose another part")
        keys = [t / clip.time_scale for unit in units_of(analysis) for _, t in key_moments(unit, times)]
        at_s = file_times(times / clip.time_scale, first, stop, style, keys)
        told = analysis if privacy.names else anonymous(analysis)
        with closing(Scene(analysis, privacy, style.look)) as scene:
            yield from scene.follow(reader, range(first, stop))
            work = _Work(reader, range(first, stop), at_s, scene, told, style)
            yield from work.run(path, encoder)
    return encoder


class _Work:
    """Which frames of the clip, and what is painted on each."""

    def __init__(
        self, reader: Any, numbers: range, at_s: Floats, scene: Scene, told: Analysis, style: VideoStyle
    ) -> None:  # fmt: skip
        self._reader, self._numbers, self._at_s, self._scene = reader, numbers, at_s, scene
        info = reader.info
        self._size = (info.width_px, info.height_px)
        self._usual_s = 1.0 / max(info.container_fps, 1.0)
        self._strip = Strip(told, style.strip, *self._size)

    def run(self, path: Path, encoder: Encoder) -> Generator[Progress, None, None]:
        size = (self._size[0], self._size[1] + self._strip.height)
        yield from Film(self._decode, self._paint, self._at_s, size, self._usual_s).run(path, encoder)

    def _decode(self) -> Iterator[tuple[Image, float]]:
        for frame in self._reader.frames(self._numbers.start, self._numbers.stop):
            yield self._scene.background(frame), frame.time_s

    def _paint(self, frame: tuple[Image, float], canvas: Canvas) -> None:
        from core.opencv import load

        cv2 = load()
        rgb, time_s = frame
        height, width = rgb.shape[:2]
        if canvas.shape[1] == width:
            cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA, dst=canvas[:height])
        else:
            canvas[:height, :width] = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA)
        image = QImage(canvas.data, canvas.shape[1], canvas.shape[0], 4 * canvas.shape[1], QImage.Format.Format_RGB32)
        bare = image.copy(0, 0, width, height) if self._scene.look.extra is not None else None
        painter = QPainter(image)
        painter.save()
        painter.setClipRect(0, 0, width, height)
        self._scene.paint(painter, time_s, width, height, bare=bare)
        painter.restore()
        painter.translate(0, height)
        self._strip.paint(painter, time_s)
        painter.end()
