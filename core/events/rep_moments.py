"""When a squat repetition starts, rests at its bottom and ends: what the hips tell, and what bears them witness."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rep
from core.events.squat_cues import Cues
from core.events.squat_dips import BOTTOM_SHARE, Dip, find_dips
from core.events.squat_judge import missing
from core.kinematics.unsteady import unsteadiness
from core.kinematics.view import View
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

# How far the height is off from what a start or end asks for, in standing hip heights, one standard deviation: the
# model's hips wander against the true ones while the posture changes.  With these the errors of six rendered people's
# moments, each weighed alike, are 0.8 to 1.0 of their sd at the root mean square.
HIPS_NOISE = 0.013
LEGS_NOISE = 0.011  # of the height that the legs' directions tell
MIDDLE_NOISE = 0.012  # of the trunk's middle
_SEEN_BY_LEGS = 0.6  # of the hips' wander goes into the height by the legs where 5 % are done: 2 sin 25 deg / sqrt 2
_PAUSE_SHARE = 0.3  # of the ways down and up: a bottom that lasts longer is a pause, and is entered and left as quickly
_AGREE = 0.4  # within this many of their own sd the hips' moment and that of the trunk's middle are one
_APART = 2.5  # that part of what hips and the trunk's middle differ by is one sd of what the latter is off
_LEAST_SLOPE_SHARE = 0.05  # of the drop per second; a flatter curve does not make a moment endlessly uncertain
_DISAGREE = 4.0  # sds: a normal error goes beyond once in 16 000 moments
_ALIKE = 0.7  # in depth and in time: then two curves show the same rep
# of the drop: by what band true shoulders would be low for as long as true hips, on 14 rendered reps; 0.016 where hips
# rise first
_SHOULDERS_OFF = 0.0065


@dataclass(frozen=True)
class Witnesses:
    """The dips of other curves than the hips' height, in order of time: the same reps show in them.

    legs : of the legs' directions, none where the view does not show them (`by_legs`).  shoulders : of their height.
    middle : half-way between hips and shoulders, for views that do not show the legs'.  step_s : between frames.
    wander : of the hips, in leg lengths (`_wander`).
    """

    by_legs: bool
    legs: list[Dip]
    shoulders: list[Dip]
    middle: list[Dip]
    step_s: float
    wander: float

    @classmethod
    def of(cls, cues: Cues, view: View, points: Floats, squats: list[Dip]) -> "Witnesses":
        """squats : the hips' dips that are squats.  points : (T, 33, 2) pixels, smoothed; NaN = not seen."""
        by_legs, time_s = view.legs_tell is not None, cues.time_s
        return cls(
            by_legs=by_legs,
            legs=find_dips(time_s, cues.legs) if by_legs else [],
            shoulders=find_dips(time_s, cues.shoulders),
            middle=[] if by_legs else find_dips(time_s, cues.middle),
            step_s=usual_step_s(time_s),
            wander=_wander(time_s, points, view, squats),
        )

    def rep(self, index: int, dip: Dip) -> Rep:
        """The rep that a dip of the hips' height is, its moments and their sds as all curves together tell them."""
        legs = _told_by_legs(dip, self.legs)
        if legs is None:
            whole, apart_s = _bottom_of_both(dip, self.shoulders)
        else:  # a bottom is one of the hips' height itself: there they do not wander, and both legs tell it
            whole, apart_s = legs.with_bottom_of(_as_long_as_both(dip, self.shoulders)), 0.0
        rep = _rep(index, whole, self.step_s, apart_s, self.wander, by_legs=legs is not None)
        if not self.by_legs:
            return _told_by_trunk(rep, dip, self.middle, self.step_s)
        steady = _rep(index, whole, self.step_s, apart_s, 0.0, by_legs=legs is not None) if self.wander else rep
        return _witnessed(rep, steady, self.shoulders)


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
    loose = (LEGS_NOISE, _SEEN_BY_LEGS * wander) if by_legs else (HIPS_NOISE, wander)
    level = float(np.linalg.norm([*(tall * share for share in loose), dip.trembling * dip.drop]))
    start, end = (level / max(speed, least) for speed in dip.speeds)
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
    """The rep with start and end of the trunk's middle, seen at an angle or from the front.

    The model's hips often stay where they were while the descent sets in and are back too early; its shoulders do not,
    but come down a little by leaning too, and half-way between them both errors are halves.  Where that middle agrees
    with the hips the moment stays theirs, and is as sure as the middle's; else a part of what they differ by is added
    to the sd.
    """
    middle = _of_the_same(rep, middles)
    if middle is None:
        return rep
    noise = MIDDLE_NOISE * max(dip.rest_before, dip.rest_after)
    least = _LEAST_SLOPE_SHARE * middle.drop

    def told(hips_s: float, hips_sd_s: float, middle_s: float, speed: float) -> tuple[float, float]:
        apart = middle_s - hips_s
        at_s, off = (hips_s, apart) if abs(apart) < _AGREE * hips_sd_s else (middle_s, apart / _APART)
        return at_s, float(np.linalg.norm([step_s / np.sqrt(12), noise / max(speed, least), off]))

    out, cut = rep, missing(dip)
    if middle.whole_before and middle.start_s < rep.bottom_first_s and cut != "start":
        start_s, sd_s = told(rep.start_s, rep.start_sd_s, middle.start_s, middle.speeds[0])
        out = replace(out, start_s=start_s, start_sd_s=sd_s)
    if middle.whole_after and middle.end_s > rep.bottom_last_s and cut != "end":
        end_s, sd_s = told(rep.end_s, rep.end_sd_s, middle.end_s, middle.speeds[1])
        out = replace(out, end_s=end_s, end_sd_s=sd_s)
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
