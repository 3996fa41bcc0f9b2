"""The whole chain from landmarks on: a known motion in, its reps and steps, view and numbers out."""

from dataclasses import asdict, replace
from itertools import pairwise

import numpy as np
import pytest

from core.measures.spec import Metric
from core.motion import Measured, measure
from core.pose.skeleton import INDEX, mirror_order
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move, lean
from tests.core.stick_figure import (
    AWAY,
    CONTACT_S,
    LEFT,
    PX,
    RIGHT,
    SHANK,
    STEP_S,
    THIGH,
    TOWARD,
    TRUNK,
    clock,
    contacts,
    joints,
    noisy,
    run,
    seen,
    squat,
    standing,
)

MOVES = (Move(1.0), Move(4.0, thigh=75, shank=25, trunk=38))


def squatter(turn: float = RIGHT, fps: float = 30.0, noise_px: float = 1.0, jitter: float = 0.0) -> PoseTrack:
    t = clock(fps, 7.0, jitter)
    return noisy(seen(t, squat(t, MOVES), turn), noise_px)


def runner(turn: float = RIGHT, fps: float = 120.0, seconds: float = 3.0) -> PoseTrack:
    t = clock(fps, seconds)
    return noisy(seen(t, run(t), turn), 0.5)


@pytest.fixture(scope="module")
def squatted() -> Measured:
    return measure(squatter())


@pytest.fixture(scope="module")
def ran() -> Measured:
    return measure(runner())


def value(metric: Metric) -> float:
    assert metric.value is not None, metric.reason
    return metric.value


def within_four_sd(metric: Metric, truth: float, least: float) -> bool:
    assert metric.sd is not None
    return abs(value(metric) - truth) <= max(4 * metric.sd, least)


def test_two_squats_are_two_reps_at_their_times(squatted: Measured) -> None:
    assert squatted.movement == "squat"
    assert squatted.steps == ()
    assert len(squatted.reps) == 2
    for result, move in zip(squatted.reps, MOVES, strict=True):
        assert result.rep.bottom_s == pytest.approx(move.bottom_s, abs=0.05)
        assert move.at_s - 0.05 < result.rep.start_s < move.at_s + 0.5
        assert move.end_s - 0.5 < result.rep.end_s < move.end_s + 0.05


def test_the_depth_of_each_squat_is_told_within_its_plus_minus(squatted: Measured) -> None:
    for result, move in zip(squatted.reps, MOVES, strict=True):
        depth = result.metrics["depth_thigh_to_horizontal_deg"]
        assert within_four_sd(depth, 90 - move.thigh, 0)
        assert value(depth) == pytest.approx(90 - move.thigh, abs=4)
        assert value(result.metrics["right_shank_inclination_bottom_deg"]) == pytest.approx(move.shank, abs=2)
        assert value(result.metrics["trunk_inclination_bottom_deg"]) == pytest.approx(move.trunk, abs=3)
    first, second = (value(r.metrics["depth_thigh_to_horizontal_deg"]) for r in squatted.reps)
    assert second - first == pytest.approx(15, abs=2)


def test_events_are_in_order_of_time_and_name_the_nearest_frame(squatted: Measured, ran: Measured) -> None:
    assert [e.kind for e in squatted.events] == ["rep_start", "rep_bottom", "rep_end"] * 2
    for measured in (squatted, ran):
        assert [e.time_s for e in measured.events] == sorted(e.time_s for e in measured.events)
        times = measured.track.time_s
        for event in measured.events:
            assert abs(times[event.frame] - event.time_s) <= 0.51 * np.diff(times).max()


