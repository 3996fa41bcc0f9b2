"""What the reps tell together, and numbers that were put by hand, in the panel."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QImage
from pytestqt.qtbot import QtBot

from app.choice import set_names
from app.document import Document
from app.theme import LIGHT, SMALL_PX, number_font
from app.views.card import Card
from app.views.numbers import NumbersPanel
from app.views.table import UnitsTable
from app.views.with_sd import WithSd
from app.words import tooltip
from core.measures.spec import Metric
from tests.app import figures
from tests.app.squat_sets import squat_set

DEPTH = "depth_thigh_to_horizontal_deg"


def shown_table(qtbot: QtBot, width: int, height: int) -> tuple[Document, UnitsTable]:
    """A table of that size on the screen, and the document it shows."""
    document = Document()
    table = UnitsTable(document)
    qtbot.addWidget(table)
    table.resize(width, height)
    table.show()
    return document, table


def test_best_change_loss_and_sides_are_shown_with_their_plus_minus_and_reasons(qtbot: QtBot) -> None:
    analysis, document = squat_set(front=True), Document()
    panel = NumbersPanel(document)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.summary.isVisible()
    document.set_analysis(analysis)
    rows = {row.name: row for row in panel.summary.rows if not row.isHidden()}
    assert set(rows) == set(set_names(analysis))
    assert {"best_mean_concentric_velocity", "velocity_loss_pct", "drift_mean_concentric_velocity"} <= set(rows)
    assert any(name.startswith("symmetry_") for name in rows)
    for name, row in rows.items():
        metric = analysis.summary[name]
        assert ("±" in row.shown.text) == (metric.sd is not None and metric.value is not None)
        assert metric.status == "ok" or str(metric.reason) in row.accessibleDescription()
    panel.set_theme(LIGHT)
    document.set_analysis(replace(analysis, reps=analysis.reps[:1]))
    assert not panel.summary.isVisible(), "one rep alone is no set"


def test_a_click_on_a_row_of_the_set_chooses_its_measure(qtbot: QtBot) -> None:
    document = Document()
    panel = NumbersPanel(document)
    qtbot.addWidget(panel)
    document.set_analysis(squat_set(front=True))
    panel.summary.rows[0].chosen.emit(panel.summary.rows[0].name)
    assert document.measure == panel.summary.rows[0].name


@pytest.mark.parametrize("source", ["found", "edited"])
def test_a_number_that_hangs_on_what_was_put_by_hand_says_so(qtbot: QtBot, source: str) -> None:
    metric = replace(Metric(0.8, "s", 0.02), source=source)  # type: ignore[arg-type]
    card = Card(True)
    qtbot.addWidget(card)
    card.set_metric("concentric_s", metric)
    assert card.accessibleName().startswith("Way up, edited" if source == "edited" else "Way up:")
    assert ("put by hand" in tooltip("concentric_s", metric)) == (source == "edited")


def test_every_value_of_the_table_has_its_plus_minus_beside_it(qtbot: QtBot) -> None:
    document, table = shown_table(qtbot, 252, 200)
    document.set_analysis(squat_set(front=True))
    model, delegate = table.units, table.itemDelegate()
    assert isinstance(delegate, WithSd)
    metrics = QFontMetrics(number_font(SMALL_PX))
    for row in range(model.rowCount()):
        for column in range(2, model.columnCount()):
            value, sd = delegate.parts(model.index(row, column))
            assert value == model.data(model.index(row, column)) and "±" in sd
            if not table.isColumnHidden(column):
                assert metrics.horizontalAdvance(value + sd) <= table.columnWidth(column) - 4
    image = QImage(table.size(), QImage.Format.Format_RGB32)
    table.render(image)
    assert table.isColumnHidden(1)
    table.resize(360, 200)
    assert not table.isColumnHidden(1) and not table.isColumnHidden(4), "where there is room the times are there too"


def test_a_click_on_a_heading_puts_the_least_on_top_then_the_most_then_the_clips_order(qtbot: QtBot) -> None:
    document, table = shown_table(qtbot, 420, 300)
    made = squat_set(front=False)
    depths = (4.0, None, -2.0, 9.0)
    status = {True: "ok", False: "refused"}
    reps = tuple(
        replace(made.reps[0], metrics={DEPTH: Metric(d, "deg", 1.0, status[d is not None])})  # type: ignore[arg-type]
        for d in depths
    )
    document.set_analysis(replace(made, reps=reps, summary={}))
    header = table.horizontalHeader()
    column = 2 + table.units.names.index(DEPTH)

    def click() -> list[str]:
        at = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        return [table.units.index(row, 0).data() for row in range(4)]

    assert click() == ["3", "1", "4", "2"], "what was not measured is last"
    assert "\N{UPWARDS ARROW}" in table.units.headerData(column, Qt.Orientation.Horizontal)
    assert table.selectionModel().selectedRows()[0].row() == 1, "the current rep stays the current one"
    went: list[float] = []
    table.seeked.connect(went.append)
    table._go(table.units.index(3, 0))
    assert went == [document.units[1].mark_s]
    assert click() == ["4", "1", "3", "2"]
    assert click() == ["1", "2", "3", "4"]


def test_a_doubted_number_in_the_table_has_its_sign_after_the_plus_minus(qtbot: QtBot) -> None:
    document, table = shown_table(qtbot, 420, 300)
    made = squat_set(front=False)
    doubted = replace(made.reps[0], metrics={DEPTH: Metric(4.0, "deg", 1.0, "caution", "hidden")})
    document.set_analysis(replace(made, reps=(doubted,), summary={}))
    cell = table.units.index(0, 2 + table.units.names.index(DEPTH))
    assert WithSd().parts(cell) == ("4", "\N{THIN SPACE}±1\N{WHITE UP-POINTING SMALL TRIANGLE}")
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "".join(WithSd().parts(cell)), "for who listens"


def test_a_runs_table_begins_with_left_right_and_their_difference(qtbot: QtBot) -> None:
    document = Document()
    table = UnitsTable(document)
    qtbot.addWidget(table)
    run = figures.sprint(Path("run.mp4"))
    sides = {
        "contact_s_left": Metric(0.131, "s", 0.004),
        "contact_s_right": Metric(0.118, "s", 0.004),
        "contact_s_left_minus_right": Metric(0.013, "s", 0.006),
    }
    document.set_analysis(replace(run, summary={**run.summary, **sides}))
    column = 2 + table.units.names.index("contact_s")
    heads = [table.units.index(row, 0).data() for row in range(table.units.rowCount())]
    assert heads[:4] == ["All L", "All R", "L \N{MINUS SIGN} R", "1 L"] and heads[-1] == "All"
    assert [table.units.index(row, column).data() for row in range(3)] == ["131", "118", "13"]
    went: list[float] = []
    table.seeked.connect(went.append)
    table._go(table.units.index(0, 0))
    table._go(table.units.index(3, 0))
    assert went == [document.units[0].mark_s], "a mean is nowhere to go to"
    table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert [table.units.index(row, 0).data() for row in (0, 1, 2)] == heads[:3]
    document.set_cursor(document.units[2].mark_s)
    assert table.currentIndex().row() == table.units.row_of(3)
    left = tuple(step for step in run.steps if step.step.side == "left")
    document.set_analysis(replace(run, steps=left, summary={**run.summary, **sides}))
    assert table.units.index(0, 0).data() == "1 L", "one foot alone is compared with nothing"


def test_a_chosen_number_stands_in_the_table_and_is_never_left_out_for_room(qtbot: QtBot) -> None:
    document, table = shown_table(qtbot, 252, 200)
    document.set_analysis(squat_set(front=False))
    usual, lead = list(table.units.names), "hip_rise_lead_ratio"
    assert lead not in usual and len(usual) == 3
    document.set_measure(lead)
    assert table.units.names == [*usual[:2], lead] and not table.isColumnHidden(4)
    values = [unit.metrics[lead].value for unit in document.units]
    table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    worst = table.units.unit(0)
    assert worst is not None and worst.metrics[lead].value == max(v for v in values if v is not None)
    document.set_measure(usual[0])
    assert table.units.names == usual
    document.set_measure("drift_mean_concentric_velocity")
    assert table.units.names == usual, "what only the set tells has no column"


@pytest.mark.parametrize(("height", "told"), [(262, True), (210, False)])
def test_beside_a_closer_look_the_table_keeps_some_rows_where_they_fit(qtbot: QtBot, height: int, told: bool) -> None:
    document = Document()
    panel = NumbersPanel(document)
    qtbot.addWidget(panel)
    document.set_analysis(figures.sprint(Path("run.mp4")))
    panel.set_compact(True)
    panel.resize(252, height)
    panel.show()
    qtbot.wait(20)
    assert panel.height() == height and panel.minimumSizeHint().height() < 210, "a study may take all the rest"
    assert panel.table.isVisible() is told and not panel.quality.isVisible()
    if told:
        assert panel.table.viewport().height() >= 2 * panel.table.verticalHeader().defaultSectionSize()


def test_another_clip_is_not_sorted_as_the_last_one_was(qtbot: QtBot) -> None:
    document, table = shown_table(qtbot, 400, 200)
    document.set_analysis(squat_set(front=False))

    def order() -> list[int]:
        return [unit.number for row in range(len(document.units)) if (unit := table.units.unit(row)) is not None]

    by_time, name = order(), table.units.names[1]
    column = 2 + table.units.names.index(name)
    for way in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        table.sortByColumn(column, way)
        if (sorted_ := order()) != by_time:
            break
    assert sorted_ != by_time
    document.set_analysis(squat_set(front=False))
    assert order() == sorted_, "the same clip measured again stays as it was put"
    document.set_analysis(squat_set(front=True))
    assert name not in table.units.names and order() == list(range(1, len(document.units) + 1))
    assert table.horizontalHeader().sortIndicatorSection() == -1
    document.set_analysis(None)
    document.set_analysis(squat_set(front=False))
    assert order() == by_time
