"""A runner's thighs and shanks keep their lengths, and the joints go as little as they can for it."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.edits.edits import NO_EDITS
from core.edits.on_landmarks import LandmarksByHand
from core.kinematics.angles import from_down, from_up, turned_by
from core.kinematics.leg_links import LEGS, hold_links, measure_links
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack
from core.seen import Seen, see
from tests.core.kinematics.test_passing import TIME, filmed, path_of
from tests.core.stick_figure import PX, SHANK, THIGH, clock, run, seen

Floats = NDArray[np.float64]
T = clock(60, 4.0)
LINKS: dict[Side, tuple[float, float]] = dict.fromkeys(SIDES, (PX * THIGH, PX * SHANK))
HIP, KNEE, ANKLE = (INDEX[f"left_{part}"] for part in ("hip", "knee", "ankle"))


def legs() -> Floats:
    return np.array(seen(T, run(T)).xy_px)


def shaken(xy: Floats, px: float, seed: int = 3) -> Floats:
    """Every joint off by itself, as slowly as a model errs."""
    rng = np.random.default_rng(seed)
    wave = np.sin(2 * np.pi * (4.0 * T[:, None, None] + rng.uniform(size=(1, len(LEGS), 2))))
    out = xy.copy()
    out[:, LEGS] += np.sqrt(2) * px * wave
    return out


def knee_deg(xy: Floats, side: str = "left") -> Floats:
    hip, knee, ankle = (xy[:, INDEX[f"{side}_{part}"]] for part in ("hip", "knee", "ankle"))
    return turned_by(from_down(hip, knee, 1.0) + from_up(ankle, knee, 1.0))


def lengths(xy: Floats) -> Floats:
    """(2, T) of the left thigh and shank."""
    return np.stack([np.hypot(*(xy[:, end] - xy[:, KNEE]).T) for end in (HIP, ANKLE)])


def test_legs_that_are_seen_as_they_are_stay_as_they_are() -> None:
    true = legs()
    np.testing.assert_allclose(hold_links(true, measure_links(true)), true, atol=1e-6)


def test_thighs_and_shanks_come_out_as_long_as_they_are_and_bent_knees_err_less() -> None:
    true, wrong = legs(), shaken(legs(), 6.0)
    right = hold_links(wrong, LINKS)
    np.testing.assert_allclose(lengths(right), np.array(LINKS["left"])[:, None] * np.ones(len(T)), rtol=1e-3)
    for side in SIDES:
        bent = knee_deg(true, side) > 60
        before, after = ((knee_deg(xy, side) - knee_deg(true, side))[bent].std() for xy in (wrong, right))
        assert after < 0.9 * before  # by geometry 0.87 at a right angle, if joints err in all directions alike
    assert not np.delete(right - wrong, LEGS, axis=1).any()


def test_no_way_to_the_bones_lengths_is_shorter() -> None:
    wrong = shaken(legs(), 6.0)
    right = hold_links(wrong, LINKS)
    way = ((right - wrong)[:, [HIP, KNEE, ANKLE]] ** 2).sum(axis=(1, 2))
    rng = np.random.default_rng(1)
    for _ in range(20):
        aside = right.copy()
        aside[:, [HIP, KNEE, ANKLE]] += rng.normal(0, 1.0, (len(T), 3, 2))
        other = hold_links(aside, LINKS)  # another leg of these lengths, near by
        longer = ((other - wrong)[:, [HIP, KNEE, ANKLE]] ** 2).sum(axis=(1, 2))
        assert (longer > way - 0.05).all()


def test_a_bone_with_a_hidden_end_holds_nothing_and_the_other_one_is_held_alone() -> None:
    wrong = shaken(legs(), 6.0)
    wrong[50:60, ANKLE] = np.nan
    wrong[100:110, KNEE] = np.nan
    right = hold_links(wrong, LINKS)
    np.testing.assert_array_equal(np.isnan(right), np.isnan(wrong))
    np.testing.assert_allclose(lengths(right)[0, 50:60], PX * THIGH, rtol=1e-3)
    np.testing.assert_array_equal(right[100:110, [HIP, ANKLE]], wrong[100:110, [HIP, ANKLE]])


def test_a_thigh_that_points_at_the_camera_is_not_stretched_to_its_length() -> None:
    wrong = legs()
    wrong[50, HIP] = wrong[50, KNEE] + [0.0, -20.0]
    right = hold_links(wrong, LINKS)
    assert lengths(right)[0, 50] == pytest.approx(20 + 0.2 * PX * THIGH, abs=1)


def seen_running(track: PoseTrack) -> Seen:
    return see(track, LandmarksByHand(NO_EDITS, 0), wanted="sprint")


def test_a_runners_legs_keep_their_lengths_in_the_plane_and_the_skeleton_in_the_picture_goes_with_it() -> None:
    true = seen(T, run(T))
    told = seen_running(replace(true, xy_px=shaken(legs(), 4.0)))
    assert "leg links" in [step.name for step in told.track.provenance]
    assert lengths(told.plane.xy_px).std(axis=1).max() < 0.2
    assert told.bones is not None
    np.testing.assert_allclose(lengths(told.plane.xy_px).mean(axis=1), told.bones.links["left"], rtol=1e-3)
    # where another model puts joints is not known
    assert "leg links" not in [s.name for s in seen_running(replace(true, hips_in_front=False)).track.provenance]


def test_somebody_who_passes_has_legs_of_one_length_on_the_plane_of_their_path() -> None:
    way, yaw = path_of(TIME, speed=3.5, at_s=1.0)
    told = seen_running(filmed(TIME, run(TIME), way, np.radians(yaw)))
    assert told.path is not None
    assert told.view.label == "side"
    near = np.abs(told.path.yaw_deg) < 30
    assert lengths(told.plane.xy_px)[:, near].std(axis=1).max() < 0.002 * PX
