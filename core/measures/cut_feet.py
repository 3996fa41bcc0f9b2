"""Feet cut off by the picture's edge: a model guesses them above it, and what hangs on them is less sure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from core.measures.quality import CUT_SHARE, EDGE_PX
from core.measures.spec import Metric
from core.measures.sprint import MeasuredStep
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack

REASON: Final = "the foot is cut off by the picture's edge: both feet must be in the picture"
# An ankle has a foot below it: where the edge cuts that off, the ankle is pressed upwards as well.
_OF_ONE: Final = ("shank", "knee_flexion", "fppa")
_OF_BOTH: Final = ("fppa_", "knee_ankle", "pelvis_shift", "trunk_shank")
_HEEL: Final = "heel"
_OF_A_STEP: Final = (
    "contact_s", "flight_s", "duty_factor", "shank_inclination_touchdown_deg", "touchdown_distance_ratio",
    "step_length_ratio", "step_length_m", "speed_m_s",
)  # fmt: skip


def cut_feet(raw: PoseTrack, span: tuple[float, float]) -> frozenset[Side]:
    """The feet whose heel or toe lies at or beyond the lower edge, or outside, in too many frames of a stretch.

    None of them where no picture is known: there a landmark that is missing may never have been looked for.
    """
    if raw.camera is None:
        return frozenset()
    first, last = int(np.searchsorted(raw.time_s, span[0])), int(np.searchsorted(raw.time_s, span[1], "right"))
    rows = first + np.flatnonzero(np.isfinite(raw.xy_px[first:last, :, 0]).any(axis=1))
    if not len(rows):
        return frozenset()
    out = set()
    for side in SIDES:
        xy = raw.xy_px[rows[:, None], [INDEX[f"{side}_heel"], INDEX[f"{side}_foot_index"]]]
        outside = ~np.isfinite(xy[..., 0]) | (xy[..., 1] > raw.camera.size_px[1] - EDGE_PX)
        if float(outside.any(axis=1).mean()) > CUT_SHARE:
            out.add(side)
    return frozenset(out)


def mark_rep(metrics: Mapping[str, Metric], cut: frozenset[Side]) -> dict[str, Metric]:
    """A rep's numbers of cut feet become caution, with the reason; a heel that is outside has lifted nowhere."""
    if not cut:
        return dict(metrics)
    out = {}
    for name, metric in metrics.items():
        side = next((s for s in SIDES if f"{s}_" in name), None)
        hangs = side in cut if side else name.startswith(_OF_BOTH)
        if metric.value is None or not hangs:
            out[name] = metric
        elif _HEEL in name:
            out[name] = Metric(None, metric.unit, None, "refused", REASON)
        elif side is None or any(part in name for part in _OF_ONE):
            out[name] = replace(metric, status="caution", reason=REASON)
        else:
            out[name] = metric
    return out


def mark_steps(measured: Sequence[MeasuredStep], raw: PoseTrack) -> list[MeasuredStep]:
    """What hangs on when and where a foot touches the ground becomes caution where the edge cuts it off meanwhile."""
    return [_marked(m) if _is_cut(m, raw) else m for m in measured]


def _is_cut(m: MeasuredStep, raw: PoseTrack) -> bool:
    return m.step.side in cut_feet(raw, (m.step.touchdown_s, m.step.toe_off_s or m.step.touchdown_s))


def _marked(m: MeasuredStep) -> MeasuredStep:
    told = {
        name: replace(n, status="caution", reason=REASON) if name in _OF_A_STEP and n.value is not None else n
        for name, n in m.metrics.items()
    }
    return replace(m, metrics=told)
