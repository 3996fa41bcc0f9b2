"""Lanes at another share of the typical peak, from an analysis's own curves."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from core.events.event import Step
from core.kinematics.series import Series
from core.measures.lanes import BY_SHARE, NOT_AT_THE_USUAL, alpha_band, lanes_at
from core.measures.overlap import NEVER_ON, LanePeak
from core.measures.spec import Metric
from core.motion import Measured, measure
from tests.core.stick_figure import clock, noisy, run, seen
from tests.some import some

CONTACT, STEP = 0.2, 0.3


@dataclass(frozen=True)
class Known:
    step: Step
    metrics: Mapping[str, Metric]
    peaks: Mapping[str, LanePeak]


@pytest.fixture(scope="module")
def ran() -> Measured:
    t = clock(120, 2.2)
    return measure(noisy(seen(t, run(t)), 0.5))


def cosines(steps: int = 4) -> tuple[Series, list[Known]]:
    """Push, swing, arms and torso as half-waves over each contact, highest in its middle with 400 deg/s."""
    time = np.arange(0, steps * STEP + 0.3, 1 / 240)
    own = {"left": np.zeros_like(time), "right": np.zeros_like(time)}
    found = []
    for k in range(steps):
        side = ("left", "right")[k % 2]
        down = 0.1 + k * STEP
        middle = down + CONTACT / 2
        own[side] += np.where(np.abs(time - middle) <= CONTACT / 2, np.cos(np.pi * (time - middle) / CONTACT), 0)
        metrics = {name: Metric(50.0, "ms" if name.endswith("_ms") else "%", 4.0) for name in BY_SHARE}
        peaks = {lane: LanePeak(middle, 0.003, 400.0) for lane in ("push", "swing", "arms", "torso")}
        found.append(Known(Step(k + 1, side, down, down + CONTACT, 0.002, 0.002), metrics, peaks))
    left, right = own["left"], own["right"]
    values = {
        "left_thigh_angular_velocity_deg_s": 400 * (right - left),
        "right_thigh_angular_velocity_deg_s": 400 * (left - right),
        "left_arm_angular_velocity_deg_s": 400 * (left - right),
        "right_arm_angular_velocity_deg_s": 400 * (right - left),
        "trunk_twist_angular_velocity_deg_s": 400 * (left - right),
    }
    return Series(time, values), found


@pytest.mark.parametrize("alpha", [0.3, 0.5, 0.7])
def test_a_half_wave_is_on_for_as_long_as_it_lies_above_the_share(alpha: float) -> None:
    series, steps = cosines()
    expected = CONTACT * np.arccos(alpha) / (np.pi / 2)
    for lanes in some(lanes_at(series, steps, alpha)):
        for spans in some(lanes.on.values()):
            assert sum(b - a for a, b in spans) == pytest.approx(expected, abs=1e-3)
        assert lanes.metrics["all_on_ms"].value == pytest.approx(1000 * expected, abs=2)
        assert lanes.metrics["all_on_pct"].value == pytest.approx(100 * expected / CONTACT, abs=1)
        assert lanes.metrics["all_on_ms"].sd == 4.0


def test_the_usual_share_gives_what_was_measured(ran: Measured) -> None:
    assert len(ran.steps) >= 6
    for step, lanes in zip(ran.steps, lanes_at(ran.series, ran.steps), strict=True):
        for name in BY_SHARE:
            assert lanes.metrics[name].status == step.metrics[name].status
            if step.metrics[name].value is not None:
                assert lanes.metrics[name].value == pytest.approx(step.metrics[name].value, abs=1e-6)
        for lane, spans in step.lanes.items():
            np.testing.assert_allclose(lanes.on[lane], spans, atol=1e-9)


def test_the_band_shows_how_much_hangs_on_the_share() -> None:
    series, steps = cosines()
    for band in some(alpha_band(series, steps)):
        low, middle, high = band["all_on_pct"]
        assert low is not None
        assert middle is not None
        assert high is not None
        assert low > middle > high > 0


def test_what_was_refused_stays_refused_at_every_share() -> None:
    series, steps = cosines()
    no = Metric(None, "%", None, "refused", "filmed from the front")
    steps = [Known(s.step, {**s.metrics, "all_on_pct": no}, s.peaks) for s in steps]
    assert lanes_at(series, steps, 0.4)[0].metrics["all_on_pct"] == no
    assert alpha_band(series, steps)[0]["all_on_pct"] == (None, None, None)


def test_what_was_never_on_at_the_usual_share_is_told_from_a_lower_one_without_its_plus_minus() -> None:
    series, steps = cosines()
    never = Metric(None, "%", None, "refused", NEVER_ON)
    steps = [Known(s.step, {**s.metrics, "overlap_push_arms_pct": never}, s.peaks) for s in steps]
    told = lanes_at(series, steps, 0.3)[0].metrics["overlap_push_arms_pct"]
    assert told.value == pytest.approx(100) and told.sd is None and told.status == "caution"
    assert told.reason == NOT_AT_THE_USUAL


def test_a_step_without_toe_off_has_no_lanes() -> None:
    series, steps = cosines()
    last = steps[-1]
    open_end = Known(Step(4, last.step.side, last.step.touchdown_s, None, 0.002, None), last.metrics, last.peaks)
    lanes = lanes_at(series, [*steps[:-1], open_end], 0.5)[-1]
    assert set(lanes.on.values()) == {()}


def test_a_share_outside_the_slider_is_an_error() -> None:
    series, steps = cosines()
    with pytest.raises(ValueError, match="alpha"):
        lanes_at(series, steps, 0.9)


def test_a_lane_without_any_peak_is_never_on() -> None:
    series, steps = cosines()
    steps = [Known(s.step, s.metrics, {k: v for k, v in s.peaks.items() if k != "arms"}) for s in steps]
    lanes = lanes_at(series, steps, 0.5)[0]
    assert lanes.on["arms"] == ()
    assert lanes.metrics["overlap_push_arms_pct"].value is None
    assert lanes.metrics["overlap_push_swing_pct"].value == pytest.approx(100)
