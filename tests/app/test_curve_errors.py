"""What is told beside a curve: its error, once that is known and never of other numbers, and its unit."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.curves import shown_unit
from app.window import Window
from core.analysis import QualityNote
from core.compare import errors
from core.giving_way import may_go_on
from tests.app import figures
from tests.app.conftest import Pipeline
from tests.some import some


def bands(window: Window) -> list[bool]:
    """Of each shown curve, whether its plus-minus is drawn."""
    plots = window.plots
    assert plots is not None
    analysis = window.session.document.analysis
    assert analysis is not None
    seen = []
    for group, pane in zip(plots._shown, plots._panes, strict=False):
        count = len(group.curves(analysis.series))
        seen += [band.isVisible() and not band.path().isEmpty() for band, _ in pane._bands[:count]]
    return seen


def test_every_curve_gets_its_plus_minus(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> None:
    pipeline.make = lambda path, *_: figures.squat(path)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.plots is not None and bool(window.plots.shown))
    qtbot.waitUntil(lambda: all(some(bands(window))))


def test_other_numbers_lose_the_band_until_theirs_is_known(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.make = lambda path, *_: figures.squat(path)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.plots is not None and bool(window.plots.shown) and all(some(bands(window))))
    document = window.session.document
    monkeypatch.setattr(errors, "drawn_series", lambda *_: None)  # nothing is known of the others
    assert document.analysis is not None
    document.set_analysis(figures.squat(clip))
    qtbot.waitUntil(lambda: not any(some(bands(window))))
    plots = window.plots
    assert plots is not None
    qtbot.waitUntil(lambda: plots._errors._of is document.measured)
    assert not any(some(bands(window))), "and none where nothing is known"


def test_work_on_what_is_no_longer_shown_is_given_up(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def endless(*_: object) -> dict[str, np.ndarray]:
        while True:
            asked.append(True)
            may_go_on()

    monkeypatch.setattr(errors, "curve_sds", endless)
    pipeline.make = lambda path, *_: figures.squat(path)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: bool(asked))
    plots = window.plots
    assert plots is not None
    first = plots._errors._thread
    monkeypatch.undo()
    window.session.document.set_analysis(figures.squat(clip))
    qtbot.waitUntil(lambda: plots._errors._thread is not first)
    qtbot.waitUntil(lambda: all(some(bands(window))))


def test_what_ended_as_the_window_closes_begins_nothing_anew(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end that a thread told stays queued when it is let go of."""
    monkeypatch.setattr(errors, "curve_sds", lambda *_: None)  # given up: it would be asked for again
    pipeline.make = lambda path, *_: figures.squat(path)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.plots is not None and window.plots._errors._thread is not None)
    plots = window.plots
    assert plots is not None
    thread = plots._errors._thread
    assert thread is not None
    thread.wait()
    plots._errors.stop()
    plots._errors.ask()
    qtbot.wait(20)
    assert plots._errors._thread is None and not plots._errors._later.isActive()


def test_speeds_of_slow_motion_are_said_to_be_those_that_are_played(
    window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot
) -> None:
    """Numbers in seconds are refused until the true rate is given; their curves said 36 degrees a second of a run."""
    note = QualityNote("slow_motion", "caution", "This looks like slow motion.")
    pipeline.make = lambda path, *_: replace(figures.sprint(path), quality=(note,))
    window.open_clips([clip])
    window.acts["studies_larger"].setChecked(True)
    qtbot.waitUntil(lambda: window.plots is not None and len(window.plots.shown) > 1)
    plots, analysis = window.plots, window.session.document.analysis
    assert plots is not None and analysis is not None
    told = dict(zip(plots.shown, (pane.title.text() for pane in plots._panes), strict=False))
    assert "s, as played" in told["Thigh speed"] and "as played" not in told["Thigh forward"]
    known = replace(analysis, clip=replace(analysis.clip, time_scale=0.25))
    assert shown_unit("°/s", known) == shown_unit("°/s", replace(analysis, quality=())) == "°/s"
