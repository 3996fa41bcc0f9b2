"""Draws and the plus-minus made of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Cancelled
from core.giving_way import giving_way
from core.measures.landmark_errors import PLACEMENT_SHARE
from core.measures.uncertainty import (
    DRAWS,
    LEAST_NOISE_SHARE,
    draw_points,
    draw_some,
    draw_times,
    metric,
    sampling_sd_s,
)
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack
from tests.core.squat_figure import Move
from tests.core.stick_figure import clock, seen, squat

LEG = 300.0


def still(fps: float = 60.0, seconds: float = 3.0, noise_px: float = 0.0) -> PoseTrack:
    t = clock(fps, seconds)
    track = seen(t, squat(t, ()))
    return replace(track, noise_px=np.full(track.noise_px.shape, noise_px))


def test_row_nought_is_the_measured_motion_untouched() -> None:
    t = clock(30, 3.0)
    track = seen(t, squat(t, (Move(0.5),)))
    points = draw_points(track, LEG, 0.5)
    assert points.shape == (1 + DRAWS, len(t), 33, 2)
    np.testing.assert_array_equal(points[0], track.xy_px)
    assert (np.abs(points[1:] - track.xy_px).max(axis=(1, 2, 3)) > 0).all()


def test_the_same_seed_draws_the_same_and_another_seed_something_else() -> None:
    track = still()
    first = draw_points(track, LEG, 0.5, 8)
    np.testing.assert_array_equal(first, draw_points(track, LEG, 0.5, 8))
    assert not np.allclose(first[1:], draw_points(track, LEG, 0.5, 8, seed=1)[1:])


def test_draws_are_centred_on_the_motion_and_spread_by_at_least_the_models_misplacement() -> None:
    track = still()
    error = draw_points(track, LEG, 0.5, 200)[1:] - track.xy_px
    assert abs(error.mean()) < 0.1 * PLACEMENT_SHARE * LEG
    spread = error.std(axis=0).mean()
    assert PLACEMENT_SHARE * LEG < spread < 2.5 * PLACEMENT_SHARE * LEG


def test_the_spread_grows_with_the_leg_and_with_the_landmarks_own_noise() -> None:
    def spread(track: PoseTrack, leg: float) -> float:
        return float((draw_points(track, leg, 0.5, 100)[1:] - track.xy_px).std(axis=0).mean())

    assert spread(still(), 2 * LEG) == pytest.approx(2 * spread(still(), LEG), rel=0.05)
    quiet, loud = spread(still(), LEG), spread(still(noise_px=20.0), LEG)
    assert np.sqrt(loud**2 - quiet**2) == pytest.approx(20.0, rel=0.1)


@pytest.mark.parametrize("fps", [30.0, 120.0])
def test_a_noisy_landmark_trembles_from_frame_to_frame_and_others_do_not(fps: float) -> None:
    track = still(fps)
    noise = np.array(track.noise_px)
    noise[:, INDEX["left_knee"]] = 10.0
    error = draw_points(replace(track, noise_px=noise), LEG, 0.5, 64)[1:] - track.xy_px
    steps = np.diff(error, axis=1).std(axis=(0, 1, 3))
    assert steps[INDEX["left_knee"]] > 4 * steps[INDEX["right_knee"]]
    assert steps[INDEX["right_knee"]] > 0, f"nothing is drawn with less than {LEAST_NOISE_SHARE} leg lengths of noise"


def test_neighbouring_frames_err_alike_and_distant_ones_do_not() -> None:
    track = still(240.0, noise_px=30.0)
    error = (draw_points(track, 1e-6, 0.5, 100)[1:] - track.xy_px).reshape(100, len(track), -1)

    def alike(frames: int) -> float:
        return float((error[:, frames:] * error[:, :-frames]).mean() / (error**2).mean())

    assert alike(1) > 0.9
    assert abs(alike(240)) < 0.1


def test_different_stretches_of_a_clip_share_the_placement_of_their_draws() -> None:
    track = still()

    def part(a: int, b: int) -> PoseTrack:
        return PoseTrack(*(getattr(track, n)[a:b] for n in ("time_s", "xy_px", "visibility", "world_m", "noise_px")))

    first, second = part(0, 60), part(90, 180)
    one = (draw_points(first, LEG, 0.5)[1:] - first.xy_px).mean(axis=1).ravel()
    other = (draw_points(second, LEG, 0.5)[1:] - second.xy_px).mean(axis=1).ravel()
    assert np.corrcoef(one, other)[0, 1] > 0.7
    foreign = (draw_points(second, LEG, 0.5, seed=9)[1:] - second.xy_px).mean(axis=1).ravel()
    assert abs(np.corrcoef(one, foreign)[0, 1]) < 0.2


def test_missing_landmarks_stay_missing_in_every_draw_and_unknown_noise_is_no_gap() -> None:
    track = still(noise_px=np.nan)
    xy = np.array(track.xy_px)
    xy[20:30, INDEX["left_knee"]] = np.nan
    points = draw_points(replace(track, xy_px=xy), LEG, 0.5, 8)
    np.testing.assert_array_equal(np.isnan(points), np.broadcast_to(np.isnan(xy), points.shape))


def test_a_few_landmarks_drawn_alone_are_spread_as_among_all() -> None:
    track, wanted = still(noise_px=2.0), [INDEX["left_knee"], INDEX["right_hip"]]
    alone = draw_points(track, LEG, 0.5, 200, only=wanted)
    assert alone.shape == (201, len(track), 2, 2)
    np.testing.assert_array_equal(alone[0], track.xy_px[:, wanted])
    among = draw_points(track, LEG, 0.5, 200)[:, :, wanted]
    for own, all_ in zip((alone[1:] - alone[0]).std(axis=(0, 1)), (among[1:] - among[0]).std(axis=(0, 1)), strict=True):
        np.testing.assert_allclose(own, all_, rtol=0.15)


def test_landmarks_err_alike_whatever_else_of_a_set_is_told() -> None:
    track, among = still(), [11, 12, 23, 24, 25, 26]
    every = draw_points(track, LEG, 0.5, 20, only=among, in_common=0.7)
    some = draw_points(track, LEG, 0.5, 20, only=among, in_common=0.7, wanted=[26, 23])
    np.testing.assert_array_equal(some, every[:, :, [5, 2]])


def test_the_few_landmarks_that_changed_are_drawn_as_they_would_be_with_all_others() -> None:
    track, among = still(noise_px=2.0), [INDEX["left_knee"], INDEX["right_hip"], INDEX["left_ankle"]]
    whole = draw_points(track, LEG, 20.0, 16)
    for some in ([among[2]], [among[1], among[0]], among):
        np.testing.assert_allclose(draw_some(track, LEG, 20.0, some, among, 16), whole[:, :, some], rtol=0, atol=1e-9)


def test_a_few_frames_drawn_anew_are_those_of_the_whole_stretch_to_the_last_bit() -> None:
    track, among = still(noise_px=2.0), [INDEX["left_knee"], INDEX["right_hip"]]
    whole = draw_some(track, LEG, 4.0, among, among, 16)
    for rows in (slice(0, 1), slice(7, 8), slice(3, 40), slice(11, len(track))):
        part = draw_some(track, LEG, 4.0, among[1:], among, 16, rows=rows)
        np.testing.assert_array_equal(part, whole[:, rows, 1:])


def test_what_misplaces_one_side_misplaces_the_other_as_far_as_they_have_in_common() -> None:
    track, wanted = still(), [INDEX[f"{s}_{part}"] for part in ("hip", "knee") for s in ("left", "right")]
    one = [*wanted, INDEX["left_ankle"]]  # whose other side is not drawn
    errors = {rho: draw_points(track, LEG, 0.5, 400, only=one, in_common=rho)[1:].mean(axis=1) for rho in (0.0, 0.7)}
    for rho, drawn in errors.items():
        for left, right in ((0, 1), (2, 3)):
            for axis in (0, 1):
                assert np.corrcoef(drawn[:, left, axis], drawn[:, right, axis])[0, 1] == pytest.approx(rho, abs=0.12)
    np.testing.assert_allclose(errors[0.7].std(axis=0), errors[0.0].std(axis=0), rtol=0.12)
    np.testing.assert_array_equal(errors[0.7][:, 4], errors[0.0][:, 4])


def test_a_landmark_that_is_placed_worse_is_off_as_many_times_further_all_the_while() -> None:
    track, wanted = still(), [INDEX["left_shoulder"], INDEX["left_hip"]]
    usual, wider = (
        draw_points(track, LEG, 0.5, 50, only=wanted, wider=w) - track.xy_px[:, wanted] for w in ({}, {11: 3.0})
    )
    np.testing.assert_array_equal(usual[:, :, 1], wider[:, :, 1])
    more = (wider - usual)[1:, :, 0]
    np.testing.assert_allclose(more, np.broadcast_to(more[:, :1], more.shape), atol=1e-9)
    assert more.std() == pytest.approx(2 * PLACEMENT_SHARE * LEG, rel=0.2)


def test_a_share_of_the_misplacement_leaves_the_random_error_as_it_is() -> None:
    track, wanted = still(noise_px=6.0), [INDEX["left_knee"], INDEX["left_hip"]]
    none, half, whole = (draw_points(track, LEG, 0.5, 20, only=wanted, share=s) for s in (0.0, 0.5, 1.0))
    np.testing.assert_allclose(half, (none + whole) / 2, atol=1e-9)
    assert (none[1:] - none[0]).std() == pytest.approx(6.0, rel=0.1)


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_a_handful_of_frames_can_be_drawn(frames: int) -> None:
    t = np.arange(frames) / 30
    assert np.isfinite(draw_points(seen(t, squat(t, ())), LEG, 0.5, 4)).all()


def test_moments_are_drawn_around_their_time_with_their_own_spread() -> None:
    drawn = draw_times(2.5, 0.02, np.random.default_rng(0), 4000)
    assert drawn[0] == 2.5
    assert drawn[1:].std() == pytest.approx(0.02, rel=0.05)
    np.testing.assert_array_equal(draw_times(2.5, None, np.random.default_rng(0), 5), 2.5)


@pytest.mark.parametrize(("fps", "ms"), [(60, 6.8), (120, 3.4), (240, 1.7)])
def test_sampling_costs_an_interval_what_the_document_says(fps: float, ms: float) -> None:
    assert 1000 * sampling_sd_s(fps) == pytest.approx(ms, abs=0.05)


def test_sampling_agrees_with_counting_frames() -> None:
    rng = np.random.default_rng(0)
    true, begin = 0.1234, rng.uniform(0, 1, 20_000)
    counted = (np.floor((begin + true) * 60) - np.floor(begin * 60)) / 60
    assert counted.std() == pytest.approx(sampling_sd_s(60), rel=0.25)


@settings(deadline=None, max_examples=40)
@given(value=st.floats(-200, 200), sd=st.floats(0.01, 50), extra=st.floats(0, 50))
def test_a_number_is_row_nought_and_its_sd_the_spread_of_the_others(value: float, sd: float, extra: float) -> None:
    draws = np.concatenate([[value], value + sd * np.random.default_rng(0).standard_normal(2000)])
    told = metric(draws, "deg", extra_sd=extra)
    assert (told.value, told.unit, told.status, told.reason) == (value, "deg", "ok", None)
    assert told.sd == pytest.approx(np.hypot(sd, extra), rel=0.08)


def test_draws_that_lie_beside_the_value_widen_its_sd() -> None:
    beside = metric(np.concatenate([[10.0], np.full(64, 13.0)]), "deg")
    assert beside.sd == pytest.approx(3.0)


def test_what_was_not_measured_is_refused_with_a_reason() -> None:
    told = metric(np.full(65, np.nan), "deg")
    assert (told.value, told.sd, told.status) == (None, None, "refused")
    assert told.reason
    asked = metric(np.ones(65), "deg", "refused", "film from the side")
    assert (asked.value, asked.sd, asked.status, asked.reason) == (None, None, "refused", "film from the side")


def test_what_half_of_the_draws_could_not_measure_is_caution() -> None:
    draws = np.concatenate([[5.0], np.random.default_rng(0).normal(5, 1, 64)])
    draws[1:33] = np.nan
    told = metric(draws, "deg")
    assert (told.value, told.status) == (5.0, "caution")
    assert told.sd == pytest.approx(1.0, rel=0.4)
    assert told.reason


def test_too_few_draws_give_no_sd_and_say_so() -> None:
    told = metric(np.array([5.0, 5.1, *[np.nan] * 63]), "deg")
    assert (told.value, told.sd, told.status) == (5.0, None, "caution")
    assert told.reason


def test_a_caution_given_keeps_its_own_reason() -> None:
    told = metric(np.array([5.0, *np.linspace(4, 6, 64)]), "deg", "caution", "half hidden")
    assert (told.status, told.reason) == ("caution", "half hidden")


def test_what_changes_with_a_runners_pose_comes_again_with_every_stride() -> None:
    track, knee = still(seconds=2.0), [INDEX["left_knee"]]
    step = float(np.median(np.diff(track.time_s)))
    slow = draw_some(track, LEG, 10 * step, knee, knee, 200)[1:, :, 0, 0]
    slow = slow - slow.mean(axis=1, keepdims=True)
    again = [np.corrcoef(slow[:, 20], slow[:, 20 + after])[0, 1] for after in (40, 80, 20)]
    assert again[0] > 0.6 and again[1] > 0.6 and again[2] < 0


def test_draws_of_a_long_stretch_can_be_given_up_all_the_while_and_come_out_as_ever_after_that() -> None:
    track, among = still(seconds=26.0), [INDEX[f"{side}_{part}"] for side in SIDES for part in ("hip", "knee", "ankle")]
    asked, stops_at = 0, 10**9

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > stops_at

    def draw() -> np.ndarray:
        return draw_some(track, LEG, 0.15, among, among)

    with giving_way(stop):
        whole = draw()
    often = asked
    assert often > 40
    for share in (0.1, 0.5, 0.9):
        asked, stops_at = 0, round(share * often)
        with pytest.raises(Cancelled), giving_way(stop):
            draw()
    np.testing.assert_array_equal(draw(), whole)
