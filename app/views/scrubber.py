"""The whole clip as one strip: where we are, the working range and its handles, the loop, and where time starts."""

from typing import Final, Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.clock import Clock
from app.language.tr import tr
from app.playhead import Playhead
from app.theme import DARK, SMALL_PX, Theme, number_font
from app.views.notches import Notches
from app.views.pixels import on_pixel

MARGIN: Final = 18  # room for the handles outside the clip's ends
GRIP_PX: Final = 9
HEAD_PX: Final = 6  # from its middle to its edge
HEAD_STEPS: Final = 4  # to a pixel: it glides
Hold = Literal["head", "start", "end"]


class Scrubber(QWidget):
    """Drag to move through the clip, drag a bracket to trim the working range."""

    scrubbed = Signal(float)
    released = Signal()  # a drag has ended

    def __init__(self, playhead: Playhead, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playhead, self._clock = playhead, clock
        self._theme: Theme = DARK
        self._hold: Hold | None = None
        self._notches = Notches()
        self._painted_px = 0.0  # where the head was painted last
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Position in the clip"))
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing under it need be painted first
        playhead.frame_changed.connect(self._moved)
        for signal in (playhead.loop_changed, playhead.range_changed, playhead.times_changed, clock.changed):
            signal.connect(self._changed)

    def sizeHint(self) -> QSize:
        return QSize(200, 28)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def _changed(self) -> None:
        self.update()

    def _moved(self) -> None:
        """Only from where the head was to where it is; a long clip's frames are a small part of a pixel apart."""
        was, now = self._painted_px, self._head_px()
        if now != was:
            left = min(was, now) - HEAD_PX - 2
            self.update(QRectF(left, 0, abs(now - was) + 2 * HEAD_PX + 4, self.height()).toAlignedRect())

    # -- geometry
    def _head_px(self) -> float:
        return on_pixel(self.x_of(self._playhead.time_s), HEAD_STEPS * self.devicePixelRatioF())

    def _ends(self) -> tuple[float, float]:
        times = self._playhead.times
        return (float(times[0]), max(float(times[-1]), float(times[0]) + 1e-6)) if len(times) else (0.0, 1.0)

    def x_of(self, time_s: float) -> float:
        first, last = self._ends()
        return MARGIN + (self.width() - 2 * MARGIN) * (time_s - first) / (last - first)

    def time_at(self, x: float) -> float:
        first, last = self._ends()
        share = (x - MARGIN) / max(1, self.width() - 2 * MARGIN)
        return first + min(max(share, 0.0), 1.0) * (last - first)

    def grip(self, which: Literal["start", "end"]) -> QRectF:
        """Where a handle of the working range is taken hold of: outside the range, so that the head stays free."""
        low, high = self._playhead.range_s
        x = self.x_of(low) - 5 - GRIP_PX if which == "start" else self.x_of(high) + 5
        return QRectF(x, 2, GRIP_PX, self.height() - 4)

    def _holds(self, at: QPointF) -> Hold:
        if self.grip("start").contains(at):
            return "start"
        return "end" if self.grip("end").contains(at) else "head"

    # -- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        head, t, middle = self._playhead, self._theme, self.height() / 2
        painter.fillRect(self.rect(), t.colour("panel"))
        if not len(head.times):
            return
        at = self._painted_px = self._head_px()
        painter.setBrush(t.colour("line"))
        painter.drawRoundedRect(QRectF(MARGIN, middle - 2, self.width() - 2 * MARGIN, 4), 2, 2)
        painter.setBrush(t.colour("accent", 0.55))
        painter.drawRoundedRect(QRectF(MARGIN, middle - 2, at - MARGIN, 4), 2, 2)
        self._paint_loop(painter, middle)
        self._paint_range(painter)
        self._paint_origin(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.colour("accent" if self.hasFocus() else "text"))
        painter.drawEllipse(QPointF(at, middle), HEAD_PX, HEAD_PX)

    def _paint_loop(self, painter: QPainter, middle: float) -> None:
        """A lit part from A to B."""
        head, t = self._playhead, self._theme
        if head.loop_in is None and head.loop_out is None:
            return
        first, last = head.range_s
        low = self.x_of(first if head.loop_in is None else head.loop_in)
        high = self.x_of(last if head.loop_out is None else head.loop_out)
        painter.setBrush(t.colour("accent", 0.35 if head.loop_on else 0.15))
        painter.drawRect(QRectF(low, middle - 6, high - low, 12))
        painter.setBrush(t.colour("accent"))
        for x in (low, high):
            painter.drawRect(QRectF(x - 1, middle - 8, 2, 16))
        painter.setFont(number_font(SMALL_PX, self.font(), bold=True))
        painter.setPen(t.colour("text"))
        centre = Qt.AlignmentFlag.AlignCenter
        if high - low > 26:
            painter.drawText(QRectF(low + 1, middle - 8, 12, 16), centre, "A")
            painter.drawText(QRectF(high - 13, middle - 8, 12, 16), centre, "B")
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_range(self, painter: QPainter) -> None:
        """Outside the working range the strip is hatched; the brackets are its handles."""
        head, t = self._playhead, self._theme
        trimmed = head.range_in is not None or head.range_out is not None
        low, high = (self.x_of(s) for s in head.range_s)
        if trimmed:
            for start, end in ((float(MARGIN), low), (high, float(self.width() - MARGIN))):
                if end - start > 0.5:
                    box = QRectF(start, 5, end - start, self.height() - 10)
                    painter.fillRect(box, t.colour("panel", 0.75))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.save()
                    painter.setClipRect(box)
                    painter.setPen(QPen(t.colour("muted", 0.6), 1))
                    for foot in range(int(start) - self.height(), int(end) + 1, 6):
                        painter.drawLine(QPointF(foot, self.height() - 5), QPointF(foot + self.height() - 10, 5))
                    painter.restore()
        painter.setPen(QPen(t.colour("text" if trimmed else "muted"), 2))
        top, bottom = 5.0, self.height() - 5.0
        for x, inward in ((low - 10, 5.0), (high + 10, -5.0)):
            painter.drawPolyline(
                QPolygonF([QPointF(x + inward, top), QPointF(x, top), QPointF(x, bottom), QPointF(x + inward, bottom)])
            )

    def _paint_origin(self, painter: QPainter) -> None:
        """Where time starts, unless that is the clip's own zero."""
        first, last = self._ends()
        zero = self._clock.origin_s
        if not zero or not first <= zero <= last:
            return
        x = self.x_of(zero)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("text"))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, 0), QPointF(x + 4, 0), QPointF(x, 7)]))

    # -- events
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and len(self._playhead.times):
            self._hold = self._holds(event.position())
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._hold is not None:
            self._drag(event)
            return
        over = self._holds(event.position()) != "head"
        self.setCursor(Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hold = None
        self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # the window's keys move through the clip wherever the focus is

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Frame by frame: towards oneself goes on, as in other players."""
        by = self._notches.down(event)
        if by:
            self._playhead.step(by)
        event.accept()

    def _drag(self, event: QMouseEvent) -> None:
        """The picture follows the handle, so that the range ends on a frame that was seen."""
        head, x = self._playhead, event.position().x()
        if self._hold == "head":
            self.scrubbed.emit(self.time_at(x))
            return
        low, high = head.range_s
        frame = head.nearest_frame(self.time_at(x + 9 if self._hold == "start" else x - 9))
        if self._hold == "start":
            frame = min(frame, head.nearest_frame(high))
            head.set_range(float(head.times[frame]), head.range_out)
        else:
            frame = max(frame, head.nearest_frame(low))
            head.set_range(head.range_in, float(head.times[frame]))
        head.pause()
        head.seek_frame(frame)

    def tip_at(self, at: QPointF) -> str:
        """What lies under the pointer, in words."""
        head, told = self._playhead, self._clock.text
        low, high = head.range_s
        if self._holds(at) != "head":
            return tr(
                "Working range: {start} to {end}\nDrag to trim; playing and Analyse keep to it",
                start=told(low),
                end=told(high),
            )
        time_s = self.time_at(at.x())
        if (head.loop_in is not None or head.loop_out is not None) and (
            (head.loop_in is None or time_s >= head.loop_in) and (head.loop_out is None or time_s <= head.loop_out)
        ):
            a = told(low if head.loop_in is None else head.loop_in)
            b = told(high if head.loop_out is None else head.loop_out)
            return tr("Loop from A, {a}, to B, {b}", a=a, b=b) + ("" if head.loop_on else f" ({tr('off')})")
        if not low <= time_s <= high:
            return tr("Outside the working range: neither played nor analysed")
        return tr("Drag to move through the clip")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)
