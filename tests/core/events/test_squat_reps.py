import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.events.event import Rejected, Rep
from core.events.squat_dips import find_dips
from core.events.squat_judge import Posture, why_not
from core.events.squat_reps import find_reps
from core.kinematics.series import Series
from core.kinematics.view import View
from core.pose.skeleton import INDEX, N_LANDMARKS
from tests.core.squat_figure import Move, figure, smooth_step, true_times
from tests.some import some

Floats = NDArray[np.float64]
SIDE = View("side", "right", 0.0, 3.0)
FRONT = View("front", "toward", 90.0, 3.0)


def found(t: Floats, xy: Floats, view: View = SIDE) -> tuple[list[Rep], list[Rejected]]:
    return find_reps(Series(t, {}), view, xy)


def clock(fps: float, seconds: float, jitter: float = 0.0) -> Floats:
    t = np.arange(int(seconds * fps)) / fps
    return t + np.random.default_rng(1).uniform(-jitter, jitter, len(t)) / fps


TWO = (Move(1.0), Move(4.3, down_s=1.5, pause_s=0.4, up_s=1.1, thigh=105, trunk=45))


@pytest.mark.parametrize("jitter", [0.0, 0.2])
@pytest.mark.parametrize("fps", [24, 29.97, 60, 120, 240])
def test_times_of_a_known_motion_come_back_within_a_millisecond(fps: float, jitter: float) -> None:
    t = clock(fps, 8.5, jitter)
    reps, rejected = found(t, figure(t, TWO))
    assert len(reps) == 2
    assert not rejected
    for k, rep in enumerate(reps):
        start, first, last, end = true_times(TWO, k)
        assert rep.start_s == pytest.approx(start, abs=1e-3)
        assert rep.end_s == pytest.approx(end, abs=1e-3)
        assert rep.bottom_first_s == pytest.approx(first, abs=1e-3)
        assert rep.bottom_last_s == pytest.approx(last, abs=1e-3)
        assert rep.bottom_s == pytest.approx((rep.bottom_first_s + rep.bottom_last_s) / 2)
        assert rep.index == k + 1


@pytest.mark.parametrize("yaw", [0, 20, 45, 70, 90])
@pytest.mark.parametrize(
    "move",
    [
        pytest.param(Move(1.0, thigh=45, shank=20, trunk=20), id="quarter squat"),
        pytest.param(Move(1.0, thigh=125, shank=40, trunk=30), id="to the floor"),
        pytest.param(Move(1.0, thigh=85, shank=20, trunk=58), id="low bar, far over"),
        pytest.param(Move(1.0, down_s=0.55, up_s=0.5), id="fast"),
        pytest.param(Move(1.0, down_s=4.0, pause_s=3.0, up_s=3.0), id="slow and paused"),
        pytest.param(Move(1.0, trunk_ahead=15, trunk=45), id="hips first"),
    ],
)
def test_every_kind_of_squat_counts_from_everywhere(move: Move, yaw: float) -> None:
    t = clock(30, move.end_s + 1.5)
    view = View("side" if yaw < 30 else "front" if yaw > 60 else "oblique", "right", float(yaw), 3.0)
    reps, rejected = found(t, figure(t, [move], yaw_deg=yaw), view)
    assert len(reps) == 1
    assert not rejected


def test_pauses_do_not_stretch_a_rep() -> None:
    t = clock(60, 20)
    short, long = (Move(3.0, pause_s=0.0), Move(3.0, pause_s=2.5))
    (a,), (b,) = (found(t, figure(t, [m]))[0] for m in (short, long))
    assert a.start_s == pytest.approx(b.start_s, abs=2e-3)  # ten seconds of standing before and after change nothing
    assert b.bottom_first_s - b.start_s == pytest.approx(a.bottom_first_s - a.start_s, abs=2e-3)
    assert b.end_s - b.bottom_last_s == pytest.approx(a.end_s - a.bottom_last_s, abs=2e-3)
    assert (b.bottom_last_s - b.bottom_first_s) - (a.bottom_last_s - a.bottom_first_s) == pytest.approx(2.5, abs=0.02)


