"""Two clips of motion known by formula: squats that start when and go as fast as one says, at any frame rate."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.analysis import Analysis, RepResult, StepResult
from core.events.event import Rep, Step
from core.kinematics.series import compute_series, measure_body
from core.kinematics.view import View
from core.measures.spec import Metric
from core.pose.skeleton import N_LANDMARKS
from core.pose.track import PoseTrack
from tests.core import builders
from tests.core.squat_figure import Move, figure, true_times

RIGHT, LEFT = View("side", "right", 2.0, 2.0), View("side", "left", 2.0, 2.0)
NAME = "right_knee_flexion_deg"


def squats(
    moves: Sequence[Move], fps: float, *, seconds: float = 8.0, view: View = RIGHT, name: str = "a.mp4",
    noise_px: float = 0.0, holes: Sequence[tuple[float, float]] = (), seed: int = 0,
) -> Analysis:  # fmt: skip
    """Squats seen from the side; nobody is seen within `holes`.  noise_px : random error of each landmark."""
    time_s = np.arange(int(seconds * fps)) / fps
    xy = figure(time_s, moves)
    if view.facing == "left":  # walked around: the picture of the other side
        xy[..., 0] = 1200 - xy[..., 0]
    xy = xy + np.random.default_rng(seed).normal(0, 1, xy.shape) * noise_px
    for start, end in holes:
        xy[(time_s >= start) & (time_s <= end)] = np.nan
    n = len(time_s)
    track = PoseTrack(
        time_s, xy, np.ones((n, N_LANDMARKS)), np.full((n, N_LANDMARKS, 3), np.nan),
        np.full((n, N_LANDMARKS), max(noise_px, 0.5)),
    )  # fmt: skip
    reps = tuple(RepResult(_rep(moves, i), {"depth": Metric(1.0, "deg", 1.0)}) for i in range(len(moves)))
    series = compute_series(time_s, xy, measure_body(xy), view.forward, view.left_to_right)
    return replace(
        builders.analysis(Path(name), 2),
        movement="squat",
        view=view,
        reps=reps,
        raw=track,
        smoothed=track,
        series=series,
    )


def _rep(moves: Sequence[Move], i: int) -> Rep:
    start, first, last, end = true_times(moves, i)
    return Rep(i + 1, start, first, moves[i].bottom_s, last, end, 0.01, 0.01, 0.01)


def run(
    touchdowns: Sequence[float], contact_s: float = 0.15, first: str = "left", missed: Sequence[int] = ()
) -> Analysis:  # fmt: skip
    """Steps alternating from the first foot on; the numbers in `missed` were not found."""
    sides = ["left", "right"] if first == "left" else ["right", "left"]
    steps = [
        StepResult(Step(i + 1, sides[i % 2], t, t + contact_s, 0.004, 0.004), {}, {}, {})  # type: ignore[arg-type]
        for i, t in enumerate(touchdowns)
        if i not in missed
    ]
    base = builders.sprint_analysis(Path("run.mp4"))
    return replace(base, steps=tuple(steps), reps=())
