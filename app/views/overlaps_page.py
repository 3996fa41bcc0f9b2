"""The overlaps of a run: the sentence, left and right pushes over the contact, and every number with its plus-minus."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.language.tr import said, tr
from app.overlaps_model import COLUMNS, HEADINGS, VARY_BY, TableRow, at_shares, doubts, table_rows
from app.playhead import Playhead
from app.theme import BODY_PX, SMALL_PX, Theme, number_font
from app.views.lane_rows import side_brush
from app.views.phase_plot import PhasePlot
from app.views.rows_table import RowsTable
from app.views.studies import Study
from app.views.with_sd import SD_ROLE, WithSd
from app.words import STATUS_WORDS, tooltip
from core.analysis import Analysis
from core.measures.overlap_report import OverlapReport, overlap_report
from core.measures.push_phase import phase_peaks

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 20
LEAST_PX = 140  # of plots and table: their lanes can be read
LOW_PX = 220
TOLD_TWICE = ("all_on_pct", "three_on_pct")  # in ms, and by the four lanes: the first to go where there is no room


class OverlapsModel(QAbstractTableModel):
    """Rows = means, differences, steps; columns = title, then the measures."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[TableRow] = []
        self._analysis: Analysis | None = None
        self._shares: dict[tuple[str, str], str] | None = None
        self._theme: Theme | None = None
        self._font = number_font(SMALL_PX)
        self._bold = QFont(self._font)
        self._bold.setWeight(QFont.Weight.DemiBold)

    def show_rows(self, rows: list[TableRow], analysis: Analysis) -> None:
        self.beginResetModel()
        self.rows, self._analysis, self._shares = rows, analysis, None
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 1 + len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.FontRole:
            return self._bold if row.strong else self._font
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight) | (
                Qt.AlignmentFlag.AlignVCenter
            )
        if column == 0:
            if role == Qt.ItemDataRole.DecorationRole and row.side and row.title != VARY_BY:
                return self._key(row.side)
            return tr(row.title) if role == Qt.ItemDataRole.DisplayRole else None
        cell = row.cells[column - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.value
        if role == SD_ROLE:
            return cell.close_sd
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip() + self._share_note(row, COLUMNS[column - 1])
        if role == Qt.ItemDataRole.ForegroundRole and self._theme is not None and (cell.refused or not row.strong):
            muted = cell.refused or row.title == VARY_BY
            return QBrush(self._theme.colour("muted" if muted else "text"))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section == 0 else tr(HEADINGS[COLUMNS[section - 1]])
        if role == Qt.ItemDataRole.ToolTipRole and section:
            return tooltip(COLUMNS[section - 1])
        return None

    def _share_note(self, row: TableRow, name: str) -> str:
        """Of a mean: how it would be from another share; worked out when somebody asks."""
        if not row.strong or row.side is None or self._analysis is None:
            return ""
        if self._shares is None:
            self._shares = at_shares(self._analysis)
        note = self._shares.get((name, row.side))
        return f"<div>{note}</div>" if note else ""

    def _key(self, side: str) -> QIcon:
        """Round and plain for left, square and striped for right."""
        pixmap = QPixmap(24, 24)
        pixmap.setDevicePixelRatio(2)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._theme is not None:
            painter.setBrush(side_brush(self._theme.side(side), side, 2.0))
        if side == "left":
            painter.drawEllipse(2, 2, 9, 9)
        else:
            painter.drawRect(2, 2, 8, 8)
        painter.end()
        return QIcon(pixmap)


class OverlapsTable(RowsTable):
    """Means of left and right pushes, and every step."""

    def __init__(self) -> None:
        super().__init__(ROW_PX)
        self.pushes = OverlapsModel()
        self.setModel(self.pushes)
        self.setItemDelegate(WithSd(self, weighed=True))
        self.setAccessibleName(tr("Overlaps of left and right pushes and of every step"))

    def moment_of(self, row: int) -> float | None:
        return self.pushes.rows[row].time_s

    def needs(self, most: int) -> int:
        """How wide it is with everything in it; what another column tells as well gives way where that is too wide."""
        header, bar = self.horizontalHeader(), self.verticalScrollBar().sizeHint().width() + 4
        columns = [1 + COLUMNS.index(name) for name in TOLD_TWICE]
        for column in columns:
            self.setColumnHidden(column, False)
        for column in columns:
            if header.length() + bar > most:
                self.setColumnHidden(column, True)
        return header.length() + bar

    def mark(self, number: int | None) -> None:
        """Select the row of the current step, without scrolling the means out of sight."""
        for i, row in enumerate(self.pushes.rows):
            if row.number is not None and row.number == number:
                self.setCurrentIndex(self.pushes.index(i, 0))
                return
        self.clearSelection()


def signed(doubt: str) -> str:
    """A dash before what is refused, else the triangle."""
    refused = doubt.startswith(tr(STATUS_WORDS["refused"]))
    return ("– " if refused else "\N{WHITE UP-POINTING TRIANGLE} ") + doubt


class OverlapsPage(Study):
    """The sentence large on top, why to doubt it under it; two plots side by side and the table."""

    def __init__(self, document: Document, playhead: Playhead, theme: Theme) -> None:
        super().__init__()
        self._document = document
        self._shown: Analysis | None = None
        self.report: OverlapReport | None = None
        self.sentence = QLabel()
        self.sentence.setProperty("role", "head")
        self.sentence.setWordWrap(True)
        self.why = QLabel()
        self.why.setProperty("role", "muted")
        self.why.setWordWrap(True)
        self.plots = [PhasePlot(), PhasePlot()]
        self.table = OverlapsTable()
        self.table.seeked.connect(self.seeked)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(6)
        split.setChildrenCollapsible(False)
        for widget, stretch in ((self.plots[0], 3), (self.plots[1], 3), (self.table, 7)):
            split.addWidget(widget)
            split.setStretchFactor(split.count() - 1, stretch)
        self._split = split
        split.setMinimumHeight(LEAST_PX)
        split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        inner = QWidget()
        self.area = QScrollArea()  # on a low screen there is no room for all of it
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(tr("Overlaps"))
        self.area.setWidget(inner)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.area)
        column = QVBoxLayout(inner)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(4)
        words = QHBoxLayout()
        words.setSpacing(16)
        words.addWidget(self.sentence, 3)
        words.addWidget(self.why, 2)
        column.addLayout(words)
        column.addWidget(split, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        for plot in self.plots:
            plot.set_theme(theme)
        self.table.pushes.set_theme(theme)
        self.table.viewport().update()

    def show_analysis(self) -> None:
        analysis = self._document.analysis
        self._shown = analysis
        there = analysis is not None and bool(analysis.steps)
        self._split.setVisible(there)
        if analysis is None or not there:
            self.report = None
            self.refusal = tr("No steps were found: overlaps are told of steps.") if analysis is not None else ""
            self.sentence.setText(self.refusal)
            self.why.setText("")
            return
        self.refusal = ""
        self.report = overlap_report(analysis.series, analysis.steps, analysis.summary)
        self.sentence.setText(said(self.report.sentence))
        self.why.setText("\n".join(signed(why) for why in doubts(analysis, self.report)))
        for plot, pushes in zip(self.plots, self.report.sides, strict=False):
            peaks = phase_peaks(analysis.steps, analysis.summary, pushes.side)
            plot.set_pushes(pushes, peaks, self._document.alpha)
        self.plots[1].setVisible(len(self.report.sides) > 1)
        self.table.pushes.show_rows(table_rows(analysis, self.report, self._document.units), analysis)
        self._share_width()
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < LOW_PX
        if low != bool(self.sentence.styleSheet()):  # where it would take half of the page
            self.sentence.setStyleSheet(f"font-size: {BODY_PX}px" if low else "")
        self._share_width()

    def _share_width(self) -> None:
        """The table what it needs, as long as the plots can be read; then they take what is left."""
        plots = [plot for plot in self.plots if plot.isVisibleTo(self)]
        room = self._split.width() - self._split.handleWidth() * len(plots)
        most = room - sum(plot.minimumWidth() for plot in plots)
        table = min(max(self.table.needs(most), round(0.5 * room)), most)
        each = (room - table) // max(len(plots), 1)
        self._split.setSizes([each if plot in plots else 0 for plot in self.plots] + [table])

    def show_unit(self) -> None:
        """Another step is the current one; or the same steps at another share of the lanes' peaks."""
        if self._document.analysis is self._shown:
            self._mark()
        else:
            self.show_analysis()

    def _mark(self) -> None:
        unit = self._document.unit
        self.table.mark(None if unit is None else unit.number)
