"""Numbers that follow an edit at once, whatever is still being measured for the one before."""

import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import remeasuring
from app.repair import Repair
from app.window import Window
from core import pipeline, remeasure
from core.analysis import Analysis
from core.edits.edits import Edits
from core.errors import Cancelled
from core.giving_way import may_go_on
from core.measures.kept_draws import KeptDraws
from core.motion import Measured
from core.pipeline import Kept
from tests.app.by_hand.conftest import follow


def knee_in_hand(window: Window) -> Repair:
    """The tool that repairs landmarks, with the right knee chosen."""
    window.acts["repair"].trigger()
    repair = window.editing.repair
    repair.refresh()
    repair._choose("right_knee")
    return repair


def test_an_edit_does_not_wait_for_the_whole_chain_that_measures_the_one_before(
    squatting: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes long gives way: here it never ends by itself."""
    document, begun, let_go = squatting.session.document, list[Edits](), list[Edits]()
    real = pipeline.remeasure

    def measured(analysis: Analysis, edits: Edits, *, whole: bool = True, **more: Any) -> Analysis:
        if not whole or len(begun) == 2:
            return real(analysis, edits, whole=whole, **more)
        begun.append(edits)
        try:
            while True:
                may_go_on()
                time.sleep(0.001)
        except Cancelled:
            let_go.append(edits)
            raise

    monkeypatch.setattr(pipeline, "remeasure", measured)
    repair = knee_in_hand(squatting)
    wanted = []
    for times in (1, 2, 3):
        repair.nudge(10, 0)
        wanted.append(document.edits)
        if times < 3:
            qtbot.waitUntil(lambda times=times: len(begun) == times)  # type: ignore[misc]
    now = follow(squatting, qtbot)
    assert let_go == begun == wanted[:2]
    assert isinstance(now.kept, Kept) and now.kept.whole
    assert now.kept.request.edits == wanted[2]  # type: ignore[union-attr]


def test_an_analysis_made_again_while_an_edit_is_measured_is_waited_for_by_nobody(
    squatting: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a height is given right after a correction."""
    document, remeasuring, may_end = squatting.session.document, squatting.editing.remeasuring, threading.Event()
    real = pipeline.remeasure

    def measured(*args: Any, **more: Any) -> Analysis:
        may_end.wait(60)
        return real(*args, **more)

    monkeypatch.setattr(pipeline, "remeasure", measured)
    repair = knee_in_hand(squatting)
    repair.nudge(10, 0)
    qtbot.waitUntil(lambda: remeasuring.busy)
    before = document.analysis
    assert before is not None and isinstance(before.kept, Kept)
    read_again = replace(before.kept.tracked, raw=replace(before.kept.tracked.raw))
    document.set_analysis(real(replace(before, kept=replace(before.kept, tracked=read_again)), document.edits))
    may_end.set()
    qtbot.waitUntil(lambda: not remeasuring.busy)
    assert document.analysis is not None
    assert document.analysis.kept.request.edits == document.edits  # type: ignore[union-attr]


def test_a_drag_that_does_not_pause_is_followed_by_numbers_all_the_same(
    squatting: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each measuring lasts until the hand is further on, as on a slow machine."""
    document, begun, moved = squatting.session.document, threading.Event(), threading.Event()
    shown = list[Edits]()
    real = pipeline.remeasure

    def measured(analysis: Analysis, edits: Edits, *, whole: bool = True, **more: Any) -> Analysis:
        begun.set()
        made = real(analysis, edits, whole=whole, **more)
        assert moved.wait(60)
        return made

    monkeypatch.setattr(pipeline, "remeasure", measured)
    repair = knee_in_hand(squatting)
    repair.nudge(10, 0)
    first = document.edits
    qtbot.waitUntil(begun.is_set)
    repair.nudge(10, 0)
    document.analysis_changed.connect(lambda: shown.append(document.measured.kept.request.edits))  # type: ignore[union-attr]
    moved.set()
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0] == first
    now = follow(squatting, qtbot)
    assert now.kept.request.edits == document.edits  # type: ignore[attr-defined]


def test_the_rest_of_the_chain_begins_when_the_numbers_of_an_edit_are_on_the_screen(
    squatting: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told = list[bool](), list[list[bool]]()
    real = pipeline.remeasure

    def measured(analysis: Analysis, edits: Edits, *, whole: bool = True, **more: Any) -> Analysis:
        begun.append(whole)
        return real(analysis, edits, whole=whole, **more)

    def show_slowly() -> None:
        time.sleep(0.05)
        told.append(list(begun))

    monkeypatch.setattr(pipeline, "remeasure", measured)
    monkeypatch.setattr(remeasuring, "_SHOWN_WITHIN_S", 20.0)  # however slow the machine
    squatting.session.document.analysis_changed.connect(show_slowly)
    repair = knee_in_hand(squatting)
    repair.nudge(10, 0)
    follow(squatting, qtbot)
    assert told[0] == [False] and begun == [False, True]


def test_the_repair_tool_makes_ready_for_an_edit_on_the_shown_frame_and_again_after_each(
    running: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = list[tuple[Edits, float]]()
    real = remeasure.expect

    def expect(now: Measured, edits: Edits, at_s: float, kept: KeptDraws) -> None:
        real(now, edits, at_s, kept)
        expected.append((edits, at_s))

    monkeypatch.setattr(remeasure, "expect", expect)
    document, head = running.session.document, running.session.playhead
    running.acts["repair"].trigger()
    qtbot.waitUntil(lambda: len(expected) == 1)
    far = len(head.times) - 10
    head.seek_frame(far)
    qtbot.waitUntil(lambda: len(expected) == 2)
    running.editing.repair._choose("right_knee")
    running.editing.repair.nudge(10, 0)
    follow(running, qtbot)
    qtbot.waitUntil(lambda: len(expected) == 3)
    assert [at_s for _, at_s in expected] == pytest.approx([0.0, head.times[far], head.times[far]], abs=0.04)
    assert expected[2][0] == document.edits
    running.acts["select"].trigger()
    head.seek_frame(0)
    qtbot.wait(100)
    assert len(expected) == 3, "nothing is expected when the tool is put away"
