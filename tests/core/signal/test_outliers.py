"""Wild samples are found, alone or in a row; motion, however fast, is not called wild."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.pose.boxes import typical_body
from core.signal.outliers import find_outliers
from tests.core.stick_figure import clock, noisy, run, seen

Floats = NDArray[np.float64]
LEAST = 20.0


def swing(fps: float, seconds: float = 2.0) -> tuple[Floats, Floats]:
    """A point on a slow arc with a pixel of noise: (T,) and (T, 2)."""
    t = np.arange(round(fps * seconds)) / fps
    path = np.stack([400 + 60 * np.sin(2 * np.pi * t), 300 - 40 * np.cos(2 * np.pi * t)], axis=1)
    return t, path + np.random.default_rng(0).standard_normal(path.shape)


@pytest.mark.parametrize("fps", [24, 30, 60, 120, 240])
def test_a_single_wild_sample_is_found_and_nothing_else(fps: float) -> None:
    t, points = swing(fps)
    points[[7, 30]] += [[90, -70], [-120, 0]]
    assert np.flatnonzero(find_outliers(t, points, LEAST).wild).tolist() == [7, 30]


def test_looks_apart_alike_in_every_frame_change_nothing() -> None:
    """Their trust is one number for all: the same path as of samples trusted one by one."""
    t, points = swing(60)
    points[40:42] += [100, 100]
    alike = find_outliers(t, points, LEAST, np.full(len(t), 3.0))
    nearly = find_outliers(t, points, LEAST, np.where(np.arange(len(t)) == 5, 3.0 + 1e-9, 3.0))
    assert np.flatnonzero(alike.wild).tolist() == [40, 41]
    assert alike.path == pytest.approx(nearly.path, abs=1e-6)


def test_a_rate_told_far_too_high_is_looked_through_all_the_same() -> None:
    t, points = swing(10_000.0, 0.03)
    assert not find_outliers(t, points, LEAST).wild.any()


def test_two_wild_samples_in_a_row_are_found() -> None:
    t, points = swing(60)
    points[40:42] += [100, 100]
    assert np.flatnonzero(find_outliers(t, points, LEAST).wild).tolist() == [40, 41]


@settings(deadline=None, max_examples=60)
@given(
    speed=st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000)),
    fps=st.sampled_from([24.0, 29.97, 60.0, 240.0]),
    n=st.integers(5, 60),
)
def test_a_ramp_is_never_wild_however_fast(speed: tuple[float, float], fps: float, n: int) -> None:
    t = np.arange(n) / fps
    assert not find_outliers(t, 500 + t[:, None] * np.array(speed), 1.0).wild.any()


@pytest.mark.parametrize("fps", [30, 60, 120, 240])
def test_feet_that_turn_round_at_touchdown_and_toe_off_are_not_wild(fps: float) -> None:
    t = clock(fps, 4.0)
    track = noisy(seen(t, run(t)), 1.0)
    least = 0.05 * typical_body(track.xy_px)
    for side in ("left", "right"):
        for part in ("knee", "ankle", "heel", "foot_index"):
            assert not find_outliers(t, track.point(f"{side}_{part}"), least).wild.any(), (side, part)


def test_a_wild_foot_at_toe_off_is_found_all_the_same() -> None:
    t = clock(120, 4.0)
    points = np.array(noisy(seen(t, run(t)), 1.0).point("left_ankle"))
    at = round(0.21 * 120)
    points[at] += [-60, -200]
    assert np.flatnonzero(find_outliers(t, points, 20.0).wild).tolist() == [at]


def test_what_is_nearer_than_the_least_distance_is_left_alone() -> None:
    t = np.arange(60) / 60
    points = np.zeros((60, 2))  # no noise at all: any step is many sigmas
    points[30] = [LEAST - 1, 0]
    assert not find_outliers(t, points, LEAST).wild.any()
    points[30] = [LEAST + 1, 0]
    assert np.flatnonzero(find_outliers(t, points, LEAST).wild).tolist() == [30]


def test_what_the_noise_around_it_explains_is_left_alone() -> None:
    t = np.arange(120) / 60
    points = 30 * np.random.default_rng(1).standard_normal((120, 2))
    assert not find_outliers(t, points, 1.0).wild.any()


def test_missing_samples_are_not_wild_and_do_not_hide_one_that_is() -> None:
    t, points = swing(60)
    points[20:24] = np.nan
    points[50] += [150, 0]
    points[52] = np.nan
    found = find_outliers(t, points, LEAST).wild
    assert np.flatnonzero(found).tolist() == [50]


def test_a_clip_without_anybody_has_no_outliers() -> None:
    assert not find_outliers(np.arange(30) / 30, np.full((30, 2), np.nan), LEAST).wild.any()


@pytest.mark.parametrize("n", [0, 1, 4])
def test_too_few_frames_are_not_judged(n: int) -> None:
    points = np.zeros((n, 2))
    points[n // 2 :] = 500
    assert find_outliers(np.arange(n) / 30, points, LEAST).wild.tolist() == [False] * n


@pytest.mark.parametrize(("fps", "wild"), [(60, 3), (120, 5), (240, 10)])
def test_several_wild_samples_in_a_row_are_found_and_the_path_goes_where_the_knee_was(fps: float, wild: int) -> None:
    t = clock(fps, 4.0)
    truth = seen(t, run(t))
    points = np.array(noisy(truth, 1.0).point("left_knee"))
    body = typical_body(truth.xy_px)
    frames = np.arange(round(0.9 * fps), round(0.9 * fps) + wild)
    points[frames] += [0.2 * body, -0.1 * body]
    judged = find_outliers(t, points, 0.04 * body)
    assert np.flatnonzero(judged.wild).tolist() == frames.tolist()
    off = np.hypot(*(judged.path[frames] - truth.point("left_knee")[frames]).T)
    assert off.max() < 0.04 * body


def test_a_sample_whose_looks_disagreed_has_less_say_than_its_neighbours() -> None:
    t, points = swing(60)
    truth = points.copy()
    points[60:63] += [0.9 * LEAST, 0]  # too near to be called wild
    spread = np.full(len(t), 1.0)
    spread[60:63] = 30.0
    off = [np.hypot(*(find_outliers(t, points, LEAST, s).path - truth).T)[60:63].max() for s in (None, spread)]
    assert off[1] < 0.3 * off[0]


def test_stretches_that_know_nothing_of_each_other_are_judged_together_as_each_by_itself() -> None:
    t, points = swing(30, 12.0)
    t = t + 0.002 * np.random.default_rng(4).random(len(t))
    points[50:53] += [80, 0]  # at the end of a stretch
    points[[90, 200, 201, 310]] += [[-90, 60], [0, 70], [0, 80], [120, 0]]
    points[[20, 21, 250]] = np.nan
    spread = np.where(np.arange(len(t)) % 3 == 0, 2.0, np.nan)
    spans = [(0, 53), (60, 64), (70, 90), (90, 300), (303, 360)]
    together = find_outliers(t, points, LEAST, spread, spans)
    assert together.wild.sum() > 3
    for a, b in spans:
        alone = find_outliers(t[a:b], points[a:b], LEAST, spread[a:b])
        assert together.wild[a:b].tolist() == alone.wild.tolist()
        np.testing.assert_allclose(together.path[a:b], alone.path, rtol=1e-12)
    between = np.setdiff1d(np.arange(len(t)), np.concatenate([np.arange(a, b) for a, b in spans]))
    assert not together.wild[between].any()
    np.testing.assert_array_equal(together.path[between], points[between])
