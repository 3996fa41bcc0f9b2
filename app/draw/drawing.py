"""Everything that draws on the picture of one window, put together here so that the window stays a window."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QSignalBlocker
from PySide6.QtWidgets import QMenu

from app.draw.board import Board
from app.draw.gestures import Gestures
from app.draw.item import AnnotationItem
from app.draw.listing import DrawingsList
from app.draw.menu import fill, fill_here
from app.draw.stylebar import StyleBar
from app.draw.textedit import TextEdit
from app.draw.tools import ROWS, TOOLS
from app.frames import Picture
from core.annotations.annotation import Annotation, Point
from core.annotations.joints import TRACEABLE, nearest
from core.annotations.kinds import TIED, Kind

if TYPE_CHECKING:
    from app.window import Window


class Drawing(QObject):
    """Ties board, picture, mouse, style bar and list of one window together."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        session, video = window.session, window.video
        self.board = Board(session.document, session.playhead, session.messages, self)
        self.item = AnnotationItem()
        video.scene().addItem(self.item)
        self.item.below = video.overlay
        self.gestures = Gestures(video, self.board, self.item, self)
        self.bar = StyleBar(self.board, window.acts, video, self._busy_places)
        self.gestures.held.connect(self.bar.step_aside)
        self._editor: TextEdit | None = None
        self._list: DrawingsList | None = None
        group = window.acts["select"].actionGroup()
        for tool in TOOLS:
            group.addAction(window.acts[tool.action])
        with QSignalBlocker(window.acts["show_drawings"]):
            window.acts["show_drawings"].setChecked(True)
        window.acts["select"].toggled.connect(self._selecting)
        window.acts["magnifier"].toggled.connect(lambda *_: video.viewport().setMouseTracking(True))
        session.picture.connect(self._show_picture)
        session.document.opened.connect(self._opened)
        session.document.clip_changed.connect(self._clip_changed)
        self.board.changed.connect(self._tell)
        self.gestures.drawn.connect(self._drawn)
        self.gestures.edit_wanted.connect(self.edit_text)
        self.gestures.menu_wanted.connect(self._open_menu)
        self.gestures.missed.connect(lambda text: session.messages.tell("info", text))
        self.gestures.touched.connect(video.clicked)
        self._clip_changed()

    # -- what is shown
    def _opened(self) -> None:
        info = self._window.session.document.info
        if info is not None:
            self.item.set_size(info.width_px, info.height_px)
        self._enable(info is not None)

    def _clip_changed(self) -> None:
        self.item.time_s, self.item.picture = None, None
        self.board.select(())
        self._enable(False)

    def _enable(self, on: bool) -> None:
        for name, *_ in ROWS:
            self._window.acts[name].setEnabled(on)
        if not on:
            self.leave()

    def _show_picture(self, picture: Picture) -> None:
        self.item.show_frame(picture.time_s, picture.image)
        self.board.shown_s = picture.time_s
        if self.board.selected:
            self.bar.tell()

    def _busy_places(self) -> list[QPoint]:
        """Where the hand will go next, on the screen: the points of what is selected, or the athlete's joints."""
        moment, view = self.board.moment, self._window.video
        points = [p for a in self.board.chosen for p in moment.points(a) or ()]
        if self.board.tool is not None:
            points = [at for name in TRACEABLE if (at := moment.landmark(name)) is not None]
        return [view.mapFromScene(QPointF(x, y)) for x, y in points]

    def _tell(self) -> None:
        item, board = self.item, self.board
        item.annotations = board.annotations if board.shown else ()
        item.selected, item.handle, item.around = board.selected, board.handle, board.around
        item.update()
        shown = self._window.acts["show_drawings"]
        if shown.isChecked() != board.shown:
            shown.setChecked(board.shown)

    # -- tools
    def choose(self, kind: Kind, on: bool) -> None:
        """A tool was switched on or off."""
        if on:
            self.board.set_tool(kind)
        elif self.board.tool == kind:
            self.board.set_tool(None)

    def _selecting(self, on: bool) -> None:
        self.gestures.selecting = on

    def leave(self) -> None:
        """Back to looking around."""
        if self.board.tool is not None:
            self._window.acts["select"].setChecked(True)

    def escape(self) -> bool:
        """One step back: what is half drawn, the tool, the selection.  False where there was none of these."""
        if self.gestures.drafting:
            self.gestures.cancel()
        elif self.board.tool is not None:
            self.leave()
        elif self.board.selected:
            self.board.select(())
        else:
            return False
        return True

    def place_in_middle(self) -> None:
        if self.board.tool is not None and self.item.time_s is not None:
            self.gestures.place_in_middle(self.board.tool)
        else:
            self._window.session.messages.tell("info", "Choose a tool first: D and its letter.")

    def _drawn(self, annotation: Annotation) -> None:
        """A finished one; words are asked for before it counts."""
        self.leave()
        if annotation.kind == "text":
            self._write(annotation, True)
        else:
            self.board.add(annotation)

    # -- words
    def edit_text(self, id_: str) -> None:
        found = [a for a in self.board.annotations if a.id == id_]
        if found:
            self._write(found[0], False)

    def _write(self, annotation: Annotation, new: bool) -> None:
        if self._editor is not None:
            self._editor.finish(True)
        video = self._window.video
        points = self.board.moment.points(annotation) or annotation.points
        x, y = points[-1]
        editor = TextEdit(annotation.text, video.mapFromScene(QPointF(x, y)), video.viewport())

        def written(text: str | None) -> None:
            self._editor = None
            self.gestures.cancel()
            self._window.setFocus()
            if new and text:
                self.board.add(replace(annotation, text=text))
            elif not new and text is not None and text != annotation.text:
                if text or annotation.kind != "text":
                    self.board.set_text(annotation.id, text)
                else:
                    self.board.delete([annotation.id])  # words without words cannot be seen

        editor.done.connect(written)
        self._editor = editor
        editor.show()
        editor.setFocus()

    @property
    def editor(self) -> TextEdit | None:
        return self._editor

    # -- joints
    def follow_joint(self) -> None:
        """The joint nearest to the middle of what is selected; those that follow one already stop."""
        chosen = [a for a in self.board.chosen if a.kind not in TIED]
        if not chosen:
            return
        if all(a.follows for a in chosen):
            self.board.follow("")
            return
        moment = self.board.moment
        points: list[Point] = [p for a in chosen for p in moment.points(a) or a.points]
        middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
        joint = nearest(moment, middle)
        if joint is None:
            self._window.session.messages.tell("info", "No joints were found on this frame: analyse the clip first.")
        else:
            self.board.follow(joint)

    def next_joint(self, step: int) -> bool:
        """Of the tool in the hand, or of the one drawing selected.  False where neither is tied to a joint."""
        tool, chosen, aim = self.board.tool, self.board.chosen, self.gestures.aim
        if tool in TIED:
            if not aim.next(tool, step):
                self.gestures.missed.emit(aim.refusal(tool, ""))
        elif tool is None and len(chosen) == 1 and chosen[0].kind in TIED:
            aim.retie(chosen[0], step)
        else:
            return False
        return True

    # -- menu and list
    def _open_menu(self, at: QPointF, of_drawings: bool) -> None:
        menu = QMenu(self._window)
        if of_drawings:
            fill(menu, self.board, self._window.acts)
        else:
            fill_here(menu, self._window.acts)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QPoint(math.floor(at.x()), math.floor(at.y())))

    def open_list(self) -> None:
        if self._list is None:
            made = DrawingsList(self.board, self._window.session.document.clock, self._window)
            made.went.connect(self._window.seek)
            made.destroyed.connect(self._list_closed)
            self._list = made
        self._list.show()
        self._list.activateWindow()

    @property
    def list(self) -> DrawingsList | None:
        return self._list

    def _list_closed(self) -> None:
        self._list = None
