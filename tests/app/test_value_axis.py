"""The numbers beside a plot: round, and none over another however low the plot is."""

import itertools
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from app.theme import GUTTER, SMALL_PX, number_font
from app.views.plotpane import TICK_PX, TITLE_LEFT_PX, TITLE_PX, ValueAxis, title_px
from app.window import Window
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


def test_the_title_of_a_low_plot_ends_above_the_button_below_it(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    pipeline.make = lambda path, *_: figures.sprint(path)
    window.resize(1366, 768)
    window.open_clips([clip])
    plots = window.plots
    assert plots is not None
    qtbot.waitUntil(lambda: bool(plots.shown) and plots.button.isVisible())
    titles = [pane.title for pane in plots._panes if pane.title.isVisible()]
    assert titles
    assert all(title.geometry().bottom() < plots.button.y() for title in titles)
