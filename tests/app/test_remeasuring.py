"""Numbers that follow an edit at once, whatever is still being measured for the one before."""

import time
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.window import Window
from core import pipeline
from core.analysis import Analysis
from core.edits.edits import Edits
from core.errors import Cancelled
from core.giving_way import may_go_on
from core.pipeline import Kept
from tests.app.test_by_hand import follow, long_clip, squatting, two_squats

__all__ = ["long_clip", "squatting", "two_squats"]  # fixtures


def test_an_edit_does_not_wait_for_the_whole_chain_that_measures_the_one_before(
    squatting: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes long gives way: here it never ends by itself."""
    document, begun, let_go = squatting.session.document, list[Edits](), list[Edits]()
    real = pipeline.remeasure

    def remeasure(analysis: Analysis, edits: Edits, *, whole: bool = True, **more: Any) -> Analysis:
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

    monkeypatch.setattr(pipeline, "remeasure", remeasure)
    squatting.acts["repair"].trigger()
    repair = squatting.editing.repair
    repair.refresh()
    repair._choose("right_knee")
    wanted = []
    for times in (1, 2, 3):
        repair.nudge(10, 0)
        wanted.append(document.edits)
        if times < 3:
            qtbot.waitUntil(lambda times=times: len(begun) == times, timeout=20_000)  # type: ignore[misc]
    now = follow(squatting, qtbot)
    assert let_go == begun == wanted[:2]
    assert isinstance(now.kept, Kept) and now.kept.whole
    assert now.kept.request.edits == wanted[2]  # type: ignore[union-attr]
