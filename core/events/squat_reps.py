"""Squat repetitions: where each one starts, rests at its bottom and ends, and what only looked like one."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rejected, Rep
from core.events.squat_cues import look
from core.events.squat_dips import BOTTOM_SHARE, Dip, find_dips
from core.events.squat_judge import (
    CUT_LOOKS_LIKE,
    ENDED_HIGHER,
    HALF_SEEN,
    LEAST_DROP,
    NOT_BACK,
    SITTING,
    measure,
    missing,
    seen_share,
    sits_among_sits,
    why_not,
)
from core.giving_way import may_go_on
from core.kinematics.series import Series
from core.kinematics.unsteady import unsteadiness
from core.kinematics.upright import lies
from core.kinematics.view import View
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

# How far the pelvis height is off from what a start or end asks for, in standing hip heights, one standard deviation:
# the model's hips wander against the true ones while the posture changes.  With these the errors of rendered people's
# moments are as large as their sd says.
START_NOISE, END_NOISE = 0.013, 0.016
LEGS_START_NOISE, LEGS_END_NOISE = 0.0065, 0.008  # the same of the height that the legs' directions tell
_SEEN_BY_LEGS = 0.6  # of the hips' wander goes into the height by the legs where 5 % are done: 2 sin 25 deg / sqrt 2
_PAUSE_SHARE = 0.3  # of the ways down and up: a bottom that lasts longer is a pause, and is entered and left as quickly
MIDDLE_EDGE_NOISE = 0.011  # the same of the trunk's middle
_ASTRAY = 1.5  # beyond this many of its own sd a moment of the hips is not believed
_APART = 3.0  # a third of what hips and the trunk's middle differ by is one sd of what the latter is off
_LEAST_SLOPE_SHARE = 0.05  # of the drop per second; a flatter curve does not make a moment endlessly uncertain
_TIPPED = 0.7  # of the trunk's standing height: a good morning hardly lowers the hips and is worth a word all the same
_DISAGREE = 4.0
_ALIKE = 0.7  # in depth and in time: then two curves show the same rep
_WORTH_A_WORD_S = 0.3
_FAR_SHALLOWER = 0.33  # of the set's usual drop: stepping into place before a set of deep squats is not a rep of it
_INCOMPLETE = {
    "start": "incomplete: it had begun before the athlete was seen",
    "end": "incomplete: it was not finished while the athlete was seen",
}
_UNSEEN = {
    "start": "incomplete: hips or feet were not seen when it began",
    "end": "incomplete: hips or feet were not seen when it ended",
}
_LAIN = "the body lies in the picture: no squat can be judged"
_LAIN_SHARE = 0.5  # of its frames; hands on the floor take less
# of the drop: by what band true shoulders would be low for as long as true hips, on 14 rendered reps; 0.016 where hips
# rise first
_SHOULDERS_OFF = 0.0065
_CUT_SHORT_S = 0.3  # a rise this near to the first frame began before it, though the athlete rests there for a moment
_RESTS_S = 0.15  # seen standing for less than this beside a gap, it may as well have begun, or ended, in the gap
_SAME_THING_S = 1.5  # rejected stretches with one reason closer than this are told as one


def find_reps(series: Series, view: View, points: Floats) -> tuple[list[Rep], list[Rejected]]:
    """The squats of one clip, and what was looked at and not counted.

    Parameters
    ----------
    series : of the unperturbed motion, (T,) each; its times are used.
    view : from where the athlete is seen (its label and direction; a seat shows only from the side).
    points : (T, 33, 2) pixels of the same times, smoothed; NaN = not seen.  A rep never spans more than
        `squat_cues.LONGEST_GAP_S` without the landmarks it needs.

    Returns
    -------
    Reps in order of time, numbered from 1, and the rejected stretches.  A descent or ascent cut by the clip's start
    or end, or by a gap, of which less than half was seen is rejected as incomplete; where more was seen it is measured,
    marked as cut, with a large sd on the moment that is missing.
    """
    if len(series.time_s) < 2:
        return [], []
    cues = look(series.time_s, points, view.near_side)
    step = usual_step_s(series.time_s)
    legs = find_dips(cues.time_s, cues.legs) if view.legs_tell else []
    shoulders = find_dips(cues.time_s, cues.shoulders)
    middle = [] if view.legs_tell else find_dips(cues.time_s, cues.middle)
    lain = lies(points)
    gaps_s = cues.time_s[~np.isfinite(cues.height)]
    judged = []
    for dip in find_dips(cues.time_s, cues.height):
        may_go_on()
        posture = measure(cues, dip, view)
        reason = why_not(posture)
        cut = missing(dip)
        if cut and (reason is None or reason in CUT_LOOKS_LIKE) and seen_share(dip) < HALF_SEEN:
            reason = _INCOMPLETE[cut]
        elif reason == ENDED_HIGHER and dip.start_s - series.time_s[0] < _CUT_SHORT_S:
            reason = _INCOMPLETE["start"]
        elif reason in (ENDED_HIGHER, NOT_BACK):
            reason = _half_seen(dip, gaps_s) or reason
        first, last = np.searchsorted(series.time_s, (dip.start_s, dip.end_s))
        if lain[first : last + 1].mean() > _LAIN_SHARE:
            reason = _LAIN
        judged.append((dip, posture, reason))
    sits = sits_among_sits([p for _, p, _ in judged])
    judged = [
        (d, p, SITTING if reason is None and sat else reason) for (d, p, reason), sat in zip(judged, sits, strict=True)
    ]
    usual = float(np.median([p.drop for _, p, reason in judged if reason is None] or [0.0]))
    wander = _wander(cues.time_s, points, view, [dip for dip, _, reason in judged if reason is None])
    reps: list[Rep] = []
    rejected: list[Rejected] = []
    for dip, posture, reason in judged:
        if reason is None and posture.drop < _FAR_SHALLOWER * usual:
            reason = "far shallower than the other reps: moving about, not one of the set"
        if reason is None:
            told = _told_by_legs(dip, legs)
            # a bottom is one of the hips' height itself: there they do not wander, and both legs tell it
            whole, apart = (
                _bottom_of_both(dip, shoulders)
                if told is None
                else (told.with_bottom_of(_as_long_as_both(dip, shoulders)), 0.0)
            )
            rep = _rep(len(reps) + 1, whole, step, apart, wander, by_legs=told is not None)
            if view.legs_tell:
                steady = _rep(rep.index, whole, step, apart, 0.0, by_legs=told is not None) if wander else rep
                told_rep = _witnessed(rep, steady, shoulders)
            else:
                told_rep = _told_by_trunk(rep, dip, middle, step)
            reps.append(_beside_gaps(told_rep, gaps_s))
        elif (posture.drop >= LEAST_DROP and dip.end_s - dip.start_s > _WORTH_A_WORD_S) or posture.trunk < _TIPPED:
            rejected.append(Rejected("rep", dip.start_s, dip.end_s, reason))
    return reps, _told_once(rejected)


def _half_seen(dip: Dip, gaps_s: Floats) -> str | None:
    """Why the heights before and after a dip are not to be compared: there is a gap beside the lower of the two.

    The hips come into sight, or go out of it, on their way; feet below the picture's edge take the height with them.
    """
    if dip.rest_before < dip.rest_after:
        before = gaps_s[gaps_s < dip.start_s]
        return _UNSEEN["start"] if len(before) and dip.start_s - before[-1] < _CUT_SHORT_S else None
    after = gaps_s[gaps_s > dip.end_s]
    return _UNSEEN["end"] if len(after) and after[0] - dip.end_s < _CUT_SHORT_S else None


def _beside_gaps(rep: Rep, gaps_s: Floats) -> Rep:
    """The rep with a start or end beside a gap as unsure as the way that was seen is long.

    Feet below the picture's edge take the standing height with them, and come back with the hips on their way down.
    """
    before, after = gaps_s[gaps_s < rep.start_s], gaps_s[gaps_s > rep.end_s]
    if len(before) and rep.start_s - before[-1] < _RESTS_S:
        rep = replace(rep, start_sd_s=max(rep.start_sd_s, rep.bottom_first_s - rep.start_s))
    if len(after) and after[0] - rep.end_s < _RESTS_S:
        rep = replace(rep, end_sd_s=max(rep.end_sd_s, rep.end_s - rep.bottom_last_s))
    return rep


def _told_by_legs(dip: Dip, legs: list[Dip]) -> Dip | None:
    """The same dip on the curve of the legs' directions; None where that is another motion (a leg half hidden)."""
    for told in _near(dip.bottom_s, legs, (1 - _ALIKE) / 2 * (dip.end_s - dip.start_s)):
        as_deep = _ALIKE < told.drop / dip.drop < 1 / _ALIKE
        apart = max(abs(told.start_s - dip.start_s), abs(told.end_s - dip.end_s), 2 * abs(told.bottom_s - dip.bottom_s))
        if as_deep and apart < (1 - _ALIKE) * (dip.end_s - dip.start_s):
            return told
    return None


