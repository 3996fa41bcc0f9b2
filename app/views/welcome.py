"""The first page: what to do, the demo clips, and what was open lately."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.language.tr import tr
from core.project.file import SUFFIX

DEMO_WORDS = {"squat": "Squat, from the side", "sprint": "Sprint, camera follows the runner"}
ADVICE = (
    "Film from the side, the phone level, the whole athlete in the picture, both feet included.",
    "Squat: hip height, 30 frames a second are enough. From the front for knee tracking.",
    "Sprint: 120 or 240 frames a second, the runner at least a third of the picture's height.",
)
RECENT_SHOWN = 5


class Welcome(QWidget):
    """Shown while no clip is open."""

    chosen = Signal(object)

    def __init__(self, open_action: QAction, demos: list[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        row = QHBoxLayout()
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)
        column = QVBoxLayout()
        column.setSpacing(8)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        column.addWidget(_label(tr("Drop a video of a squat or a sprint here"), "title"))
        column.addSpacing(8)
        buttons = QHBoxLayout()
        self.open_button = QPushButton(tr("Open a video…"))
        self.open_button.setProperty("primary", True)
        self.open_button.setToolTip(open_action.toolTip())
        self.open_button.clicked.connect(open_action.trigger)
        buttons.addWidget(self.open_button)
        self.demo_buttons: list[QPushButton] = []
        for path in demos:
            button = QPushButton(tr("Demo: {clip}", clip=tr(DEMO_WORDS.get(path.stem, path.stem))))
            button.setToolTip(tr("A rendered person, no real one: see what the program does with a clip"))
            button.clicked.connect(partial(self.chosen.emit, path))
            buttons.addWidget(button)
            self.demo_buttons.append(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(16)
        for line in ADVICE:
            column.addWidget(_label(tr(line), "muted"))
        column.addSpacing(16)
        self._recent_head = _label(tr("Recent"), "muted")
        column.addWidget(self._recent_head)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        column.addLayout(self._recent)
        self.recent_buttons: list[QPushButton] = []
        self.set_recent([])

    def set_recent(self, paths: list[Path]) -> None:
        for button in self.recent_buttons:
            self._recent.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.recent_buttons = []
        self._recent_head.setVisible(bool(paths))
        for path in paths[:RECENT_SHOWN]:
            button = QPushButton(clip_words(path))
            button.setProperty("link", True)
            button.setToolTip(str(path))
            button.clicked.connect(partial(self.chosen.emit, path))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.recent_buttons.append(button)


def clip_words(path: Path) -> str:
    """How a clip or a project is called in a list of what was open lately."""
    return path.name if path.suffix != SUFFIX else tr("{name} (project)", name=path.stem)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    return label
