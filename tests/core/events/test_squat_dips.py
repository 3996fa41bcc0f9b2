"""Where a dip's bottom lies and how long it lasts, on curves that tremble."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from core.events.rep_moments import _bottom_error
from core.events.squat_dips import Dip, find_dips
from core.pose.skeleton import INDEX
from tests.core.events.test_squat_reps import FRONT, clock, found
from tests.core.squat_figure import SHANK, THIGH, Move, figure, lean, smooth_step, true_times


def test_a_knee_that_is_seen_to_move_in_the_hole_does_not_end_the_bottom() -> None:
    t = clock(60, 6)
    move = Move(1.0, pause_s=0.6)
    xy = figure(t, [move])
    late = 25 * smooth_step((t - move.bottom_s) / 0.15) * (1 - smooth_step((t - move.bottom_s - 0.4) / 0.15))
    xy[:, INDEX["right_knee"], 1] -= late  # of the nearer leg, whose directions tell the start and the end
    (rep,), _ = found(t, xy)
    _, first_s, last_s, _ = true_times([move], 0)
    assert rep.bottom_first_s == pytest.approx(first_s, abs=1e-3)
    assert rep.bottom_last_s == pytest.approx(last_s, abs=1e-3)


def test_hips_that_tremble_from_the_front_leave_the_bottom_to_the_trunks_middle() -> None:
    t, told, by_hips = clock(30, 6), [], []
    move = Move(1.0, pause_s=0.4)
    _, first_s, last_s, _ = true_times([move], 0)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        xy = figure(t, [move], yaw_deg=90)
        for name in ("left_hip", "right_hip"):
            slow = np.convolve(rng.standard_normal(len(t)), np.ones(2) / np.sqrt(2), "same")
            xy[:, INDEX[name], 1] += 8.0 * slow
        (rep,), _ = found(t, xy, FRONT)
        ankle, hips = (xy[:, [INDEX[f"{s}_{part}"] for s in ("left", "right")], 1].mean(1) for part in ("ankle", "hip"))
        dip = max(find_dips(t, ankle - hips), key=lambda one: one.drop)
        assert dip.trembles
        told.append((rep.bottom_first_s - first_s, rep.bottom_last_s - last_s))
        by_hips.append((dip.bottom_first_s - first_s, dip.bottom_last_s - last_s))
    assert np.std(told) < 0.6 * np.std(by_hips)


def test_a_pause_in_the_hole_is_as_long_as_it_is_though_the_landmarks_tremble() -> None:
    t = clock(30, 6)
    move = Move(1.0, pause_s=0.8)
    _, first_s, last_s, _ = true_times([move], 0)
    spans = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        xy = figure(t, [move])
        for part in ("hip", "knee", "ankle"):
            for side in ("left", "right"):
                slow = np.convolve(rng.standard_normal(len(t)), np.ones(5) / np.sqrt(5), "same")
                xy[:, INDEX[f"{side}_{part}"], 1] += 2.0 * slow  # 1.3 % of the drop
        spans.append(found(t, xy)[0][0].bottom_last_s - found(t, xy)[0][0].bottom_first_s)
    assert np.mean(spans) == pytest.approx(last_s - first_s, abs=0.06)


def test_the_middle_of_a_pause_is_found_though_the_hips_tremble_by_more_than_the_bottoms_band() -> None:
    t, away = clock(30, 6), []
    move = Move(1.0, pause_s=0.4)
    _, first_s, last_s, _ = true_times([move], 0)
    thigh, shank, _ = (np.radians(a) for a in lean([move], t))
    still = SHANK * np.cos(shank) + THIGH * np.cos(thigh)
    for seed in range(30):
        rng = np.random.default_rng(seed)
        tremble = np.convolve(rng.standard_normal(len(t)), np.ones(2) / np.sqrt(2), "same")
        (dip,) = find_dips(t, still + 0.025 * np.ptp(still) * tremble, 0.2)
        away.append(dip.bottom_s - (first_s + last_s) / 2)
    assert abs(np.mean(away)) < 0.02
    assert np.max(np.abs(away)) < 0.12


def test_the_level_of_the_bottom_is_the_one_its_own_span_gives() -> None:
    t, apart = clock(30, 6), []
    for pause_s in (0.0, 0.3, 0.8):
        thigh, shank, _ = (np.radians(a) for a in lean([Move(1.0, pause_s=pause_s)], t))
        still = SHANK * np.cos(shank) + THIGH * np.cos(thigh)
        for seed in range(20):
            rng = np.random.default_rng(seed)
            curve = still + 0.003 * np.convolve(rng.standard_normal(len(t)), np.ones(4) / 2, "same")
            (dip,) = find_dips(t, curve, 0.2)
            half = (dip.bottom_last_s - dip.bottom_first_s) / 4
            at = np.linspace(-1, 1, 33)
            values = CubicSpline(t, curve)(dip.bottom_s + half * at)
            parabola = np.polynomial.Polynomial.fit(at, values, 2, domain=[-1, 1])
            dense = parabola(np.linspace(-1, 1, 2001))
            level = dense.min() if parabola.coef[2] > 0 else values.mean()
            apart.append(abs(dip.bottom - level) / dip.drop)
    # now and then a tremble leaves no such level: the span leaps over it
    assert np.mean(np.array(apart) < 2e-4) > 0.95
    assert max(apart) < 0.01


def test_the_dips_of_a_long_set_are_those_of_its_parts() -> None:
    rng = np.random.default_rng(3)
    t = np.arange(0, 260, 1 / 30)
    moves = [
        Move(3.0 * k + 0.5, down_s=rng.uniform(0.5, 1.1), pause_s=rng.uniform(0, 0.3), up_s=rng.uniform(0.5, 1.0))
        for k in range(85)
    ]
    tremble = np.convolve(rng.standard_normal(len(t)), np.ones(3) / np.sqrt(3), "same")
    thigh, shank, _ = (np.radians(a) for a in lean(moves, t))
    # the second half trembles by more than the bottom's band
    curve = SHANK * np.cos(shank) + THIGH * np.cos(thigh) + 0.002 * np.where(t < 130, 1, 5) * tremble
    dips = find_dips(t, curve)
    assert len(dips) == 85
    assert 8 < sum(dip.trembles for dip in dips) < 65
    for first in range(0, 84, 3):
        part = (t > 3.0 * first - 2.5) & (t < 3.0 * first + 11.5)
        alone = {round(dip.bottom_s, 1): dip for dip in find_dips(t[part], curve[part])}
        for dip in dips[first : first + 3]:
            other = min(alone.values(), key=lambda one: abs(one.bottom_s - dip.bottom_s))
            assert other.start_s == pytest.approx(dip.start_s, abs=2e-3)
            assert other.end_s == pytest.approx(dip.end_s, abs=2e-3)
            if not dip.trembles:
                assert other.bottom_first_s == pytest.approx(dip.bottom_first_s, abs=2e-3)
                assert other.bottom_last_s == pytest.approx(dip.bottom_last_s, abs=2e-3)


def held(dent: float) -> Dip:
    """A squat held for 0.6 s, from 2.0 s on, with a dent in the hole of this share of the drop, 0.12 s wide."""
    t = np.arange(0, 5, 1 / 60)
    down, up = (smooth_step(np.clip(x, 0, 1)) for x in (t - 1.0, 3.6 - t))
    curve = 1 - 0.5 * np.minimum(down, up) - 0.5 * dent * np.exp(-(((t - 2.45) / 0.06) ** 2))
    (dip,) = find_dips(t, curve)
    return dip


def test_a_dent_in_a_held_bottom_makes_its_moments_as_unsure_as_the_pause_is_long() -> None:
    """Where the hips drift in the hole the band holds the dent alone, and nothing says that it is the bottom."""
    even, dented = held(0.0), held(0.035)
    assert even.bottom_last_s - even.bottom_first_s > 0.6 > 3 * (dented.bottom_last_s - dented.bottom_first_s)
    true_s, error = (even.bottom_first_s + even.bottom_last_s) / 2, _bottom_error(dented, 1.0, 0.0)
    assert abs(dented.bottom_s - true_s) < 2 * error
    assert _bottom_error(even, 1.0, 0.0) < 0.02


def test_a_bottom_like_a_parabola_is_no_less_sure_for_a_wider_band() -> None:
    t = np.arange(0, 5, 1 / 60)
    (dip,) = find_dips(t, 1 - 0.25 * (1 - np.cos(2 * np.pi * np.clip(t - 1.5, 0, 2) / 2)))
    alone = _bottom_error(replace(dip, wider_first_s=np.nan, wider_last_s=np.nan), 1.0, 0.0)
    assert _bottom_error(dip, 1.0, 0.0) == pytest.approx(alone, rel=0.1)
