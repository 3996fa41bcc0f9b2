"""Cancelled wherever it waits, an analysis lets go at once and comes to the same when it is gone on with."""

import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import Queue
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import Cancelled
from core.giving_way import aside, asked_to_stop, giving_way, may_go_on, next_of, result_of
from core.pose import backend as backends
from core.pose.backend import ONE_LOOK, Box, Detection, Floats, LandmarkBackend, Looks, Picture
from core.pose.begun import Begun
from core.pose.camera_tracker import CameraThread
from core.pose.estimate import estimate
from core.pose.measuring import Measuring
from core.pose.rows import Rows
from core.pose.track import PoseTrack
from core.pose.workers import Workers
from core.progress import Progress
from core.video import ahead
from core.video.ahead import read_ahead
from core.video.reader import Frame
from tests.core.pose.stage import SQUATTER, N, Stage, at
from tests.core.pose.threads import left_running
from tests.core.stick_figure import joints, standing

PICTURE = np.zeros((4, 4, 3), np.uint8)
STAGE = Stage(at(SQUATTER, 100, first=33), at(joints(standing(N)), 450))


class Asked:
    """How often it was asked; from one of the times on it says to stop."""

    def __init__(self, stop_at: int) -> None:
        self.times, self._stop_at = 0, stop_at

    def __call__(self) -> bool:
        self.times += 1
        return self.times >= self._stop_at


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    create = backends.create

    def created(name: str, model: Path) -> LandmarkBackend:
        return STAGE if name == "stage" else create(name, model)

    monkeypatch.setattr(backends, "create", created)
    return STAGE


def wait_long(go_on: threading.Event) -> None:
    """And set it in the end: who has waited for whoever waits here is told too late instead of never."""
    if not go_on.wait(60):
        go_on.set()


def track_of(steps: Generator[Progress, None, tuple[PoseTrack, int]]) -> PoseTrack:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value[0]  # type: ignore[no-any-return]


class Noted:
    """The pictures that are taken from the thread that reads ahead."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.taken = list[object]()
        patch.setattr(ahead, "next_of", self._next)

    def _next(self, waiting: Queue[Any]) -> Any:
        self.taken.append(next_of(waiting))
        return self.taken[-1]


def landmarks_of(stage: Stage, **options: Any) -> PoseTrack:
    return track_of(estimate(stage, Path(), "stage", range(N), jobs=1, **options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def undisturbed() -> tuple[PoseTrack, int]:
    """The landmarks of whoever is not cancelled, and how many pictures they take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backends, "create", lambda name, model: STAGE)
        noted = Noted(patch)
        return landmarks_of(STAGE), len(noted.taken)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
def test_stopped_wherever_it_waits_it_goes_on_and_comes_to_the_same(
    stage: Stage, undisturbed: tuple[PoseTrack, int], monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    """How often it asks hangs on how fast the threads are; how many pictures it takes does not."""
    whole, most = undisturbed
    assert most > N
    taken = Noted(monkeypatch).taken
    left: list[Begun] = []
    with pytest.raises(Cancelled), giving_way(lambda: len(taken) >= share * most):
        landmarks_of(stage, on_stop=left.append)
    assert share * most <= len(taken) <= share * most + 1
    assert left_running() == []
    again = landmarks_of(stage, begun=left[0])
    np.testing.assert_array_equal(again.xy_px, whole.xy_px)
    assert np.isfinite(whole.xy_px[40:, :, 0]).all()


@pytest.mark.parametrize("held_at", ["reading", "looking"])
def test_who_cancels_is_told_before_a_frame_or_a_look_has_ended_and_what_there_is_is_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, held_at: str
) -> None:
    held, go_on, stop = threading.Event(), threading.Event(), threading.Event()
    left: list[Begun] = []

    def hold() -> None:
        held.set()
        stop.set()
        wait_long(go_on)

    class Slow(Stage):
        def frames(self, start: int = 0, *asked: Any, **options: Any) -> Iterator[Frame]:
            for frame in super().frames(start, *asked, **options):
                if held_at == "reading" and frame.number == N // 2:
                    hold()
                yield frame

        def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
            if held_at == "looking" and rgb[0, 0, 0] == N // 2:
                hold()
            return super().landmarks(rgb, box, looks)

    slow = Slow(*stage.actors)
    monkeypatch.setattr(backends, "create", lambda name, model: slow)
    steps = estimate(slow, Path(), "stage", range(N), jobs=1, on_stop=left.append)  # type: ignore[arg-type]
    with giving_way(stop.is_set):
        with pytest.raises(Cancelled):
            track_of(steps)
        told_before = not go_on.is_set()
        assert held.is_set() and not left
        go_on.set()
    assert told_before
    assert left[0].done.any()


