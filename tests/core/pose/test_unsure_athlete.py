"""Somebody comes by: for a while nobody knows who the athlete is, and the camera's motion is told on the way still."""

from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import opencv
from core.pose import backend as backends
from core.pose import estimate as estimating
from core.pose import store
from core.pose.begun import Begun
from core.pose.camera_motion import CameraMotion
from core.pose.estimate import estimate
from core.progress import Progress
from core.video.reader import Frame
from tests.core.pose.stage import SIZE, SQUATTER, N, Stage, at
from tests.core.pose.test_cancelling import track_of
from tests.core.stick_figure import joints, standing

FIRST, LAST = 75, 108  # there with another one
FOUND = 90  # when people are looked for once more
PX = 0.3  # by which corners of a picture this large are told


class Shaken(Stage):
    """Filmed from a hand before a wall full of patterns; it is noted which pictures are asked for."""

    def __init__(self, first: int = FIRST, last: int = LAST) -> None:
        super().__init__(at(SQUATTER, 100), at(joints(standing(N)), 450, first=first, last=last))
        random = np.random.default_rng(0)
        coarse = random.integers(0, 255, (50, 84), np.uint8)
        self._wall = np.asarray(opencv.load().resize(coarse, (SIZE[0] + 60, SIZE[1] + 60)), np.uint8)
        self._away = (15 + 10 * np.sin(np.arange(N)[:, None] / [9.0, 14.0])).round().astype(int)
        self.taken: Counter[int] = Counter()

    def frames(self, start: int = 0, stop: int | None = None, step: int = 1, keep: bool = False) -> Iterator[Frame]:
        for frame in super().frames(start, stop, step, keep):
            self.taken[frame.number] += 1
            x, y = self._away[frame.number]
            frame.rgb[:] = self._wall[y : y + SIZE[1], x : x + SIZE[0], None]
            frame.rgb[0, 0, 0] = frame.number
            yield frame


@pytest.fixture(autouse=True)
def _on_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "create", lambda name, model: Shaken())


def camera_of(stage: Shaken, jobs: int = 2, **options: Any) -> CameraMotion:
    told = track_of(estimate(stage, Path(), "stage", range(N), jobs=jobs, **options)).camera  # type: ignore[arg-type]
    assert told is not None
    return told


def same(one: CameraMotion, other: CameraMotion) -> None:
    for name in ("shift_px", "log_scale", "roll_deg", "sd_px", "segment"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def no_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A camera that shakes is not looked at again off everybody: what comes before that is told here."""

    def left(*asked: Any) -> Generator[Progress, None, CameraMotion]:
        yield from ()
        motion: CameraMotion = asked[-1]
        return motion

    monkeypatch.setattr(estimating, "_steadied", left)


def test_only_pictures_with_somebody_else_are_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    no_second_look(monkeypatch)
    stage = Shaken()
    camera_of(stage)
    again = {number for number, times in stage.taken.items() if times > 1}
    assert set(range(FOUND - 10, LAST - 15)) <= again, "where it was not known who is the athlete"
    assert again <= set(range(FIRST, LAST))


def test_the_camera_moves_as_pictures_taken_again_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    no_second_look(monkeypatch)
    on_the_way = camera_of(Shaken())
    monkeypatch.setattr(estimating, "_ALONE_SHARE", 1.0)
    stage = Shaken()
    again = camera_of(stage)
    assert min(stage.taken.values()) > 1
    np.testing.assert_allclose(on_the_way.shift_px, again.shift_px, atol=PX)
    assert on_the_way.state == again.state == "shaky"


def test_the_camera_moves_the_same_whatever_the_number_of_threads_and_after_a_cancel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    no_second_look(monkeypatch)
    monkeypatch.setattr(estimating, "_TICK_S", 0.0)
    whole = camera_of(Shaken(), jobs=1)
    same(camera_of(Shaken(), jobs=3), whole)
    begun: Begun | None = None
    for done in (20, (FIRST + LAST) // 2, N - 10):
        left: list[Begun] = []
        stage: Any = Shaken()
        steps = estimate(stage, Path(), "stage", range(N), jobs=2, begun=begun, on_stop=left.append)
        for progress in steps:
            if progress.stage == "pose" and progress.done >= done:
                break
        steps.close()
        store.save_begun("begun", left[0])
        begun = store.load_begun("begun", N)
        assert begun is not None
    same(camera_of(Shaken(), begun=begun), whole)


def test_where_most_pictures_are_taken_again_anyway_the_camera_is_looked_at_again_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Off the athlete alone: the more of the background is seen the better."""
    no_second_look(monkeypatch)
    monkeypatch.setattr(estimating, "_ALONE_SHARE", 0.9)
    stage = Shaken()
    camera_of(stage)
    assert min(stage.taken.values()) > 1
