"""Cuts are told, and nothing else that makes pictures differ: pans, flashes, lamps, hands, dropped frames."""

import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from core.pose.camera_motion import CameraMotion
from core.pose.camera_tracker import CameraTracker
from core.pose.scene_cuts import SceneCuts
from core.pose.scenes import liveliest, scenes
from core.pose.track import PoseTrack
from tests.core.pose.moving_camera import HEIGHT, WIDTH, Camera, picture, texture
from tests.core.stick_figure import seen, squat

NOBODY = np.full(4, np.nan)
WALL, OTHER = texture(), texture(seed=99)
Picture = NDArray[np.uint8]


def cuts(pictures: Sequence[Picture], hz: float = 30.0) -> list[int]:
    tracker = CameraTracker(len(pictures), hz, (WIDTH, HEIGHT))
    for row, rgb in enumerate(pictures):
        if tracker.wants(row):
            tracker.add(row, rgb, NOBODY)
    return [int(row) for row in np.flatnonzero(tracker.result().cut)]


def shots(wall: Picture, n: int, at_deg: float = 0.0) -> list[Picture]:
    return [picture(wall, Camera(at_deg), noise=2, seed=i) for i in range(n)]


def test_several_cuts_are_told_where_they_are() -> None:
    assert cuts(shots(WALL, 31) + shots(OTHER, 32) + shots(WALL, 31)) == [31, 63]


def test_the_other_side_of_the_same_place_is_another_scene() -> None:
    assert cuts(shots(WALL, 16) + [p[:, ::-1].copy() for p in shots(WALL, 16)]) == [16]


def test_a_cut_before_an_empty_wall_is_told_though_no_background_can_be_followed() -> None:
    ramp = np.linspace(60, 200, WIDTH).astype(np.uint8)
    one = np.repeat(np.tile(ramp, (HEIGHT, 1))[..., None], 3, axis=2)
    assert cuts([one] * 15 + [one[:, ::-1].copy()] * 15) == [15]


def test_a_cut_between_two_looks_begins_with_the_next_look() -> None:
    (found,) = cuts((shots(WALL, 8) * 16)[:125] + shots(OTHER, 8) * 16, hz=240.0)
    assert 125 <= found < 133


def test_a_pan_however_fast_is_no_cut() -> None:
    for step_deg in (2.0, 6.0, 12.0):
        still = [0.0] * 5
        turn = list(np.arange(0, 60, step_deg))
        assert cuts([picture(WALL, Camera(a - 30)) for a in still + turn + [turn[-1]] * 5]) == []


def test_frames_dropped_in_a_pan_are_no_cut() -> None:
    assert cuts([picture(WALL, Camera(a)) for a in [*np.arange(0, 4, 0.4), *np.arange(22, 26, 0.4)]]) == []


def test_a_hand_that_stops_the_recording_is_no_scene() -> None:
    assert cuts(shots(WALL, 30) + shots(OTHER, 10)) == []


@pytest.mark.parametrize("spoil", ["flash", "white", "lamps", "hand"])
def test_what_passes_or_only_lights_the_scene_is_no_cut(spoil: str) -> None:
    out = shots(WALL, 60)
    for i in range(len(out)):
        if spoil == "flash" and i in (20, 40):
            out[i] = np.clip(out[i].astype(int) + 140, 0, 255).astype(np.uint8)
        elif spoil == "white" and i in (20, 40):
            out[i] = np.full_like(out[i], 255)
        elif spoil == "lamps" and i >= 30:
            out[i] = (out[i] * 0.35).astype(np.uint8)
        elif spoil == "hand" and 20 <= i < 32:
            out[i] = np.repeat(
                np.tile(np.linspace(30, 90, HEIGHT).astype(np.uint8)[:, None], (1, WIDTH))[..., None], 3, 2
            )
    assert cuts(out) == []


