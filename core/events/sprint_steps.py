"""Running steps: the contacts of both feet, and what looked like one and was not counted.

Every time a foot is carried back under the body from foremost to rearmost it may be standing; when exactly it lands
and leaves is found by `core.events.contact`.  Running is then told from walking by the flight between contacts, and
from single movements of a leg by the legs' taking turns.
"""

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.events.contact import Contact, find_contact, on_other_ground
from core.events.event import Rejected, Step
from core.events.habits import with_habits
from core.events.unevenness import as_sure_as_even
from core.giving_way import may_go_on
from core.kinematics.foot_path import FootPath, foot_paths, local_lines, turning_points
from core.pose.skeleton import SIDES, Side
from core.pose.track import PoseTrack

Floats = NDArray[np.float64]

LEAST_SWING = 0.25  # leg lengths a foot must move against the pelvis to be looked at
LEAST_WAY = 0.35  # and to be a step
CONTACT_S = (0.06, 0.40)
LONGEST_FLIGHT_S = 0.25
SLOW_LEAST_WAY = 0.6  # leg lengths: squats and standing about are not slow motion
SLOW_UNEVEN = 0.25  # share of the step time by which steps of a run may differ
NEIGHBOUR_S = 0.40  # contacts further apart belong to different bouts
# running is regular: a foot lands and leaves at the same share of its way back, give or take this (one sd) on film, the
# error of the way's own middle with it; in a laboratory and with exact landmarks half of it
STEADY_SD = 0.022
# what is off alike in all contacts of a foot and does not average out (one sd): a share of the way back's time, and of
# each moment's own sd, because a model's errors come back with the pose
STEADY_COMMON, STEADY_REPEATS = 0.02, 0.4
STEADY_DOUBT = 1.5  # of what both moments' plus-minus allow
STEADY_STEPS = 8  # of the same foot, before and after
STEADY_WAY = 0.15  # by which the time of the way back may differ; a start from blocks changes faster
CUT_SHARE = 0.6  # of a usual contact: one so short from the first frames on was under way
LEAST_STEP = 0.25  # of a stride: even a limping runner's other foot lands no sooner than half a step after the one
OVERLAP_S = 0.02  # both feet down for longer than this is walking

GIVE_RATE = "if this is slow motion, give the true capture rate and analyse again"
SLOW_MOTION = "these contacts last {0:.1f} s, far longer than any running step: " + GIVE_RATE
WALKING = "both feet are on the ground at once: walking, not running"
TOO_LONG = "the foot stays down {0:.2f} s, longer than in running (0.40 s)"
TOO_SHORT = "the foot seems to touch for {0:.2f} s only, shorter than any running contact (0.06 s)"
ALONE = "a single movement of one leg; in running the legs take turns"
TURNS = "the same foot twice in a row within one stride: the legs were probably mistaken for each other"
CUT = "incomplete: the contact is already under way when the clip or the tracking begins"
TOO_SOON = "the other foot had just landed: the legs were probably mistaken for each other"
REVERSED = (
    "the foot is higher while it goes back than while it comes forward: which way the athlete faces was misjudged"
)
UNSEEN = "incomplete: landing or leaving of this foot could not be seen"


@dataclass
class _Found:
    side: Side
    contact: Contact
    from_s: float
    to_s: float
    middle_s: float  # when the foot is half-way back, which is known best
    open_end: bool  # the clip ends before the foot leaves
    reason: str | None = None
    open_start: bool = False  # the foot was seen from there on only: whether it was foremost is not known

    @property
    def begin(self) -> float:
        return self.contact.touchdown_s

    @property
    def end(self) -> float:
        return self.to_s if self.open_end else self.contact.toe_off_s


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
    steadied = (f for side in SIDES for f in _steadied([f for f in seen if f.side == side]))
    found = sorted(steadied, key=lambda f: f.from_s)
    others = [f.contact for f in found if f.reason is None and not f.open_end]
    usual_s = float(np.median([c.toe_off_s - c.touchdown_s for c in others])) if others else 0.0
    for f in found:
        if f.reason is None and f.open_end and on_other_ground(f.contact, others[-STEADY_STEPS:]):
            f.open_end, f.reason = False, UNSEEN
        elif f.reason is None and f.open_start and f.end - f.begin < CUT_SHARE * usual_s:
            f.reason = CUT
    _judge(found, one_legged=len({p.side for p in paths}) == 1, shortest_s=shortest_s)
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
    frame_s = float(np.median(np.diff(track.time_s)))
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
        width = max(0.015, 0.6 * float(np.median(np.diff(path.time_s))))
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


