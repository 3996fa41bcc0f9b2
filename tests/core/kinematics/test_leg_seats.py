"""A runner's nearer ankle and farther knee, from where a pose model sees them to where the joints are."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.edits.edits import NO_EDITS
from core.edits.on_landmarks import LandmarksByHand
from core.kinematics.leg_seats import ANKLE_UP, KNEE_DOWN, seat_legs
from core.kinematics.view import estimate_view
from core.pose.boxes import body_length
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.seen import Seen, see
from tests.core.stick_figure import LEFT, RIGHT, clock, joints, run, seen, standing

Floats = NDArray[np.float64]
HZ, SWING_DEG = 1.5, 30.0
T = clock(60, 3.0)


def swinging(turn: float = RIGHT) -> PoseTrack:
    """Straight legs that swing against each other like pendulums, the left one forward at first, under a trunk."""
    angle = SWING_DEG * np.sin(2 * np.pi * HZ * T)
    return seen(T, joints(standing(len(T), trunk=10, thigh=(angle, -angle), shank=(-angle, angle))), turn)


def ways(track: PoseTrack, stride_s: float = 1 / HZ) -> tuple[Floats, Floats]:
    """(T, 33, 2) and (T, 33, 3) body lengths by which landmarks are moved in the picture and in 3D."""
    moved = seat_legs(track, track.xy_px, estimate_view(track), stride_s)
    both = ((moved.xy_px, track.xy_px), (moved.world_m, track.world_m))
    picture, deep = ((now - was) / np.nanpercentile(body_length(was), 75) for now, was in both)
    return picture, deep


def down_the_trunk(points: Floats) -> Floats:
    shoulders, hips = ([INDEX[f"{side}_{part}"] for side in SIDES] for part in ("shoulder", "hip"))
    trunk = (points[:, hips] - points[:, shoulders]).mean(axis=1)
    return np.asarray(trunk / np.linalg.norm(trunk, axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("turn", "near", "far", "first"), [(RIGHT, "right", "left", -1.0), (LEFT, "left", "right", 1.0)]
)
def test_the_nearer_ankle_goes_up_the_trunk_as_its_thigh_swings_forward_and_the_farther_knee_lies_further_down(
    turn: float, near: Side, far: Side, first: float
) -> None:
    track = swinging(turn)
    assert estimate_view(track).near_side == near
    ankle, knee, inner = INDEX[f"{near}_ankle"], INDEX[f"{far}_knee"], slice(2, -2)
    # a pendulum's speed over the stride's is its angle a quarter stride on
    swing = first * np.radians(SWING_DEG) * np.cos(2 * np.pi * HZ * T)
    for points, way in zip((track.xy_px, track.world_m), ways(track), strict=True):
        down = down_the_trunk(points)
        up = -ANKLE_UP * swing[:, None] * down
        np.testing.assert_allclose(way[inner, ankle], up[inner], atol=0.03 * np.abs(up).max())
        np.testing.assert_allclose(way[:, knee], KNEE_DOWN * down, atol=1e-9)
        assert not np.delete(way, [ankle, knee], axis=1).any()


def test_where_the_thigh_or_the_trunk_is_not_seen_or_the_stride_is_not_known_joints_stay() -> None:
    track = swinging()
    ankle, knee = INDEX["right_ankle"], INDEX["left_knee"]
    for part, stay, others in (("right_knee", ankle, knee), ("left_shoulder", [ankle, knee], None)):
        xy = np.array(track.xy_px)
        xy[60:100, INDEX[part]] = np.nan
        way = ways(replace(track, xy_px=xy))[0]
        assert not way[60:100, stay].any()
        assert way[:50, ankle].any()
        assert others is None or way[60:100, others].any()
    assert not ways(track, float("nan"))[0][:, ankle].any()


def told(track: PoseTrack) -> Seen:
    return see(track, LandmarksByHand(NO_EDITS, 0), wanted="sprint")


def test_a_runners_legs_are_seated_and_other_models_legs_are_left_where_they_are() -> None:
    track = seen(T, run(T))
    steps = [
        [step.name for step in told(replace(track, hips_in_front=ours)).track.provenance] for ours in (True, False)
    ]
    assert ["leg seats" in names for names in steps] == [True, False]


def test_knees_bend_as_far_as_they_are_bent_where_a_model_sees_ankle_and_knee_beside_their_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Off by as much as rendered runners' are; what the chain does else to this figure stays out of it."""
    true = seen(T, run(T))
    view = estimate_view(true)
    with monkeypatch.context() as without:
        without.setattr("core.seen.seat_legs", lambda track, *_: track)
        right = told(true)
        step_s = float(np.median(np.diff([s.touchdown_s for s in right.steps])))
        way = seat_legs(true, true.xy_px, view, 2 * step_s).xy_px - true.xy_px
        wrong = replace(true, xy_px=true.xy_px - way)
        before = told(wrong)
    after = told(wrong)
    for side in SIDES:
        name = f"{side}_knee_flexion_deg"
        off, left = (np.nanstd(one.series[name] - right.series[name]) for one in (before, after))
        assert off > 0.7, side
        assert left < 0.4 * off, side
