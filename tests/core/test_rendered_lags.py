"""Lags between limbs on the true motion of rendered runs, whose limbs were rendered with and without a delay."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.motion import Measured, measure
from core.pose.skeleton import INDEX, N_LANDMARKS
from core.pose.track import PoseTrack
from tests.some import some

Floats = NDArray[np.float64]
PARTS = {
    "hip": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel", "foot_index": "toe",
    "shoulder": "shoulder", "elbow": "elbow", "wrist": "wrist",
}  # fmt: skip
NAMES = {"L": "left", "R": "right"}
PX_PER_M = 150.0


def runner(truth: dict[str, Any], every: int = 1, arms_later_s: float = 0.0) -> PoseTrack:
    """The true joints as a camera square-on beside the runner sees them, the arms moving so much later."""
    frames = truth["frames"][::every]
    time = np.array(truth["timestamps"])[::every]
    time = time - time[0]
    place = {
        f"{part}.{s}": np.array([f["joints"][f"{part}.{s}"] for f in frames]) for part in PARTS.values() for s in "LR"
    }
    if arms_later_s:
        for s in "LR":
            shoulder = place[f"shoulder.{s}"]
            for part in ("elbow", "wrist"):
                off = place[f"{part}.{s}"] - shoulder
                later = np.stack([np.interp(time - arms_later_s, time, off[:, i]) for i in range(3)], axis=-1)
                place[f"{part}.{s}"] = shoulder + later
    hips = (place["hip.L"] + place["hip.R"]) / 2
    xy = np.full((len(time), N_LANDMARKS, 2), np.nan)
    world = np.full((len(time), N_LANDMARKS, 3), np.nan)
    for ours, theirs in PARTS.items():
        for s, side in NAMES.items():
            p = place[f"{theirs}.{s}"]
            xy[:, INDEX[f"{side}_{ours}"]] = 600 + PX_PER_M * np.stack([p[:, 0], -p[:, 2]], axis=-1)
            rel = p - hips
            world[:, INDEX[f"{side}_{ours}"]] = np.stack([rel[:, 0], -rel[:, 2], rel[:, 1]], axis=-1)
    seen = np.where(np.isfinite(xy[..., 0]), 0.95, np.nan)
    return PoseTrack(time, xy, seen, world, 0.3 * seen, hips_in_front=False)


def lags(measured: Measured, name: str) -> dict[int, float]:
    """Hundredths of a second of the touchdown -> ms, of the steps that tell it."""
    return {
        round(100 * s.step.touchdown_s): m.value
        for s in measured.steps
        if (m := s.metrics[f"peak_lag_{name}_ms"]).value is not None
    }


@pytest.mark.shared
def test_arms_that_move_later_give_a_lag_that_rises_by_as_much(shared: Path) -> None:
    truth = json.loads((shared / "clips" / "rendered" / "sprint_240fps.truth.json").read_text())
    usual = lags(measure(runner(truth, 2), wanted="sprint"), "arms")
    assert len(usual) >= 3
    for later_ms in (10.0, 25.0):
        moved = lags(measure(runner(truth, 2, later_ms / 1000), wanted="sprint"), "arms")
        rise = [moved[at] - usual[at] for at in usual if at in moved]
        assert len(rise) >= 3
        assert np.mean(rise) == pytest.approx(later_ms, abs=2.5)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["sprint_240fps", "sprint_side_pan", "sprint_side_static_wide"])
def test_lags_of_the_true_motion_are_those_it_was_rendered_with(shared: Path, name: str) -> None:
    """Two of them with a swing delayed by 12 ms, one with arms delayed by 30 ms."""
    truth = json.loads((shared / "clips" / "rendered" / f"{name}.truth.json").read_text())
    rate = 1 / float(np.median(np.diff(truth["timestamps"])))
    measured = measure(runner(truth, 2 if rate > 200 else 1), wanted="sprint")
    start = truth["timestamps"][0]
    off: dict[str, list[float]] = {"swing": [], "arms": []}
    for step in truth["events"]["steps"]:
        push, swing = step["push_thigh_extension_lp12"], step["swing_thigh_flexion_lp12"]
        fore, back = (step[f"arm_{way}_lp12"]["peak"] for way in ("forward", "backward"))
        near = [s for s in measured.steps if abs(s.step.touchdown_s - (step["touchdown"] - start)) < 0.05]
        for lane, peak in (
            ("swing", swing),
            ("arms", [(fore[0] + back[0]) / 2, 0, "ok" if fore[2] == back[2] else ""]),
        ):
            told = near[0].metrics[f"peak_lag_{lane}_ms"].value if near else None
            if told is not None and push[2] == peak[2] == "ok":
                off[lane].append(told - 1000 * (peak[0] - push[0]))
    for lane, errors in some(off.items()):
        assert len(errors) >= 2, lane
        assert np.mean(np.abs(errors)) <= 4.0, lane
