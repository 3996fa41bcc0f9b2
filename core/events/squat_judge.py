"""Is a descent and ascent of the pelvis a squat?  If not: why, in a coach's words.

A squat, whatever the view and however deep: a foot stays where it is, the knees bend at least as much as the trunk
tips, the pelvis comes back over the feet it left, the body stays in balance over them, and it takes a moment but not
for ever.  Everything is measured against the same athlete standing just before and after, so that neither distance
nor camera nor proportions matter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.events.squat_cues import Cues
from core.events.squat_dips import Dip
from core.kinematics.view import View
from core.pose.skeleton import SIDES, Side

Floats = NDArray[np.float64]

LEAST_DROP = 0.06  # of the standing hip height: a quarter squat drops about 0.10, swaying and breathing under 0.03
SHORTEST_S, LONGEST_S = 0.35, 20.0
FOOT_STAYS = 0.16  # of the standing hip height; landmarks of a planted foot wander by up to about 0.08
COMES_BACK = 0.22  # the hips end over the same place, in standing hip heights
SAME_HEIGHT = 0.20  # rest before and after, share of the higher one
TRUNK_PER_THIGH = 1.0  # loss of the trunk's height over loss of the thigh's; squats 0.1-0.7, hinges 1.5 and up
TRUNK_LEFT = 0.36  # of the trunk's standing height at the bottom: tipped by more than about 69 degrees
SHANK_LEFT = 0.50  # of the shank's standing height: below it the knees go to the floor
SEAT_BEHIND = 0.10  # centre of mass behind the heels, in standing hip heights: only a seat holds that
SEAT_SHANK = 0.965  # shank's height left at the bottom: nearly upright


@dataclass(frozen=True)
class Posture:
    """What one dip looks like at its bottom against standing; shares of the standing value unless said.

    drop : of the standing hip height.  thigh, shank, trunk : vertical extent left.  foot : how far the stiller foot
    strays, shares of the hip height.  returns : how far from its place before the hips end, NaN for a dip that is cut.
    behind : centre of mass behind the heels in hip heights, NaN where the view does not show it.
    """

    drop: float
    thigh: float
    shank: float
    trunk: float
    foot: float
    stance: Side
    returns: float
    behind: float
    duration_s: float
    rest_difference: float


def _typical(values: Floats) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else float("nan")


def measure(cues: Cues, dip: Dip, view: View) -> Posture:
    """The posture of one dip."""
    t = cues.time_s
    during = (t >= dip.start_s) & (t <= dip.end_s)
    low = (t >= dip.bottom_first_s) & (t <= dip.bottom_last_s)
    low[np.argmin(np.abs(t - dip.bottom_s))] = True
    before = (t <= dip.start_s) & (t >= dip.start_s - 0.2)
    after = (t >= dip.end_s) & (t <= dip.end_s + 0.2)
    before[np.argmin(np.abs(t - dip.start_s))] = True
    after[np.argmin(np.abs(t - dip.end_s))] = True
    tall = (dip.rest_before + dip.rest_after) / 2
    cut = dip.whole_before != dip.whole_after
    if cut:  # the side that is not there tells nothing about standing
        (after if dip.whole_before else before)[:] = False
        tall = dip.rest_before if dip.whole_before else dip.rest_after

    def left(curve: Floats) -> float:
        standing = [_typical(curve[side]) for side in (before, after)]
        return _typical(curve[low]) / _typical(np.array(standing))

    strays = {}
    for s in SIDES:
        home = np.array([_typical(cues.ankle[s][during, i]) for i in (0, 1)])
        away = np.hypot(*(cues.ankle[s][during] - home).T)
        away = away[np.isfinite(away)]
        strays[s] = float(np.percentile(away, 90)) / tall if away.size else float("inf")
    stance: Side = "left" if strays["left"] <= strays["right"] else "right"
    both = max(strays.values()) < FOOT_STAYS
    legs = SIDES if both else (stance,)
    ankle_x = np.mean([cues.ankle[s][:, 0] for s in legs], axis=0)
    over = (cues.hip_x - ankle_x) / tall
    behind = float("nan")
    if view.label in ("side", "oblique"):
        behind = _typical(view.forward * (cues.heel_x - cues.mass_x)[low]) / tall
    return Posture(
        drop=(tall - dip.bottom) / tall,
        thigh=float(np.mean([left(cues.thigh[s]) for s in legs])),
        shank=float(np.mean([left(cues.shank[s]) for s in legs])),
        trunk=left(cues.trunk),
        foot=strays[stance],
        stance=stance,
        returns=abs(_typical(over[after]) - _typical(over[before])),
        behind=behind,
        duration_s=dip.end_s - dip.start_s,
        rest_difference=abs(dip.rest_after - dip.rest_before) / max(dip.rest_after, dip.rest_before),
    )


NOT_BACK = "did not come back up to where it started"
TOO_LITTLE = "too little movement to be told from swaying"
TOO_QUICK = "too quick for a squat: a step, a bounce or a wrong landmark"
# what a squat that is cut by the clip's start or end looks like as well
CUT_LOOKS_LIKE = (NOT_BACK, TOO_LITTLE, TOO_QUICK)


def why_not(p: Posture) -> str | None:
    """None = a squat; else the reason.  What could not be seen (NaN) speaks against nothing."""
    if p.foot > FOOT_STAYS or p.returns > COMES_BACK:
        return "the feet moved: walking, stepping or running, not a squat"
    if p.shank < SHANK_LEFT:
        return "the knees went to the floor: kneeling, not a squat"
    if p.trunk < TRUNK_LEFT or 1 - p.trunk > TRUNK_PER_THIGH * (1 - p.thigh):
        return "the trunk tipped over more than the knees bent: a hip hinge or bending down, not a squat"
    if p.behind > SEAT_BEHIND and p.shank > SEAT_SHANK:
        return "the weight was behind the feet: sitting on something, not a squat"
    if p.rest_difference > SAME_HEIGHT:
        return NOT_BACK
    if p.drop < LEAST_DROP:
        return TOO_LITTLE
    if p.duration_s < SHORTEST_S:
        return TOO_QUICK
    if p.duration_s > LONGEST_S:
        return "took longer than a squat does: a change of posture"
    return None
