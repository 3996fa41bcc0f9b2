"""A desk with everything on it: a long clip with its figure, lanes, four plots and fifty drawings, and no decoding."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.frames import Picture
from app.messages import Messages
from app.window import Window
from core.annotations.annotation import Annotation
from core.annotations.kinds import KINDS, Kind
from core.edits.edits import Edits
from tests.app import figures

FPS = 120.0
PICTURES = 4
DRAWN: tuple[Kind, ...] = ("line", "arrow", "rectangle", "angle", "text")


@dataclass(frozen=True)
class Took:
    """Milliseconds of the window's thread, one after another: of its processor, and by the clock on the wall."""

    cpu_ms: list[float]
    wall_ms: list[float]

    @property
    def median_ms(self) -> float:
        return float(np.median(self.cpu_ms))

    def __str__(self) -> str:
        p95, wall = np.percentile(self.cpu_ms, 95), np.percentile(self.wall_ms, 95)
        return f"median {self.median_ms:.1f} ms, p95 {p95:.1f} ms (on the wall {wall:.1f} ms)"


class Desk:
    """A window on a run of so many frames, found out already."""

    def __init__(self, frames: int) -> None:
        self.window = Window(Messages())
        self.window.show()
        while self.window.plots is None or not self.window.ahead.done:
            QApplication.processEvents()
            time.sleep(0.001)
        self.window.resize(1920, 1080)
        path = Path("long.mp4")
        session = self.window.session
        document, head = session.document, session.playhead
        info = replace(figures.clip_info(path, frames, FPS), width_px=1920, height_px=1080)
        analysis = figures.sprint(path, frames, FPS)
        self.times = np.arange(frames) / FPS
        document.set_clip(path)
        with session.sync.held():
            document.set_opened(info, self.times)
            head.set_times(self.times)
        self.shown = self._timed([lambda: document.set_analysis(analysis)])
        self.window.desk._down.setSizes([500, 420])
        document.apply("drawings", Edits(annotations=tuple(drawing(i) for i in range(50))))
        self._images = pictures(QSize(1920, 1080))
        # while a clip plays, pictures come as large as they are on the screen
        room = self.window.video.size()
        self._smaller = pictures(QSize(1920, 1080).scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        end = time.perf_counter() + 0.5  # what comes a moment later by timers
        while time.perf_counter() < end:
            QApplication.processEvents()
        self.show(0)

    def show(self, frame: int, playing: bool = False) -> None:
        """The picture comes, as from the decoder."""
        image = (self._smaller if playing else self._images)[frame % PICTURES]
        self.window.session.picture.emit(Picture(frame, float(self.times[frame]), image, not playing))

    def steps(self, count: int, by: int = 1) -> Took:
        head = self.window.session.playhead
        head.seek_frame(len(self.times) // 4)
        QApplication.processEvents()

        def step() -> None:
            head.step(by)
            self.show(head.frame)

        return self._timed([step] * count)

    def cursor(self, count: int) -> Took:
        """The cursor dragged across the whole of the plots, on a short clip again and again, each place another step's.

        The pictures come when they are decoded.
        """
        head, units = self.window.session.playhead, self.window.session.document.units
        places = np.arange(count) * max(1, len(units) // count) % len(units)
        head.seek(units[-1].mark_s)
        QApplication.processEvents()
        return self._timed([lambda at=at: head.seek(units[at].mark_s) for at in places])  # type: ignore[misc]

    def playing(self, count: int, all_painted: bool = False) -> Took:
        """all_painted : as if each frame changed everything in the window."""
        head = self.window.session.playhead
        head.seek_frame(len(self.times) // 2)
        QApplication.processEvents()

        def tick() -> None:
            head._set(head.frame + 1)
            self.show(head.frame, playing=True)
            if all_painted:
                self.window.update()

        return self._timed([tick] * count)

    def _timed(self, doings: list[Callable[[], object]]) -> Took:
        """Each with all painting that follows from it."""
        cpu, wall = [], []
        for do in doings:
            began, began_cpu = time.perf_counter(), time.thread_time()
            do()
            QApplication.processEvents()
            cpu.append(1000 * (time.thread_time() - began_cpu))
            wall.append(1000 * (time.perf_counter() - began))
        return Took(cpu, wall)


def pictures(size: QSize) -> list[QImage]:
    made = [QImage(size, QImage.Format.Format_RGB32) for _ in range(PICTURES)]
    for i, image in enumerate(made):
        image.fill(0xFF404040 + 16 * i)
    return made


def drawing(i: int) -> Annotation:
    kind = DRAWN[i % len(DRAWN)]
    places = np.random.default_rng(i).uniform(100, 1000, (KINDS[kind].points[0], 2))
    return Annotation(f"a{i}", kind, tuple((float(x), float(y)) for x, y in places), text="words" * (kind == "text"))


@contextmanager
def desk(frames: int) -> Iterator[Desk]:
    made = Desk(frames)
    try:
        yield made
    finally:
        made.window.session.document.history.stack.setClean()
        made.window.close()
