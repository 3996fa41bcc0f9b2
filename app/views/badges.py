"""The badges in the picture's corner; those that can be changed are buttons."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.badges import Badge


class BadgeRow(QWidget):
    """Made anew only where a badge really changed: while playing they are looked at twice a second."""

    chosen = Signal(str)  # the action of the clicked badge

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._badges: list[Badge] = []
        self._parts: list[QWidget] = []
        self.hide()

    @property
    def texts(self) -> list[str]:
        return [badge.text for badge in self._badges]

    def set_badges(self, badges: Sequence[Badge]) -> None:
        if list(badges) == self._badges:
            return
        self._badges = list(badges)
        for part in self._parts:
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [self._made(badge) for badge in badges]
        for part in self._parts:
            self._row.addWidget(part)
            part.show()
        self.setVisible(bool(badges))
        self._row.activate()
        self.adjustSize()

    def button(self, action: str) -> QPushButton | None:
        """The first badge that does this."""
        for badge, part in zip(self._badges, self._parts, strict=True):
            if badge.action == action and isinstance(part, QPushButton):
                return part
        return None

    def _made(self, badge: Badge) -> QWidget:
        part: QLabel | QPushButton
        if badge.action:
            part = QPushButton(badge.text, self)
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            part.setCursor(Qt.CursorShape.PointingHandCursor)
            part.clicked.connect(partial(self._click, badge.action))
        else:
            part = QLabel(badge.text, self)
        part.setProperty("role", "badge")
        part.setToolTip(badge.tip)
        return part

    def _click(self, action: str, *_: object) -> None:
        self.chosen.emit(action)
