"""What the actions of the Draw menu do; `app.commands.Commands` inherits them, one method per row of the table."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.draw.tools import TOOLS
from core.annotations.kinds import Kind

if TYPE_CHECKING:
    from app.draw.board import Board
    from app.draw.drawing import Drawing
    from app.window import Window


class DrawCommands:
    """`draw_line` and its like, one for each tool, are added below."""

    _window: "Window"

    @property
    def _drawing(self) -> "Drawing":
        return self._window.drawing

    @property
    def _board(self) -> "Board":
        return self._window.drawing.board

    def draw_in_middle(self) -> None:
        self._drawing.place_in_middle()

    def next_annotation(self) -> None:
        self._board.select_next(1)

    def previous_annotation(self) -> None:
        self._board.select_next(-1)

    def next_handle(self) -> None:
        self._board.next_handle()

    def nudge_left(self) -> None:
        self._nudge(-1, 0)

    def nudge_right(self) -> None:
        self._nudge(1, 0)

    def nudge_up(self) -> None:
        self._nudge(0, -1)

    def nudge_down(self) -> None:
        self._nudge(0, 1)

    def _nudge(self, x: int, y: int) -> None:
        """By pixels of the screen: what is looked at closely moves in finer steps."""
        ten = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        step = (10 if ten else 1) * self._drawing.gestures.pixel
        self._board.nudge(x * step, y * step)

    def edit_text(self) -> None:
        if len(self._board.chosen) == 1:
            self._drawing.edit_text(self._board.chosen[0].id)

    def follow_joint(self) -> None:
        self._drawing.follow_joint()

    def seen_frame(self) -> None:
        self._board.see("frame")

    def seen_fade(self) -> None:
        self._board.see("fade")

    def seen_range(self) -> None:
        self._board.see("range")

    def seen_clip(self) -> None:
        self._board.see("clip")

    def seen_until(self) -> None:
        self._board.see_until()

    def mark_here(self) -> None:
        self._board.mark_here()

    def stop_here(self) -> None:
        self._board.stop_here()

    def count_what(self) -> None:
        self._board.count_what()

    def duplicate(self) -> None:
        self._board.duplicate()

    def copy(self) -> None:
        self._board.copy()

    def paste(self) -> None:
        self._board.paste()

    def bring_here(self) -> None:
        self._board.bring_here()

    def delete(self) -> None:
        self._board.delete()

    def select_all(self) -> None:
        self._board.select([a.id for a in self._board.seen()])

    def show_drawings(self, on: bool) -> None:
        self._board.set_shown(on)

    def drawings_list(self) -> None:
        self._drawing.open_list()


def _chooses(kind: Kind) -> Callable[[DrawCommands, bool], None]:
    def choose(self: DrawCommands, on: bool) -> None:
        self._drawing.choose(kind, on)

    return choose


for _tool in TOOLS:
    setattr(DrawCommands, _tool.action, _chooses(_tool.kind))
