"""Keeps what is analysed under the athlete's name, and tells it against their usual beside the cards."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.athletes.tasks import Tasks
from app.athletes.words import against_text, against_tip, too_few
from app.choice import ordered
from app.language.tr import counted, tr
from app.later import later
from app.words import title
from core.analysis import Analysis
from core.athletes.baselines import Against, against_usual
from core.athletes.db import AthleteDb
from core.athletes.record import record

if TYPE_CHECKING:
    from app.window import Window

SETTLED_MS: Final = 800  # a correction is dragged for a while: what stands after it is kept
MOST_LINES: Final = 3


@dataclass(frozen=True)
class Usual:
    """What is known of the analysed clip's athlete.

    days_before : of training before this one, filmed from the same side.
    """

    analysis: Analysis
    days_before: int
    found: tuple[Against, ...]


def keep(analysis: Analysis) -> Usual | None:
    """Keep the session and look at the ones before it; runs in the thread."""
    session = record(analysis)
    if session is None or not analysis.athlete:
        return None
    sessions = AthleteDb().sessions(analysis.athlete)
    same = [s for s in sessions if (s.movement, s.view) == (session.movement, session.view)]
    alike = {s.day for s in same if s.day < session.day}
    found = [against_usual(name, metric, session, sessions) for name, metric in session.metrics.items()]
    return Usual(analysis, len(alike), tuple(a for a in found if a is not None))


class History(QObject):
    """Of one window.  loaded(name, sessions) answers `load`."""

    loaded = Signal(str, object)
    athletes_loaded = Signal(object)
    changed = Signal()

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self.usual: Usual | None = None
        self.tasks = Tasks(self)
        self.tasks.failed.connect(window.session.messages.error)
        self._settled = later(self, SETTLED_MS, self._keep)
        self._document = window.session.document
        self._document.analysis_changed.connect(self._analysed)
        self.line = UsualLine(self)
        self.line.more.clicked.connect(window.acts["history"].trigger)
        column = window.numbers.layout()
        assert isinstance(column, QBoxLayout)
        column.insertWidget(1, self.line)

    def load(self, name: str) -> None:
        """Read an athlete's sessions; `loaded` brings them."""
        self.tasks.add(partial(AthleteDb().sessions, name), lambda sessions: self.loaded.emit(name, sessions))

    def load_athletes(self) -> None:
        """Read who is kept; `athletes_loaded` brings them."""
        self.tasks.add(AthleteDb().athletes, self.athletes_loaded.emit)

    def delete_session(self, key: int, name: str) -> None:
        self.tasks.add(partial(AthleteDb().delete_session, key))
        self.load(name)

    def delete_athlete(self, name: str) -> None:
        self.tasks.add(partial(AthleteDb().delete_athlete, name))
        self.load(name)

    def stop(self) -> None:
        """Keep what was about to be kept, and wait for it."""
        if self._settled.isActive():
            self._settled.stop()
            self._keep()
        self.tasks.stop()

    # -- inside
    def _analysed(self) -> None:
        analysis = self._document.analysis
        self.usual = None
        self.changed.emit()
        if analysis is not None and analysis.athlete:
            self._settled.start()
        else:
            self._settled.stop()

    def _keep(self) -> None:
        analysis = self._document.analysis
        if analysis is not None and analysis.athlete:
            self.tasks.add(partial(keep, analysis), self._kept)

    def _kept(self, usual: Usual | None) -> None:
        if usual is not None and usual.analysis is self._document.analysis:
            self.usual = usual
            self.changed.emit()


class UsualLine(QWidget):
    """Under the cards: what is not as usual, first what leads."""

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setProperty("role", "muted")
        self.more = QToolButton()
        self.more.setText(tr("History…"))
        self.more.setProperty("flat", True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setToolTip(tr("Every measure over this athlete's days of training"))
        self.head = QLabel()
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.text)
        history.changed.connect(self.retell)
        self.hide()

    def retell(self) -> None:
        """Which measures are beyond the athlete's own spread; nothing without a name."""
        usual = self._history.usual
        self.setVisible(usual is not None)
        if usual is None:
            return
        self.head.setText(usual.analysis.athlete or "")
        if not usual.found:
            self.text.setText(too_few(usual.days_before + 1))
            self.text.setToolTip("")
            return
        by_name = {a.name: a for a in usual.found}
        names = ordered(usual.analysis, by_name)
        unusual = [by_name[name] for name in names if by_name[name].word != "usual"]
        lines = [f"{title(a.name)}: {against_text(a)}" for a in unusual[:MOST_LINES]]
        if len(unusual) > MOST_LINES:
            rest_n = len(unusual) - MOST_LINES
            lines.append(counted(rest_n, "and {n} more measure", "and {n} more measures", n=rest_n))
        rest = tr("Everything as usual") if not unusual else tr("The rest as usual")
        days = max(a.baseline.days for a in usual.found)
        lines.append(rest + " (" + counted(days, "{n} day", "{n} days", n=days) + ")")
        self.text.setText("\n".join(lines))
        told = (unusual or list(by_name.values()))[:8]
        self.text.setToolTip("\n".join(f"{title(a.name)}: {against_tip(a)}" for a in told))
        self.text.setAccessibleName(self.text.text())
