"""Squats filmed badly: what still holds is measured, the rest says why not."""

from dataclasses import replace

import numpy as np
import pytest
import typer

from core import options, recognition
from core.events import squat_reps
from core.events.event import Rejected
from core.events.pulses import PULSE
from core.events.squat_judge import ENDED_HIGHER, NOT_BACK, SITTING
from core.events.squat_reps import find_reps
from core.kinematics.series import Series
from core.kinematics.view import View
from core.measures.more_bottoms import REASON
from core.measures.notes import Filmed, Found, notes
from core.measures.slow_motion import looks_fast
from core.motion import Measured, measure
from core.pose.skeleton import BODY, INDEX, SIDES
from core.pose.track import PoseTrack
from tests.core.squat_figure import PX, Move, figure
from tests.core.stick_figure import clock, noisy, seen, squat
from tests.some import some

MOVES = (Move(1.0), Move(3.9))
T = clock(30, 7.0)


def filmed(moves: tuple[Move, ...] = MOVES, time_s: np.ndarray = T, px: float = 0.3) -> PoseTrack:
    return replace(noisy(seen(time_s, squat(time_s, moves)), px), hips_in_front=False)


def without(track: PoseTrack, *parts: str) -> PoseTrack:
    xy, world = track.xy_px.copy(), track.world_m.copy()
    for name in parts:
        xy[:, INDEX[name]] = np.nan
        world[:, INDEX[name]] = np.nan
    return replace(track, xy_px=xy, world_m=world)


@pytest.fixture(scope="module")
def whole() -> Measured:
    return measure(filmed(), wanted="squat")


def test_a_head_out_of_the_picture_changes_no_number(whole: Measured) -> None:
    head = [name for name in INDEX if not any(part in name for part in (*BODY, "pinky", "index", "thumb"))]
    cut = measure(without(filmed(), *head), wanted="squat")
    for rep, same in some(zip(cut.reps, whole.reps, strict=True)):
        assert rep.metrics == same.metrics


def test_feet_out_of_the_picture_cost_the_heels_only_and_are_told(whole: Measured) -> None:
    track = without(filmed(), *(f"{s}_{p}" for s in SIDES for p in ("heel", "foot_index")))
    cut = measure(track, wanted="squat")
    assert len(cut.reps) == 2
    for rep, same in zip(cut.reps, whole.reps, strict=True):
        assert rep.metrics["right_heel_lift_peak_ratio"].status == "refused"
        depth, true = (r.metrics["depth_thigh_to_horizontal_deg"] for r in (rep, same))
        assert depth.value == pytest.approx(true.value, abs=1e-6)


def test_a_plate_over_the_hip_makes_the_numbers_careful() -> None:
    track, rng = filmed(), np.random.default_rng(1)
    xy = track.xy_px.copy()
    over = rng.random(len(T)) < 0.6  # the model goes on guessing behind the plate, and calls it seen
    for s in SIDES:
        xy[over, INDEX[f"{s}_hip"]] += 25 * rng.standard_normal((int(over.sum()), 2))
    m = measure(replace(track, xy_px=xy), wanted="squat")
    assert len(m.reps) == 2
    for rep in m.reps:
        assert rep.metrics["depth_thigh_to_horizontal_deg"].status != "ok"
        assert rep.metrics["depth_thigh_to_horizontal_deg"].reason


def test_loose_trousers_widen_the_plus_minus_and_hide_no_rep(whole: Measured) -> None:
    track, rng = filmed(), np.random.default_rng(2)
    xy = track.xy_px.copy()
    for s in SIDES:
        for part in ("hip", "knee"):
            xy[:, INDEX[f"{s}_{part}"]] += 9 * rng.standard_normal((len(T), 2))
    m = measure(replace(track, xy_px=xy), wanted="squat")
    assert len(m.reps) == 2
    for k, (rep, same) in enumerate(zip(m.reps, whole.reps, strict=True)):
        depth, calm = (r.metrics["depth_thigh_to_horizontal_deg"] for r in (rep, same))
        assert (depth.sd or 0) > (calm.sd or 0)
        assert abs((depth.value or 0) - (90 - MOVES[k].thigh)) < 2 * (depth.sd or 0)


