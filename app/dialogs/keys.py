"""The list of keys, made from the table of actions."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.actions import ACTIONS, GROUPS, key_text, keys_now

COLUMNS = (("Clip", "Edit", "Analysis", "Help"), ("Playback", "Time"), ("View", "Draw"), ("Drawings",))


def rows(group: str) -> list[tuple[str, str]]:
    """(keys, what they do) of one group."""
    keys = keys_now()
    return [(key_text(a, keys), a.text.rstrip("…")) for a in ACTIONS if a.group == group and keys[a.name]]


class KeysDialog(QDialog):
    """Closed by Escape."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        page = QWidget()
        scrolled.setWidget(page)
        whole.addWidget(scrolled)
        across = QHBoxLayout(page)
        across.setContentsMargins(24, 16, 24, 24)
        across.setSpacing(32)
        assert {g for column in COLUMNS for g in column} == set(GROUPS)
        for groups in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(4)
            across.addLayout(column)
            for group in groups:
                head = QLabel(group)
                head.setProperty("role", "head")
                column.addWidget(head)
                grid = QGridLayout()
                grid.setContentsMargins(0, 0, 0, 0)
                grid.setHorizontalSpacing(16)
                grid.setVerticalSpacing(2)
                for i, (keys, text) in enumerate(rows(group)):
                    shown = QLabel(keys)
                    shown.setProperty("role", "muted")
                    grid.addWidget(shown, i, 0)
                    grid.addWidget(QLabel(text), i, 1)
                column.addLayout(grid)
                column.addSpacing(12)
            column.addStretch(1)
        room = self.screen().availableSize() * 0.92  # on a small screen the rest is scrolled to
        self.resize((page.sizeHint() + QSize(16, 16)).boundedTo(room))
