"""Legs whose joints wander more than a model's usually do: loose trousers, something before the leg."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from core.events.event import Rep
from core.kinematics.unsteady import unsteadiness
from core.kinematics.view import View
from core.measures.landmark_errors import WANDER_SHARE
from core.measures.spec import Metric
from core.measures.uncertainty import SQUAT_SHARE
from core.pose.skeleton import INDEX, SIDES
from core.pose.track import PoseTrack

# Squats in full view have 1 at most, rendered ones whose hips and knees are moved about by 1 % of the body 1.3, by 2 %
# of it 2 to 4.
MOST_TIMES: Final = 1.6
REASON: Final = "hip and knee wander: film without loose clothing and with nothing in front of the leg"
_OF_TIME: Final = ("s", "ms")
_AROUND_S: Final = 2.0  # filtered with a rep: what lies further off hardly moves its curves


def restless_joints(
    track: PoseTrack, found: Sequence[Rep], view: View, view_of: Callable[[Rep], View]
) -> Callable[[Rep, View], Mapping[int, float]]:  # fmt: skip
    """What tells of a rep: landmark -> how many times more than usual it wanders (`restless` of `draw_points`).

    Reps seen as the clip is are looked at together, one that is turned for itself alone.  The far leg, half hidden, is
    taken to wander as the near one.  From the front nothing is known of it.

    track : smoothed, without what was put by hand, before bones are held to their lengths.  found : the reps as found,
        so that a number hangs on no edit of another rep.  view : the clip's.  view_of : a rep's, the very same where it
        is not turned.
    """
    together = _times(track, [rep for rep in found if view_of(rep) is view], view)
    return lambda rep, mine: together if mine is view else _times(track, [rep], mine)


def _times(track: PoseTrack, reps: Sequence[Rep], view: View) -> Mapping[int, float]:
    if view.label not in ("side", "oblique"):
        return {}
    spans = [(rep.start_s, rep.end_s) for rep in reps]
    around = (min((a for a, _ in spans), default=0.0) - _AROUND_S, max((b for _, b in spans), default=0.0) + _AROUND_S)
    near = slice(*np.searchsorted(track.time_s, around))
    time_s = track.time_s[near]
    within = np.zeros(len(time_s), bool)
    for start_s, end_s in spans:
        within |= (time_s >= start_s) & (time_s <= end_s)
    joints = unsteadiness(time_s, track.xy_px[near], view.near_side, within).joints()
    times = {name: round(wander / (SQUAT_SHARE * WANDER_SHARE), 2) for name, wander in joints.items()}
    return {INDEX[f"{s}_{name}"]: k for name, k in times.items() if k > 1 for s in SIDES}


def mark_restless(metrics: Mapping[str, Metric], restless: Mapping[int, float]) -> dict[str, Metric]:
    """What is read off a leg that wanders far beyond the usual is `caution`; how far it errs no sd of it tells surely.

    restless : of the rep, from `restless_joints`.
    """
    if max(restless.values(), default=1.0) < MOST_TIMES:
        return dict(metrics)
    return {
        name: replace(m, status="caution", reason=REASON) if m.status == "ok" and m.unit not in _OF_TIME else m
        for name, m in metrics.items()
    }
