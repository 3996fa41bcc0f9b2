"""The numbers beside a plot: round, and none over another however low the plot is."""

import itertools

import pytest
from pytestqt.qtbot import QtBot

from app.views.plotpane import TICK_PX, ValueAxis


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
