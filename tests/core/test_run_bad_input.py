"""Runs that cannot be measured well, and what is said of them: nothing is made up."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.events.event import Rejected, Rep, Step
from core.events.slow_steps import find_slow_steps
from core.events.sprint_steps import CUT, find_steps
from core.events.step_judge import SLOW_MOTION, WALKING
from core.kinematics.rhythm import folds_like_running
from core.kinematics.view import estimate_view
from core.measures import quality
from core.measures.notes import Filmed, Found, notes
from core.measures.sprint_specs import LENGTHS, NO_ANGLES, PER_STEP
from core.motion import Measured, measure
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.recognition import TOO_FEW
from tests.core.stick_figure import CONTACT_S, LEFT, RIGHT, STRIDE_S, TOWARD, clock, contacts, noisy, run, seen


def runner(fps: float = 120.0, seconds: float = 2.2, turn: float = RIGHT) -> PoseTrack:
    t = clock(fps, seconds)
    return noisy(seen(t, run(t), turn), 0.4)


def sprinter(fps: float = 120.0, seconds: float = 1.7) -> PoseTrack:
    """A runner who folds the swinging leg."""
    return folding(runner(fps, seconds))


def folding(track: PoseTrack) -> PoseTrack:
    """The same runner with feet that come half as high again."""
    xy = track.xy_px.copy()
    feet = [INDEX[f"{side}_{part}"] for side in SIDES for part in ("ankle", "heel", "foot_index")]
    xy[:, feet, 1] += 0.5 * (xy[:, feet, 1] - np.percentile(xy[:, feet, 1], 95, axis=0))
    return replace(track, xy_px=xy)


def told(track: PoseTrack, measured: Measured, fps: float) -> dict[str, quality.QualityNote]:
    steps = [s.step for s in measured.steps]
    found = Found(measured.movement, steps, leg_share=measured.leg_share, slow=measured.plays_slowly)
    return {note.code: note for note in notes(track, measured.view, found, Filmed(1, fps, (1280, 720)))}


def without(track: PoseTrack, *parts: str, frames: slice = slice(None)) -> PoseTrack:
    xy, visibility = track.xy_px.copy(), track.visibility.copy()
    for side in SIDES:
        for part in parts:
            xy[frames, INDEX[f"{side}_{part}"]] = np.nan
            visibility[frames, INDEX[f"{side}_{part}"]] = np.nan
    return replace(track, xy_px=xy, visibility=visibility)


@pytest.mark.parametrize(("turn", "some"), [(TOWARD, False), (155.0, True), (-155.0, True)])
def test_a_run_towards_the_camera_has_no_number_that_only_the_side_shows(turn: float, some: bool) -> None:
    track = runner(turn=turn)
    measured = measure(track, wanted="sprint")
    assert measured.view.label == "front"
    # a little from the side the feet tell when they land, whichever way they go
    assert bool(measured.steps) == some
    for step in measured.steps:
        for spec in PER_STEP:
            metric = step.metrics[spec.name]
            if spec.name not in NO_ANGLES:
                assert metric.status == "refused", spec.name
                assert metric.reason is not None
                assert metric.value is None
            else:
                assert metric.status != "ok", spec.name
    assert {"frontal_run"} <= told(track, replace(measured, movement="sprint"), 120).keys()


@pytest.mark.parametrize("turn", [165.0, -168.0, 12.0, -15.0])
def test_a_run_seen_from_nearly_the_front_has_all_its_contacts_with_a_plus_minus_that_holds(turn: float) -> None:
    """Across the picture its feet hardly move: how far they reach forward is told by the model's depth."""
    rng = np.random.default_rng(1)
    track = runner(turn=turn)
    track = replace(track, world_m=track.world_m + 0.015 * rng.standard_normal(track.world_m.shape))
    measured = measure(track)
    truth = contacts(2.2)
    assert measured.movement == "sprint"
    assert len(measured.steps) in (len(truth), len(truth) + 1)
    errors = []
    for result in measured.steps[: len(truth)]:
        side, down, _ = truth[len(errors)]
        assert result.step.side == side
        errors.append(abs(result.step.touchdown_s - down) / result.step.touchdown_sd_s)
    assert max(errors) <= 2