def test_reps_without_a_rest_between_are_told_apart() -> None:
    moves = [Move(1.0 + 1.3 * k, down_s=0.65, up_s=0.65) for k in range(12)]
    t = clock(30, 18)
    reps, _ = found(t, figure(t, moves))
    assert len(reps) == 12
    assert all(a.end_s < b.start_s for a, b in pairwise(reps))


def test_a_pulse_in_the_hole_is_not_a_rep_of_its_own() -> None:
    t = clock(60, 6)
    xy = figure(t, [Move(1.0, down_s=1.0, pause_s=1.6, up_s=1.0)])
    pulse = 0.05 * np.sin(np.pi * np.clip((t - 2.3) / 1.0, 0, 1)) ** 2  # up by a seventh of the way and down again
    for name in ("left_hip", "right_hip", "left_shoulder", "right_shoulder"):
        xy[:, INDEX[name], 1] -= 500 * pulse
    reps, _ = found(t, xy)
    assert len(reps) == 1
    assert reps[0].bottom_first_s < 2.2
    assert reps[0].end_s > 4


def test_single_leg_squats_count_though_the_free_foot_moves() -> None:
    moves = [Move(1.5, thigh=65, shank=30, trunk=30), Move(5.0, thigh=60, shank=30, trunk=30)]
    t = clock(30, 8.5)
    lifted = 0.25 * (smooth_step((t - 0.3) / 0.6) - smooth_step((t - 7.6) / 0.6)) + 0.05 * moves[0].share(t)
    reps, rejected = found(t, figure(t, moves, yaw_deg=90, lifted_right=lifted), FRONT)
    assert len(reps) == 2
    assert not rejected


@pytest.mark.parametrize("yaw", [0, 90])
@pytest.mark.parametrize(
    "move",
    [
        pytest.param(Move(1.0, thigh=25, shank=0, trunk=85), id="good morning"),
        pytest.param(Move(1.0, thigh=50, shank=8, trunk=68), id="deadlift"),
        pytest.param(Move(1.0, thigh=60, shank=10, trunk=95), id="bending for a bottle"),
    ],
)
def test_a_hip_hinge_is_not_a_squat_and_says_so(move: Move, yaw: float) -> None:
    t = clock(30, 4.5)
    reps, rejected = found(t, figure(t, [move], yaw_deg=yaw), FRONT if yaw else SIDE)
    assert not reps
    assert len(rejected) == 1
    assert "hinge" in rejected[0].reason
    assert rejected[0].from_s < move.bottom_s < rejected[0].to_s


def test_kneeling_down_is_not_a_squat() -> None:
    t = clock(30, 5)
    reps, rejected = found(t, figure(t, [Move(1.0, pause_s=0.5, thigh=10, shank=88, trunk=5)]))
    assert not reps
    assert "kneeling" in rejected[0].reason


def test_walking_is_not_a_squat() -> None:
    t = clock(30, 6)
    bob = -0.07 * (1 - np.cos(2 * np.pi * t / 0.6)) / 2
    xy = figure(t, shift=np.stack([1.2 * t, np.zeros_like(t)], axis=-1))
    for name in ("left_hip", "right_hip", "left_shoulder", "right_shoulder"):
        xy[:, INDEX[name], 1] -= 500 * bob
    reps, rejected = found(t, xy)
    assert not reps
    assert len(rejected) == 1  # one walk, not ten dips
    assert "feet moved" in rejected[0].reason


def test_raising_the_arms_is_nothing_at_all() -> None:
    t = clock(30, 5)
    xy = figure(t)
    raised = smooth_step((t - 1) / 1.0) - smooth_step((t - 3) / 1.0)
    for name in ("left_wrist", "right_wrist", "left_elbow", "right_elbow"):
        xy[:, INDEX[name], 1] -= 300 * raised
    assert found(t, xy) == ([], [])


