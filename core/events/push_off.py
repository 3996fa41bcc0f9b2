"""What tells a toe-off besides the toe's own way: shoes hide toes, and a model misplaces them while the foot stands up.

A foot turns about its toe until it leaves, and leaves about as steep in a jog as in a sprint.  A sprinter drives the
knee straight until the toe has left and bends it at once to swing.  The turn is sharp and hangs on hip, knee and ankle,
which are placed better than the toe at that moment (Dingwell 2001, Fellin 2010: the most exact of the kinematic signs
of a toe-off).  A jogger lets the knee bend before.
"""

from typing import Final

import numpy as np

from core.kinematics.foot_path import (
    LEVEL_NOISE,
    SLOPE_NOISE,
    FootPath,
    frames_around,
    line_width_s,
    local_lines,
    roughness,
)
from core.signal.resample import usual_step_s

# the knee is straightest so long after the toe-off, shares of the way back, give or take (one sd): alike in a
# laboratory's runs against force plates and in rendered sprints, seen exactly and by the model
AFTER: Final = 0.044
AFTER_SD: Final = 0.02
# leg lengths/s of the foot's way back: below, runners jog; from the second on the knee tells as much as it can
JOG: Final = 3.0
SPRINT: Final = 5.0
SMOOTHING: Final = 0.05  # of the way back: more draws the turn towards the slower side
# how steep a foot leaves as the model sees it, degrees from level, give or take (one sd): rendered runners of all
# speeds 44 to 53, filmed feet that were watched leaving a belt 40 to 58; heels and toes of a laboratory 56
STEEP_DEG: Final = 48.5
STEEP_SD_DEG: Final = 6.0
SIDEWAYS: Final = 0.77  # cosine of the view's yaw; seen more from the front, it is not told
# between these steepnesses a foot in a shoe has begun to roll over its tip and does not leave yet
ROLLING_DEG: Final = (25.0, 42.0)
_ROLLED_DEG: Final = 8.0  # so much of it may be missing where the foot turns quickly
WANDER: Final = 0.03  # radians by which a model misplaces a knee's bend while the leg pushes
MOMENT: Final = 0.13  # of the way back, in which it does
_STEPS: Final = 200  # samples of the stretch that is looked at: every 1 to 2 ms
ALIKE_S: Final = 0.01  # over which landmark errors stay alike: nearer samples tell nothing new
_LEAST_KNEES: Final = 5  # samples, to tell a turn and its noise from


def toe_off_by_knee(
    path: FootPath, start_s: float, way_s: float, usual: float, about_s: float, tails: float
) -> tuple[float, float]:
    """The toe-off by the knee that is nearest to another sign of it.

    Parameters
    ----------
    start_s, way_s : when the foot is foremost, and how long its way back takes.
    usual : mean velocity of the way back, leg lengths/s.  about_s : when the foot itself seems to leave.
    tails : how much larger a landmark's errors are than the quiet part of them.

    Returns
    -------
    Seconds and one standard deviation; NaN and infinity where the knee does not tell.
    """
    trust = np.clip((usual - JOG) / (SPRINT - JOG), 0.0, 1.0)
    known = np.isfinite(path.knee_rad)
    time, knee = path.time_s[known], path.knee_rad[known]
    if trust <= 0 or len(time) < _LEAST_KNEES:
        return float("nan"), float("inf")
    frame_s = usual_step_s(time)
    width = line_width_s(time, SMOOTHING * way_s)
    at = np.linspace(start_s + 0.35 * way_s, min(start_s + 1.2 * way_s, float(time[-1])), _STEPS)
    near = frames_around(time, at, width)
    if near.stop - near.start < _LEAST_KNEES:  # lost before the way back, or on it
        return float("nan"), float("inf")
    bends = local_lines(time[near], knee[near, None], at, width)[1][:, 0]
    turns = np.flatnonzero((bends[:-1] < 0) & (bends[1:] >= 0))
    if not len(turns):
        return float("nan"), float("inf")
    step = at[1] - at[0]
    rise = (bends[turns + 1] - bends[turns]) / step
    left = at[turns] - bends[turns] / rise - AFTER * way_s
    best = int(np.argmin(np.abs(left - about_s)))
    spacing = max(frame_s, ALIKE_S)
    noise = tails * roughness(time[near], knee[near, None]) * np.sqrt(SLOPE_NOISE * spacing / width**3)
    velocity = np.hypot(noise, WANDER / (MOMENT * way_s))
    sd = np.sqrt((velocity / rise[best]) ** 2 + frame_s**2 / 6 + (AFTER_SD * way_s) ** 2)
    return float(left[best]), float(sd / np.sqrt(trust) / path.across)


