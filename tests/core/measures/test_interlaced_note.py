"""Film whose pictures hold two moments each."""

import pytest

from core.kinematics.view import View
from core.measures.notes import Filmed, Found, notes
from tests.core.stick_figure import clock, run, seen

SIDE = View("side", "right", 3.0, 6.0)
RUNNER = seen(clock(25, 2.0), run(clock(25, 2.0)))


@pytest.mark.parametrize("interlaced", [True, False])
def test_interlaced_film_is_told_with_what_was_measured_and_how_to_film(interlaced: bool) -> None:
    told = notes(RUNNER, SIDE, Found("sprint"), Filmed(1, 25.0, (1920, 1080), interlaced=interlaced))
    messages = [note.message for note in told if note.code == "interlaced"]
    assert len(messages) == interlaced
    assert all("two moments, and the first is measured" in message and "50p" in message for message in messages)
