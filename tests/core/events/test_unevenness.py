"""Contacts that differ more from each other than a runner's do."""

from collections.abc import Sequence

import numpy as np
import pytest

from core.events.event import Step
from core.events.unevenness import as_sure_as_even, off_beat_s, unevenness_s


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


def beaten(times_s: Sequence[float], lasts_s: float = 0.15) -> np.ndarray:
    down = np.array(times_s)
    return off_beat_s(down, down + lasts_s)


def test_a_runner_s_own_beat_is_no_doubt() -> None:
    rng = np.random.default_rng(0)
    even = 0.3 * np.arange(20)
    limping = even + 0.0075 * (-1) ** np.arange(20)  # steps of 0.285 and 0.315 s
    start = np.cumsum(np.linspace(0.30, 0.21, 10))
    blocks = np.r_[start[0] - 0.33, start]
    missed = np.delete(even, [4, 9, 10])
    for times_s in (even, even + 0.01 * rng.standard_normal(20), limping, start, blocks, missed, even[:5]):
        assert (beaten(times_s) == 0).all()


@pytest.mark.parametrize("odd", [0, 1, 5, 9])
@pytest.mark.parametrize("late_s", [-0.09, 0.1])
def test_a_contact_that_comes_out_of_the_beat_is_as_unsure_as_it_is_late(odd: int, late_s: float) -> None:
    times_s = 0.35 * np.arange(10)
    times_s[odd] += late_s
    doubt = beaten(times_s)
    assert 0.7 < doubt[odd] / abs(late_s) <= 1.0
    assert np.delete(doubt, odd).max() < 0.4 * doubt[odd]


def test_few_contacts_tell_no_beat_and_one_that_the_clip_cuts_off_is_not_asked() -> None:
    assert (beaten([0.0, 0.3, 0.75, 0.9]) == 0).all()
    down = 0.3 * np.arange(8)
    off = down + 0.15
    off[7] = np.nan
    down[7] += 0.12
    assert (off_beat_s(down, off) == 0).all()
    assert len(off_beat_s(np.array([]), np.array([]))) == 0


def test_a_step_out_of_the_beat_is_told_less_surely_at_both_ends() -> None:
    late = (0.0, 0.0, 0.1, 0.0, 0.0, 0.0)
    steps = [Step(i + 1, "left", 0.35 * i + s, 0.35 * i + s + 0.2, 0.01, 0.02) for i, s in enumerate(late)]
    told = as_sure_as_even(steps)
    assert told[5] == steps[5]
    assert told[2].touchdown_sd_s > 0.08
    assert told[2].toe_off_sd_s is not None
    assert told[2].toe_off_sd_s > told[2].touchdown_sd_s
    assert (told[2].touchdown_s, told[2].toe_off_s) == (steps[2].touchdown_s, steps[2].toe_off_s)
