"""What the reps or steps tell together: best, loss, drift, left against right, each with its plus-minus."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.choice import set_names
from app.document import Document
from app.language.tr import tr
from app.theme import DARK, Theme
from app.views.card import Card
from app.views.laid_out import laid_out_once
from app.words import by_hand_words


class SetSummary(QWidget):
    """One row a number, under the numbers of the current rep or step; not there where there is nothing to tell."""

    chosen = Signal(str)
    explained = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme: Theme = DARK
        self.rows: list[Card] = []
        self._head = QLabel()
        self._head.setProperty("role", "muted")
        self._head.setContentsMargins(8, 8, 0, 2)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        document.analysis_changed.connect(self._update)
        document.measure_changed.connect(self._mark_chosen)
        self._update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for row in self.rows:
            row.set_theme(theme)

    def _update(self) -> None:
        analysis = self._document.analysis
        names = [] if analysis is None else set_names(analysis)
        self.setVisible(bool(names))
        if analysis is None or not names:
            return
        count = len(self._document.units)
        self._head.setText(tr("All {n} reps" if analysis.movement == "squat" else "All {n} steps", n=count))
        while len(self.rows) < len(names):
            row = Card(False)
            row.set_theme(self._theme)
            row.chosen.connect(self.chosen)
            row.explained.connect(self.explained)
            self._column.addWidget(row)
            self.rows.append(row)
        with laid_out_once(self._column):
            for i, row in enumerate(self.rows):
                row.setVisible(i < len(names))
                if i < len(names):
                    row.set_metric(names[i], analysis.summary[names[i]], by_hand_words(analysis.pose.by_hand))
        self._mark_chosen()

    def _mark_chosen(self) -> None:
        for row in self.rows:
            row.set_chosen(row.name == self._document.measure)