@pytest.mark.parametrize(
    ("turn", "label", "facing"),
    [
        (RIGHT, "side", "right"),
        (LEFT, "side", "left"),
        (TOWARD, "front", "toward"),
        (AWAY, "back", "away"),
        (-135.0, "oblique", "right"),
    ],
)
def test_squats_are_counted_from_wherever_they_are_seen(turn: float, label: str, facing: str) -> None:
    measured = measure(squatter(turn, jitter=0.2))
    assert (measured.view.label, measured.view.facing) == (label, facing)
    assert measured.movement == "squat"
    assert [round(r.rep.bottom_s, 1) for r in measured.reps] == pytest.approx([m.bottom_s for m in MOVES], abs=0.11)
    frontal = label in ("front", "back")
    knee = measured.reps[0].metrics["peak_right_knee_flexion_deg"]
    separation = measured.reps[0].metrics["knee_ankle_separation_min_ratio"]
    assert (knee.value is None) == frontal
    assert (separation.value is None) == (not frontal)
    assert np.isnan(measured.series["left_fppa_deg"]).all() == (not frontal)


def test_series_follow_the_motion_from_frame_to_frame(squatted: Measured) -> None:
    t = squatted.series.time_s
    thigh, shank, trunk = lean(MOVES, t)
    # hips are moved back by the model's known misplacement, which this figure does not have
    np.testing.assert_allclose(squatted.series["right_shank_inclination_deg"], shank, atol=2)
    np.testing.assert_allclose(squatted.series["trunk_inclination_deg"], trunk, atol=5)
    np.testing.assert_allclose(squatted.series["right_knee_flexion_deg"], thigh + shank, atol=6)


def test_every_step_of_a_run_is_found_on_its_side_and_at_its_time(ran: Measured) -> None:
    assert ran.movement == "sprint"
    assert ran.reps == ()
    inside = [c for c in contacts(3.0) if c[1] > 0.1 and c[2] < 2.9]
    found = [r.step for r in ran.steps]
    pairs = [(s, c) for c in inside for s in found if s.side == c[0] and abs(s.touchdown_s - c[1]) < 0.03]
    assert len(pairs) == len(inside)
    assert len(found) <= len(inside) + 2
    assert all(a.side != b.side for a, b in pairwise(found))


def test_numbers_of_a_step_are_those_of_the_run(ran: Measured) -> None:
    steps = ran.steps[1:-1]
    contact = np.median([value(s.metrics["contact_s"]) for s in steps])
    rate = np.median([value(s.metrics["step_frequency_hz"]) for s in steps])
    assert contact == pytest.approx(CONTACT_S, abs=0.02)
    assert rate == pytest.approx(1 / STEP_S, rel=0.02)
    for step in steps:
        assert value(step.metrics["trunk_inclination_touchdown_deg"]) == pytest.approx(10, abs=4)
        assert set(step.lanes) >= {"push", "swing", "arms", "torso"}


@pytest.mark.parametrize("turn", [RIGHT, LEFT])
def test_a_run_is_the_same_in_either_direction(turn: float, ran: Measured) -> None:
    measured = measure(runner(turn))
    assert measured.view.facing == ("right" if turn == RIGHT else "left")
    assert [r.step.side for r in measured.steps] == [r.step.side for r in ran.steps]
    for mine, other in zip(measured.steps, ran.steps, strict=True):
        assert mine.step.touchdown_s == pytest.approx(other.step.touchdown_s, abs=0.01)


def test_exchanged_legs_do_not_change_the_steps(ran: Measured) -> None:
    truth = runner()
    xy, world, legs = np.array(truth.xy_px), np.array(truth.world_m), np.arange(25, 33)
    frames = [*range(60, 75), 120, *range(200, 230)]
    other = np.array(mirror_order())[legs]
    for points, whole in ((xy, truth.xy_px), (world, truth.world_m)):
        points[np.ix_(frames, legs)] = whole[np.ix_(frames, other)]
    measured = measure(replace(truth, xy_px=xy, world_m=world))
    assert measured.repaired.side_swaps == len(frames)
    assert [r.step.side for r in measured.steps] == [r.step.side for r in ran.steps]
    for mine, clean in zip(measured.steps, ran.steps, strict=True):
        assert mine.step.touchdown_s == pytest.approx(clean.step.touchdown_s, abs=0.002)


