"""A table of numbers in rows, one of which may be the current one; what is seen of it ends with a whole row."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget


class RowsTable(QTableView):
    """A click on a row, or Enter, goes to its moment."""

    seeked = Signal(float)
    _fitting = False  # a class's, for Qt asks before anything is set here

    def __init__(self, row_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_px = row_px
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_px)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setHighlightSections(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def moment_of(self, row: int) -> float | None:
        """Where in the clip a row is, seconds; None: it is a mean."""
        raise NotImplementedError

    def _go(self, index: QModelIndex) -> None:
        time_s = self.moment_of(index.row())
        if time_s is not None:
            self.seeked.emit(time_s)

    def updateGeometries(self) -> None:
        """Where not all rows fit the last one seen is a whole one, as in the lists: the rest stays empty."""
        if self._fitting:
            return
        self._fitting = True
        try:
            super().updateGeometries()
            kept, room = self.viewportMargins(), self.viewport().height()
            rows = self.model()
            if rows is not None and self._row_px < room < self._row_px * rows.rowCount():
                self.setViewportMargins(kept.left(), kept.top(), kept.right(), room % self._row_px)
        finally:
            self._fitting = False
