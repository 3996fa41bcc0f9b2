"""Analyses made from closed-form motion: every number in them is known without measuring anything."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.analysis import Analysis, LanePeak, PoseSummary, QualityNote, RepResult, StepResult
from core.events.event import Event, Rejected, Rep, Step
from core.kinematics.scale import Scale
from core.kinematics.series import Series
from core.kinematics.view import View
from core.measures.spec import Metric
from core.pose.skeleton import INDEX, LANDMARKS, N_LANDMARKS
from core.pose.track import PoseTrack
from core.provenance import ProvenanceStep
from core.video.info import ClipInfo

FPS = 30.0
REP_S = 2.0  # one squat: down and up as one cosine
DEEPEST_KNEE_DEG = 110.0


def clip_info(path: Path, frames: int, fps: float = FPS) -> ClipInfo:
    return ClipInfo(
        path=path, width_px=720, height_px=1280, rotation_deg=90, codec="h264", frames=frames,
        duration_s=frames / fps, container_fps=fps, capture_fps=fps, time_scale=1.0, variable_frame_rate=False,
        largest_frame_gap_ms=1000 / fps, sha256=hashlib.sha256(os.fsencode(path)).hexdigest(),
    )  # fmt: skip


def track(time_s: np.ndarray, down: np.ndarray) -> PoseTrack:
    """A figure whose upper body sinks by 300 px * `down` over feet that stand still; nobody in the first frame."""
    n = len(time_s)
    xy = np.empty((n, N_LANDMARKS, 2))
    for name, i in INDEX.items():
        height = {"hip": 640.0, "knee": 850.0, "ankle": 1050.0, "heel": 1070.0, "foot": 1075.0}.get(
            name.split("_")[1] if "_" in name else "", 400.0
        )
        sinks = height < 700
        xy[:, i, 0] = 360 + (5 if name.startswith("right") else -5)
        xy[:, i, 1] = height + (300 * down if sinks else 0)
    xy[0] = np.nan
    visibility = np.full((n, N_LANDMARKS), 0.9876)
    visibility[0] = np.nan
    world = np.zeros((n, N_LANDMARKS, 3))
    noise = np.full((n, N_LANDMARKS), 1.5)
    step = ProvenanceStep("pose", {"backend": "closed form", "size": np.int64(256), "bounds": (0.0, np.nan)})
    return PoseTrack(time_s, xy, visibility, world, noise, (step,))


def analysis(path: Path, frames: int) -> Analysis:
    """Nobody does anything: movement none."""
    time_s = np.arange(frames) / FPS
    still = track(time_s, np.zeros(frames))
    knee = np.zeros(frames)
    knee[0] = np.nan
    return Analysis(
        clip=clip_info(path, frames),
        pose=PoseSummary("closed form", "full", "0" * 64, frames - 1, dict.fromkeys(LANDMARKS, 0.99), 0, 0, 0),
        view=View("side", "right", 4.0, 2.0),
        scale=Scale(),
        movement="none",
        quality=(QualityNote("no_movement", "info", "No squat and no run was found."),),
        events=(), rejected=(), reps=(), steps=(), summary={},
        raw=still, smoothed=still,
        series=Series(time_s, {"left_knee_flexion_deg": knee}),
        provenance=still.provenance,
    )  # fmt: skip


def squat_analysis(path: Path, reps: int = 2) -> Analysis:
    """`reps` squats of REP_S seconds, knee flexion 55 * (1 - cos)."""
    frames = int(reps * REP_S * FPS) + 1
    base = analysis(path, frames)
    time_s = base.series.time_s
    down = (1 - np.cos(2 * np.pi * time_s / REP_S)) / 2
    knee = DEEPEST_KNEE_DEG * down
    knee[0] = np.nan
    moved = track(time_s, down)
    found = []
    events: list[Event] = []
    for i in range(reps):
        start, end = i * REP_S, (i + 1) * REP_S
        middle = (start + end) / 2
        rep = Rep(i + 1, start, middle - 0.05, middle, middle + 0.05, end, 0.01, 0.008, 0.01)
        metrics = {
            "depth_thigh_to_horizontal_deg": Metric(-8.123456, "deg", 1.5),
            "peak_left_knee_flexion_deg": Metric(DEEPEST_KNEE_DEG, "deg", 2.0),
            "peak_right_knee_flexion_deg": Metric(
                DEEPEST_KNEE_DEG, "deg", 6.0, "caution", "This leg is behind the other one."
            ),
            "left_fppa_bottom_deg": Metric(None, "deg", None, "refused", "Film from the front."),
            "eccentric_s": Metric(REP_S / 2, "s", 0.02),
            "bottom_pause_s": Metric(0.1, "s", 0.02),
            "concentric_s": Metric(REP_S / 2, "s", 0.02),
            "tempo_ratio": Metric(1.0, "ratio", 0.03),
        }
        found.append(RepResult(rep, metrics))
        events += [
            Event("rep_start", None, round(start * FPS), start, 0.01),
            Event("rep_bottom", None, round(middle * FPS), middle, 0.008),
            Event("rep_end", None, round(end * FPS), end, 0.01),
        ]
    return replace(
        base, movement="squat", quality=(), events=tuple(events), reps=tuple(found),
        rejected=(Rejected("rep", 0.0, 0.2, "The hips hardly went down."),),
        summary={"depth_thigh_to_horizontal_deg": Metric(-8.123456, "deg", 1.1)},
        raw=moved, smoothed=moved,
        series=Series(time_s, {
            "left_knee_flexion_deg": knee,
            "left_thigh_angular_velocity_deg_s": np.gradient(np.nan_to_num(knee), time_s),
            "knee_ankle_separation_ratio": np.full(frames, np.nan),
        }),
    )  # fmt: skip


def sprint_analysis(path: Path, steps: int = 4) -> Analysis:
    """Steps of 0.25 s, 0.1 s of them on the ground; the last one has no toe-off."""
    frames = int(steps * 0.25 * FPS) + 1
    base = analysis(path, frames)
    found = []
    for i in range(steps):
        side = ("left", "right")[i % 2]
        touchdown, last = i * 0.25, i == steps - 1
        toe_off = None if last else touchdown + 0.1
        metrics = {
            "contact_s": Metric(None, "s", None, "refused", "The clip ends before the foot leaves the ground.")
            if last
            else Metric(0.1, "s", 0.0068),
            "overlap_push_swing_pct": Metric(80.0, "%", 5.0),
            "peak_spread_ms": Metric(32.0, "ms", None, "caution", "The torso is seen from the side."),
        }
        lanes = {"push": ((touchdown, touchdown + 0.1),), "swing": (), "arms": (), "torso": ()}
        peaks = {"push": LanePeak(touchdown + 0.05, 0.004, 612.3456)}
        found.append(
            StepResult(Step(i + 1, side, touchdown, toe_off, 0.004, None if last else 0.004), metrics, lanes, peaks)
        )
    events = tuple(
        Event("touchdown", s.step.side, round(s.step.touchdown_s * FPS), s.step.touchdown_s, 0.004) for s in found
    )
    return replace(
        base, movement="sprint", quality=(), events=events, steps=tuple(found),
        summary={"contact_s": Metric(0.1, "s", 0.004)},
        scale=Scale(0.00123456789, "height"),
    )  # fmt: skip
