"""From frame to frame only a dot or a cursor is painted, over what was painted once."""

import pytest
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from app.theme import DARK, LIGHT
from app.views.knee_page import KneePage
from app.views.loops import LoopPlot
from app.views.scissor_page import ScissorPage, ScissorPlot
from core.analysis import Analysis
from tests.app.squat_sets import page_of, squat_set
from tests.some import some


@pytest.fixture
def curves(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Told of every curve of a page that is painted."""
    painted: list[object] = []
    for plot in (LoopPlot, ScissorPlot):
        own = plot._paint_curve

        def watched(self: object, painter: QPainter, *told: object, own: object = own, **named: object) -> None:
            painted.append(self)
            own(self, painter, *told, **named)  # type: ignore[operator]

        monkeypatch.setattr(plot, "_paint_curve", watched)
    return painted


@pytest.fixture
def scissor(qtbot: QtBot, sprint: Analysis) -> ScissorPage:
    return page_of(ScissorPage, sprint, qtbot, height=260)


def test_loops_are_painted_once_and_the_dot_goes_on(qtbot: QtBot, curves: list[object]) -> None:
    front = squat_set(front=True)
    page = page_of(KneePage, front, qtbot)
    bottom = front.reps[0].rep.bottom_s
    page.show_time(bottom - 0.2)
    before = [plot.grab().toImage() for plot in some(page.loops)]
    assert curves
    curves.clear()
    page.show_time(bottom - 0.3)
    after = [plot.grab().toImage() for plot in page.loops]
    assert curves == []
    assert all(one != other for one, other in zip(before, after, strict=True))
    page.set_theme(LIGHT)
    assert all(plot.grab().toImage() != image for plot, image in zip(page.loops, after, strict=True)) and curves
    page.set_theme(DARK)
    assert [plot.grab().toImage() for plot in page.loops] == after, "as when all is painted"


def test_the_scissor_is_painted_once_and_the_cursor_goes_on(scissor: ScissorPage, curves: list[object]) -> None:
    plot = scissor.plot
    plot.set_time(0.5)
    before = plot.grab().toImage()
    assert curves
    curves.clear()
    plot.set_time(0.6)
    after = plot.grab().toImage()
    assert curves == [] and after != before
    plot.set_theme(LIGHT)
    plot.set_theme(DARK)
    assert plot.grab().toImage() == after and curves, "as when all is painted"
    plot.resize(900, 240)
    curves.clear()
    plot.grab()
    assert curves
