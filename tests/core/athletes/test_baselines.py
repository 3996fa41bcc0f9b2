"""Today's number against the athlete's own usual."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core.athletes.baselines import LEAST_SESSIONS, against_usual, baseline, days_of
from core.athletes.session import Session
from core.measures.spec import Metric

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAME = "depth_thigh_to_horizontal_deg"


def day(i: int, value: float | None, sd: float | None = 1.0, status: str = "ok", movement: str = "squat") -> Session:
    metric = Metric(value, "deg", sd, status)  # type: ignore[arg-type]
    return Session("c.mp4", f"{i}{value}", NOON + timedelta(days=i), movement, "side", {NAME: metric})


def test_nothing_is_said_before_three_days_of_training() -> None:
    today = day(9, 30.0)
    for count in range(LEAST_SESSIONS):
        assert against_usual(NAME, today.metrics[NAME], today, [day(i, 0.0) for i in range(count)]) is None
    assert against_usual(NAME, today.metrics[NAME], today, [day(i, 0.0) for i in range(LEAST_SESSIONS)]) is not None


def test_three_clips_of_one_day_are_one_session() -> None:
    clips = [day(0, v) for v in (1.0, 2.0, 9.0)]
    (found,) = days_of(clips, NAME)
    assert found.value == 2.0
    today = day(5, 30.0)
    assert against_usual(NAME, today.metrics[NAME], today, clips) is None


def test_usual_and_unusual_are_told_by_the_athletes_own_spread() -> None:
    steady = [day(i, v) for i, v in enumerate((10.0, 11.0, 9.0, 10.5, 9.5, 10.2))]
    moody = [day(i, v) for i, v in enumerate((0.0, 10.0, 20.0, 5.0, 15.0, 10.2))]
    today = day(9, 17.0)
    one, other = (against_usual(NAME, today.metrics[NAME], today, before) for before in (steady, moody))
    assert one is not None and other is not None
    assert (one.word, other.word) == ("more", "usual"), "the same 7 degrees"
    assert one.off == other.off == pytest.approx(17 - 10.1)
    less = day(9, 3.0)
    down = against_usual(NAME, less.metrics[NAME], less, steady)
    assert down is not None and down.word == "less"


def test_one_wild_day_does_not_move_the_usual() -> None:
    values = [10.0, 11.0, 9.0, 10.0, 95.0]
    found = baseline(days_of([day(i, v) for i, v in enumerate(values)], NAME), "deg")
    assert found is not None and found.middle == 10.0 and found.spread < 3


def test_the_spread_is_a_standard_deviation_of_normal_days() -> None:
    rng = np.random.default_rng(3)
    for n in (3, 5, 8, 30):
        spreads = []
        for _ in range(400):
            values = rng.normal(50, 4.0, n)
            found = baseline(days_of([day(i, float(v), sd=0.0) for i, v in enumerate(values)], NAME), "deg")
            assert found is not None
            spreads.append(found.spread)
        assert np.mean(spreads) == pytest.approx(4.0, rel=0.12), n


def test_days_without_any_difference_are_still_only_as_sure_as_the_measurement() -> None:
    same = [day(i, 10.0, sd=2.0) for i in range(6)]
    today = day(9, 13.0, sd=2.0)
    found = against_usual(NAME, today.metrics[NAME], today, same)
    assert found is not None and found.word == "usual"
    unsure = day(9, 16.0, sd=9.0)
    found = against_usual(NAME, unsure.metrics[NAME], unsure, same)
    assert found is not None and found.word == "usual", "today's own error counts too"


def test_normal_days_are_rarely_called_unusual() -> None:
    """One in twenty, however few days there are."""
    rng = np.random.default_rng(5)
    for n in (3, 4, 6, 8, 12, 20):
        wrong = 0
        for _ in range(600):
            days = [day(i, float(v), sd=0.0) for i, v in enumerate(rng.normal(0, 3.0, n + 1))]
            found = against_usual(NAME, days[-1].metrics[NAME], days[-1], days[:-1])
            wrong += found is not None and found.word != "usual"
        assert 0.02 < wrong / 600 < 0.08, n


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("depth_pelvis_drop_ratio", False), ("mean_concentric_velocity", False), ("peak_left_knee_flexion_deg", False),
        ("peak_lag_swing_ms_left", False), ("eccentric_s", True), ("contact_s_left_minus_right", True),
        ("step_frequency_hz", True), ("tempo_ratio", True),
    ],
)  # fmt: skip
def test_days_seen_from_another_side_are_no_usual_but_for_times(name: str, told: bool) -> None:
    """From the front hips seem to come down less far: that day is no less deep."""
    before = [replace(day(i, 0.6), metrics={name: Metric(0.6, "", 0.02)}) for i in range(4)]
    today = replace(day(9, 0.4), view="front", metrics={name: Metric(0.4, "", 0.02)})
    found = against_usual(name, today.metrics[name], today, before)
    assert (found is not None) == told
    alike = [replace(s, view="front") for s in before]
    assert against_usual(name, today.metrics[name], today, alike) is not None


def test_what_was_refused_another_movement_and_later_days_do_not_count() -> None:
    before = [day(0, None, None, "refused"), day(1, 10.0), day(2, 10.0, movement="sprint"), day(8, 10.0), day(3, 10.0)]
    today = day(5, 10.0)
    assert against_usual(NAME, today.metrics[NAME], today, before) is None, "two days are left"
    refused = day(5, None, None, "refused")
    assert against_usual(NAME, refused.metrics[NAME], refused, [day(i, 1.0) for i in range(4)]) is None
