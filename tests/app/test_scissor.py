"""The scissor page: how far the thighs are apart, where, and what a click does."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from app.theme import LIGHT
from app.views.scissor_page import FAR_PX, TICK_PX, ScissorPage, baseline, scale, scissor_words, words_at
from core.analysis import Analysis
from core.measures.spec import Metric
from tests.app.squat_sets import page_of
from tests.some import some


@pytest.fixture
def page(qtbot: QtBot, sprint: Analysis) -> ScissorPage:
    return page_of(ScissorPage, sprint, qtbot, height=260)


def test_every_touchdown_and_toe_off_lies_on_the_curve(page: ScissorPage, sprint: Analysis) -> None:
    """The thighs swing by 40 degrees in anti-phase, so that they are 80 sin apart."""
    touchdowns = [m for m in page.plot.marks if m[3] == "TD"]
    assert [(m[0], m[2]) for m in touchdowns] == [(s.step.touchdown_s, s.step.side) for s in sprint.steps]
    for time_s, value, *_ in page.plot.marks:
        assert value == pytest.approx(80 * np.sin(2 * np.pi * time_s / 0.5), abs=0.5)
    assert touchdowns[0][4] == "touchdown left 24° ±\N{NO-BREAK SPACE}3"


@pytest.mark.parametrize("most", [91.0, 37.4, 612.0, 8.2])
@pytest.mark.parametrize("height_px", [46.0, 75.0, 160.0, 400.0])
def test_the_numbers_beside_it_are_round_and_stand_apart(most: float, height_px: float) -> None:
    low, high = -1.15 * most, 1.15 * most
    values = scale(low, high, height_px)
    steps = np.diff(values)
    assert len(values) >= 2 and np.allclose(steps, steps[0]) and low <= values[0] and values[-1] <= high
    told = steps[0] if len(values) > 2 else values[-1]
    assert f"{told:.6e}"[:8] in ("1.000000", "2.000000", "5.000000")
    room = steps[0] * height_px / (high - low)
    assert room >= TICK_PX - 1e-6 if len(values) > 2 else room >= 16, "letters are 12 px high"


def test_what_was_refused_has_no_mark(page: ScissorPage, sprint: Analysis) -> None:
    none = Metric(None, "deg", None, "refused", "seen 40° from square-on")
    first = sprint.steps[0]
    refused = replace(first, metrics={**first.metrics, "thigh_separation_touchdown_deg": none})
    page._document.set_analysis(replace(sprint, steps=(refused, *sprint.steps[1:])))
    page.show_analysis()
    assert not any(m[0] == first.step.touchdown_s for m in page.plot.marks)
    assert any(m[0] == first.step.toe_off_s for m in page.plot.marks)


def test_a_click_near_a_mark_goes_to_its_moment_and_elsewhere_to_that_time(page: ScissorPage, qtbot: QtBot) -> None:
    went: list[float] = []
    page.seeked.connect(went.append)
    plot, mark = page.plot, page.plot.marks[4]
    for x in (plot.x_of(mark[0]) + 4, plot.x_of(mark[0]) + 22):
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 40))
    assert went[0] == mark[0]
    assert plot.x_of(went[1]) == pytest.approx(plot.x_of(mark[0]) + 22, abs=1)


def test_the_cursor_and_the_theme_are_painted(page: ScissorPage) -> None:
    before = page.plot.grab().toImage()
    page.show_time(1.0)
    moved = page.plot.grab().toImage()
    page.set_theme(LIGHT)
    assert before != moved != page.plot.grab().toImage()


def test_words_tell_both_sides_with_their_plus_minus_and_why_to_doubt_them(sprint: Analysis) -> None:
    assert scissor_words(replace(sprint, summary={})) == ("How far the thighs are apart at touchdown was not measured.")
    told = scissor_words(replace(sprint, summary={
        "thigh_separation_touchdown_deg_left": Metric(12.0, "deg", 3.0),
        "thigh_separation_touchdown_deg_right": Metric(14.0, "deg", 4.0, "caution", "seen 16° from square-on"),
    }))  # fmt: skip
    assert told.replace("\N{NO-BREAK SPACE}", " ").startswith("At touchdown: left 12° ± 3, right 14° ± 4.")
    assert told.endswith("Take with caution: seen 16° from square-on.")


@pytest.mark.parametrize("slope", [-3.0, -0.4, 0.0, 0.4, 3.0])
def test_words_beside_a_mark_have_no_curve_through_them(slope: float) -> None:
    box = QRectF(0, 0, 400, 200)
    x = np.linspace(0, 400, 60)
    curve = np.stack([x, np.clip(100 + slope * (x - 200), 5, 195)], axis=1)
    base = baseline(curve, box, 208, 60, 100)
    assert base is not None
    over = np.interp(np.linspace(206, 270, 100), curve[:, 0], curve[:, 1])
    assert not ((over > base - 10) & (over < base + 2)).any()
    assert box.top() <= base - 10 and base + 2 <= box.bottom()
    assert baseline(np.zeros((0, 2)), box, 208, 60, 100) == 94, "right above the mark where nothing is in the way"


def test_words_stand_nowhere_rather_than_in_the_curve() -> None:
    x = np.linspace(0, 400, 60)
    steep = np.stack([x, np.where(x < 240, 8.0, 22.0)], axis=1)
    assert baseline(steep, QRectF(0, 0, 400, 30), 208, 60, 8) is None


def test_words_stand_on_the_side_of_a_mark_where_they_are_nearer_to_it() -> None:
    """Beside a toe-off just before the lowest point they stood far above, next to the touchdown after it."""
    box, width = QRectF(0, 0, 400, 200), 60.0
    x = np.linspace(0, 400, 200)
    valley = np.stack([x, np.where(x < 200, 190 - 2.5 * (200 - x).clip(0, 70), 190 - 1.2 * (x - 200))], axis=1)
    mark = QPointF(196.0, 180.0)
    at = words_at(valley, box, mark, width, ())
    assert at is not None and at.x() + width <= mark.x() and abs(at.y() - mark.y()) <= 16
    other = words_at(valley, box, mark, width, [QRectF(at.x(), at.y() - 10, width, 12)])
    assert other is None or (other.x() > mark.x() and abs(other.y() - mark.y()) <= FAR_PX)


@pytest.mark.parametrize("size", [None, (1000, 300), (900, 200), (700, 160), (560, 180)])
def test_the_words_of_every_touchdown_keep_off_the_curve_however_small_the_plot(
    page: ScissorPage, size: tuple[int, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if size is not None:
        page.plot.setMinimumSize(1, 1)
        page.plot.resize(*size)
    told: list[tuple[QPointF, str, int]] = []
    paint = QPainter.drawText

    def record(painter: QPainter, *what: Any) -> Any:
        if len(what) == 2 and isinstance(what[0], QPointF) and "°" in what[1]:
            told.append((*what, painter.fontMetrics().horizontalAdvance(what[1])))
        return paint(painter, *what)

    monkeypatch.setattr(QPainter, "drawText", record)
    page.plot.set_theme(LIGHT)  # it keeps what was painted
    page.plot.grab()
    plot, analysis = page.plot, page.plot.analysis
    assert analysis is not None
    box = plot._boxes()[0]
    time, values = plot._values(analysis, "thigh_separation_deg")
    low, high = plot._range(values)
    for at, text, width in some(told):
        over = np.linspace(at.x(), at.x() + width, 60)
        y = np.interp(over, [plot.x_of(t) for t in time], [plot._y(box, v, low, high) for v in values])
        assert not ((y > at.y() - 9) & (y < at.y() + 1)).any(), text
