"""Annotated snapshots: one frame, all key frames of a rep or step, or a contact sheet of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.document import Unit
from app.export.caption import Caption, caption, file_date, under
from app.export.scene import Look, Scene
from app.language.tr import tr
from app.theme import DARK, number_font
from app.words import clock
from core.analysis import Analysis
from core.errors import UserError
from core.export.privacy import Privacy, anonymous

if TYPE_CHECKING:
    from core.video.reader import Frame, FrameReader

SHEET_COLUMN_PX = 640
_MOST_UNITS = 6  # reps or steps of which key frames are shown


@dataclass(frozen=True)
class SnapshotStyle:
    """How a snapshot looks.

    strip : the caption under it.  numbers : with numbers in it.  chosen : those measures, empty = the leading ones.
    logo, contact : from preferences.
    """

    look: Look = field(default_factory=Look)
    strip: bool = True
    numbers: bool = True
    chosen: tuple[str, ...] = ()
    logo: QImage | None = None
    contact: str = ""


class Snapshots:
    """Makes snapshots of one clip; reads frames, so it belongs in a thread of its own.  Close it.

    reader : None where only frames that are decoded already are asked for (`of`).
    """

    def __init__(
        self, analysis: Analysis, reader: "FrameReader | None", privacy: Privacy, style: SnapshotStyle
    ) -> None:
        self._told = analysis if privacy.names else anonymous(analysis)
        self._date = file_date(analysis) if privacy.names else None
        self._reader, self._privacy, self._style = reader, privacy, style
        self.scene = Scene(analysis, privacy, style.look)

    def close(self) -> None:
        self.scene.close()

    def at(self, time_s: float) -> QImage:
        """The frame nearest to that time, at full size: the one beside which a rounded time was read.

        Raises
        ------
        UserError : the clip has no such time.
        """
        assert self._reader is not None
        times = self._reader.time_s
        last = float(times[-1])
        if not -1e-6 <= time_s <= last + max(1.0 / self._reader.info.capture_fps, 1e-3):
            raise UserError(f"there is no frame at {time_s:g} s", f"the clip runs to {last:.2f} s")
        return self.of(self._reader.frame(int(np.argmin(np.abs(times - time_s)))))

    def of(self, frame: "Frame") -> QImage:
        """A frame that is decoded already."""
        image = self.scene.picture(frame)
        return under(image, self.caption(frame.time_s), self._style.logo) if self._style.strip else image

    def caption(self, time_s: float) -> Caption:
        style = self._style
        told = caption(self._told, time_s, self._privacy, style.chosen, style.contact, self._date)
        return told if style.numbers else replace(told, numbers=())

    def sheet(self, moments: Sequence[tuple[str, float]], columns: int = 3) -> QImage:
        """A contact sheet: the frames in rows with word and time under each."""
        if not moments:
            raise UserError("there are no key frames in this clip", "take a snapshot of one frame instead")
        assert self._reader is not None
        images = []
        for _, time_s in moments:
            image = self.scene.picture(self._reader.frame(self._reader.frame_at(time_s)))
            images.append(image.scaledToWidth(SHEET_COLUMN_PX, Qt.TransformationMode.SmoothTransformation))
        return _sheet(images, [f"{word}  {clock(t)}" for word, t in moments], min(columns, len(images)))


def _sheet(images: Sequence[QImage], words: Sequence[str], columns: int) -> QImage:
    gap, line = 12, 40
    height = max(image.height() for image in images)
    rows = -(-len(images) // columns)
    size = QSize(columns * (SHEET_COLUMN_PX + gap) + gap, rows * (height + line + gap) + gap)
    made = QImage(size, QImage.Format.Format_RGB32)
    made.fill(QColor(DARK.panel))
    painter = QPainter(made)
    painter.setFont(number_font(24))
    painter.setPen(QColor(DARK.text))
    for i, (image, text) in enumerate(zip(images, words, strict=True)):
        x, y = gap + (i % columns) * (SHEET_COLUMN_PX + gap), gap + (i // columns) * (height + line + gap)
        painter.drawImage(x, y, image)
        painter.drawText(QRectF(x, y + image.height(), SHEET_COLUMN_PX, line), Qt.AlignmentFlag.AlignVCenter, text)
    painter.end()
    return made


def chosen_units(units: Sequence[Unit]) -> list[Unit]:
    """All of a few; evenly spread ones of many."""
    if len(units) <= _MOST_UNITS:
        return list(units)
    return [units[i] for i in np.linspace(0, len(units) - 1, _MOST_UNITS).round().astype(int)]


def key_moments(unit: Unit, frames_s: NDArray[np.float64]) -> list[tuple[str, float]]:
    """The moments of a rep or step a coach looks at, with their words: each at its nearest frame, as in the window.

    frames_s : (T,) when each frame is shown; the moments themselves lie between frames.
    """
    from core.analysis import RepResult

    if isinstance(unit.result, RepResult):
        rep = unit.result.rep
        moments = [("start", rep.start_s), ("bottom", rep.bottom_s), ("end", rep.end_s)]
    else:
        step = unit.result.step
        moments = [("touchdown", step.touchdown_s)]
        if step.toe_off_s is not None:
            moments += [("mid-contact", (step.touchdown_s + step.toe_off_s) / 2), ("toe-off", step.toe_off_s)]
    return [(f"{unit.name} {unit.number}, {tr(word)}", _nearest(frames_s, time_s)) for word, time_s in moments]


def _nearest(frames_s: NDArray[np.float64], time_s: float) -> float:
    return float(frames_s[np.abs(frames_s - time_s).argmin()]) if len(frames_s) else time_s


def overlay_svg(scene: Scene, time_s: float, size: tuple[int, int], title: str) -> bytes:
    """The figure and annotations alone as SVG, in the picture's pixels, to lay over the frame elsewhere."""
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(*size))
    generator.setViewBox(QRect(0, 0, *size))
    generator.setTitle(title)
    painter = QPainter(generator)
    scene.paint(painter, time_s, *size)
    painter.end()
    return bytes(buffer.data().data())


def load_logo(path: str) -> QImage | None:
    """The logo of the preferences; None where there is none or it cannot be read."""
    image = QImage(path) if path and Path(path).is_file() else QImage()
    return None if image.isNull() else image
