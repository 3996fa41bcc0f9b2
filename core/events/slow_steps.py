"""Running in slow motion whose true rate nobody told: its contacts in the times as played."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from core.events.event import Rejected, Step
from core.events.sprint_steps import find_steps, running_share, ways_back_s
from core.events.step_judge import CONTACT_S, GIVE_RATE, WALKING
from core.kinematics.plane import correct_hips
from core.kinematics.rhythm import folds_like_running, step_s
from core.kinematics.view import View
from core.pose.track import PoseTrack
from core.signal.clean import EVENT_CUTOFFS, repair, smooth

USUAL_WAY_S: Final = 0.27  # of a foot from foremost to rearmost: 0.2 in a sprint, 0.36 in a jog
USUAL_STEP_S: Final = 0.30  # 0.22 in a sprint, 0.40 in a jog
LEAST_SLOWED: Final = 1.25  # times slower than that; less is a slow jog
MOST_SLOWED: Final = 40.0  # 1000 frames a second played at 25
LEAST_STEPS: Final = 3  # in a row, as of any run
LEAST_SHARE: Final = 0.25  # of the time somebody is seen, where some of it was taken for squats


class SlowRun(NamedTuple):
    """Steps and what was rejected, in seconds as played.  slowed : how many times slower than usual steps they are."""

    steps: list[Step]
    rejected: list[Rejected]
    slowed: float


def find_slow_steps(raw: PoseTrack, view: View, rejected: Sequence[Rejected] = (), squats: int = 0) -> SlowRun | None:
    """Contacts of a run that plays slower than anybody runs, none where it is a walk; None where there is no such run.

    The clip is quickened until its steps take as long as steps do, and judged as any run then: the legs must take
    turns, with flights.  A swinging leg must be folded as well, which tells it from slow walking, or the flights be so
    clear that they were seen in the contacts as played.

    Parameters
    ----------
    raw : landmarks as detected: what is wild or exchanged is told in quickened time too.
    rejected : what `find_steps` said of them as played.
    squats : how many the clip was taken for: slowed down enough, hips that rise and fall with every step do so as in
        squatting.  Nobody's leg swings past the other one folded in those, and a run must be more than they are.
    """
    asked = not squats and any(r.reason.endswith(GIVE_RATE) for r in rejected)
    if len(raw) < 2 or not (asked or folds_like_running(raw)):
        return None
    slowed = _slowed(raw, view)
    if slowed is None:
        return None
    light = _light(at_pace(raw, slowed), view)
    # phones play the beginning and the end of slow motion at full speed: there contacts are as short as they are
    steps, others = find_steps(
        light,
        view.forward,
        view.yaw_deg or 0.0,
        shortest_s=CONTACT_S[0] / slowed,
        pace_known=False,
    )
    walks = _walks(steps, others)
    if len(steps) < LEAST_STEPS or (squats and (walks or not _more_than(squats, light, steps))):
        return None
    if walks:
        others = [
            Rejected("step", s.touchdown_s, s.toe_off_s or s.touchdown_s, WALKING, s.side) for s in steps
        ] + others
        steps = []
    played = [
        replace(
            s,
            touchdown_s=s.touchdown_s * slowed,
            touchdown_sd_s=s.touchdown_sd_s * slowed,
            toe_off_s=None if s.toe_off_s is None else s.toe_off_s * slowed,
            toe_off_sd_s=None if s.toe_off_sd_s is None else s.toe_off_sd_s * slowed,
        )
        for s in steps
    ]
    others = [replace(r, from_s=r.from_s * slowed, to_s=r.to_s * slowed) for r in others]
    return SlowRun(played, others, slowed)


def _walks(steps: Sequence[Step], others: Sequence[Rejected]) -> bool:
    """Whether both feet are down at once as often as neither is.

    A foot that leaves too early, half hidden by grass, gives a walk flights; runs have no step without one, however
    slowly they play: 36 ms and more of real time on nine clips, slowed 2 to 8 times, and two filmed slowed.
    """
    apart = [b.touchdown_s - a.toe_off_s for a, b in pairwise(steps) if a.toe_off_s is not None and a.side != b.side]
    both = sum(t <= 0 for t in apart) + sum(r.reason == WALKING for r in others)
    return both >= sum(t > 0 for t in apart)


def _more_than(squats: int, light: PoseTrack, steps: list[Step]) -> bool:
    return len(steps) > squats and running_share(light, steps) >= LEAST_SHARE


def at_pace(track: PoseTrack, slowed: float) -> PoseTrack:
    """The track played so many times faster."""
    return replace(track, time_s=track.time_s / slowed)


def _slowed(raw: PoseTrack, view: View) -> float | None:
    """How many times slower than usual the steps are: by their rhythm, else by the ways back of the feet."""
    step = step_s(raw)
    slowed = step / USUAL_STEP_S if step is not None else 1.0
    for _ in range(2 if step is None else 0):
        ways = ways_back_s(_light(at_pace(raw, slowed), view), view.forward)
        if not len(ways):
            return None
        slowed *= float(np.median(ways)) / USUAL_WAY_S
    return slowed if LEAST_SLOWED <= slowed <= MOST_SLOWED else None


def _light(track: PoseTrack, view: View) -> PoseTrack:
    return correct_hips(smooth(repair(track).track, EVENT_CUTOFFS["sprint"]), view)