def toe_off_by_pitch(path: FootPath, start_s: float, way_s: float, about_s: float, tails: float) -> tuple[float, float]:
    """The toe-off by how steep the foot has become; it is nothing new to whom the toe was seen well.

    Parameters are those of `toe_off_by_knee`, and so is what is returned.  Where the landmarks are not the model's
    nobody knows how steep heel and toe stand then, and from nearly the front it cannot be seen: nothing is told.
    """
    end_s = min(start_s + 1.1 * way_s, float(path.time_s[-1]))
    at = np.linspace(start_s + 0.35 * way_s, end_s, _STEPS)
    if not path.as_modelled or path.across < SIDEWAYS or at[-1] <= at[0]:
        return float("nan"), float("inf")
    frame_s = usual_step_s(path.time_s)
    width = line_width_s(path.time_s, SMOOTHING * way_s)
    near = frames_around(path.time_s, at, width)
    time, foot = path.time_s[near], (path.toe - path.heel)[near]
    # seen at an angle a foot looks steeper
    pitch = np.unwrap(np.arctan2(-foot[:, 1], foot[:, 0] / path.across))[:, None]
    steep = local_lines(time, pitch, at, width)[0][:, 0]
    steep -= 2 * np.pi * np.round(np.median(steep) / (2 * np.pi)) + np.radians(STEEP_DEG)
    turns = np.flatnonzero((steep[:-1] < 0) & (steep[1:] >= 0))
    if not len(turns):
        return float("nan"), float("inf")
    rise = (steep[turns + 1] - steep[turns]) / (at[1] - at[0])
    left = at[turns] - steep[turns] / rise
    best = int(np.argmin(np.abs(left - about_s)))
    noise = tails * roughness(time, pitch) * np.sqrt(LEVEL_NOISE * max(frame_s, ALIKE_S) / width)
    sd = np.sqrt((np.hypot(np.radians(STEEP_SD_DEG), noise) / rise[best]) ** 2 + frame_s**2 / 6)
    return float(left[best]), float(sd / path.across)


def tip_beyond_toe(path: FootPath, start_s: float, way_s: float) -> float:
    """How far beyond the model's toe the point lies that a rising foot turns about, leg lengths; noisy.

    A foot that turns about its toe lifts it no further; one that turns about a point beyond lifts the toe by so much
    for every unit by which the sine of its steepness grows.

    Parameters are those of `toe_off_by_knee`.  NaN where that turn is not seen, from nearly the front, and where the
    landmarks are not the model's.
    """
    at = np.linspace(start_s + 0.3 * way_s, min(start_s + way_s, float(path.time_s[-1])), _STEPS)
    if not path.as_modelled or path.across < SIDEWAYS or at[-1] <= at[0]:
        return float("nan")
    width = line_width_s(path.time_s, SMOOTHING * way_s)
    near = frames_around(path.time_s, at, width)
    foot = (path.toe - path.heel)[near]
    pitch = np.unwrap(np.arctan2(-foot[:, 1], foot[:, 0] / path.across))
    level = local_lines(path.time_s[near], np.column_stack([path.toe[near, 1], pitch]), at, width)[0]
    steep = np.degrees(level[:, 1])
    turns = np.flatnonzero((steep[:-1] < ROLLING_DEG[1]) & (steep[1:] >= ROLLING_DEG[1]))
    if not len(turns):
        return float("nan")
    last = int(turns[0])
    before = np.flatnonzero((steep[:last] <= ROLLING_DEG[0]) | (np.diff(steep[: last + 1]) <= 0))
    first = int(before[-1]) + 1 if len(before) else 0
    if last - first < 4 or steep[first] > ROLLING_DEG[0] + _ROLLED_DEG:
        return float("nan")
    part = slice(first, last + 1)
    return float(np.polyfit(np.sin(level[part, 1]), level[part, 0], 1)[0])
