"""The kinogram: five positions of a stride for each leg, cut out of the video; a tile can be moved to another frame."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.document import Document
from app.kinogram_model import Key, Shot, best_of, landing_of, moves_of, rows_of, sequences_of, shots_of, words_of
from app.language.tr import said, tr
from app.moment_errors import MomentErrors
from app.playhead import Playhead
from app.stills import StillThread
from app.task_thread import heard_from
from app.theme import Theme
from app.views.kinogram_paint import ROW_HEAD_PX, Placed, figures_of, paint_rows, place, render_strip
from app.views.kinogram_steps import StepLists
from app.views.overlay import Figure
from app.views.studies import Study
from core.analysis import Analysis
from core.measures.kinogram import TITLES, Kinogram, MovedTile
from core.pose.skeleton import Side

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
TILES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
FOUND = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
MINE = (*STEPS, *TILES, *FOUND)
DRAG_PX = 14  # of the pointer for one frame
HINT = "Click a tile, or ↑ and ↓. Drag it, or ← and →, to a neighbouring frame; double-click or Del: as found."


class Tiles(QWidget):
    """Paints the tiles; tells what is done to them."""

    chosen = Signal(object)  # key of a tile that was clicked
    stepped = Signal(object, int)  # key, frames
    reset = Signal(object)
    placed = Signal()  # the tiles lie elsewhere
    released = Signal()  # the end of a drag

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.rows: tuple[tuple[Shot, ...], ...] = ()
        self.images: dict[tuple[int, object], QImage] = {}
        self.figures: dict[Key, Figure] = {}
        self.origin_s = 0.0
        self.current: Key | None = None
        self._placed: list[Placed] = []
        self._from: QPointF | None = None
        self._steps = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)
        self.setAccessibleName(tr("Kinogram"))

    def show_rows(self, rows: tuple[tuple[Shot, ...], ...]) -> None:
        self.rows = rows
        self._place()
        told = [". ".join(words_of(shot, self.origin_s)) for row in rows for shot in row]
        self.setAccessibleDescription("; ".join(told))

    def _place(self) -> None:
        self._placed = place(self.rows, self.width(), self.height())
        self.placed.emit()
        self.update()

    def at(self, point: QPointF) -> Shot | None:
        return next((p.shot for p in self._placed if p.box.contains(point)), None)

    def tops(self) -> dict[Side, tuple[float, float]]:
        """Where each row's title belongs."""
        first: dict[Side, tuple[float, float]] = {}
        for placed in self._placed:
            first.setdefault(placed.shot.side, (placed.picture.left(), placed.picture.top() - ROW_HEAD_PX))
        return first

    def box_of(self, key: Key) -> QRectF:
        """Where a tile's picture is, for tests and pictures."""
        return next(p.picture for p in self._placed if p.shot.key == key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        marked = self.current if self.hasFocus() else None
        paint_rows(
            painter, self._placed, self.rows, self.images, self.figures, self.theme, self.origin_s, 1.0, marked,
            titles=False,
        )  # fmt: skip

    # -- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        shot = self.at(event.position())
        if shot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.current, self._from, self._steps = shot.key, event.position(), 0
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None or self.current is None:
            return
        steps = round((event.position().x() - self._from.x()) / DRAG_PX)
        if steps != self._steps:
            self.stepped.emit(self.current, steps - self._steps)
            self._steps = steps

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and self.current is not None and not self._steps:
            self.chosen.emit(self.current)
        if self._from is not None:
            self.released.emit()
        self._from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        shot = self.at(event.position())
        if shot is not None:
            self.reset.emit(shot.key)

    def event(self, event: QEvent) -> bool:
        """With a tile marked, left and right move it and not the playhead."""
        override = event.type() == QEvent.Type.ShortcutOverride and self.current is not None
        if override and isinstance(event, QKeyEvent) and event.key() in MINE and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = STEPS.get(key)
        if steps is not None and self.current is not None:
            self.stepped.emit(self.current, steps)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(self.current)
        elif key in TILES:
            self._mark_next(TILES[key])
        elif key in FOUND and self.current is not None:
            self.reset.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _mark_next(self, step: int) -> None:
        """The next tile, through both rows and round; it is told to who cannot see it."""
        shots = [placed.shot for placed in self._placed]
        if not shots:
            return
        keys = [shot.key for shot in shots]
        at = (keys.index(self.current) + step) % len(keys) if self.current in keys else 0
        self.current = keys[at]
        self.setAccessibleName(f"{tr('Kinogram')}: {'. '.join(words_of(shots[at], self.origin_s))}")
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current is None and self._placed:
            self.current = self._placed[0].shot.key
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class KinogramPage(Study):
    """Two rows, one for each leg that lands; the pictures come from a reader of their own."""

    def __init__(self, document: Document, playhead: Playhead, theme: Theme) -> None:
        super().__init__()
        self._document = document
        self._shown: Analysis | None = None
        self._every: tuple[Kinogram, ...] = ()
        self._found: Mapping[Side, Kinogram] = {}
        self._best: Mapping[Side, Kinogram] = {}  # what is shown: chosen by hand, or found
        self._thread: StillThread | None = None
        self._errors = MomentErrors(self)
        self._errors.made.connect(self._show)
        self.tiles = Tiles(theme)
        self.tiles.chosen.connect(self._seek)
        self.tiles.stepped.connect(self.step)
        self.tiles.reset.connect(self._reset)
        self.tiles.released.connect(document.history.end_gesture)
        self.steps = StepLists(self.tiles)
        self.steps.chosen.connect(self.choose)
        self.tiles.placed.connect(self._place_lists)
        self.skeleton = QCheckBox(tr("Skeleton"), self)
        self.skeleton.setChecked(True)
        self.skeleton.toggled.connect(self._show_skeleton)
        self.hint = QLabel(tr(HINT), self)
        self.hint.setProperty("role", "muted")
        self.why = QLabel()
        self.why.setProperty("role", "muted")
        self.why.setWordWrap(True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tiles, 1)
        column.addWidget(self.why, 1)

    def set_theme(self, theme: Theme) -> None:
        self.tiles.theme = theme
        self.tiles.update()

    def show_analysis(self) -> None:
        analysis = self._document.analysis
        if analysis is not self._shown:
            self._shown = analysis
            self._every = () if analysis is None else sequences_of(analysis)
            self._found = {} if analysis is None else best_of(analysis, (), self._every)
        self._show()

    def show_unit(self) -> None:
        if self._document.analysis is not self._shown:
            self.show_analysis()

    def show_edits(self) -> None:
        if self._document.analysis is self._shown:
            self._show()

    def _moves(self) -> dict[Key, int]:
        return {} if self._shown is None else moves_of(self._shown, self._document.edits.tiles, self._best)

    def _show(self) -> None:
        analysis = self._shown
        if analysis is not None:
            self._best = best_of(analysis, self._document.edits.kinogram_steps, self._every)
        rows = () if analysis is None else shots_of(analysis, self._moves(), self._best, self._errors.of(analysis))
        if self.tiles.current not in {shot.key for row in rows for shot in row}:
            self.tiles.current = None
        for widget in (self.tiles, self.skeleton, self.hint):
            widget.setVisible(bool(rows))
        self.steps.show_sequences(analysis, self._every if rows else (), self._found, self._best)
        self._place_hint()
        self.why.setVisible(not rows)
        if analysis is None or not rows:
            self.tiles.show_rows(())
            self.refusal = tr("A kinogram needs one step after the other: no two steps that follow were found.")
            self.why.setText(self.refusal)
            return
        self.refusal = ""
        self._errors.want(analysis, rows_of(rows))
        self.tiles.origin_s = self._document.clock.origin_s
        self.tiles.show_rows(rows)
        self._show_skeleton()
        wanted = {(shot.tile.frame, shot.crop) for row in rows for shot in row}
        self.tiles.images = {key: image for key, image in self.tiles.images.items() if key in wanted}
        missing = [wish for wish in wanted if wish not in self.tiles.images]
        if missing:
            self._thread_for().want(missing)

    def _show_skeleton(self, *_: object) -> None:
        there = self._shown is not None and self.skeleton.isChecked()
        self.tiles.figures = figures_of(self._shown, self.tiles.rows) if there and self._shown is not None else {}
        self.tiles.update()

    def strip(self) -> QImage | None:
        """The strip as one picture to keep; None while a tile's picture is still being decoded."""
        rows, analysis = self.tiles.rows, self._shown
        if (
            analysis is None
            or not rows
            or any((s.tile.frame, s.crop) not in self.tiles.images for r in rows for s in r)
        ):
            return None
        return render_strip(
            analysis, rows, self.tiles.images, self.skeleton.isChecked(), self.tiles.theme, self.tiles.origin_s
        )

    # -- by hand
    def step(self, key: Key, frames: int) -> None:
        """Move a tile to a neighbouring frame and go there."""
        analysis, side = self._shown, key[0]
        if analysis is None or side not in self._best:
            return
        wanted = self._moves() | {key: self._moves().get(key, 0) + frames}
        rows = shots_of(analysis, wanted, self._best)
        moved = {shot.key: shot.moved for row in rows for shot in row}.get(key)  # no further than the clip
        if moved is not None:
            self._apply(key, moved)
            self._seek(key)

    def _reset(self, key: Key) -> None:
        self._apply(key, 0)
        self._document.history.end_gesture()
        self._seek(key)

    def choose(self, side: Side, landing_s: float | None) -> None:
        """Show the sequence of that leg that lands then; None: the one that is found to be best."""
        edits = self._document.edits.with_step(side, landing_s)
        if edits != self._document.edits:
            self._document.apply("the choice of the kinogram's step", edits)

    def choose_at(self, side: Side, landing_s: float) -> bool:
        """The step that lands then; the one seen best where it is shown already.  False where it has no sequence."""
        analysis = self._shown
        there = [k for k in self._every if analysis is not None and k.side == side]
        mine = next((k for k in there if analysis is not None and landing_of(analysis, k) == landing_s), None)
        if mine is None:
            return False
        back = mine.step in (self._best[side].step, self._found[side].step)
        self.choose(side, None if back else landing_s)
        return True

    def _place_lists(self) -> None:
        self.steps.place(self.tiles.tops(), ROW_HEAD_PX, self.tiles.width())

    def _apply(self, key: Key, frames: int) -> None:
        """The steps of one drag, or of one tile moved by keys, are taken back together."""
        side, position = key
        analysis = self._shown
        if analysis is None or side not in self._best or frames == self._moves().get(key, 0):
            return
        tile = MovedTile(side, position, landing_of(analysis, self._best[side]), frames)
        edits = self._document.edits.with_tile(tile)
        self._document.apply(f"the move of {TITLES[position]} in the kinogram", edits, f"kinogram {side} {position}")

    def _shot(self, key: Key) -> Shot | None:
        return next((shot for row in self.tiles.rows for shot in row if shot.key == key), None)

    def _seek(self, key: Key) -> None:
        shot = self._shot(key)
        if shot is not None and self._shown is not None:
            self.seeked.emit(float(self._shown.series.time_s[shot.tile.row]))

    # -- pictures
    def _thread_for(self) -> StillThread:
        path, fps = self._document.path, self._document.options.capture_fps
        assert path is not None
        thread = self._thread
        if thread is None or thread.path != path or thread.isFinished():
            self._stop_pictures()
            thread = StillThread(path, fps, self)
            thread.made.connect(self._made, Qt.ConnectionType.QueuedConnection)
            thread.failed.connect(self._failed, Qt.ConnectionType.QueuedConnection)
            thread.start()
            self._thread = thread
        return thread

    def _made(self, frame: int, crop: object, image: QImage) -> None:
        if heard_from(self, self._thread):
            self.tiles.images[frame, crop] = image
            self.tiles.update()

    def _failed(self, error: Exception) -> None:
        """The words and angles stay; what is wrong with the pictures is said."""
        if heard_from(self, self._thread):
            self.hint.setText(tr("The pictures cannot be read: {error}", error=said(str(error))))
            self._place_hint()

    def stop(self) -> None:
        """End the threads: the clip is another one, or the window goes."""
        self._errors.stop()
        self._stop_pictures()

    def _stop_pictures(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
            thread.deleteLater()
        self.tiles.images.clear()
        self.hint.setText(tr(HINT))
        self._place_hint()

    def _place_hint(self) -> None:
        self.skeleton.adjustSize()
        self.skeleton.move(self.width() - self.skeleton.width() - 12, 0)
        self.hint.adjustSize()
        left = max((box.geometry().right() for box in self.steps.lists.values() if box.isVisibleTo(self)), default=0)
        self.hint.setVisible(bool(self.tiles.rows) and self.skeleton.x() - self.hint.width() - 24 > left)
        self.tiles.setToolTip("" if self.hint.isVisibleTo(self) else self.hint.text())
        self.hint.move(self.skeleton.x() - self.hint.width() - 16, 2)
        for widget in (self.skeleton, self.hint):
            widget.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_hint()
