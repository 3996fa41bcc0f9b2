"""Every series: a known angle in, that angle out, seen from either side, from the front and from behind."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.kinematics.series import (
    ANY_VIEW,
    FRONTAL,
    SAGITTAL,
    VELOCITIES,
    Series,
    compute_series,
    expand,
    level_feet,
    measure_body,
)
from core.kinematics.view import View, allowed
from core.pose.skeleton import INDEX, SIDES
from tests.core.stick_figure import (
    AWAY,
    FOOT,
    HALF_HIPS,
    HALF_SHOULDERS,
    LEFT,
    PX,
    RIGHT,
    SHANK,
    THIGH,
    TOWARD,
    TRUNK,
    Pose,
    joints,
    seen,
    standing,
)

Floats = NDArray[np.float64]
N = 240
T = np.arange(N) / 120
NAMES = {*expand(SAGITTAL), *expand(FRONTAL), *expand(ANY_VIEW), *expand(tuple(VELOCITIES))}


def wave(middle: float, swing: float, hz: float = 0.5, phase: float = 0.0) -> Floats:
    return middle + swing * np.sin(2 * np.pi * hz * T + phase)


def wave_rate(swing: float, hz: float = 0.5, phase: float = 0.0) -> Floats:
    return 2 * np.pi * hz * swing * np.cos(2 * np.pi * hz * T + phase)


def moving() -> Pose:
    """Every joint on a wave of its own."""
    return standing(
        N, thigh=(wave(30, 50), wave(30, 40, phase=1)), shank=(wave(40, 20), wave(35, 25, phase=2)),
        trunk=wave(15, 10, phase=0.5), foot=(wave(5, 10), wave(-5, 20)), arm=(wave(0, 40, phase=3), wave(10, 30)),
        elbow=(wave(60, 30), wave(80, 20)), twist=wave(0, 25, phase=0.7),
    )  # fmt: skip


def series_of(pose: Pose, turn_deg: float) -> Series:
    track = seen(T[: len(pose.trunk)], joints(pose), turn_deg)
    forward = -1.0 if turn_deg == LEFT else 1.0
    left_to_right = 1.0 if turn_deg == AWAY else -1.0
    return compute_series(track.time_s, track.xy_px, measure_body(track.xy_px, track.world_m), forward, left_to_right)


@pytest.fixture(scope="module", params=[RIGHT, LEFT], ids=["facing right", "facing left"])
def beside(request: pytest.FixtureRequest) -> Series:
    return series_of(moving(), request.param)


def expected_from_the_side() -> dict[str, Floats]:
    p = moving()
    out = {
        "trunk_inclination_deg": p.trunk,
        "thigh_separation_deg": p.thigh[0] - p.thigh[1],
        "trunk_twist_deg": p.twist,
    }
    for k, s in enumerate(SIDES):
        out |= {
            f"{s}_knee_flexion_deg": np.abs(p.thigh[k] + p.shank[k]),
            f"{s}_hip_flexion_deg": p.thigh[k] + p.trunk,
            f"{s}_thigh_to_horizontal_deg": 90 - np.abs(p.thigh[k]),
            f"{s}_thigh_forward_deg": p.thigh[k],
            f"{s}_shank_inclination_deg": p.shank[k],
            f"{s}_ankle_dorsiflexion_deg": p.shank[k] + p.foot[k],
            f"{s}_arm_forward_deg": p.arm[k],
            f"{s}_elbow_flexion_deg": p.elbow[k],
        }
    return out


@pytest.mark.parametrize("name", sorted(expected_from_the_side()))
def test_a_known_angle_comes_out_within_a_tenth_of_a_degree(beside: Series, name: str) -> None:
    np.testing.assert_allclose(beside[name], expected_from_the_side()[name], atol=0.1)


def test_every_sagittal_angle_has_been_checked() -> None:
    assert set(expected_from_the_side()) == {n for n in expand(SAGITTAL) if n.endswith("_deg")}


@pytest.mark.parametrize("name", sorted(expand(tuple(VELOCITIES))))
def test_angular_velocities_are_those_of_the_waves(beside: Series, name: str) -> None:
    thigh, shank = (wave_rate(50), wave_rate(40, phase=1)), (wave_rate(20), wave_rate(25, phase=2))
    trunk, arm = wave_rate(10, phase=0.5), (wave_rate(40, phase=3), wave_rate(30))
    expected = {
        "trunk_angular_velocity_deg_s": trunk,
        "thigh_separation_angular_velocity_deg_s": thigh[0] - thigh[1],
        "trunk_twist_angular_velocity_deg_s": wave_rate(25, phase=0.7),
    }
    pose = moving()
    for k, s in enumerate(SIDES):
        bent = np.sign(pose.thigh[k] + pose.shank[k])
        expected |= {
            f"{s}_knee_angular_velocity_deg_s": bent * (thigh[k] + shank[k]),
            f"{s}_hip_angular_velocity_deg_s": thigh[k] + trunk,
            f"{s}_thigh_angular_velocity_deg_s": thigh[k],
            f"{s}_shank_angular_velocity_deg_s": shank[k],
            f"{s}_arm_angular_velocity_deg_s": arm[k],
        }
    assert set(expected) == set(expand(tuple(VELOCITIES)))
    inside = slice(1, -1)
    np.testing.assert_allclose(beside[name][inside], expected[name][inside], atol=0.3)


def test_parallel_is_zero_and_below_parallel_is_negative() -> None:
    deep = standing(3, thigh=(np.array([60.0, 90.0, 110.0]), np.array([60.0, 90.0, 110.0])))
    for turn in (RIGHT, LEFT):
        s = series_of(deep, turn)
        np.testing.assert_allclose(s["left_thigh_to_horizontal_deg"], [30, 0, -20], atol=1e-6)


def test_a_leg_behind_the_body_is_negative_and_a_straight_one_is_zero() -> None:
    s = series_of(standing(3, thigh=(-25, 0), shank=(25, 0)), RIGHT)
    np.testing.assert_allclose(s["left_thigh_forward_deg"], -25, atol=1e-6)
    np.testing.assert_allclose(s["left_hip_flexion_deg"], -25, atol=1e-6)
    np.testing.assert_allclose(s["left_knee_flexion_deg"], 0, atol=1e-5)
    np.testing.assert_allclose(s["thigh_separation_deg"], -25, atol=1e-6)


def test_the_knee_over_the_toes_is_told_in_shank_lengths() -> None:
    s = series_of(standing(3, thigh=(0, 0), shank=(30, 60)), RIGHT)
    heel_to_toe = FOOT - 0.06
    for side, deg in (("left", 30), ("right", 60)):
        ahead = SHANK * np.sin(np.radians(deg)) - heel_to_toe
        np.testing.assert_allclose(s[f"{side}_knee_over_toe_ratio"], ahead / SHANK, atol=1e-6)


def test_a_lifted_heel_is_told_in_foot_lengths_and_a_heel_on_the_floor_is_zero() -> None:
    n = 40
    body = joints(standing(n))
    body[30:, INDEX["left_heel"], 2] += 0.25 * FOOT
    body[30:, INDEX["left_foot_index"], 2] += 0.25 * FOOT
    track = seen(np.arange(n) / 30, body)
    s = compute_series(track.time_s, track.xy_px, measure_body(track.xy_px), 1.0, -1.0)
    np.testing.assert_allclose(s["left_heel_lift_ratio"][:30], 0, atol=1e-6)
    np.testing.assert_allclose(s["left_heel_lift_ratio"][30:], 0.25, atol=1e-6)
    np.testing.assert_allclose(s["right_heel_lift_ratio"], 0, atol=1e-6)


def test_the_pelvis_is_at_one_when_standing_and_at_its_share_when_down() -> None:
    thigh = np.concatenate([np.zeros(30), np.full(10, 60.0)])
    s = series_of(standing(40, thigh=(thigh, thigh)), RIGHT)
    np.testing.assert_allclose(s["pelvis_height_ratio"][:30], 1, atol=1e-6)
    np.testing.assert_allclose(s["pelvis_height_ratio"][30:], (SHANK + THIGH / 2) / (SHANK + THIGH), atol=1e-6)


def frontal(turn_deg: float, **moved: float) -> Series:
    """Ten still frames; `moved` is how far a joint goes towards the athlete's left, in leg lengths."""
    body = joints(standing(10))
    for name, to_left in moved.items():
        body[:, INDEX[name], 1] += to_left
    track = seen(T[:10], body, turn_deg)
    body_px = measure_body(track.xy_px, track.world_m)
    return compute_series(track.time_s, track.xy_px, body_px, 1.0, 1.0 if turn_deg == AWAY else -1.0, frontal=True)


