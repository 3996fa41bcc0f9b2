"""Clips of which one was filmed with the phone askew."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.compare.figures import figure_of
from app.window import Window
from core.analysis import Analysis
from core.kinematics.tilt import Tilt
from core.pose.skeleton import INDEX, midpoint
from tests.app import figures
from tests.app.conftest import Pipeline

DEG = 20.0


def lean_deg(points: np.ndarray) -> float:
    """Of the trunk, to the right of up."""
    x, y = midpoint(points, "shoulder") - midpoint(points, "hip")
    return float(np.degrees(np.arctan2(x, -y)))


def test_figures_are_set_upright_and_tell_where_up_is_on_their_pictures(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    def askew(path: Path, frames: int, fps: float) -> Analysis:
        return replace(figures.squat(path, frames, fps), tilt=Tilt(DEG, 0.4))

    pipeline.make = askew
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    window.acts["compare"].trigger()
    view, pair = window.comparing.view, window.comparing.pair
    assert view is not None and pair is not None
    qtbot.waitUntil(lambda: len(pair.a.times) > 0)
    figure = figure_of(pair.a, False, float(pair.a.times[pair.a.frame]))
    upright = view.figures.placed(pair.a, False)
    assert figure is not None and figure.up is not None and upright is not None
    assert lean_deg(figure.xy_px) - lean_deg(upright) == pytest.approx(DEG)
    hip = INDEX["left_hip"]
    up = (np.sin(np.radians(DEG)), -np.cos(np.radians(DEG)))
    assert figure.up[hip] == pytest.approx(up)
    for mirrored in (figure_of(pair.a, True, float(pair.a.times[pair.a.frame])), figure.mirrored(90)):
        assert mirrored is not None and mirrored.up is not None
        assert mirrored.up[hip] == pytest.approx((-up[0], up[1]))