@pytest.mark.parametrize(("shank", "thigh"), [(88.0, 5.0), (89.0, 85.0)], ids=["kneeling", "lying down"])
def test_kneeling_and_lying_down_are_no_reps_and_say_what_they_are(shank: float, thigh: float) -> None:
    down = Move(1.0, down_s=1.5, pause_s=1.0, up_s=1.5, shank=shank, thigh=thigh, trunk=thigh)
    m = measure(filmed((down,)), wanted="squat")
    assert not m.reps
    assert [r.reason for r in m.rejected]


@pytest.mark.parametrize("trunk", [0.0, 10.0])
def test_kneeling_with_the_trunk_held_up_is_no_bending_down(trunk: float) -> None:
    down = Move(1.0, down_s=1.5, pause_s=1.0, up_s=1.5, shank=85.0, thigh=0.0, trunk=trunk)
    m = measure(filmed((down,)), wanted="squat")
    assert not m.reps
    assert any("kneeling" in r.reason for r in m.rejected)


def test_two_people_squatting_in_turn_are_two_sets_with_nothing_between() -> None:
    first, second = filmed((Move(1.0),)), filmed((Move(1.0, thigh=75),))
    there = T < 3.8
    xy = np.where(there[:, None, None], first.xy_px, second.xy_px + np.array([350.0, 0.0]))
    gone = (T > 3.6) & (T < 4.1)
    xy[gone] = np.nan
    later = np.where(T < 3.8, T, T - 3.3)
    xy = np.where(there[:, None, None], xy, np.stack(
        [[np.interp(later, T, second.xy_px[:, i, k]) for k in (0, 1)] for i in range(33)]).transpose(2, 0, 1)
        + np.array([350.0, 0.0]))  # fmt: skip
    xy[gone] = np.nan
    m = measure(replace(first, xy_px=xy), wanted="squat")
    assert len(m.reps) == 2
    assert m.reps[0].rep.end_s < 3.7 < 4.0 < m.reps[1].rep.start_s


def test_a_clip_that_starts_at_the_bottom_counts_no_rep_of_it_and_says_so() -> None:
    t = clock(30, 5.0)
    m = measure(filmed((Move(-1.2), Move(2.0)), t), wanted="squat")
    assert [round(r.rep.bottom_s, 1) for r in m.reps] == [3.2]
    assert any("had begun before" in r.reason for r in m.rejected)


def test_two_hundred_and_forty_reps_are_counted() -> None:
    n = 240
    t = clock(24, n * 2.2 + 1)
    moves = tuple(Move(0.6 + 2.2 * k, down_s=0.9, up_s=0.8) for k in range(n))
    # a stick figure by the hundred: each frame only knows the moves around it
    xy = np.concatenate([figure(part, near) for part, near in _by_minute(t, moves)])
    reps, rejected = find_reps(Series(t, {}), View("side", "right", 0.0, 3.0), xy)
    assert [rep.index for rep in reps] == list(range(1, n + 1))
    assert not rejected


def _by_minute(t: np.ndarray, moves: tuple[Move, ...]) -> list[tuple[np.ndarray, tuple[Move, ...]]]:
    out = []
    for first in np.arange(0, t[-1] + 1e-9, 20.0):
        part = t[(t >= first) & (t < first + 20)]
        out.append((part, tuple(mv for mv in moves if mv.end_s > first - 1 and mv.at_s < first + 21)))
    return out


def test_a_capture_rate_given_far_too_high_is_asked_about() -> None:
    track = filmed()
    quick = replace(track, time_s=track.time_s / 8)
    m = measure(quick, wanted="squat")
    assert not m.reps
    assert looks_fast(quick.time_s, m.series["pelvis_height_ratio"], [], told=True)
    told = notes(quick, m.view, Found(m.movement, too_fast=True), Filmed(1, 240, (1280, 960), capture_told=True))
    (note,) = [n for n in told if n.code == "implausible_speed"]
    assert "240" in note.message
    assert "leave it out" in note.message


def test_squats_at_their_own_speed_are_not_too_fast(whole: Measured) -> None:
    speeds = [r.metrics["peak_concentric_velocity"].value or 0.0 for r in whole.reps]
    hips = whole.series["pelvis_height_ratio"]
    assert not looks_fast(T, hips, speeds, told=True)
    assert not looks_fast(T, hips, [], told=True)
    assert looks_fast(T, hips, [4.0, 4.2], told=False)


