"""A limb that moves later gives a lag that is later: through the whole chain, from landmarks with errors on."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.motion import measure
from core.pose.skeleton import INDEX, SIDES
from tests.core.stick_figure import CONTACT_S, FIRST_S, RIGHT, STRIDE_S, clock, noisy, run, seen

Floats = NDArray[np.float64]

SECONDS = 2.0
DELAYS_MS = (0.0, 8.0, 20.0)
ARM, LEG = ("elbow", "wrist", "pinky", "index", "thumb"), ("knee", "ankle", "heel", "foot_index")


def later(time_s: Floats, late_s: dict[str, Floats], parts: tuple[str, ...], root: str) -> Floats:
    """(T, 33, 3) of the runner whose limbs, seen from their root, are where they were `late_s[side]` (T,) before."""
    body = run(time_s).copy()
    for side in SIDES:
        then = run(time_s - late_s[side])
        for part in parts:
            off = then[:, INDEX[f"{side}_{part}"]] - then[:, INDEX[f"{side}_{root}"]]
            body[:, INDEX[f"{side}_{part}"]] = body[:, INDEX[f"{side}_{root}"]] + off
    return body


def in_the_air(time_s: Floats, side: str) -> Floats:
    """(T,) 0 while the foot stands, rising smoothly to 1 in the middle of its flight: landing and leaving stay."""
    into = (time_s - FIRST_S[side]) % STRIDE_S
    share = np.clip((into - CONTACT_S) / (STRIDE_S - CONTACT_S), 0, 1)
    return np.asarray(np.sin(np.pi * share) ** 2)


def mean_lag_ms(limb: str, delay_ms: float, fps: float) -> float:
    """Of all steps of a runner with so late a limb, seen with errors."""
    time = clock(fps, SECONDS)
    if limb == "arms":
        body = later(time, {side: np.full(len(time), delay_ms / 1000) for side in SIDES}, ARM, "shoulder")
    else:
        body = later(time, {side: delay_ms / 1000 * in_the_air(time, side) for side in SIDES}, LEG, "hip")
    told = measure(noisy(seen(time, body, RIGHT), 0.5), wanted="sprint").summary[f"peak_lag_{limb}_ms"]
    assert told.value is not None
    return told.value


@pytest.mark.parametrize("fps", [60.0, 120.0])
def test_arms_that_move_later_give_a_lag_that_rises_by_as_much(fps: float) -> None:
    rise = np.diff([mean_lag_ms("arms", delay, fps) for delay in DELAYS_MS])
    assert rise == pytest.approx(np.diff(DELAYS_MS), abs=2.0)


def fastest_swing_s(delay_ms: float) -> float:
    """When the right thigh swings fastest around a contact of the left foot, read off the motion itself."""
    time = clock(1200.0, SECONDS)
    body = later(time, {side: delay_ms / 1000 * in_the_air(time, side) for side in SIDES}, LEG, "hip")
    thigh = body[:, INDEX["right_knee"]] - body[:, INDEX["right_hip"]]
    speed = np.gradient(np.arctan2(thigh[:, 0], -thigh[:, 2]), time)
    around = np.abs(time - FIRST_S["left"] - STRIDE_S - CONTACT_S / 2) < STRIDE_S / 4
    return float(time[around][np.argmax(speed[around])])


@pytest.mark.parametrize("fps", [60.0, 120.0])
def test_a_thigh_that_swings_later_gives_a_lag_that_rises_with_it(fps: float) -> None:
    """Landing and leaving stay, so that the hump leans over: its middle moves by the delay, its top by nearly twice."""
    rise = np.diff([mean_lag_ms("swing", delay, fps) for delay in DELAYS_MS])
    true = 1000 * np.diff([fastest_swing_s(delay) for delay in DELAYS_MS])
    assert (true > 1.7 * np.diff(DELAYS_MS)).all()
    assert rise == pytest.approx(true, abs=3.0)
