"""Squats and a run in the window, measured by the real chain with what it keeps to go on from; and hands."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.window import Window
from core.analysis import Analysis
from core.assembly import assemble
from core.event_changes import EventAt, events_of
from core.motion import measure
from core.pipeline import Request
from core.pose.skeleton import INDEX
from core.pose.source import Tracked
from tests.app import figures
from tests.app.conftest import Pipeline
from tests.core.squat_figure import Move
from tests.core.stick_figure import RIGHT, clock, noisy, run, seen, squat

KNEE = INDEX["right_knee"]  # the near one
FRAMES = 180


@pytest.fixture(scope="package")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds."""
    return figures.write_clip(tmp_path_factory.mktemp("clips") / "long.mp4", FRAMES, 30)


@pytest.fixture(scope="package")
def two_squats() -> Analysis:
    """Measured by the real chain, with what it keeps to go on from."""
    t = clock(30.0, FRAMES / 30)[:FRAMES]
    moves = (Move(0.6, down_s=0.9, up_s=0.8), Move(3.3, down_s=0.9, up_s=0.8))
    return measured(noisy(seen(t, squat(t, moves), RIGHT, (160.0, 110.0)), 0.3), "squat")


@pytest.fixture(scope="package")
def a_run() -> Analysis:
    t = clock(30.0, FRAMES / 30)[:FRAMES]
    return measured(noisy(seen(t, run(t), RIGHT, (160.0, 110.0)), 0.3), "sprint")


def measured(raw: object, wanted: str) -> Analysis:
    info = figures.clip_info(Path("long.mp4"), FRAMES, 30.0)
    request = Request(Path("long.mp4"), movement=wanted)  # type: ignore[arg-type]
    tracked = Tracked(raw, 1, "closed form", "full", "0" * 64)  # type: ignore[arg-type]
    return assemble(info, tracked, measure(raw, wanted=wanted), request)  # type: ignore[arg-type]


@pytest.fixture
def squatting(window: Window, pipeline: Pipeline, long_clip: Path, two_squats: Analysis, qtbot: QtBot) -> Window:
    return opened(window, pipeline, long_clip, two_squats, qtbot)


@pytest.fixture
def running(window: Window, pipeline: Pipeline, long_clip: Path, a_run: Analysis, qtbot: QtBot) -> Window:
    return opened(window, pipeline, long_clip, a_run, qtbot)


def opened(window: Window, pipeline: Pipeline, clip: Path, analysis: Analysis, qtbot: QtBot) -> Window:
    pipeline.make = lambda path, frames, fps: analysis
    window.open_clips([clip])
    document = window.session.document
    qtbot.waitUntil(lambda: document.analysis is not None and not window.session.jobs.running)
    qtbot.waitUntil(lambda: window.video.picture is not None and window.video.picture.exact)
    return window


def events(window: Window, moment: str) -> list[EventAt]:
    analysis = window.session.document.analysis
    assert analysis is not None
    return [e for e in events_of(analysis) if e.moment == moment]


def follow(window: Window, qtbot: QtBot) -> Analysis:
    """The analysis once the numbers have followed."""
    qtbot.waitUntil(lambda: not window.editing.remeasuring.busy)
    assert window.session.document.analysis is not None
    return window.session.document.analysis