def _bottom_of_both(dip: Dip, shoulders: list[Dip]) -> tuple[Dip, float]:
    """The dip with the bottom that hips and shoulders tell together, and how far their difference leaves it open, s.

    From the front the model's hips tremble, and drift while the athlete waits in the hole, in poor light by more than
    the bottom's band is wide; its shoulders are as still as the athlete is.  Each weighs by the inverse square of what
    it trembles.  From the side the hips alone tell: a trunk that leans on moves the shoulders' bottom.
    """
    other = _shoulders_of(dip, shoulders)
    if other is None or not (dip.trembling > 0 and other.trembling > 0):
        return dip, 0.0
    share = dip.trembling**2 / (dip.trembling**2 + other.trembling**2)  # the shoulders' weight
    mixed = {
        name: (1 - share) * getattr(dip, name) + share * getattr(other, name)
        for name in ("bottom_first_s", "bottom_s", "bottom_last_s", "wider_first_s", "wider_last_s")
    }
    trembling = float(np.sqrt((1 - share) * dip.trembling**2 + share * other.trembling**2))
    told = dip.with_bottom_of(replace(other, **mixed, trembling=trembling))
    return told, abs(other.bottom_s - dip.bottom_s) * float(np.sqrt(share * (1 - share)))


def _as_long_as_both(dip: Dip, shoulders: list[Dip]) -> Dip:
    """The dip with its bottom about the same middle as long as hips and shoulders tell it together, from the side.

    Hips that drift in the hole leave the bottom's band too early or come into it too late; the shoulders of a trunk
    that leans on are low at another time, but for about as long.  Each weighs by the inverse square of what it
    trembles, the shoulders' with what true ones differ by from hips.
    """
    other = _shoulders_of(dip, shoulders)
    if other is None or not dip.trembling > 0:
        return dip
    share = dip.trembling**2 / (dip.trembling**2 + other.trembling**2 + _SHOULDERS_OFF**2)
    longer = share * (other.bottom_last_s - other.bottom_first_s - (dip.bottom_last_s - dip.bottom_first_s)) / 2
    moved = {"bottom_first_s": -longer, "wider_first_s": -longer, "bottom_last_s": longer, "wider_last_s": longer}
    return replace(dip, **{name: getattr(dip, name) + by_s for name, by_s in moved.items()})


