"""The athlete's own history in the window."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.athletes import chart
from app.athletes.dialog import HistoryDialog
from app.athletes.sessions import NUMBER, SessionTable
from app.export.images import to_array
from app.language.catalogue import Catalogue
from app.language.tr import speak
from app.window import Window
from core.athletes.db import Athlete, AthleteDb
from core.athletes.session import Session
from core.measures.spec import Metric
from core.paths import athletes_file
from tests.app import figures
from tests.app.conftest import Pipeline
from tests.some import some

DEPTH = "depth_thigh_to_horizontal_deg"  # 10 degrees in the closed form's clip of one rep


def earlier(values: Sequence[float], name: str = "Ada", movement: str = "squat") -> None:
    """One session a day before today."""
    for i, value in enumerate(values):
        at = datetime.now(UTC) - timedelta(days=30 - i)
        session = Session(f"day {i}.mp4", f"{i + 1:064d}", at, movement, "side", {DEPTH: Metric(value, "deg", 1.0)})
        AthleteDb().record(name, session)


def analyse_as_ada(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> None:
    pipeline.make = lambda path, frames, fps: replace(figures.squat(path, frames, fps), athlete="Ada")
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    qtbot.waitUntil(lambda: window.history.usual is not None)


def test_a_named_athletes_clip_is_kept_and_told_against_their_usual(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    earlier([20.0, 21.0, 19.0, 20.5, 19.5, 20.0])
    analyse_as_ada(window, pipeline, clip, qtbot)
    assert AthleteDb().athletes() == [Athlete("Ada", 7)]
    line = window.history.line
    assert line.isVisible() and line.head.text() == "Ada"
    assert line.text.text().splitlines() == [
        "Depth: thigh above parallel: 10° deeper than usual",
        "The rest as usual (6 days)",
    ]
    assert "Usual: 20°" in line.text.toolTip()


def test_before_three_days_nothing_is_called_usual(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    earlier([20.0])
    analyse_as_ada(window, pipeline, clip, qtbot)
    assert window.history.line.text.text() == "Kept in the history. After one more day it tells the usual."


def test_without_a_name_nothing_is_kept(analysed: Window, qtbot: QtBot) -> None:
    qtbot.wait(50)
    assert not athletes_file().exists() and not analysed.history.line.isVisible()


def test_closing_at_once_still_keeps_the_session(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> None:
    pipeline.make = lambda path, frames, fps: replace(figures.squat(path, frames, fps), athlete="Ada")
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None)
    window.close()
    assert AthleteDb().athletes() == [Athlete("Ada", 1)]


def test_a_damaged_history_is_one_sentence_and_the_clip_stays_analysed(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    athletes_file().write_text("no database " * 500)
    pipeline.make = lambda path, frames, fps: replace(figures.squat(path, frames, fps), athlete="Ada")
    window.open_clips([clip])
    qtbot.waitUntil(lambda: "damaged" in window.message_bar.text.text())
    assert window.session.document.analysis is not None


@pytest.fixture
def dialog(window: Window, qtbot: QtBot) -> HistoryDialog:
    earlier([10.0, 11.0, 9.0, 30.0])
    earlier([5.0], "Bob")
    window.acts["history"].trigger()
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, HistoryDialog) and w.isVisible()]
    qtbot.waitUntil(lambda: len(found.sessions) == 4)
    return found


def test_the_history_shows_a_measure_over_the_days_with_its_band(dialog: HistoryDialog, qtbot: QtBot) -> None:
    assert dialog.athlete.currentText() == "Ada" and dialog.measure.currentData() == DEPTH
    assert [day.value for day in dialog.chart.days] == [10.0, 11.0, 9.0, 30.0]
    assert dialog.chart.usual is not None and dialog.chart.usual.middle == 10.5
    dialog.grab()
    dialog.show_athlete("Bob")
    dialog.athlete.setCurrentText("Bob")
    qtbot.waitUntil(lambda: len(dialog.sessions) == 1)
    assert dialog.chart.usual is None, "one day has no usual"
    dialog.grab()
    dialog.close()


def inked(image: QImage) -> tuple[int, int]:
    """First and last column with letters in it."""
    light = to_array(image)[..., :3].max(axis=2).astype(int)
    columns = np.flatnonzero((light > light.min() + 60).any(axis=0))
    return int(columns[0]), int(columns[-1])


def test_the_words_over_a_column_stand_where_its_cells_begin_and_end(dialog: HistoryDialog, qtbot: QtBot) -> None:
    table = dialog.table
    head, top = table.horizontalHeader(), table.rowHeight(0)
    row = table.rowCount() - 1  # none is selected
    for column, end in ((0, 0), (NUMBER, 1)):
        x, width = head.sectionViewportPosition(column), head.sectionSize(column)
        over = inked(head.grab(QRect(x, 0, width, head.height())).toImage())
        cell = inked(table.viewport().grab(QRect(x, row * top, width, top)).toImage())
        assert abs(over[end] - cell[end]) <= 1, column
    dialog.close()


def test_the_lines_of_the_chart_stand_at_round_numbers(dialog: HistoryDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    """24, 17 and 9 degrees told nobody where 20 is."""
    told: list[str] = []
    monkeypatch.setattr(chart, "number", lambda value, digits: (told.append(f"{value:.{digits}f}"), told[-1])[1])
    dialog.chart.grab()
    assert told == ["0", "10", "20", "30"] or told == ["10", "20", "30"], told
    dialog.close()


def test_days_filmed_from_another_side_are_listed_and_not_drawn(window: Window, qtbot: QtBot) -> None:
    earlier([10.0, 11.0, 9.0])
    front = Session("front.mp4", "f" * 64, datetime.now(UTC) - timedelta(days=29, hours=1), "squat", "front",
                    {DEPTH: Metric(40.0, "deg", 1.0)})  # fmt: skip
    AthleteDb().record("Ada", front)
    window.acts["history"].trigger()
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, HistoryDialog) and w.isVisible()]
    qtbot.waitUntil(lambda: len(dialog.sessions) == 4)
    assert [day.value for day in dialog.chart.days] == [10.0, 11.0, 9.0]
    assert dialog.table.rowCount() == 4 and "another side" in dialog.note.text()
    dialog.close()


def test_a_session_and_an_athlete_can_be_forgotten(dialog: HistoryDialog, qtbot: QtBot) -> None:
    dialog.table.selectRow(0)
    dialog.forget_session.click()
    qtbot.waitUntil(lambda: len(dialog.sessions) == 3)
    assert [day.value for day in dialog.chart.days] == [10.0, 11.0, 9.0], "the latest is listed first"
    dialog.forget_all()
    qtbot.waitUntil(lambda: dialog.athlete.currentText() == "Bob")
    assert AthleteDb().athletes() == [Athlete("Bob", 1)]
    dialog.close()


def test_enter_alone_forgets_no_athlete(dialog: HistoryDialog, qtbot: QtBot) -> None:
    dialog._ask_forget_athlete()
    (question,) = dialog.findChildren(QMessageBox)
    qtbot.waitUntil(question.isVisible)
    qtbot.keyClick(question, Qt.Key.Key_Return)
    qtbot.wait(30)
    assert len(dialog.sessions) == 4 and Athlete("Ada", 4) in AthleteDb().athletes()
    dialog.close()


def test_a_dialog_closed_while_it_reads_harms_nobody(window: Window, qtbot: QtBot) -> None:
    earlier([10.0])
    for _ in range(3):
        window.acts["history"].trigger()
        opened = [w for w in QApplication.topLevelWidgets() if isinstance(w, HistoryDialog) and w.isVisible()]
        for dialog in some(opened):
            dialog.close()
    qtbot.wait(100)


def shown(dialog: HistoryDialog) -> list[str]:
    """The last column, its heading first."""
    table = dialog.table
    cells = [table.horizontalHeaderItem(3), *(table.item(row, 3) for row in range(table.rowCount()))]
    return [cell.text().replace("\N{NO-BREAK SPACE}", " ") if cell is not None else "" for cell in cells]


def test_every_session_has_the_chosen_measures_number_beside_it(dialog: HistoryDialog, qtbot: QtBot) -> None:
    assert shown(dialog) == ["Depth: thigh above parallel", "30° ± 1", "9° ± 1", "11° ± 1", "10° ± 1"]
    at = datetime.now(UTC) - timedelta(days=1)
    up = Metric(0.5, "s", 0.02, "caution", "filmed at 30 frames/s")
    AthleteDb().record("Ada", Session("day 9.mp4", f"{9:064d}", at, "squat", "side", {"concentric_s": up}))
    dialog.show_athlete("Ada")
    qtbot.waitUntil(lambda: len(dialog.sessions) == 5)
    assert shown(dialog)[1] == "–", "a day without it"
    dialog.measure.setCurrentIndex(dialog.measure.findData("concentric_s"))
    dialog.measure.activated.emit(dialog.measure.currentIndex())
    assert shown(dialog) == ["Way up", "0.50 s ± 0.02 △", "–", "–", "–", "–"]
    tip = dialog.table.item(0, 3)
    assert tip is not None and "Take with caution" in tip.toolTip() and "30 frames/s" in tip.toolTip()
    dialog.close()


def test_the_days_of_a_measure_can_be_copied_into_a_spreadsheet(dialog: HistoryDialog) -> None:
    dialog.copy.click()
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert rows[0] == ["filmed", "clip", "view", DEPTH, "sd", "unit", "status", "reason"]
    assert [(row[1], row[3:7]) for row in rows[1:]] == [
        (f"day {i}.mp4", [str(value), "1.0", "deg", "ok"]) for i, value in enumerate((10.0, 11.0, 9.0, 30.0))
    ], "the earliest first, as a spreadsheet draws them"
    dialog.close()


def test_without_an_athlete_one_sentence_says_how_to_get_there(window: Window, qtbot: QtBot) -> None:
    window.acts["history"].trigger()
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, HistoryDialog) and w.isVisible()]
    qtbot.waitUntil(lambda: bool(found.chart.nothing))
    assert "Give a name under Athlete" in found.chart.nothing
    assert not found.note.isVisible() and not found.copy.isVisible() and not found.table.isVisible()
    found.close()


def test_the_view_a_session_was_seen_from_is_a_noun_in_spanish(window: Window) -> None:
    speak(Catalogue.read("es"))
    try:
        heads = SessionTable()
        assert [heads.horizontalHeaderItem(c).text() for c in range(3)] == ["Grabado", "Clip", "Vista"]
    finally:
        speak(Catalogue())
