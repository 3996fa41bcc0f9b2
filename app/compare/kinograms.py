"""Both clips' kinograms in one sheet: A's rows over B's, each cut out of its clip by a reader of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.compare.pair import Pair
from app.compare.side import Side
from app.kinogram_model import Key, Shot, about_step, best_of, moves_of, rows_of, sequences_of, shots_of
from app.language.tr import tr
from app.moment_errors import MomentErrors
from app.stills import StillThread
from app.task_thread import heard_from
from app.theme import BODY_PX, DARK, HEAD_PX, Theme, number_font
from app.views.kinogram_paint import GAP_PX, LEAST_PX, ROW_HEAD_PX, figures_of, paint_rows, place, render_strip
from app.views.overlay import Figure
from core.analysis import Analysis, StepResult
from core.edits.edits import NO_EDITS, Edits
from core.measures.kinogram import Kinogram, ShownStep
from core.pose.skeleton import Side as Foot

LETTER_PX, MARGIN_PX = 24, 4
NOT_YET = "The kinogram appears here when the clip has been analysed."
WHY_NOT = "A kinogram needs a run with one step after the other; no two steps that follow were found here."


@dataclass
class Half:
    """One side of the sheet: its tiles, their pictures as far as they are decoded, and the thread that decodes."""

    analysis: Analysis | None = None
    edits: Edits = NO_EDITS
    step: ShownStep | None = None  # that is compared with another one of the same clip
    rows: tuple[tuple[Shot, ...], ...] = ()
    figures: Mapping[Key, Figure] = field(default_factory=dict)
    images: dict[tuple[int, object], QImage] = field(default_factory=dict)
    thread: StillThread | None = None
    best: Mapping[Foot, Kinogram] = field(default_factory=dict)

    @property
    def why_not(self) -> str:
        """What is said in place of a kinogram: it is still to come, or there is none."""
        return tr(NOT_YET if self.analysis is None else WHY_NOT)

    @property
    def complete(self) -> bool:
        """Whether every tile has its picture."""
        return bool(self.rows) and all((s.tile.frame, s.crop) in self.images for row in self.rows for s in row)


class KinogramsView(QWidget):
    """Decodes only while it is on the screen; `stop` ends its threads."""

    def __init__(self, pair: Pair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair = pair
        self._theme: Theme = DARK
        self.halves = {"A": Half(), "B": Half()}
        self._errors = {letter: MomentErrors(self) for letter in self.halves}
        for letter, errors in self._errors.items():
            errors.made.connect(partial(self._fill_rows, letter))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Kinograms of both clips"))
        pair.changed.connect(self._changed)

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def need_room(self, on: bool) -> None:
        """Four rows that do not run into each other, while they are what is shown."""
        rows = 2 * len(self.halves)
        self.setMinimumHeight(rows * (ROW_HEAD_PX + LEAST_PX + GAP_PX) + MARGIN_PX * len(self.halves) if on else 0)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sheet(self) -> QImage | None:
        """Both strips as one picture to keep; None while a tile's picture is missing."""
        strips = []
        for letter, half in self.halves.items():
            if not half.complete or half.analysis is None:
                return None
            mirror = self._mirror(letter)
            strips.append(render_strip(half.analysis, half.rows, half.images, theme=self._theme, mirror=mirror))
        width = max(strip.width() for strip in strips)
        head = 3 * LETTER_PX
        made = QImage(width, sum(s.height() + head for s in strips), QImage.Format.Format_RGB32)
        made.fill(QColor(self._theme.panel))
        painter = QPainter(made)
        painter.setFont(number_font(2 * HEAD_PX, self.font(), bold=True))
        painter.setPen(self._theme.colour("text"))
        top = 0
        for letter, side, strip in zip("AB", (self._pair.a, self._pair.b), strips, strict=True):
            name = side.path.name if side.path is not None else ""
            painter.drawText(QRectF(16, top, width, head), Qt.AlignmentFlag.AlignVCenter, f"{letter}   {name}")
            painter.drawImage(0, top + head, strip)
            top += head + strip.height()
        painter.end()
        return made

    def stop(self) -> None:
        """End both threads and forget the pictures."""
        for letter, half in self.halves.items():
            if half.thread is not None:
                half.thread.stop()
                half.thread.deleteLater()
            self._errors[letter].stop()
            self.halves[letter] = Half()

    def _mirror(self, letter: str) -> bool:
        return self._pair.mirror_a if letter == "A" else self._pair.mirror_b

    # -- filling
    def _changed(self) -> None:
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        for side in (self._pair.a, self._pair.b):
            self._fill_half(side)
        self.update()

    def _fill_half(self, side: Side) -> None:
        half = self.halves[side.letter]
        step = self._step(side)
        if side.analysis is half.analysis and side.edits == half.edits and step == half.step:
            return
        if half.thread is not None:
            half.thread.stop()
            half.thread.deleteLater()
        half = self.halves[side.letter] = Half(side.analysis, side.edits, step)
        if side.analysis is None or side.path is None:
            return
        every = sequences_of(side.analysis)
        shown = side.edits.kinogram_steps
        if step is not None:
            shown = (*shown, *about_step(side.analysis, step, every))
        half.best = best_of(side.analysis, shown, every)
        self._fill_rows(side.letter)
        if not half.rows:
            return
        self._errors[side.letter].want(side.analysis, rows_of(half.rows))
        half.figures = figures_of(side.analysis, half.rows)
        half.thread = StillThread(side.path, side.capture_fps, self)
        half.thread.made.connect(self._made, Qt.ConnectionType.QueuedConnection)
        half.thread.failed.connect(self._pair.failed)
        half.thread.start()
        half.thread.want(list({(shot.tile.frame, shot.crop) for row in half.rows for shot in row}))

    def _fill_rows(self, letter: str) -> None:
        """The tiles with as much of their plus-minus as is known."""
        half = self.halves[letter]
        if half.analysis is not None:
            moves, sds = moves_of(half.analysis, half.edits.tiles, half.best), self._errors[letter].of(half.analysis)
            half.rows = shots_of(half.analysis, moves, half.best, sds)
            self.update()

    def _step(self, side: Side) -> ShownStep | None:
        """Of one clip's two steps each is shown; of two clips what is seen best of each, or was chosen."""
        unit = self._pair.unit[0 if side is self._pair.a else 1]
        one = self._pair.a.path == self._pair.b.path
        if not one or unit is None or not isinstance(unit.result, StepResult):
            return None
        return ShownStep(unit.result.step.side, unit.mark_s)

    def _made(self, frame: int, crop: object, image: QImage) -> None:
        for half in self.halves.values():
            if heard_from(self, half.thread):
                half.images[frame, crop] = image
                self.update()

    # -- painting and events
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("background"))
        high = self.height() / 2
        for i, (letter, half) in enumerate(self.halves.items()):
            painter.save()
            painter.translate(0, i * high)
            painter.setClipRect(QRectF(0, 0, self.width(), high))
            painter.setFont(number_font(HEAD_PX, self.font(), bold=True))
            painter.setPen(self._theme.colour("text"))
            painter.drawText(QRectF(8, 0, LETTER_PX, 20), Qt.AlignmentFlag.AlignVCenter, letter)
            if half.rows:
                painter.setFont(self.font())
                placed = place(half.rows, self.width(), high - MARGIN_PX, left=8.0 + LETTER_PX)
                mirror = self._mirror(letter)
                paint_rows(painter, placed, half.rows, half.images, half.figures, self._theme, mirror=mirror)
            else:
                painter.setFont(number_font(BODY_PX, self.font()))
                painter.setPen(self._theme.colour("muted"))
                painter.drawText(QRectF(0, 0, self.width(), high), Qt.AlignmentFlag.AlignCenter, half.why_not)
            painter.restore()

    def showEvent(self, event: object) -> None:
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()
