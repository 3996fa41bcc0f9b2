"""Running steps: the contacts of both feet, and what looked like one and was not counted.

Every time a foot is carried back under the body from foremost to rearmost it may be standing; when exactly it lands
and leaves is found by `core.events.contact`, what the contacts about it say of that by `core.events.habits` and
`core.events.steady_contacts`, and which of them are steps by `core.events.step_judge`.
"""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.events.contact import find_contact, on_other_ground
from core.events.event import Rejected, Step
from core.events.found_contact import FoundContact
from core.events.habits import with_habits
from core.events.steady_contacts import STEADY_STEPS, steadied
from core.events.step_judge import CONTACT_S, NEIGHBOUR_S, UNSEEN, judge
from core.events.unevenness import as_sure_as_even
from core.giving_way import may_go_on
from core.kinematics.foot_path import FootPath, foot_paths, line_width_s, local_lines, turning_points
from core.pose.skeleton import SIDES
from core.pose.track import PoseTrack
from core.signal.resample import usual_step_s

Floats = NDArray[np.float64]

LEAST_SWING = 0.25  # leg lengths a foot must move against the pelvis to be looked at
LEAST_WAY = 0.35  # and to be a step
CUT_SHARE = 0.6  # of a usual contact: one so short from the first frames on was under way

CUT = "incomplete: the contact is already under way when the clip or the tracking begins"
REVERSED = (
    "the foot is higher while it goes back than while it comes forward: which way the athlete faces was misjudged"
)


def find_steps(
    track: PoseTrack,
    forward: float,
    yaw_deg: float = 0.0,
    turn_deg: float | None = None,
    shortest_s: float = CONTACT_S[0],
    pace_known: bool = True,
) -> tuple[list[Step], list[Rejected]]:
    """Running contacts in order of touchdown.

    Parameters
    ----------
    track : lightly filtered landmarks of one athlete, any frame rate from 24, uneven frame times allowed.
    forward : +1 when the athlete faces the picture's right, -1 left.
    yaw_deg : of the view, 0 = square-on from the side; the further off, the less sure the moments are.
    turn_deg : of the view, where the feet's way is to be told by depth (see `core.kinematics.foot_path`).
    shortest_s : a contact in running takes no less.
    pace_known : whether the times are true; in slow motion whose rate nobody told they are not.

    Returns
    -------
    Steps (toe_off_s None where the clip ends first) and what was looked at and not counted.  Nothing is raised for
    clips without a run: the list is empty.
    """
    paths = foot_paths(track, forward, yaw_deg, turn_deg)
    swings = [_Swing.of(p) for p in paths]
    may_go_on()
    whole = np.array([way for p, s in zip(paths, swings, strict=True) for way in _whole_ways(p, s)]).reshape(-1, 3)
    seen = [f for p, s in zip(paths, swings, strict=True) for f in _contacts(p, s, whole, pace_known)]
    good = [f for f in seen if f.reason is None]
    for f, c in zip(good, with_habits([f.side for f in good], [f.contact for f in good]), strict=True):
        f.contact = c
    # a far foot is lost behind the near one again and again: what was seen of it in between is still the same foot's
    drawn = (f for side in SIDES for f in steadied([f for f in seen if f.side == side]))
    found = sorted(drawn, key=lambda f: f.from_s)
    others = [f.contact for f in found if f.reason is None and not f.open_end]
    usual_s = float(np.median([c.toe_off_s - c.touchdown_s for c in others])) if others else 0.0
    for f in found:
        if f.reason is None and f.open_end and on_other_ground(f.contact, others[-STEADY_STEPS:]):
            f.open_end, f.reason = False, UNSEEN
        elif f.reason is None and f.open_start and f.end - f.begin < CUT_SHARE * usual_s:
            f.reason = CUT
    judge(found, one_legged=len({p.side for p in paths}) == 1, shortest_s=shortest_s)
    steps: list[Step] = []
    rejected: list[Rejected] = []
    for f in found:
        if f.reason is not None:
            rejected.append(Rejected("step", float(f.from_s), float(f.to_s), f.reason, f.side))
            continue
        c = f.contact
        off = None if f.open_end else c.toe_off_s
        steps.append(
            Step(len(steps) + 1, f.side, c.touchdown_s, off, c.touchdown_sd_s, None if off is None else c.toe_off_sd_s)
        )
    return as_sure_as_even(steps), rejected


def running_share(track: PoseTrack, steps: list[Step]) -> float:
    """Share 0..1 of the time the athlete is seen that is spent running (bouts of at least two steps).

    Running of any speed with a flight phase counts; the caller weighs it against squat repetitions.
    """
    seen = track.has_pose
    if len(steps) < 2 or seen.sum() < 2:
        return 0.0
    frame_s = usual_step_s(track.time_s)
    running = 0.0
    for a, b in itertools.pairwise(steps):
        gap = b.touchdown_s - (a.toe_off_s if a.toe_off_s is not None else a.touchdown_s)
        if gap <= 2 * NEIGHBOUR_S:
            running += b.touchdown_s - a.touchdown_s
    if steps[-1].toe_off_s is not None:
        running += steps[-1].toe_off_s - steps[-1].touchdown_s
    return float(min(running / (seen.sum() * frame_s), 1.0))