FRONTS = pytest.mark.parametrize("turn_deg", [TOWARD, AWAY], ids=["facing the camera", "seen from behind"])


@FRONTS
def test_knees_that_come_in_are_positive_on_both_legs_and_out_negative(turn_deg: float) -> None:
    bend = 2 * np.degrees(np.arctan(0.05 / 0.5))
    valgus = frontal(turn_deg, left_knee=-0.05, right_knee=0.05)
    varus = frontal(turn_deg, left_knee=0.05, right_knee=-0.05)
    for side in SIDES:
        np.testing.assert_allclose(valgus[f"{side}_fppa_deg"], bend, atol=0.1)
        np.testing.assert_allclose(varus[f"{side}_fppa_deg"], -bend, atol=0.1)


@FRONTS
def test_from_the_front_a_knee_is_over_the_toe_as_far_as_it_is_to_the_inside_of_it(turn_deg: float) -> None:
    s = frontal(turn_deg, left_knee=-0.05, right_knee=-0.05)  # both to the athlete's right
    straight = frontal(turn_deg)
    for side, inside in (("left", 0.05), ("right", -0.05)):
        moved = s[f"{side}_knee_over_toe_ratio"] - straight[f"{side}_knee_over_toe_ratio"]
        np.testing.assert_allclose(moved, inside / SHANK, atol=0.01)


