"""Contacts that differ more from each other than a runner's do."""

from collections.abc import Sequence

import numpy as np
import pytest

from core.events.event import Step
from core.events.unevenness import as_sure_as_even, unevenness_s


def uneven(lasts_s: Sequence[float]) -> np.ndarray:
    down = 0.25 * np.arange(len(lasts_s))
    return unevenness_s(down, down + np.array(lasts_s))


def test_a_runner_s_own_variation_and_one_leg_that_stands_longer_are_no_doubt() -> None:
    rng = np.random.default_rng(0)
    assert (uneven(0.2 * (1 + 0.03 * rng.standard_normal(20))) == 0).all()
    assert (uneven([0.19, 0.21] * 6) == 0).all()


def test_contacts_that_get_shorter_from_step_to_step_are_even() -> None:
    np.testing.assert_allclose(uneven(np.linspace(0.22, 0.11, 8)), 0.0)


@pytest.mark.parametrize("odd_s", [0.065, 0.13])
def test_one_contact_off_the_others_line_is_as_unsure_as_it_lies_off(odd_s: float) -> None:
    doubt = uneven([0.096, 0.097, 0.095, 0.099, 0.096, 0.098, odd_s])
    assert (doubt[:-1] == 0).all()
    assert 0.6 < doubt[-1] * np.sqrt(2) / abs(odd_s - 0.0965) < 1.0


def test_where_all_contacts_are_uneven_none_is_sure_the_usual_one_neither() -> None:
    doubt = uneven([0.12, 0.14, 0.16, 0.10, 0.19, 0.38])
    assert (doubt > 0.015).all()
    assert np.argmax(doubt) == 5


def test_few_contacts_and_one_that_the_clip_cuts_off_tell_nothing() -> None:
    assert (uneven([0.1, 0.2, 0.1]) == 0).all()
    cut = uneven([0.2, 0.2, 0.2, 0.2, np.nan])
    assert (cut == 0).all()
    assert len(unevenness_s(np.array([]), np.array([]))) == 0


def test_uneven_steps_are_told_less_surely_and_stay_where_they_are() -> None:
    lasts = (0.2, 0.2, 0.2, 0.2, 0.1)
    steps = [Step(i + 1, "left", 0.3 * i, 0.3 * i + s, 0.01, 0.01) for i, s in enumerate(lasts)]
    steps.append(Step(6, "right", 1.5, None, 0.01, None))
    told = as_sure_as_even(steps)
    assert told[:4] == steps[:4]
    assert told[5] == steps[5]
    assert told[4].touchdown_sd_s > 0.05
    assert told[4].touchdown_sd_s == told[4].toe_off_sd_s
    assert (told[4].touchdown_s, told[4].toe_off_s) == (steps[4].touchdown_s, steps[4].toe_off_s)
