"""Hip and knee on the way up, on a figure whose joints extend by a formula."""

from functools import cache

import numpy as np
import pytest

from core.events.event import Rep
from core.events.squat_reps import find_reps
from core.measures.push_pull import Change, PushPull, first_to_last
from core.measures.spec import Metric
from core.measures.squat import measure_reps
from core.measures.squat_study import RepStudy, study_rep
from tests.core.measures.test_squat import FRONT, SIDE, clock, series_of
from tests.core.squat_figure import Move, figure, lean
from tests.some import some

MOVES = (Move(1.0), Move(4.2, trunk_ahead=14.0), Move(7.4, up_s=1.6))


@cache
def studied(fps: float = 60.0, front: bool = False) -> tuple[list[RepStudy], list[dict[str, Metric]], list[Rep]]:
    view = FRONT if front else SIDE
    t = clock(fps, 11.5)
    xy = figure(t, MOVES, yaw_deg=90.0 if front else 0.0)
    series, body = series_of(t, xy, view)
    reps, _ = find_reps(series, view, xy)
    studies: list[RepStudy] = []
    metrics = measure_reps(
        series, reps, view, fps, "right", body, study=lambda cut, rep, v: studies.append(study_rep(cut, rep, v))
    )
    return studies, metrics, reps


def both(study: RepStudy) -> PushPull:
    assert study.push_pull is not None
    return study.push_pull


@pytest.mark.parametrize("fps", [30, 60])
def test_velocities_are_those_of_the_figures_joints(fps: float) -> None:
    studies, _, reps = studied(fps)
    for rep, study in some(zip(reps, studies, strict=True)):
        made = both(study)
        fine = rep.bottom_s + np.linspace(made.time_s[0], made.time_s[-1], 2001)
        thigh, shank, trunk = lean(MOVES, fine)
        for joint, angle in (("knee", thigh + shank), ("hip", thigh + trunk)):
            true = -np.gradient(angle, fine)
            mine = made.joints[joint]  # type: ignore[index]
            at = np.interp(rep.bottom_s + made.time_s, fine, true)
            inner = slice(3, -3)
            assert mine.velocity_deg_s[inner] == pytest.approx(at[inner], abs=0.03 * true.max())
            assert mine.peak_deg_s == pytest.approx(true.max(), rel=0.02)
            assert mine.peak_s == pytest.approx(fine[np.argmax(true)] - rep.bottom_s, abs=0.02)


def test_the_peaks_marked_are_those_of_the_lag() -> None:
    studies, metrics, _ = studied()
    for study, numbers in some(zip(studies, metrics, strict=True)):
        joints = both(study).joints
        lag = 1000 * (joints["hip"].peak_s - joints["knee"].peak_s)
        assert numbers["hip_knee_peak_lag_ms"].value == pytest.approx(lag, abs=1e-6)


def test_every_velocity_has_a_plus_minus() -> None:
    studies, _, _ = studied()
    for extension in some(both(studies[0]).joints.values()):
        assert np.isfinite(extension.sd_deg_s).mean() > 0.9 and extension.peak_sd_s > 0


def test_from_the_front_there_is_none_and_the_reason_says_how_to_refilm() -> None:
    studies, _, _ = studied(60.0, front=True)
    assert studies[0].push_pull is None
    assert studies[0].sagittal[0] == "refused" and "film from the side" in str(studies[0].sagittal[1])


def test_hips_that_shoot_up_in_the_last_rep_are_a_change_and_a_slower_way_up_is_one() -> None:
    _, metrics, _ = studied()
    found = {c.name: c for c in first_to_last(metrics[:2])}
    assert found["hip_rise_lead_ratio"].real and found["hip_rise_lead_ratio"].change > 0
    assert not found["concentric_s"].real
    slower = {c.name: c for c in first_to_last(metrics)}["concentric_s"]
    assert slower.real and slower.change == pytest.approx(0.6 * 0.7, abs=0.1)


def test_a_change_counts_beyond_two_standard_deviations_of_the_difference() -> None:
    def change(last: float) -> Change:
        reps = [{"concentric_s": Metric(1.0, "s", 0.03)}, {"concentric_s": Metric(last, "s", 0.04)}]
        return first_to_last(reps)[0]

    assert change(1.12).sd == pytest.approx(0.05)
    assert change(1.12).real and not change(1.09).real and change(0.88).real


def test_what_was_not_measured_in_both_is_not_compared() -> None:
    refused = {"concentric_s": Metric(None, "s", None, "refused", "hidden")}
    known = {"concentric_s": Metric(1.0, "s", 0.03)}
    assert first_to_last([known, refused]) == [] and first_to_last([known]) == []
    assert first_to_last([known, {"concentric_s": Metric(1.0, "s", None, "caution", "?")}]) == []
