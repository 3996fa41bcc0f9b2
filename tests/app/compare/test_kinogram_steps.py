"""Two steps of one clip are compared by their own kinograms, not twice by the one that is seen best."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from app.compare.kinograms import KinogramsView
from app.compare.pair import Pair
from app.document import units_of
from app.kinogram_model import about_step, best_of, landing_of, sequences_of
from core.analysis import Analysis
from core.measures.kinogram import ShownStep
from tests.some import some


class NoPictures(QObject):
    """In the place of the thread that decodes them."""

    made = Signal(int, object, object)
    failed = Signal(object)

    def __init__(self, path: Path, fps: float | None, parent: QObject) -> None:
        super().__init__(parent)

    def start(self) -> None: ...

    def want(self, shots: object) -> None: ...

    def stop(self) -> None: ...


def shown(view: KinogramsView, letter: str) -> dict[str, int]:
    """The number of the step that each leg's row leads into."""
    return {row[0].side: row[0].step for row in view.halves[letter].rows}


def test_a_step_is_shown_with_the_other_foots_that_lands_nearest_to_it(sprint: Analysis) -> None:
    every = sequences_of(sprint)
    for kinogram in some(every):
        step = ShownStep(kinogram.side, landing_of(sprint, kinogram))
        chosen = best_of(sprint, about_step(sprint, step, every), every)
        assert chosen[kinogram.side] is kinogram
        other = next(k for side, k in chosen.items() if side != kinogram.side)
        away = [abs(landing_of(sprint, k) - step.landing_s) for k in every if k.side == other.side]
        assert abs(landing_of(sprint, other) - step.landing_s) == min(away)


@pytest.mark.parametrize("same", [True, False])
def test_steps_of_one_clip_have_their_own_rows_and_two_clips_what_is_seen_best(
    same: bool, sprint: Analysis, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.compare.kinograms.StillThread", NoPictures)
    pair, units, every = Pair(), units_of(sprint), sequences_of(sprint)
    with_rows = [i for i, u in enumerate(units) if any(landing_of(sprint, k) == u.mark_s for k in every)]
    first, last = with_rows[0], with_rows[-1]
    assert first != last
    for side, unit in ((pair.a, first), (pair.b, last)):
        side.path = Path("one.mp4" if same else f"{side.letter}.mp4")
        side.analysis, side.units = sprint, units
        if side is pair.a:
            pair.unit_a = unit
        else:
            pair.unit_b = unit
    view = KinogramsView(pair)
    qtbot.addWidget(view)
    view._fill()
    if same:
        for letter, unit in (("A", first), ("B", last)):
            assert shown(view, letter)[str(units[unit].side)] == units[unit].number
        pair.unit_b = first
        view._fill()
    assert shown(view, "A") == shown(view, "B")
    view.stop()
    pair.stop()
