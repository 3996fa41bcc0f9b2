"""The mouse on the picture: drawing with a tool, and taking hold of what was drawn."""

import math
from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from app.draw.aim import JointAim
from app.draw.board import Board
from app.draw.hits import Hit, hit_at
from app.draw.item import AnnotationItem
from app.views.video import VideoView
from core.annotations.annotation import Annotation, Point
from core.annotations.changes import constrained, placed, squared, thinned
from core.annotations.joints import TRACEABLE, nearest
from core.annotations.kinds import TIED, Kind

CLICK_PX: Final = 4.0  # a press and a release this close are a click
JOINT_NEAR_PX: Final = 40.0
LOUPE_SHARE: Final = 0.16  # a loupe's radius, of the picture's lower side
BOXES: Final = frozenset({"ellipse", "rectangle", "grid", "spotlight"})
PLACED_AT_ONCE: Final = frozenset({"stopwatch", "counter", "plumb"})
CLICKS: Final[dict[str, int]] = {"angle": 3}  # else 2


@dataclass
class _Grab:
    """A drag of what is selected.  before : each one's points on this frame when it began."""

    hit: Hit
    start: Point
    before: dict[str, tuple[Point, ...]]
    key: str
    moved: bool = False


@dataclass
class _Draft:
    kind: Kind
    points: list[Point] = field(default_factory=list)
    pressed: QPointF | None = None
    fresh: bool = True  # by this press it was begun