def test_who_cancels_while_looks_are_joined_is_told_at_once_and_no_look_is_taken_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, go_on = threading.Event(), threading.Event()
    joined = Rows.joined

    def slowly(self: Rows) -> PoseTrack:
        stop.set()
        wait_long(go_on)
        return joined(self)

    whole = landmarks_of(stage, views=2)
    left: list[Begun] = []
    monkeypatch.setattr(Rows, "joined", slowly)
    with giving_way(stop.is_set):
        with pytest.raises(Cancelled):
            landmarks_of(stage, views=2, on_stop=left.append)
        assert not go_on.is_set()
        go_on.set()
    monkeypatch.setattr(stage, "landmarks", None)
    again = landmarks_of(stage, views=2, begun=left[0])
    np.testing.assert_array_equal(again.xy_px, whole.xy_px)
    assert again.camera is not None


def test_a_thread_that_makes_its_networks_is_not_waited_for_and_frees_them(stage: Stage) -> None:
    making, go_on, freed = threading.Event(), threading.Event(), threading.Event()

    class Slow(Stage):
        def close(self) -> None:
            freed.set()

    def make() -> LandmarkBackend:
        making.set()
        assert go_on.wait(60)
        return Slow()

    stop = threading.Event()
    with pytest.raises(Cancelled), giving_way(stop.is_set), Workers(make, 1) as workers:
        asked = workers.look(np.zeros((4, 4, 3), np.uint8), Box(0.0, 0.0, 1.0))
        assert making.wait(60)
        stop.set()
        result_of(asked)
    assert not freed.is_set(), "closed before they were made"
    go_on.set()
    assert freed.wait(60)
    assert asked.cancelled()


def test_what_is_left_alone_ends_by_itself_and_is_undone() -> None:
    begun, undone = threading.Event(), Future[str]()
    stop = threading.Event()

    def until_asked() -> str:
        begun.set()
        while not asked_to_stop():
            pass
        return "a file"

    def ask() -> bool:
        return begun.is_set() and stop.is_set()

    stop.set()
    with pytest.raises(Cancelled), giving_way(ask):
        aside(until_asked, undone.set_result)
    assert undone.result(60) == "a file"


@pytest.mark.parametrize("heard", [True, False])
def test_work_done_aside_gives_its_result_and_its_error(heard: bool) -> None:
    def fail() -> None:
        raise ValueError("no clip")

    where = []
    with giving_way(lambda: False) if heard else threading.Lock():
        assert aside(lambda: where.append(threading.current_thread()) or 5) == 5  # type: ignore[func-returns-value]
        with pytest.raises(ValueError, match="no clip"):
            aside(fail)
    assert (where[0] is threading.current_thread()) != heard, "a thread only where somebody could wait"


def test_an_error_of_whoever_ran_out_of_time_is_told_and_not_waited_for() -> None:
    asked = Future[int]()
    asked.set_exception(TimeoutError("the disk does not answer"))
    with pytest.raises(TimeoutError, match="the disk"):
        result_of(asked)
    later = Future[int]()
    threading.Timer(0.05, later.set_exception, [TimeoutError("the disk does not answer")]).start()
    with pytest.raises(TimeoutError, match="the disk"):
        result_of(later)


class NeverLooks:
    """Workers, or a camera's thread, that are given a picture and never come to it."""

    count = 1

    def look(self, *asked: object) -> Future[None]:
        return Future()

    def landmarks(self) -> None:
        rows = Rows(np.arange(2.0), (4, 4), None)
        rows.boxes[:] = 1.0
        measuring = Measuring(self, rows)  # type: ignore[arg-type]
        measuring.begin(0, 0, PICTURE, 2)
        measuring.collect(0)

    def camera(self) -> None:
        held = threading.Event()

        class Tracker:
            def wants(self, row: int) -> bool:
                return True

            def add(self, row: int, picture: Picture, box: Floats) -> None:
                assert held.wait(60)

        with CameraThread(Tracker()) as camera:  # type: ignore[arg-type]
            try:
                for row in range(9):
                    camera.add(row, PICTURE, np.zeros(4))
            finally:
                held.set()


@pytest.mark.parametrize(
    "waits",
    [
        lambda: result_of(Future[int]()),
        lambda: next_of(Queue[int]()),
        NeverLooks().landmarks,
        NeverLooks().camera,
    ],
    ids=["a result", "a queue", "landmarks", "the camera"],
)
def test_whoever_waits_for_another_thread_asks_meanwhile(waits: Callable[[], object]) -> None:
    with pytest.raises(Cancelled), giving_way(Asked(3)):
        waits()


def test_closing_ends_an_item_that_is_being_read_where_it_asks() -> None:
    def items() -> Generator[int, None, None]:
        yield 0
        while True:
            may_go_on()

    items_ahead = read_ahead(items())
    assert next(items_ahead) == 0
    items_ahead.close()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name == "read-ahead"]