def _contacts(path: FootPath, swing: _Swing, whole: Floats, pace_known: bool) -> list[_Found]:
    """Every way back of one foot that could be a contact.  whole : what `_whole_ways` tells of both feet."""
    frame_s = float(np.median(np.diff(path.time_s)))
    reach, turns = swing.reach, swing.turns
    # a foot comes forward through the air: where it is higher on its way back, back is forward
    lifts = [(k, float(np.median(path.lift[a : b + 1]))) for (a, k), (b, _) in itertools.pairwise(turns)]
    backward, forward = ([h for k, h in lifts if k == kind] for kind in (1, -1))
    reversed_ = bool(backward and forward) and np.median(backward) > np.median(forward)
    out: list[_Found] = []
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
        f = _Found(path.side, c, float(path.time_s[fore]), float(path.time_s[rear]), half, False, None, fore <= 2)
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


def _steadied(found: list[_Found]) -> list[_Found]:
    """The contacts of one foot, each moment drawn towards where it lies in the contacts about it.

    Running is regular: from step to step a foot lands and leaves at nearly the same share of its way back.  How far
    each moment is drawn follows from its own plus-minus and from how regular running is (`STEADY_SD`); what was
    measured well stays where it was.  Where the way back itself took much longer or shorter than those about it,
    its foremost or its rearmost moment was mistaken, nobody knows which: both moments are as unsure as that.
    """
    whole = [f for f in found if f.reason is None]
    out = {id(f): f for f in found}
    doubt = _uneven_ways(np.array([f.contact.way_s for f in whole]))
    for kind in ("touchdown", "toe_off"):
        at = np.array([getattr(f.contact, f"{kind}_s") for f in whole])
        sd = np.hypot(np.array([getattr(f.contact, f"{kind}_sd_s") for f in whole]), doubt)
        way = np.array([f.contact.way_s for f in whole])
        middle = np.array([f.middle_s for f in whole])
        share = (at - middle) / way
        for i, f in enumerate(whole):
            about = np.arange(max(i - STEADY_STEPS, 0), min(i + STEADY_STEPS + 1, len(whole)))
            about = about[(about != i) & np.isfinite(share[about]) & (np.abs(way[about] / way[i] - 1) < STEADY_WAY)]
            if not np.isfinite(at[i]):
                continue
            if len(about) < 2 or not np.isfinite(middle[i]):
                out[id(f)] = _moved(out[id(f)], kind, float(at[i]), float(sd[i]))
                continue
            usual = middle[i] + float(np.median(share[about])) * way[i]
            apart = float(np.median(sd[about])) * 1.25 / np.sqrt(len(about))
            others = np.hypot(apart, STEADY_SD * way[i])
            keep = others**2 / (others**2 + sd[i] ** 2)
            # the further off, the likelier it is a mistake that its own plus-minus knows nothing of
            away = float(at[i] - usual)
            keep *= min(1.0, STEADY_DOUBT * float(np.hypot(others, sd[i])) / max(abs(away), 1e-9))
            here = float(keep * at[i] + (1 - keep) * usual)
            own = (keep + STEADY_REPEATS**2) * sd[i] ** 2 + keep * (1 - keep) * away**2
            sd_s = float(np.sqrt(own + (STEADY_COMMON * way[i]) ** 2))
            out[id(f)] = _moved(out[id(f)], kind, here, sd_s)
    return [out[id(f)] for f in found]


def _moved(f: _Found, kind: str, at_s: float, sd_s: float) -> _Found:
    c = f.contact
    if kind == "touchdown":
        return replace(f, contact=replace(c, touchdown_s=at_s, touchdown_sd_s=sd_s))
    return replace(f, contact=replace(c, toe_off_s=at_s, toe_off_sd_s=sd_s))


def _uneven_ways(way_s: Floats) -> Floats:
    """(N,) seconds, one sd: what a way back differs from the usual of those about it, beyond what a runner changes."""
    out = np.zeros(len(way_s))
    for i, way in enumerate(way_s):
        near = way_s[max(i - STEADY_STEPS, 0) : i + STEADY_STEPS + 1]
        if len(near) > 2:
            usual = float(np.median(near))
            # somewhere within, all alike
            out[i] = max(abs(way - usual) - STEADY_WAY * usual, 0.0) / np.sqrt(3)
    return out


