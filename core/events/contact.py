"""One foot's contact with the ground: when it lands and when it leaves, between the frames.

Camera motion need not be known.  While the foot stands, its velocity in the picture is the ground's (none for a still
camera, the belt's on a treadmill, the panned background's): that velocity is read off the middle of the contact, and
landing and leaving are where the foot's own velocity joins it and leaves it.  Both are told as a share of the velocity
a moment earlier (later): unlike a fixed threshold this moves little with filtering, frame rate, running speed or
slow motion.  How steep the foot stands, and in a sprint the knee, straightest as the toe leaves, have their say as well
(`core.events.push_off`).  All
lengths are leg lengths, all times in units of the foot's way back from foremost to rearmost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.events.push_off import ALIKE_S, tip_beyond_toe, toe_off_by_knee, toe_off_by_pitch
from core.events.set_down import landing_by_fall
from core.kinematics.foot_path import SLOPE_NOISE, FootPath, frames_around, line_width_s, local_lines, roughness
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]
Crossing = tuple[float, float]  # seconds, and how fast the speed grows there beyond what it is compared with
NOT_TOLD: Crossing = (float("nan"), float("nan"))

# widths in units of the way back (0.2 s in a sprint, 0.35 s in a jog)
SMOOTHING = (0.05, 0.12)
# a velocity whose error is this share of the mean velocity of the way back is quiet enough
NOISE_SHARE = 0.12
# in running the foot lands this far after its foremost moment and leaves this far before its rearmost one, give or
# take 0.08 (laboratory, rendered and treadmill runs alike)
LANDING, LEAVING, LIKELY_SD = 0.15, 0.26, 0.08
SHORTEST = 0.35  # a running contact is 0.5 to 0.7 of the way back
# of the way back: the moment before a landing, or after leaving, that the foot's velocity is compared with
LANDING_MOMENT = 0.16
LEAVING_MOMENT = 0.13
# the foot lands so long after the horizontal velocity of its hind part is down to this share of that a moment before.
# In the middle of its braking the foot slows down fastest: what a model's heel or smoothing adds moves the moment
# little there, and by the foot's last, slow way it would be told too early where a runner lands flat
LANDED_SHARE, LANDED_AFTER = 0.4, 0.042
# of the foot's velocity as it lands is the heel's: whose heel lands first, the toe slaps down for long
LANDED_HEEL = 0.75
# left the ground: the toe's speed is this share of that a moment later
LEFT_SHARE = 0.48
CLEARLY_MOVING = 0.38  # of the mean velocity of the way back
STEPS_PER_WAY = 120  # samples: every 2 to 3 ms of a way back that takes 0.2 to 0.36 s
# from so much of the middle of a contact the ground's velocity is read, where a clip ends
LEAST_SEEN = 0.1
# landmark errors are far from normal: what third differences see is the quiet part of them
NOISE_TAILS = 4.0
LEAST_NOISE = 0.002  # leg lengths: no model's landmarks are quieter
# a model misplaces a landmark by this share of the leg and by about a pixel, and differently as the foot turns: while
# it lands or lifts, all of it changes within the moment that velocities are compared over
WANDER_SHARE, WANDER_PX = 0.015, 1.0
FAR_APART = 2.5  # standard deviations
# how far landing and leaving lie from a force plate's, shares of the way back (laboratory data), one sd; the shares
# above are those of runs seen square-on, and seen at an angle they hold the less
LANDING_SD, LEAVING_SD = 0.014, 0.017
# of the mean speed of the way back: so much faster or slower no ground goes by, only a foot in the air
OTHER_GROUND = 1.2
LEAST_OTHERS = 3  # contacts: fewer do not tell by how much grounds differ


@dataclass(frozen=True)
class Contact:
    """Times in seconds, NaN = not within what was seen; ground : velocity of the ground, leg lengths/s (forward, up).

    way : how far the foot went back against the pelvis, leg lengths.  way_s : how long that took.
    fell_s : the landing by how the heel comes down.  tip : leg lengths by which the foot turns about a point beyond its
        toe.  Both too noisy to stand alone (`core.events.habits`), NaN = not told.
    """

    touchdown_s: float
    toe_off_s: float
    touchdown_sd_s: float
    toe_off_sd_s: float
    ground: tuple[float, float]
    way: float
    way_s: float
    fell_s: float = float("nan")
    tip: float = float("nan")


def _wander(path: FootPath, fore: int, rear: int) -> float:
    """By how much the model misplaces this foot's landmarks on its way back, leg lengths, one sd.

    A foot keeps its length; that of a filmed shoe, whose toe is guessed at while it stands upright, does not.  A length
    that stays the same tells nothing: heel and toe may be misplaced alike.
    """
    part = slice(fore, rear + 1)
    length = np.hypot(*(path.toe - path.heel)[part].T) / path.size[part]
    return max(WANDER_SHARE, float(np.std(length)))


def _crossing(
    time_s: Floats, speed: Floats, share: float, moment: float, strong: float, likely: float, ends: bool = False
) -> Crossing:
    """Where speed rises to `share` of the speed a moment further outward; nearest to `likely` where noise has several.

    time_s runs outward from mid-contact (falling for a touchdown).  Returns (seconds, NaN where the foot never clearly
    moves or what was seen ends before it can be told; how fast the excess grows there, 0 where only the likely moment
    is known).

    ends : speed after the last sample is not known.
    """
    out = np.abs(time_s - time_s[0])
    # A foot that leaves gets faster: where what was seen ends within a moment nobody knows how fast.  One that lands
    # was about as fast before.
    told = out + (moment if ends else 0.0) <= out[-1] + 1e-9
    if not (speed >= strong).any() or not told.any():
        return NOT_TOLD
    excess = speed - share * np.interp(out + moment, out, speed)
    k = np.flatnonzero((excess[:-1] <= 0) & (excess[1:] > 0) & told[1:])
    # it must go on to move clearly, soon
    k = np.array(
        [n for n in k if (speed[n : n + np.searchsorted(out[n:], out[n] + moment)] >= 0.8 * strong).any()], int
    )
    if not len(k):
        return (likely, 0.0) if abs(likely - time_s[0]) <= out[told][-1] else NOT_TOLD
    rise = excess[k + 1] - excess[k]
    step = time_s[k + 1] - time_s[k]
    at = time_s[k] - step * excess[k] / rise
    best = int(np.argmin(np.abs(at - likely)))
    return float(at[best]), float(rise[best] / abs(step[best]))


def _agreed(one: tuple[float, float], two: tuple[float, float]) -> tuple[float, float]:
    """Two tellings of a moment, each (seconds, sd), weighed; the first alone where the second is of another moment."""
    away = two[0] - one[0]
    if not abs(away) <= FAR_APART * np.hypot(one[1], two[1]):
        return one
    share = one[1] ** 2 / (one[1] ** 2 + two[1] ** 2)
    return one[0] + share * away, float(np.sqrt(1 - share) * one[1])


def _within(low: float, high: float, last: float, least: float) -> tuple[float, float]:
    """A stretch cut off where what was seen ends, at least so long."""
    high = min(high, last)
    return min(low, high - least), high


@dataclass(frozen=True)
class _WayBack:
    """The way of a foot from foremost to rearmost, and how closely its speed can be looked at.

    start, end : seconds, the latter where the way would end if what was seen does before.  usual : mean velocity, leg
        lengths/s.  grid : (M,) the moments that are looked at.  spacing_s : over which landmark errors stay alike.
    width_s : over which velocities are taken.  near : the frames that these hang on.
    """

    start: float
    end: float
    way_s: float
    usual: float
    frame_s: float
    spacing_s: float
    width_s: float
    grid: Floats
    near: slice

    @property
    def landing_s(self) -> float:
        """When runners land."""
        return self.start + LANDING * self.way_s

    @property
    def leaving_s(self) -> float:
        """When runners leave."""
        return self.end - LEAVING * self.way_s


def _way_back(path: FootPath, fore: int, rear: int, lasts_s: float | None) -> _WayBack:
    time = path.time_s
    frame_s = usual_step_s(time)
    start = float(time[fore])
    usual = float(path.reach[fore] - path.reach[rear]) / float(time[rear] - start)
    way_s = lasts_s or float(time[rear] - start)
    end = start + way_s
    grid = np.linspace(
        max(start - 0.45 * way_s, float(time[0])), min(end + 0.45 * way_s, float(time[-1])), 2 * STEPS_PER_WAY
    )
    spacing_s = max(frame_s, ALIKE_S)
    quiet = (SLOPE_NOISE * spacing_s) ** (1 / 3) * (path.noise / (NOISE_SHARE * usual)) ** (2 / 3)
    width_s = line_width_s(time, float(np.clip(quiet, SMOOTHING[0] * way_s, SMOOTHING[1] * way_s)))
    near = frames_around(time, grid, width_s)
    return _WayBack(start, end, way_s, usual, frame_s, spacing_s, width_s, grid, near)


def _ends(path: FootPath, way: _WayBack) -> tuple[Crossing, Crossing, Floats]:
    """Landing and leaving as `_crossing` tells them, and (2,) the ground's velocity between them, leg lengths/s.

    Each hangs on the other two: they are told three times in turns.
    """
    grid, way_s = way.grid, way.way_s
    feet = np.concatenate([path.heel[way.near], path.toe[way.near]], axis=1)
    level, v = local_lines(path.time_s[way.near], feet, grid, way.width_s)
    toe, hind = v[:, 2:], LANDED_HEEL * v[:, :2] + (1 - LANDED_HEEL) * v[:, 2:]
    low, high = _within(way.start + 0.28 * way_s, way.start + 0.6 * way_s, grid[-1], LEAST_SEEN * way_s)
    landed = left = NOT_TOLD
    ground = np.full(2, np.nan)
    strong = CLEARLY_MOVING * way.usual
    for _ in range(3):
        core = (grid >= low) & (grid <= high)
        if core.sum() < 2:
            break
        # the slope of the whole stretch, not the mean of slopes: steadier in noise
        ground = np.polyfit(grid[core] - low, level[core, 2:], 1)[0]
        at = int(np.argmin(np.abs(grid - (low + high) / 2)))
        braked = _crossing(
            grid[at::-1],
            (hind - ground)[at::-1, 0],
            LANDED_SHARE,
            LANDING_MOMENT * way_s,
            strong,
            way.start + (LANDING - LANDED_AFTER) * way_s,
        )
        landed = braked[0] + LANDED_AFTER * way_s, braked[1]
        left = _crossing(
            grid[at:],
            np.hypot(*(toe - ground)[at:].T),
            LEFT_SHARE,
            LEAVING_MOMENT * way_s,
            strong,
            way.leaving_s,
            ends=True,
        )
        a = landed[0] if np.isfinite(landed[0]) else way.landing_s
        b = left[0] if np.isfinite(left[0]) else way.leaving_s
        if b - a < 0.15 * way_s:
            break
        low, high = _within(a + 0.3 * (b - a), a + 0.75 * (b - a), grid[-1], LEAST_SEEN * way_s)
    return landed, left, ground


def _long_enough(landed: Crossing, left: Crossing, way: _WayBack, last: float) -> tuple[Crossing, Crossing]:
    """Landing and leaving; where there is less than a contact between them one was noise, that further from its usual
    place, which it is put to.
    """
    if not left[0] - landed[0] < SHORTEST * way.way_s:
        return landed, left
    if abs(landed[0] - way.landing_s) > abs(left[0] - way.leaving_s):
        return (way.landing_s, 0.0), left
    return landed, ((way.leaving_s, 0.0) if way.leaving_s < last else NOT_TOLD)


def find_contact(
    path: FootPath, fore: int, rear: int, lasts_s: float | None = None, pace_known: bool = True
) -> Contact:
    """The contact between the frame in which the foot is foremost and the one in which it is rearmost.

    lasts_s : how long the way back takes, where what was seen ends before it does.
    pace_known : whether the times are true; else nobody knows whether the athlete sprints, and the knee tells nothing.
    """
    way = _way_back(path, fore, rear, lasts_s)
    way_s = way.way_s
    landed, left, ground = _ends(path, way)
    landed, left = _long_enough(landed, left, way, float(path.time_s[-1]))
    feet = np.concatenate([path.heel[way.near], path.toe[way.near]], axis=1)
    noise = max(path.noise, roughness(path.time_s[way.near], feet), LEAST_NOISE)
    velocity_sd = NOISE_TAILS * noise * np.sqrt(SLOPE_NOISE * way.spacing_s / way.width_s**3)
    wander = np.hypot(_wander(path, fore, rear), WANDER_PX * path.pixel) / path.across
    # a moment lies anywhere between two frames, and a shutter may be open for as long as that
    between = way.frame_s / np.sqrt(6)

    def sd(at_s: float, likely_s: float, rise: float, points: int, moment: float, definition: float) -> float:
        # landmarks of one foot err on their own
        velocity = np.hypot(velocity_sd, wander / (moment * way_s)) / np.sqrt(points)
        likely_sd, by_definition = LIKELY_SD * way_s / path.across, definition * way_s / path.across
        by_landmarks = min(velocity / rise, likely_sd) if rise > 0 else likely_sd
        # a moment where next to nobody has it is likely another one's
        unlikely = max(abs(at_s - likely_s) - 2 * LIKELY_SD * way_s, 0.0)
        return float(np.sqrt(by_landmarks**2 + between**2 + by_definition**2 + unlikely**2))

    toe_off = left[0], sd(left[0], way.leaving_s, left[1], 1, LEAVING_MOMENT, LEAVING_SD)
    toe_off = _agreed(toe_off, toe_off_by_pitch(path, way.start, way_s, left[0], NOISE_TAILS))
    if pace_known:
        toe_off = _agreed(toe_off, toe_off_by_knee(path, way.start, way_s, way.usual, left[0], NOISE_TAILS))
    return Contact(
        landed[0],
        toe_off[0],
        sd(landed[0], way.landing_s, landed[1], 2, LANDING_MOMENT, LANDING_SD),
        toe_off[1],
        (float(ground[0]), float(ground[1])),
        float(path.reach[fore] - path.reach[rear]),
        way_s,
        landing_by_fall(path, landed[0], way_s) if np.isfinite(landed[0]) else float("nan"),
        tip_beyond_toe(path, way.start, way_s),
    )


def on_other_ground(one: Contact, others: Sequence[Contact]) -> bool:
    """Whether the ground goes by under a foot as it does under none of the others: that foot is in the air.

    Meant for a foot that the clip's end cuts off, which is lost where the athlete leaves the picture and goes back in
    the model's eyes as one that stands does.  False where there are fewer than three others, and where a camera that is
    swung makes the ground go by differently under each of them.
    """
    if len(others) < LEAST_OTHERS:
        return False
    grounds = np.array([o.ground for o in others])
    usual = np.median(grounds, axis=0)
    away = float(np.hypot(*(np.array(one.ground) - usual)))
    speed = float(np.median([o.way / o.way_s for o in others]))
    return away > OTHER_GROUND * speed and away > FAR_APART * float(np.hypot(*(grounds - usual).T).max())