@FRONTS
def test_one_knee_that_comes_in_shows_on_its_own_leg(turn_deg: float) -> None:
    s = frontal(turn_deg, left_knee=-0.05)
    assert (s["left_fppa_deg"] > 10).all()
    np.testing.assert_allclose(s["right_fppa_deg"], 0, atol=1e-5)


@FRONTS
def test_knee_separation_is_one_over_the_ankles_less_when_in_and_negative_when_crossed(turn_deg: float) -> None:
    np.testing.assert_allclose(frontal(turn_deg)["knee_ankle_separation_ratio"], 1, atol=1e-6)
    nearer = frontal(turn_deg, left_knee=-HALF_HIPS / 2, right_knee=HALF_HIPS / 2)
    np.testing.assert_allclose(nearer["knee_ankle_separation_ratio"], 0.5, atol=1e-6)
    crossed = frontal(turn_deg, left_knee=-1.5 * HALF_HIPS, right_knee=1.5 * HALF_HIPS)
    np.testing.assert_allclose(crossed["knee_ankle_separation_ratio"], -0.5, atol=1e-6)


@FRONTS
def test_feet_on_one_line_have_no_separation(turn_deg: float) -> None:
    s = frontal(turn_deg, left_ankle=-HALF_HIPS, right_ankle=HALF_HIPS)
    assert np.isnan(s["knee_ankle_separation_ratio"]).all()
    assert np.isnan(s["pelvis_shift_ratio"]).all()


@FRONTS
def test_a_shift_to_the_right_is_positive_in_ankle_distances(turn_deg: float) -> None:
    s = frontal(turn_deg, left_hip=-0.05, right_hip=-0.05)
    np.testing.assert_allclose(s["pelvis_shift_ratio"], 0.05 / (2 * HALF_HIPS), atol=1e-6)


@FRONTS
def test_leaning_to_the_right_is_positive(turn_deg: float) -> None:
    leaning = seen(T[:10], joints(standing(10, lateral=12)), turn_deg)
    s = compute_series(T[:10], leaning.xy_px, measure_body(leaning.xy_px), 1.0, 1.0 if turn_deg == AWAY else -1.0)
    np.testing.assert_allclose(s["trunk_lateral_deg"], 12, atol=0.1)


