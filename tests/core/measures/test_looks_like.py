"""What a clip without a squat is said to look like."""

import pytest

from core.events.event import Rejected
from core.events.squat_judge import HINGE, KNEELING, LANDING, SITTING, TOO_QUICK
from core.measures.looks_like import looks_like


@pytest.mark.parametrize(
    ("reason", "word"),
    [(SITTING, "sitting down"), (HINGE, "deadlift"), (KNEELING, "kneeling"), (LANDING, "jumping")],
)
def test_it_is_called_what_most_of_the_time_goes_to(reason: str, word: str) -> None:
    told = looks_like((Rejected("rep", 0.0, 0.4, TOO_QUICK), Rejected("rep", 1.0, 4.0, reason)))
    assert told is not None and word in told


def test_what_is_seldom_or_no_movement_of_its_own_is_called_nothing() -> None:
    assert looks_like(()) is None
    assert looks_like((Rejected("rep", 0.0, 3.0, TOO_QUICK), Rejected("rep", 4.0, 6.0, SITTING))) is None
    assert looks_like((Rejected("step", 0.0, 3.0, SITTING, "left"),)) is None
