"""Keeps working range and time's origin the same in the edits and where they are used, whoever changes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.playhead import Playhead

_SAME_S = 1e-6


class EditSync(QObject):
    """The scrubber moves the playhead's range, undo moves the edits': either follows the other."""

    pick_changed = Signal()  # another athlete is to be measured

    def __init__(self, document: Document, head: Playhead, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._head = document, head
        self._held = False
        self._pick = document.edits.pick
        document.edits_changed.connect(self.pull)
        document.clock.changed.connect(self._origin_moved)
        head.range_changed.connect(self._range_moved)

    @contextmanager
    def held(self) -> Iterator[None]:
        """While a clip is opened nothing that is reset counts as done by hand; then the edits are taken over."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        self._pick = self._document.edits.pick
        self.pull()

    def pull(self) -> None:
        """From the edits to playhead and clock."""
        if self._held or not len(self._head.times):
            return
        edits = self._document.edits
        self._document.clock.set_origin(edits.origin_s)
        start_s, end_s = (None if t is None else self._head.snapped(t) for t in edits.range_s)
        if not _same((start_s, end_s), (self._head.range_in, self._head.range_out)):
            self._head.set_range(start_s, end_s)
        if edits.pick != self._pick:
            self._pick = edits.pick
            self.pick_changed.emit()

    def _range_moved(self) -> None:
        mine, edits = (self._head.range_in, self._head.range_out), self._document.edits
        if not self._held and not _same(mine, edits.range_s):
            self._document.apply("working range", replace(edits, range_s=mine), "range")

    def _origin_moved(self) -> None:
        origin_s, edits = self._document.clock.origin_s, self._document.edits
        if not self._held and abs(origin_s - edits.origin_s) > _SAME_S:
            self._document.apply("where time starts", replace(edits, origin_s=origin_s))


def _same(a: tuple[float | None, float | None], b: tuple[float | None, float | None]) -> bool:
    return all(
        x == y if x is None or y is None else abs(x - y) < _SAME_S for x, y in zip(a, b, strict=True)
    )  # fmt: skip
