"""While nothing can be compared yet the place of the curves says what is going on."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.compare import pair as pair_module
from app.compare.kinograms import Half
from app.compare.pair import Pair
from app.compare.view import CompareView
from app.window import Window
from core.analysis import Analysis
from core.errors import UserError
from tests.app import figures
from tests.app.conftest import Pipeline

WORKING = "Working out both curves and how sure their difference is…"


@pytest.fixture
def opened(window: Window, pipeline: Pipeline, clip: Path, qtbot: QtBot) -> tuple[CompareView, Pair]:
    """A clip against itself, just when the comparison has been opened."""
    pipeline.make = lambda path, *_: figures.squat(path, 60, 30.0)
    window.open_clips([clip])
    qtbot.waitUntil(lambda: window.session.document.analysis is not None and not window.session.jobs.running)
    window.acts["compare"].trigger()
    view, pair = window.comparing.view, window.comparing.pair
    assert view is not None and pair is not None
    return view, pair


def test_what_is_going_on_is_said_until_the_curves_are_there(
    window: Window,
    opened: tuple[CompareView, Pair],
    pipeline: Pipeline,
    clip: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    view, pair = opened
    note = view.plot.note
    pipeline.held = True  # its result could be there before anybody hears that the clip has been opened
    assert not note.isVisible(), "one rep and no other clip: the picture's place says what to do"
    other = tmp_path / "other.mp4"
    figures.another(clip, other)
    told: list[str] = []
    pair.changed.connect(lambda: told.append(note.text()))
    window.comparing.take(other)
    assert note.isVisible() and note.text() == "Opening the clips…"
    assert not view.plot._band.isVisible(), "nor is the error of what was compared before"
    beside = [*(plot.getAxis("left") for plot in view.plot.plots), view.plot.axes[1]]
    assert not any(axis.style["showValues"] for axis in beside), "nor numbers beside an empty plot"
    waiting = "The curves of both appear here when both clips have been analysed."
    qtbot.waitUntil(lambda: note.text() == waiting)
    pipeline.held = False
    qtbot.waitUntil(lambda: pair.comparison is not None)
    assert told.index("Opening the clips…") < told.index(waiting) < told.index(WORKING)
    assert not note.isVisible() and view.plot.accessibleDescription() == ""
    assert all(axis.style["showValues"] for axis in beside)
    assert view.plot.found is not None


def test_a_comparison_that_fails_does_not_go_on_saying_that_it_is_at_work(
    window: Window, opened: tuple[CompareView, Pair], clip: Path, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    view, pair = opened

    def fails(*_: object) -> None:
        raise UserError("the clips share no time", "line them up by hand")

    monkeypatch.setattr(pair_module, "compare", fails)
    other = tmp_path / "other.mp4"
    figures.another(clip, other)
    window.comparing.take(other)
    qtbot.waitUntil(lambda: "The clips share no time" in window.message_bar.text.text())
    assert not pair.working and view.plot.note.text() != WORKING


@pytest.mark.parametrize(("missing", "told"), [("B", "B was not measured here"), ("AB", "same moments"), ("", "")])
def test_where_one_was_not_measured_the_empty_difference_says_so(
    window: Window, opened: tuple[CompareView, Pair], clip: Path, tmp_path: Path, qtbot: QtBot, missing: str, told: str
) -> None:
    view, pair = opened
    other = tmp_path / "other.mp4"
    figures.another(clip, other)
    window.comparing.take(other)
    qtbot.waitUntil(lambda: pair.comparison is not None)
    plot, found = view.plot, view.plot.found
    assert found is not None and pair.comparison is not None
    nothing = np.full(len(found.time_s), np.nan)
    made = replace(
        found,
        a=nothing if "A" in missing else found.a,
        b=nothing if "B" in missing else found.b,
        difference=nothing if missing else found.difference,
    )
    pair.comparison = SimpleNamespace(curves=lambda name: made)  # type: ignore[assignment]
    plot.show_measure(plot._name)
    assert plot.note.isVisible() == bool(told) and told in plot.note.text()
    if told:
        assert plot.plots[1].getViewBox().sceneBoundingRect().toRect().contains(plot.note.geometry())


def test_a_kinogram_that_is_still_to_come_is_not_said_to_be_impossible(sprint: Analysis) -> None:
    assert Half().why_not == "The kinogram appears here when the clip has been analysed."
    assert "no two steps" in Half(sprint).why_not
