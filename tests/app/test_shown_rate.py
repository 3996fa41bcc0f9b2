"""Frames that were due and frames that were shown."""

import numpy as np
from pytestqt.qtbot import QtBot

from app.playhead import Playhead
from app.shown_rate import ShownRate


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Going(Clock):
    """A little later each time it is looked at, however long the machine takes in between."""

    def __call__(self) -> float:
        self.now += 0.004
        return self.now


def played(rate: ShownRate, clock: Clock, seconds: float, due: int, every: int) -> list[tuple[float, float]]:
    """`due` frames a second, of which every so manieth is shown; what was told on the way."""
    told = []
    for n in range(int(seconds * due)):
        clock.now += 1 / due
        rate.due(1)
        if n % every == 0:
            rate.shown()
        now = rate.dropped()
        if now is not None:
            told.append(now)
    return told


def test_what_is_missing_is_told_in_frames_a_second() -> None:
    clock = Clock()
    rate = ShownRate(clock)
    shown, due = played(rate, clock, 3.0, due=60, every=3)[-1]
    assert 59 <= due <= 61
    assert 19 <= shown <= 21


def test_nothing_is_told_while_all_are_shown_and_it_is_taken_back_when_the_machine_keeps_up() -> None:
    clock = Clock()
    rate = ShownRate(clock)
    assert set(played(rate, clock, 2.0, due=60, every=1)) == {(0.0, 0.0)}
    assert played(rate, clock, 2.0, due=60, every=4)[-1] != (0.0, 0.0)
    assert played(rate, clock, 2.0, due=60, every=1)[-1] == (0.0, 0.0)


def test_the_first_moments_say_nothing() -> None:
    clock = Clock()
    rate = ShownRate(clock)
    assert played(rate, clock, 0.4, due=60, every=6) == []


def test_the_playhead_tells_what_is_dropped_and_takes_it_back_at_a_pause(qtbot: QtBot) -> None:
    head = Playhead(clock=Going())
    head.set_times(np.arange(600) / 120)
    told: list[tuple[float, float]] = []
    head.dropped_changed.connect(lambda shown, due: told.append((shown, due)))
    head.play()  # and no picture ever comes
    qtbot.waitUntil(lambda: bool(told))
    shown, due = told[0]
    assert shown == 0.0
    assert 60 < due < 180
    assert head.dropped == told[0]
    head.pause()
    assert told[-1] == head.dropped == (0.0, 0.0)


def test_the_playhead_tells_nothing_while_every_frame_is_shown(qtbot: QtBot) -> None:
    head = Playhead(clock=Going())
    head.set_times(np.arange(400) / 20)
    head.frame_changed.connect(lambda _: head.note_shown())
    told: list[tuple[float, float]] = []
    head.dropped_changed.connect(lambda shown, due: told.append((shown, due)))
    head.play()
    qtbot.waitUntil(lambda: head.time_s > 3.0)
    head.pause()
    assert told == []
