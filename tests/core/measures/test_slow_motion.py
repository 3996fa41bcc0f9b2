"""Slow motion is known by legs that pass each other far too slowly, whichever of them is called left."""

import numpy as np
import pytest

from core.events.event import Rep, Step
from core.kinematics.rhythm import step_s
from core.measures.slow_motion import looks_slow
from core.pose.skeleton import INDEX, N_LANDMARKS
from core.pose.track import PoseTrack

LEG_PX = 200.0


def legs(step: float, apart: float = 1.0, lifted: float = 0.35, seconds: float = 12.0, fps: float = 30.0) -> PoseTrack:
    """Two ankles that swing in anti-phase, `apart` leg lengths at the widest; the one that comes forward is lifted."""
    time_s = np.arange(round(seconds * fps)) / fps
    phase = np.pi * time_s / step
    xy = np.zeros((len(time_s), N_LANDMARKS, 2))
    for side, sign in (("left", 1.0), ("right", -1.0)):
        xy[:, INDEX[f"{side}_hip"]] = (300, 100)
        xy[:, INDEX[f"{side}_knee"]] = (300, 100 + LEG_PX / 2)
        up = lifted * np.maximum(sign * np.cos(phase), 0)
        ankle = np.stack([sign * apart / 2 * np.sin(phase), 1 - up], axis=-1)
        xy[:, INDEX[f"{side}_ankle"]] = ankle * LEG_PX + (300, 100)
    nan = np.full((len(time_s), N_LANDMARKS), np.nan)
    return PoseTrack(time_s, xy, np.ones_like(nan), np.full((*nan.shape, 3), np.nan), nan)


@pytest.mark.parametrize("step", [0.3, 0.7, 1.4, 2.9])
def test_the_time_of_a_step_is_found(step: float) -> None:
    found = step_s(legs(step))
    assert found == pytest.approx(step, abs=1 / 30)


def test_mistaken_legs_change_nothing() -> None:
    track = legs(1.4)
    xy = track.xy_px.copy()
    left, right = INDEX["left_ankle"], INDEX["right_ankle"]
    xy[60:150, [left, right]] = xy[60:150, [right, left]]
    swapped = PoseTrack(track.time_s, xy, track.visibility, track.world_m, track.noise_px)
    assert step_s(swapped) == step_s(track)


def test_running_and_strolling_at_their_own_speed_are_not_slow() -> None:
    assert not looks_slow(legs(0.35), (), ())
    assert not looks_slow(legs(0.85), (), ())
    assert looks_slow(legs(1.4), (), ())


@pytest.mark.parametrize(
    "track", [legs(1.4, lifted=0.08), legs(1.4, apart=0.4), legs(1.4, seconds=2.5), PoseTrack.empty(np.arange(90) / 30)]
)
def test_feet_near_the_ground_small_steps_and_too_few_of_them_say_nothing(track: PoseTrack) -> None:
    assert step_s(track) is None


def test_reps_that_come_up_slower_than_anybody_does_are_slow() -> None:
    def rep(rise: float) -> Rep:
        return Rep(1, 0.0, 2.0, 2.1, 2.2, 2.2 + rise, 0.02, 0.02, 0.02)

    still = PoseTrack.empty(np.arange(90) / 30)
    assert looks_slow(still, (), [rep(6.0), rep(6.5)])
    assert not looks_slow(still, (), [rep(1.0), rep(4.0)])


def test_contacts_that_last_longer_than_in_running_are_slow() -> None:
    def step(start: float, lasts: float) -> Step:
        return Step(1, "left", start, start + lasts, 0.01, 0.01)

    still = PoseTrack.empty(np.arange(90) / 30)
    assert looks_slow(still, [step(0, 1.0), step(1.5, 1.1)], ())
    assert not looks_slow(still, [step(0, 0.2), step(0.4, 0.2)], ())
