"""Numbers of a squat that are off by more than landmarks tremble say so in their plus-minus."""

from dataclasses import replace

import numpy as np
import pytest

from core.events.squat_reps import find_reps
from core.measures.squat import measure_reps
from tests.core.measures.test_squat import MOVES, SIDE, clock, figure, measured, series_of
from tests.some import some


@pytest.mark.parametrize("unsure_s", [0.05, 0.2])
def test_a_turnaround_is_as_unsure_as_the_two_ends_of_the_bottom(unsure_s: float) -> None:
    t = clock(60, 8.5)
    xy = figure(t, MOVES)
    series, body = series_of(t, xy, SIDE, noise_px=0.0, draws=64)
    reps = [replace(rep, bottom_sd_s=unsure_s) for rep in find_reps(series, SIDE, xy)[0]]
    for told in some(measure_reps(series, reps, SIDE, 60.0, "right", body)):
        sd = told["turnaround_s"].sd
        assert sd == pytest.approx(np.sqrt(2) * unsure_s, rel=0.3)


def test_hip_and_knee_that_seem_to_move_apart_by_little_are_told_as_unsure_as_that() -> None:
    """Of rendered people they seem to by 1.7 degrees more than they do, however still the landmarks are."""
    t = clock(60, 8.5)
    for told in some(measured(t, figure(t, MOVES), SIDE, 60, noise_px=0.0)):
        sd = told["hip_knee_relative_phase_deg"].sd
        assert sd is not None and 2 * sd > 1.7


def test_ends_that_are_hardly_known_make_no_speed_and_no_tempo_that_nobody_has() -> None:
    t = clock(60, 8.5)
    xy = figure(t, MOVES)
    series, body = series_of(t, xy, SIDE, noise_px=0.0, draws=64)
    reps = [replace(rep, end_sd_s=1.0) for rep in find_reps(series, SIDE, xy)[0]]
    for told in some(measure_reps(series, reps, SIDE, 60.0, "right", body)):
        for name in ("mean_concentric_velocity", "tempo_ratio"):
            value, sd = told[name].value, told[name].sd
            assert value is not None and sd is not None and sd < 6 * value
        loss = told["velocity_loss_pct"].sd
        assert loss is not None and loss <= 100, "nobody loses more than all of it"


@pytest.mark.parametrize(("lifted", "told_at_all"), [(0.5, True), (1.2, False)])
def test_a_heel_that_comes_up_further_than_its_foot_is_long_is_not_told(lifted: float, told_at_all: bool) -> None:
    t = clock(60, 8.5)
    xy = figure(t, MOVES)
    series, body = series_of(t, xy, SIDE, noise_px=0.0, draws=64)
    reps = find_reps(series, SIDE, xy)[0]
    name = "right_heel_lift_ratio"
    moved = series[name] + lifted * np.any([(t > r.bottom_s - 0.3) & (t < r.bottom_s + 0.3) for r in reps], axis=0)
    told = some(measure_reps(replace(series, values={**series.values, name: moved}), reps, SIDE, 60.0, "right", body))
    for rep in told:
        heel = rep["right_heel_lift_peak_ratio"]
        assert (heel.value is not None) == told_at_all and (heel.status != "refused") == told_at_all
        assert told_at_all or "further than its foot" in str(heel.reason)
