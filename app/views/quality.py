"""What to refilm, and what was looked at and not counted, in a coach's words."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.document import Document
from core.analysis import QualityNote
from core.events.event import Rejected

SIGNS = {"info": "·", "caution": "△", "refuse": "–"}
SEVERITY_WORDS = {"info": "Note", "caution": "Caution", "refuse": "Cannot be measured"}


class QualityView(QScrollArea):
    """A short list; a rejected span goes to its place on a click."""

    seeked = Signal(float)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._inner = QWidget()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Quality")
        self._fill()
        document.analysis_changed.connect(self._fill)

    def sizeHint(self) -> QSize:
        return QSize(240, min(max(self._inner.sizeHint().height(), 24), 180))

    def texts(self) -> list[str]:
        """Every line as it is shown."""
        lines = [w.text() for w in self._inner.findChildren(QLabel)]
        return lines + [b.text() for b in self._inner.findChildren(QPushButton)]

    def _fill(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(8, 0, 4, 4)
        column.setSpacing(4)
        analysis = self._document.analysis
        order = ("refuse", "caution", "info")
        notes = sorted(analysis.quality, key=lambda n: order.index(n.severity)) if analysis else []
        for note in notes:
            column.addWidget(_note(note))
        for rejected in analysis.rejected if analysis else ():
            column.addWidget(self._rejected(rejected))
        if analysis is not None and not notes and not analysis.rejected:
            column.addWidget(_label("Nothing to refilm."))
        column.addStretch(1)
        self._inner = inner
        self.setWidget(inner)
        self.updateGeometry()

    def _rejected(self, rejected: Rejected) -> QPushButton:
        button = QPushButton(f"{rejected.from_s:.1f}\N{EN DASH}{rejected.to_s:.1f} s not counted")
        button.setProperty("link", True)
        button.setToolTip(f"Not counted as a {rejected.kind}: {rejected.reason}")
        button.clicked.connect(partial(self.seeked.emit, rejected.from_s))
        button.setAccessibleDescription(rejected.reason)
        return button


def _note(note: QualityNote) -> QLabel:
    label = _label(f"{SIGNS[note.severity]} {note.message}")
    label.setToolTip(SEVERITY_WORDS[note.severity])
    return label


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label
