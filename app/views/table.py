"""All reps or steps, one row each, and the summary under them; above a run's steps, left against right."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QWidget,
)

from app.choice import columns, sides_told
from app.document import Document, Unit
from app.language.tr import tr
from app.theme import BODY_PX, SMALL_PX, number_font
from app.views.rows_table import RowsTable
from app.views.with_sd import SD_ROLE, Index, WithSd
from app.words import CAUTION, Shown, by_hand_words, short_title, show_metric, tooltip
from core.measures.spec import Metric

COLUMNS = 3
ROW_PX = 22
MOST_TOLD = 4000  # numbers whose words are kept
ROOMY_PX = 300  # narrower than this the times give their room to the plus-minus; the lanes and a click tell them
UP, DOWN = "\N{UPWARDS ARROW}", "\N{DOWNWARDS ARROW}"


class UnitsModel(QAbstractTableModel):
    """Rows = left, right and their difference where both feet step, units and, last, the summary of all.

    Columns = number, time, the leading measures.
    """

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.names: list[str] = []
        self._by: tuple[int, Qt.SortOrder] | None = None
        self._order: list[int] = []  # which unit is in which row
        self._summary: dict[str, Metric] = {}
        self._sides: list[tuple[str, dict[str, Metric]]] = []
        self._told: dict[tuple[str, Metric], Shown] = {}  # every cell is asked for many times over
        self._widest: dict[int, tuple[int, float]] = {}
        self._font = number_font(BODY_PX)
        self._bold = QFont(self._font)
        self._bold.setWeight(QFont.Weight.DemiBold)

    def wanted(self) -> list[str]:
        """The measures that are to have a column now."""
        analysis = self._document.analysis
        return [] if analysis is None else columns(analysis, COLUMNS, self._document.measure)

    def reload(self) -> None:
        self.beginResetModel()
        self._forget()
        before, self.names = self.names, self.wanted()
        self._by = self._still_sorted(before)
        self._summarise()
        self._order = self._sorted()
        self.endResetModel()

    def _still_sorted(self, before: list[str]) -> tuple[int, Qt.SortOrder] | None:
        """By the same measure, wherever its column is now; by time where it has none any more."""
        if self._by is None or self._by[0] - 2 >= len(before) or before[self._by[0] - 2] not in self.names:
            return None
        return 2 + self.names.index(before[self._by[0] - 2]), self._by[1]

    @property
    def sorted_by(self) -> tuple[int, Qt.SortOrder]:
        """As a heading tells it: -1 = by time."""
        return (-1, Qt.SortOrder.AscendingOrder) if self._by is None else self._by

    def _summarise(self) -> None:
        analysis = self._document.analysis
        self._summary = {} if analysis is None else {n: m for n, m in analysis.summary.items() if n in self.names}
        self._sides = [] if analysis is None else sides_told(analysis, self.names)

    def _forget(self) -> None:
        if len(self._told) > MOST_TOLD:  # of results that are gone; after an edit most are still shown
            self._told.clear()
        self._widest.clear()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a measure, so that the best and the worst stand at the ends; what was not measured last. -1 = by time."""
        self.layoutAboutToBeChanged.emit()
        self._by = None if column < 2 else (column, order)
        self._forget()
        self._order = self._sorted()
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def _sorted(self) -> list[int]:
        rows = list(range(len(self._document.units)))
        if self._by is None or self._by[0] - 2 >= len(self.names):
            return rows
        name, down = self.names[self._by[0] - 2], self._by[1] == Qt.SortOrder.DescendingOrder

        def key(row: int) -> tuple[bool, float]:
            metric = self._document.units[row].metrics.get(name)
            value = None if metric is None or metric.status == "refused" else metric.value
            return value is None, 0.0 if value is None else -value if down else value

        return sorted(rows, key=key)

    def row_of(self, number: int) -> int:
        """Where the unit of this number, from 1, stands."""
        row = self._order.index(number - 1) if number - 1 in self._order else number - 1
        return row + len(self._sides)

    def retell(self) -> None:
        """The same moments counted from another origin."""
        self._widest.clear()
        if self.rowCount() and self.columnCount() > 1:
            self.dataChanged.emit(self.index(0, 1), self.index(self.rowCount() - 1, 1))

    def reshow(self) -> None:
        """The same rows with other numbers in them."""
        self._forget()
        analysis = self._document.analysis
        if analysis is not None and self.rowCount():
            self._summarise()
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            if self._by is not None:
                self.sort(*self._by)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        if parent.isValid():
            return 0
        return len(self._sides) + len(self._document.units) + (1 if self._summary else 0)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or not self._document.units else 2 + len(self.names)

    def unit(self, row: int) -> Unit | None:
        units, row = self._document.units, row - len(self._sides)
        return units[self._order[row]] if 0 <= row < min(len(units), len(self._order)) else None

    @property
    def bold_rows(self) -> tuple[int, ...]:
        """Those that are told of several units."""
        return (*range(len(self._sides)), self.rowCount() - 1)

    def _metrics(self, row: int) -> Mapping[str, Metric]:
        unit = self.unit(row)
        if unit is not None:
            return unit.metrics
        return self._sides[row][1] if row < len(self._sides) else self._summary

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        unit, column = self.unit(index.row()), index.column()
        if role == Qt.ItemDataRole.FontRole:
            return self._font if unit is not None else self._bold
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            return left | Qt.AlignmentFlag.AlignVCenter
        if column < 2:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._where(index.row(), column)
            return None
        name = self.names[column - 2]
        metric = self._metrics(index.row()).get(name)
        if metric is None:
            return self._untold(role)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(index.row(), column, metric).value
        if role == SD_ROLE:
            return self._shown(index.row(), column, metric).close_sd
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._text(index.row(), column)
        if role == Qt.ItemDataRole.ToolTipRole:
            analysis = self._document.analysis
            return tooltip(name, metric, by_hand_words(analysis.pose.by_hand) if analysis is not None else "")
        return None

    @staticmethod
    def _untold(role: int) -> str | None:
        """A dash with the reason, as for what was refused: an empty cell looks like a fault."""
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("This number is not worked out for this row.")
        return "–" if role == Qt.ItemDataRole.DisplayRole else None

    def _shown(self, row: int, column: int, metric: Metric) -> Shown:
        told = (self.names[column - 2], metric)
        if told not in self._told:
            self._told[told] = show_metric(metric, told[0])
        return self._told[told]

    def widest(self, column: int) -> tuple[int, float]:
        """The row whose text in that column is the widest, and how many pixels of small type that is."""
        if column not in self._widest:
            metrics = QFontMetricsF(number_font(SMALL_PX))
            rows = {self._text(row, column): row for row in range(self.rowCount())}
            wide = max(((metrics.horizontalAdvance(text), row) for text, row in rows.items()), default=(0.0, 0))
            self._widest[column] = (wide[1], wide[0])
        return self._widest[column]

    def _text(self, row: int, column: int) -> str:
        """All that stands in a cell."""
        if column < 2:
            return self._where(row, column)
        metric = self._metrics(row).get(self.names[column - 2])
        if metric is None:
            return ""
        shown = self._shown(row, column, metric)
        return shown.value + (f"\N{THIN SPACE}{shown.close_sd}" if shown.close_sd else "")

    def _where(self, row: int, column: int) -> str:
        unit = self.unit(row)
        if unit is None:
            return "" if column else tr(self._sides[row][0] if row < len(self._sides) else "All")
        if column == 1:
            return self._document.clock.short(unit.mark_s)
        side = f" {tr(unit.side[0].upper(), 'side')}" if unit.side else ""
        return f"{unit.number}{side}" + (CAUTION if unit.incomplete else "")

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignRight
            return left | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            steps = bool(self._document.units) and self._document.units[0].word == "Step"
            first = tr("Step", "column") if steps else tr("Rep", "column")
            return [first, f"{tr('at', 'column')}\ns", *(self._heading(name) for name in self.names)][section]
        if role == Qt.ItemDataRole.ToolTipRole and section >= 2:
            return tooltip(self.names[section - 2]) + f"<p>{tr('A click puts the least on top, then the most.')}</p>"
        return None

    def _heading(self, name: str) -> str:
        """The unit once, in the heading, not on every line."""
        units = self._document.units
        found = next((u.metrics[name] for u in units if name in u.metrics and u.metrics[name].value is not None), None)
        unit = show_metric(found, name).unit if found is not None else ""
        return f"{short_title(name)}\n{unit}{self._arrow(name)}".strip()

    def _arrow(self, name: str) -> str:
        """Upwards where the least stands on top."""
        if self._by is None or self.names.index(name) != self._by[0] - 2:
            return ""
        return f" {UP if self._by[1] == Qt.SortOrder.AscendingOrder else DOWN}"


