"""Knee tracking: distance and angles of the knees against depth, values at equal depth, what the camera fakes."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.document import Document
from app.knee_model import PLACES, Loop, TableRow, loops, refusal, rep_of, side_words, table, yaw_words
from app.language.tr import tr
from app.playhead import Playhead
from app.theme import Theme
from app.views.loops import LoopPlot, Scale, reach
from app.views.or_reason import OrReason, sentence_label
from app.views.studies import Study
from app.words import CAUTION, show_metric, tooltip, tooltip_of
from core.measures.knee_tracking import SEPARATION
from core.measures.spec import Metric

_MEASURES = ("knee_ankle_separation_min_ratio", "left_fppa_peak_deg", "right_fppa_peak_deg")
TEXT_PX = 524  # width of the words and the table
LEAST_TEXT_PX = 320
BAR_PX = 12  # of its scroll bar


class KneePage(Study):
    """Three loops, and beside them a table and two sentences."""

    def __init__(self, document: Document, playhead: Playhead, theme: Theme) -> None:
        super().__init__()
        self._document, self._playhead, self._theme = document, playhead, theme
        self.loops = [LoopPlot() for _ in range(3)]
        for plot, name in zip(self.loops, _MEASURES, strict=True):
            plot.set_theme(theme)
            plot.seeked.connect(self.seeked)
            plot.setToolTip(tooltip(name))
        self.yaw, self.sides = sentence_label(), sentence_label()
        self.table = DepthTable()
        self.table.set_theme(theme)
        words = QWidget()
        words.setMinimumWidth(TEXT_PX)
        column = QVBoxLayout(words)
        column.setContentsMargins(8, 2, 8, 4)
        column.setSpacing(6)
        column.addWidget(self.table)
        column.addWidget(self.yaw)
        column.addWidget(self.sides)
        column.addStretch(1)
        beside = QScrollArea()  # on a small screen there is no room for all of it
        beside.setMinimumWidth(LEAST_TEXT_PX)
        beside.setMaximumWidth(TEXT_PX + BAR_PX)
        beside.setWidgetResizable(True)
        beside.setFrameShape(QScrollArea.Shape.NoFrame)
        beside.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        beside.setAccessibleName(tr("Numbers"))
        beside.setWidget(words)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for plot in self.loops:
            row.addWidget(plot, 1)
        row.addWidget(beside, 4)
        self.shown = OrReason(whole)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.shown)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.table.set_theme(theme)
        for plot in self.loops:
            plot.set_theme(theme)

    def show_analysis(self) -> None:
        analysis = self._document.analysis
        why = "" if analysis is None else refusal(analysis)
        self.refusal = why
        self.shown.refuse(why)
        if analysis is None or why:
            return
        made = loops(self._document)
        for plot, loop, scale in zip(self.loops, made, scales_of(made), strict=True):
            plot.set_loop(loop, scale)
        self.table.show_rows(table(self._document), self._document.unit.number if self._document.unit else None)
        self.yaw.setText(yaw_words(self._document))
        self.sides.setText(side_words(self._document))

    def show_time(self, time_s: float) -> None:
        rep = rep_of(self._document.unit)
        knees = rep.study.knees if rep is not None and rep.study is not None else None
        place = knees.place(time_s) if knees is not None else None
        for plot in self.loops:
            plot.set_now(place)


def scales_of(made: list[Loop]) -> list[Scale]:
    """Both angles on one scale, so that left and right can be compared by eye."""
    low, high = reach([loop for loop in made if loop.name == SEPARATION], 1.0, 0.2)
    apart = Scale(
        tr("Knees over ankles"),
        low,
        high,
        1 if high - low > 0.8 else 2,
        "",
        1.0,
        tr("over the ankles"),
        tr("closer"),
        tr("wider"),
    )
    low, high = reach([loop for loop in made if loop.name != SEPARATION], 0.0, 10.0)
    angles = [
        Scale(f"{title} {line}", low, high, 0, "°", 0.0, tr("straight"), tr("out"), tr("in"))
        for title, line in ((tr("Left knee in"), "—"), (tr("Right knee in"), "- -"))
    ]
    return [apart, *angles]


class DepthTable(QWidget):
    """Each curve at equal depth on the way down and up: this rep's numbers over the set's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TableRow] = []
        self._number: int | None = None
        self._theme: Theme | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        self.cells: dict[tuple[int, int], QLabel] = {}

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

    def show_rows(self, rows: list[TableRow], number: int | None) -> None:
        self._rows, self._number = rows, number
        self._fill()

    def _cell(self, row: int, column: int) -> QLabel:
        if (row, column) not in self.cells:
            label = QLabel()
            label.setProperty("role", "muted")  # its size; a font of its own would lose to the style sheet
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setAlignment(_LEFT if column == 0 else _RIGHT)
            self._grid.addWidget(label, row, column)
            self.cells[row, column] = label
        return self.cells[row, column]

    def _fill(self) -> None:
        if self._theme is None:
            return
        text, muted = self._theme.text, self._theme.muted
        for column, (_, _, heading) in enumerate(PLACES, 1):
            self._cell(0, column).setText(_in(tr(heading), muted))
        for i, row in enumerate(self._rows):
            for k, (who, metrics) in enumerate(((tr("this rep"), row.rep), (tr("all reps"), row.mean))):
                line = 1 + 2 * i + k
                self._cell(line, 0).setText(_in(row.title, text) if k == 0 else _in(who, muted))
                self._cell(line, 0).setToolTip(tooltip(_MEASURES[i]))
                for column in range(1, len(PLACES) + 1):
                    metric = metrics[column - 1] if metrics else None
                    cell = self._cell(line, column)
                    cell.setText("" if metric is None else _number(metric, muted if k else text, muted))
                    cell.setToolTip("" if metric is None else tooltip_of(metric, f"{row.title}, {who}"))


def _number(metric: Metric, colour: str, muted: str) -> str:
    """Value and plus-minus on one line; the unit stands in the row's name."""
    shown = show_metric(metric)
    sd = f" {shown.sd.replace(chr(0xA0), _THIN)}" if shown.sd else ""
    sign = f"{_THIN}{CAUTION}" if shown.status == "caution" else ""
    return f'<span style="white-space:nowrap">{_in(shown.value, colour)}{_in(sd, muted)}{_in(sign, colour)}</span>'


def _in(text: str, colour: str) -> str:
    return f'<span style="color:{colour}">{escape(text)}</span>'


_THIN = "\N{NARROW NO-BREAK SPACE}"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