def _shoulders_of(dip: Dip, shoulders: list[Dip]) -> Dip | None:
    """What the shoulders tell of the same rep: the dip with its bottom near, else one that starts and ends with it.

    Hips that bounce in the hole, as a small athlete's seem to in a compressed picture, have their lowest moment
    anywhere in it; that of a rep with the same start and end is the same bottom all the same.
    """
    lasts = dip.end_s - dip.start_s
    near = (1 - _ALIKE) / 2 * lasts
    within = _near(dip.bottom_s, shoulders, near) or [
        one
        for one in _near(dip.bottom_s, shoulders, lasts / 2)
        if max(abs(one.start_s - dip.start_s), abs(one.end_s - dip.end_s)) < near
    ]
    return min(within, key=lambda one: abs(one.bottom_s - dip.bottom_s), default=None)


def _near(bottom_s: float, dips: list[Dip], within_s: float) -> list[Dip]:
    """Those whose bottoms lie that near; dips come in order of their bottoms."""
    first = bisect_left(dips, bottom_s - within_s, key=attrgetter("bottom_s"))
    return dips[first : bisect_right(dips, bottom_s + within_s, key=attrgetter("bottom_s"))]


def _wander(time_s: Floats, points: Floats, view: View, dips: list[Dip]) -> float:
    """How far the hips wander beyond what is usual, in leg lengths; 0 from the front, where it does not show."""
    if view.label not in ("side", "oblique"):
        return 0.0
    within = np.zeros(len(time_s), bool)
    for dip in dips:
        within |= (time_s >= dip.start_s) & (time_s <= dip.end_s)
    return unsteadiness(time_s, points, view.near_side, within).beyond / float(np.sqrt(2))  # two joints move the bone


