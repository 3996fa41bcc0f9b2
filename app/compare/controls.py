"""The rows over a comparison: what is compared with what, how it is lined up and how it is shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.compare.choice import entry
from app.compare.pair import Pair
from app.compare.side import Side
from app.language.tr import tr
from app.views.elided import SHORTER, ElidedCombo, ElidedLabel
from app.views.timeline import flat_button
from app.views.toolbar import progress_words
from core.progress import Progress

WAYS: Final = ("Side by side", "Overlaid", "Figures", "Kinograms")
SIDE_BY_SIDE: Final = 0  # of the ways
KINOGRAMS: Final = 3  # only runs have one


class WhoRow(QWidget):
    """One side: its letter, the clip, the rep or step; while it is analysed, how far that is."""

    clip_wanted = Signal(object)  # a path, or None = ask for one
    unit_chosen = Signal(int)

    def __init__(self, side: Side, can_change: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(6)
        letter = QLabel(side.letter)
        letter.setProperty("role", "head")
        row.addWidget(letter)
        self.clip = ElidedCombo()
        self.clip.setAccessibleName(tr("Clip {letter}", letter=side.letter))
        self.clip.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.clip.setMinimumContentsLength(8)
        self.clip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clip.activated.connect(lambda i: self.clip_wanted.emit(self.clip.itemData(i)))
        self.name = ElidedLabel()
        self.clip.cut_at = self.name.cut_at = Qt.TextElideMode.ElideMiddle  # clips of a day begin alike
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.name.setMinimumWidth(64)
        row.addWidget(self.clip, 2)
        row.addWidget(self.name, 2)
        (self.name if can_change else self.clip).hide()
        self.units = ElidedCombo()
        self.units.setAccessibleName(tr("Rep or step of {letter}", letter=side.letter))
        self.units.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.units.setMinimumContentsLength(12)
        self.units.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.units.activated.connect(self.unit_chosen)
        row.addWidget(self.units, 2)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(64)
        self.words = ElidedLabel()
        self.words.setProperty("role", "muted")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.stop = QPushButton(tr("Cancel"))
        self.stop.setProperty("role", "inline")
        self.stop.clicked.connect(side.cancel)
        row.addWidget(self.bar)
        row.addWidget(self.words, 1)
        row.addWidget(self.stop)
        side.progressed.connect(self._progress)
        side.busy_changed.connect(self._busy)
        self._busy(False)

    def set_clips(self, paths: list[Path]) -> None:
        """The clips to choose from, and another one from the disk."""
        self.clip.clear()
        offered = list(dict.fromkeys([*paths, *([self._side.path] if self._side.path else [])]))
        for path in offered:
            self.clip.addItem(path.name, path)
        self.clip.addItem(tr("Another clip…"), None)
        at = offered.index(self._side.path) if self._side.path is not None else -1  # Qt would ask for the same object
        self.clip.setCurrentIndex(at)
        if at < 0:
            self.clip.setPlaceholderText(tr("Choose a clip…"))
        self.clip.setToolTip(str(self._side.path or tr("The clip to compare with; dropping one here works too")))
        self.name.setText(self._side.path.name if self._side.path else "")
        self.name.setToolTip(str(self._side.path or ""))

    def set_units(self, chosen: int) -> None:
        titles = [entry(unit) for unit in self._side.units]
        if [self.units.itemText(i) for i in range(self.units.count())] != titles:
            self.units.clear()
            for unit, title in zip(self._side.units, titles, strict=True):
                self.units.addItem(title)
                self.units.setItemData(self.units.count() - 1, unit.title, SHORTER)
        self.units.setVisible(bool(titles))
        self.units.setCurrentIndex(chosen if chosen < len(titles) else -1)

    def _busy(self, busy: bool) -> None:
        for widget in (self.bar, self.words, self.stop):
            widget.setVisible(busy)
        self.bar.setRange(0, 0)
        self.words.setText(tr("Starting…"))

    def _progress(self, progress: Progress) -> None:
        self.bar.setRange(0, 1000 if progress.total else 0)
        if progress.total:
            self.bar.setValue(round(1000 * progress.share))
        self.words.setText(progress_words(progress, short=True))
        self.words.setToolTip(progress_words(progress))


class HowRow(QWidget):
    """Lining up, way of showing, mirrors, and the way back."""

    way_chosen = Signal(int)

    def __init__(self, pair: Pair, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pair = pair
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(6)
        self._word = QLabel(tr("Line up"))
        self._word.setProperty("role", "muted")
        row.addWidget(self._word)
        self.line_up = ElidedCombo()
        self.line_up.setAccessibleName(tr("Line up"))
        self.line_up.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # what it lines up comes later
        for text, way, tip in (
            (tr("at the event"), "event", tr("Bottom with bottom, touchdown with touchdown; both at their true speed")),
            (tr("every phase"), "phases", tr("B is stretched between the events, so that every phase lines up")),
            (tr("by hand"), "hand", tr("The two frames shown now belong together")),
        ):
            self.line_up.addItem(text, way)
            self.line_up.setItemData(self.line_up.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.line_up.activated.connect(lambda i: pair.set_line_up(self.line_up.itemData(i)))
        row.addWidget(self.line_up)
        for name in ("compare_b_earlier", "compare_b_later"):
            step = QToolButton()
            step.setText("B \N{MINUS SIGN}1" if name.endswith("earlier") else "B +1")
            step.setProperty("flat", True)
            step.setToolTip(actions[name].toolTip())
            step.setAccessibleName(actions[name].text())
            step.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            step.clicked.connect(actions[name].trigger)
            row.addWidget(step)
        row.addSpacing(8)
        self.ways = QButtonGroup(self)
        for i, text in enumerate(WAYS):
            button = QPushButton(tr(text))
            button.setCheckable(True)
            button.setChecked(i == 0)
            self.ways.addButton(button, i)
            row.addWidget(button)
        self.ways.idClicked.connect(self.way_chosen)
        row.addStretch(1)
        self.mirrors = {}
        for letter in "AB":
            box = QCheckBox(tr("Mirror {letter}", letter=letter))
            box.setToolTip(tr("Turn {letter} about, so that both face the same way", letter=letter))
            box.toggled.connect(lambda on, letter=letter: pair.set_mirror(letter, on))
            self.mirrors[letter] = box
            row.addWidget(box)
        row.addSpacing(8)
        self.leave = flat_button(actions["compare"])
        self.leave.setIconSize(QSize(16, 16))
        self.leave.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        actions["compare"].changed.connect(self._name_leave)  # whose words the button takes over, with each of them
        self._name_leave()
        row.addWidget(self.leave)
        pair.changed.connect(self.retell)
        self.retell()

    def _name_leave(self) -> None:
        """The action behind it is the one that opened this."""
        self.leave.setText(tr("Close"))
        self.leave.setToolTip(tr("Back to the clip (Esc)"))
        self.leave.setAccessibleName(tr("Close"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the list's own words must do: what is lined up can be read from them."""
        super().resizeEvent(event)
        row = self.layout()
        assert row is not None
        word = self._word.sizeHint().width() + row.spacing()
        needed = row.sizeHint().width() + (0 if self._word.isVisibleTo(self) else word)
        self._word.setVisible(self.width() >= needed)

    def retell(self) -> None:
        pair = self._pair
        there = pair.units_there
        model = self.line_up.model()
        for i in range(2):
            model.item(i).setEnabled(there)  # type: ignore[attr-defined]
        runs = any(side.analysis is not None and side.analysis.movement == "sprint" for side in (pair.a, pair.b))
        self.ways.button(KINOGRAMS).setVisible(runs)
        if not runs and self.ways.checkedId() == KINOGRAMS:
            self.ways.button(0).click()
        word = tr("at the touchdown") if there and pair.a.units[0].word == "Step" else tr("at the bottom")
        self.line_up.setItemText(0, word if there else tr("at the first frame"))
        self.line_up.setCurrentIndex(self.line_up.findData(pair.line_up))
        for letter, on in (("A", pair.mirror_a), ("B", pair.mirror_b)):
            box = self.mirrors[letter]
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
