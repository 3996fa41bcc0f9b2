"""The numbers beside a plot: round, and none over another however low the plot is."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QTextDocument, QTransform
from pytestqt.qtbot import QtBot

from app.theme import GUTTER, LIGHT, SMALL_PX, number_font
from app.views.plotpane import (
    TICK_PX,
    TITLE_LEFT_PX,
    TITLE_PX,
    Mark,
    MarksItem,
    ValueAxis,
    _fill_band,
    title_px,
    unbroken,
)
from app.window import Window
from core.analysis import QualityNote
from tests.app import figures
from tests.app.conftest import Pipeline

AIR_PX = 8  # between the numbers and the plot, as the axis is drawn


@pytest.mark.parametrize(
    ("low", "high", "size_px"),
    [(0.2, 1.25, 75), (-1000, 1000, 60), (-1387, 1387, 120), (0, 91, 40), (0.0, 1.0, 30), (0.7, 1.3, 400)],
)
def test_numbers_beside_a_plot_stand_apart_and_are_round(low: float, high: float, size_px: float, qtbot: QtBot) -> None:
    axis = ValueAxis(orientation="left")
    values = sorted(value for _, some in axis.tickValues(low, high, size_px) for value in some)
    assert values
    steps = [b - a for a, b in itertools.pairwise(values)]
    assert all(step * size_px / (high - low) >= TICK_PX - 1e-6 for step in steps)
    for step in steps:
        assert f"{step:.1e}"[0] in "125"


@pytest.mark.parametrize(("low", "high"), [(-1200.0, 1100.0), (0.0, 12_000.0), (-900.0, 10.0), (0.0, 100.0)])
def test_a_title_ends_before_the_numbers_of_its_axis_begin(low: float, high: float, qtbot: QtBot) -> None:
    axis, metrics = ValueAxis(orientation="left"), QFontMetricsF(number_font(SMALL_PX))
    told = [text for step, some in axis.tickValues(low, high, 90) for text in axis.tickStrings(some, 1.0, step)]
    widest = max(metrics.horizontalAdvance(text) for text in told)
    assert TITLE_LEFT_PX + title_px(low, high) <= GUTTER - widest - AIR_PX
    assert title_px(0.0, 100.0) == TITLE_PX, "as wide as ever where there is room"


def test_a_peak_is_labelled_where_an_event_without_letters_stands(qtbot: QtBot) -> None:
    """Only the first plot has letters; in the others lines took the room of numbers at the bottom of a curve."""

    class Told(QPainter):
        def drawText(self, *args: object) -> None:  # type: ignore[override]
            texts.append(str(args[-1]))

    class Item(MarksItem):
        def boundingRect(self) -> QRectF:
            return QRectF(0, 0, 10, 1)

    texts: list[str] = []
    marks = [Mark(t, 0.0, letters, None, line=True) for t, letters in ((2.0, ""), (6.0, "B"))]
    marks += [Mark(t, 0.12, f"{t:.0f}.47", None) for t in (2.0, 6.0)]
    item = Item()
    item.set_marks(marks, LIGHT, number_font(SMALL_PX))
    image = QImage(400, 80, QImage.Format.Format_RGB32)
    painter = Told(image)
    painter.setWorldTransform(QTransform(40, 0, 0, -80, 0, 80))
    item.paint(painter)
    painter.end()
    assert texts == ["B", "2.47"], "what would stand over letters is still left out"


def test_the_error_of_a_curve_has_the_curve_s_gaps(qtbot: QtBot) -> None:
    times, middle = np.arange(9.0), np.full(9, 50.0)
    middle[3:6] = np.nan
    edges = [pg.PlotCurveItem() for _ in range(2)]
    band = pg.FillBetweenItem(*edges)
    _fill_band(band, edges, times, middle, np.full(9, 5.0), QColor("white"))
    assert [band.path().contains(QPointF(t, 52.0)) for t in (1.0, 4.0, 7.0)] == [True, False, True]


def test_a_moment_measured_alone_does_not_mislead_the_area_about_all_that_follow(qtbot: QtBot) -> None:
    """A wedge across the plot lay between the pieces before and after it."""
    times, middle = np.arange(12.0), np.full(12, 50.0)
    middle[:2], middle[[2, 4, 5, 6, 8]] = 10.0, np.nan
    edges = [pg.PlotCurveItem() for _ in range(2)]
    band = pg.FillBetweenItem(*edges)
    _fill_band(band, edges, times, middle, np.full(12, 5.0), QColor("white"))
    about = [band.path().contains(QPointF(t, y)) for t, y in ((0.5, 10.0), (10.0, 52.0), (5.0, 30.0), (3.0, 50.0))]
    assert about == [True, True, False, False]


def test_the_area_about_a_curve_is_worked_out_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thousands of frames it takes so long that the window would stand still for it twice."""
    made: list[int] = []
    edges = [pg.PlotCurveItem() for _ in range(2)]
    monkeypatch.setattr(pg.FillBetweenItem, "updatePath", lambda *_: made.append(1))
    band = pg.FillBetweenItem(*edges)
    made.clear()
    _fill_band(band, edges, np.arange(9.0), np.full(9, 50.0), np.full(9, 5.0), QColor("white"))
    assert made == [1]


@pytest.mark.parametrize("width", range(46, 90, 2))
def test_a_unit_is_not_broken_in_two(qtbot: QtBot, width: int) -> None:
    document = QTextDocument()
    document.setDefaultFont(number_font(SMALL_PX))
    document.setHtml(f"muslo {unbroken('°/s')}")
    document.setTextWidth(width)
    document.documentLayout().documentSize()
    text, lines = document.begin().text(), document.begin().layout()
    ends = [lines.lineAt(i).textStart() + lines.lineAt(i).textLength() for i in range(lines.lineCount())]
    assert all(text[:end].endswith((" ", "s")) for end in ends), [text[:end] for end in ends]


@pytest.mark.parametrize("slow", [False, True])
def test_the_title_of_a_low_plot_ends_above_the_button_below_it(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, slow: bool
) -> None:
    """Of slow motion it says that speeds are those that are played, which takes a line more."""
    notes = (QualityNote("slow_motion", "caution", "This looks like slow motion."),) * slow
    pipeline.make = lambda path, *_: replace(figures.sprint(path), quality=notes)
    window.resize(1366, 768)
    window.open_clips([clip])
    plots = window.plots
    assert plots is not None
    qtbot.waitUntil(lambda: bool(plots.shown) and plots.button.isVisible())
    half = QFontMetricsF(number_font(SMALL_PX)).capHeight() / 2
    assert plots._panes[0].box().top() >= half + 2, "a number at its upper edge is not cut by what is above"
    titles = [pane.title for pane in plots._panes if pane.title.isVisible()]
    assert titles
    assert all(title.geometry().bottom() < plots.button.y() for title in titles)
