"""Per-step measures and summaries from motion whose timing is known."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.events.event import Step
from core.events.sprint_steps import find_steps
from core.kinematics.series import Body, compute_series, measure_body
from core.kinematics.view import View
from core.measures.broken_lane import STOPS
from core.measures.catalogue import find
from core.measures.overlap import NEVER_ON
from core.measures.sprint import SPECS, MeasuredStep, measure_steps, summarise_steps
from core.measures.sprint_specs import PER_STEP
from core.measures.sprint_way import Way
from core.measures.step_metrics import NO_DRIVE
from core.measures.uncertainty import draw_points
from core.motion import measure
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from tests.core.stick_figure import PX, SPEED, STEP_S, clock, noisy, run, seen
from tests.some import some

Floats = NDArray[np.float64]
SQUARE_ON = View("side", "right", 3.0, 3.0)
STRIDE, CONTACT = 0.56, 0.16
LEG = 400.0


def swinging(
    fps: float, swing_lag_s: float = 0.0, arm_lag_s: float = 0.0, treadmill: bool = True
) -> tuple[PoseTrack, list[Step]]:
    """Limbs that swing as sines: the push thigh is fastest in mid-contact, swing and arms later by the lags told.

    The lag is told on right contacts only, by delaying the left limbs: a thigh is push of its own contact and swing
    of the other foot's, so one delayed thigh shifts swing against push with opposite signs.
    """
    time = np.arange(0, 4, 1 / fps)
    xy = np.full((len(time), 33, 2), np.nan)
    hip = np.stack([600 + (0 if treadmill else 900) * time, np.full_like(time, 300)], -1)
    steps = []
    for side, at in (("right", 0.3), ("left", 0.3 + STRIDE / 2)):
        # fastest backward (negative slope) at `at`, in mid-contact
        lag = swing_lag_s if side == "left" else 0.0
        thigh = np.radians(15 - 35 * np.sin(2 * np.pi * (time - at - lag) / STRIDE))
        arm = np.radians(40 * np.sin(2 * np.pi * (time - at - arm_lag_s) / STRIDE))
        knee = hip + LEG / 2 * np.stack([np.sin(thigh), np.cos(thigh)], -1)
        shoulder = hip + np.array([0, -300])
        parts = {
            "hip": hip, "knee": knee, "ankle": knee + np.array([-40, LEG / 2 - 5]),
            "heel": knee + np.array([-55, LEG / 2]),
            "foot_index": knee + np.array([40, LEG / 2]), "shoulder": shoulder,
            "elbow": shoulder + 150 * np.stack([np.sin(arm), np.cos(arm)], -1), "wrist": shoulder + np.array([60, 150]),
        }  # fmt: skip
        for name, p in parts.items():
            xy[:, INDEX[f"{side}_{name}"]] = p
        for k in range(1, 6):
            middle = at + k * STRIDE
            steps.append((middle, side))
    track = PoseTrack(
        time, xy, np.where(np.isfinite(xy[..., 0]), 0.9, np.nan), np.full((len(time), 33, 3), np.nan),
        np.where(np.isfinite(xy[..., 0]), 0.2, np.nan),
    )  # fmt: skip
    ordered: list[Step] = []
    for middle, side in sorted(steps):
        foot: Side = "left" if side == "left" else "right"
        ordered.append(Step(len(ordered), foot, middle - CONTACT / 2, middle + CONTACT / 2, 0.002, 0.002))
    return track, ordered


def body_of(track: PoseTrack) -> Body:
    return measure_body(track.xy_px)


def measured(
    track: PoseTrack, steps: list[Step], fps: float, view: View = SQUARE_ON, m_per_px: float | None = None
) -> list[MeasuredStep]:
    body = body_of(track)
    points = draw_points(track, body.leg, 0.1)
    series = compute_series(track.time_s, points, body, view.forward, view.left_to_right)
    return measure_steps(series, points, steps, body, view, fps, way=Way(m_per_px))


@pytest.mark.parametrize("fps", [60, 120, 240])
@pytest.mark.parametrize("lag_s", [-0.02, 0.0, 0.013])
def test_a_delayed_arm_comes_back_as_that_lag_in_every_step(fps: float, lag_s: float) -> None:
    track, steps = swinging(fps, arm_lag_s=lag_s)
    for m in some(measured(track, steps, fps)):
        lag = m.metrics["peak_lag_arms_ms"]
        assert lag.value == pytest.approx(1000 * lag_s, abs=250 / fps)
        assert lag.sd is not None
        assert lag.sd > 0


@pytest.mark.parametrize("fps", [60, 120, 240])
def test_a_delayed_swing_thigh_is_seen_on_the_other_foot_and_reversed_on_its_own(fps: float) -> None:
    track, steps = swinging(fps, swing_lag_s=0.018)
    for m in some(measured(track, steps, fps)):
        want = 18.0 if m.step.side == "right" else -18.0
        assert m.metrics["peak_lag_swing_ms"].value == pytest.approx(want, abs=250 / fps)


def test_an_overlap_is_as_unsure_as_the_lags_of_the_lanes_that_make_it() -> None:
    track, steps = swinging(120, swing_lag_s=0.08)
    for m in some(measured(track, steps, 120)):
        lag, share = m.metrics["peak_lag_swing_ms"], m.metrics["three_on_pct"]
        assert share.value is not None and 30 < share.value < 80 and share.sd is not None and lag.sd is not None
        assert share.sd > 0.5 * 100 * lag.sd / (1000 * CONTACT)


def test_a_swing_thigh_that_goes_back_half_way_leaves_its_lag_in_doubt_and_says_so() -> None:
    track, steps = swinging(240)
    xy = track.xy_px.copy()
    for s in steps:  # the passing legs are taken for each other for a moment
        middle = (s.touchdown_s + s.toe_off_s) / 2 if s.toe_off_s is not None else np.nan
        other = "left" if s.side == "right" else "right"
        knee = INDEX[f"{other}_knee"]
        xy[:, knee, 0] -= 30 * np.tanh((track.time_s - middle) / 0.008) * (np.abs(track.time_s - middle) < 0.14)
    told = measured(replace(track, xy_px=xy), steps, 240)
    for m in some(told[1:-1]):
        lag = m.metrics["peak_lag_swing_ms"]
        assert (lag.status, lag.reason) == ("caution", STOPS["swing"])
        assert m.metrics["contact_s"].status == "ok"


def test_a_step_frequency_is_as_unsure_as_its_touchdowns_and_no_more() -> None:
    track, steps = swinging(120)
    unsure = [replace(s, touchdown_sd_s=0.12) for s in steps]
    for m in some(measured(track, unsure, 120)):
        step, frequency = m.metrics["step_s"], m.metrics["step_frequency_hz"]
        if step.value is None:
            continue
        assert frequency.value == pytest.approx(1 / step.value)
        assert frequency.sd == pytest.approx((step.sd or 0.0) / step.value**2, rel=0.05)


def test_every_listed_measure_is_told_for_every_step_and_in_the_catalogue() -> None:
    track, steps = swinging(120)
    names = {spec.name for spec in PER_STEP}
    results = measured(track, steps, 120)
    for m in results:
        assert set(m.metrics) == names
        for name, metric in m.metrics.items():
            assert (metric.value is None) == (metric.status == "refused"), name
            assert metric.status == "ok" or metric.reason
    for name, metric in summarise_steps(results, 120).items():
        spec = find(name)
        assert spec is not None, name
        assert spec.unit == metric.unit
    assert len({spec.name for spec in SPECS}) == len(SPECS)


def test_times_and_angles_are_the_ones_the_figure_was_made_with() -> None:
    track, steps = swinging(240)
    m = measured(track, steps, 240)[2].metrics
    assert m["contact_s"].value == pytest.approx(CONTACT)
    assert m["step_s"].value == pytest.approx(STRIDE / 2)
    assert m["flight_s"].value == pytest.approx(STRIDE / 2 - CONTACT)
    assert m["step_frequency_hz"].value == pytest.approx(2 / STRIDE)
    assert m["duty_factor"].value == pytest.approx(CONTACT / STRIDE)
    assert m["contact_s"].sd == pytest.approx(0.002 * np.sqrt(2), rel=0.5)
    edge = np.sin(2 * np.pi * CONTACT / 2 / STRIDE)
    assert m["thigh_separation_touchdown_deg"].value == pytest.approx(2 * 35 * edge, abs=0.5)
    assert m["thigh_separation_toe_off_deg"].value == pytest.approx(2 * 35 * edge, abs=0.5)
    assert m["peak_thigh_forward_deg"].value == pytest.approx(50, abs=0.5)
    assert m["peak_thigh_back_deg"].value == pytest.approx(20, abs=0.5)
    fastest = 35 * 2 * np.pi / STRIDE
    assert m["peak_thigh_extension_velocity_deg_s"].value == pytest.approx(fastest, rel=0.01)
    assert m["overlap_push_swing_pct"].value == pytest.approx(100)
    assert m["drive_balance_push_swing"].value == pytest.approx(0, abs=0.02)


def test_peaks_and_spans_lie_where_the_lanes_are_fastest() -> None:
    track, steps = swinging(120)
    m = measured(track, steps, 120)[3]
    middle = (m.step.touchdown_s + (m.step.toe_off_s or 0)) / 2
    for lane in ("push", "swing", "arms"):
        assert m.peaks[lane].time_s == pytest.approx(middle, abs=0.003)
        assert any(a < middle < b for a, b in m.lanes[lane])
    (push,) = m.lanes["push"]
    assert push == pytest.approx((m.step.touchdown_s, m.step.toe_off_s))
    # half the peak of a sine is a sixth of its period either side of it
    (swing,) = m.lanes["swing"]
    assert swing[1] - swing[0] == pytest.approx(STRIDE / 3, abs=0.01)


@pytest.mark.parametrize(("yaw", "status"), [(0.0, "ok"), (14.0, "ok"), (-20.0, "caution"), (40.0, "refused")])
def test_yaw_decides_what_angles_may_say_but_not_times(yaw: float, status: str) -> None:
    track, steps = swinging(120)
    view = View("side" if abs(yaw) < 25 else "oblique", "right", yaw, 3.0)
    m = measured(track, steps, 120, view)[0].metrics
    assert m["peak_lag_swing_ms"].status == status
    assert m["contact_s"].status == "ok"
    if status != "ok":
        assert "film from the side" in (m["peak_lag_swing_ms"].reason or "")


def test_the_torso_is_never_more_than_caution() -> None:
    track, steps = swinging(240)
    for m in some(measured(track, steps, 240)):
        for name in ("all_on_pct", "all_on_ms", "overlap_push_torso_pct", "peak_lag_torso_ms"):
            assert m.metrics[name].status != "ok"


def test_few_frames_a_second_are_a_caution_for_lags_and_none_for_contacts() -> None:
    track, steps = swinging(30)
    m = measured(track, steps, 30)[2].metrics
    assert m["peak_lag_swing_ms"].status == "caution"
    assert m["contact_s"].status == "ok"


def test_metres_are_refused_without_a_scale_and_on_a_treadmill() -> None:
    track, steps = swinging(120)
    m = measured(track, steps, 120)[0].metrics
    assert m["speed_m_s"].value is None
    assert "height" in (m["speed_m_s"].reason or "")
    assert "treadmill" in (m["step_length_ratio"].reason or "")
    scaled = measured(track, steps, 120, m_per_px=0.002)[0].metrics
    assert "treadmill" in (scaled["speed_m_s"].reason or "")


def test_a_last_contact_without_toe_off_keeps_what_it_has() -> None:
    track, steps = swinging(120)
    last = steps[-1]
    steps[-1] = Step(last.index, last.side, last.touchdown_s, None, 0.002, None)
    results = measured(track, steps, 120)
    m = results[-1]
    assert m.metrics["contact_s"].value is None
    assert "clip ends" in (m.metrics["contact_s"].reason or "")
    assert m.metrics["shank_inclination_touchdown_deg"].value is not None
    assert m.lanes["push"] == ()
    assert m.peaks == {}
    assert results[-2].metrics["step_s"].value is not None


def test_a_step_whose_next_foot_is_cut_off_has_no_length_and_says_why() -> None:
    t = clock(120.0, 2.4)
    still = seen(t, run(t))
    runs = replace(still, xy_px=still.xy_px + np.stack([PX * SPEED * t, 0 * t], axis=-1)[:, None])
    steps, _ = find_steps(runs, 1.0)
    steps[-1] = replace(steps[-1], toe_off_s=None, toe_off_sd_s=None)
    before, last = (m.metrics["step_length_m"] for m in measured(runs, steps, 120, m_per_px=0.01)[-3:-1])
    assert before.value is not None
    assert last.status == "refused" and "the clip ends while the next foot" in (last.reason or "")


def test_a_step_followed_by_a_pause_has_no_flight() -> None:
    track, steps = swinging(120)
    m = measured(track, [steps[0], steps[5]], 120)[0].metrics
    assert m["flight_s"].status == "refused"


def test_a_number_that_is_missing_says_why_and_not_what_would_make_it_doubtful() -> None:
    track, steps = swinging(30.0)
    steps[4] = replace(steps[4], side="right" if steps[4].side == "left" else "left")
    xy = track.xy_px.copy()
    xy[track.time_s > steps[8].touchdown_s - 0.3, INDEX["left_elbow"]] = np.nan
    xy[track.time_s > steps[8].touchdown_s - 0.3, INDEX["right_elbow"]] = np.nan
    told = measured(replace(track, xy_px=xy), steps, 30.0)

    def why(step: int, name: str) -> str | None:
        metric = told[step].metrics[name]
        assert metric.value is None and metric.status == "refused"
        return metric.reason

    assert told[0].metrics["overlap_push_arms_pct"].reason == "30 frames/s are few for this: film at 120 or 240"
    assert why(8, "overlap_push_arms_pct") == why(8, "three_on_pct") == "the landmarks it needs were not seen"
    assert why(4, "overlap_push_swing_pct") == NEVER_ON, "a thigh that comes forward does not push"
    assert why(4, "drive_balance_push_swing") == NO_DRIVE
    assert why(8, "duty_factor") == "the next touchdown of the same foot was not seen"
    assert why(9, "duty_factor") == why(9, "step_s") == "the next touchdown of the other foot was not seen"


def test_no_steps_no_numbers() -> None:
    track, _ = swinging(60)
    assert measured(track, [], 60) == []
    summary = summarise_steps([], 60)
    assert list(summary) == ["steps"]
    assert summary["steps"].value == 0


def test_left_against_right_needs_frames_or_steps() -> None:
    track, steps = swinging(60)
    few = summarise_steps(measured(track, steps[:4], 60), 60)["contact_s_left_minus_right"]
    assert few.status == "refused"
    assert "120" in (few.reason or "")
    many = summarise_steps(measured(track, steps, 60), 60)["contact_s_left_minus_right"]
    assert many.status == "caution"
    assert "no difference" in (many.reason or "")
    quick, steps = swinging(240)
    longer = [
        Step(s.index, s.side, s.touchdown_s, (s.toe_off_s or 0) + (0.02 if s.side == "left" else 0), 0.002, 0.002)
        for s in steps
    ]
    told = summarise_steps(measured(quick, longer, 240), 240)["contact_s_left_minus_right"]
    assert told.status == "ok"
    assert told.value == pytest.approx(0.02, abs=0.001)


def test_a_mean_is_surer_than_its_steps_only_in_what_is_new_in_each() -> None:
    track, steps = swinging(120)
    results = measured(track, steps, 120)
    summary = summarise_steps(results, 120)
    contact = np.array([m.metrics["contact_s"].sd for m in results], float)
    assert (summary["contact_s"].sd or 0) < 0.6 * contact.mean()
    # a landmark off its joint is off in every step
    shank = np.array([m.metrics["shank_inclination_touchdown_deg"].sd for m in results], float)
    assert (summary["shank_inclination_touchdown_deg"].sd or 0) > 0.6 * shank.mean()
    assert summary["contact_s_left"].value == pytest.approx(CONTACT)


def test_a_mean_whose_steps_are_too_unsure_says_that_it_is_they_and_in_milliseconds() -> None:
    track, steps = swinging(120)
    vague = [replace(s, touchdown_sd_s=0.03, toe_off_sd_s=0.03) for s in steps]
    results = measured(track, vague, 120)
    mean = summarise_steps(results, 120)["contact_s"]
    assert results[0].metrics["contact_s"].reason == "its plus-minus is above 20 ms: too unsure to rely on"
    assert mean.reason == "in single steps its plus-minus is above 20 ms: too unsure to rely on"
    assert mean.status == "caution" and (mean.sd or 1) < 0.02 < (results[0].metrics["contact_s"].sd or 0)


def test_the_mean_speed_is_the_way_over_its_time_and_as_sure_as_both_ends_and_the_scale() -> None:
    """A touchdown told late makes one step slow and the next one fast; over both it hardly counts."""
    t = clock(120.0, 2.4)
    still = noisy(seen(t, run(t)), 0.4)
    runs = replace(still, xy_px=still.xy_px + np.stack([PX * SPEED * t, 0 * t], axis=-1)[:, None])
    result = measure(runs, height_m=1.8, wanted="sprint")
    assert result.scale.m_per_px is not None
    speed = result.summary["speed_m_s"]
    assert speed.value == pytest.approx(PX * SPEED * result.scale.m_per_px, rel=0.01)
    assert speed.sd is not None
    each = [m.sd / m.value for s in result.steps if (m := s.metrics["speed_m_s"]).value and m.sd]
    assert len(each) >= 6
    assert 0.03 <= speed.sd / speed.value <= 0.7 * float(np.mean(each))
    length = result.summary["step_length_m"]
    assert speed.value == pytest.approx((length.value or 0.0) / STEP_S, rel=0.01)


@pytest.mark.shared
def test_true_landmarks_of_a_rendered_sprint_give_its_lags_speed_and_frequency(shared: Path) -> None:
    truth = json.loads((shared / "clips" / "rendered" / "sprint_240fps.truth.json").read_text())
    time = np.array(truth["timestamps"])
    xy = np.full((len(time), 33, 2), np.nan)
    names = {"hip": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel", "foot_index": "toe",
             "shoulder": "shoulder", "elbow": "elbow", "wrist": "wrist"}  # fmt: skip
    for ours, theirs in names.items():
        for letter, side in zip("LR", SIDES, strict=True):
            xy[:, INDEX[f"{side}_{ours}"]] = [f["px"].get(f"{theirs}.{letter}", [np.nan] * 2) for f in truth["frames"]]
    from scipy.signal import butter, sosfiltfilt

    known = np.isfinite(xy[0, :, 0])
    steps, _ = find_steps(
        PoseTrack(
            time, xy, np.full(xy.shape[:2], 0.9), np.full((len(time), 33, 3), np.nan), np.full(xy.shape[:2], 0.3)
        ),
        1.0,
    )
    xy[:, known] = sosfiltfilt(butter(2, 12, fs=240, output="sos"), xy[:, known], axis=0)
    track = PoseTrack(
        time, xy, np.full(xy.shape[:2], 0.9), np.full((len(time), 33, 3), np.nan), np.full(xy.shape[:2], 0.3)
    )
    leg_m = sum(truth["athlete"]["segment_m"]["L"][:2])
    leg_px = body_of(track).leg
    results = measured(track, steps, 240, m_per_px=leg_m / leg_px)
    compared = 0
    for want in truth["events"]["steps"]:
        mine = [m for m in results if abs(m.step.touchdown_s - want["touchdown"]) < 0.05]
        push, swing = want["push_thigh_extension_lp12"], want["swing_thigh_flexion_lp12"]
        if mine and push[2] == swing[2] == "ok":
            compared += 1
            assert mine[0].metrics["peak_lag_swing_ms"].value == pytest.approx(1000 * (swing[0] - push[0]), abs=6)
    assert compared >= 4
    summary = summarise_steps(results, 240)
    assert summary["step_frequency_hz"].value == pytest.approx(truth["events"]["step_rate_hz"], rel=0.01)
    assert summary["speed_m_s"].value == pytest.approx(truth["events"]["speed_mps"], rel=0.05)