@pytest.mark.parametrize("turn", [128.0, 160.0])
def test_a_runner_who_comes_nearer_sinks_in_the_picture_and_has_all_contacts(turn: float) -> None:
    """The feet go down in the picture from step to step: only against the pelvis are they higher while they swing."""
    track = runner(turn=turn)
    nearer = (1 / np.linspace(3.0, 1.0, len(track)))[:, None, None]
    horizon = np.array([640.0, 100.0])
    steps, _ = _found(replace(track, xy_px=horizon + nearer * (track.xy_px - horizon)))
    truth = contacts(2.2)
    assert [s.side for s in steps[: len(truth)]] == [c[0] for c in truth]
    assert all(abs(s.touchdown_s - c[1]) <= 2 * s.touchdown_sd_s for s, c in zip(steps, truth, strict=False))


def _found(track: PoseTrack) -> tuple[list[Step], list[Rejected]]:
    view = estimate_view(track)
    assert view.turn_deg is not None
    return find_steps(track, -1.0 if view.turn_deg > 0 else 1.0, view.yaw_deg or 0.0, view.turn_deg)


def test_somebody_cut_at_the_knees_has_no_steps_and_is_asked_back_into_the_picture() -> None:
    track = without(runner(), "ankle", "heel", "foot_index")
    measured = measure(track)
    assert measured.movement == "none"
    assert measured.steps == ()
    assert "head to feet" in told(track, measured, 120)["body_cut"].message
    # a clip in which the feet are there but below the picture's edge
    low = replace(runner(), xy_px=runner().xy_px + np.array([0.0, 40.0]))
    assert "feet_cut" in told(low, measured, 120)


def test_three_steps_are_three_steps_with_what_three_can_tell() -> None:
    until = 0.05 + 2 * STRIDE_S / 2 + CONTACT_S + 0.03
    measured = measure(runner(seconds=until), wanted="sprint")
    whole = contacts(until)
    assert len(measured.steps) == len(whole) <= 3
    difference = measured.summary.get("contact_s_left_minus_right")
    assert difference is None or difference.status == "refused"
    for step in measured.steps[:-1]:
        assert step.metrics["contact_s"].value == pytest.approx(CONTACT_S, abs=0.02)


@pytest.mark.parametrize("turn", [RIGHT, LEFT])
def test_three_steps_of_which_the_clip_begins_in_the_first_are_a_run(turn: float) -> None:
    t = clock(60, 0.87)
    t = t[t > 0.10]  # the left foot is on the ground until 0.21 s
    measured = measure(noisy(seen(t, run(t), turn), 0.4))
    assert measured.movement == "sprint"
    assert [s.step.side for s in measured.steps] == ["right", "left"]
    assert [r.kind for r in measured.rejected if r.reason == CUT] == ["step"]


def test_two_steps_alone_are_no_run_yet_and_it_is_said_how_to_measure_them() -> None:
    t = clock(60, 0.87)
    t = t[t > 0.25]
    two = noisy(seen(t, run(t)), 0.4)
    measured = measure(two)
    assert measured.movement == "none" and not measured.steps
    assert [r.reason for r in measured.rejected if r.kind == "step"] == [TOO_FEW, TOO_FEW]
    assert len(measure(two, wanted="sprint").steps) == 2, "as it says"


def test_a_walk_is_no_run_and_the_stretch_of_it_is_told_once() -> None:
    t = clock(60, 5.0)
    measured = measure(noisy(seen(t, run(t, contact_s=0.64, step_s=0.55, speed=1.5)), 0.4))
    assert measured.movement == "none" and not measured.steps
    (walked,) = [r for r in measured.rejected if r.reason == WALKING]
    assert walked.kind == "step" and walked.from_s < 1.0 and walked.to_s > 4.0