@FRONTS
def test_a_right_hip_that_is_higher_tilts_the_pelvis_positive(turn_deg: float) -> None:
    body = joints(standing(10))
    body[:, INDEX["right_hip"], 2] += 2 * HALF_HIPS * np.tan(np.radians(7))
    track = seen(T[:10], body, turn_deg)
    s = compute_series(T[:10], track.xy_px, measure_body(track.xy_px), 1.0, -1.0)
    np.testing.assert_allclose(s["pelvis_tilt_deg"], 7, atol=0.1)


def test_all_names_of_the_document_are_there() -> None:
    assert set(series_of(moving(), RIGHT).values) == NAMES


@settings(deadline=None, max_examples=20)
@given(scale=st.floats(0.1, 10), x=st.floats(-2000, 2000), y=st.floats(-2000, 2000))
def test_no_series_depends_on_where_and_how_large_the_athlete_is(scale: float, x: float, y: float) -> None:
    track = seen(T[:40], joints(moving())[:40])
    here = compute_series(track.time_s, track.xy_px, measure_body(track.xy_px, track.world_m), 1.0, -1.0)
    moved = scale * track.xy_px + [x, y]
    there = compute_series(track.time_s, moved, measure_body(moved, track.world_m), 1.0, -1.0)
    for name in NAMES:
        np.testing.assert_allclose(there[name], here[name], atol=1e-5, err_msg=name)


def test_a_missing_knee_leaves_only_what_hangs_on_it_out() -> None:
    track = seen(T, joints(moving()))
    xy = np.array(track.xy_px)
    xy[100, INDEX["left_knee"]] = np.nan
    s = compute_series(T, xy, measure_body(track.xy_px), 1.0, -1.0)
    gone = {name for name in NAMES - set(expand(tuple(VELOCITIES))) if np.isnan(s[name][100])}
    assert gone - {"knee_ankle_separation_ratio", "pelvis_shift_ratio"} == {
        "left_knee_flexion_deg", "left_hip_flexion_deg", "left_thigh_to_horizontal_deg", "left_thigh_forward_deg",
        "left_shank_inclination_deg", "left_ankle_dorsiflexion_deg", "left_knee_over_toe_ratio", "left_fppa_deg",
        "thigh_separation_deg",
    }  # fmt: skip
    seen_everywhere = NAMES - {"knee_ankle_separation_ratio", "pelvis_shift_ratio"}
    assert not any(np.isnan(s[name][[98, 102]]).any() for name in seen_everywhere)


def test_draws_are_computed_at_once_and_each_as_it_would_be_alone() -> None:
    track = seen(T, joints(moving()))
    body = measure_body(track.xy_px)
    draws = track.xy_px + np.random.default_rng(0).standard_normal((3, 1, 33, 2))
    together = compute_series(T, draws, body, 1.0, -1.0)
    for k in range(3):
        alone = compute_series(T, draws[k], body, 1.0, -1.0)
        for name in NAMES:
            assert together[name].shape == (3, N)
            np.testing.assert_allclose(together[name][k], alone[name], err_msg=name)


def test_what_is_wanted_alone_is_what_it_is_among_all() -> None:
    track = seen(T, joints(moving()))
    body = measure_body(track.xy_px)
    whole = compute_series(T, track.xy_px, body, 1.0, -1.0)
    for name in NAMES:
        alone = compute_series(T, track.xy_px, body, 1.0, -1.0, only=(name,))
        assert list(alone.values) == [name]
        np.testing.assert_array_equal(alone[name], whole[name], err_msg=name)


@pytest.mark.parametrize("lean", [-130.0, -60.0, 0.0, 35.0, 90.0, 120.0])
def test_the_thighs_elevation_is_that_of_the_hip_over_the_knee_in_front_and_behind(lean: float) -> None:
    s = series_of(standing(N, thigh=(lean, lean)), RIGHT)
    expected = np.degrees(np.arcsin(np.cos(np.radians(lean))))
    np.testing.assert_allclose(s["left_thigh_to_horizontal_deg"], expected, atol=1e-6)


