"""Reps or steps over time, one row under the other, with the one cursor through all of them."""

import itertools
import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.document import Document
from app.lanes_model import Bar, Lanes, Row, Tick, changed_span, lanes_of
from app.language.tr import tr
from app.playhead import Playhead
from app.theme import DARK, GUTTER, SMALL_PX, Theme, number_font
from app.timeview import TimeView
from app.views.lane_rows import (
    Canvas,
    paint_bands,
    paint_bar,
    paint_doubt,
    paint_ends,
    paint_key,
    paint_tick,
    paint_words,
    shown_at,
)
from app.views.lanes_header import HEADER_PX, LanesHeader
from app.views.pixels import on_pixel
from app.views.timestrip import RIGHT_MARGIN, OnTimeAxis, TimeGestures, ticks
from app.words import wrapped

EMPTY_PX = 36  # room for the sentence that stands where no rows are
GAP = 1
RULER_PX = 16
EDGE_PX = 8  # so far diamonds, caps and edges reach beyond their moment
GRAB_PX = 5  # so near a tick means the tick


@dataclass(frozen=True)
class Hit:
    """What lies under the pointer: a row, and in it a tick or a bar."""

    row: Row
    tick: Tick | None = None
    bar: Bar | None = None


class LanesView(OnTimeAxis, QWidget):
    """Custom-painted; what does not move is kept as a pixmap, so that the cursor costs nothing."""

    def __init__(self, document: Document, playhead: Playhead, time: TimeView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._playhead, self._time = document, playhead, time
        self._theme: Theme = DARK
        self._lanes = Lanes()
        self._still: QPixmap | None = None
        self._still_shows: object = None  # what its step's width lets be seen
        self._painted_px = 0.0  # where the cursor was painted last
        self.ruler = False
        self.header = LanesHeader(self)
        self.header.hide()
        self._own_header = True
        self.gestures = TimeGestures(time, self, self._tick_time)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing under it need be painted first
        self.setAccessibleName(tr("Lanes: reps or steps over time"))
        playhead.frame_changed.connect(self._cursor_moved)
        playhead.loop_changed.connect(self._redraw)
        time.changed.connect(self._redraw)
        document.analysis_changed.connect(self._analysis_changed)
        document.opened.connect(self._redraw)
        document.lanes_changed.connect(self._origin_changed)
        document.edits_changed.connect(lambda: self.header.set_alpha(document.alpha))
        self.header.alpha_chosen.connect(document.set_alpha)
        self.header.slider.sliderReleased.connect(lambda: document.history.end_gesture())
        document.clock.changed.connect(self._origin_changed)
        playhead.range_changed.connect(self._redraw)

    # -- what is shown
    @property
    def lanes(self) -> Lanes:
        return self._lanes

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.header.set_theme(theme)
        self._redraw()

    def set_ruler(self, on: bool) -> None:
        """Seconds under the lanes, for when no plot below shows them."""
        self.ruler = on
        self.updateGeometry()
        self._redraw()

    def keep_header(self, on: bool) -> None:
        """The header over the rows; otherwise it is shown elsewhere."""
        self._own_header = on
        self.header.set_named(on)
        if on and self.header.parent() is not self:
            there = not self.header.isHidden()
            self.header.setParent(self)
            self.header.setVisible(there)
            self.header.setGeometry(0, 0, self.width(), HEADER_PX)
        self.updateGeometry()
        self._redraw()

    def sizeHint(self) -> QSize:
        heights = [row.height for row in self._lanes.rows]
        rows = sum(heights) + GAP * (len(heights) - 1) if heights else EMPTY_PX
        return QSize(400, self._top() + rows + (RULER_PX if self.ruler else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def _analysis_changed(self) -> None:
        analysis, before = self._document.analysis, self._lanes
        self._lanes = lanes_of(analysis, self._document.clock.origin_s)
        self.header.setVisible(analysis is not None and bool(analysis.steps))
        self.updateGeometry()
        self._redraw_between(before)

    def _origin_changed(self) -> None:
        self._lanes = lanes_of(self._document.analysis, self._document.clock.origin_s)
        self._redraw()

    def _redraw(self) -> None:
        self._still = None
        self.update()

    def _redraw_between(self, before: Lanes) -> None:
        """Of an edit only the stretch that looks otherwise than before is painted: a run has hundreds of bars."""
        span = changed_span(before, self._lanes)
        if (
            span is None
            or not self._lanes.rows
            or self._still is None
            or self._still_shows != shown_at(self._step_px())
        ):
            self._redraw()
            return
        left, right = (self._x(t) for t in span)
        low, high = max(GUTTER, math.floor(left) - EDGE_PX), min(self.width(), math.ceil(right) + EDGE_PX)
        if low < high:
            self._paint_into(self._still, QRect(low, 0, high - low, self.height()))
            self.update(QRect(low, 0, high - low, self.height()))

    def _cursor_moved(self) -> None:
        """Only the strips where the cursor was and where it is are painted; none where it is the same pixel."""
        now = self._cursor_px()
        for x in (self._painted_px, now) if now != self._painted_px else ():
            self.update(QRect(round(x) - 3, 0, 6, self.height()))

    # -- geometry
    def _top(self) -> int:
        """Where the rows begin: under the header of a run."""
        return HEADER_PX if self._own_header and not self.header.isHidden() else 0

    def _x(self, time_s: float) -> float:
        return GUTTER + self._time.share(time_s) * (self.width() - GUTTER - RIGHT_MARGIN)

    def _cursor_px(self) -> float:
        return on_pixel(self._x(self._playhead.time_s), self.devicePixelRatioF())

    def _rows(self) -> list[tuple[Row, QRectF]]:
        placed, top = [], float(self._top())
        for row in self._lanes.rows:
            placed.append((row, QRectF(0, top, self.width(), row.height)))
            top += row.height + GAP
        return placed

    def x_of(self, time_s: float) -> float:
        """Where a time lies on the axis; for what is laid over the lanes, as are the rows."""
        return self._x(time_s)

    def rows_placed(self) -> list[tuple[Row, QRectF]]:
        return self._rows()

    # -- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._still is None:
            self._still = self._paint_still()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._still)
        if len(self._playhead.times):
            x = self._painted_px = self._cursor_px()
            if GUTTER <= x <= self.width() - RIGHT_MARGIN + 1:
                top = self._top()
                painter.fillRect(QRectF(x - 0.75, top, 1.5, self.height() - top), self._theme.colour("accent"))

    def _paint_still(self) -> QPixmap:
        scale = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * scale)
        pixmap.setDevicePixelRatio(scale)
        self._paint_into(pixmap)
        self._still_shows = shown_at(self._step_px())
        return pixmap

    def _paint_into(self, pixmap: QPixmap, only: QRect | None = None) -> None:
        part = self.rect() if only is None else only
        painter = QPainter(pixmap)
        painter.setClipRect(part)
        painter.fillRect(part, self._theme.colour("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(SMALL_PX, self.font()))
        if not self._lanes.rows:
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty_sentence())
        placed = [(self._seen(row, only), box) for row, box in self._rows()]
        for row, box in placed:
            self._paint_gutter(painter, row, box)
        clip = QRect(GUTTER, 0, self.width() - GUTTER - RIGHT_MARGIN, self.height())
        painter.setClipRect(clip.intersected(part))
        right = float(self.width() - RIGHT_MARGIN)
        scale = pixmap.devicePixelRatio()
        canvas = Canvas(painter, self._theme, self._x, float(GUTTER), right, self._step_px(), scale)
        boxes = {row.name: box for row, box in placed}
        paint_bands(canvas, self._lanes, boxes, over=False)
        for row, box in placed:
            for bar in row.bars:
                paint_bar(canvas, row, bar, box)
        paint_bands(canvas, self._lanes, boxes, over=True)
        for row, box in placed:  # over all bars: a plus-minus may reach across its neighbours
            for bar in row.bars:
                paint_ends(canvas, bar, box)
            for bar in row.bars:
                paint_words(canvas, row, bar, box)
            for tick in row.ticks:
                paint_tick(canvas, tick, box)
        bottom = self.height() - (RULER_PX if self.ruler else 0)
        self._paint_loop(painter, bottom)
        self._paint_outside(painter, bottom)
        painter.setClipRect(part)
        if self.ruler:
            self._paint_ruler(painter)
        painter.end()

    def _seen(self, row: Row, part: QRect | None = None) -> Row:
        """The row with only what lies in the shown time, and in this part of it: a clip may have hundreds of steps."""
        start, end = self._time.start_s, self._time.end_s
        bars = [b for b in row.bars if b.end_s >= start and b.start_s <= end]
        ticks = [t for t in row.ticks if start <= t.time_s + (t.sd_s or 0) and t.time_s - (t.sd_s or 0) <= end]
        if part is not None:
            start, end = (self.gestures.time_at(x) for x in (part.left() - EDGE_PX, part.right() + 1 + EDGE_PX))
            bars = [b for b in bars if b.end_s + (b.to_sd_s or 0) >= start and b.start_s - (b.from_sd_s or 0) <= end]
            ticks = [t for t in ticks if start <= t.time_s + (t.sd_s or 0) and t.time_s - (t.sd_s or 0) <= end]
        return replace(row, bars=tuple(bars), ticks=tuple(ticks))

    def _step_px(self) -> float:
        """Usual pixels from one bar of the first rows to the next."""
        starts = sorted(bar.start_s for row in self._lanes.rows[:2] for bar in row.bars if bar.text.isdigit())
        if len(starts) < 2:
            return float(self.width())
        usual_s = sorted(b - a for a, b in itertools.pairwise(starts))[len(starts) // 2 - 1]
        return self._x(self._time.start_s + usual_s) - self._x(self._time.start_s)

    def _empty_sentence(self) -> str:
        analysis = self._document.analysis
        if analysis is None:
            return tr("Reps and steps appear here when the clip has been analysed.")
        if analysis.pose.frames_with_pose == 0:
            return tr("Nobody was found in this clip.")
        return tr("No squat and no run was found in this clip.")

    def _paint_gutter(self, painter: QPainter, row: Row, box: QRectF) -> None:
        t = self._theme
        ground = QRectF(GUTTER, box.top(), self.width() - GUTTER - RIGHT_MARGIN, box.height())
        painter.fillRect(ground, t.colour("raised", 0.6))
        fill = t.side(row.side) if row.side else QColor(row.colour)
        paint_key(painter, row, fill, QRectF(8, box.center().y() - 4, 8, 8), self.devicePixelRatioF())
        painter.setPen(t.colour("muted"))
        name = QRectF(22, box.top() - 2, GUTTER - 26, box.height() + 4)
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, row.shown_name)
        if row.doubtful:
            across = painter.fontMetrics().horizontalAdvance(row.shown_name)
            paint_doubt(painter, t, QPointF(name.left() + across + 10, box.center().y()))

    def _paint_loop(self, painter: QPainter, bottom: float) -> None:
        head = self._playhead
        if head.loop_in is None and head.loop_out is None:
            return
        first, last = head.range_s
        low = self._x(first if head.loop_in is None else head.loop_in)
        high = self._x(last if head.loop_out is None else head.loop_out)
        painter.fillRect(QRectF(low, 0, high - low, bottom), self._theme.colour("accent", 0.10))
        for x in (low, high):
            painter.fillRect(QRectF(x - 0.5, 0, 1, bottom), self._theme.colour("accent", 0.6))

    def _paint_outside(self, painter: QPainter, bottom: float) -> None:
        """What lies outside the working range is shaded."""
        trimmed = self._playhead.range_in is not None or self._playhead.range_out is not None
        if not trimmed or not self._lanes.rows:
            return
        low, high = (self._x(t) for t in self._playhead.range_s)
        right = self.width() - RIGHT_MARGIN
        for start, end in ((float(GUTTER), low), (high, float(right))):
            if end > start:
                painter.fillRect(QRectF(start, 0, end - start, bottom), self._theme.colour("panel", 0.7))
        for x in (low, high):
            painter.fillRect(QRectF(x - 0.5, 0, 1, bottom), self._theme.colour("muted"))

    def _paint_ruler(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("muted"))
        top = self.height() - RULER_PX
        most = max(2, (self.width() - GUTTER) // 80)
        shown = ticks(self._time.start_s, self._time.end_s, most, self._document.clock.origin_s)
        for time_s, text in shown:
            x = self._x(time_s)
            painter.drawText(QRectF(x - 30, top, 60, RULER_PX - 1), Qt.AlignmentFlag.AlignCenter, text)
        painter.drawText(QRectF(8, top, GUTTER - 16, RULER_PX - 1), Qt.AlignmentFlag.AlignVCenter, tr("seconds"))

    # -- events
    def hit(self, at: QPointF) -> Hit | None:
        """The row, tick and bar at this point; a tick counts more than the bar under it."""
        for row, box in self._rows():
            if not box.top() <= at.y() <= box.bottom():
                continue
            if at.x() < GUTTER:
                return Hit(row)
            tick = min(row.ticks, key=lambda t: abs(self._x(t.time_s) - at.x()), default=None)
            if tick is not None and abs(self._x(tick.time_s) - at.x()) >= GRAB_PX:
                tick = None
            under = [b for b in row.bars if self._x(b.start_s) <= at.x() <= self._x(b.end_s)]
            return Hit(row, tick, under[-1] if under else None)
        return None

    def _tick_time(self, at: QPointF) -> float | None:
        """A click on a tick goes to its very moment."""
        hit = self.hit(at)
        return hit.tick.time_s if hit is not None and hit.tick is not None else None

    def tip_at(self, at: QPoint) -> str:
        """What lies under the pointer, in words."""
        hit = self.hit(QPointF(at))
        if hit is None:
            return ""
        if hit.tick is not None:
            return hit.tick.tip
        if hit.bar is not None:
            return hit.bar.tip
        return hit.row.tip if at.x() < GUTTER else ""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), wrapped(self.tip_at(event.pos())), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._still = None
        if self._own_header:
            self.header.setGeometry(0, 0, self.width(), HEADER_PX)
        super().resizeEvent(event)
