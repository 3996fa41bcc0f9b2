"""Left pushes against right ones: means, courses, and the sentence."""

import numpy as np
import pytest

from core.measures.overlap_report import MEASURES, overlap_report, plain_words
from core.measures.spec import Metric
from core.motion import Measured, measure
from tests.core.measures.test_lanes import cosines
from tests.core.stick_figure import clock, noisy, run, seen
from tests.some import some


@pytest.fixture(scope="module")
def ran() -> Measured:
    t = clock(120, 2.2)
    return measure(noisy(seen(t, run(t)), 0.5))


def lag(value: float | None, sd: float = 6.0) -> Metric:
    return Metric(value, "ms", None if value is None else sd, "ok" if value is not None else "refused")


def test_an_early_arm_on_one_side_is_told_with_its_plus_minus() -> None:
    summary = {
        "peak_lag_arms_ms_left": lag(-22.0), "peak_lag_swing_ms_left": lag(3.0),
        "peak_lag_arms_ms_right": lag(5.0), "peak_lag_swing_ms_right": lag(-4.0),
    }  # fmt: skip
    assert plain_words(summary) == (
        "On left pushes the arms peak 22 ± 6 ms before the push, push and the swing leg together within error; "
        "on right pushes push, the swing leg and the arms peak together within error."
    )


def test_an_order_within_the_uncertainty_is_not_told() -> None:
    words = plain_words({"peak_lag_arms_ms_left": lag(11.0), "peak_lag_arms_ms_right": lag(-11.9)})
    assert words == "On left and right pushes push and the arms peak together within error."


def test_what_is_too_unsure_is_not_told_to_peak_together() -> None:
    summary = {
        "peak_lag_arms_ms_left": lag(-95.0, 83.0), "peak_lag_swing_ms_left": lag(-138.0, 79.0),
        "peak_lag_arms_ms_right": lag(-20.0, 40.0), "peak_lag_swing_ms_right": lag(-87.0, 30.0),
    }  # fmt: skip
    assert plain_words(summary) == (
        "On left pushes when the swing leg and the arms peak is too unsure to tell (± 79 and ± 83 ms); on right pushes "
        "the swing leg peaks 87 ± 30 ms before the push and when the arms peak is too unsure to tell (± 40 ms)."
    )
    known = {"peak_lag_arms_ms_left": lag(-20.0, 40.0), "peak_lag_swing_ms_left": lag(-4.0)}
    assert plain_words(known).endswith("is too unsure to tell (± 40 ms), push and the swing leg together within error.")


def test_a_side_that_was_not_measured_is_left_out_and_nothing_is_made_up() -> None:
    assert plain_words({"peak_lag_arms_ms_left": lag(30.0), "peak_lag_arms_ms_right": lag(None)}) == (
        "On left pushes the arms peak 30 ± 6 ms after the push."
    )
    assert plain_words({}) == "Not enough was seen to say what peaks together."


def test_the_mean_course_of_alike_steps_is_the_step_and_does_not_spread() -> None:
    series, steps = cosines(6)
    report = overlap_report(series, steps, {"all_on_ms_left": Metric(130.0, "ms", 3.0)})
    assert [s.side for s in report.sides] == ["left", "right"]
    left = report.sides[0]
    inside = (left.phase_pct >= 0) & (left.phase_pct <= 100)
    expected = np.cos(np.pi * (left.phase_pct[inside] / 100 - 0.5))
    for band in left.bands.values():
        np.testing.assert_allclose(band.mean[inside], expected, atol=0.02)
        assert band.sd[inside].max() < 0.02
    assert left.measures["all_on_ms"].mean.value == 130.0
    assert left.measures["all_on_ms"].spread == 0.0
    assert left.measures["all_on_ms"].steps == 3


def test_every_overlap_measure_of_a_run_stands_in_the_report(ran: Measured) -> None:
    report = overlap_report(ran.series, ran.steps, ran.summary)
    for side in some(report.sides):
        assert set(side.measures) == set(MEASURES)
        mean = side.measures["overlap_push_swing_pct"]
        assert mean.mean == ran.summary[f"overlap_push_swing_pct_{side.side}"]
        assert mean.spread is not None
        assert side.bands["push"].mean.shape == side.phase_pct.shape
        # the push is at its typical peak somewhere in the contact
        within = (side.phase_pct >= 0) & (side.phase_pct <= 100)
        assert np.nanmax(side.bands["push"].mean[within]) == pytest.approx(1.0, abs=0.15)
    assert report.sentence.startswith("On left")


def test_a_clip_without_steps_gives_an_empty_report() -> None:
    series, _ = cosines()
    report = overlap_report(series, [], {})
    assert report.sides == ()
    assert "Not enough" in report.sentence