def _rep(index: int, dip: Dip, step_s: float, apart_s: float, wander: float, *, by_legs: bool) -> Rep:
    """Sampling (1 / (f sqrt 12) for one moment) and what the curve's own error makes of a moment, added in squares.

    apart_s : what two curves that tell the bottom leave open.  wander : of the hips, in leg lengths.
    """
    tall = max(dip.rest_before, dip.rest_after)
    least = _LEAST_SLOPE_SHARE * dip.drop
    noise = (LEGS_START_NOISE, LEGS_END_NOISE) if by_legs else (START_NOISE, END_NOISE)
    loose = _SEEN_BY_LEGS * wander if by_legs else wander
    start, end = (np.hypot(n, loose) * tall / max(v, least) for n, v in zip(noise, dip.slopes[::3], strict=True))
    sampling = step_s / np.sqrt(12)
    bottom = np.hypot(_bottom_error(dip, tall, wander), apart_s)
    cut = missing(dip)
    if cut:  # that moment lies outside the clip: at least as far as the missing way takes
        rest = max(dip.rest_before, dip.rest_after)
        far = abs(dip.rest_after - dip.rest_before) / (rest - dip.bottom)
        if cut == "start":
            start = max(start, far * (dip.bottom_first_s - dip.start_s) / (1 - far))
        else:
            end = max(end, far * (dip.end_s - dip.bottom_last_s) / (1 - far))
    return Rep(
        index, dip.start_s, dip.bottom_first_s, dip.bottom_s, dip.bottom_last_s, dip.end_s,
        start_sd_s=float(np.hypot(sampling, start)),
        bottom_sd_s=float(np.hypot(sampling, bottom)),
        end_sd_s=float(np.hypot(sampling, end)),
        cut=cut,
    )  # fmt: skip


def _bottom_error(dip: Dip, tall: float, wander: float) -> float:
    """Seconds: what trembling makes of the bottom's middle, one standard deviation without sampling.

    The bottom lasts as long as the curve lies within a band of the drop.  A hollow like a parabola is left at four
    times the band over the time that takes, so an error of the level is an error of the edge; the middle is that of
    two.  How steep the curve itself is at the edges says less, because it trembles as well, and that a restless curve
    gets a wider band makes it no surer.  A hollow in a bottom that is held (the model's hips drift, or stick in a
    compressed picture) is no parabola: there the span goes far out where the band is a little wider, and half of that
    way is what an error of the level makes of an edge.
    """
    span = dip.bottom_last_s - dip.bottom_first_s
    ways = dip.end_s - dip.start_s - span
    level = float(np.hypot(dip.level_sd, wander * tall / dip.drop))
    curved = level * min(span, _PAUSE_SHARE * ways) / (4 * BOTTOM_SHARE) / float(np.sqrt(2))
    out = np.array([dip.bottom_first_s - dip.wider_first_s, dip.wider_last_s - dip.bottom_last_s])
    hollow = float(np.linalg.norm(np.nan_to_num(out).clip(0) / 2)) / 2
    return max(curved, hollow)