def ways_back_s(track: PoseTrack, forward: float) -> Floats:
    """(N,) seconds of every way back of a foot from foremost to rearmost that is wide enough for a step."""
    return np.array([lasts for p in foot_paths(track, forward) for _, lasts, _ in _whole_ways(p, _Swing.of(p), True)])


@dataclass(frozen=True)
class _Swing:
    """To and fro of one foot: (N,) leg lengths ahead of the pelvis, and the frames where it turns back."""

    reach: Floats
    turns: list[tuple[int, int]]

    @classmethod
    def of(cls, path: FootPath) -> "_Swing":
        """Smoothed against single wild frames: only turning points are read off."""
        width = line_width_s(path.time_s, 0.015)
        reach = local_lines(path.time_s, (path.reach / path.size)[:, None], path.time_s, width)[0][:, 0]
        return cls(reach, turning_points(reach, LEAST_SWING))


def _ways(reach: Floats, turns: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last frame of every way back that is wide enough for a step."""
    return [
        (fore, rear)
        for (fore, kind), (rear, _) in itertools.pairwise(turns)
        if kind == 1 and reach[fore] - reach[rear] >= LEAST_WAY and rear - fore >= 2
    ]


def _whole_ways(path: FootPath, swing: _Swing, to_the_end: bool = False) -> list[tuple[float, float, float]]:
    """Begin, duration (seconds) and rearmost reach of the ways back of a foot, without one that the end cuts off."""
    reach, last = swing.reach, len(path.time_s) - (0 if to_the_end else 2)
    ways = [w for w in _ways(reach, swing.turns) if w[1] < last]
    return [(float(path.time_s[a]), float(path.time_s[b] - path.time_s[a]), float(reach[b])) for a, b in ways]


def _contacts(path: FootPath, swing: _Swing, whole: Floats, pace_known: bool) -> list[FoundContact]:
    """Every way back of one foot that could be a contact.  whole : what `_whole_ways` tells of both feet."""
    frame_s = usual_step_s(path.time_s)
    reach, turns = swing.reach, swing.turns
    reversed_ = _is_reversed(path, turns)
    out: list[FoundContact] = []
    for fore, rear in _ways(reach, turns):
        may_go_on()
        at_end = rear >= len(path.time_s) - 2
        lasts_s, rearmost = float(path.time_s[rear] - path.time_s[fore]), float(reach[rear])
        if at_end and len(whole):  # it would go on, as those nearest to it in time did
            nearest = np.argsort(np.abs(whole[:, 0] - path.time_s[fore]))[:STEADY_STEPS]
            _, usual_s, usual = np.median(whole[nearest], axis=0)
            lasts_s, rearmost = max(lasts_s, float(usual_s)), min(rearmost, float(usual))
        c = find_contact(path, fore, rear, lasts_s, pace_known)
        half = _half_way(path, reach, fore, rear, rearmost)
        f = FoundContact(path.side, c, float(path.time_s[fore]), float(path.time_s[rear]), half, False, None, fore <= 2)
        if reversed_:
            f.reason = REVERSED
            out.append(f)
            continue
        # a landing within the first frames is a guess: nothing is known of the flight before it
        if f.open_start and not c.touchdown_s > path.time_s[0] + 2.5 * frame_s:
            f.reason = CUT
        elif not np.isfinite(c.touchdown_s):
            f.reason = UNSEEN
        elif not np.isfinite(c.toe_off_s):
            f.open_end = rear == turns[-1][0] and path.last  # it was not seen to come forward again
            f.reason = None if f.open_end else UNSEEN
        out.append(f)
    return out


def _is_reversed(path: FootPath, turns: list[tuple[int, int]]) -> bool:
    """Whether back is forward: a foot comes forward through the air, and here it is higher on its way back.

    Frame by frame: of the ways of somebody who enters and leaves the picture half are short, at its edge, and wrong.
    """
    lifts: dict[int, list[Floats]] = {1: [], -1: []}
    for (start, kind), (end, _) in itertools.pairwise(turns):
        lifts[kind].append(path.lift[start : end + 1])
    if not lifts[1] or not lifts[-1]:
        return False
    backward, forward = (float(np.median(np.concatenate(lifts[kind]))) for kind in (1, -1))
    return backward > forward


def _half_way(path: FootPath, reach: Floats, fore: int, rear: int, rearmost: float) -> float:
    """When the foot has done half of its way back to `rearmost`, between frames; NaN where it does not come so far."""
    part = reach[fore : rear + 1]
    level = (part[0] + rearmost) / 2
    if not (part <= level).any():
        return float("nan")
    k = int(np.argmax(part <= level))
    if k == 0:
        return float(path.time_s[fore])
    share = (part[k - 1] - level) / (part[k - 1] - part[k])
    a, b = path.time_s[fore + k - 1], path.time_s[fore + k]
    return float(a + share * (b - a))
