"""The numbers of the rep or step under the cursor: a few large cards, then one row for each of the rest."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.badges import slow_hint
from app.choice import split
from app.document import Document
from app.language.tr import said, tr
from app.theme import DARK, Theme
from app.views.card import Card
from app.views.laid_out import laid_out_once
from app.views.whole_rows import WholeRows
from app.words import by_hand_words
from core.measures.looks_like import looks_like

LARGE_CARDS = 4
FEW_CARDS = 2
READY_ROWS = 24  # made with the window: when an analysis ends, everything else appears in the same moment


class CardsView(QWidget):
    """Follows the document's current unit; a click chooses the measure drawn on the picture."""

    explained = Signal(str)
    changed = Signal()  # there are more rows

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme: Theme = DARK
        self._head = QLabel()
        self._head.setProperty("role", "head")
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "muted")
        self.large = [Card(True) for _ in range(LARGE_CARDS)]
        self.rows: list[Card] = []
        self._few = False
        grid = QGridLayout()
        grid.setSpacing(4)
        for i, card in enumerate(self.large):
            card.chosen.connect(self.choose)
            card.explained.connect(self.explained)
            grid.addWidget(card, i // 2, i % 2)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self.area = WholeRows(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 4, 4)
        column.setSpacing(6)
        column.addWidget(self._head)
        column.addWidget(self._sentence)
        column.addLayout(grid)
        column.addWidget(self.area, 1)
        document.unit_changed.connect(self._update)
        document.measure_changed.connect(self._mark_chosen)
        document.opened.connect(self._update)
        document.clip_changed.connect(self._update)
        self._make_rows(READY_ROWS)
        self._update()

    def add_below(self, widget: QWidget) -> None:
        """Under the rows, in the part that scrolls."""
        self._list.insertWidget(self._list.count() - 1, widget)

    def set_few(self, on: bool) -> None:
        """One line of large cards, the others among the rows: where it is low none may be squeezed."""
        if on != self._few:
            self._few = on
            self._update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for card in (*self.large, *self.rows):
            card.set_theme(theme)

    @property
    def sentence(self) -> str:
        """What is said where there are no numbers."""
        return self._sentence.text()

    @property
    def head(self) -> str:
        return self._head.text()

    def _update(self) -> None:
        with laid_out_once(self._list):
            self._tell()

    def _tell(self) -> None:
        document = self._document
        unit, analysis = document.unit, document.analysis
        if unit is None or analysis is None:
            self._head.setText("" if analysis is None else tr("No numbers"))
            self._head.setVisible(analysis is not None)
            self._sentence.setText(empty_sentence(document))
            self._sentence.show()
            for card in (*self.large, *self.rows):
                card.hide()
            return
        self._sentence.hide()
        self._head.show()
        self._head.setText(unit.title_of(len(document.units)))
        metrics, by_hand = unit.metrics, by_hand_words(analysis.pose.by_hand)
        cards, rest = split(analysis, metrics, FEW_CARDS if self._few else LARGE_CARDS)
        for card, name in zip(self.large, [*cards, *[""] * LARGE_CARDS], strict=False):
            card.setVisible(bool(name))
            if name:
                card.set_metric(name, metrics[name], by_hand)
        self._make_rows(len(rest))
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(rest))
            if i < len(rest):
                row.set_metric(rest[i], metrics[rest[i]], by_hand)
        self._mark_chosen()

    def _make_rows(self, count: int) -> None:
        while len(self.rows) < count:
            row = Card(False)
            row.hide()
            row.set_theme(self._theme)
            row.chosen.connect(self.choose)
            row.explained.connect(self.explained)
            self._list.insertWidget(len(self.rows), row)
            self.rows.append(row)
            self.changed.emit()

    def choose(self, name: str) -> None:
        self._document.set_measure(None if name == self._document.measure else name)

    def _mark_chosen(self) -> None:
        for card in (*self.large, *self.rows):
            card.set_chosen(card.name == self._document.measure)


def empty_sentence(document: Document) -> str:
    """Why there are no numbers, plainly."""
    analysis = document.analysis
    if analysis is None:
        return tr("The numbers of each rep or step appear here when the clip has been analysed.")
    if analysis.pose.frames_with_pose == 0:
        return tr("Nobody was found in this clip. The whole athlete must be in the picture, head to feet.")
    if len(analysis.raw) == 1:
        return tr("This is a single picture: the pose is shown, and nothing that moves can be measured. Film a video.")
    if refused := [note for note in analysis.quality if note.code in ("too_short", "body_cut")]:
        return said(refused[0].message)
    if not document.units and slow_hint(document):
        return tr("This looks like slow motion. Give the rate it was filmed at: below, or a click on the badge.")
    if analysis.movement == "none" and (told := looks_like(analysis.rejected)):
        return tr("No squat was counted: {told}. If there is one, choose the movement above.", told=said(told))
    if analysis.movement == "none":
        return tr("No squat and no run was found in this clip. If there is one, choose the movement above.")
    if analysis.movement == "squat":
        return tr("No complete squat was found in this clip. What was looked at and not counted is listed below.")
    return tr("No complete step was found in this clip. What was looked at and not counted is listed below.")
