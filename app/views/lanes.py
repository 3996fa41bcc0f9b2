"""Reps or steps over time, one row under the other, with the one cursor through all of them."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.document import Document
from app.lanes_model import Bar, Lanes, Row, Tick, lanes_of
from app.playhead import Playhead
from app.theme import DARK, GUTTER, SMALL_PX, Theme, number_font
from app.timeview import TimeView
from app.views.timestrip import RIGHT_MARGIN, OnTimeAxis, TimeGestures, ticks

PAD = 3
GAP = 1
RULER_PX = 16


class LanesView(OnTimeAxis, QWidget):
    """Custom-painted; what does not move is kept as a pixmap, so that the cursor costs nothing."""

    def __init__(self, document: Document, playhead: Playhead, time: TimeView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._playhead, self._time = document, playhead, time
        self._theme: Theme = DARK
        self._lanes = Lanes()
        self._still: QPixmap | None = None
        self.ruler = False
        self.gestures = TimeGestures(time, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Lanes: reps or steps over time")
        playhead.frame_changed.connect(self._cursor_moved)
        playhead.loop_changed.connect(self._redraw)
        time.changed.connect(self._redraw)
        document.analysis_changed.connect(self._analysis_changed)
        document.opened.connect(self._redraw)
        document.clock.changed.connect(self._origin_changed)
        playhead.range_changed.connect(self._redraw)

    # -- what is shown
    @property
    def lanes(self) -> Lanes:
        return self._lanes

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._redraw()

    def set_ruler(self, on: bool) -> None:
        """Seconds under the lanes, for when no plot below shows them."""
        self.ruler = on
        self.updateGeometry()
        self._redraw()

    def sizeHint(self) -> QSize:
        rows = sum(row.height + GAP for row in self._lanes.rows) or 36
        return QSize(400, rows + 2 * PAD + (RULER_PX if self.ruler else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def _analysis_changed(self) -> None:
        self._lanes = lanes_of(self._document.analysis, self._document.clock.origin_s)
        self.updateGeometry()
        self._redraw()

    def _origin_changed(self) -> None:
        self._lanes = lanes_of(self._document.analysis, self._document.clock.origin_s)
        self._redraw()

    def _redraw(self) -> None:
        self._still = None
        self.update()

    def _cursor_moved(self) -> None:
        self.update()

    # -- geometry
    def _x(self, time_s: float) -> float:
        return GUTTER + self._time.share(time_s) * (self.width() - GUTTER - RIGHT_MARGIN)

    def _rows(self) -> list[tuple[Row, QRectF]]:
        placed, top = [], float(PAD)
        for row in self._lanes.rows:
            placed.append((row, QRectF(0, top, self.width(), row.height)))
            top += row.height + GAP
        return placed

    # -- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._still is None:
            self._still = self._paint_still()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._still)
        if len(self._playhead.times):
            x = self._x(self._playhead.time_s)
            if GUTTER <= x <= self.width() - RIGHT_MARGIN + 1:
                painter.fillRect(QRectF(x - 0.75, 0, 1.5, self.height()), self._theme.colour("accent"))

    def _paint_still(self) -> QPixmap:
        scale = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(self._theme.colour("panel"))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(SMALL_PX, self.font()))
        if not self._lanes.rows:
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty_sentence())
        for row, box in self._rows():
            self._paint_row(painter, row, box)
        clip = QRectF(GUTTER, 0, self.width() - GUTTER - RIGHT_MARGIN, self.height())
        painter.setClipRect(clip)
        bottom = self.height() - (RULER_PX if self.ruler else 0)
        for start, end in self._lanes.bands:
            band = QRectF(self._x(start), 0, self._x(end) - self._x(start), bottom)
            painter.fillRect(band, self._theme.colour("#FFFFFF" if self._theme.name == "dark" else "text", 0.22))
        self._paint_loop(painter, bottom)
        self._paint_outside(painter, bottom)
        painter.setClipping(False)
        if self.ruler:
            self._paint_ruler(painter)
        painter.end()
        return pixmap

    def _empty_sentence(self) -> str:
        analysis = self._document.analysis
        if analysis is None:
            return "Reps and steps appear here when the clip has been analysed."
        if analysis.pose.frames_with_pose == 0:
            return "Nobody was found in this clip."
        return "No squat and no run was found in this clip."

    def _paint_row(self, painter: QPainter, row: Row, box: QRectF) -> None:
        t = self._theme
        painter.setClipping(False)
        painter.fillRect(
            QRectF(GUTTER, box.top(), self.width() - GUTTER - RIGHT_MARGIN, box.height()), t.colour("raised", 0.6)
        )
        self._paint_key(painter, row, QRectF(8, box.center().y() - 4, 8, 8))
        painter.setPen(t.colour("muted"))
        painter.drawText(
            QRectF(22, box.top() - 2, GUTTER - 26, box.height() + 4), Qt.AlignmentFlag.AlignVCenter, row.name
        )
        painter.setClipRect(QRectF(GUTTER, 0, self.width() - GUTTER - RIGHT_MARGIN, self.height()))
        for bar in row.bars:
            self._paint_bar(painter, row, bar, box)
        for tick in row.ticks:
            self._paint_tick(painter, tick, box)

    def _paint_key(self, painter: QPainter, row: Row, box: QRectF) -> None:
        """Round for left, square for right and for everything that has no side."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._fill(row))
        if row.side == "left":
            painter.drawEllipse(box)
        else:
            painter.drawRect(box)

    def _fill(self, row: Row) -> QColor:
        return self._theme.side(row.side) if row.side else QColor(row.colour)

    def _paint_bar(self, painter: QPainter, row: Row, bar: Bar, box: QRectF) -> None:
        left, right = self._x(bar.start_s), self._x(bar.end_s)
        span = QRectF(left, box.top() + 1, max(1.5, right - left), box.height() - 2)
        colour = self._fill(row)
        if bar.style == "outline":
            painter.setBrush(QColor(0, 0, 0, 0))
            pen = QPen(self._theme.colour("muted"), 1)
            pen.setDashPattern([3.0, 3.0])
            painter.setPen(pen)
            painter.drawRoundedRect(span.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            return
        if bar.style == "soft":
            colour.setAlphaF(0.35)
        # Yellow on white and blue on black need an edge to be seen.
        edge = self._theme.colour("text", 0.35 if bar.style == "solid" else 0.0)
        painter.setPen(QPen(edge, 0.75) if bar.style == "solid" else Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(span, 2, 2)
        room = QRectF(max(span.left(), GUTTER), span.top(), 0, span.height())
        room.setRight(min(span.right(), self.width() - RIGHT_MARGIN))
        if bar.text and room.width() > 9 * len(bar.text):
            dark_text = bar.style == "solid"
            painter.setPen(QColor("#101316") if dark_text else self._theme.colour("text"))
            # A number stands at the start of its bar, where no tick hides it.
            where = Qt.AlignmentFlag.AlignLeft if bar.text.isdigit() else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(room.adjusted(4, 0, 0, 0), where | Qt.AlignmentFlag.AlignVCenter, bar.text)

    def _paint_tick(self, painter: QPainter, tick: Tick, box: QRectF) -> None:
        """A thin vertical with a small triangle on top."""
        x = self._x(tick.time_s)
        painter.setPen(QPen(self._theme.colour("text"), 1.25))
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("text"))
        top = box.top()
        painter.drawPolygon(QPolygonF([QPointF(x - 3.5, top), QPointF(x + 3.5, top), QPointF(x, top + 5)]))

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
        painter.drawText(QRectF(8, top, GUTTER - 16, RULER_PX - 1), Qt.AlignmentFlag.AlignVCenter, "seconds")

    # -- events
    def tip_at(self, at: QPoint) -> str:
        """What lies under the pointer, in words."""
        for row, box in self._rows():
            if not box.top() <= at.y() <= box.bottom():
                continue
            for tick in row.ticks:
                if abs(self._x(tick.time_s) - at.x()) < 5:
                    return tick.tip
            for bar in reversed(row.bars):
                if self._x(bar.start_s) <= at.x() <= self._x(bar.end_s):
                    return bar.tip
        return ""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._still = None
        super().resizeEvent(event)