def test_a_movement_that_is_asked_for_is_the_only_one_looked_for(squatted: Measured) -> None:
    as_run = measure(squatter(), wanted="sprint")
    assert (as_run.movement, as_run.reps, as_run.steps) == ("sprint", (), ())
    as_squat = measure(squatter(), wanted="squat")
    assert [r.rep for r in as_squat.reps] == [r.rep for r in squatted.reps]
    run_as_squat = measure(runner(seconds=1.5), wanted="squat")
    assert (run_as_squat.movement, run_as_squat.steps) == ("squat", ())


def test_standing_still_is_no_movement() -> None:
    t = clock(30, 4.0)
    measured = measure(noisy(seen(t, joints(standing(len(t)))), 1.0))
    assert (measured.movement, measured.reps, measured.steps, measured.events) == ("none", (), (), ())
    assert measured.summary == {}
    assert np.isfinite(measured.series["right_knee_flexion_deg"]).all(), "the curves are there all the same"


@pytest.mark.parametrize("frames", [0, 1, 2, 40])
@pytest.mark.parametrize("wanted", ["auto", "squat", "sprint"])
def test_nobody_is_no_movement_and_no_error(frames: int, wanted: str) -> None:
    measured = measure(PoseTrack.empty(np.arange(frames) / 30), wanted=wanted)  # type: ignore[arg-type]
    assert (measured.reps, measured.steps, measured.events) == ((), (), ())
    assert measured.movement == ("none" if wanted == "auto" else wanted)
    assert len(measured.series.time_s) == frames
    assert measured.leg_share == 0


@pytest.mark.parametrize("frames", [1, 2, 3, 8])
def test_a_glimpse_of_somebody_is_no_movement_and_no_error(frames: int) -> None:
    t = np.arange(frames) / 30
    assert measure(seen(t, squat(t, MOVES))).movement == "none"


def test_a_height_gives_metres_and_without_one_there_are_none(squatted: Measured) -> None:
    assert squatted.scale.m_per_px is None
    tall = measure(squatter(), height_m=1.8)
    assert tall.scale.m_per_px == pytest.approx(1.8 * 0.78 / ((THIGH + SHANK + TRUNK) * PX), rel=0.05)
    assert [r.rep for r in tall.reps] == [r.rep for r in squatted.reps]
    assert any(m.unit == "m/s" for m in tall.reps[0].metrics.values())
    assert not any(m.unit == "m/s" for m in squatted.reps[0].metrics.values())


def test_a_runner_is_as_tall_wherever_the_shoulders_joints_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heights are known in lengths between the model's landmarks: a trunk that ends lower is none shorter."""
    t = clock(120, 3.0)
    track = seen(t, run(t))
    seated = measure(track, wanted="sprint", height_m=1.8).scale.m_per_px
    monkeypatch.setattr("core.kinematics.arm_seats.SHOULDER_HIGH", 0.0)
    assert seated == pytest.approx(measure(track, wanted="sprint", height_m=1.8).scale.m_per_px, rel=0.003)


@pytest.mark.parametrize(("visibility", "status"), [(0.3, "refused"), (0.9, "ok")])
def test_numbers_of_a_leg_that_is_never_seen_are_refused(visibility: float, status: str) -> None:
    track = squatter()
    seen_ = np.array(track.visibility)
    seen_[:, INDEX["right_knee"]] = visibility
    measured = measure(replace(track, visibility=seen_))
    assert len(measured.reps) == 2
    for result in measured.reps:
        knee, time = result.metrics["peak_right_knee_flexion_deg"], result.metrics["eccentric_s"]
        assert knee.status == status
        assert (knee.value is None) == (status == "refused")
        assert time.value is not None, "how long it took is seen from the rest of the body"


def test_numbers_of_a_leg_that_is_half_hidden_are_caution() -> None:
    track = squatter()
    visibility = np.array(track.visibility)
    visibility[::2, INDEX["right_knee"]] = 0.3
    measured = measure(replace(track, visibility=visibility))
    knee = measured.reps[0].metrics["peak_right_knee_flexion_deg"]
    assert (knee.status, knee.value is not None) == ("caution", True)
    assert "hidden" in str(knee.reason)
    assert measured.leg_share == pytest.approx(0.5, abs=0.02)


