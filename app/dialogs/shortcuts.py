"""Change the keys of actions: what clashes is told before it is taken over, and everything can be put back."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions import ACTIONS, BY_NAME, written_keys
from app.dialogs.buttons import plain
from app.dialogs.room import open_at
from app.language.tr import tr
from app.shortcuts import Keys, clashing, without

DEFAULTS: dict[str, Keys] = {action.name: action.keys for action in ACTIONS}
TWO_STROKES = 2


class ShortcutsDialog(QDialog):
    """Works on a copy; `applied` hands over all keys when they are accepted."""

    applied = Signal(object)

    def __init__(self, keys: Mapping[str, Keys], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Change keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.keys: dict[str, Keys] = {**DEFAULTS, **{n: k for n, k in keys.items() if n in DEFAULTS}}
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("Find an action…"))
        self.line.setAccessibleName(tr("Find an action"))
        self.table = _table()
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(TWO_STROKES)
        self.edit.setAccessibleName(tr("New key"))
        for field in self.edit.findChildren(QLineEdit):  # where the keys are pressed
            field.setAccessibleName(tr("New key"))
        self.take = QPushButton(tr("Set"))
        self.clear = QPushButton(tr("No key"))
        self.back = QPushButton(tr("As it was"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("role", "muted")
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        for button in (self.take, self.clear, self.back):
            button.setAutoDefault(False)
            row.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Apply"))
        self.reset = buttons.addButton(tr("All as they were"), QDialogButtonBox.ButtonRole.ResetRole)
        for one in plain(buttons).buttons():
            if isinstance(one, QPushButton):
                one.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.told)
        column.addWidget(buttons)
        open_at(self, 600, 600)
        self.line.textChanged.connect(self._filter)
        self.table.itemSelectionChanged.connect(self._selected)
        self.edit.keySequenceChanged.connect(self._look)
        self.take.clicked.connect(self._take)
        self.clear.clicked.connect(lambda: self._put(()))
        self.back.clicked.connect(self._as_it_was)
        self.reset.clicked.connect(self._reset)
        buttons.accepted.connect(self._apply)
        buttons.rejected.connect(self.reject)
        self._fill()
        self.table.selectRow(0)

    @property
    def chosen(self) -> str:
        """The action whose keys are changed."""
        return ACTIONS[max(0, self.table.currentRow())].name

    def choose(self, name: str) -> None:
        self.table.selectRow([action.name for action in ACTIONS].index(name))

    # -- inside
    def _fill(self) -> None:
        for row, action in enumerate(ACTIONS):
            differs = self.keys[action.name] != action.keys
            for column, text in enumerate((action.title.rstrip("…"), written_keys(self.keys[action.name]))):
                item = QTableWidgetItem(text + (f" ({tr('changed')})" if differs and column else ""))
                item.setToolTip(action.told)
                self.table.setItem(row, column, item)

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        for row, action in enumerate(ACTIONS):
            about = f"{action.about} {written_keys(self.keys[action.name]).lower()}"
            self.table.setRowHidden(row, not all(word in about for word in words))

    def _selected(self) -> None:
        self.edit.clear()
        self._look()

    def _key(self) -> str:
        return self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _look(self, *_: object) -> None:
        """Tell what the key does already before it is taken over."""
        key = self._key()
        others = clashing(key, self.chosen, self.keys) if key else []
        self.take.setEnabled(bool(key))
        self.take.setText(tr("Take it over") if others else tr("Set"))
        names = ", ".join(f"“{BY_NAME[n].title.rstrip('…')}” ({written_keys(self.keys[n])})" for n in others)
        self.told.setText(
            tr("Does already: {names}. Taking it over leaves that without this key.", names=names) if others
            else tr("Click into the field and press the new key, or two keys one after the other.")
        )  # fmt: skip

    def _take(self) -> None:
        key, name = self._key(), self.chosen
        if key:
            self._free(key, name)
            self._put((key,))

    def _free(self, key: str, name: str) -> None:
        for other in clashing(key, name, self.keys):
            self.keys[other] = without(key, self.keys[other])

    def _put(self, keys: Keys) -> None:
        self.keys[self.chosen] = keys
        self._fill()
        self._selected()

    def _as_it_was(self) -> None:
        for key in DEFAULTS[self.chosen]:
            self._free(key, self.chosen)
        self._put(DEFAULTS[self.chosen])

    def _reset(self) -> None:
        self.keys = dict(DEFAULTS)
        self._fill()
        self._selected()

    def _apply(self) -> None:
        """A key that stands in the field is meant too; one that does something already is asked about first."""
        key = self._key()
        if key and clashing(key, self.chosen, self.keys):
            self.take.setFocus()
            return
        self._take()
        self.applied.emit(dict(self.keys))
        self.accept()


def _table() -> QTableWidget:
    """A row for each action: what it is called, and its keys."""
    table = QTableWidget(len(ACTIONS), 2)
    table.setHorizontalHeaderLabels([tr("Action"), tr("Keys")])
    table.setAccessibleName(tr("Keys"))
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    return table
