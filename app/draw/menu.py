"""Menus under the right button: what can be done to the selected drawings (also behind the style bar's dots), and
beside them what can be done here."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.draw import clipboard
from app.draw.board import Board
from app.draw.tools import GROUPS
from app.language.tr import tr
from core.annotations.kinds import TIED

# beside the drawings, by what people look for there
_HERE: Final = (
    ("marker", "repair", "pick", "scale_line", "origin_here"),
    ("fit", "actual_size", "magnifier", "overlay", "trail"),
    ("snapshot", "copy_snapshot"),
)
_ALWAYS: Final = ("bring_here", "seen_until", "duplicate", "copy", "delete")


def fill(menu: QMenu, board: Board, actions: Mapping[str, QAction]) -> None:
    """Only what fits the kinds that are selected."""
    kinds = {a.kind for a in board.chosen}
    menu.addAction(actions["edit_text"])
    if kinds - TIED:
        menu.addAction(actions["follow_joint"])
    if "stopwatch" in kinds or "counter" in kinds:
        menu.addAction(actions["mark_here"])
        menu.addAction(actions["stop_here"])
    if "counter" in kinds:
        menu.addAction(actions["count_what"])
    for kind, title, choices in _AMOUNTS:
        if kinds == {kind}:
            part = menu.addMenu(tr(title))
            for amount, words in choices:
                action = part.addAction(words)
                action.setCheckable(True)
                action.setChecked(all(a.amount == amount for a in board.chosen))
                action.triggered.connect(partial(_set_amount, board, amount))
    menu.addSeparator()
    for name in _ALWAYS:
        menu.addAction(actions[name])


def fill_here(menu: QMenu, actions: Mapping[str, QAction]) -> None:
    """What is done most on a picture: draw on it, put right what was found, look closer, keep it."""
    draw = menu.addMenu(tr("Draw"))
    for tools in GROUPS.values():
        draw.addActions([actions[tool.action] for tool in tools])
        draw.addSeparator()
    if clipboard.holds():
        menu.addAction(actions["paste"])
    for names in _HERE:
        menu.addSeparator()
        menu.addActions([actions[name] for name in names])


def _set_amount(board: Board, amount: float, *_: object) -> None:
    board.set_amount(amount)


_AMOUNTS: Final = (
    ("grid", "Cells across", tuple((float(n), str(n)) for n in (4, 6, 8, 12, 16, 24))),
    ("magnifier", "Times as large", tuple((n, f"{n:g}×") for n in (1.5, 2.0, 3.0, 4.0, 6.0))),
    ("trail", "Length of the trail", tuple((n, f"{n:g} s") for n in (0.5, 1.0, 2.0, 5.0, 60.0))),
)