def test_lengths_of_the_body_are_those_of_the_figure() -> None:
    track = seen(T, joints(moving()))
    body = measure_body(track.xy_px, track.world_m)
    assert body.leg == pytest.approx((THIGH + SHANK) * PX, rel=1e-6)
    assert body.shank == pytest.approx(SHANK * PX, rel=1e-6)
    assert body.foot == pytest.approx(FOOT * PX, rel=1e-6)
    assert body.trunk == pytest.approx(TRUNK * PX, rel=1e-6)
    assert body.hip_width == pytest.approx(2 * HALF_HIPS * PX, rel=1e-6), "told by the 3D landmarks, seen from the side"
    assert body.shoulder_width == pytest.approx(2 * HALF_SHOULDERS * PX, rel=1e-6)


def test_a_body_nobody_saw_has_no_lengths() -> None:
    body = measure_body(np.full((5, 33, 2), np.nan), np.full((5, 33, 3), np.nan))
    assert np.isnan([body.leg, body.trunk, body.standing_pelvis, body.heel_down["left"]]).all()


@pytest.mark.parametrize(
    ("label", "kept", "blanked"),
    [
        ("side", SAGITTAL, FRONTAL),
        ("oblique", SAGITTAL, FRONTAL),
        ("front", FRONTAL, SAGITTAL),
        ("back", FRONTAL, SAGITTAL),
    ],
)
def test_a_view_shows_only_what_can_be_seen_from_there(
    label: str, kept: tuple[str, ...], blanked: tuple[str, ...]
) -> None:
    whole = series_of(moving(), RIGHT)
    shown = allowed(whole, View(label, "right", 0.0, 6.0))  # type: ignore[arg-type]
    for name in expand((*kept, *ANY_VIEW)):
        np.testing.assert_array_equal(shown[name], whole[name])
    for name in expand(blanked):
        assert np.isnan(shown[name]).all(), name
    moves = label in ("side", "oblique")
    assert all(np.isnan(shown[name]).all() != moves for name in expand(tuple(VELOCITIES)))
    assert set(shown.values) == NAMES


@FRONTS
def test_a_thigh_that_points_at_the_camera_leaves_a_gap_in_the_projection_angle(turn_deg: float) -> None:
    for lean_deg, told in ((60.0, True), (70.0, False)):
        bent = seen(T[:10], joints(standing(10, thigh=(lean_deg, lean_deg))), turn_deg)
        upright = measure_body(seen(T[:10], joints(standing(10)), turn_deg).xy_px)
        s = compute_series(T[:10], bent.xy_px, upright, 1.0, 1.0 if turn_deg == AWAY else -1.0)
        assert np.isfinite(s["left_fppa_deg"]).all() == told
        assert np.isfinite(s["knee_ankle_separation_ratio"]).all()


@pytest.mark.parametrize("turn", [RIGHT, LEFT])
def test_a_foot_that_stands_is_level_however_its_line_is_seen(turn: float) -> None:
    n = 90
    down = np.clip(np.sin(np.linspace(-1, 2 * np.pi - 1, n)), 0, 1)  # stands, squats, stands
    tilt = (-20.0, -8.0)
    pose = standing(n, thigh=(80 * down, 80 * down), shank=(30 * down, 30 * down), foot=tilt)
    track = seen(np.arange(n) / 30, joints(pose), turn)
    level = level_feet(track.xy_px, 1 - 0.4 * down)
    assert level == {"left": pytest.approx(-20, abs=0.1), "right": pytest.approx(-8, abs=0.1)}
    body = replace(measure_body(track.xy_px, track.world_m), foot_level=level)
    series = compute_series(track.time_s, track.xy_px, body, -1.0 if turn == LEFT else 1.0, -1.0)
    for side in ("left", "right"):
        np.testing.assert_allclose(series[f"{side}_ankle_dorsiflexion_deg"], 30 * down, atol=0.1)


def test_where_nobody_stands_or_a_foot_stands_on_its_tips_nothing_is_level() -> None:
    track = seen(np.arange(9) / 30, joints(standing(9, foot=(-70.0, -10.0))), RIGHT)
    assert level_feet(track.xy_px, np.full(9, 0.8)) == {}
    assert level_feet(track.xy_px, np.full(9, np.nan)) == {}
    assert level_feet(track.xy_px, np.ones(9)) == {"right": pytest.approx(-10, abs=0.1)}