@pytest.mark.parametrize(("from_s", "to_s", "word"), [(1.9, 9.0, "begun"), (0.0, 5.1, "finished")])
def test_a_rep_cut_by_the_clip_is_incomplete_and_not_counted(from_s: float, to_s: float, word: str) -> None:
    t = clock(30, 9)
    xy = figure(t, (Move(1.0), Move(4.3)))
    inside = (t >= from_s) & (t < to_s)
    reps, rejected = found(t[inside], xy[inside])
    assert len(reps) == 1
    assert [r for r in rejected if "incomplete" in r.reason and word in r.reason]


def test_a_clip_that_starts_in_the_hole_has_an_incomplete_rep_and_no_walking() -> None:
    t = clock(30, 9)
    xy = figure(t, (Move(1.0, pause_s=0.6), Move(5.0)))
    xy[:, [INDEX["left_hip"], INDEX["right_hip"]], 1] -= (4 * np.exp(-(((t - 2.4) / 0.08) ** 2)))[:, None]  # a tremble
    inside = t > 2.3
    reps, rejected = found(t[inside], xy[inside])
    assert len(reps) == 1
    assert [r.reason for r in rejected] == ["incomplete: it had begun before the athlete was seen"]


def test_standing_up_with_still_feet_is_called_that_and_no_walking() -> None:
    rise = Posture(0.4, 0.15, 0.9, 0.9, 0.03, 0.24, -0.14, 2.0, 0.7, ends_higher=True)
    assert why_not(rise) == "ended far higher than it began: standing up, not a squat"
    assert "feet moved" in (why_not(replace(rise, foot=0.4)) or "")


def test_a_deadlift_whose_plates_hide_the_shanks_is_a_hinge_and_no_kneeling() -> None:
    t = clock(30, 4.5)
    move = Move(1.0, thigh=50, shank=8, trunk=68)
    xy = figure(t, [move])
    for s in ("left", "right"):  # the ankle is taken for the plate's rim, half-way up the shank
        xy[:, INDEX[f"{s}_ankle"], 1] -= 100 * move.share(t)
    reps, rejected = found(t, xy)
    assert not reps
    assert "hinge" in rejected[0].reason


def test_somebody_who_lies_in_the_picture_does_not_squat() -> None:
    t = clock(30, 9)
    lying = figure(t, TWO)[..., ::-1]
    reps, rejected = found(t, lying)
    assert not reps
    assert {r.reason for r in rejected} == {"the body lies in the picture: no squat can be judged"}


def test_no_rep_spans_a_long_gap_but_a_short_one_is_bridged() -> None:
    t = clock(30, 4.5)
    for seconds, expected in ((0.25, 1), (0.6, 0)):
        xy = figure(t, [Move(1.0)])
        xy[(t > 1.5) & (t < 1.5 + seconds)] = np.nan
        reps, _ = found(t, xy)
        assert len(reps) == expected


def test_the_same_squat_farther_away_and_mirrored_is_the_same_rep() -> None:
    t = clock(30, 4.5)
    xy = figure(t, [Move(1.0)])
    near = found(t, xy)[0]
    far = found(t, 0.2 * xy + 30)[0]
    mirrored = found(t, np.stack([1000 - xy[..., 0], xy[..., 1]], axis=-1), View("side", "left", 0.0, 3.0))[0]
    assert far[0].start_s == pytest.approx(near[0].start_s, abs=1e-6)
    assert mirrored[0].end_s == pytest.approx(near[0].end_s, abs=1e-6)


def test_a_lower_frame_rate_and_a_slower_start_make_the_moments_less_certain() -> None:
    quick, slow = Move(1.0, down_s=0.6), Move(1.0, down_s=3.0)
    sd = {}
    for name, move, fps in (("quick", quick, 120.0), ("slow", slow, 120.0), ("coarse", quick, 15.0)):
        t = clock(fps, move.end_s + 1)
        (rep,) = found(t, figure(t, [move]))[0]
        sd[name] = rep.start_sd_s
    assert sd["quick"] < sd["slow"]
    assert sd["quick"] < sd["coarse"]