def test_at_24_frames_contacts_are_told_with_an_honest_sd_and_lags_with_caution() -> None:
    truth = contacts(3.6)  # the last one's toe-off lies beyond the clip
    track = runner(fps=24.0, seconds=3.0)
    measured = measure(track, wanted="sprint")
    assert len(measured.steps) >= len(truth) - 5
    off = []
    for result in measured.steps:
        step = result.step
        near = min(truth, key=lambda c: abs(c[1] - step.touchdown_s))
        assert near[0] == step.side
        assert step.touchdown_sd_s >= 1 / 24 / np.sqrt(12)
        off.append(abs(step.touchdown_s - near[1]) / step.touchdown_sd_s)
        lag = result.metrics["peak_lag_arms_ms"]
        assert lag.status in ("caution", "refused")
    assert np.mean(np.array(off) <= 2) >= 0.88
    assert "low_frame_rate" in told(track, measured, 24.0)


def test_slow_motion_without_the_true_rate_is_asked_about_and_gives_no_speed() -> None:
    quick = runner(fps=120.0, seconds=2.2)
    slow = replace(quick, time_s=quick.time_s * 8)
    measured = measure(slow, height_m=1.8)
    notes = told(slow, measured, 15.0)
    assert "slow_motion" in notes
    assert "low_frame_rate" not in notes
    for name in LENGTHS:
        assert measured.summary[name].value is None
    right = measure(replace(slow, time_s=slow.time_s / 8), height_m=1.8)
    assert right.movement == "sprint"


def test_slow_motion_has_its_contacts_as_played_with_shares_and_angles_but_nothing_in_seconds() -> None:
    times, quick = 8.0, runner(fps=120.0, seconds=1.7)
    usual = measure(quick)
    slow = measure(replace(quick, time_s=quick.time_s * times))
    assert slow.movement == "sprint"
    assert [s.step.side for s in slow.steps] == [s.step.side for s in usual.steps]
    for a, b in zip(slow.steps, usual.steps, strict=True):
        assert a.step.touchdown_s / times == pytest.approx(b.step.touchdown_s, abs=0.004)
        assert a.step.touchdown_sd_s / times == pytest.approx(b.step.touchdown_sd_s, rel=0.3)
    for spec in PER_STEP:
        metric, same = slow.summary[spec.name], usual.summary[spec.name]
        if spec.unit in ("s", "ms", "Hz", "m/s", "deg/s"):
            assert metric.value is None, spec.name
            assert metric.status == "refused"
            assert spec.name == "step_length_m" or "slow motion" in (metric.reason or ""), spec.name
        elif spec.name in ("duty_factor", "thigh_separation_toe_off_deg", "overlap_push_swing_pct"):
            assert metric.value is not None
            assert same.value is not None
            assert abs(metric.value - same.value) <= 2 * (same.sd or 0.0), spec.name


@pytest.mark.parametrize("times", [2.0, 2.5, 4.0, 10.0])
def test_contacts_of_slow_motion_come_as_many_times_later_as_it_is_slowed(times: float) -> None:
    """As containers have it: 60 frames a second told as 30 or 24, 120 as 30, 240 as 24."""
    quick = sprinter()
    usual, slow = measure(quick).steps, measure(replace(quick, time_s=quick.time_s * times)).steps
    assert [s.step.side for s in slow] == [s.step.side for s in usual]
    for a, b in zip(slow, usual, strict=True):
        assert a.step.touchdown_s / times == pytest.approx(b.step.touchdown_s, abs=0.004)
        assert (a.step.toe_off_s is None) == (b.step.toe_off_s is None)
        if a.step.toe_off_s is not None and b.step.toe_off_s is not None:
            assert a.step.toe_off_s / times == pytest.approx(b.step.toe_off_s, abs=0.004)


