"""From near, knees that come towards the camera look further aside than they are; in the frontal plane they do not."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.depth import depth_px
from core.kinematics.perspective import across_from_afar
from core.kinematics.plane import frontal
from core.kinematics.series import Series, compute_series, measure_body
from core.kinematics.view import View, estimate_view
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import AWAY, RIGHT, TOWARD, clock, filmed, seen, squat

Floats = NDArray[np.float64]
T = clock(30, 4.0)
SHALLOW = (Move(0.5, thigh=55.0),)
DEEP = np.abs(T - SHALLOW[0].bottom_s) < 0.2


def curves(track: PoseTrack, view: View) -> Series:
    return compute_series(T, track.xy_px, measure_body(track.xy_px), view.forward, view.left_to_right)


@pytest.mark.parametrize("turn", [TOWARD, 172.0, AWAY, -9.0])
def test_knees_over_the_feet_read_so_from_near(turn: float) -> None:
    track = replace(filmed(T, squat(T, SHALLOW), turn), hips_in_front=False)
    view = estimate_view(track)
    plane = curves(frontal(track, view), view)
    for name in ("left_fppa_deg", "right_fppa_deg"):
        assert np.isfinite(plane[name]).mean() > 0.75, "the thigh is long enough to be read"
        assert np.nanmax(np.abs(plane[name])) < 1.5, "of up to 5.5 in the picture"
    np.testing.assert_allclose(plane["knee_ankle_separation_ratio"], 1, atol=0.015)


def test_without_it_knees_seen_from_the_front_go_out() -> None:
    track = replace(filmed(T, squat(T, SHALLOW), TOWARD), hips_in_front=False)
    view = estimate_view(track)
    as_seen = curves(frontal(replace(track, camera=None), view), view)
    for name in ("left_fppa_deg", "right_fppa_deg"):
        assert (as_seen[name][DEEP] < -3).all()
    assert (as_seen["knee_ankle_separation_ratio"][DEEP] > 1.02).all()


def test_depth_that_a_model_sees_in_somebody_who_stands_moves_nothing() -> None:
    track = replace(filmed(T, squat(T, SHALLOW), TOWARD), hips_in_front=False)
    world = np.array(track.world_m)
    for side in SIDES:
        world[:, INDEX[f"{side}_knee"], 2] -= 0.05
        world[:, [INDEX[f"{side}_{part}"] for part in ("ankle", "heel", "foot_index")], 2] += 0.06
    habit = replace(track, world_m=world)
    usual, moved = (across_from_afar(t, t.world_m[..., 2] * 350.0) for t in (track, habit))
    np.testing.assert_allclose(moved, usual, atol=0.2)


def test_a_picture_of_unknown_size_is_left_as_it_is_seen() -> None:
    track = seen(T, squat(T, SHALLOW), TOWARD)
    x = track.xy_px[..., 0]
    hips = (x[:, INDEX["left_hip"]] + x[:, INDEX["right_hip"]])[:, None] / 2
    np.testing.assert_array_equal(across_from_afar(track, depth_px(track)), x - hips)


def test_gaps_stay_gaps_and_nobody_is_nobody() -> None:
    track = filmed(T, squat(T, SHALLOW), TOWARD)
    xy = np.array(track.xy_px)
    xy[DEEP, INDEX["left_knee"]] = np.nan
    across = across_from_afar(replace(track, xy_px=xy), depth_px(track))
    assert np.isnan(across[DEEP, INDEX["left_knee"]]).all() and np.isfinite(across[:, INDEX["right_knee"]]).all()
    nobody = replace(track, xy_px=np.full_like(xy, np.nan))
    assert np.isnan(across_from_afar(nobody, np.full(xy.shape[:2], np.nan))).all()


def test_from_the_side_nothing_changes() -> None:
    track = filmed(T, squat(T, SHALLOW), RIGHT)
    assert frontal(track, estimate_view(track)) is track
