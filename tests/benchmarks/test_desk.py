"""What a step, a moved cursor and a playing picture take; run alone with `pytest -m benchmark -s`.

The numbers are printed: milliseconds of the processor in the window's thread, and on the wall, which others' work on
the same machine makes longer.  The bounds are ratios in one run.
"""

import sys

import pytest
from pytestqt.qtbot import QtBot

from app import early
from tests.benchmarks.desk import desk

SHORT, LONG = 600, 10_000

pytestmark = pytest.mark.benchmark


def test_a_long_clip_is_as_quick_at_hand_as_a_short_one(qtbot: QtBot) -> None:
    early.keep_singletons()
    told = {}
    for frames in (SHORT, LONG):
        with desk(frames) as made:
            told[frames] = {
                "result shown": made.shown,
                "step": made.steps(60),
                "ten frames": made.steps(40, 10),
                "cursor over the plots": made.cursor(60),
                "a frame of playing": made.playing(60),
            }
    for frames, each in told.items():
        for what, took in each.items():
            sys.stdout.write(f"\n{frames} frames, {what}: {took}")
    sys.stdout.write("\n")
    for what in ("step", "ten frames", "a frame of playing"):
        assert told[LONG][what].median_ms <= 2 * told[SHORT][what].median_ms, what
    # every place of the cursor is another step's there, with other cards and another row of the table
    assert told[LONG]["cursor over the plots"].median_ms <= 4 * told[SHORT]["cursor over the plots"].median_ms
