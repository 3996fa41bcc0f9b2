"""From raw landmarks to the motion that is measured, counted and without surprises."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose.skeleton import INDEX, N_LANDMARKS, mirror_order
from core.pose.track import PoseTrack
from core.signal.clean import CUTOFFS, EVENT_CUTOFFS, HARMONICS, cutoffs_of, limits_of, repair, smooth
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, noisy, run, seen, squat
from tests.some import some

Floats = NDArray[np.float64]
KNEE = INDEX["right_knee"]


def squatter(fps: float = 30, noise_px: float = 0.0) -> PoseTrack:
    t = clock(fps, 5.0)
    return noisy(seen(t, squat(t, (Move(1.0),))), noise_px)


def changed(track: PoseTrack, frames: object, landmark: int, to: object) -> PoseTrack:
    xy = np.array(track.xy_px)
    xy[frames, landmark] = to
    return replace(track, xy_px=xy)


def test_a_clean_motion_passes_through_repair_unchanged() -> None:
    truth = squatter()
    done = repair(truth)
    np.testing.assert_array_equal(done.track.xy_px, truth.xy_px)
    assert not done.interpolated.any()
    assert not done.corrected.any()
    assert done.side_swaps == 0


def test_a_wild_knee_is_taken_out_and_filled_from_its_neighbours() -> None:
    truth = squatter()
    done = repair(changed(truth, 60, KNEE, truth.xy_px[60, KNEE] + 150))
    assert np.flatnonzero(done.corrected).tolist() == [60]
    assert np.flatnonzero(done.interpolated).tolist() == [60]
    np.testing.assert_allclose(done.track.xy_px[60, KNEE], truth.xy_px[60, KNEE], atol=3)


def test_short_gaps_are_filled_in_pixels_and_in_space_and_long_ones_stay_in_both() -> None:
    truth = squatter()
    broken = changed(changed(truth, [40, 41], KNEE, np.nan), range(80, 90), KNEE, np.nan)
    world = np.array(truth.world_m)
    world[np.isnan(broken.xy_px[..., 0])] = np.nan
    done = repair(replace(broken, world_m=world))
    assert np.flatnonzero(done.interpolated).tolist() == [40, 41]
    np.testing.assert_allclose(done.track.xy_px[40:42, KNEE], truth.xy_px[40:42, KNEE], atol=1)
    np.testing.assert_allclose(done.track.world_m[40:42, KNEE], truth.world_m[40:42, KNEE], atol=0.005)
    assert np.isnan(done.track.xy_px[80:90, KNEE]).all()
    assert np.isnan(done.track.world_m[80:90, KNEE]).all()


def test_what_the_model_only_guesses_is_left_out() -> None:
    truth = squatter()
    visibility = np.array(truth.visibility)
    visibility[50:80, KNEE] = 0.02
    done = repair(replace(truth, visibility=visibility))
    assert np.isnan(done.track.xy_px[50:80, KNEE]).all()
    assert np.isfinite(done.track.xy_px[50:80, INDEX["left_knee"]]).all()
    assert not done.corrected.any(), "a guess is not a wild sample"


def test_only_landmarks_that_are_measured_are_counted() -> None:
    truth = squatter()
    done = repair(changed(truth, 60, INDEX["nose"], truth.xy_px[60, INDEX["nose"]] + 200))
    assert not done.corrected.any()
    np.testing.assert_allclose(done.track.xy_px[60, INDEX["nose"]], truth.xy_px[60, INDEX["nose"]], atol=5)


def test_exchanged_legs_take_their_visibility_depth_and_noise_along() -> None:
    t = clock(120, 2.0)
    body = run(t)
    truth = seen(t, body)
    visibility = np.array(truth.visibility)
    visibility[:, INDEX["left_knee"]] = 0.6
    truth = replace(truth, visibility=visibility, noise_px=np.array(truth.noise_px) + np.arange(33))
    frames, legs = np.arange(100, 110), np.arange(25, 33)
    other = np.array(mirror_order())[legs]
    arrays = {}
    for name in ("xy_px", "visibility", "world_m", "noise_px"):
        whole = getattr(truth, name)
        broken = np.array(whole)
        broken[np.ix_(frames, legs)] = whole[np.ix_(frames, other)]
        arrays[name] = broken
    done = repair(replace(truth, **arrays))
    assert done.side_swaps == 10
    for name in arrays:
        np.testing.assert_allclose(getattr(done.track, name)[frames], getattr(truth, name)[frames], atol=1e-9)


def test_raw_landmarks_are_never_changed() -> None:
    raw = changed(squatter(noise_px=2.0), [30, 31, 90], KNEE, np.nan)
    before = raw.xy_px.copy(), raw.world_m.copy(), raw.noise_px.copy()
    smooth(repair(raw).track, CUTOFFS["squat"])
    for array, kept in some(zip((raw.xy_px, raw.world_m, raw.noise_px), before, strict=True)):
        np.testing.assert_array_equal(array, kept)


@pytest.mark.parametrize(("fps", "noise_px"), [(30, 1.0), (30, 5.0), (60, 3.0), (240, 3.0)])
def test_smoothing_brings_a_noisy_motion_nearer_to_the_truth(fps: float, noise_px: float) -> None:
    truth, raw = squatter(fps), squatter(fps, noise_px)
    done = smooth(raw, CUTOFFS["squat"])
    left = np.sqrt(np.mean((done.xy_px - truth.xy_px) ** 2))
    assert left < 0.85 * noise_px
    assert np.abs(done.xy_px[:, KNEE] - truth.xy_px[:, KNEE]).max() < 4 * noise_px


@pytest.mark.parametrize(("fps", "noise_px"), [(30, 4.0), (60, 4.0), (240, 4.0)])
def test_the_noise_that_is_told_is_about_what_is_left_of_it(fps: float, noise_px: float) -> None:
    truth, raw = squatter(fps), squatter(fps, noise_px)
    done = smooth(raw, EVENT_CUTOFFS["squat"])
    still = [INDEX["left_ankle"], INDEX["right_ankle"], INDEX["left_heel"], INDEX["right_heel"]]
    left = np.sqrt(np.mean((done.xy_px[:, still] - truth.xy_px[:, still]) ** 2))
    assert np.median(done.noise_px[:, still]) == pytest.approx(left, rel=0.5)


def test_landmarks_that_are_hardly_seen_are_told_to_be_noisier() -> None:
    raw = squatter(noise_px=2.0)
    visibility = np.array(raw.visibility)
    visibility[:, KNEE] = 0.3
    hidden = smooth(replace(raw, visibility=visibility), CUTOFFS["squat"])
    open_ = smooth(raw, CUTOFFS["squat"])
    assert (hidden.noise_px[:, KNEE] > 1.5 * open_.noise_px[:, KNEE]).all()
    np.testing.assert_array_equal(hidden.xy_px, open_.xy_px)


def test_a_gap_in_one_landmark_is_a_gap_there_and_nowhere_else() -> None:
    raw = changed(squatter(noise_px=1.0), range(60, 75), KNEE, np.nan)
    done = smooth(raw, CUTOFFS["squat"])
    np.testing.assert_array_equal(np.isnan(done.xy_px), np.isnan(raw.xy_px))


@pytest.mark.parametrize("frames", [0, 1, 2, 5])
def test_very_short_clips_come_out_as_they_went_in(frames: int) -> None:
    t = np.arange(frames) / 30
    raw = seen(t, squat(t, (Move(0.0),))) if frames else PoseTrack.empty(t)
    done = smooth(repair(raw).track, CUTOFFS["squat"])
    np.testing.assert_allclose(done.xy_px, raw.xy_px)


def test_a_clip_with_nobody_in_it_stays_empty() -> None:
    done = repair(PoseTrack.empty(np.arange(40) / 30))
    assert not smooth(done.track, CUTOFFS["none"]).has_pose.any()
    assert not done.interpolated.any()


def test_every_step_is_told_in_order() -> None:
    done = smooth(repair(squatter(noise_px=1.0)).track, CUTOFFS["squat"])
    assert [step.name for step in done.provenance] == ["side swaps", "outliers", "gaps", "low-pass"]
    told = done.provenance[-1].parameters
    assert CUTOFFS["squat"][0] <= told["lowest_hz"] <= told["highest_hz"] <= CUTOFFS["squat"][1]


def test_landmarks_without_depth_are_repaired_and_smoothed_all_the_same() -> None:
    whole = squatter(60, noise_px=2.0)
    whole = changed(whole, [40, 41], KNEE, np.nan)
    world = np.array(whole.world_m)
    world[np.isnan(whole.xy_px[..., 0])] = np.nan
    flat = replace(whole, world_m=np.full_like(world, np.nan), hips_in_front=False)
    done, wanted = repair(flat), repair(replace(whole, world_m=world))
    np.testing.assert_allclose(done.track.xy_px, wanted.track.xy_px)
    assert np.flatnonzero(done.interpolated).tolist() == [40, 41]
    smoothed = smooth(done.track, CUTOFFS["squat"])
    np.testing.assert_allclose(smoothed.xy_px, smooth(wanted.track, CUTOFFS["squat"]).xy_px)
    assert np.isnan(smoothed.world_m).all()
    assert not smoothed.hips_in_front, "what is known of the model goes with its landmarks"


def test_cutoffs_chosen_before_smooth_as_those_chosen_on_the_way() -> None:
    track = squatter(noise_px=2.0)
    limits = CUTOFFS["squat"]
    chosen = cutoffs_of(track, limits)
    assert chosen.shape == (N_LANDMARKS,)
    before, now = smooth(track, limits, chosen), smooth(track, limits)
    assert np.array_equal(before.xy_px, now.xy_px, equal_nan=True)
    assert not np.array_equal(smooth(track, limits, chosen / 2).xy_px, now.xy_px, equal_nan=True)


def test_only_the_landmarks_that_are_wanted_are_smoothed_and_as_with_all_others() -> None:
    track = noisy(seen(clock(60, 3), squat(clock(60, 3), (Move(0.5),))), 2.0)
    wanted = [INDEX["left_hip"], INDEX["right_knee"]]
    every, some = smooth(track, (6.0, 6.0)), smooth(track, (6.0, 6.0), only=wanted)
    others = np.setdiff1d(np.arange(N_LANDMARKS), wanted)
    for name in ("xy_px", "world_m", "noise_px"):
        np.testing.assert_array_equal(getattr(some, name)[:, wanted], getattr(every, name)[:, wanted])
        np.testing.assert_array_equal(getattr(some, name)[:, others], getattr(track, name)[:, others])


def test_a_runners_cutoff_keeps_the_harmonics_of_the_stride_and_stays_within_its_limits() -> None:
    lowest, highest = CUTOFFS["sprint"]
    assert limits_of("sprint", 0.5) == (HARMONICS / 0.5, highest)
    assert limits_of("sprint", 1.5) == limits_of("sprint") == (lowest, highest)
    assert limits_of("sprint", 0.01) == (highest, highest)
    assert limits_of("squat", 0.5) == CUTOFFS["squat"], "a squat has no stride"
