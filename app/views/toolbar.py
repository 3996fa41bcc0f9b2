"""The row at the top: open, movement, athlete, analyse or cancel with progress, and everything else in a menu."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.actions import ACTIONS, GROUPS
from app.document import MovementChoice
from app.icons import icon
from app.language.tr import said, tr
from app.theme import Theme, number_font
from app.views.elided import ElidedCombo, ElidedLabel
from app.views.popups import let_go
from app.views.welcome import clip_words
from app.words import duration
from core.progress import Progress

MOVEMENTS: tuple[tuple[str, MovementChoice], ...] = (
    ("Automatic", "auto"), ("Squat", "squat"), ("Sprint, run", "sprint"),
)  # fmt: skip

# before these the menus have a line: what belongs together is found together
FIRST_OF_A_PART: Final = frozenset({
    "project_save", "snapshot", "export", "next_clip", "preferences", "event_add", "marker", "repair", "hide_landmark",
    "capture_rate", "pick", "range_from", "origin_here", "back", "play_back", "previous_event", "overlay", "all_time",
    "numbers", "theme", "draw_angle", "draw_ellipse", "draw_text", "draw_spotlight", "draw_in_middle", "edit_text",
    "seen_frame", "mark_here", "duplicate",
})  # fmt: skip


NAME_PX: Final = 120
CLIP_PX: Final = 280
RECENT_SHOWN: Final = 10


def progress_words(progress: Progress, short: bool = False) -> str:
    """Label, rate and time left, as far as they are known.

    short : where there is little room the time left stands first, without the label.
    """
    parts = [said(progress.label)]
    if progress.rate > 0 and progress.stage in ("pose", "find"):
        parts.append(tr("{rate:.0f} frames/s", rate=progress.rate))
    if progress.remaining_s is not None:
        parts.append(tr("{time} left", time=duration(progress.remaining_s)))
        if short:
            parts = parts[:0:-1]
    return "   ".join(parts)


class Toolbar(QWidget):
    """Emits what was chosen; starts nothing itself."""

    movement_chosen = Signal(str)
    clip_chosen = Signal(object)
    recent_chosen = Signal(object)  # a clip or a project that was open lately
    recent_wanted = Signal()  # somebody looks at them

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        self._actions = actions
        self._add_clip(row)
        self._add_run(row)
        icons = [
            _icon_button(actions[name]) for name in ("project_save", "undo", "redo", "compare", "snapshot", "export")
        ]
        for button in icons:
            row.addWidget(button)
        self._add_more(row)
        self._clip_widgets = (self._movement_word, self.movement, self.athlete, self.run, *icons)
        self._busy = self._again = False
        self._scope = tr("Analyse")
        for name in ("analyse", "cancel"):
            actions[name].changed.connect(self._show_key)
        self.set_clip_open(False)
        self.set_busy(False)
        self.set_clips([], None)
        self.set_recent([])

    def _add_clip(self, row: QHBoxLayout) -> None:
        """Which clip, and what is told of it."""
        self.open = QToolButton()
        self.open.setDefaultAction(self._actions["open"])
        self._actions["open"].setIconText(tr("Open"))
        self.open.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.open.setIconSize(QSize(18, 18))
        self.open.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self.open)
        self.clips = ElidedCombo()
        self.clips.setAccessibleName(tr("Open clips"))
        self.clips.setToolTip(tr("Which of the clips is shown"))
        self.clips.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # a clip added later may be longer
        self.clips.setMaximumWidth(CLIP_PX)
        self.clips.activated.connect(lambda i: self.clip_chosen.emit(self.clips.itemData(i)))
        row.addWidget(self.clips)
        self._movement_word = QLabel(tr("Movement"))
        self._movement_word.setProperty("role", "muted")
        row.addWidget(self._movement_word)
        self.movement = QComboBox()
        self.movement.setAccessibleName(tr("Movement"))
        self.movement.setToolTip(tr("What is done in the clip; changing it measures the clip again"))
        for text, value in MOVEMENTS:
            self.movement.addItem(tr(text), value)
        self.movement.activated.connect(lambda i: self.movement_chosen.emit(self.movement.itemData(i)))
        row.addWidget(self.movement)
        self.athlete = QToolButton()
        self.athlete.setText(tr("Athlete…"))
        self.athlete.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.athlete.setIconSize(QSize(18, 18))
        self.athlete.setToolTip(tr("Name and standing height"))
        self.athlete.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(self.athlete)

    def _add_run(self, row: QHBoxLayout) -> None:
        """Measuring it, and how far that is."""
        self.run = QPushButton(tr("Analyse"))
        self.run.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.run.clicked.connect(self._run_clicked)
        row.addWidget(self.run)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.bar.setRange(0, 1000)
        row.addWidget(self.bar)
        self.words = ElidedLabel()
        self.words.setFont(number_font(12))
        self.words.setProperty("role", "muted")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.words, 1)

    def _add_more(self, row: QHBoxLayout) -> None:
        """Everything else, in a menu."""
        self.more = QToolButton()
        self.more.setProperty("flat", True)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolTip(tr("Everything else"))
        self.more.setAccessibleName(tr("Everything else"))
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setIconSize(QSize(18, 18))
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        row.addWidget(self.more)
        self._menu = _menu(self._actions, self.more)
        self._recent = QMenu(tr("Open again"), self.more)
        self._recent.setToolTipsVisible(True)
        self._recent.aboutToShow.connect(self.recent_wanted)
        first = self._menu.actions()[0].menu()
        if isinstance(first, QMenu):
            opening = first.actions().index(self._actions["project_open"])
            first.insertMenu(first.actions()[opening + 1], self._recent)
        self.more.setMenu(self._menu)
        let_go(self.more)

    def set_recent(self, paths: list[Path]) -> None:
        """What was open lately; a clip that is open is no use there."""
        self._recent.clear()
        for path in paths[:RECENT_SHOWN]:
            entry = self._recent.addAction(clip_words(path).replace("&", "&&"))
            entry.setToolTip(str(path))
            entry.triggered.connect(partial(self.recent_chosen.emit, path))
        if self._recent.isEmpty():
            self._recent.addAction(tr("Nothing else was open lately")).setEnabled(False)

    def set_theme(self, theme: Theme) -> None:
        self.more.setIcon(icon("more", theme))
        self.athlete.setIcon(icon("athlete", theme))

    def set_clip_open(self, there: bool) -> None:
        """Without a clip only what can be used is there."""
        for widget in self._clip_widgets:
            widget.setVisible(there)
        self.bar.setVisible(there and self._busy)

    def set_clips(self, paths: list[Path], current: Path | None) -> None:
        """The clips opened together; one alone needs no list."""
        self.clips.clear()
        for path in paths:
            self.clips.addItem(path.name, path)
        if current in paths:
            self.clips.setCurrentIndex(paths.index(current))
        self.clips.setVisible(len(paths) > 1)

    def set_movement(self, movement: str) -> None:
        self.movement.setCurrentIndex(self.movement.findData(movement))

    def set_athlete(self, name: str | None) -> None:
        """Whose clip it is, or that this can be told."""
        metrics = self.athlete.fontMetrics()
        self.athlete.setText(metrics.elidedText(name, Qt.TextElideMode.ElideRight, NAME_PX) if name else tr("Athlete…"))
        self.athlete.setAccessibleName(tr("Athlete: {name}", name=name) if name else tr("Athlete…"))

    def _show_key(self) -> None:
        """What the button does, and the key that does it now."""
        self.run.setToolTip(self._actions["cancel" if self._busy else "analyse"].toolTip())

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.run.setText(tr("Cancel") if busy else self._scope)
        self._show_key()
        self.bar.setVisible(busy)
        if busy:
            self.bar.setRange(0, 0)
            self.words.setText(tr("Starting…"))
        else:
            self.set_again(self._again)

    def set_again(self, again: bool) -> None:
        """Whether the numbers are still to follow what was put by hand."""
        self._again = again
        if not self._busy:
            self.words.setText(tr("Measuring again…") if again else "")
            self.words.setToolTip("")

    def set_scope(self, text: str) -> None:
        """What the button would analyse: "Analyse", "Analyse this range"."""
        self._scope = text
        if not self._busy:
            self.run.setText(text)

    def set_progress(self, progress: Progress) -> None:
        if not self._busy:
            return
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * progress.share))
        else:
            self.bar.setRange(0, 0)
        whole = progress_words(progress)
        fits = self.words.fontMetrics().horizontalAdvance(whole) <= self.words.width()
        self.words.setText(whole if fits else progress_words(progress, short=True))
        self.words.setToolTip(whole)

    def _run_clicked(self) -> None:
        self._actions["cancel" if self._busy else "analyse"].trigger()


def _icon_button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setProperty("flat", True)
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _menu(actions: Mapping[str, QAction], parent: QWidget) -> QMenu:
    """Every action, in its group."""
    menu = QMenu(parent)
    for group in GROUPS:
        part = menu.addMenu(tr(group))
        for row in ACTIONS:
            if row.group == group:
                if row.name in FIRST_OF_A_PART:
                    part.addSeparator()
                part.addAction(actions[row.name])
    return menu
