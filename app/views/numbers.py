"""The panel at the right: cards of the current rep or step, the table of all, what to refilm."""

from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.document import Document
from app.language.tr import tr
from app.theme import Theme
from app.views.cards import CardsView
from app.views.quality import QualityView
from app.views.set_summary import SetSummary
from app.views.table import ROW_PX, UnitsTable
from app.views.when_shown import WhenShown

WIDTH = 252
ROOMY_PX = 600
TABLED_PX = 220  # from here on a line of cards and some rows of the table fit beside a closer look
LOW_PX = 430  # lower than this the cards take one line
BRIEF_PX = 520  # lower than this what the clip can tell takes one line
TOLD_PX = 120  # where there are no numbers: of the sentence that says so
LISTED_PX = 84  # of the rows under the cards: two or three of them, so that the list is seen to be one


class NumbersPanel(QWidget):
    """Told apart from the picture by its background, not by lines."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(WIDTH)
        self._document = document
        self._compact = False
        self.cards = CardsView(document)
        self.summary = SetSummary(document)
        self.summary.chosen.connect(self.cards.choose)
        self.summary.explained.connect(self.cards.explained)
        self.cards.add_below(self.summary)
        self.table = UnitsTable(document)
        self.quality = QualityView(document)
        self._quality_head = QLabel(tr("What this clip can tell"))
        self._quality_head.setProperty("role", "muted")
        self._quality_head.setWordWrap(True)
        self._quality_head.setContentsMargins(8, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(self.cards, 5)
        column.addWidget(self.table, 4)
        column.addWidget(self._quality_head)
        column.addWidget(self.quality)
        self.table.setMinimumHeight(108)
        self._later = WhenShown(self, self._order)  # once everything of a result is made
        self.cards.changed.connect(self._later.ask)
        self.quality.changed.connect(self._later.ask)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_went)
        document.analysis_changed.connect(self._update)
        document.landmarks_changed.connect(self._show_quality)  # from the first on: before any number
        self._update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 400)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen the quality notes scroll sooner, so that the table keeps a few rows."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Without a table there is room to tell everything."""
        roomy = 128 if self.height() >= ROOMY_PX else 74
        self.quality.setMaximumHeight(roomy if self.table.units.rowCount() else max(240, self.height() - TOLD_PX))
        self.table.setVisible(self._tabled)
        self.table.setMinimumHeight(1 if self._compact else 86 if self._low else 108)
        self.cards.set_few(self._low)
        self.cards.area.setMinimumHeight(LISTED_PX if self.table.units.rowCount() and not self._low else 36)
        self._show_quality()

    @property
    def _low(self) -> bool:
        """Whether cards, table and what the clip can tell do not all fit."""
        return self.table.units.rowCount() > 0 and (self._compact or self.height() < LOW_PX)

    @property
    def _brief(self) -> bool:
        """Whether what the clip can tell must leave its room to numbers."""
        return self._low or (self.table.units.rowCount() > 0 and self.height() < BRIEF_PX)

    @property
    def _tabled(self) -> bool:
        """Whether there is a table, and room for it."""
        return self.table.units.rowCount() > 0 and (not self._compact or self.height() >= TABLED_PX)

    def set_compact(self, on: bool) -> bool:
        """As low as one line of cards, for when the studies need the height.  True where that changes anything."""
        changed = on != self._compact
        self._compact = on
        if changed:
            self._update()
        return changed

    def set_theme(self, theme: Theme) -> None:
        self.cards.set_theme(theme)
        self.summary.set_theme(theme)
        self.quality.retell()

    def _order(self) -> None:
        """Tab goes as one reads, though rows and notes are made when there is something to tell.

        A list is one stop, and arrows go on in it: there are fifty rows between the cards and the table.
        """
        rows, summary = self.cards.rows, self.summary.rows
        for row in (*rows[1:], *summary[1:]):
            row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        notes = [w for w in self.quality.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        chain = [*self.cards.large, *rows[:1], *summary[:1], self.table, *notes]
        for one, following in pairwise(chain):
            QWidget.setTabOrder(one, following)

    def _focus_went(self, old: QWidget | None, now: QWidget | None) -> None:
        """What Tab comes to is seen, also from outside its list."""
        areas: tuple[QScrollArea, ...] = (self.cards.area, self.quality)
        for area in areas:
            if now is not None and area.isAncestorOf(now):
                area.ensureWidgetVisible(now, 0, 0)

    def _update(self) -> None:
        rows = self.table.units.rowCount()
        self.table.setMaximumHeight(42 + ROW_PX * max(rows, 1))
        self._share()

    def _show_quality(self) -> None:
        """On a low screen a line that lists what is not fine, and all of it on hover."""
        document = self._document
        done, there = document.analysis is not None, document.analysis is not None or document.partial is not None
        head = tr("What this clip can tell" if done else "What this clip can tell so far…")
        later = "" if done else tr("It may change until the analysis is finished")
        told = "\n".join(text for text in (later, *(self.quality.texts() if self._brief else ())) if text)
        self._quality_head.setText(self.quality.brief() if self._brief and done else head)
        self._quality_head.setToolTip(told)
        self._quality_head.setAccessibleDescription(told)
        self._quality_head.setVisible(there and not self._compact)
        self.quality.setVisible(there and not self._compact and not self._brief)
