"""Which contacts are steps of a run?  If one is not: why, in a coach's words.

Running is told from walking by the flight between contacts, and from single movements of a leg by the legs' taking
turns.
"""

import itertools
from typing import Final

import numpy as np

from core.events.found_contact import FoundContact
from core.pose.skeleton import SIDES

# s: sprinters at full speed are down for 0.08 to 0.1; labelled runs for 0.17 to 0.30, with flights of 0.05 to 0.13
CONTACT_S = (0.06, 0.40)
LONGEST_FLIGHT_S: Final = 0.25
SLOW_LEAST_WAY: Final = 0.6  # leg lengths: squats and standing about are not slow motion
SLOW_UNEVEN: Final = 0.25  # share of the step time by which steps of a run may differ
NEIGHBOUR_S: Final = 0.40  # contacts further apart belong to different bouts
LEAST_STEP: Final = 0.25  # of a stride: even a limping runner's other foot lands no sooner than half a step later
OVERLAP_S: Final = 0.02  # both feet down for longer than this is walking

GIVE_RATE = "if this is slow motion, give the true capture rate and analyse again"
SLOW_MOTION = "these contacts last {0:.1f} s, far longer than any running step: " + GIVE_RATE
WALKING = "both feet are on the ground at once: walking, not running"
TOO_LONG = "the foot stays down {0:.2f} s, longer than in running (0.40 s)"
TOO_SHORT = "the foot seems to touch for {0:.2f} s only, shorter than any running contact (0.06 s)"
ALONE = "a single movement of one leg; in running the legs take turns"
TURNS = "the same foot twice in a row within one stride: the legs were probably mistaken for each other"
TOO_SOON = "the other foot had just landed: the legs were probably mistaken for each other"
UNSEEN = "incomplete: landing or leaving of this foot could not be seen"


def judge(found: list[FoundContact], one_legged: bool, shortest_s: float) -> None:
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
    _reject_lonely(found, one_legged)


def _reject_lonely(found: list[FoundContact], one_legged: bool) -> None:
    """What is left must still share flights with its neighbours."""
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


def _slow_motion(whole: list[FoundContact]) -> float | None:
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


def _flights(live: list[FoundContact]) -> dict[int, float]:
    """Index of the earlier contact -> seconds until the other foot lands; NaN where it is the same foot or too far."""
    out: dict[int, float] = {}
    for i, (a, b) in enumerate(itertools.pairwise(live)):
        usual = max(NEIGHBOUR_S, 1.5 * (a.end - a.begin))
        gap = b.begin - a.end
        out[i] = gap if a.side != b.side and gap <= usual else float("nan")
    return out


def _take_turns(found: list[FoundContact]) -> None:
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


def _out_of_time(f: FoundContact, live: list[FoundContact], stride: float) -> float:
    """How far, in strides, this landing lies from a whole stride before or after the nearest one of the same foot."""
    others = [abs(o.begin - f.begin) for o in live if o.side == f.side and o is not f and o.reason is None]
    strides = min(others, default=stride) / stride
    return abs(strides - max(round(strides), 1))
