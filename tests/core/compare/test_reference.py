"""Another program's curves find their place on our clock by what they tell."""

import numpy as np
import pytest

from core.compare.reference import laid_over
from core.kinematics.series import Series

KNEE = "left_knee_flexion_deg"


def curve(time_s: np.ndarray) -> np.ndarray:
    return 50 * np.exp(-((time_s - 2) ** 2)) + 80 * np.exp(-(((time_s - 5) / 0.7) ** 2))


def test_a_shift_between_two_devices_is_found() -> None:
    ours_s, theirs_s = np.arange(0, 8, 1 / 30), 100 + np.arange(0, 8, 1 / 100)
    ours = Series(ours_s, {KNEE: curve(ours_s)})
    theirs = Series(theirs_s, {KNEE: 1.1 * curve(theirs_s - 100 + 0.73) + 4})
    found = laid_over("lab.c3d", theirs, ours, [KNEE])
    assert found.moved_s == pytest.approx(-100 + 0.73, abs=0.02) and found.likeness > 0.98
    inside = (found.series.time_s > 1) & (found.series.time_s < 7)
    back = np.interp(found.series.time_s[inside], ours_s, curve(ours_s))
    assert np.abs((found.series[KNEE][inside] - 4) / 1.1 - back).max() < 4


def test_gaps_do_not_keep_it_from_being_found() -> None:
    times = np.arange(0, 8, 1 / 60)
    broken = curve(times)
    broken[100:140] = np.nan
    found = laid_over("a.trc", Series(times + 3, {KNEE: broken}), Series(times, {KNEE: curve(times)}), [KNEE])
    assert found.moved_s == pytest.approx(-3, abs=0.02)


@pytest.mark.parametrize("values", [np.zeros(400), np.random.default_rng(0).normal(size=400)])
def test_curves_that_fit_nowhere_keep_their_own_times(values: np.ndarray) -> None:
    times = np.arange(400) / 50
    found = laid_over("a.trc", Series(times + 3, {KNEE: values}), Series(times, {KNEE: curve(times)}), [KNEE])
    assert found.moved_s == 0 and np.isnan(found.likeness) and found.series.time_s[0] == 3


def test_nothing_in_common_is_no_shift() -> None:
    times = np.arange(100) / 50
    found = laid_over("a.trc", Series(times, {"x_deg": times}), Series(times, {KNEE: times}), [KNEE])
    assert found.moved_s == 0
