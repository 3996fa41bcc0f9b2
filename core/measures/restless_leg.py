"""Legs whose joints wander more than a model's usually do: loose trousers, something before the leg."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from core.events.event import Rep
from core.kinematics.unsteady import unsteadiness
from core.kinematics.view import View
from core.measures.spec import Metric
from core.measures.uncertainty import SQUAT_SHARE, WANDER_SHARE
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack

# Squats in full view have 1 at most, rendered ones whose hips and knees are moved about by 1 % of the body 1.3, by 2 %
# of it 2 to 4.
MOST_TIMES: Final = 1.6
REASON: Final = "hip and knee wander: film without loose clothing and with nothing in front of the leg"
_TIMES: Final = ("s", "ms")


def restless_joints(
    track: PoseTrack, reps: Sequence[Rep], view_of: Callable[[Rep], View]
) -> dict[Side, Mapping[int, float]]:  # fmt: skip
    """Near leg -> landmark -> how many times more than in every squat it wanders: `restless` of `draw_points`.

    All reps that show one leg from the side or at an angle are looked at together; from the front nothing is known of
    it.  The far leg, half hidden, is taken to wander as the near one.

    track : smoothed, before bones are held to their lengths.  reps : as found, so that a number hangs on no edit of
    another rep.
    """
    frames = {side: np.zeros(len(track), bool) for side in SIDES}
    for rep in reps:
        view = view_of(rep)
        if view.label in ("side", "oblique"):
            frames[view.near_side] |= (track.time_s >= rep.start_s) & (track.time_s <= rep.end_s)
    out: dict[Side, Mapping[int, float]] = {}
    for side, within in frames.items():
        joints = unsteadiness(track.time_s, track.xy_px, side, within).joints() if within.any() else {}
        times = {name: round(wander / (SQUAT_SHARE * WANDER_SHARE), 2) for name, wander in joints.items()}
        out[side] = {INDEX[f"{s}_{name}"]: k for name, k in times.items() if k > 1 for s in SIDES}
    return out


def mark_restless(
    metrics: Mapping[str, Metric], view: View, restless: Mapping[Side, Mapping[int, float]]
) -> dict[str, Metric]:  # fmt: skip
    """What is read off a leg that wanders far beyond the usual is `caution`; how far it errs no sd of it tells surely.

    restless : from `restless_joints`.
    """
    seen_from_aside = view.label in ("side", "oblique")
    if not seen_from_aside or max(restless[view.near_side].values(), default=1.0) < MOST_TIMES:
        return dict(metrics)
    return {
        name: replace(m, status="caution", reason=REASON) if m.status == "ok" and m.unit not in _TIMES else m
        for name, m in metrics.items()
    }
