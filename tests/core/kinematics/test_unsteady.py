"""Loose trousers show in the lengths of the bones."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.kinematics.unsteady import STEADY, USUAL, unsteadiness
from core.pose.skeleton import INDEX, SIDES
from tests.core.squat_figure import Move, figure
from tests.core.stick_figure import clock

Floats = NDArray[np.float64]
MOVES = (Move(1.0), Move(4.0, down_s=0.8, up_s=0.7), Move(7.0))
T = clock(30, 10)
WITHIN = (T > 0.8) & (T < 9.5)


def wandering(xy: Floats, px: float, parts: tuple[str, ...], over_s: float = 0.4, seed: int = 0) -> Floats:
    """The same figure, some pairs of joints moved slowly to and fro by `px`, each on its own."""
    out, rng = xy.copy(), np.random.default_rng(seed)
    for part in parts:
        for side in SIDES:
            knots = rng.standard_normal((int(T[-1] / over_s) + 2, 2))
            at = np.arange(len(knots)) * over_s
            out[:, INDEX[f"{side}_{part}"]] += px * np.stack([np.interp(T, at, knots[:, k]) for k in (0, 1)], axis=-1)
    return out


def leg_px(xy: Floats) -> float:
    hip, knee, ankle = (xy[0, INDEX[f"right_{part}"]] for part in ("hip", "knee", "ankle"))
    return float(np.hypot(*(hip - knee)) + np.hypot(*(knee - ankle)))


def test_bones_of_a_stick_figure_are_steady_and_a_joint_that_slides_with_the_pose_is() -> None:
    xy = figure(T, MOVES)
    assert unsteadiness(T, xy, "right", WITHIN).thigh < 0.002
    hip, knee = (INDEX[f"right_{part}"] for part in ("hip", "knee"))
    thigh = xy[:, knee] - xy[:, hip]
    level = np.abs(thigh[:, :1]) / np.hypot(*thigh.T)[:, None]
    slid = xy.copy()
    slid[:, hip] += 0.1 * level * thigh  # by a tenth of the thigh where it is level: the model's own habit
    assert unsteadiness(T, slid, "right", WITHIN).thigh < USUAL


@pytest.mark.parametrize("part", ["hip", "knee", "ankle"])
def test_what_wanders_is_told_from_what_stays(part: str) -> None:
    xy = figure(T, MOVES)
    px = 0.03 * leg_px(xy)
    told = unsteadiness(T, wandering(xy, px, (part,)), "right", WITHIN).joints()
    assert max(told, key=lambda name: told[name]) == part or part == "knee"
    assert told[part] == pytest.approx(0.03 * np.sqrt(2 / 3) * (1 if part != "knee" else 0.71), rel=0.4)


def test_too_little_seen_tells_nothing() -> None:
    xy = figure(T, MOVES)
    assert unsteadiness(T, xy, "right", T < 0.3) == STEADY
    xy[:, INDEX["right_knee"]] = np.nan
    assert unsteadiness(T, xy, "right", WITHIN) == STEADY
