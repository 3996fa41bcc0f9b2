"""Over each row of the kinogram: whose step it is, as a list of all the steps that can be shown there."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QRect, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.kinogram_model import landing_of, step_title, titled
from app.language.tr import tr
from core.analysis import Analysis
from core.measures.kinogram import POSITIONS, Kinogram
from core.pose.skeleton import SIDES, Side

LIST_PX = 240  # at least, so that both are alike
KEY_PX = 24  # left of the list: the side's key


class StepLists(QObject):
    """Two lists, made once; `chosen` hands over a leg and its touchdown, None = the one that is found to be best."""

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lists: dict[Side, QComboBox] = {}
        for side in SIDES:
            made = QComboBox(parent)
            made.setProperty("role", "inline")
            made.setAccessibleName(tr("Step of the {side} leg in the kinogram", side=tr(side)))
            made.setToolTip(tr("Which step's five positions are shown. Exports and the report show the same."))
            made.activated.connect(partial(self._activated, side))
            made.hide()
            self.lists[side] = made

    def show_sequences(
        self, analysis: Analysis | None, every: Sequence[Kinogram], found: Mapping[Side, Kinogram],
        shown: Mapping[Side, Kinogram],
    ) -> None:  # fmt: skip
        """found : the best of each leg.  shown : what the page shows of them."""
        for side, box in self.lists.items():
            with QSignalBlocker(box):
                box.clear()
                for k in every if analysis is not None else ():
                    if k.side == side and analysis is not None:
                        best = k.step == found[side].step
                        box.addItem(_words(analysis, k, best), None if best else landing_of(analysis, k))
                        if k.step == shown[side].step:
                            box.setCurrentIndex(box.count() - 1)
            box.setVisible(box.count() > 0)

    def place(self, tops: Mapping[Side, tuple[float, float]], height: int, room: int) -> None:
        """tops : where each row's key stands.  room : how wide the page is."""
        for side, (x, y) in tops.items():
            wide = min(max(self.lists[side].sizeHint().width(), LIST_PX), room // 2)
            self.lists[side].setGeometry(QRect(round(x) + KEY_PX, round(y), wide, height))

    def _activated(self, side: Side, index: int) -> None:
        self.chosen.emit(side, self.lists[side].itemData(index))


def _words(analysis: Analysis, kinogram: Kinogram, best: bool) -> str:
    told = step_title(kinogram.side, titled(analysis)[kinogram.step])
    if best:
        return tr("{step} (seen best)", step=told)
    if not kinogram.complete:
        return tr("{step} ({n} of {all} positions)", step=told, n=len(kinogram.tiles), all=len(POSITIONS))
    return told
