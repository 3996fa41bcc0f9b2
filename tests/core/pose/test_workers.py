"""Threads with networks of their own: answers in order, one backend a thread, everything given back."""

import threading
import time

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose.backend import ONE_LOOK, Box, Detection, Looks, Sighting
from core.pose.workers import Workers
from tests.core.pose.threads import left_running

PICTURE = np.zeros((4, 4, 3), np.uint8)


class Backend:
    """Answers with where it was asked to look, the later the smaller the box; knows its thread."""

    def __init__(self) -> None:
        self.threads = {threading.get_ident()}
        self.closed = 0

    def find(self, rgb: NDArray[np.uint8], square: Box) -> list[Sighting]:
        self.threads.add(threading.get_ident())
        time.sleep(0.02 / square.size)
        return [Sighting(0.9, square)]

    def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
        self.threads.add(threading.get_ident())
        if box.size < 0:
            raise ValueError("a box without a size")
        time.sleep(0.02 / box.size)
        return Detection(np.full((33, 2), box.x), np.ones(33), np.zeros((33, 3)), 1.0, np.full(33, np.nan))

    def close(self) -> None:
        self.closed += 1


def test_answers_come_in_the_order_of_the_questions_and_every_thread_has_its_own_backend() -> None:
    made: list[Backend] = []
    with Workers(lambda: made.append(Backend()) or made[-1], 3) as workers:  # type: ignore[func-returns-value]
        boxes = [Box(float(k), 0.0, 1.0 + k) for k in range(9)]
        poses = workers.landmarks([(PICTURE, box) for box in boxes])
        assert [None if one is None else one.xy_px[0, 0] for one in poses] == list(range(9))
        assert [found[0].box for found in workers.find(PICTURE, boxes)] == boxes
    assert 1 <= len(made) <= 3
    assert all(len(one.threads) == 1 for one in made)
    assert [one.closed for one in made] == [1] * len(made)


def test_closing_forgets_what_was_not_begun_and_leaves_no_thread() -> None:
    go_on = threading.Event()

    class Held(Backend):
        def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
            assert go_on.wait(60)
            return super().landmarks(rgb, box, looks)

    workers = Workers(Held, 1)
    waiting = [workers.look(PICTURE, Box(0.0, 0.0, 100.0)) for _ in range(20)]
    workers.close()
    assert sum(not one.cancelled() for one in waiting) <= 1, "the look that was under way, and no other"
    go_on.set()
    assert left_running() == []


def test_a_fault_in_a_thread_reaches_the_one_who_asked() -> None:
    with Workers(Backend, 2) as workers, pytest.raises(ValueError, match="without a size"):
        workers.landmarks([(PICTURE, Box(0.0, 0.0, -1.0))])


def test_what_others_wait_for_is_looked_at_before_all_else_that_waits() -> None:
    begun: list[float] = []
    first, hold = threading.Event(), threading.Event()

    class Noting(Backend):
        def landmarks(self, rgb: NDArray[np.uint8], box: Box, looks: Looks = ONE_LOOK) -> Detection | None:
            begun.append(box.x)
            first.set()
            assert hold.wait(60)
            return super().landmarks(rgb, box, looks)

    with Workers(Noting, 1) as workers:
        plain = [workers.look(PICTURE, Box(float(k), 0.0, 100.0)) for k in range(3)]
        assert first.wait(60)
        urgent = [workers.look(PICTURE, Box(float(k), 0.0, 100.0), urgent=True) for k in (8, 9)]
        hold.set()
        found = [one.result(60) for one in (*plain, *urgent)]
    assert [None if one is None else one.xy_px[0, 0] for one in found] == [0, 1, 2, 8, 9]
    assert begun == [0, 8, 9, 1, 2], "only what was begun by then is before them"


def test_networks_are_made_at_once_before_there_is_anything_to_look_at() -> None:
    both = threading.Barrier(2)

    class Together(Backend):
        def __init__(self) -> None:
            both.wait(60)  # one after the other neither would ever be made
            super().__init__()

    made: list[Backend] = []
    with Workers(lambda: made.append(Together()) or made[-1], 2) as workers:  # type: ignore[func-returns-value]
        workers.prepare(9)
        (pose,) = workers.landmarks([(PICTURE, Box(5.0, 0.0, 100.0))])
    assert pose is not None
    assert pose.xy_px[0, 0] == 5.0
    assert len(made) == 2


@pytest.mark.parametrize("count", [2, 8])
def test_every_thread_makes_its_networks_ahead_however_quickly_others_have_made_theirs(count: int) -> None:
    made = threading.Semaphore(0)

    def make() -> Backend:
        made.release()
        return Backend()

    with Workers(make, count) as workers:
        workers.prepare(count)
        assert all(made.acquire(timeout=60) for _ in range(count))


def test_networks_that_cannot_be_made_are_told_to_whoever_asks_for_a_look() -> None:
    def none() -> Backend:
        raise ValueError("no network")

    with Workers(none, 2) as workers:
        workers.prepare(2)
        with pytest.raises(ValueError, match="no network"):
            workers.landmarks([(PICTURE, Box(0.0, 0.0, 100.0))])
