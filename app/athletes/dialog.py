"""An athlete's history: one measure over their days, the sessions it stands on, and forgetting them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.athletes.chart import HistoryChart
from app.athletes.history import History
from app.athletes.sessions import SessionTable, as_cells
from app.dialogs.room import open_at
from app.language.tr import counted, tr
from app.theme import Theme
from app.words import LEADS, title
from core.athletes.baselines import alike, baseline, days_of, last_of
from core.athletes.db import Athlete
from core.athletes.session import Session

MOVEMENTS = {"squat": "Squat", "sprint": "Sprint, run"}


class HistoryDialog(QDialog):
    """Reads and forgets through the window's history, so that the window never waits for the disk."""

    def __init__(self, history: History, theme: Theme, name: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Athlete's history"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._history, self._wanted = history, name
        self.sessions: Sequence[Session] = ()
        self.athlete, self.movement, self.measure = QComboBox(), QComboBox(), QComboBox()
        for box, told in (
            (self.athlete, tr("Athlete")),
            (self.movement, tr("Movement")),
            (self.measure, tr("Measure")),
        ):
            box.setAccessibleName(told)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.forget_athlete = QPushButton(tr("Forget this athlete…"))
        self.forget_session = QPushButton(tr("Forget this session"))
        self.forget_session.setEnabled(False)
        self.copy = QPushButton(tr("Copy the numbers"))
        self.copy.setToolTip(tr("This measure on every day, as cells for a spreadsheet"))
        self.chart = HistoryChart()
        self.chart.set_theme(theme)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.table = SessionTable()
        top, below = QHBoxLayout(), QHBoxLayout()
        for widget in (self.athlete, self.movement, self.measure):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.copy)
        below.addWidget(self.note, 1)
        below.addWidget(self.forget_session)
        below.addWidget(self.forget_athlete)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.chart, 3)
        column.addWidget(self.table, 2)
        column.addLayout(below)
        open_at(self, 720, 560)
        self.athlete.activated.connect(lambda i: self.show_athlete(self.athlete.itemText(i)))
        self.movement.activated.connect(self._fill_measures)
        self.measure.activated.connect(self._show_measure)
        self.table.itemSelectionChanged.connect(self._selected)
        self.copy.clicked.connect(self._copy)
        self.forget_session.clicked.connect(self._forget_session)
        self.forget_athlete.clicked.connect(self._ask_forget_athlete)
        history.loaded.connect(self._loaded)
        history.athletes_loaded.connect(self._athletes)
        self._reload()

    def show_athlete(self, name: str) -> None:
        self._wanted = name
        self._history.load(name)

    def forget_all(self) -> None:
        """Forget the shown athlete with every session."""
        self._history.delete_athlete(self.athlete.currentText())
        self._wanted = None
        self._reload()

    # -- filling
    def _reload(self) -> None:
        self._history.load_athletes()

    def _athletes(self, athletes: list[Athlete]) -> None:
        names = [a.name for a in athletes]
        self.athlete.clear()
        self.athlete.addItems(names)
        folded = {name.casefold(): name for name in names}
        shown = folded.get(" ".join((self._wanted or "").split()).casefold(), names[0] if names else None)
        self.forget_athlete.setEnabled(shown is not None)
        choice, kept = (self.athlete, self.movement, self.measure, self.copy), (self.table, self.note)
        for widget in (*choice, *kept, self.forget_session, self.forget_athlete):
            widget.setVisible(shown is not None)
        self.chart.nothing = (
            ""
            if shown is not None
            else tr("No athlete is kept yet. Give a name under Athlete…, and what is analysed then stands here.")
        )
        self.chart.update()
        if shown is None:
            self._loaded("", [])
        else:
            self.athlete.setCurrentText(shown)
            self.show_athlete(shown)

    def _loaded(self, name: str, sessions: Sequence[Session]) -> None:
        if name != self.athlete.currentText():
            return
        self.sessions = sessions
        kept = self.movement.currentData()
        self.movement.clear()
        for movement in dict.fromkeys(s.movement for s in reversed(sessions)):
            self.movement.addItem(tr(MOVEMENTS.get(movement, movement)), movement)
        self.movement.setCurrentIndex(max(0, self.movement.findData(kept)) if self.movement.count() else -1)
        self._fill_measures()

    def _fill_measures(self, *_: object) -> None:
        kept, mine = self.measure.currentData(), self._mine()
        counts: dict[str, int] = {}
        for session in mine:
            for name, metric in session.metrics.items():
                counts[name] = counts.get(name, 0) + (metric.value is not None and metric.status != "refused")
        leads = [n.replace("N_", "") for names in LEADS.values() for n in names]
        there = [name for name, count in counts.items() if count]
        there.sort(key=lambda n: leads.index(n) if n in leads else len(leads))
        self.measure.clear()
        for name in there:
            self.measure.addItem(title(name), name)
        self.measure.setCurrentIndex(max(0, self.measure.findData(kept)) if there else -1)
        self.table.show_sessions(mine)
        self._selected()
        self._show_measure()

    def _show_measure(self, *_: object) -> None:
        name, mine = self.measure.currentData(), self._mine()
        last = last_of(mine, name) if name else None
        days = days_of(mine, name, last) if name else []
        unit = next((s.metrics[name].unit for s in self.sessions if name in s.metrics), "") if name else ""
        usual = baseline(days, unit)
        self.chart.show_days(days, usual, unit)
        self.table.show_measure(mine, name or "", title(name) if name else "")
        self.copy.setEnabled(bool(days))
        note = (
            tr(
                "The band is what is usual for this athlete, from the spread of their own days; "
                "hollow dots lie beyond it."
            )
            if usual is not None
            else tr("Clips analysed under an athlete's name are kept here.")
        )
        if last is not None and not all(alike(s, last, name) for s in mine if last_of([s], name)):
            note += " " + tr("Clips seen from another side than the latest one are listed, but not drawn.")
        self.note.setText(note)

    def _mine(self) -> list[Session]:
        """The athlete's sessions of the chosen movement, the earliest first."""
        return [s for s in self.sessions if s.movement == self.movement.currentData()]

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_cells(self._mine(), self.measure.currentData()))

    # -- forgetting
    def _selected(self) -> None:
        self.forget_session.setEnabled(bool(self.table.selectedItems()))

    def _forget_session(self) -> None:
        items = self.table.selectedItems()
        if items:
            self._history.delete_session(int(items[0].data(Qt.ItemDataRole.UserRole)), self.athlete.currentText())

    def _ask_forget_athlete(self) -> None:
        name = self.athlete.currentText()
        box = QMessageBox(self)
        box.setWindowTitle(tr("Forget this athlete"))
        box.setText(
            counted(
                len(self.sessions),
                "Forget {name} with {n} session? The clips themselves stay.",
                "Forget {name} with {n} sessions? The clips themselves stay.",
                name=name,
                n=len(self.sessions),
            )
        )
        forget = box.addButton(tr("Forget"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))  # Enter alone takes nothing away
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        forget.clicked.connect(self.forget_all)
        box.open()
