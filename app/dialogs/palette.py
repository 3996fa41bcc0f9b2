"""Find an action by a few letters of its name."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QMargins, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.actions import ACTIONS, key_text, keys_now
from app.language.tr import tr

KEYS_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class _WithKeys(QStyledItemDelegate):
    """What it does at the left, its keys muted at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        keys = str(index.data(KEYS_ROLE) or "")
        across = option.fontMetrics.horizontalAdvance(keys)
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        box = option.rect.adjusted(option.rect.width() - across - 8, 0, -8, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index).grownBy(QMargins(0, 2, 0, 2))


class PaletteDialog(QDialog):
    """Type, arrows, Enter."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Find an action"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(560, 420)
        self._actions = actions
        self._keys = keys_now()
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("What do you want to do?"))
        self.line.setClearButtonEnabled(False)
        self.line.setAccessibleName(tr("Find an action"))
        self.nothing = QLabel(tr("No action that can be used now has these words."))
        self.nothing.setProperty("role", "muted")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_WithKeys(self.list))
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.nothing)
        column.addWidget(self.list)
        self.list.setAccessibleName(tr("Find an action"))
        self.list.currentItemChanged.connect(self._tell)
        self.line.textChanged.connect(self._filter)
        self.line.returnPressed.connect(self._do)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._do)
        self._filter("")

    def _filter(self, text: str) -> None:
        self.list.clear()
        words = text.lower().split()
        for row in ACTIONS:
            action = self._actions[row.name]
            if action.isEnabled() and all(word in row.about for word in words):
                title, keys = row.title.rstrip("…"), key_text(row, self._keys)
                item = QListWidgetItem(title)
                item.setData(Qt.ItemDataRole.UserRole, row.name)
                item.setData(KEYS_ROLE, keys)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {keys}" if keys else title)
                item.setToolTip(action.toolTip())
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not self.list.count())
        self._tell(self.list.currentItem())

    def _tell(self, item: QListWidgetItem | None) -> None:
        """The focus stays in the line: what Enter would do is told there."""
        told = str(item.data(Qt.ItemDataRole.AccessibleTextRole)) if item else self.nothing.text()
        self.line.setAccessibleDescription(told)

    def _do(self, *_: object) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        name = item.data(Qt.ItemDataRole.UserRole)
        self.accept()
        self._actions[name].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the line move through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = self.list.currentRow() + step
                self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
                return True
        return super().eventFilter(watched, event)