@pytest.mark.parametrize(
    ("view", "way"),
    [
        (View("side", "right", 20.0, 4.0, -110.0), "20 degrees to their left"),
        (View("side", "right", 20.0, 4.0, -70.0), "20 degrees to their right"),
        (View("side", "left", 20.0, 4.0, 110.0), "20 degrees to their right"),
        (View("oblique", "left", 45.0, 4.0, 45.0), "45 degrees to their left"),
        (View("front", "toward", 78.0, 4.0, -168.0), "12 degrees to their right"),
        (View("back", "away", 78.0, 4.0, 12.0), "12 degrees to their right"),
    ],
)
def test_the_note_says_which_way_to_turn(view: View, way: str) -> None:
    told = notes(filmed(), view, Found("squat"), Filmed(1, 60, (1280, 960)))
    assert any(way in note.message for note in told)


@pytest.mark.parametrize("height_m", [-1.8, 0.0, 0.2, 180.0, float("nan")])
def test_a_height_nobody_has_is_one_clear_sentence(height_m: float) -> None:
    with pytest.raises(typer.BadParameter, match="no standing height: give it in metres"):
        options.height(height_m)


@pytest.mark.parametrize(("unseen", "word"), [("start", "began"), ("end", "ended")])
@pytest.mark.parametrize("looks_like", [ENDED_HIGHER, NOT_BACK])
def test_heights_are_not_compared_across_a_gap_beside_the_rep(
    monkeypatch: pytest.MonkeyPatch, looks_like: str, unseen: str, word: str
) -> None:
    """Feet below the picture's edge come into sight with the hips on their way: that is no standing up."""
    monkeypatch.setattr(squat_reps, "why_not", lambda posture: looks_like)
    t, move = clock(30, 5.0), Move(1.0)
    whole = figure(t, [move])
    cut = whole.copy()
    gone = (t < 1.3) if unseen == "start" else (t > move.end_s - 0.3)
    cut[gone, INDEX["left_ankle"]] = cut[gone, INDEX["right_ankle"]] = np.nan
    reasons = [
        [r.reason for r in find_reps(Series(t, {}), View("side", "right", 0.0, 3.0), xy)[1]] for xy in (whole, cut)
    ]
    assert reasons == [[looks_like], [f"incomplete: hips or feet were not seen when it {word}"]]


SITS = tuple(Move(1.0 + 3.0 * i, pause_s=0.5, thigh=88, shank=2, trunk=8) for i in range(2))


def test_whoever_sits_down_and_stands_up_does_no_movement_known_here_and_has_level_feet_all_the_same() -> None:
    track = filmed(SITS)
    xy = track.xy_px.copy()
    for toe, heel in ((INDEX[f"{s}_foot_index"], INDEX[f"{s}_heel"]) for s in SIDES):
        xy[:, toe, 1] += 0.18 * (xy[:, toe, 0] - xy[:, heel, 0])
    sat = measure(replace(track, xy_px=xy))
    assert (sat.movement, sat.reps) == ("none", ())
    standing = np.nanmedian(sat.series["right_ankle_dorsiflexion_deg"][T < 0.8])
    assert standing == pytest.approx(2.0, abs=1.0), "the toes, seen low by 10 degrees, are on the floor"


def test_what_is_a_squat_only_as_the_whole_clip_is_seen_leaves_no_movement_without_reps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sat = [Rejected("rep", 1.0, 3.2, SITTING)]
    monkeypatch.setattr(recognition, "_squats_from_where", lambda light, view, reps, rejected: (view, [], sat))
    assert measure(filmed()).movement == "none"
    assert measure(filmed(), wanted="squat").movement == "squat", "as it was told"


def test_numbers_of_a_way_on_which_somebody_turns_back_are_told_with_caution_and_why() -> None:
    track = filmed((Move(1.0, pause_s=2.4),), clock(30, 6.0))
    body = [INDEX[f"{s}_{part}"] for s in SIDES for part in ("hip", "shoulder")]
    xy = track.xy_px.copy()
    up = 0.15 * PX * np.sin(2 * np.pi * np.clip((track.time_s - 2.2) / 2.4, 0, 1)) ** 2
    xy[:, body, 1] -= up[:, None]
    pulsed = measure(replace(track, xy_px=xy))
    assert [r.reason for r in pulsed.rejected] == [PULSE]
    metrics = pulsed.reps[0].metrics
    assert (metrics["concentric_s"].status, metrics["concentric_s"].reason) == ("caution", REASON)
    assert metrics["depth_thigh_to_horizontal_deg"].reason != REASON
