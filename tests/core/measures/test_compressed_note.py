"""A clip that was made so small that limbs smear."""

import pytest

from core.events.event import Movement
from core.kinematics.view import View
from core.measures.notes import Filmed, Found, notes
from core.measures.quality import QualityNote
from tests.core.stick_figure import clock, run, seen

SIDE = View("side", "right", 3.0, 6.0)
RUNNER = seen(clock(60, 2.0), run(clock(60, 2.0)))


def told(quantiser: float | None, movement: Movement) -> QualityNote | None:
    filmed = Filmed(1, 120.0, (1280, 900), quantiser=quantiser)
    every = notes(RUNNER, SIDE, Found(movement), filmed)
    return next((note for note in every if note.code == "compressed"), None)


@pytest.mark.parametrize("quantiser", [None, 11.2, 28.0, 34.2])
def test_a_clip_as_a_phone_stores_it_needs_no_word(quantiser: float | None) -> None:
    assert told(quantiser, "sprint") is None


@pytest.mark.parametrize("movement", ["sprint", "none"])
def test_compression_that_smears_running_legs_is_told_as_a_caution_with_what_to_do(movement: Movement) -> None:
    note = told(39.4, movement)
    assert note is not None and note.severity == "caution"
    assert "(H.264 quantiser 39 of 51)" in note.message and "as a file" in note.message


def test_of_squats_it_is_only_said() -> None:
    note = told(39.4, "squat")
    assert note is not None and note.severity == "info"
