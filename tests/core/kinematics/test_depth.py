"""Depth from the model and from how short the segments look: each where it is right."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.depth import depth_px, full_length, pixels_per_metre
from core.kinematics.plane import sagittal
from core.kinematics.series import compute_series, measure_body
from core.kinematics.view import estimate_view
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move, lean
from tests.core.stick_figure import clock, noisy, seen, squat

Floats = NDArray[np.float64]
MOVE = (Move(0.5),)
T = clock(30, 3.2)
LEGS = [INDEX[f"{s}_{p}"] for s in ("left", "right") for p in ("knee", "ankle", "heel", "foot_index")]


def flattened(track: PoseTrack, share: float) -> PoseTrack:
    """The track of a model that sees only a share of how far legs point at the camera."""
    world = np.array(track.world_m)
    hip = (world[:, INDEX["left_hip"], 2] + world[:, INDEX["right_hip"], 2]) / 2
    world[:, LEGS, 2] = hip[:, None] + share * (world[:, LEGS, 2] - hip[:, None])
    return replace(track, world_m=world)


def knee_error(track: PoseTrack) -> float:
    view = estimate_view(track)
    plane = sagittal(track, view)
    series = compute_series(T, plane.xy_px, measure_body(plane.xy_px), view.forward, view.left_to_right)
    thigh, shank, _ = lean(MOVE, T)
    off = [series[f"{s}_knee_flexion_deg"] - (thigh + shank) for s in ("left", "right")]
    return float(np.sqrt(np.mean(np.square(off))))


@pytest.mark.parametrize("turn", [-135.0, -122.0, 130.0, 45.0])
def test_a_model_that_sees_legs_too_flat_costs_little(turn: float) -> None:
    true = replace(seen(T, squat(T, MOVE), turn), hips_in_front=False)
    flat = flattened(true, 0.7)
    model_alone = flat.world_m[..., 2] * pixels_per_metre(flat)
    true_depth = true.world_m[..., 2] * pixels_per_metre(true)
    knees = [INDEX["left_knee"], INDEX["right_knee"]]
    deepest = int(np.argmax(np.abs(true_depth[:, knees[0]])))
    off = [np.abs(d[deepest, knees] - true_depth[deepest, knees]).max() for d in (depth_px(flat), model_alone)]
    assert off[0] < 0.35 * off[1]
    assert knee_error(flat) < 3.0


def test_which_way_a_segment_points_is_the_models_to_say() -> None:
    toward, away = (replace(seen(T, squat(T, MOVE), turn), hips_in_front=False) for turn in (-135.0, -45.0))
    knee = INDEX["left_knee"]
    deep = int(np.argmax(np.abs(toward.world_m[:, knee, 2])))
    assert depth_px(toward)[deep, knee] < 0 < depth_px(away)[deep, knee]


@pytest.mark.parametrize("turn", [-135.0, 130.0])
def test_noise_in_the_picture_does_little_harm_where_the_model_is_right(turn: float) -> None:
    true = replace(seen(T, squat(T, MOVE), turn), hips_in_front=False)
    assert knee_error(noisy(true, 1.5)) < 5.0


def test_what_was_not_seen_has_no_depth() -> None:
    track = seen(T, squat(T, MOVE), -135.0)
    xy = np.array(track.xy_px)
    xy[10:20, INDEX["left_knee"]] = np.nan
    depth = depth_px(replace(track, xy_px=xy))
    assert np.isnan(depth[10:20, INDEX["left_knee"]]).all()
    assert np.isfinite(depth[:, INDEX["right_knee"]]).all()
    xy[:, INDEX["left_knee"]] = np.nan
    assert np.isnan(depth_px(replace(track, xy_px=xy))[:, INDEX["left_knee"]]).all()


def test_a_model_that_loses_the_depth_for_a_moment_turns_no_shank_round() -> None:
    true = replace(seen(T, squat(T, MOVE), -135.0), hips_in_front=False)
    knee, ankle = INDEX["left_knee"], INDEX["left_ankle"]
    world = np.array(true.world_m)
    whole = world[:, ankle, 2] - world[:, knee, 2]
    half_way = int(np.argmax(np.abs(whole) > 0.6 * np.abs(whole).max()))
    lost = np.abs(T - T[half_way]) < 0.05
    world[lost, ankle, 2] = world[lost, knee, 2] - 0.02 * np.sign(whole[half_way])
    depth, wrong = depth_px(true), depth_px(replace(true, world_m=world))
    there, here = ((d[:, ankle] - d[:, knee])[lost] for d in (depth, wrong))
    assert (np.sign(here) == np.sign(there)).all()
    assert np.abs(here).max() > 0.3 * np.abs(there).max(), "how short it looks still tells its depth"


def test_a_segments_full_length_is_that_of_the_seconds_around_whatever_is_missing() -> None:
    rng = np.random.default_rng(0)
    t = clock(30, 23)
    seen_px = rng.uniform(50, 100, len(t))
    seen_px[rng.uniform(size=len(t)) < 0.2] = np.nan
    seen_px[(t > 5) & (t < 17)] = np.nan  # longer than the seconds around a moment
    centres = np.arange(0, t[-1] + 1, 1.0)
    near = [seen_px[np.isfinite(seen_px) & (np.abs(t - c) <= 5.0)] for c in centres]
    there = np.array([part.size > 0 for part in near])
    longest = [np.percentile(part, 95) for part in near if part.size]
    np.testing.assert_allclose(full_length(t, seen_px), np.interp(t, centres[there], longest), rtol=1e-12)
