"""Which numbers are to stand under pictures and videos."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.choice import ordered
from app.dialogs.buttons import apply_or_cancel
from app.dialogs.room import open_at
from app.document import units_of
from app.export.chosen import MOST
from app.language.tr import tr
from app.words import title, tooltip
from core.analysis import Analysis


class NumbersDialog(QDialog):
    """A list of everything measured, the leading ones first; `names()` is what is ticked, none = the leading ones."""

    def __init__(self, analysis: Analysis, chosen: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Numbers under pictures and videos"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Numbers under pictures and videos"))
        present = dict.fromkeys(name for unit in units_of(analysis) for name in unit.metrics)
        for name in ordered(analysis, present):
            item = QListWidgetItem(title(name))
            item.setToolTip(tooltip(name))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        buttons = apply_or_cancel(self, more=QDialogButtonBox.StandardButton.Reset)
        leading = buttons.button(QDialogButtonBox.StandardButton.Reset)
        leading.setText(tr("The leading ones"))
        leading.clicked.connect(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        column.addWidget(buttons)
        open_at(self, 420, 480)
        self.list.itemChanged.connect(self._explain)
        self._explain()

    def names(self) -> tuple[str, ...]:
        items = [self.list.item(i) for i in range(self.list.count())]
        ticked = [i for i in items if i.checkState() == Qt.CheckState.Checked]
        return tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked)[:MOST]

    def clear(self) -> None:
        for i in range(self.list.count()):
            self.list.item(i).setCheckState(Qt.CheckState.Unchecked)

    def _explain(self, *_: object) -> None:
        count = sum(
            self.list.item(i).checkState() == Qt.CheckState.Checked for i in range(self.list.count())
        )  # fmt: skip
        if count > MOST:
            self.note.setText(tr("The first {most} are taken: more is not read under a picture.", most=MOST))
        elif count == 0:
            self.note.setText(tr("Nothing ticked: the leading ones of the movement and view."))
        else:
            self.note.setText(tr("{count} of at most {most}.", count=count, most=MOST))
