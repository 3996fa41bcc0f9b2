"""Legs whose joints wander more than a model's usually do: loose trousers, something before the leg."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.events.event import Rep
from core.kinematics.unsteady import unsteadiness
from core.kinematics.view import View
from core.measures.uncertainty import SQUAT_SHARE, WANDER_SHARE
from core.pose.skeleton import INDEX, SIDES, Side
from core.pose.track import PoseTrack


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
