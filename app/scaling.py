"""The scale by hand: a line of known length, or four corners of a rectangle on the ground, set on the picture."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from app.dialogs.scale import ScaleDialog
from app.views.scale_item import GRAB_PX, Point, ScaleItem
from core.errors import UserError
from core.kinematics.calibration import Calibration, KnownLength, KnownRectangle

if TYPE_CHECKING:
    from app.window import Window

Kind = Literal["line", "plane"]
POINTS: Final[dict[Kind, int]] = {"line": 2, "plane": 4}
NOTES: Final[dict[Kind, str]] = {
    "line": "Click both ends of a known length that is as far away as the athlete. Drag an end to move it; Esc leaves.",
    "plane": "Click four corners of a rectangle on the ground, in order around it. Drag one to move it; Esc leaves.",
}


class ScaleCommands:
    """The actions; `app.commands.Commands` inherits them."""

    _window: "Window"

    def scale_line(self, on: bool) -> None:
        self._window.editing.scaling.choose("line", on)

    def scale_plane(self, on: bool) -> None:
        self._window.editing.scaling.choose("plane", on)

    def scale_forget(self) -> None:
        self._window.editing.scaling.forget()


class Scaling(QObject):
    """Takes the clicks while one of its tools is chosen, asks for the lengths, and puts the scale in the edits."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._kind: Kind | None = None
        self._points: list[Point] = []
        self._held: int | None = None
        self._shown_s: float | None = None
        self._measured_with: Calibration | None = None
        self.item = ScaleItem()
        self.dialog: ScaleDialog | None = None
        window.video.scene().addItem(self.item)
        group = window.acts["select"].actionGroup()
        if group is not None:
            group.addAction(window.acts["scale_line"])
            group.addAction(window.acts["scale_plane"])
        document = window.session.document
        document.opened.connect(self._opened)
        document.clip_changed.connect(self._clip_changed)
        document.edits_changed.connect(self._edited)
        window.session.picture.connect(self._picture)

    @property
    def active(self) -> bool:
        return self._kind is not None

    @property
    def _calibration(self) -> Calibration | None:
        return self._window.session.document.edits.calibration

    # -- tools
    def choose(self, kind: Kind, on: bool) -> None:
        video = self._window.video
        if not on:
            if self._kind == kind:
                self._kind, self._points, self._held = None, [], None
                video.viewport().removeEventFilter(self)
                video.viewport().unsetCursor()
                video.set_note("")
                self._show()
            return
        if self._kind is None:
            video.viewport().installEventFilter(self)  # the last one put there sees the mouse first
        self._kind, self._held = kind, None
        self._window.session.playhead.pause()
        self._points = list(_points(self._calibration)) if _kind(self._calibration) == kind else []
        if self._points and self._calibration is not None:
            self._window.seek(self._calibration.time_s)
        video.viewport().setCursor(Qt.CursorShape.CrossCursor)
        video.viewport().setMouseTracking(True)
        video.set_note(NOTES[kind])
        self._show()

    def forget(self) -> None:
        """Without a scale by hand; the athlete's height, if it is given, counts again."""
        self._leave()
        document = self._window.session.document
        document.apply("forgetting the scale", replace(document.edits, calibration=None))

    def _leave(self) -> None:
        if self._kind is not None:
            self._window.acts["select"].setChecked(True)

    def _edited(self) -> None:
        """Another scale, or one taken back: the clip is measured again from the landmarks that are kept."""
        known, self._measured_with = self._measured_with, self._calibration
        self._show()
        analysis = self._window.session.document.analysis
        if known == self._calibration or analysis is None:
            return
        if analysis.kept is None:  # nothing goes on by itself: the landmarks of the analysis were not kept
            self._window.session.analyse()

    # -- what is shown
    def _opened(self) -> None:
        info = self._window.session.document.info
        if info is not None:
            self.item.set_size(info.width_px, info.height_px)
        self._show()

    def _clip_changed(self) -> None:
        self._leave()
        self._shown_s, self._measured_with = None, self._calibration
        self._show()

    def _picture(self, picture: object) -> None:
        self._shown_s = getattr(picture, "time_s", None)
        self._show()

    def _show(self) -> None:
        """While a tool is chosen what it sets; otherwise what was set, on the frame it was set on."""
        item, known = self.item, self._calibration
        if self._kind is not None:
            item.points, item.wanted = tuple(self._points), POINTS[self._kind]
            item.lengths_m = _lengths(known) if _kind(known) == self._kind else ()
            item.setVisible(True)
        else:
            here = known is not None and self._shown_s is not None and abs(known.time_s - self._shown_s) < 1e-4
            item.pointer = None
            if known is not None and here:
                item.points, item.lengths_m = _points(known), _lengths(known)
                item.wanted = len(item.points)
            item.setVisible(here)
        item.update()

    # -- the mouse
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._kind is None or not isinstance(event, QMouseEvent):
            return False
        at, left = event.position(), event.button() == Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseButtonPress and left:
            self._held = self._near(at)
            if self._held is None and len(self._points) < POINTS[self._kind]:
                self._points.append(self._to_picture(at))
                self._held = len(self._points) - 1
            self._show()
            return True
        if event.type() == QEvent.Type.MouseMove:
            self.item.pointer = self._to_picture(at)
            if self._held is not None and event.buttons() & Qt.MouseButton.LeftButton:
                self._points[self._held] = self._to_picture(at)
            self._show()
            return self._held is not None
        if event.type() == QEvent.Type.MouseButtonRelease and left:
            self._held = None
            if len(self._points) == POINTS[self._kind]:
                self._ask()
            return True
        return event.type() == QEvent.Type.MouseButtonDblClick

    def _to_picture(self, at: QPointF) -> Point:
        point = self._window.video.viewportTransform().inverted()[0].map(at)
        return point.x(), point.y()

    def _near(self, at: QPointF) -> int | None:
        """The point already set under the pointer."""
        to_screen = self._window.video.viewportTransform()
        far = [np.hypot(*(to_screen.map(QPointF(*p)) - at).toTuple()) for p in self._points]
        best = int(np.argmin(far)) if far else -1
        return best if far and far[best] <= GRAB_PX else None

    # -- lengths
    def _ask(self) -> None:
        kind, known = self._kind, self._calibration
        if kind is None:
            return
        lengths = _lengths(known) if known is not None and _kind(known) == kind else ()
        self.dialog = ScaleDialog(kind, lengths, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.accepted.connect(self._apply)
        self.dialog.open()

    def _apply(self) -> None:
        if self.dialog is None or self._kind is None:
            return
        kind, points, lengths = self._kind, list(self._points), self.dialog.lengths_m()
        at_s = self._shown_s if self._shown_s is not None else self._window.session.playhead.time_s
        document = self._window.session.document
        try:
            made: Calibration
            if kind == "line":
                made = KnownLength(points[0], points[1], lengths[0], at_s)
            else:
                a, b, c, d = points
                made = KnownRectangle((a, b, c, d), (lengths[0], lengths[1]), at_s)
        except UserError as error:
            self._window.session.messages.error(error)
            self._points = []
            self._show()
            return
        self._leave()
        document.apply("the scale", replace(document.edits, calibration=made))


def _kind(known: Calibration | None) -> Kind | None:
    if known is None:
        return None
    return "line" if isinstance(known, KnownLength) else "plane"


def _points(known: Calibration | None) -> tuple[Point, ...]:
    if known is None:
        return ()
    return (known.from_px, known.to_px) if isinstance(known, KnownLength) else known.corners_px


def _lengths(known: Calibration | None) -> tuple[float, ...]:
    if known is None:
        return ()
    return (known.length_m,) if isinstance(known, KnownLength) else known.sides_m
