"""A runner's hips turn with the thighs, as a laboratory's do, and nothing else of them is moved."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.edits.edits import NO_EDITS
from core.edits.on_landmarks import LandmarksByHand
from core.kinematics.angles import from_down
from core.kinematics.hips_turn import HIP_BACK, turn_hips
from core.kinematics.view import estimate_view
from core.pose.boxes import body_length
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from core.seen import see
from tests.core.stick_figure import LEFT, RIGHT, clock, joints, run, seen, standing

Floats = NDArray[np.float64]
HZ, SWING_DEG = 1.5, 30.0
T = clock(60, 3.0)
HIPS = [INDEX[f"{side}_hip"] for side in SIDES]
SHANK_OF_BODY = 0.246 / (0.246 + 0.245 + 0.288)  # of shank, thigh and trunk (Winter 2009)


def swinging(turn: float = RIGHT) -> PoseTrack:
    """Straight legs that swing against each other like pendulums, the left one forward at first."""
    angle = SWING_DEG * np.sin(2 * np.pi * HZ * T)
    return seen(T, joints(standing(len(T), thigh=(angle, -angle), shank=(-angle, angle))), turn)


def ways(track: PoseTrack, stride_s: float = 1 / HZ) -> tuple[Floats, Floats]:
    """(T, 33, 2) pixels and (T, 33, 3) metres by which landmarks are moved."""
    moved = turn_hips(track, track.xy_px, estimate_view(track), stride_s)
    return moved.xy_px - track.xy_px, moved.world_m - track.world_m


@pytest.mark.parametrize("turn", [RIGHT, LEFT])
def test_a_hip_goes_back_while_its_thigh_swings_forward_and_the_other_hip_as_far_ahead(turn: float) -> None:
    track = swinging(turn)
    way, metres = ways(track)
    ahead = estimate_view(track).forward * way[..., 0]
    body = np.percentile(body_length(track.xy_px), 75)
    # a pendulum's speed over the stride's is its angle a quarter stride on
    expected = HIP_BACK * body * np.radians(SWING_DEG) * np.cos(2 * np.pi * HZ * T)
    assert expected.max() > 3
    inner = slice(2, -2)
    np.testing.assert_allclose(ahead[inner, HIPS[0]], -expected[inner], atol=0.03 * expected.max())
    np.testing.assert_allclose(way[:, HIPS[1]], -way[:, HIPS[0]], atol=1e-9)
    assert np.abs(way[..., 1]).max() < 1e-9
    assert not np.delete(way, HIPS, axis=1).any()
    assert not np.delete(metres, HIPS, axis=1).any()
    share = metres[inner, HIPS[0], 0] / np.percentile(body_length(track.world_m), 75)
    np.testing.assert_allclose(share, way[inner, HIPS[0], 0] / body, atol=1e-9)


def test_a_thigh_that_is_not_seen_for_a_while_moves_the_hips_on_by_the_other_one() -> None:
    track = swinging()
    xy = np.array(track.xy_px)
    xy[60:100, INDEX["right_knee"]] = np.nan
    whole, hidden = ways(track)[0], ways(replace(track, xy_px=xy))[0]
    assert np.abs(whole).max() > 3
    np.testing.assert_allclose(hidden[:, HIPS], whole[:, HIPS], atol=0.05 * np.abs(whole).max())


def test_where_no_thigh_is_seen_or_the_stride_is_not_known_hips_stay() -> None:
    track = swinging()
    xy = np.array(track.xy_px)
    xy[60:100, [INDEX["right_knee"], INDEX["left_knee"]]] = np.nan
    assert not ways(replace(track, xy_px=xy))[0][60:100, HIPS].any()
    assert not ways(track, float("nan"))[0].any()


def test_runners_hips_are_turned_and_other_models_hips_are_left_where_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    time_s = clock(60, 4.0)
    track = seen(time_s, run(time_s))
    hand = LandmarksByHand(NO_EDITS, 0)
    told = [see(replace(track, hips_in_front=ours), hand, wanted="sprint").track for ours in (True, False)]
    assert ["hips turned" in [step.name for step in one.provenance] for one in told] == [True, False]
    monkeypatch.setattr("core.seen.turn_hips", lambda track, *_: track)
    still = see(track, hand, wanted="sprint").track
    apart, apart_else = (t.point("left_hip")[:, 0] - t.point("right_hip")[:, 0] for t in (told[0], still))
    left, right = (from_down(still.point(f"{s}_hip"), still.point(f"{s}_knee"), 1.0) for s in SIDES)
    assert np.corrcoef(apart - apart_else, np.gradient(left - right, time_s))[0, 1] < -0.9


@pytest.mark.shared
def test_a_laboratorys_hips_go_against_their_thighs_by_as_much(shared: Path) -> None:
    """Once a stride: what both hips do together, as the trunk is braked and driven, happens twice."""
    from scipy.io import loadmat

    lab = loadmat(str(shared / "kinematics" / "footnet_running.mat"))
    shares = []
    for letter in "lr":
        for trial in range(27):
            knee, ankle = (lab[f"{letter}tib_{end}"][0, trial][:, 1:] for end in ("prox", "dist"))
            shank = np.median(np.hypot(*(knee - ankle).T))
            leg = knee - ankle
            thigh = np.radians(lab[f"{letter}knee"][0, trial][:, 0]) - np.arctan2(*leg.T)
            # as long as the shank; a length that is wrong moves the hip with the thigh, not a quarter stride off it
            hip = knee[:, 0] - shank * np.sin(thigh)
            turns = 2 * np.pi * np.arange(len(thigh)) / len(thigh)  # a trial is a stride long
            waves = [wave(n * turns) for n in (1, 2, 3) for wave in (np.cos, np.sin)]
            parts = np.stack([*waves, np.ones_like(turns), turns], axis=1)
            of_hip, of_thigh = (np.linalg.lstsq(parts, curve, rcond=None)[0][:2] @ [1, -1j] for curve in (hip, thigh))
            shares.append((of_hip / of_thigh).imag / shank)
    assert -np.mean(shares) * SHANK_OF_BODY == pytest.approx(HIP_BACK, abs=0.001)
    assert (np.array(shares) < 0).all()