@pytest.mark.parametrize("slow_from_s", [1.3, 1.7])
def test_slow_motion_in_which_a_part_of_the_flights_is_as_long_as_a_runners_has_all_its_steps(
    slow_from_s: float,
) -> None:
    """A phone ramps the speed: flights are shorter than a quarter second at first, and longer later."""
    t = clock(120.0, 2.4)
    quick = folding(noisy(seen(t, run(t, contact_s=0.12)), 0.4))
    played = np.cumsum(np.where(t < slow_from_s, 1.3, 2.3)) / 120
    usual, slow = measure(quick), measure(replace(quick, time_s=played))
    assert slow.plays_slowly
    assert [s.step.side for s in slow.steps] == [s.step.side for s in usual.steps]
    for a, b in zip(slow.steps, usual.steps, strict=True):
        assert np.interp(a.step.touchdown_s, played, quick.time_s) == pytest.approx(b.step.touchdown_s, abs=0.02)


def test_slow_motion_that_begins_at_full_speed_has_the_contacts_of_both() -> None:
    """As phones write it: the first moments as they were, then four times slower."""
    quick = runner(fps=120.0, seconds=2.2)
    played = np.cumsum(np.where(quick.time_s < 0.8, 1.0, 4.0)) / 120
    ramped = replace(quick, time_s=played)
    view = estimate_view(quick)
    slow = find_slow_steps(ramped, view, find_steps(ramped, view.forward)[1])
    assert slow is not None
    truth = contacts(2.2)
    found = [(s.side, float(np.interp(s.touchdown_s, played, quick.time_s))) for s in slow[0]]
    late = [c for c in truth if c[1] > 1.0]
    for side, down, _ in late:
        assert min(abs(at - down) for s, at in found if s == side) < 0.02
    off = [min(abs(at - c[1]) for c in truth if c[0] == side) for side, at in found]
    assert sum(o > 0.03 for o in off) <= 1  # the one during whose landing the speed changes


def test_a_sprint_at_the_rate_that_was_told_is_not_asked_about_as_squats_that_are_too_fast() -> None:
    track = sprinter(fps=240.0)
    measured = measure(track)
    assert measured.movement == "sprint"
    found = Found(measured.movement, [s.step for s in measured.steps], too_fast=True)
    filmed = Filmed(1, 240, (1280, 960), capture_told=True)
    assert "implausible_speed" not in {note.code for note in notes(track, measured.view, found, filmed)}


@pytest.mark.parametrize("squats", [1, 3])
def test_a_run_in_slow_motion_with_a_few_dips_like_squats_is_a_run(
    monkeypatch: pytest.MonkeyPatch, squats: int
) -> None:
    """Slowed down eight times, the hips of a filmed sprinter sink in a contact as they do in a squat."""
    quick = sprinter()
    slow = replace(quick, time_s=quick.time_s * 8)
    dips = [Rep(k, k + 2.0, k + 2.4, k + 2.5, k + 2.6, k + 3.0, 0.05, 0.05, 0.05) for k in range(squats)]
    monkeypatch.setattr("core.recognition.find_reps", lambda *given: (dips, []))
    measured = measure(slow)
    assert measured.movement == "sprint"
    assert not measured.reps
    assert len(measured.steps) == len(measure(quick, wanted="sprint").steps)
    assert measure(slow, wanted="squat").movement == "squat"


def test_a_few_slow_steps_among_many_squats_are_no_run() -> None:
    quick = sprinter()
    slow, view = replace(quick, time_s=quick.time_s * 8), estimate_view(quick)
    found = find_slow_steps(slow, view, squats=1)
    assert found is not None
    assert find_slow_steps(slow, view, squats=len(found.steps)) is None


def test_slow_walking_is_not_taken_for_a_run_in_slow_motion() -> None:
    """Both feet are down at once, and the foot that swings past is hardly lifted."""
    t = clock(60.0, 6.0)
    walking = noisy(seen(t, run(t, contact_s=0.64, step_s=0.55, speed=1.5), RIGHT), 0.4)
    view = estimate_view(walking)
    for times in (1.0, 2.0, 4.0):
        slow = replace(walking, time_s=t * times)
        steps, rejected = find_steps(slow, view.forward)
        assert not steps
        assert find_slow_steps(slow, view, rejected) is None
    assert not folds_like_running(walking)


