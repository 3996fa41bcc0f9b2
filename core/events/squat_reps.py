"""Squat repetitions: where each one starts, rests at its bottom and ends, and what only looked like one."""

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rejected, Rep
from core.events.squat_cues import look
from core.events.squat_dips import Dip, find_dips
from core.events.squat_judge import CUT_LOOKS_LIKE, LEAST_DROP, measure, why_not
from core.kinematics.series import Series
from core.kinematics.view import View

Floats = NDArray[np.float64]

# What is left of the pelvis height's random error after smoothing, in standing hip heights.
NOISE_SHARE = 0.004
_LEAST_SLOPE_SHARE = 0.05  # of the drop per second; a flatter curve does not make a moment endlessly uncertain
_TIPPED = 0.7  # of the trunk's standing height: a good morning hardly lowers the hips and is worth a word all the same
_SAME_THING_S = 1.5  # rejected stretches with one reason closer than this are told as one


def find_reps(
    series: Series, view: View, points: Floats, *, noise_share: float = NOISE_SHARE
) -> tuple[list[Rep], list[Rejected]]:
    """The squats of one clip, and what was looked at and not counted.

    Parameters
    ----------
    series : of the unperturbed motion, (T,) each; its times are used.
    view : from where the athlete is seen (its label and direction; a seat shows only from the side).
    points : (T, 33, 2) pixels of the same times, smoothed; NaN = not seen.  A rep never spans more than
        `squat_cues.LONGEST_GAP_S` without the landmarks it needs.
    noise_share : standard deviation of the pelvis height's random error in standing hip heights.

    Returns
    -------
    Reps in order of time, numbered from 1, and the rejected stretches.  A descent or ascent cut by the clip's start
    or end, or by a gap, is rejected as incomplete.
    """
    if len(series.time_s) < 2:
        return [], []
    cues = look(series.time_s, points)
    step = float(np.median(np.diff(series.time_s)))
    reps: list[Rep] = []
    rejected: list[Rejected] = []
    for dip in find_dips(cues.time_s, cues.height):
        posture = measure(cues, dip, view)
        reason = why_not(posture)
        cut = _cut(dip)
        if cut and (reason is None or reason in CUT_LOOKS_LIKE):
            reason = cut
        if reason is None:
            reps.append(_rep(len(reps) + 1, dip, step, noise_share))
        elif posture.drop >= LEAST_DROP or posture.trunk < _TIPPED:
            rejected.append(Rejected("rep", dip.start_s, dip.end_s, reason))
    return reps, _told_once(rejected)


def _cut(dip: Dip) -> str | None:
    if not dip.whole_before:
        return "incomplete: it had begun before the athlete was seen"
    if not dip.whole_after:
        return "incomplete: it was not finished while the athlete was seen"
    return None


def _rep(index: int, dip: Dip, step_s: float, noise_share: float) -> Rep:
    """Sampling (1 / (f sqrt 12) for one moment) and the curve's own noise over its slope, added in squares."""
    noise = noise_share * max(dip.rest_before, dip.rest_after)
    least = _LEAST_SLOPE_SHARE * dip.drop
    start, first, last, end = (noise / max(slope, least) for slope in dip.slopes)
    sampling = step_s / np.sqrt(12)
    bottom = np.hypot(first, last) / 2
    return Rep(
        index, dip.start_s, dip.bottom_first_s, dip.bottom_s, dip.bottom_last_s, dip.end_s,
        start_sd_s=float(np.hypot(sampling, start)),
        bottom_sd_s=float(np.hypot(sampling, bottom)),
        end_sd_s=float(np.hypot(sampling, end)),
    )  # fmt: skip


def _told_once(rejected: list[Rejected]) -> list[Rejected]:
    """Neighbours with one reason as one stretch: thirty steps of a walk are one walk."""
    out: list[Rejected] = []
    for r in rejected:
        if out and out[-1].reason == r.reason and r.from_s - out[-1].to_s < _SAME_THING_S:
            out[-1] = Rejected(r.kind, out[-1].from_s, r.to_s, r.reason)
        else:
            out.append(r)
    return out
