"""The repair tool: landmarks dragged, nudged, hidden, exchanged, and put back to what was detected."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from app.actions import BY_NAME, key_text
from app.frame_rows import row_at
from app.joints import WORDS, joint_words
from app.language.tr import tr
from app.messages import Messages
from app.session import Session
from app.views.repair_item import RepairItem
from app.views.video import VideoView
from core.doubt import doubtful, next_doubtful
from core.edits.edits import Edits
from core.edits.landmarks import Correction, Hidden, SideSwap
from core.pose.skeleton import BODY, INDEX, LANDMARKS, SIDES, of

GRAB_PX: Final = 14.0
_TOLD: Final = ("next_landmark", "next_doubtful", "hide_landmark", "as_detected")  # keys
MENU: Final = ("as_detected", "hide_landmark", "swap_sides", "swap_legs")
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_FRAMES: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def note(chosen: str | None) -> str:
    """What can be done now, and how the tool is left, by the keys as they are."""
    keys = {name: key_text(BY_NAME[name]) or "–" for name in _TOLD}
    if chosen is None:
        return tr(
            "Repair is on: drag a joint to where it is, or choose it with {choose}. {key}: the next doubtful frame. "
            "Esc: done.",
            key=keys["next_doubtful"],
            choose=keys["next_landmark"],
        )
    return tr(
        "{joint}: arrows move it by a pixel, with Shift by ten; with Ctrl they go to the next frame. {key}: it "
        "cannot be seen here. {back}: back to as detected. Esc lets go of it.",
        joint=joint_words(chosen).capitalize(), key=keys["hide_landmark"], back=keys["as_detected"],
    )  # fmt: skip


def spoken(landmark: str) -> str:
    """`left knee`, `left toe`: how a step of Undo names it."""
    return WORDS[landmark]


class Repair(QObject):
    """On while its action is checked; each drag is one step that can be undone."""

    expected = Signal(object)  # seconds: the frame on which the next change is likely; None: nowhere any more

    def __init__(self, session: Session, video: VideoView, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._video, self._messages = session, video, messages
        self.item = RepairItem()
        video.scene().addItem(self.item)
        self.on = False
        self.chosen: str | None = None
        self._base: Edits | None = None
        self._acts: Mapping[str, QAction] = {}
        self._doubt: np.ndarray | None = None
        video.viewport().installEventFilter(self)
        video.window().installEventFilter(self)
        document = session.document
        document.landmarks_changed.connect(self._landmarks_changed)
        document.edits_changed.connect(self.refresh)
        document.clip_changed.connect(self._let_go)
        session.picture.connect(self.refresh)
        session.picture.connect(lambda picture: self.expected.emit(picture.time_s) if self.on else None)

    def set_actions(self, acts: Mapping[str, QAction]) -> None:
        """What the menu on a landmark offers."""
        self._acts = acts

    def set_on(self, on: bool) -> None:
        self.on = on
        if not on:
            self.chosen = self._base = None
        self._video.set_note(note(None) if on else "")
        if not on:
            self._video.keep_clear(())
        self.item.setVisible(on)
        if on:
            self._session.playhead.pause()
            self._session.document.set_raw(False)
        self.refresh()
        picture = self._video.picture
        self.expected.emit(picture.time_s if on and picture is not None else None)

    # -- what is shown
    def refresh(self, *_: object) -> None:
        """The landmarks of the frame on the screen, with what was put by hand already where the hand has it."""
        if not self.on:
            return
        document, row = self._session.document, self._row()
        track = document.track
        self.item.set_box(self._video.sceneRect())
        if track is None or row is None or document.analysis is None:
            self.item.show_points(np.full((33, 2), np.nan), (), (), None, "")
            return
        points, frame = track.xy_px[row].copy(), self._frame()
        mine = {INDEX[c.landmark]: c for c in document.edits.corrections if c.frame == frame}
        for k, c in mine.items():
            points[k] = (c.x_px, c.y_px)
        if self._doubt is None:
            self._doubt = doubtful(document.analysis)
        doubt = np.flatnonzero(self._doubt[row]) if row < len(self._doubt) else ()
        chosen = None if self.chosen is None else INDEX[self.chosen]
        self._video.keep_clear((x, y) for x, y in points if np.isfinite(x))
        label = "" if self.chosen is None else joint_words(self.chosen)
        self.item.show_points(points, (int(k) for k in doubt if k not in mine), mine, chosen, label)

    def _choose(self, landmark: str | None) -> None:
        self.chosen = landmark
        self._video.set_note(note(landmark))
        self.refresh()

    def _landmarks_changed(self) -> None:
        self._doubt = None
        self.refresh()

    def _let_go(self) -> None:
        self._base = None
        if self.on:
            self._choose(None)

    def _row(self) -> int | None:
        """The row of the landmarks on the screen."""
        picture, track = self._video.picture, self._session.document.track
        return None if picture is None or track is None else row_at(track.time_s, picture.time_s)

    def _frame(self) -> int:
        picture = self._video.picture
        return self._session.playhead.nearest_frame(picture.time_s) if picture else self._session.playhead.frame

    def next_landmark(self, step: int) -> None:
        """Choose without the mouse: what is doubtful on this frame first, then the body, then hands and face."""
        points = self.item.points
        body = [of(side, part) for part in BODY for side in SIDES]
        order = [
            k
            for k in dict.fromkeys((*sorted(self.item.doubtful), *body, *range(len(LANDMARKS))))
            if np.isfinite(points[k]).all()
        ]
        if not order:
            self._messages.tell("info", "No landmark is on this frame.")
            return
        now = None if self.chosen is None else INDEX[self.chosen]
        if now in order:
            at = (order.index(now) + step) % len(order)
        else:
            at = 0 if step > 0 else len(order) - 1
        self._choose(LANDMARKS[order[at]])

    # -- changes
    def put(self, x: float, y: float, name: str, key: str) -> None:
        """The chosen landmark to this place on the shown frame."""
        if self.chosen is None or self._row() is None:
            return
        document, box = self._session.document, self._video.sceneRect()
        x, y = min(max(x, 0.0), box.width()), min(max(y, 0.0), box.height())
        correction = Correction(self.chosen, self._frame(), round(x, 2), round(y, 2))
        document.apply(name, document.edits.corrected([correction]), f"{key} {self.chosen} {self._frame()}")

    def nudge(self, dx: int, dy: int) -> None:
        if self.chosen is not None:
            x, y = self.item.points[INDEX[self.chosen]]
            if np.isfinite(x):
                self.put(float(x) + dx, float(y) + dy, spoken(self.chosen), "nudge")

    def hide(self) -> None:
        """The chosen landmark is not visible here, or anywhere in the marked part."""
        if self.chosen is None:
            self._say_choose()
            return
        document, (first, last) = self._session.document, self._frames()
        cleared = document.edits.as_detected(self.chosen, first, last)
        hidden = (*cleared.hidden, Hidden(self.chosen, first, last))
        document.apply(f"{spoken(self.chosen)} not visible", replace(cleared, hidden=hidden))

    def swap(self, limbs: str = "all") -> None:
        """Left and right exchanged on this frame, or in the marked part."""
        document, (first, last) = self._session.document, self._frames()
        swap = SideSwap(first, last, limbs)
        swaps = tuple(s for s in document.edits.swaps if s != swap)
        if len(swaps) == len(document.edits.swaps):
            swaps = (*swaps, swap)  # the same once more takes it back
        document.apply("left and right exchanged", replace(document.edits, swaps=swaps))

    def as_detected(self) -> None:
        """The chosen landmark, or all of them, as they were detected: on this frame, or in the marked part."""
        document, (first, last) = self._session.document, self._frames()
        name = "landmarks as detected" if self.chosen is None else f"{spoken(self.chosen)} as detected"
        document.apply(name, document.edits.as_detected(self.chosen, first, last))

    def all_as_detected(self) -> None:
        document = self._session.document
        document.apply("all landmarks as detected", replace(document.edits, corrections=(), hidden=(), swaps=()))

    def next_doubtful(self, step: int) -> None:
        """To the next frame at which a landmark becomes doubtful."""
        document, head = self._session.document, self._session.playhead
        analysis = document.analysis
        if analysis is None or not len(analysis.raw):
            return
        row = int(np.searchsorted(analysis.raw.time_s, head.time_s - 1e-4))
        found = next_doubtful(analysis, row, step)
        if found is None:
            self._messages.tell("info", "No more doubtful landmarks that way.")
            return
        head.pause()
        head.seek(float(analysis.raw.time_s[found]))

    def _frames(self) -> tuple[int, int]:
        """The marked part from A to B where both are set, else the frame on the screen."""
        head = self._session.playhead
        if head.loop_in is not None and head.loop_out is not None:
            return head.nearest_frame(head.loop_in), head.nearest_frame(head.loop_out)
        return self._frame(), self._frame()

    def _say_choose(self) -> None:
        self._messages.tell("info", "Choose a joint first: Repair landmarks, then click on it.")

    # -- events
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.on:
            return False
        if isinstance(event, QMouseEvent) and watched is self._video.viewport():
            return self._mouse(event)
        if isinstance(event, QKeyEvent) and watched is self._video.window() and self.chosen is not None:
            return self._key(event)
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, at = event.type(), event.position()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._landmark_at(at))
            self._base = self._session.document.edits if self.chosen else None
            return self.chosen is not None
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.RightButton:
            self._choose(self._landmark_at(at))
            return self.chosen is not None and self._menu(event.globalPosition().toPoint())
        if kind == QEvent.Type.MouseMove and self._base is not None and self.chosen is not None:
            scene = self._video.mapToScene(at.toPoint())
            self.put(scene.x(), scene.y(), spoken(self.chosen), "drag")
            return True
        if kind == QEvent.Type.MouseButtonRelease and self._base is not None:
            self._base = None
            self._session.document.history.end_gesture()
            return True
        return False

    def _menu(self, at: QPoint) -> bool:
        """What can be done with the chosen landmark."""
        menu = QMenu(self._video)
        menu.addActions([self._acts[name] for name in MENU if name in self._acts])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        return True

    def _landmark_at(self, at: QPointF) -> str | None:
        """The nearest landmark under the pointer."""
        best, nearest = None, GRAB_PX
        for k, (x, y) in enumerate(self.item.points):
            if np.isfinite(x):
                place = self._video.mapFromScene(QPointF(float(x), float(y)))
                away = float(np.hypot(place.x() - at.x(), place.y() - at.y()))
                if away < nearest:
                    best, nearest = LANDMARKS[k], away
        return best

    def _key(self, event: QKeyEvent) -> bool:
        """Arrows belong to the chosen landmark, with Ctrl to the frames as ever; Esc lets go of it."""
        key, pressed = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = pressed in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        frames = pressed == Qt.KeyboardModifier.ControlModifier and key in _FRAMES
        if not frames and not (plain and (key in _ARROWS or key == Qt.Key.Key_Escape)):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            if frames:
                self._session.playhead.step(_FRAMES[key])
            elif key == Qt.Key.Key_Escape:
                self._session.document.history.end_gesture()
                self._choose(None)
            else:
                far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
                dx, dy = _ARROWS[key]
                self.nudge(dx * far, dy * far)
            return True
        return False
