"""What a step, a moved cursor and a playing picture take; run alone with `pytest -m benchmark -s`.

The numbers are printed: milliseconds of the processor in the window's thread, and on the wall, which others' work on
the same machine makes longer.  The bounds are ratios in one run, of the quicker of several rounds on each clip, taken
in turns: a machine that is slow for a while is slow for both.
"""

import sys
from contextlib import ExitStack

import pytest
from pytestqt.qtbot import QtBot

from app import early
from tests.benchmarks.desk import Desk, Took, desk

SHORT, LONG = 600, 10_000
ROUNDS = 3
MOST_PAINTED = 0.5  # of what painting everything takes; a third where only what a frame changes is painted

pytestmark = pytest.mark.benchmark


def one_round(made: Desk) -> dict[str, Took]:
    return {
        "step": made.steps(40),
        "ten frames": made.steps(20, 10),
        "cursor over the plots": made.cursor(40),
        "a frame of playing": made.playing(40),
    }


def test_a_long_clip_is_as_quick_at_hand_as_a_short_one(qtbot: QtBot) -> None:
    early.before_qt()
    with ExitStack() as open_desks:
        desks = {frames: open_desks.enter_context(desk(frames)) for frames in (SHORT, LONG)}
        rounds = [{frames: one_round(made) for frames, made in desks.items()} for _ in range(ROUNDS)]
        for frames, made in desks.items():
            sys.stdout.write(f"\n{frames} frames, result shown: {made.shown}")
    quickest = {
        frames: {what: min((r[frames][what] for r in rounds), key=lambda took: took.median_ms) for what in each}
        for frames, each in rounds[0].items()
    }
    for frames, each in quickest.items():
        for what, took in each.items():
            sys.stdout.write(f"\n{frames} frames, {what}: {took}")
    sys.stdout.write("\n")
    for what, took in quickest[LONG].items():
        # the long table scrolls from place to place, the short one hardly has to
        most = 3 if what == "cursor over the plots" else 2
        assert took.median_ms <= most * quickest[SHORT][what].median_ms, what


def test_a_playing_frame_paints_a_small_part_of_the_window(qtbot: QtBot) -> None:
    """With figure, fifty drawings, lanes and four plots, against all of the window painted at each frame, in turns."""
    early.before_qt()
    with desk(LONG) as made:
        made.playing(20)
        rounds = [(made.playing(30), made.playing(30, all_painted=True)) for _ in range(8)]
    ratios = sorted(part.median_ms / whole.median_ms for part, whole in rounds)
    ratio = ratios[len(ratios) // 2]
    part, whole = (min(each, key=lambda took: took.median_ms) for each in zip(*rounds, strict=True))
    sys.stdout.write(f"\na frame of playing: {part}\nall of the window: {whole}\n{ratio:.2f} of it\n")
    assert ratio < MOST_PAINTED