def test_nobody_and_too_little_to_look_at_give_nothing() -> None:
    for n in (0, 1, 3, 40):
        t = np.arange(n) / 30
        assert found(t, np.full((n, N_LANDMARKS, 2), np.nan)) == ([], [])


PARTS = ("hip", "knee", "ankle", "heel", "toe", "shoulder", "elbow", "wrist")


def truth_track(path: Path) -> tuple[dict, Floats, Floats]:
    """A rendered clip's truth: its document, times and exact landmarks."""
    truth = json.loads(path.read_text())
    t = np.array(truth["timestamps"])
    xy = np.full((len(t), N_LANDMARKS, 2), np.nan)
    for k, frame in enumerate(truth["frames"]):
        for part in PARTS:
            for letter, side in (("L", "left"), ("R", "right")):
                ours = "foot_index" if part == "toe" else part
                xy[k, INDEX[f"{side}_{ours}"]] = frame["px"][f"{part}.{letter}"]
    return truth, t, xy


@pytest.mark.shared
def test_rendered_squats_are_found_with_their_times_and_runs_hold_none(shared: Path) -> None:
    for path in some(sorted((shared / "clips" / "rendered").glob("*.truth.json"))):
        truth, t, xy = truth_track(path)
        label = truth["view"].split()[0]
        facing = "left" if truth.get("camera_azimuth_deg", -90) > 0 else "right"
        reps, rejected = found(t, xy, View(label if label in ("front", "oblique") else "side", facing, None, None))
        expected = truth["events"].get("reps", [])
        assert len(reps) == len(expected), path.name
        for rep, true in zip(reps, expected, strict=True):
            assert rep.start_s == pytest.approx(true["start_descent_5pct"], abs=0.01), path.name
            assert rep.bottom_s == pytest.approx(true["bottom"], abs=0.04), path.name
            assert rep.end_s == pytest.approx(true["end_ascent_5pct"], abs=0.01), path.name
        if truth["kind"] == "squat":
            assert not rejected, path.name


@pytest.mark.parametrize(("view", "yaw"), [(SIDE, 0), (FRONT, 90)])
def test_a_landmark_that_jumps_in_the_ascent_does_not_split_the_rep(view: View, yaw: float) -> None:
    t, move = clock(30, 5), Move(1.0, up_s=1.3)
    xy = figure(t, [move], yaw_deg=yaw)
    jump = (t > 2.6) & (t < 2.75)
    for name in ("left_hip", "right_hip"):
        xy[jump, INDEX[name], 1] -= 60
    reps, _ = found(t, xy, view)
    assert len(reps) == 1
    assert reps[0].bottom_s == pytest.approx(2.2, abs=0.05)
    assert reps[0].end_s > 2.75
    end_s = true_times([move], 0)[3]
    if view is SIDE:  # the thigh keeps its length
        assert reps[0].end_s == pytest.approx(end_s, abs=0.03)
    else:  # the shoulders say later, so it is not sure of it
        assert reps[0].end_sd_s > 0.1
    assert abs(reps[0].end_s - end_s) < 2 * reps[0].end_sd_s


def test_hips_that_wander_along_the_thigh_do_not_move_the_start_and_the_end() -> None:
    t = clock(30, 5)
    move = Move(1.0)
    xy = figure(t, [move])
    early = np.exp(-(((t - 1.35) / 0.15) ** 2)) - np.exp(-(((t - 3.0) / 0.15) ** 2))
    for side in ("left", "right"):
        hip, knee = xy[:, INDEX[f"{side}_hip"]], xy[:, INDEX[f"{side}_knee"]]
        xy[:, INDEX[f"{side}_hip"]] = hip + 0.08 * early[:, None] * (knee - hip)
    reps, _ = found(t, xy)
    start_s, _, _, end_s = true_times([move], 0)
    assert reps[0].start_s == pytest.approx(start_s, abs=2e-3)
    assert reps[0].end_s == pytest.approx(end_s, abs=2e-3)


