"""Picking the athlete: with a click, or by keys from one person in the picture to the next."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, QThread
from PySide6.QtGui import QImage, QPen
from PySide6.QtWidgets import QGraphicsRectItem

from app.actions import BY_NAME, key_text
from app.frames import Picture
from app.language.tr import tr
from app.task_thread import TaskThread, heard_from, let_go
from core.errors import Cancelled
from core.giving_way import giving_way
from core.pose.skeleton import INDEX, SIDES

if TYPE_CHECKING:
    from app.window import Window

Pose = NDArray[np.float64]  # (33, 2) display pixels
AIR: Final = 0.08  # of the body's height, around it
FRAME_PX: Final = 3.0


def find_people(rgb: NDArray[np.uint8]) -> Sequence[Pose]:
    """From left to right."""
    from core.pose.in_picture import everybody

    return everybody(rgb)


def _next_key() -> str:
    return key_text(BY_NAME["next_landmark"]) or "–"


class Picking(QObject):
    """On while its action is checked.  find : looks for people in an (H, W, 3) picture, beside the window."""

    def __init__(self, window: "Window", find: Callable[[NDArray[np.uint8]], Sequence[Pose]] = find_people) -> None:
        super().__init__(window)
        self._window, self._video, self.find = window, window.video, find
        self.on = False
        self.people: Sequence[Pose] = ()
        self.chosen: int | None = None
        self._step = 1
        self._frame: int | None = None  # in which they were found
        self._thread: TaskThread | None = None
        self.box = QGraphicsRectItem()
        self.box.setZValue(2)
        self.box.hide()
        self._video.scene().addItem(self.box)
        window.session.picture.connect(self._shown)
        window.session.document.clip_changed.connect(lambda: self.set_on(self.on))

    def set_on(self, on: bool) -> None:
        self.on = on
        self._video.set_picking(on)
        self._forget()
        if on:
            self._tell_how()
        else:
            self._video.set_note("")

    def _tell_how(self) -> None:
        words = "Click on the athlete to measure, or {key} for the next person. Esc leaves it as it is."
        self._video.set_note(tr(words, key=_next_key()))

    def next(self, step: int) -> None:
        """One person on, or back; who is there is looked for first."""
        picture = self._video.picture
        if self.people:
            self._choose(((self.chosen or 0) + step) % len(self.people))
        elif picture is not None and self._thread is None:
            self._step, self._frame = step, picture.number
            self._look(picture.image)
            self._video.set_note(tr("Looking for people in this picture…"))

    def confirm(self) -> bool:
        """Whether somebody is chosen; they are measured then."""
        if not self.on or self.chosen is None:
            return False
        x, y = self._middle(self.people[self.chosen])
        self._video.picked.emit(x, y)
        return True

    def stop(self) -> None:
        """Wait until nobody is looked for any more."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.requestInterruption()
        let_go(thread, self._ended)

    def _forget(self) -> None:
        self.stop()
        self.people, self.chosen, self._frame = (), None, None
        self.box.hide()

    def _shown(self, picture: Picture) -> None:
        """Another frame has people elsewhere."""
        if self._frame is not None and picture.number != self._frame:
            self.set_on(self.on)

    def _look(self, image: QImage) -> None:
        picture = image.convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
        rgb = rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).copy()
        scale = self._video.sceneRect().width() / max(1, picture.width())

        def do() -> Sequence[Pose] | None:
            with suppress(Cancelled), giving_way(thread.isInterruptionRequested):
                return [scale * np.asarray(pose) for pose in self.find(rgb)]
            return None

        thread = TaskThread(do, self)
        thread.done.connect(self._found)
        thread.failed.connect(self._failed)
        thread.finished.connect(self._ended)
        self._thread = thread
        thread.start(QThread.Priority.LowPriority)

    def _found(self, people: Sequence[Pose] | None) -> None:
        if people is None or not heard_from(self, self._thread):
            return
        self.people = people
        if people:
            self._choose(0 if self._step > 0 else len(people) - 1)
        else:
            self._video.set_note(tr("Nobody was found in this picture: go to one in which the athlete is larger."))

    def _failed(self, error: Exception) -> None:
        if heard_from(self, self._thread):
            self._tell_how()  # nobody is looked for any more
            self._window.session.messages.error(error)

    def _ended(self) -> None:
        if not heard_from(self, self._thread):
            return
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()

    def _choose(self, number: int) -> None:
        self.chosen = number
        pose = self.people[number]
        seen = pose[np.isfinite(pose).all(axis=1)]
        (left, top), (right, bottom) = seen.min(axis=0).tolist(), seen.max(axis=0).tolist()
        air = AIR * (bottom - top)
        pen = QPen(self._window.theme.colour("accent"), FRAME_PX)
        pen.setCosmetic(True)
        self.box.setPen(pen)
        self.box.setRect(QRectF(left - air, top - air, right - left + 2 * air, bottom - top + 2 * air))
        self.box.show()
        self._video.set_note(
            tr(
                "Person {n} of {count}: Enter measures them, {key} goes to the next. Esc leaves it as it is.",
                n=number + 1,
                count=len(self.people),
                key=_next_key(),
            )
        )

    @staticmethod
    def _middle(pose: Pose) -> tuple[float, float]:
        """On the trunk."""
        parts = [INDEX[f"{side}_{part}"] for side in SIDES for part in ("shoulder", "hip")]
        x, y = np.nanmean(pose[parts], axis=0).tolist()
        return x, y
