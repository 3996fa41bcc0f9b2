"""Is a descent and ascent of the pelvis a squat?  If not: why, in a coach's words.

A squat, whatever the view and however deep: a foot stays where it is, the knees bend at least as much as the trunk
tips, the pelvis comes back over the feet it left, the body stays in balance over them, and it takes a moment but not
for ever.  Everything is measured against the same athlete standing just before and after, so that neither distance
nor camera nor proportions matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.events.squat_cues import Cues
from core.events.squat_dips import Dip
from core.kinematics.view import View
from core.pose.skeleton import SIDES, Side
from core.signal.few import median, medians, percentile

Floats = NDArray[np.float64]

LEAST_DROP = 0.08  # of the standing hip height: a quarter squat drops about 0.15, swaying and breathing under 0.03
LEAST_BEND = 0.15  # loss of the thigh's height: a thigh that leans by 32 degrees
SHORTEST_S, LONGEST_S = 0.7, 20.0  # the fastest squats take 0.75 s, a jump's landing or a running step half of that
# No step takes the hips down that far (0.21 at most on film).  Falling and braking at 1 g, pushing at 2 g and slowing
# down at 1 g, they come down by a depth d and up again in 3.1 sqrt(d / g) from 5 % to 5 %: an adult's 0.3 in 0.5 s.
DEEP, SHORTEST_DEEP_S = 0.3, 0.5  # DEEP of the standing hip height
FOOT_STAYS = 0.20  # of the standing hip height; on one leg the landmarks of the planted foot wander by up to 0.18
COMES_BACK = 0.22  # the hips end over the same place, in standing hip heights
SAME_HEIGHT = 0.15  # rest before and after, share of the higher one
TRUNK_PER_THIGH = 1.3  # loss of the trunk's height over loss of the thigh's; squats 0.1-0.9, hinges 1.7 and up
LEAST_TIP = 0.05  # loss of the trunk's height: it leans by 18 degrees; one that tips less does not bend down
TRUNK_LEFT = 0.36  # of the trunk's standing height at the bottom: tipped by more than about 69 degrees
SHANK_LEFT = 0.30  # of the shank's standing height: below it the knees go to the floor
# Standing still, the centre of mass is over the feet: 0.05-0.15 hip heights ahead of the heels in squats of all kinds.
SEAT_BEHIND = -0.02  # further back than this only a seat holds, or the model's hips and a phone askew make it look so
# Who sits down or stands up leans over the feet while the hips move, and straightens on the seat (Schenkman et al.
# 1990: flexion momentum before the seat is left); a squat leans furthest where it is lowest.  Share of the trunk's
# standing height: 0.049 and more in 13 sits of one person seen from three sides, 0.026 at most in 103 of 105 squats
# that are as far back and as upright at the shank, most of them made half as deep; plates half hide the other two.
STRAIGHTENS = 0.035
FAR_BEHIND = 0.12  # further back than landmarks wander and phones are askew: a seat, straightened on or not
_ON_THE_WAY = (0.1, 0.7)  # of the drop, from the bottom
LEAST_AHEAD = -0.05  # of those squats; one of a row of sits is a sit up to here: the model's hips wander by that much
ALIKE_DROP = 0.1  # of the standing hip height: one seat is one height
FOOT_SHOWS = 0.07  # length of the foot as seen, in standing hip heights: less, and it points at the camera
SEAT_THIGH = 0.6  # of the thigh's standing height: on a seat it is nearer to level than to upright
SEAT_SHANK = 0.88  # of the shank's standing height: it leans by less than 28 degrees
# Correlation of the hips' and the shoulders' heights in a dip: 0.93 and more in about 100 squats, rendered and filmed,
# small, dark, blocky and half hidden ones among them, 0.24 where a still mark on a wall was taken for one 65 px tall.
ONE_BODY = 0.8
MISSING = 0.08  # of the drop: less than this missing at the clip's edge is as good as whole
_LEAST_TOGETHER = 6  # frames
_AROUND_S = 0.5  # of a dip that is looked at
_FALLS_S = 0.35  # from the top of a jump: as long takes half a metre, sqrt(2 h / g)
HALF_SEEN = 0.5  # of the way down or up: a rep cut by the clip's start or end of which less was seen is not measured


@dataclass(frozen=True)
class Posture:
    """What one dip looks like at its bottom against standing; shares of the standing value unless said.

    drop : of the standing hip height.  thigh, shank, trunk : vertical extent left.  foot : how far the stiller foot
    strays, shares of the hip height.  returns : how far from its place before the hips end, NaN for a dip that is cut.
    behind : centre of mass behind the heels in hip heights, NaN where the view does not show it.
    straightens : how much taller the trunk is than where it leans furthest on the way down, or up, whichever is less.
    above : by how much both feet and the shoulders were higher just before than they stand.
    ends_higher : than it began.  together : correlation of the hips' and the shoulders' heights.
    """

    drop: float
    thigh: float
    shank: float
    trunk: float
    foot: float
    returns: float
    behind: float
    duration_s: float
    rest_difference: float
    ends_higher: bool = False
    together: float = float("nan")
    straightens: float = 0.0
    above: float = 0.0


def missing(dip: Dip) -> Literal["start", "end"] | None:
    """Which end of the dip the clip (or a gap) cuts off: "start", "end" or None."""
    if dip.whole_before == dip.whole_after:
        return None if dip.whole_before or dip.rest_before == dip.rest_after else (
            "start" if dip.rest_before < dip.rest_after else "end"
        )  # fmt: skip
    cut: Literal["start", "end"] = "start" if dip.whole_after else "end"
    there, gone = (dip.rest_after, dip.rest_before) if cut == "start" else (dip.rest_before, dip.rest_after)
    return cut if there - gone > MISSING * (there - dip.bottom) else None


def seen_share(dip: Dip) -> float:
    """How much of the shorter of the two ways was seen, 0..1."""
    high = max(dip.rest_before, dip.rest_after)
    return (min(dip.rest_before, dip.rest_after) - dip.bottom) / max(high - dip.bottom, 1e-9)


def measure(cues: Cues, dip: Dip, view: View) -> Posture:
    """The posture of one dip."""
    within = slice(*np.searchsorted(cues.time_s, (dip.start_s - _AROUND_S, dip.end_s + _AROUND_S)))
    cues = cues.part(within)
    t = cues.time_s
    during = (t >= dip.start_s) & (t <= dip.end_s)
    low = (t >= dip.bottom_first_s) & (t <= dip.bottom_last_s)
    low[np.argmin(np.abs(t - dip.bottom_s))] = True
    before = (t <= dip.start_s) & (t >= dip.start_s - 0.2)
    after = (t >= dip.end_s) & (t <= dip.end_s + 0.2)
    before[np.argmin(np.abs(t - dip.start_s))] = True
    after[np.argmin(np.abs(t - dip.end_s))] = True
    tall = (dip.rest_before + dip.rest_after) / 2
    if missing(dip):  # the side that is not there tells nothing about standing
        (after if missing(dip) == "end" else before)[:] = False
        tall = max(dip.rest_before, dip.rest_after)

    extents = np.stack([*(cues.thigh[s] for s in SIDES), *(cues.shank[s] for s in SIDES), cues.trunk])
    standing = medians(np.stack([medians(extents[:, side]) for side in (before, after)], axis=-1))
    left = medians(extents[:, low]) / standing
    thigh, shank, trunk = dict(zip(SIDES, left[:2], strict=True)), dict(zip(SIDES, left[2:4], strict=True)), left[4]

    strays = {}
    for s in SIDES:
        ankle = cues.ankle[s][during].T
        away = percentile(np.hypot(*(ankle - medians(ankle)[:, None])), 90)
        strays[s] = away / tall if np.isfinite(away) else float("inf")
    stance: Side = "left" if strays["left"] <= strays["right"] else "right"
    both = max(strays.values()) < FOOT_STAYS
    legs = SIDES if both else (stance,)
    ankle_x = np.mean([cues.ankle[s][:, 0] for s in legs], axis=0)
    over = (cues.hip_x - ankle_x) / tall
    behind = float("nan")
    foot = median((cues.toe_x - cues.heel_x)[low]) / tall  # signed: it tells which way is forward as well
    reached = not missing(dip) or seen_share(dip) >= HALF_SEEN  # else its lowest moment is no bottom to rest at
    if view.label in ("side", "oblique") and reached and abs(foot) > FOOT_SHOWS:
        narrowed = np.cos(np.radians(min(abs(view.yaw_deg or 0.0), 60.0)))  # depth seen at an angle looks shorter
        behind = median(np.sign(foot) * (cues.heel_x - cues.mass_x)[low]) / (tall * float(narrowed))
    return Posture(
        drop=(tall - dip.bottom) / tall,
        thigh=float(np.mean([thigh[s] for s in legs])),
        shank=float(np.mean([shank[s] for s in legs])),
        trunk=float(trunk),
        foot=strays[stance],
        returns=float("nan") if missing(dip) else abs(median(over[after]) - median(over[before])),
        behind=behind,
        duration_s=dip.end_s - dip.start_s,
        rest_difference=0.0 if missing(dip) else abs(dip.rest_after - dip.rest_before) / tall,
        ends_higher=dip.rest_after > dip.rest_before,
        together=_together(cues.height[during], cues.shoulders[during]),
        straightens=_straightens(cues, dip, float(standing[4]), float(trunk)),
        above=_above(cues, dip, during, after) / tall,
    )


def _above(cues: Cues, dip: Dip, during: NDArray[np.bool_], after: NDArray[np.bool_]) -> float:
    """How many pixels higher both feet, and the shoulders, were just before a dip than they stand; 0 = not told.

    Landmarks of a foot that jump take no shoulders along, and whoever stands up straighter no feet.
    """
    ankles = np.stack([cues.ankle[s][:, 1] for s in SIDES])
    shoulders = ankles.max(axis=0) - cues.shoulders
    before = (cues.time_s <= dip.start_s) & (cues.time_s >= dip.start_s - _FALLS_S)
    seen = before & np.isfinite(ankles).all(axis=0) & np.isfinite(shoulders)
    if not (seen.any() and after.any()):
        return 0.0
    stands = np.append(medians(ankles[:, during]), median(shoulders[after]))
    highest = np.append(ankles[:, seen].min(axis=1), shoulders[seen].min())
    return float(np.nan_to_num(stands - highest).min())


def _straightens(cues: Cues, dip: Dip, standing: float, trunk: float) -> float:
    """How much taller the trunk is at the bottom than on the way down or up, as a share of its `standing` height.

    trunk : at the bottom, as such a share.  Of the two ways the one that leans less, of a cut dip the one seen.
    """
    t, up = cues.time_s, (cues.height - dip.bottom) / dip.drop
    under_way = (up > _ON_THE_WAY[0]) & (up < _ON_THE_WAY[1]) & np.isfinite(cues.trunk)
    down = under_way & (t >= dip.start_s) & (t <= dip.bottom_first_s)
    back = under_way & (t >= dip.bottom_last_s) & (t <= dip.end_s)
    leans = [float(cues.trunk[way].min()) / standing for way in (down, back) if way.any()]
    return trunk - max(leans) if leans else 0.0


def _together(hips: Floats, shoulders: Floats) -> float:
    """Correlation of two heights; NaN where too little of both was seen."""
    both = np.isfinite(hips) & np.isfinite(shoulders)
    if both.sum() < _LEAST_TOGETHER or not (hips[both].std() > 0 and shoulders[both].std() > 0):
        return float("nan")
    return float(np.corrcoef(hips[both], shoulders[both])[0, 1])


# what a squat that is cut by the clip's start or end may look like
ENDED_HIGHER = "ended far higher than it began: standing up, not a squat"
NOT_BACK = "did not come back up to where it started"
TOO_LITTLE = "the knees hardly bent: too little movement for a squat"
SITTING = "the body was too far behind the feet to balance: sitting on something, not a squat"
HINGE = "the trunk tipped over more than the knees bent: a hip hinge or bending down, not a squat"
KNEELING = "the knees went to the floor: kneeling, not a squat"
TOO_QUICK = "too quick for a squat: a step, a jump or a bounce"
NO_BODY = (
    "hips and shoulders did not go down and up together: a mark of the background may have been taken for somebody"
)
LANDING = "both feet had left the ground just before: the landing of a jump, not a squat"
CUT_LOOKS_LIKE = (ENDED_HIGHER, NOT_BACK, TOO_LITTLE, TOO_QUICK)


def why_not(p: Posture) -> str | None:
    """None = a squat; else the reason.  What could not be seen (NaN) speaks against nothing."""
    if p.foot <= FOOT_STAYS and p.rest_difference > SAME_HEIGHT and p.ends_higher:
        return ENDED_HIGHER
    if p.foot > FOOT_STAYS or p.returns > COMES_BACK:
        return "the feet moved: walking, stepping or running, not a squat"
    if p.above > FOOT_STAYS:
        return LANDING
    # before kneeling: the plates of a deadlift hide knees and ankles, and where they are guessed looks like that
    if p.trunk < TRUNK_LEFT or 1 - p.trunk > max(TRUNK_PER_THIGH * (1 - p.thigh), LEAST_TIP):
        return HINGE
    too_quick = p.duration_s < (SHORTEST_DEEP_S if p.drop >= DEEP else SHORTEST_S)
    if too_quick and p.drop >= LEAST_DROP:  # nobody kneels down and is up again as quickly
        return TOO_QUICK
    if p.shank < SHANK_LEFT or (1 - p.shank > 1 - p.thigh and 1 - p.shank > LEAST_BEND):
        return KNEELING
    if _sits(p):
        return SITTING
    if p.rest_difference > SAME_HEIGHT:
        return NOT_BACK
    if p.drop < LEAST_DROP or 1 - p.thigh < LEAST_BEND:
        return TOO_LITTLE
    if too_quick:
        return TOO_QUICK
    if p.duration_s > LONGEST_S:
        return "took longer than a squat does: a change of posture"
    if p.together < ONE_BODY:
        return NO_BODY
    return None


def _as_on_a_seat(p: Posture) -> bool:
    return p.shank > SEAT_SHANK and p.thigh < SEAT_THIGH


def _sits(p: Posture) -> bool:
    rests = p.straightens > STRAIGHTENS or p.behind > FAR_BEHIND
    return p.behind > SEAT_BEHIND and rests and _as_on_a_seat(p)


def sits_among_sits(postures: Sequence[Posture]) -> list[bool]:
    """Which of a clip's dips are sits because most of those to the same height are.

    Whoever stands up from a bench again and again leans forward differently from time to time, and what was seen of
    one alone may speak for a squat by less than the landmarks are off.
    """
    seated = [p for p in postures if _as_on_a_seat(p) and np.isfinite(p.behind)]

    def among(p: Posture) -> bool:
        if not (_as_on_a_seat(p) and p.behind > LEAST_AHEAD):
            return False
        alike = [_sits(q) for q in seated if abs(q.drop - p.drop) < ALIKE_DROP]
        return 2 * sum(alike) > len(alike)

    return [among(p) for p in postures]
