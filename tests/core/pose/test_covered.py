"""Somebody who walks between the athlete and the camera, seen in the athlete's place for as long as they cover them."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose.camera_motion import CameraMotion
from core.pose.covered import covered, without
from core.pose.track import PoseTrack
from tests.core.passer import BODY, passing
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, joints, noisy, run, seen, squat, standing

SQUATS = (Move(1.0, 2.0, 0.2, 2.0), Move(4.5, 2.0, 0.2, 2.0))


def athlete(fps: float = 30.0) -> PoseTrack:
    time_s = clock(fps, 8.0)
    return noisy(seen(time_s, squat(time_s, SQUATS)), 2.0)


def rows(found: list[range]) -> NDArray[np.intp]:
    return np.concatenate([np.arange(r.start, r.stop) for r in found]) if found else np.empty(0, np.intp)


@pytest.mark.parametrize("fps", [24.0, 30.0, 120.0])
@pytest.mark.parametrize(("from_s", "to_s"), [(2.0, 2.6), (3.0, 4.0), (5.2, 5.7)])
@pytest.mark.parametrize(("speed", "larger"), [(1.5, 1.0), (-1.5, 1.0), (0.9, 1.3)])
def test_who_passes_in_front_is_told_from_when_to_when(
    fps: float, from_s: float, to_s: float, speed: float, larger: float
) -> None:
    track = passing(athlete(fps), from_s, to_s, speed, larger)
    found = rows(covered(track))
    theirs = np.flatnonzero((track.time_s >= from_s) & (track.time_s < to_s))
    assert set(theirs) <= set(found)
    assert track.time_s[found[0]] >= from_s - 0.35
    assert track.time_s[found[-1]] <= to_s + 0.35


def test_two_who_pass_are_told_one_by_one_and_the_time_between_them_is_kept() -> None:
    track = passing(passing(athlete(), 1.5, 2.1), 4.0, 4.6, -1.5)
    found = covered(track)
    assert len(found) == 2
    kept = np.setdiff1d(np.arange(len(track)), rows(found))
    assert ((track.time_s[kept] > 2.5) & (track.time_s[kept] < 3.6)).sum() == 32


def test_who_comes_slowly_and_is_gone_at_once_is_told_from_where_the_athletes_way_was_left() -> None:
    """The landmarks slip from one body to the other over some frames, and leap back."""
    whole, other = athlete(), passing(athlete(), 2.0, 3.2)
    share = np.clip((whole.time_s - 2.0) / 0.3, 0, 1)[:, None, None]
    taken = ((whole.time_s >= 2.0) & (whole.time_s < 3.2))[:, None, None]
    mixed = np.where(taken, (1 - share) * whole.xy_px + share * other.xy_px, whole.xy_px)
    found = covered(replace(whole, xy_px=mixed))
    assert len(found) == 1
    assert 1.7 <= whole.time_s[found[0].start] <= 2.15
    assert 3.15 <= whole.time_s[found[0].stop - 1] <= 3.5


@pytest.mark.parametrize(("from_s", "to_s"), [(0.0, 0.8), (7.2, 8.1)])
def test_who_covers_the_athlete_as_the_clip_begins_or_ends_is_told(from_s: float, to_s: float) -> None:
    found = rows(covered(passing(athlete(), from_s, to_s)))
    time_s = athlete().time_s
    assert set(np.flatnonzero((time_s >= from_s) & (time_s < to_s))) <= set(found)
    assert len(found) < 1.4 * 30


@pytest.mark.parametrize("fps", [24.0, 60.0, 240.0])
def test_an_athlete_whom_nobody_covers_has_no_gap(fps: float) -> None:
    time_s = clock(fps, 8.0, jitter=0.3)
    quick = tuple(Move(0.5 + 1.2 * k, 0.5, 0.0, 0.5) for k in range(6))
    for body in (squat(time_s, SQUATS), squat(time_s, quick), run(time_s), joints(standing(len(time_s)))):
        still = seen(time_s, body)
        across = replace(still, xy_px=still.xy_px + np.stack([4 * BODY * time_s, 0 * time_s], axis=-1)[:, None])
        for track in (still, across):
            assert covered(noisy(track, 4.0)) == []


def test_a_model_that_leaps_all_the_time_does_not_accuse_anybody() -> None:
    track = athlete()
    leaps = 0.5 * BODY * np.random.default_rng(1).standard_normal((len(track), 1, 2))
    assert covered(replace(track, xy_px=track.xy_px + leaps)) == []


def held(track: PoseTrack, jerk: float) -> PoseTrack:
    """The track as a hand films it that jerks aside by `jerk` body lengths at 3 s and back at 4 s, turned meanwhile."""
    n, aside = len(track), np.clip((track.time_s - 3.0) / 0.07, 0, 1) - np.clip((track.time_s - 4.0) / 0.07, 0, 1)
    shift, roll_deg, grown = jerk * BODY * aside[:, None] * np.array([0.9, -0.4]), 2.0 * aside, 0.05 * aside
    middle = np.array([640.0, 360.0])
    off = (track.xy_px - middle) @ np.array([1, 1j]) * np.exp(grown + 1j * np.radians(roll_deg))[:, None]
    xy = np.stack([off.real, off.imag], axis=-1) + middle + shift[:, None]
    begun = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    return replace(track, xy_px=xy, camera=CameraMotion(shift, grown, roll_deg, np.full(n, 0.1), *begun, (1280, 720)))


@pytest.mark.parametrize("fps", [30.0, 120.0])
def test_a_hand_that_jerks_covers_nobody(fps: float) -> None:
    time_s = clock(fps, 8.0)
    for body in (run(time_s), squat(time_s, SQUATS)):
        jerked = held(noisy(seen(time_s, body), 1.0), 0.5)
        assert covered(replace(jerked, camera=None)), "as if somebody had come between, where nothing is known of it"
        assert covered(jerked) == []


def test_who_passes_in_front_is_told_where_a_hand_jerks_as_well() -> None:
    track = held(passing(athlete(), 3.0, 4.0), 0.1)
    assert track.camera is not None
    lost = track.camera.shift_px.copy()
    lost[100:110] = np.nan
    for camera in (track.camera, replace(track.camera, shift_px=lost)):
        found = rows(covered(replace(track, camera=camera)))
        assert set(np.flatnonzero((track.time_s >= 3.0) & (track.time_s < 4.0))) <= set(found)
        assert track.time_s[found[0]] >= 2.65
        assert track.time_s[found[-1]] <= 4.35


def test_an_athlete_who_jumps_to_another_place_and_stays_there_has_no_gap() -> None:
    """Nobody comes back: which of two places is the athlete's is not known, and neither is taken away."""
    track = athlete()
    away = np.where(track.time_s > 4.2, 1.0 * BODY, 0.0)[:, None, None]
    assert covered(replace(track, xy_px=track.xy_px + away * np.array([1.0, 0.0]))) == []


