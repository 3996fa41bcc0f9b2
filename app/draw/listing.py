"""The list of everything drawn on the clip: go to it, rename it, hide it, delete it."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.clock import Clock
from app.draw.board import Board
from app.language.tr import tr
from core.annotations.annotation import MOST_NAME, Annotation
from core.annotations.kinds import KINDS


class DrawingsList(QDialog):
    """Beside the picture, not in its way; follows what is done elsewhere.  A tick says that a drawing is shown."""

    went = Signal(float)

    def __init__(self, board: Board, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Drawings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._board, self._clock = board, clock
        self._rows: list[tuple[str, str, str, bool]] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        self.empty = QLabel(
            tr("Nothing is drawn on this clip yet.\nChoose a tool at the picture's left edge, or press D.")
        )
        self.empty.setProperty("role", "muted")
        column.addWidget(self.empty)
        self.list = QTreeWidget()
        self.list.setHeaderLabels([tr("Drawing"), tr("Seen")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setColumnWidth(0, 190)
        self.list.setAccessibleName(tr("Drawings of this clip"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.list.setSortingEnabled(False)
        self.list.itemActivated.connect(lambda *_: self._go())
        self.list.itemChanged.connect(self._changed)
        self.list.itemSelectionChanged.connect(self._selected)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for text, do, tip in (
            (tr("Go to"), self._go, tr("Show the frame on which it begins (Enter)")),
            (tr("Rename"), self._rename, tr("Its name in this list (F2)")),
            (tr("Delete"), self._delete, tr("Delete the selected drawings")),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(partial(lambda do, *_: do(), do))
            row.addWidget(button)
            self.buttons[text] = button
        row.addStretch(1)
        column.addLayout(row)
        # Queued: a row must not be taken away while it tells that it was changed.
        board.changed.connect(self.tell, Qt.ConnectionType.QueuedConnection)
        self.resize(380, 320)
        self.tell()

    def tell(self) -> None:
        """Rows are made anew only where they say something else."""
        those = self._board.annotations
        rows = [(a.id, a.title, self._when(a), a.hidden) for a in those]
        blocker = QSignalBlocker(self.list)
        if rows != self._rows:
            self._rows = rows
            self.list.clear()
            for annotation in those:
                word, when = tr(KINDS[annotation.kind].word), self._when(annotation)
                item = QTreeWidgetItem([annotation.title, when])
                item.setData(0, Qt.ItemDataRole.UserRole, annotation.id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(0, Qt.CheckState.Unchecked if annotation.hidden else Qt.CheckState.Checked)
                item.setToolTip(0, f"{word}, {when}")
                item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{annotation.title}, {word}, {when}")
                self.list.addTopLevelItem(item)
        for i in range(self.list.topLevelItemCount()):
            row = self.list.topLevelItem(i)
            if row is not None:
                row.setSelected(row.data(0, Qt.ItemDataRole.UserRole) in self._board.selected)
        blocker.unblock()
        self.list.setVisible(bool(those))
        self.empty.setVisible(not those)
        for button in self.buttons.values():
            button.setEnabled(bool(self.list.selectedItems()))

    def _when(self, annotation: Annotation) -> str:
        span = annotation.span
        if span.kind == "clip":
            return tr("all the time")
        start = self._clock.text(span.from_s)
        return (
            tr("{start} to {end}", start=start, end=self._clock.text(span.to_s))
            if span.kind == "range"
            else tr("at {time}", time=start)
        )

    def _ids(self) -> list[str]:
        return [item.data(0, Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]

    def _selected(self) -> None:
        self._board.select(self._ids())

    def _go(self) -> None:
        wanted = [a for a in self._board.annotations if a.id in self._ids()]
        if wanted and wanted[0].span.kind != "clip":
            self.went.emit(wanted[0].span.from_s)

    def _rename(self) -> None:
        items = self.list.selectedItems()
        if items:
            self.list.editItem(items[0], 0)

    def _delete(self) -> None:
        self._board.delete(self._ids())

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        """A name was written, or a tick set."""
        id_ = item.data(0, Qt.ItemDataRole.UserRole)
        found = [a for a in self._board.annotations if a.id == id_]
        if not found:
            return
        if column != 0:  # when it is seen is no name
            self._rows = None
            QTimer.singleShot(0, self, self.tell)
            return
        hidden = item.checkState(0) == Qt.CheckState.Unchecked
        name = " ".join(item.text(0).split())[:MOST_NAME]
        if hidden != found[0].hidden:
            self._board.hide([id_], hidden)
        elif name != found[0].title:
            self._board.rename(id_, name)