def track(n: int, cut: Sequence[int], known: NDArray[np.bool_] | None = None, fps: float = 30.0) -> PoseTrack:
    """Somebody who stands, in a clip that is cut in some rows."""
    time_s = np.arange(n) / fps
    body = seen(time_s, squat(time_s, ()))
    where = np.zeros(n, np.bool_)
    where[list(cut)] = True
    shift = np.zeros((n, 2))
    if known is not None:
        shift[~known] = np.nan
    zeros = np.zeros(n)
    camera = CameraMotion(shift, zeros, zeros, zeros, np.cumsum(where), where, (1920, 1080))
    return PoseTrack(time_s, body.xy_px, body.visibility, body.world_m, body.noise_px, camera=camera)


def test_a_clip_without_cuts_or_without_camera_is_one_scene() -> None:
    assert scenes(track(50, [])) == [range(50)]
    assert scenes(PoseTrack.empty(np.arange(50) / 30)) == [range(50)]


def test_frames_that_nobody_knows_on_which_side_of_the_cut_they_lie_belong_to_no_scene() -> None:
    known = np.ones(120, np.bool_)
    known[41:48] = False
    assert scenes(track(120, [48], known, fps=240.0)) == [range(41), range(48, 120)]


def test_where_the_background_is_never_known_only_one_look_before_the_cut_is_lost() -> None:
    assert scenes(track(60, [30], np.zeros(60, np.bool_))) == [range(29), range(30, 60)]


def test_the_scene_in_which_the_athlete_moves_is_taken_not_the_longest() -> None:
    n = 120
    made = track(n, [80])
    xy = made.xy_px.copy()
    rng = np.random.default_rng(1)
    xy[:80] = xy[0]
    xy[80:, 25:29] += rng.normal(0, 80, (40, 4, 2))
    lively = PoseTrack(made.time_s, xy, made.visibility, made.world_m, made.noise_px, camera=made.camera)
    assert liveliest(lively, scenes(lively)) == range(80, 120)


def test_a_body_that_only_goes_across_the_picture_does_not_move_more_than_limbs_that_do() -> None:
    made = track(120, [80])
    xy = np.repeat(made.xy_px[:1], 120, axis=0)
    xy[:80, :, 0] += np.linspace(0, 1500, 80)[:, None]
    xy[80:, 25:29] += np.random.default_rng(1).normal(0, 80, (40, 4, 2))
    carried = PoseTrack(made.time_s, xy, made.visibility, made.world_m, made.noise_px, camera=made.camera)
    assert liveliest(carried, scenes(carried)) == range(80, 120)


def test_where_nobody_is_seen_the_longest_scene_is_taken() -> None:
    empty = PoseTrack.empty(np.arange(50) / 30)
    assert liveliest(empty, [range(20), range(20, 50)]) == range(20, 50)


@pytest.mark.parametrize("left_out", [1, 2])
def test_who_stands_before_the_lens_for_less_than_a_second_is_no_cut_however_many_pictures_were_left_out(
    left_out: int,
) -> None:
    wall, hand = (np.random.default_rng(seed).integers(0, 255, (60, 90)).astype(np.uint8) for seed in (1, 2))
    scenes = SceneCuts(30.0)
    for row in range(0, 120, left_out):
        covered = 60 <= row < 80
        scenes.add(row, hand if covered else wall, followed=row not in (60, 80), steps=left_out)
    assert scenes.rows() == []
    for row in range(120, 200, left_out):
        scenes.add(row, hand, followed=row != 120, steps=left_out)
    assert scenes.rows() == [120]


def test_cuts_are_told_without_taking_memory_by_the_length_of_the_clip() -> None:
    told = SceneCuts(15.0)
    rng = np.random.default_rng(3)
    one, other = (rng.integers(0, 256, (32, 48), np.uint8) for _ in range(2))
    for row in range(4000):
        told.add(row, one if row < 2000 else other, followed=row != 2000)
    tracemalloc.start()
    try:
        assert told.rows() == [2000]
        assert tracemalloc.get_traced_memory()[1] < 0.1 * 4000 * 384 * 8
    finally:
        tracemalloc.stop()
