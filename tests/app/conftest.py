"""Fixtures of the window's tests: real clips, analyses by formula, and nothing left running."""

import gc
import time
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from app import early, garbage, on_disk
from app.messages import Messages
from app.warm import qt_steps
from app.window import Window
from core.analysis import Analysis
from core.errors import UserError
from core.pipeline import Request
from core.progress import Progress
from tests.app import figures

early.before_qt()
for _ in qt_steps():  # before any test has a thread
    pass


PATIENCE_MS = 60_000
SETTLED_TURNS = 5
TICKS = 20  # of an analysis that nobody holds


class PatientBot(QtBot):
    """Waits for what must come at last as long as a busy machine may need; whoever waits for less says so."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **how)

    def wait(self, ms: int) -> None:
        """And then for what follows from what was due: a busy machine comes to all of it in one turn."""
        super().wait(ms)
        for _ in range(SETTLED_TURNS):
            QApplication.processEvents()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


# what `app.garbage` uses, but what was there before a test stays set aside while windows come and go in it
HELD_BACK = SimpleNamespace(**{**vars(gc), "freeze": lambda: None, "unfreeze": lambda: None})


@pytest.fixture(scope="module", autouse=True)
def older_garbage() -> Iterator[None]:
    """What was there before a file's first test is looked through once, not after every test."""
    gc.unfreeze()
    gc.collect()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_left_running(older_garbage: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A thread or a timer of ours that outlives its test is a fault.

    Garbage waits until the test is over: what the analysis thread of a test collected could belong to Qt.
    """
    gc.disable()
    gc.freeze()  # modules are most of what there is; looking through them takes longer than most tests
    monkeypatch.setattr(garbage, "gc", HELD_BACK)
    yield
    left = [
        obj
        for obj in gc.get_objects()
        if isinstance(obj, QThread | QTimer)
        and Shiboken.isValid(obj)
        and (obj.isRunning() if isinstance(obj, QThread) else obj.isActive())
    ]
    names = [type(obj).__name__ for obj in left]
    for obj in left:
        if isinstance(obj, QTimer):
            obj.stop()
        else:
            obj.requestInterruption()
            obj.wait(5000)
    del left
    gc.collect()
    gc.enable()
    assert not names, f"left running: {names}"


@pytest.fixture(autouse=True)
def disks_that_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is; what is answered late is tested where that is meant."""
    monkeypatch.setattr(on_disk, "PATIENCE_S", 20.0)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 frames at 30 a second; the grey of the left half tells the frame."""
    return figures.write_clip(tmp_path_factory.mktemp("clips") / "a squat é 深.mp4", 60, 30)


@pytest.fixture(scope="session")
def squat() -> Analysis:
    return figures.squat(Path("squat.mp4"))


@pytest.fixture(scope="session")
def sprint() -> Analysis:
    return figures.sprint(Path("sprint.mp4"))


class Pipeline:
    """A pipeline whose result is known by formula; it obeys the contract of `core.pipeline.analyse`."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.closed = 0
        self.held = False  # it goes on until it is cancelled, or held no more
        self.error: Exception | None = None
        self.make: Callable[[Path, int, float], Analysis] = figures.squat

    def __call__(self, request: Request) -> Generator[Progress, None, Analysis]:
        self.requests.append(request)
        partial = figures.squat_track(60, 30.0)
        try:
            for i in count():
                if i >= TICKS and not self.held:
                    break
                time.sleep(0.01 * self.held)
                yield Progress("pose", "Finding the athlete", min(i, TICKS), TICKS, 80.0, 1.0, partial)
        except GeneratorExit:
            self.closed += 1
            raise
        if self.error is not None:
            raise self.error
        return self.make(request.clip, 60, 30.0)


@pytest.fixture
def pipeline() -> Pipeline:
    return Pipeline()


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def window(qtbot: QtBot, pipeline: Pipeline, messages: Messages) -> Iterator[Window]:
    made = Window(messages, pipeline)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made, timeout=PATIENCE_MS):
        made.show()
    qtbot.waitUntil(lambda: made.plots is not None)
    yield made
    made.close()


@pytest.fixture
def analysed(window: Window, clip: Path, qtbot: QtBot) -> Window:
    """The window on the clip, its analysis finished and its first frame shown."""
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    qtbot.waitUntil(lambda: window.video.picture is not None)
    return window


def settled(window: Window, pipeline: Pipeline, requests: int) -> Callable[[], bool]:
    """So many analyses were asked for and the last one is shown."""
    return lambda: (
        len(pipeline.requests) == requests
        and not window.session.jobs.running
        and window.session.document.analysis is not None
    )


def shown_number(window: Window) -> int:
    """Which frame the picture on the screen really is, read from its pixels."""
    picture = window.video.picture
    assert picture is not None
    image = picture.image
    grey = image.pixelColor(image.width() // 4, image.height() // 2).red()
    return round((grey - 16) / 3)


def user_error() -> UserError:
    return UserError("the model is missing", "put it in a folder", "model.task")


def frames_of(window: Window) -> np.ndarray:
    return window.session.playhead.times