def _judge(found: list[_Found], one_legged: bool, shortest_s: float) -> None:
    """Write the reason into everything that is no running step."""
    whole = [f for f in found if f.reason is None and not f.open_end]
    if not whole:
        for f in found:
            f.reason = f.reason or UNSEEN
        return
    slow = _slow_motion(whole)
    if slow is not None:
        for f in found:
            f.reason = f.reason or SLOW_MOTION.format(slow)
        return
    _take_turns(found)
    live = [f for f in found if f.reason is None]
    flights = _flights(live)
    for i, f in enumerate(live):
        about = [flights[k] for k in range(max(i - 2, 0), min(i + 2, len(live))) if k in flights]
        about = [v for v in about if np.isfinite(v)]
        lasts = f.end - f.begin
        if about and np.median(about) < -OVERLAP_S:
            f.reason = WALKING
        elif not f.open_end and lasts > CONTACT_S[1]:
            f.reason = TOO_LONG.format(lasts)
        elif not f.open_end and lasts < shortest_s:
            f.reason = TOO_SHORT.format(lasts)
        elif not about and not one_legged:
            f.reason = ALONE
    # what is left must still share flights with its neighbours
    live = [f for f in found if f.reason is None]
    flights = _flights(live)
    together = [
        i + 1 < len(live) and np.isfinite(flights[i]) and -OVERLAP_S <= flights[i] <= LONGEST_FLIGHT_S
        for i in range(len(live))
    ]
    start = 0
    for i in range(len(live)):
        if together[i]:
            continue
        bout = live[start : i + 1]
        start = i + 1
        known = [f.end - f.begin for f in bout if not f.open_end]
        uneven = len(bout) == 2 and len(known) == 2 and max(known) > 2 * min(known)
        if (len(bout) == 1 and not one_legged) or uneven:
            for f in bout:
                f.reason = ALONE


def _slow_motion(whole: list[_Found]) -> float | None:
    """The typical contact in seconds, where it is too long for running and yet everything else looks like running."""
    length = np.array([f.end - f.begin for f in whole])
    # most of the time on the ground is spent in contacts at least this long: short false ones weigh little
    order = np.argsort(length)
    middle = float(length[order][np.searchsorted(np.cumsum(length[order]), length.sum() / 2)])
    if middle <= CONTACT_S[1]:
        return None
    long = [f for f in whole if f.end - f.begin > middle / 2]
    flights = np.array([v for v in _flights(long).values() if np.isfinite(v)])
    wide = float(np.median([f.contact.way for f in long])) >= SLOW_LEAST_WAY
    flying = len(flights) >= 3 and float(np.median(flights)) > -0.05 * middle
    step = np.diff([f.begin for f in long])
    regular = len(step) >= 3 and float(np.median(np.abs(step - np.median(step)))) < SLOW_UNEVEN * float(np.median(step))
    return middle if wide and flying and regular else None


def _flights(live: list[_Found]) -> dict[int, float]:
    """Index of the earlier contact -> seconds until the other foot lands; NaN where it is the same foot or too far."""
    out: dict[int, float] = {}
    for i, (a, b) in enumerate(itertools.pairwise(live)):
        usual = max(NEIGHBOUR_S, 1.5 * (a.end - a.begin))
        gap = b.begin - a.end
        out[i] = gap if a.side != b.side and gap <= usual else float("nan")
    return out


def _take_turns(found: list[_Found]) -> None:
    """Of two contacts of one foot within less than a stride keep the larger movement; feet do not land at once."""
    strides: list[float] = []
    for side in SIDES:
        mine = [f for f in found if f.reason is None and f.side == side]
        if len(mine) < 3:
            continue
        apart = [b.begin - a.begin for a, b in itertools.pairwise(mine)]
        stride = float(np.median(apart))
        for a, b in itertools.pairwise(mine):
            if a.reason is None and b.begin - a.begin < 0.6 * stride:
                (a if a.contact.way < b.contact.way else b).reason = TURNS
        strides += apart
    if len(strides) < 3:
        return
    stride = float(np.median(strides))
    live = sorted((f for f in found if f.reason is None), key=lambda f: f.begin)
    for a, b in itertools.pairwise(live):
        if a.reason is None and a.side != b.side and b.begin - a.begin < LEAST_STEP * stride:
            max(a, b, key=lambda f: _out_of_time(f, live, stride)).reason = TOO_SOON


def _out_of_time(f: _Found, live: list[_Found], stride: float) -> float:
    """How far, in strides, this landing lies from a whole stride before or after the nearest one of the same foot."""
    others = [abs(o.begin - f.begin) for o in live if o.side == f.side and o is not f and o.reason is None]
    strides = min(others, default=stride) / stride
    return abs(strides - max(round(strides), 1))