@pytest.mark.parametrize("walks", [False, True])
def test_a_walk_whose_feet_seem_to_leave_early_is_not_taken_for_a_run_in_slow_motion(
    monkeypatch: pytest.MonkeyPatch, walks: bool
) -> None:
    """Filmed behind grass: after the near foot both were down, after the far one it looked like a flight."""
    quick = sprinter()
    slow, view = replace(quick, time_s=quick.time_s * 4), estimate_view(quick)
    steps, _ = find_steps(quick, view.forward)
    assert len(steps) >= 4
    later = {a.touchdown_s: b.touchdown_s for a, b in pairwise(steps)}
    longer = [
        replace(s, toe_off_s=later[s.touchdown_s] + 0.01) if walks and s.side == "left" and s.touchdown_s in later
        else s
        for s in steps
    ]  # fmt: skip
    both = [Rejected("step", -1.0, -0.5, WALKING, "left")] * (3 if walks else 0)
    monkeypatch.setattr("core.events.slow_steps.find_steps", lambda *_, **__: (longer, list(both)))
    found = find_slow_steps(slow, view, [Rejected("step", 0.0, 1.0, SLOW_MOTION.format(0.6))])
    assert found is not None
    assert bool(found.steps) != walks
    assert not walks or {r.reason for r in found.rejected} == {WALKING}
    measured = measure(slow)
    assert (measured.movement == "sprint") != walks
    assert not walks or not any("slow motion" in r.reason for r in measured.rejected), "nor is its rate asked for"


def test_a_moment_behind_another_runner_costs_the_steps_in_it_and_no_others() -> None:
    track = runner(fps=60.0, seconds=3.0)
    frames = slice(int(1.1 * 60), int(1.45 * 60))
    xy = track.xy_px.copy()
    xy[frames] = np.nan
    measured = measure(replace(track, xy_px=xy), wanted="sprint")
    truth = contacts(3.6)
    for result in measured.steps:
        step: Step = result.step
        near = min(truth, key=lambda c: abs(c[1] - step.touchdown_s))
        assert near[0] == step.side
        assert abs(near[1] - step.touchdown_s) < 0.03
    outside = [c for c in truth if c[2] < 1.0 or (c[1] > 1.6 and c[2] < 3.0)]
    found = [s.step.touchdown_s for s in measured.steps]
    missed = [c for c in outside if c[1] > 0.1 and min(abs(c[1] - f) for f in found) > 0.03]
    assert len(missed) <= 1


def test_a_leg_that_is_taken_for_the_other_one_as_the_runner_leaves_lands_on_no_step_of_its_own() -> None:
    """From 2.14 s on the right leg is a copy of the left one, a moment later."""
    t = clock(120.0, 2.55)
    track = noisy(seen(t, run(t, contact_s=0.08), RIGHT), 0.4)
    xy = track.xy_px.copy()
    for part in ("hip", "knee", "ankle", "heel", "foot_index"):
        left = track.xy_px[:, INDEX[f"left_{part}"]]
        later = np.stack([np.interp(t - 0.12, t, left[:, i]) for i in (0, 1)], axis=-1)
        xy[t > 2.14, INDEX[f"right_{part}"]] = later[t > 2.14]
    steps, rejected = find_steps(replace(track, xy_px=xy), 1.0)
    assert [s.side for s in steps] == ["left", "right"] * 4 + ["left"]
    assert all(b.touchdown_s - a.touchdown_s > STRIDE_S / 4 for a, b in pairwise(steps))
    assert ["mistaken" in r.reason for r in rejected] == [True]


def test_a_blade_is_said_as_a_foot_that_was_hardly_recognised() -> None:
    track = runner()
    xy = track.xy_px.copy()
    ankle = xy[:, INDEX["left_ankle"]]
    sometimes = np.arange(len(xy)) % 2 == 0
    xy[sometimes, INDEX["left_heel"]] = ankle[sometimes] + 2.0
    bladed = replace(track, xy_px=xy)
    shares = quality.feet_seen(bladed)
    assert shares["left"] == pytest.approx(0.5, abs=0.05)
    assert shares["right"] == 1.0
    measured = measure(track)
    assert "left foot" in told(bladed, measured, 120)["foot_unlike"].message
    assert "foot_unlike" not in told(track, measured, 120)
