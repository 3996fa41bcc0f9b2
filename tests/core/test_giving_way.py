"""The chain from landmarks to numbers lets go where it is asked to, and nothing of it is changed by being asked."""

import contextlib
import threading
from dataclasses import replace

import numpy as np
import pytest

from core.edits.edits import NO_EDITS
from core.errors import Cancelled
from core.giving_way import aside, closed_at_last, giving_way, may_go_on, put_off
from core.measures.kept_draws import KeptDraws
from core.motion import Measured, measure, numbers
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, noisy, run, seen, squat


def squats() -> PoseTrack:
    t = clock(30, 13.0)
    return replace(noisy(seen(t, squat(t, tuple(Move(1.0 + 3 * k) for k in range(4)))), 0.8), hips_in_front=False)


def steps() -> PoseTrack:
    t = clock(60, 3.0)
    return noisy(seen(t, run(t)), 0.5)


class Asked:
    """How often it was asked; it says to stop at one of the times, or never."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.times, self._stop_at = 0, stop_at

    def __call__(self) -> bool:
        self.times += 1
        return self.times == self._stop_at


def told(measured: Measured) -> list[object]:
    return [r.metrics for r in measured.reps] + [s.metrics for s in measured.steps] + [measured.summary]


@pytest.mark.parametrize("track", [squats(), steps()], ids=["squats", "run"])
def test_every_part_of_the_chain_asks_and_being_asked_changes_no_number(track: PoseTrack) -> None:
    unasked = told(measure(track))  # and draws are kept from now on, so that as often is asked each time
    asked = Asked()
    with giving_way(asked):
        measured = measure(track)
    units = len(measured.reps) + len(measured.steps)
    assert units >= 4
    assert asked.times > 33 + units, "at each landmark, and at each rep or step"
    assert told(measured) == unasked
    for k in np.linspace(1, asked.times, 6).round().astype(int):
        stopping = Asked(int(k))
        with pytest.raises(Cancelled), giving_way(stopping):
            measure(track)
        assert stopping.times == k, "it stops there, and does not ask again"


def test_what_is_kept_from_edit_to_edit_is_whole_wherever_it_was_stopped() -> None:
    found = measure(steps())
    assert found.seen is not None and found.steps
    fresh, kept = told(numbers(found.seen, NO_EDITS, KeptDraws())), KeptDraws()
    asked = Asked()
    with giving_way(asked):
        numbers(found.seen, NO_EDITS, KeptDraws())
    for k in range(1, asked.times + 1):
        with giving_way(Asked(k)), contextlib.suppress(Cancelled):
            numbers(found.seen, NO_EDITS, kept)
    assert told(numbers(found.seen, NO_EDITS, kept)) == fresh


def test_outside_nobody_is_asked() -> None:
    with giving_way(lambda: True), pytest.raises(Cancelled):
        may_go_on()
    may_go_on()


def test_what_is_put_off_is_done_when_nobody_waits_any_more_and_keeping_comes_before_freeing() -> None:
    done: list[str] = []

    class Reader:
        def close(self) -> None:
            done.append("reader")

    def fail() -> None:
        done.append("fails")
        raise ValueError("a disk that is full")

    with giving_way(lambda: True):
        with closed_at_last(Reader()):
            put_off(fail)
            put_off(lambda: done.append("thread"))
            put_off(lambda: done.append("rows"), keeps=True)
        done.append("told")
    assert done == ["told", "rows", "fails", "thread", "reader"]


def test_where_nobody_waits_nothing_is_put_off() -> None:
    done: list[str] = []
    put_off(lambda: done.append("outside"))
    with giving_way(lambda: False):
        put_off(lambda: done.append("frees"))
        put_off(lambda: done.append("keeps"), keeps=True)
        done.append("told")
    assert done == ["outside", "frees", "keeps", "told"]


def test_where_the_process_ends_next_only_what_keeps_is_done() -> None:
    done: list[str] = []
    with giving_way(lambda: True, ends=True):
        put_off(lambda: done.append("frees"))
        put_off(lambda: done.append("keeps"), keeps=True)
    assert done == ["keeps"]


def test_what_is_closed_at_last_waits_for_what_was_left_alone_with_it() -> None:
    """A picture that is still being decoded must not lose its file."""
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    class Reader:
        def close(self) -> None:
            done.append("closed")

    def look() -> None:
        begun.set()
        assert go_on.wait(60)
        done.append("looked")

    with giving_way(begun.is_set):
        with pytest.raises(Cancelled), closed_at_last(Reader()):
            aside(look, shares=True)
        assert done == []
        go_on.set()
    assert done == ["looked", "closed"]
