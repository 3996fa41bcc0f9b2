"""The list of keys, made from the table of actions."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.actions import ACTIONS, GROUPS, key_text, keys_now
from app.language.tr import tr

# from wide to narrow: the first that fits is taken, because nobody looks for a key by scrolling sideways
COLUMNS = (
    (("Clip", "Edit", "Analysis", "Help"), ("Playback", "Time"), ("View", "Draw"), ("Drawings",)),
    (("Clip", "Edit", "Help"), ("Analysis", "Playback", "Time"), ("View", "Draw", "Drawings")),
    (("Clip", "Edit", "Analysis", "Help"), ("Playback", "Time", "View", "Draw", "Drawings")),
    (("Clip", "Edit", "Analysis", "Playback", "Time", "View", "Draw", "Drawings", "Help"),),
)


def rows(group: str) -> list[tuple[str, str]]:
    """(keys, what they do) of one group."""
    keys = keys_now()
    return [(key_text(a, keys), a.title.rstrip("…")) for a in ACTIONS if a.group == group and keys[a.name]]


class KeysDialog(QDialog):
    """Closed by Escape."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        scrolled.setAccessibleName(tr("Keys"))
        whole.addWidget(scrolled)
        room = self.screen().availableSize() * 0.92  # on a small screen the rest is scrolled to
        bar = QSize(16, 16)
        for columns in COLUMNS:
            self.page = _page(columns)
            scrolled.setWidget(self.page)
            if (self.page.sizeHint() + bar).width() <= room.width():
                break
        self.resize((self.page.sizeHint() + bar).boundedTo(room))


def _page(columns: Sequence[Sequence[str]]) -> QWidget:
    page = QWidget()
    across = QHBoxLayout(page)
    across.setContentsMargins(24, 16, 24, 24)
    across.setSpacing(32)
    assert sorted(g for column in columns for g in column) == sorted(GROUPS)
    for groups in columns:
        grid = QGridLayout()  # one for all groups under each other: what the keys do stands in one line
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)  # the keys stay together, what they do begins right beside them
        across.addLayout(grid)
        for group in groups:
            head = QLabel(tr(group))
            head.setProperty("role", "head")
            head.setContentsMargins(0, 12 if grid.count() else 0, 0, 4)
            grid.addWidget(head, grid.rowCount(), 0, 1, 2)
            for keys, text in rows(group):
                shown = QLabel(keys)
                shown.setProperty("role", "muted")
                row = grid.rowCount()
                grid.addWidget(shown, row, 0)
                grid.addWidget(QLabel(text), row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
    return page
