"""Squat repetitions: which of the hips' dips are some, and what only looked like one."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.events.event import Rejected, Rep
from core.events.pulses import pulses
from core.events.rep_moments import Witnesses
from core.events.squat_cues import Cues, look
from core.events.squat_dips import Dip, find_dips
from core.events.squat_judge import (
    CUT_LOOKS_LIKE,
    ENDED_HIGHER,
    HALF_SEEN,
    LEAST_DROP,
    NOT_BACK,
    SITTING,
    Posture,
    measure,
    missing,
    seen_share,
    sits_among_sits,
    why_not,
)
from core.giving_way import may_go_on
from core.kinematics.series import Series
from core.kinematics.view import View
from core.pose.upright import lies

Floats = NDArray[np.float64]

_TIPPED = 0.7  # of the trunk's standing height: a good morning hardly lowers the hips and is worth a word all the same
_WORTH_A_WORD_S = 0.3  # what goes down and comes up within that is a landmark that jumped
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
    gaps_s = cues.time_s[~np.isfinite(cues.height)]
    judged = _judged(cues, view, lies(points), gaps_s)
    usual = float(np.median([p.drop for _, p, reason in judged if reason is None] or [0.0]))
    witnesses = Witnesses.of(cues, view, points, [dip for dip, _, reason in judged if reason is None])
    reps: list[Rep] = []
    rejected: list[Rejected] = []
    for dip, posture, reason in judged:
        if reason is None and posture.drop < _FAR_SHALLOWER * usual:
            reason = "far shallower than the other reps: moving about, not one of the set"
        if reason is None:
            reps.append(_beside_gaps(witnesses.rep(len(reps) + 1, dip), gaps_s))
            rejected += pulses(cues, dip)
        elif (posture.drop >= LEAST_DROP and dip.end_s - dip.start_s > _WORTH_A_WORD_S) or posture.trunk < _TIPPED:
            rejected.append(Rejected("rep", dip.start_s, dip.end_s, reason))
    return reps, _told_once(rejected)


def _judged(
    cues: Cues, view: View, lain: NDArray[np.bool_], gaps_s: Floats
) -> list[tuple[Dip, Posture, str | None]]:  # fmt: skip
    """Every dip of the hips, what it looks like, and why it is no squat (None = it is one).

    lain : (T,) frames in which the body lies.  gaps_s : seconds of the frames in which the hips' height is not known.
    """
    out = []
    for dip in find_dips(cues.time_s, cues.height):
        may_go_on()
        posture = measure(cues, dip, view)
        reason = why_not(posture)
        cut = missing(dip)
        if cut and (reason is None or reason in CUT_LOOKS_LIKE) and seen_share(dip) < HALF_SEEN:
            reason = _INCOMPLETE[cut]
        elif reason == ENDED_HIGHER and dip.start_s - cues.time_s[0] < _CUT_SHORT_S:
            reason = _INCOMPLETE["start"]
        elif reason in (ENDED_HIGHER, NOT_BACK):
            reason = _half_seen(dip, gaps_s) or reason
        first, last = np.searchsorted(cues.time_s, (dip.start_s, dip.end_s))
        if lain[first : last + 1].mean() > _LAIN_SHARE:
            reason = _LAIN
        out.append((dip, posture, reason))
    sits = sits_among_sits([posture for _, posture, _ in out])
    return [
        (dip, posture, SITTING if reason is None and sat else reason)
        for (dip, posture, reason), sat in zip(out, sits, strict=True)
    ]


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


def _told_once(rejected: list[Rejected]) -> list[Rejected]:
    """Neighbours with one reason as one stretch: thirty steps of a walk are one walk."""
    out: list[Rejected] = []
    for r in rejected:
        if out and out[-1].reason == r.reason and r.from_s - out[-1].to_s < _SAME_THING_S:
            out[-1] = Rejected(r.kind, out[-1].from_s, r.to_s, r.reason)
        else:
            out.append(r)
    return out