class Gestures(QObject):
    """Sees the viewport's mouse events first and takes those that mean a drawing."""

    drawn = Signal(object)  # an annotation, finished
    edit_wanted = Signal(str)  # whose words
    menu_wanted = Signal(QPointF, bool)  # where on the screen, and whether it is a drawing's
    missed = Signal(str)  # a sentence: why nothing was drawn
    touched = Signal()
    held = Signal(bool)  # something is half drawn or dragged: nothing may lie over the picture

    def __init__(self, view: VideoView, board: Board, item: AnnotationItem, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._board, self._item = view, board, item
        self.selecting = True  # whether a click without a tool may take hold of what was drawn
        self._grab: _Grab | None = None
        self._draft: _Draft | None = None
        self._count = 0
        self.aim = JointAim(board, item)
        view.viewport().installEventFilter(self)
        view.viewport().setMouseTracking(True)
        board.tool_changed.connect(lambda *_: self.cancel())

    @property
    def drafting(self) -> bool:
        return self._draft is not None

    def cancel(self) -> None:
        """What is half drawn is forgotten."""
        self._draft = self._grab = None
        self.held.emit(False)
        self.aim.clear()
        if self._item.draft is not None:
            self._item.draft = None
            self._item.update()

    # -- where
    def to_picture(self, at: QPointF) -> Point:
        point = self._view.viewportTransform().inverted()[0].map(at)
        return (point.x(), point.y())

    @property
    def pixel(self) -> float:
        """A screen pixel in pixels of the picture."""
        return 1 / max(self._view.transform().m11(), 1e-6)

    # -- events
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or self._item.time_s is None:
            return False
        kind, at = event.type(), event.position()
        constrain = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        left = event.button() == Qt.MouseButton.LeftButton
        if self._board.tool is not None:
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick) and left:
                self._press_tool(self._board.tool, at)
                return True
            if kind == QEvent.Type.MouseMove:
                self._move_tool(self._board.tool, at, constrain)
                return bool(event.buttons() & Qt.MouseButton.LeftButton)
            if kind == QEvent.Type.MouseButtonRelease and left:
                self._release_tool(at, constrain)
                return True
            return False
        if not self.selecting:
            return False
        if kind == QEvent.Type.MouseButtonPress and left:
            return self._press(at, constrain)
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.RightButton:
            return self._press_right(event)
        if kind == QEvent.Type.MouseMove:
            return self._move(at, constrain, event.buttons())
        if kind == QEvent.Type.MouseButtonRelease and left and self._grab is not None:
            self._grab = None
            self.held.emit(False)
            self._board.end_gesture()
            return True
        if kind == QEvent.Type.MouseButtonDblClick and left:
            hit = hit_at(self._item.drawn, at, self._board.selected)
            if hit is not None:
                self.edit_wanted.emit(hit.id)
                return True
        return False

    # -- taking hold
    def _press(self, at: QPointF, add: bool) -> bool:
        hit = hit_at(self._item.drawn, at, self._board.selected)
        if hit is None:
            if not add:
                self._board.select(())
            return False
        self.touched.emit()
        selected = self._board.selected
        if add and hit.handle is None:
            self._board.select(selected ^ {hit.id})
        elif hit.id not in selected:
            self._board.select([hit.id])
        self._board.take_handle(hit.handle)
        if hit.id in self._board.selected:
            moment = self._board.moment
            before = {a.id: p for a in self._board.chosen if (p := moment.points(a)) is not None}
            self._count += 1
            self._grab = _Grab(hit, self.to_picture(at), before, f"drag {self._count}")
        return True

    def _press_right(self, event: QMouseEvent) -> bool:
        hit = hit_at(self._item.drawn, event.position(), self._board.selected)
        if hit is not None and hit.id not in self._board.selected:
            self._board.select([hit.id])
        self.menu_wanted.emit(event.globalPosition(), hit is not None)
        return True

    def _move(self, at: QPointF, constrain: bool, buttons: Qt.MouseButton) -> bool:
        grab = self._grab
        if grab is None:
            if not buttons:
                over = hit_at(self._item.drawn, at, self._board.selected)
                self._view.viewport().setCursor(
                    Qt.CursorShape.ArrowCursor if over is None
                    else Qt.CursorShape.SizeAllCursor if over.handle is None
                    else Qt.CursorShape.CrossCursor
                )  # fmt: skip
            return False
        now = self.to_picture(at)
        if not grab.moved and math.dist(now, grab.start) < CLICK_PX * self.pixel:
            return True
        if not grab.moved:
            self.held.emit(True)
        grab.moved = True
        if grab.hit.handle is not None:
            self._move_handle(grab, grab.hit.handle, now, constrain)
            return True
        dx, dy = now[0] - grab.start[0], now[1] - grab.start[1]
        if constrain:  # straight across or straight down
            dx, dy = (dx, 0.0) if abs(dx) > abs(dy) else (0.0, dy)
        moment = self._board.moment

        def moved(a: Annotation) -> Annotation:
            if a.id not in grab.before or a.landmarks:
                return a
            return placed(a, [(x + dx, y + dy) for x, y in grab.before[a.id]], moment)

        self._board.change("move", moved, grab.key)
        return True

    def _move_handle(self, grab: _Grab, handle: int, now: Point, constrain: bool) -> None:
        found = [a for a in self._board.chosen if a.id == grab.hit.id]
        if not found:
            return
        one, points = found[0], list(grab.before[grab.hit.id])
        if one.kind == "goniometer":
            self._snap(one, handle, now, grab.key)
            return
        fixed = points[1] if one.kind == "angle" and handle != 1 else points[1 - handle] if len(points) == 2 else None
        if constrain and fixed is not None:
            now = squared(fixed, now) if one.kind in BOXES else constrained(fixed, now)
        if one.kind == "magnifier" and handle == 1:  # the loupe's size goes with it
            edge = points[2]
            points[2] = (edge[0] + now[0] - points[1][0], edge[1] + now[1] - points[1][1])
        points[handle] = now
        finest = max(1.0, self.pixel)
        moment = self._board.moment
        self._board.change("move", lambda a: replace(placed(a, points, moment), placing_px=finest), grab.key, [one.id])

    def _snap(self, one: Annotation, handle: int, now: Point, key: str) -> None:
        """A goniometer's end goes to another joint."""
        joint = nearest(self._board.moment, now, TRACEABLE, JOINT_NEAR_PX * self.pixel)
        if joint is not None and joint not in one.landmarks:
            names = list(one.landmarks)
            names[handle] = joint
            self._board.change("move", lambda a: replace(a, landmarks=tuple(names)), key, [one.id])

    # -- drawing
    def _press_tool(self, kind: Kind, at: QPointF) -> None:
        point = self.to_picture(at)
        self.touched.emit()
        if kind in TIED:
            self.place_joint(kind, self.aim.at(kind, point, JOINT_NEAR_PX * self.pixel))
            return
        if self._draft is None:
            self._draft = _Draft(kind, [point], at)
            self.held.emit(True)
        else:
            self._draft.pressed, self._draft.fresh = at, False
        self._show_draft(point)

    def _move_tool(self, kind: Kind, at: QPointF, constrain: bool) -> None:
        draft = self._draft
        if draft is None:
            if kind in TIED:
                self.aim.point(kind, self.to_picture(at), JOINT_NEAR_PX * self.pixel)
            self._view.viewport().setCursor(Qt.CursorShape.CrossCursor)
            return
        point = self.to_picture(at)
        if draft.kind == "freehand":
            if draft.pressed is not None:
                draft.points.append(point)
        elif draft.kind in PLACED_AT_ONCE:
            draft.points = [point]
        else:
            point = self._turned(draft, point, constrain)
        self._show_draft(point)

    def _release_tool(self, at: QPointF, constrain: bool) -> None:
        draft = self._draft
        if draft is None or draft.pressed is None:
            return
        still = math.hypot(at.x() - draft.pressed.x(), at.y() - draft.pressed.y()) < CLICK_PX
        draft.pressed = None
        point = self.to_picture(at)
        if draft.kind == "freehand":
            self._finish([*draft.points, point])
        elif draft.kind in PLACED_AT_ONCE:
            self._finish([point])
        elif still and draft.fresh and draft.kind == "text":
            self._finish([point, point])  # the words stand where they were clicked; a drag gives them a pointer
        elif still and draft.fresh:
            draft.fresh = False  # a click: the other points follow by clicks
        else:
            draft.points.append(self._turned(draft, point, constrain))
            draft.fresh = False
            if len(draft.points) >= CLICKS.get(draft.kind, 2):
                self._finish(draft.points)

    @staticmethod
    def _turned(draft: _Draft, point: Point, constrain: bool) -> Point:
        if not constrain:
            return point
        return squared(draft.points[-1], point) if draft.kind in BOXES else constrained(draft.points[-1], point)

    def _points(self, kind: Kind, points: list[Point]) -> list[Point]:
        """All that the kind has, from what was clicked."""
        if kind == "freehand":
            return list(thinned(points, 1.5 * self.pixel))
        if kind == "magnifier":
            around = self._board.around
            (x, y), radius = points[1], LOUPE_SHARE * min(around.width_px, around.height_px)
            return [*points[:2], (x + radius, y)]
        return points

    def _show_draft(self, point: Point) -> None:
        draft = self._draft
        if draft is None:
            return
        points = draft.points if draft.kind in ("freehand", *PLACED_AT_ONCE) else [*draft.points, point]
        kind: Kind = "line" if draft.kind == "angle" and len(points) < 3 else draft.kind
        if kind == "freehand" and len(points) < 2:
            points = points * 2
        try:
            made = self._board.new(kind, self._points(kind, points), self.pixel)
        except ValueError:
            return  # far outside the picture: nothing can be shown there
        words = "…" if draft.kind == "text" else ""
        self._item.draft = replace(made, text=words)
        self._item.update()

    def _finish(self, points: list[Point]) -> None:
        draft = self._draft
        if draft is None:
            return
        self._draft = None
        self.held.emit(False)
        try:
            made = self._board.new(draft.kind, self._points(draft.kind, points), self.pixel)
        except ValueError as error:
            self.cancel()
            self.missed.emit(str(error))
            return
        if draft.kind != "text":
            self._item.draft = None
        self.drawn.emit(made)

    def place_joint(self, kind: Kind, joint: str) -> None:
        """A joint's angle or its trail; what stands in the way is told."""
        made, why = self.aim.made(kind, joint) if joint else None, self.aim.refusal(kind, joint)
        if made is None:
            self.missed.emit(why)
        else:
            self.drawn.emit(replace(made, placing_px=max(1.0, self.pixel)))

    def place_in_middle(self, kind: Kind) -> None:
        """Without the mouse: at the joint chosen, else a usual one in the middle of what is seen of the picture."""
        view = self._view.viewport().rect()
        x, y = self.to_picture(QPointF(view.center()))
        if kind in TIED:
            self.place_joint(kind, self._board.aimed or self.aim.at(kind, (x, y)))
            return
        r = 0.15 * min(view.width(), view.height()) * self.pixel
        ends = [(x - r, y + r / 2), (x + r, y - r / 2)]
        usual: dict[str, list[Point]] = {
            "angle": [(x - r, y - r), (x, y), (x + r, y - r / 4)], "stopwatch": [(x, y)], "counter": [(x, y)],
            "plumb": [(x, y)], "freehand": [(x - r, y), (x, y + r / 3), (x + r, y)],
        }  # fmt: skip
        self._draft = _Draft(kind)
        self._finish(usual.get(kind, ends))