class UnitsTable(RowsTable):
    """The current unit is the selected row."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(ROW_PX, parent)
        self._document = document
        self.units = UnitsModel(document)
        self.setModel(self.units)
        self.setObjectName("units")
        self.setItemDelegate(WithSd(self))
        self.horizontalHeader().setMinimumSectionSize(26)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorShown(False)  # it would stand on the words; the heading says it
        self.horizontalHeader().sortIndicatorChanged.connect(self._select)
        self.setAccessibleName(tr("All reps or steps"))
        document.analysis_changed.connect(self._reload)
        document.lanes_changed.connect(self.units.reshow)
        document.unit_changed.connect(self._select)
        document.measure_changed.connect(self._measure_changed)
        document.clock.changed.connect(self.units.retell)

    def _measure_changed(self) -> None:
        """A click on a number puts it beside those of the other reps or steps."""
        if self.units.wanted() != self.units.names:
            self._fill()

    def _reload(self) -> None:
        self._fill()
        self.setVisible(bool(self._document.units))

    def _fill(self) -> None:
        self.units.reload()
        header = self.horizontalHeader()
        if (header.sortIndicatorSection(), header.sortIndicatorOrder()) != self.units.sorted_by:
            header.setSortIndicator(*self.units.sorted_by)
        for column in range(self.units.columnCount()):
            header.setSectionResizeMode(
                column,
                QHeaderView.ResizeMode.Stretch if column >= 2 else QHeaderView.ResizeMode.ResizeToContents,
            )
        self._make_room()
        self._select()

    def sizeHintForColumn(self, column: int) -> int:
        """Only the widest row and the bold ones are asked: a run of minutes has hundreds."""
        rows = {self.units.widest(column)[0], *self.units.bold_rows}
        return max(self.sizeHintForIndex(self.units.index(row, column)).width() for row in rows)

    def _select(self) -> None:
        unit = self._document.unit
        if unit is None:
            self.clearSelection()
            return
        row = self.units.row_of(unit.number)
        self.selectRow(row)
        self._show(row)

    def _show(self, row: int) -> None:
        """Of the first step the means over it: its own numbers stand on the cards."""
        if row and self.units.unit(row - 1) is None:
            self.scrollToTop()
        else:
            self.scrollTo(self.units.index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The current row stays in sight when the table gets lower."""
        super().resizeEvent(event)
        if self._fitting:  # to and fro by part of a row, several times before anything is painted
            return
        self._make_room()
        unit = self._document.unit
        if unit is not None:
            self._show(self.units.row_of(unit.number))

    def _make_room(self) -> None:
        """Where it is narrow the times go first, then the last measure that nobody chose: no number is shown cut."""
        model = self.units
        last = model.columnCount() - 1
        if last < 2:
            return
        narrow = self.width() < ROOMY_PX
        self.setColumnHidden(1, narrow)
        widest = max(model.widest(column)[1] for column in range(2, last + 1))
        free = self.viewport().width() - sum(self.columnWidth(c) for c in (0, 1) if not self.isColumnHidden(c))
        drop = last - 1 if model.names[-1] == self._document.measure and last > 3 else last
        for column in range(3, last + 1):
            self.setColumnHidden(column, column == drop and widest + 6 > free / (last - 1))

    def moment_of(self, row: int) -> float | None:
        unit = self.units.unit(row)
        return None if unit is None else unit.mark_s
