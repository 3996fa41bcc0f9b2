"""The sessions a measure stands on: when, which clip, from where it is seen, and the measure's number on that day."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.language.tr import tr
from app.words import STATUS_WORDS, VIEW_WORDS, show_metric
from core.athletes.session import Session

CLIP, NUMBER = 1, 3  # columns


class SessionTable(QTableWidget):
    """The latest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self.setObjectName("sessions")
        self.setAccessibleName(tr("Athlete's history"))
        self.setHorizontalHeaderLabels([tr("Filmed"), tr("Clip"), tr("View", "of the camera"), ""])
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(CLIP, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(120)

    def show_sessions(self, sessions: Sequence[Session]) -> None:
        """These, earliest first as they are kept."""
        self.setRowCount(len(sessions))
        for row, session in enumerate(reversed(sessions)):
            when = session.filmed_at.astimezone().strftime("%Y-%m-%d %H:%M")
            view = tr(VIEW_WORDS.get(session.view, session.view))
            for column, text in enumerate((when, session.clip_name, view)):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, session.key)
                item.setToolTip(text if column == CLIP else "")
                self.setItem(row, column, item)

    def show_measure(self, sessions: Sequence[Session], name: str, title: str) -> None:
        """The number of each of the same sessions, with its plus-minus; its name stands over it."""
        head = QTableWidgetItem(title)
        head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalHeaderItem(NUMBER, head)
        for row, session in enumerate(reversed(sessions)):
            metric = session.metrics.get(name)
            shown = None if metric is None else show_metric(metric, name)
            item = QTableWidgetItem("–" if shown is None else shown.signed)
            if shown is not None and shown.status != "ok":
                item.setToolTip(f"{tr(STATUS_WORDS[shown.status])}: {shown.reason}".removesuffix(": "))
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(Qt.ItemDataRole.UserRole, session.key)
            self.setItem(row, NUMBER, item)


def as_cells(sessions: Sequence[Session], name: str) -> str:
    """The measure's number of each session for a spreadsheet, the earliest first; English, as in every data file."""
    rows: list[tuple[str, ...]] = [("filmed", "clip", "view", name, "sd", "unit", "status", "reason")]
    for session in sessions:
        metric = session.metrics.get(name)
        told = (metric.value, metric.sd, metric.unit, metric.status, metric.reason) if metric else (None,) * 5
        when = session.filmed_at.astimezone().isoformat(sep=" ", timespec="minutes")
        cells = (when, session.clip_name, session.view, *told)
        rows.append(tuple("" if cell is None else " ".join(str(cell).split()) for cell in cells))
    return "\n".join("\t".join(row) for row in rows) + "\n"
