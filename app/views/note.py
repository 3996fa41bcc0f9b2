"""The sentence over a picture: what to click on, or which frame is shown."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtWidgets import QLabel, QWidget

BESIDE_TOOLS_PX: Final = 60
NOTE_TOP_PX: Final = 40  # under the badges
GAP_PX: Final = 8
FOOT_PX: Final = 12
CLEAR_PX: Final = 12  # around a point that is not to be covered


class Note(QLabel):
    """At the foot of the picture, in the middle; one that is always there stands aside, in a corner."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setProperty("role", "badge")
        self._view = view
        self._high = self._aside = self._at_right = False
        self.foot_px = 0  # of the height are taken by tools
        self.hide()

    def tell(self, text: str, aside: bool = False) -> None:
        """aside : it tells something about the picture all the time, and must cover nothing of the athlete."""
        if (text, aside) == (self.text(), self._aside):
            return
        self.setText(text)
        self._aside = aside
        self.fit()
        self.setVisible(bool(text))
        self.place()

    def fit(self) -> None:
        """As wide as its words, in more lines where the tools leave less room."""
        room = max(self._view.width() - 2 * BESIDE_TOOLS_PX, 160)
        self.setMinimumSize(0, 0)  # else it is never narrower than its widest sentence
        self.setWordWrap(False)
        size = self.sizeHint()
        if size.width() > room:
            self.setWordWrap(True)
            size = QSize(room, self.heightForWidth(room))
        self.setFixedSize(size)  # else each new text has the window laid out anew

    def keep_clear(self, points: Iterable[QPoint]) -> None:
        """Points of the view that the sentence at its foot must not cover: it goes to the top then."""
        around = self._at_foot(self._at_right).adjusted(-CLEAR_PX, -CLEAR_PX, CLEAR_PX, CLEAR_PX)
        high = any(around.contains(point) for point in points)
        if high != self._high:
            self._high = high
            self.place()

    def avoid(self, boxes: Iterable[QRectF]) -> None:
        """Numbers and joints as they are painted: standing aside it goes to the other corner, where that is free."""
        if not self._aside or not self.isVisible():
            return
        taken = [box.toAlignedRect() for box in boxes]
        here, there = (self._at_foot(right) for right in (self._at_right, not self._at_right))
        if any(here.intersects(box) for box in taken) and not any(there.intersects(box) for box in taken):
            self._at_right = not self._at_right
            self.place()

    def place(self) -> None:
        at = self._at_foot(self._at_right).topLeft()
        self.move(QPoint(at.x(), NOTE_TOP_PX) if self._high else at)

    def _at_foot(self, right: bool) -> QRect:
        gap = GAP_PX if self.foot_px or self._aside else FOOT_PX
        y = self._view.height() - self.foot_px - self.height() - gap
        across = self._view.width() - self.width()
        x = (across - GAP_PX if right else GAP_PX) if self._aside else across // 2
        return QRect(QPoint(x, y), self.size())
