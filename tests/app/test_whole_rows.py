"""The list of numbers ends with a whole row, however high it is."""

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.views.card import Card
from app.views.quality import QualityView
from app.views.table import ROW_PX, UnitsTable
from app.window import Window
from core.analysis import Analysis, QualityNote
from core.measures.spec import Metric


def test_on_a_low_screen_the_list_still_shows_more_than_one_row(analysed: Window, qtbot: QtBot) -> None:
    analysed.resize(1280, 690)  # 1280x720 without the title bar
    scroll = analysed.numbers.cards.area
    rows = [row for row in scroll.widget().findChildren(Card) if row.isVisible()]

    def seen() -> bool:
        view = scroll.viewport()
        return sum(row.mapTo(view, QPoint(0, row.height())).y() <= view.height() for row in rows) > 1

    assert len(rows) > 2 and analysed.numbers.table.isVisible()
    qtbot.waitUntil(seen)


@pytest.mark.parametrize("size", [QSize(1440, 900), QSize(1440, 911), QSize(1280, 720), QSize(1920, 1080)])
def test_no_row_is_cut_where_the_list_stands_at_its_top(analysed: Window, qtbot: QtBot, size: QSize) -> None:
    analysed.resize(size)
    scroll = analysed.numbers.cards.area
    view = scroll.viewport()
    rows = [row for row in scroll.widget().findChildren(Card) if row.isVisible()]
    assert rows

    def ends() -> list[tuple[int, int]]:
        tops = [row.mapTo(view.parentWidget(), QPoint(0, 0)).y() - view.y() for row in rows]
        return [(top, top + row.height()) for top, row in zip(tops, rows, strict=True)]

    def whole() -> None:
        found = sorted(ends())
        assert view.height() > 0 and not any(top < view.height() < end for top, end in found)
        assert found[0][1] <= view.height(), "at least one is seen"
        spare = scroll.height() - view.height()
        missing = next((end - top for top, end in found if end > view.height()), None)
        assert spare == 0 if missing is None else spare < missing, "no more is left empty than must be"
        assert scroll.verticalScrollBar().maximum() + view.height() >= found[-1][1], "the last one is reached"

    qtbot.waitUntil(whole)


def test_rows_that_appear_together_are_laid_out_together(
    window: Window, squat: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the numbers come: one row after the other, all of them would be given another place for each."""
    given: Counter[Card] = Counter()
    resized = Card.resizeEvent

    def count(card: Card, event: QResizeEvent) -> None:
        given[card] += 1
        resized(card, event)

    window.show_page(window.desk)
    monkeypatch.setattr(Card, "resizeEvent", count)
    window.session.document.set_analysis(squat)
    cards = window.numbers.cards
    rows = [row for row in cards.area.widget().findChildren(Card) if row.isVisible()]
    assert len(rows) > 5 and rows[0].height() > 0
    assert max(given[row] for row in rows) <= 2, "where it belongs, and once more if its list has got a bar"


def test_a_number_told_before_its_list_was_laid_out_has_room_for_its_name(qtbot: QtBot) -> None:
    """A result that arrives while another page is shown."""
    pane = QWidget()
    qtbot.addWidget(pane)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    card = Card(False)
    column.addWidget(card)
    column.addStretch(1)
    card.set_metric("peak_left_hip_flexion_deg", Metric(122.0, "deg", 4.0))
    assert card.width() > 300 and card.sizeHint().height() == 24, "so wide that one line is enough"
    pane.resize(236, 200)
    pane.show()
    qtbot.waitUntil(lambda: card.width() == 236 and card.height() == card.sizeHint().height() == 36)


def test_the_table_of_steps_ends_with_a_whole_row(sprint: Analysis, qtbot: QtBot) -> None:
    document = Document()
    table, shown = UnitsTable(document), 0
    qtbot.addWidget(table)
    document.set_analysis(sprint)
    table.show()

    def whole() -> None:
        view, rows = table.viewport().height(), table.units.rowCount()
        assert view % ROW_PX == 0 or view >= rows * ROW_PX
        spare = table.height() - table.horizontalHeader().height() - view
        assert view >= rows * ROW_PX or spare < ROW_PX + 2 * table.frameWidth(), "no more is left empty than must be"
        assert table.verticalScrollBar().maximum() == max(rows - view // ROW_PX, 0), "the last one is reached"

    for height in (100, 111, 123, 140, 500):
        table.resize(360, height)
        qtbot.waitUntil(whole)
        shown += table.viewport().height() // ROW_PX
    assert shown > 10 and table.units.rowCount() > 5


def test_a_number_that_a_row_does_not_have_is_a_dash_with_the_reason(sprint: Analysis, qtbot: QtBot) -> None:
    document = Document()
    table = UnitsTable(document)
    qtbot.addWidget(table)
    document.set_analysis(sprint)
    first, second = table.units.names[:2]
    summary = {n: m for n, m in sprint.summary.items() if n != f"{first}_left"}
    document.set_analysis(replace(sprint, summary=summary | {f"{second}_left": Metric(50.0, "%", 2.0)}))
    units = table.units
    cells = [units.index(r, c) for r in range(units.rowCount()) for c in range(2, units.columnCount())]
    told = {(c.row(), c.column()): units.data(c, Qt.ItemDataRole.ToolTipRole) for c in cells}
    assert told[0, 2] == "This number is not worked out for this row." and units.data(units.index(0, 2)) == "–"
    assert all(units.data(c) for c in cells), "no cell is empty"


@pytest.mark.parametrize("height", [61, 74, 97])
def test_no_line_is_cut_of_what_the_clip_can_tell(squat: Analysis, qtbot: QtBot, height: int) -> None:
    document = Document()
    quality = QualityView(document)
    qtbot.addWidget(quality)
    quality.resize(240, height)
    quality.show()
    told = [QualityNote(f"q{i}", "caution", "Film with nothing in front of the leg, " * 3) for i in range(4)]
    document.set_analysis(replace(squat, quality=tuple(told)))
    line = quality.fontMetrics().lineSpacing()

    def whole() -> None:
        view, inner = quality.viewport(), quality.widget()
        assert inner.height() > view.height() > height - 2 * line, "there is more, and little is left empty"
        cut = 0
        for label in inner.findChildren(QLabel):
            top = label.mapTo(inner, QPoint(0, 0)).y()
            if top < view.height() < top + label.height():
                cut += 1
                assert (view.height() - top) % line == 0
        assert cut <= 2, "at most two stand side by side"

    qtbot.waitUntil(whole)
    seen = quality.viewport().height()
    quality.resize(240, 600)
    qtbot.waitUntil(lambda: quality.viewport().height() == 600 > seen)
