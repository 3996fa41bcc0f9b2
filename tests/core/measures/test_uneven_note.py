"""Contacts that no runner makes in a row."""

from collections.abc import Sequence

import pytest

from core.events.event import Step
from core.kinematics.view import View
from core.measures.notes import Filmed, Found, notes
from core.pose.skeleton import SIDES
from tests.core.stick_figure import clock, run, seen

SIDE = View("side", "right", 3.0, 6.0)
RUNNER = seen(clock(60, 2.0), run(clock(60, 2.0)))


def codes(lasts_s: Sequence[float]) -> set[str]:
    steps = [Step(i + 1, SIDES[i % 2], 0.3 * i, 0.3 * i + s, 0.01, 0.01) for i, s in enumerate(lasts_s)]
    told = notes(RUNNER, SIDE, Found("sprint", steps), Filmed(1, 120.0, (1280, 900)))
    return {note.code for note in told}


@pytest.mark.parametrize("lasts_s", [(0.20,) * 8, (0.22, 0.20, 0.18, 0.17, 0.155, 0.145), (0.2, 0.2, 0.2, 0.2, 0.08)])
def test_a_run_and_a_start_and_one_contact_seen_badly_need_no_word(lasts_s: Sequence[float]) -> None:
    assert "uneven_contacts" not in codes(lasts_s)


def test_contacts_that_differ_from_each_other_as_no_runner_s_do_are_told() -> None:
    assert "uneven_contacts" in codes((0.12, 0.14, 0.16, 0.10, 0.19, 0.38))
    assert "uneven_contacts" not in codes(())