def test_a_single_wild_frame_is_left_to_the_repair() -> None:
    track = athlete()
    xy = track.xy_px.copy()
    xy[100] += 0.6 * BODY
    assert covered(replace(track, xy_px=xy)) == []


def test_few_frames_and_nobody_tell_nothing() -> None:
    assert covered(PoseTrack.empty(clock(30, 2.0))) == []
    assert covered(PoseTrack.empty(np.zeros(0))) == []
    short = athlete()
    part = [a[:5] for a in (short.time_s, short.xy_px, short.visibility, short.world_m, short.noise_px)]
    assert covered(PoseTrack(*part)) == []


def test_the_landmarks_of_the_other_one_are_taken_out_and_all_else_stays() -> None:
    track = athlete()
    open_ = without(track, [range(10, 20), range(40, 45)])
    gap = np.zeros(len(track), bool)
    gap[10:20] = gap[40:45] = True
    np.testing.assert_array_equal(open_.has_pose, ~gap)
    np.testing.assert_array_equal(open_.xy_px[~gap], track.xy_px[~gap])
    assert np.isnan(open_.visibility[gap]).all()
    assert np.isnan(open_.world_m[gap]).all()
    assert np.isfinite(open_.point("nose")[~gap]).all()
    assert open_.provenance[-1].name == "covered"
    assert without(track, []) is track