def _of_the_same(rep: Rep, dips: list[Dip]) -> Dip | None:
    """The dip of another curve whose bottom is that of the rep."""
    within = _near(rep.bottom_s, dips, rep.bottom_last_s - rep.bottom_first_s)
    nearest = min(within, key=lambda dip: abs(dip.bottom_s - rep.bottom_s), default=None)
    there = nearest is not None and rep.bottom_first_s <= nearest.bottom_s <= rep.bottom_last_s
    return nearest if there else None


def _told_by_trunk(rep: Rep, dip: Dip, middles: list[Dip], step_s: float) -> Rep:
    """The rep with its start and end checked against the trunk's middle, seen at an angle or from the front.

    The model's hips now and then stay where they were while the descent sets in and are back too early; its shoulders
    do not, but come down a little by leaning too, and half-way between them both errors are halves.  Where that middle
    disagrees with the hips beyond `_ASTRAY` of their own sd, the moment is its, and a part of what they differ by is
    added to the sd.
    """
    middle = _of_the_same(rep, middles)
    if middle is None:
        return rep
    noise = MIDDLE_EDGE_NOISE * max(dip.rest_before, dip.rest_after)
    least = _LEAST_SLOPE_SHARE * middle.drop

    def sd(slope: float, apart: float) -> float:
        return float(np.linalg.norm([step_s / np.sqrt(12), noise / max(slope, least), apart / _APART]))

    out, cut = rep, missing(dip)
    if middle.whole_before and middle.start_s < rep.bottom_first_s and cut != "start":
        apart = middle.start_s - rep.start_s
        if abs(apart) > _ASTRAY * rep.start_sd_s:
            out = replace(out, start_s=middle.start_s, start_sd_s=sd(middle.slopes[0], apart))
    if middle.whole_after and middle.end_s > rep.bottom_last_s and cut != "end":
        apart = middle.end_s - rep.end_s
        if abs(apart) > _ASTRAY * rep.end_sd_s:
            out = replace(out, end_s=middle.end_s, end_sd_s=sd(middle.slopes[3], apart))
    return out


def _witnessed(rep: Rep, steady: Rep, shoulders: list[Dip]) -> Rep:
    """The rep with its start and end checked against the shoulders, which come down and up with the hips.

    The model's hips now and then stay where they were while the descent sets in (seen at an angle above all), by more
    than any noise.  Where hips and shoulders disagree beyond `_DISAGREE` of the hips' own sd, the moment is put
    between the two and half of what they differ by is added to its sd.
    """
    witness = _of_the_same(rep, shoulders)
    if witness is None:
        return rep
    out = rep
    if witness.whole_before and witness.start_s < rep.bottom_first_s:
        apart = witness.start_s - rep.start_s
        if abs(apart) > _DISAGREE * steady.start_sd_s:
            sd = float(np.hypot(rep.start_sd_s, apart / 2))
            out = replace(out, start_s=rep.start_s + apart / 2, start_sd_s=sd)
    if witness.whole_after and witness.end_s > rep.bottom_last_s:
        apart = witness.end_s - rep.end_s
        if abs(apart) > _DISAGREE * steady.end_sd_s:
            sd = float(np.hypot(rep.end_sd_s, apart / 2))
            out = replace(out, end_s=rep.end_s + apart / 2, end_sd_s=sd)
    return out


def _told_once(rejected: list[Rejected]) -> list[Rejected]:
    """Neighbours with one reason as one stretch: thirty steps of a walk are one walk."""
    out: list[Rejected] = []
    for r in rejected:
        if out and out[-1].reason == r.reason and r.from_s - out[-1].to_s < _SAME_THING_S:
            out[-1] = Rejected(r.kind, out[-1].from_s, r.to_s, r.reason)
        else:
            out.append(r)
    return out
