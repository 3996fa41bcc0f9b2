"""Legs that lean inwards, seen by a camera whose place is known: their angles are those square-on."""

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.beside_path import off_path, onto_path
from core.kinematics.passing import Passing, passing
from core.kinematics.plane import square_on
from core.kinematics.series import compute_series, measure_body
from core.kinematics.view import View
from core.motion import measure
from core.pose.skeleton import INDEX
from core.pose.track import PoseTrack
from tests.core.kinematics.test_passing import DISTANCE, SIDE_RIGHT, TIME, filmed, path_of
from tests.core.stick_figure import RIGHT, run, seen

BODY = 1.6  # leg lengths: trunk, thigh and shank of the figure
HALF_WIDTHS = {"hip": 0.060, "knee": 0.036, "ankle": 0.013, "heel": 0.013, "foot_index": 0.013}  # bodies
LEGS = [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in HALF_WIDTHS]
CURVES = [f"{side}_{name}_deg" for side in ("left", "right") for name in ("thigh_forward", "shank_inclination")]


def leaning_inwards() -> np.ndarray:
    """(T, 33, 3) joints of a runner, y to the left."""
    body = run(TIME)
    for part, half in HALF_WIDTHS.items():
        for side, sign in (("left", 1.0), ("right", -1.0)):
            body[:, INDEX[f"{side}_{part}"], 1] = sign * half * BODY
    return body


def film(view: View) -> tuple[PoseTrack, Passing, np.ndarray]:
    """The track without the habits of any model, its path, and the true yaw."""
    way, yaw = path_of(TIME)
    track = replace(filmed(TIME, leaning_inwards(), way, np.radians(yaw)), hips_in_front=False)
    path = passing(track, view)
    assert path is not None
    return track, replace(path, yaw_deg=yaw), yaw


def angles(points: np.ndarray, forward: float) -> dict[str, np.ndarray]:
    series = compute_series(TIME, points, measure_body(points), forward, -forward)
    return {name: series[name] for name in CURVES}


def test_legs_that_lean_inwards_have_the_angles_they_have_square_on() -> None:
    track, path, yaw = film(SIDE_RIGHT)
    truth = angles(seen(TIME, leaning_inwards(), RIGHT).xy_px, 1.0)
    plane = square_on(track, path)
    before, after = angles(plane.xy_px, 1.0), angles(onto_path(plane, path, "right").xy_px, 1.0)
    aside = np.abs(yaw) < 35
    for name in CURVES:
        worst, left = (float(np.abs(told[name] - truth[name])[aside].max()) for told in (before, after))
        assert worst > 2.0, "there would be nothing to correct"
        assert left < 0.35 * worst, name


def test_the_body_is_as_long_as_it_is_against_the_distance_of_the_path() -> None:
    _, path, _ = film(SIDE_RIGHT)
    assert path.body == pytest.approx(BODY / DISTANCE, rel=0.08)


def test_the_other_side_is_the_nearer_one_of_somebody_who_faces_the_other_way() -> None:
    track, path, _ = film(SIDE_RIGHT)
    plane = square_on(track, path)
    one, other = (onto_path(plane, path, side).xy_px - plane.xy_px for side in ("right", "left"))
    assert np.abs(one[:, LEGS]).max() > 5
    np.testing.assert_allclose(one[:, LEGS], -other[:, LEGS], atol=0.05 * np.abs(one).max())
    assert not np.delete(one, LEGS, axis=1).any()


def test_what_was_put_onto_the_path_goes_back_to_where_the_camera_sees_it() -> None:
    track, path, _ = film(SIDE_RIGHT)
    plane = square_on(track, path)
    back = off_path(onto_path(plane, path, "right"), path, "right", LEGS)
    np.testing.assert_allclose(back, plane.xy_px[:, LEGS], atol=1e-9)
    np.testing.assert_array_equal(
        onto_path(plane, path, "right", LEGS[:2]).xy_px[:, LEGS[:2]],
        onto_path(plane, path, "right").xy_px[:, LEGS[:2]],
    )


def test_hips_that_a_model_sees_turned_too_little_are_moved_by_less() -> None:
    track, path, _ = film(SIDE_RIGHT)
    plane = square_on(track, path)
    hip, knee = INDEX["right_hip"], INDEX["right_knee"]
    own, models = (onto_path(replace(plane, hips_in_front=m), path, "right").xy_px - plane.xy_px for m in (False, True))
    assert np.abs(models[:, hip]).max() == pytest.approx(0.75 * np.abs(own[:, hip]).max(), rel=0.02)
    np.testing.assert_array_equal(models[:, knee], own[:, knee])


def test_frames_of_which_the_yaw_is_not_known_and_paths_of_no_known_distance_are_left_alone() -> None:
    track, path, yaw = film(SIDE_RIGHT)
    unknown = replace(path, yaw_deg=np.where(np.arange(len(yaw)) < 50, np.nan, yaw))
    plane = square_on(track, path)
    np.testing.assert_array_equal(onto_path(plane, unknown, "right").xy_px[:50], plane.xy_px[:50])
    nowhere = replace(path, body=0.0)
    assert onto_path(plane, nowhere, "right") is plane
    np.testing.assert_array_equal(off_path(plane, nowhere, "right", LEGS), plane.xy_px[:, LEGS])


def test_a_run_past_the_camera_is_measured_where_its_legs_are() -> None:
    track, _, yaw = film(SIDE_RIGHT)
    measured = measure(track, wanted="sprint")
    assert measured.path is not None
    truth = angles(seen(TIME, leaning_inwards(), RIGHT).xy_px, 1.0)
    aside = (np.abs(yaw) < 35) & (TIME > 0.2) & (TIME < 1.8)
    for name in CURVES:
        off = measured.series[name] - truth[name]
        assert float(np.sqrt(np.mean(off[aside] ** 2))) < 0.4, name