def test_walking_up_to_the_camera_afterwards_does_not_stretch_the_last_rep() -> None:
    t = clock(30, 9)
    move = Move(1.0)
    xy = figure(t, [move], yaw_deg=90)
    nearer = 1 + 0.4 * np.clip((t - move.end_s - 0.1) / 3, 0, None)
    centre = np.array([600.0, 700.0])
    xy = centre + (xy - centre) * nearer[:, None, None]
    reps, _ = found(t, xy, FRONT)
    assert len(reps) == 1
    assert reps[0].end_s == pytest.approx(true_times([move], 0)[3], abs=0.1)


def test_a_dip_far_shallower_than_the_set_is_stepping_into_place_but_alone_it_counts() -> None:
    dip = Move(1.0, thigh=40, shank=15, trunk=15)
    t = clock(30, 13)
    assert len(found(t, figure(t, [dip]))[0]) == 1
    reps, rejected = found(t, figure(t, [dip, Move(4.0, thigh=105), Move(7.0, thigh=105), Move(10.0, thigh=105)]))
    assert len(reps) == 3
    assert "shallower" in rejected[0].reason


def test_more_than_half_a_rep_seen_at_the_clips_start_is_measured_and_marked_as_cut() -> None:
    t = clock(30, 9)
    xy = figure(t, (Move(1.0), Move(4.3)))
    inside = t > 1.5
    reps, _ = found(t[inside], xy[inside])
    assert len(reps) == 2
    assert [rep.cut for rep in reps] == ["start", None]
    assert reps[0].start_sd_s > 0.1
    assert reps[0].start_sd_s > 2 * reps[1].start_sd_s
    assert reps[0].end_sd_s == pytest.approx(reps[1].end_sd_s, rel=0.2)


def test_shoulders_that_start_long_before_the_hips_move_the_start_and_widen_it() -> None:
    t = clock(30, 5)
    move = Move(1.5)
    honest, stuck = figure(t, [move]), figure(t, [move])
    late = figure(t, [Move(1.85, down_s=0.85)])  # hips that stay where they were, as the model's sometimes do
    for name in ("left_hip", "right_hip"):
        stuck[:, INDEX[name]] = late[:, INDEX[name]]
    (a,), (b,) = found(t, honest)[0], found(t, stuck)[0]
    (c,) = found(t, late)[0]
    assert a.start_s < b.start_s < c.start_s
    assert b.start_sd_s > 2 * a.start_sd_s


@pytest.mark.parametrize("yaw", [45, 90])
def test_hips_that_stay_behind_as_the_descent_sets_in_do_not_make_it_late(yaw: float) -> None:
    t = clock(60, 5)
    xy = figure(t, TWO[:1], yaw_deg=yaw)
    start, *_, end = true_times(TWO, 0)
    for name in ("left_hip", "right_hip"):
        y = xy[:, INDEX[name], 1]
        gone = (y - y.min()) / np.ptp(y)
        # a fifth of the way down is hardly seen by the model, on the way up nearly arrived looks arrived
        xy[:, INDEX[name], 1] = y.min() + np.ptp(y) * np.where(gone < 0.4, 2.5 * gone**2, gone)
    view = View("oblique", "right", 45.0, 6.0) if yaw == 45 else FRONT
    rep = found(t, xy, view)[0][0]
    hips = find_dips(t, xy[:, INDEX["left_ankle"], 1] - xy[:, INDEX["left_hip"], 1])[0]
    assert hips.start_s > start + 0.08
    assert hips.end_s < end - 0.08
    assert abs(rep.start_s - start) < 0.6 * (hips.start_s - start)
    assert abs(rep.end_s - end) < 0.6 * (end - hips.end_s)
    assert abs(rep.start_s - start) < 2 * rep.start_sd_s
    assert abs(rep.end_s - end) < 2 * rep.end_sd_s