def test_measuring_twice_gives_the_same_to_the_last_digit(squatted: Measured) -> None:
    again = measure(squatter())
    for one, other in zip(again.reps, squatted.reps, strict=True):
        np.testing.assert_equal(asdict(one), asdict(other))
    assert again.summary == squatted.summary
    assert again.events == squatted.events


def test_what_was_measured_is_not_changed_by_measuring(squatted: Measured) -> None:
    raw = squatter()
    before = raw.xy_px.copy()
    measure(raw)
    np.testing.assert_array_equal(raw.xy_px, before)
    names = [step.name for step in squatted.track.provenance]
    assert names == ["side swaps", "outliers", "gaps", "low-pass", "hip centres", "bones"]


def test_a_rep_of_its_own_view_is_measured_by_what_is_near_it() -> None:
    t = clock(30, 40.0)
    body = squat(t, tuple(Move(at) for at in (1.0, 4.0, 7.0, 10.0, 13.0, 16.0, 21.0)))
    side, front = seen(t, body), seen(t, body, TOWARD)
    turned = (t > 19.5)[:, None, None]
    track = replace(
        side,
        xy_px=np.where(turned, front.xy_px, side.xy_px),
        world_m=np.where(turned, front.world_m, side.world_m),
    )
    nearer = np.array(track.xy_px)
    nearer[t > 30.0] = 1.5 * (nearer[t > 30.0] - nearer[0, 27]) + nearer[0, 27]  # steps up to the camera afterwards
    one, other = (measure(x, wanted="squat") for x in (track, replace(track, xy_px=nearer)))
    assert one.view.label == other.view.label == "side" and len(one.reps) == len(other.reps) == 7
    for a, b in zip(one.reps[6:], other.reps[6:], strict=True):
        for name in ("depth_pelvis_drop_ratio", "knee_ankle_separation_min_ratio"):
            assert value(a.metrics[name]) == pytest.approx(value(b.metrics[name]), abs=1e-3)


def test_from_the_front_each_rep_is_measured_as_it_is_turned_itself() -> None:
    t = clock(30, 20.0)
    body = squat(t, tuple(Move(at, thigh=55.0) for at in (1.0, 4.5, 8.0, 13.0)))
    first, later = seen(t, body, 176.0), seen(t, body, -170.0)
    turned = (t > 11.0)[:, None, None]
    track = replace(
        first,
        xy_px=np.where(turned, later.xy_px, first.xy_px),
        world_m=np.where(turned, later.world_m, first.world_m),
        hips_in_front=False,
    )
    measured = measure(track, wanted="squat")
    assert measured.view.label == "front" and len(measured.reps) == 4
    for rep in measured.reps:
        for side in ("left", "right"):
            assert value(rep.metrics[f"{side}_fppa_bottom_deg"]) == pytest.approx(0, abs=0.7)


@pytest.mark.parametrize(("fps", "often"), [(30.0, 0), (720.0, 5)])
def test_a_long_clip_gives_memory_back_between_the_parts_of_the_chain(
    fps: float, often: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[None] = []
    monkeypatch.setattr("core.seen.give_back_memory", lambda: given_back.append(None))
    assert measure(squatter(fps=fps)).movement == "squat"
    assert often <= len(given_back) <= often + 2
    assert bool(given_back) == bool(often)


@pytest.mark.parametrize("before", [TOWARD, LEFT])
def test_reps_are_found_as_seen_while_they_are_done_however_long_somebody_stood_otherwise_before(
    before: float,
) -> None:
    def found(turn: float) -> list[float]:
        t = clock(30.0, 16.0)
        body, stands = squat(t - 9.0, MOVES), t < 9.0
        first, then = seen(t, body, turn), seen(t, body, RIGHT)
        track = replace(
            then,
            xy_px=np.where(stands[:, None, None], first.xy_px, then.xy_px),
            world_m=np.where(stands[:, None, None], first.world_m, then.world_m),
        )
        return [m for one in measure(noisy(track, 1.0)).reps for m in (one.rep.start_s, one.rep.end_s)]

    assert found(before) == pytest.approx(found(RIGHT), abs=0.005)
