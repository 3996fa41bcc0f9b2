"""Handles on the lanes: moments of reps and contacts that can be dragged, and the flags of free markers.

Laid over the lanes as a child that lets the mouse through; the events come from a filter, so that the lanes themselves
stay a picture of what was measured.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from app.document import Document
from app.language.tr import tr
from app.playhead import Playhead
from app.theme import DARK, Theme
from app.views.lanes import LanesView
from core.edits.events import Marker
from core.event_changes import EventAt, events_of, put_by_hand

GRAB_PX: Final = 5.0
FLAG_PX: Final = 8.0  # of a marker, wide and high
FLAG_TIP: Final = "Drag to move it; the right button changes or deletes it."
_Moment = tuple[str, int, str]
_PER_ROW: Final = {"left": "Left foot", "right": "Right foot"}


class LaneHandles(QWidget):
    """Knows where the handles are; changes nothing itself."""

    grabbed = Signal(object)  # EventAt or Marker
    dragged = Signal(float)  # seconds, on a frame
    dropped = Signal()
    menu_wanted = Signal(object, object, object)  # what lies there or None, global position, foot of the row or None

    def __init__(self, lanes: LanesView, document: Document, head: Playhead) -> None:
        super().__init__(lanes)
        self._lanes, self._document, self._head = lanes, document, head
        self._theme: Theme = DARK
        self._held: EventAt | Marker | None = None
        self._over: EventAt | Marker | None = None
        self._events: list[EventAt] = []  # where the hand has put them
        self._by_hand: list[EventAt] = []  # of them
        self._from_s: dict[_Moment, float] = {}  # where they were measured, of those the numbers have yet to follow
        self._pressed_x: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        lanes.setMouseTracking(True)
        lanes.installEventFilter(self)
        document.analysis_changed.connect(self._find)
        document.edits_changed.connect(self._find)
        document.clip_changed.connect(self._let_go)
        self.resize(lanes.size())
        self.show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    # -- geometry
    def event_at(self, at: QPointF) -> EventAt | None:
        """The nearest moment under the pointer that can be moved."""
        near = [
            (abs(self._lanes.x_of(e.time_s) - at.x()), e)
            for e in self._events
            if (box := self._row_of(e)) is not None and box.top() - 1 <= at.y() <= box.bottom() + 1
        ]
        within = [pair for pair in near if pair[0] <= GRAB_PX]
        return min(within, key=lambda pair: pair[0])[1] if within else None

    def time_at(self, at: QPoint) -> float:
        """The exact time of the frame under a place on the screen."""
        return self._head.snapped(self._lanes.gestures.time_at(self.mapFromGlobal(at).x()))

    def _row_of(self, event: EventAt) -> QRectF | None:
        """The row that shows an event: the reps', or that of its foot."""
        analysis = self._document.analysis
        if analysis is None:
            return None
        wanted = "Reps" if event.kind == "rep" else _PER_ROW[analysis.steps[event.index].step.side]
        return next((box for row, box in self._lanes.rows_placed() if row.name == wanted), None)

    def _find(self) -> None:
        """A moment stays where it was put: the bar under it follows when it is measured."""
        analysis, edits = self._document.analysis, self._document.edits
        measured = [] if analysis is None else events_of(analysis)
        self._events, self._from_s = measured, {}
        if analysis is not None and (edits.reps or edits.contacts):
            self._events = [put_by_hand(edits, analysis, e) for e in measured]
            self._from_s = {
                _moment(e): e.time_s for e, now in zip(measured, self._events, strict=True) if now is not e
            }  # fmt: skip
        self._by_hand = [e for e in self._events if e.by_hand]
        self.update()

    def _let_go(self) -> None:
        self._held = self._over = None

    def hold(self, marker: Marker) -> None:
        """The one that is dragged lies elsewhere now."""
        if isinstance(self._held, Marker):
            self._held = marker

    # -- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        touched = self._over is not None or self._held is not None
        shown = [e for e in self._events if e.by_hand or self._active(e)] if touched else self._by_hand
        if not shown and not self._document.edits.markers:
            return  # the cursor passes under it
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for e in shown:
            self._paint_handle(painter, e)
        self._paint_markers(painter)

    def _active(self, e: EventAt) -> bool:
        """Under the pointer, or held by it."""
        return any(isinstance(o, EventAt) and _moment(o) == _moment(e) for o in (self._over, self._held))

    def _paint_handle(self, painter: QPainter, e: EventAt) -> None:
        """A line with a knob in the middle: filled where a hand has put it, hollow under the pointer."""
        box = self._row_of(e)
        if box is None:
            return
        x, active = self._lanes.x_of(e.time_s), self._active(e)
        colour = self._theme.colour("accent" if active else "text")
        if (from_s := self._from_s.get(_moment(e))) is not None:
            way = QColor(self._theme.colour("accent"))
            way.setAlphaF(0.45)
            painter.fillRect(QRectF(QPointF(self._lanes.x_of(from_s), box.top()), QPointF(x, box.bottom())), way)
        painter.setPen(QPen(colour, 2 if active else 1.25))
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        painter.setBrush(colour if e.by_hand else self._theme.colour("panel"))
        middle, r = box.center().y(), 3.0
        painter.drawPolygon(
            QPolygonF([QPointF(x, middle - r), QPointF(x + r, middle), QPointF(x, middle + r), QPointF(x - r, middle)])
        )

    def _paint_markers(self, painter: QPainter) -> None:
        """A flag on a pole through all rows."""
        rows = self._lanes.rows_placed()
        if not rows or not self._document.edits.markers:
            return
        top, bottom = rows[0][1].top(), rows[-1][1].bottom()
        for m in self._document.edits.markers:
            active = m in (self._over, self._held)
            colour, x = self._theme.colour("accent" if active else "text"), self._lanes.x_of(m.time_s)
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(
                QPolygonF([QPointF(x, top), QPointF(x + FLAG_PX, top + FLAG_PX / 2), QPointF(x, top + FLAG_PX)])
            )

    def marker_at(self, at: QPointF) -> Marker | None:
        """The marker whose flag lies under the pointer."""
        rows = self._lanes.rows_placed()
        if not rows or not -1 <= at.y() - rows[0][1].top() <= FLAG_PX + 1:
            return None
        near = [m for m in self._document.edits.markers if -3 <= at.x() - self._lanes.x_of(m.time_s) <= FLAG_PX + 2]
        return near[-1] if near else None

    def foot_at(self, at: QPointF) -> str | None:
        """The foot whose row lies under the pointer."""
        names = {name: foot for foot, name in _PER_ROW.items()}
        rows = [row.name for row, box in self._lanes.rows_placed() if box.top() <= at.y() <= box.bottom()]
        return names.get(rows[0]) if rows else None

    def _under(self, at: QPointF) -> EventAt | Marker | None:
        """A flag before the moment it may lie on: it is the smaller one."""
        return self.marker_at(at) or self.event_at(at)

    # -- events of the lanes
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self.resize(self._lanes.size())
        elif kind in (QEvent.Type.Leave, QEvent.Type.Enter):
            self._hover(None)
        elif isinstance(event, QHelpEvent) and kind == QEvent.Type.ToolTip:
            flag = self.marker_at(QPointF(event.pos()))
            if flag is not None:
                QToolTip.showText(event.globalPos(), f"{flag.note}\n{tr(FLAG_TIP)}", self._lanes)
                return True
        elif isinstance(event, QMouseEvent) and watched is self._lanes:
            if kind == QEvent.Type.MouseButtonPress:
                return self._press(event)
            if kind == QEvent.Type.MouseMove:
                return self._move(event)
            if kind == QEvent.Type.MouseButtonRelease:
                return self._release(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QMouseEvent) -> bool:
        if event.button() == Qt.MouseButton.RightButton:
            at = event.position()
            self.menu_wanted.emit(self._under(at), event.globalPosition().toPoint(), self.foot_at(at))
            return True
        held = self._under(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if held is None:
            return False
        self._held, self._pressed_x = held, event.position().x()
        self.grabbed.emit(held)
        return True

    def _move(self, event: QMouseEvent) -> bool:
        if self._held is None:
            if event.buttons() == Qt.MouseButton.NoButton:
                self._hover(self._under(event.position()))
            return False
        if self._pressed_x is not None and abs(event.position().x() - self._pressed_x) < 3:
            return True
        self._pressed_x = None
        self.dragged.emit(self._head.snapped(self._lanes.gestures.time_at(event.position().x())))
        return True

    def _release(self, event: QMouseEvent) -> bool:
        if self._held is None:
            return False
        self._held = None
        self.dropped.emit()
        self._hover(self._under(event.position()))
        return True

    def _hover(self, over: EventAt | Marker | None) -> None:
        if over is not self._over:
            self._over = over
            self._lanes.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.ArrowCursor)
            self.update()


def _moment(event: EventAt) -> _Moment:
    """Which one it is, wherever it is."""
    return event.kind, event.index, event.moment
