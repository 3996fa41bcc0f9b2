"""Exchanged limbs are put back in every frame, and a motion without exchanges is left alone."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose.limb_path import shortest_path
from core.pose.skeleton import INDEX, N_LANDMARKS, mirror_order
from core.pose.track import PoseTrack
from core.signal.side_swaps import find_swaps, take, typical_body
from tests.core.squat_figure import Move
from tests.core.stick_figure import AWAY, LEFT, RIGHT, TOWARD, clock, noisy, run, seen, squat

Floats = NDArray[np.float64]
LEGS, ARMS = range(25, 33), range(13, 23)


def exchange(track: PoseTrack, frames: list[int], limbs: range) -> PoseTrack:
    """What a detector gives that takes one limb for the other in some frames."""
    xy, other = np.array(track.xy_px), mirror_order()
    whole = xy.copy()
    for i in limbs:
        xy[frames, i] = whole[frames, other[i]]
    return replace(track, xy_px=xy)


def runner(fps: float, turn_deg: float = RIGHT, noise_px: float = 1.0) -> PoseTrack:
    t = clock(fps, 2.0)
    return noisy(seen(t, run(t), turn_deg), noise_px)


def test_points_taken_in_their_own_order_are_a_copy() -> None:
    points = np.arange(4.0 * N_LANDMARKS).reshape(4, N_LANDMARKS)
    taken = take(points, np.tile(np.arange(N_LANDMARKS), (4, 1)))
    assert (taken == points).all() and not np.shares_memory(taken, points)


@pytest.mark.parametrize("turn_deg", [RIGHT, LEFT])
@pytest.mark.parametrize("fps", [30, 60, 120, 240])
def test_a_run_without_exchanges_is_left_alone(fps: float, turn_deg: float) -> None:
    track = runner(fps, turn_deg)
    swaps = find_swaps(track.time_s, track.xy_px)
    assert swaps.exchanged == {"legs": 0, "arms": 0}
    assert (swaps.order == np.arange(N_LANDMARKS)).all()


@pytest.mark.parametrize("fps", [60, 120, 240])
@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param([(0.5, 0)], id="a single frame"),
        pytest.param([(0.3, 0), (0.9, 0), (1.5, 0)], id="single frames here and there"),
        pytest.param([(0.6, 0.2)], id="a stretch"),
        pytest.param([(0.0, 0.1)], id="at the clip's start"),
        pytest.param([(1.88, 0.12)], id="at the clip's end"),
        pytest.param([(0.0, 0.1), (0.5, 0.0), (0.8, 0.25), (1.6, 0.05)], id="all of them"),
    ],
)
@pytest.mark.parametrize(("limbs", "name"), [(LEGS, "legs"), (ARMS, "arms")])
def test_exchanged_limbs_of_a_run_are_put_back(
    fps: float, pattern: list[tuple[float, float]], limbs: range, name: str
) -> None:
    truth = runner(fps)
    n = len(truth)
    frames = sorted({f for at, length in pattern for f in range(int(at * fps), min(n, int((at + length) * fps) + 1))})
    broken = exchange(truth, frames, limbs)
    swaps = find_swaps(broken.time_s, broken.xy_px)
    body = typical_body(truth.xy_px)
    left_over = np.linalg.norm(take(broken.xy_px, swaps.order) - truth.xy_px, axis=-1).max(axis=1)
    # where both limbs lie on one another it makes no difference which is which
    assert (left_over < 0.05 * body).all(), np.flatnonzero(left_over >= 0.05 * body)
    assert swaps.exchanged[name] == pytest.approx(len(frames), abs=0.1 * len(frames) + 1)


@pytest.mark.parametrize("fps", [60, 120])
def test_an_exchange_that_comes_and_goes_through_half_way_frames_is_put_back(fps: float) -> None:
    truth = runner(fps)
    apart = np.hypot(*(truth.point("left_ankle") - truth.point("right_ankle")).T)
    middle = int(np.argmax(apart[20:-20])) + 20
    frames = [middle - 1, middle, middle + 1]
    track = exchange(truth, frames, LEGS)
    xy, other = np.array(track.xy_px), mirror_order()
    legs = list(LEGS)
    for at in (frames[0] - 1, frames[-1] + 1):  # two looks that took different legs for the left one, averaged
        xy[at, legs] = (0.3 * truth.xy_px[at] + 0.7 * truth.xy_px[at][other])[legs]
    swaps = find_swaps(track.time_s, xy)
    swapped = np.flatnonzero(swaps.order[:, INDEX["left_ankle"]] != INDEX["left_ankle"])
    assert set(frames) <= set(swapped) <= {frames[0] - 1, *frames, frames[-1] + 1}


def test_exchanging_the_legs_does_not_touch_the_arms() -> None:
    broken = exchange(runner(120), list(range(60, 80)), LEGS)
    order = find_swaps(broken.time_s, broken.xy_px).order
    assert (order[:, list(ARMS)] == list(ARMS)).all()
    assert (order[:, :11] == np.arange(11)).all(), "a face has no limbs"
    both = [INDEX[f"{s}_{p}"] for s in ("left", "right") for p in ("hip", "shoulder")]
    assert (order[:, both] == both).all()


@pytest.mark.parametrize("turn_deg", [RIGHT, LEFT, TOWARD, AWAY, -135.0])
def test_a_squat_is_not_touched_from_wherever_it_is_seen(turn_deg: float) -> None:
    t = clock(30, 8.0)
    track = noisy(seen(t, squat(t, (Move(1.0), Move(4.5, thigh=110))), turn_deg), 3.0)
    assert find_swaps(track.time_s, track.xy_px).exchanged == {"legs": 0, "arms": 0}


def test_frames_without_a_pose_do_not_confuse_what_lies_on_either_side() -> None:
    truth = runner(120)
    broken = exchange(truth, list(range(150, 160)), LEGS)
    xy = np.array(broken.xy_px)
    xy[90:110] = np.nan
    swaps = find_swaps(broken.time_s, xy)
    assert swaps.exchanged["legs"] == 10
    back = take(xy, swaps.order)
    np.testing.assert_allclose(back[150:160], truth.xy_px[150:160])


def test_nobody_has_nothing_to_exchange() -> None:
    nobody = PoseTrack.empty(np.arange(20) / 30)
    swaps = find_swaps(nobody.time_s, nobody.xy_px)
    assert swaps.exchanged == {"legs": 0, "arms": 0}
    assert np.isnan(typical_body(nobody.xy_px))


def test_a_repair_carries_over_to_whatever_belongs_to_the_landmarks() -> None:
    order = np.tile(np.arange(N_LANDMARKS), (3, 1))
    order[1] = mirror_order()
    visibility = np.tile(np.arange(N_LANDMARKS, dtype=float), (3, 1))
    taken = take(visibility, order)
    assert taken[0, INDEX["left_knee"]] == INDEX["left_knee"]
    assert taken[1, INDEX["left_knee"]] == INDEX["right_knee"]


def test_legs_without_feet_are_told_apart_by_knees_and_ankles() -> None:
    track = runner(60)
    xy = np.array(track.xy_px)
    xy[:, 29:] = np.nan
    bare = replace(track, xy_px=xy)
    assert find_swaps(bare.time_s, bare.xy_px).exchanged["legs"] == 0
    frames = list(range(50, 60))
    wrong = exchange(bare, frames, LEGS)
    swaps = find_swaps(wrong.time_s, wrong.xy_px)
    assert swaps.exchanged["legs"] == len(frames)
    np.testing.assert_array_equal(take(wrong.xy_px, swaps.order), bare.xy_px)


def test_two_hypotheses_lead_the_same_way_as_among_more() -> None:
    rng = np.random.default_rng(5)
    for frames in (3, 4, 700):
        t = np.cumsum(rng.uniform(0.02, 0.05, frames))
        limbs = np.cumsum(0.03 * rng.standard_normal((frames, 2, 4, 2)), axis=0)
        exchanged = rng.random(frames) < 0.2
        limbs[exchanged] = limbs[exchanged, ::-1]
        two = np.stack([limbs, limbs[:, ::-1]], axis=1)
        three = np.concatenate([two, np.full((frames, 1, 2, 4, 2), np.nan)], axis=1)
        expected = shortest_path(t, three, np.array([False, True, False]), 1.2)
        np.testing.assert_array_equal(shortest_path(t, two, np.array([False, True]), 1.2), expected)


@pytest.mark.parametrize("hidden", ["left", "right"])
def test_an_arm_that_is_seen_takes_the_place_of_a_guess_only_where_it_is_seen_there(hidden: str) -> None:
    truth = runner(60)
    visibility = truth.visibility.copy()
    visibility[:, [i for i in ARMS if i in {INDEX[f"{hidden}_{part}"] for part in ("elbow", "wrist")}]] = 0.2
    frames = list(range(40, 52))
    broken = exchange(truth, frames, ARMS)
    as_guessed = find_swaps(broken.time_s, broken.xy_px, visibility)
    assert as_guessed.exchanged["arms"] == 0, "the arm that is seen stays where it is seen"
    visibility[np.ix_(frames, list(ARMS))] = visibility[np.ix_(frames, [mirror_order()[i] for i in ARMS])]
    as_taken = find_swaps(broken.time_s, broken.xy_px, visibility)
    assert as_taken.exchanged["arms"] == find_swaps(broken.time_s, broken.xy_px).exchanged["arms"] > 0


@pytest.mark.parametrize("fps", [30, 60])
def test_a_step_exchanged_from_where_the_legs_pass_to_where_they_pass_again_is_put_back(fps: float) -> None:
    t = clock(fps, 3.0)
    truth = noisy(seen(t, run(t), RIGHT), 1.0)
    xy, other = np.array(truth.xy_px), mirror_order()
    ahead = xy[:, INDEX["left_knee"], 0] - xy[:, INDEX["right_knee"], 0]
    passing = np.flatnonzero(np.diff(np.sign(ahead)))
    first, last = passing[5] + 1, passing[6] + 1
    # the model sees legs that pass each other as one
    nearness = np.exp(-((np.arange(len(t))[:, None] - passing) ** 2) / (2 * (0.04 * fps) ** 2)).max(axis=1)[:, None]
    whole = xy.copy()
    for i in LEGS:
        xy[:, i] = whole[:, i] * (1 - nearness / 2) + whole[:, other[i]] * nearness / 2
    merged = replace(truth, xy_px=xy)
    assert find_swaps(t, merged.xy_px).exchanged["legs"] == 0
    repaired = find_swaps(t, exchange(merged, list(range(first, last)), LEGS).xy_px)
    put_back = np.flatnonzero(repaired.order[:, INDEX["left_knee"]] != INDEX["left_knee"])
    assert abs(put_back[0] - first) <= 2
    assert abs(put_back[-1] + 1 - last) <= 2
    assert len(put_back) == put_back[-1] - put_back[0] + 1
