"""A step that goes against the beat of all others is told, and legs without a beat are left alone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.signal.step_beat import exchanged_steps

Floats = NDArray[np.float64]
STEP_S = 0.25


def legs(time_s: Floats, exchanged: tuple[int, ...] = (), quicker: float = 0.0) -> Floats:
    """How far the left leg is ahead, with some steps exchanged; `quicker` = gain of step rate over two seconds."""
    beats = _beats(time_s, quicker)
    return np.asarray(0.4 * np.cos(np.pi * beats) * np.where(_numbers(beats, exchanged), -1.0, 1.0))


def _beats(time_s: Floats, quicker: float) -> Floats:
    return np.asarray(time_s / STEP_S * (1 + quicker * time_s / 4))


def _numbers(beats: Floats, exchanged: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.isin(np.floor(beats + 0.5).astype(int), exchanged)


@pytest.mark.parametrize("fps", [24, 29.97, 60, 240])
@pytest.mark.parametrize("exchanged", [(), (2,), (5,), (3, 4), (2, 7)])
def test_exchanged_steps_are_told_to_a_twelfth_of_a_step(fps: float, exchanged: tuple[int, ...]) -> None:
    t = np.arange(0, 2.5, 1 / fps)
    told, step_s = exchanged_steps(t, legs(t, exchanged))
    wrong = told != _numbers(_beats(t, 0.0), exchanged)
    beats = t / STEP_S
    assert (np.abs(beats[wrong] - np.floor(beats[wrong]) - 0.5) <= 1 / 12 + STEP_S / fps * 4).all()
    assert step_s == pytest.approx(STEP_S, rel=0.06)


def test_a_runner_who_gets_quicker_keeps_the_beat() -> None:
    t = np.arange(0, 2.5, 1 / 60)
    assert not exchanged_steps(t, legs(t, quicker=0.25))[0].any()
    told, _ = exchanged_steps(t, legs(t, (5,), quicker=0.25))
    assert np.mean(told == _numbers(_beats(t, 0.25), (5,))) > 0.95


@pytest.mark.parametrize("fps", [30, 120])
@pytest.mark.parametrize("seen", [0.3, 0.5])
def test_a_step_that_the_clip_cuts_off_is_told_as_well(fps: float, seen: float) -> None:
    """`seen` : of the first step and of the last one, which begin and end half a step from a beat."""
    t = np.arange((0.5 - seen) * STEP_S, (9.5 + seen) * STEP_S, 1 / fps)
    for exchanged in ((0,), (10,)):
        told, _ = exchanged_steps(t, legs(t, exchanged))
        wrong = told != _numbers(_beats(t, 0.0), exchanged)
        assert told.any()
        assert wrong.sum() <= 1 + STEP_S * fps / 12
    assert not exchanged_steps(t, legs(t))[0].any()


def test_steps_of_unlike_length_keep_the_beat() -> None:
    t = np.arange(0, 12, 1 / 30)
    limping = legs(t, (21,)) + 0.06
    told, step_s = exchanged_steps(t, limping)
    assert step_s == pytest.approx(STEP_S, rel=0.06)
    assert 0.5 * STEP_S <= told.sum() / 30 <= 1.5 * STEP_S
    assert np.abs(t[told] - 21 * STEP_S).max() < STEP_S


def test_where_half_the_steps_speak_against_the_others_nobody_is_believed() -> None:
    t = np.arange(0, 2.5, 1 / 60)
    for exchanged in ((1, 3, 5, 7, 9), (1, 2, 5, 6, 9)):
        assert not exchanged_steps(t, legs(t, exchanged))[0].any()


def test_who_stands_squats_or_is_seen_for_two_steps_has_no_beat() -> None:
    rng = np.random.default_rng(0)
    t = np.arange(0, 10, 1 / 30)
    stands = rng.normal(0, 0.02, len(t))
    knees_apart = 0.3 + 0.1 * np.cos(2 * np.pi * t / 2.5) + rng.normal(0, 0.01, len(t))
    for ahead in (stands, knees_apart, 3 * stands + 0.2):
        assert not exchanged_steps(t, ahead)[0].any()
    assert not exchanged_steps(t[:15], legs(t[:15], (1,)))[0].any()
    assert not exchanged_steps(t[:1], legs(t[:1]))[0].any()
