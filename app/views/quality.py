"""What to refilm, and what was looked at and not counted, in a coach's words."""

from html import escape

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
    rate_wanted = Signal()  # the person wants to give the true frame rate

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
        document.clock.changed.connect(self._fill)

    def sizeHint(self) -> QSize:
        return QSize(240, min(max(self._inner.sizeHint().height(), 24), 240))

    def texts(self) -> list[str]:
        """Every line as it is shown."""
        return [w.text() for w in self._inner.findChildren(QLabel)]

    def retell(self) -> None:
        """Links keep the colour they were made with: after another theme everything is made anew."""
        self._fill()

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
            if note.code == "slow_motion":
                column.addWidget(self._rate_button(), 0, Qt.AlignmentFlag.AlignLeft)
        for rejected in analysis.rejected if analysis else ():
            column.addWidget(self._rejected(rejected))
        if analysis is not None and not notes and not analysis.rejected:
            column.addWidget(_label("Nothing to refilm."))
        column.addStretch(1)
        self._inner = inner
        self.setWidget(inner)
        self.updateGeometry()

    def _rate_button(self) -> QPushButton:
        button = QPushButton("Give the true rate…")
        button.setProperty("role", "inline")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self.rate_wanted)
        return button

    def _rejected(self, rejected: Rejected) -> QLabel:
        """The time is a link: a click, or Enter on it, goes there."""
        told = self._document.clock.short
        span = f"{told(rejected.from_s, 1)} to {told(rejected.to_s, 1)} s"
        label = _label("")
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(f'<a href="{rejected.from_s}">{span}</a> is no {rejected.kind}: {escape(rejected.reason)}')
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        label.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        label.linkActivated.connect(self._go)
        return label

    def _go(self, link: str) -> None:
        self.seeked.emit(float(link))


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
