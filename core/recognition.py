"""Which movement a clip shows, its reps or steps, and from where they are seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.edits.on_landmarks import LandmarksByHand
from core.events.event import Movement, Rejected, Rep, Step
from core.events.slow_steps import at_pace, find_slow_steps
from core.events.sprint_steps import CUT, REVERSED, find_steps, running_share
from core.events.squat_judge import SITTING
from core.events.squat_reps import find_reps
from core.events.step_judge import ALONE, GIVE_RATE, LONGEST_FLIGHT_S, OVERLAP_S, WALKING
from core.giving_way import may_go_on
from core.kinematics.passing import Passing, passing
from core.kinematics.plane import correct_hips
from core.kinematics.series import Series
from core.kinematics.view import View, estimate_view
from core.kinematics.zoom import without_zoom
from core.pose.skeleton import INDEX, LEG, SIDES
from core.pose.track import PoseTrack
from core.signal.clean import EVENT_CUTOFFS, Repaired, repair, smooth

Wanted = Literal["auto", "squat", "sprint"]
LEAST_STEPS = 3  # running steps in a row before a clip counts as a run
LEAST_RUNNING_SHARE = 0.25  # of a clip's time, that makes it a run
TOO_FEW = "too few running steps to take this for a run: choose sprint as the movement, and they are measured"
# Flights that last too long, as in slow motion, leave movements of legs alone: of 98 tracks of runs at their own speed
# none has a quarter as many of these as steps.  Where as many more steps are found in slow motion, it is taken.
_ALONE_SHARE, _MORE_SLOWLY = 0.25, 1.25
DEPTH_FROM_DEG = 40.0  # off square-on: beyond, how far a foot reaches forward is told by the model's depth
# what squats, steps, the view and the way past the camera are found by
_FOUND_BY = [INDEX[f"{s}_{part}"] for part in ("shoulder", "ear", *LEG) for s in SIDES]


@dataclass(frozen=True)
class Recognised:
    """What moves in the landmarks, and what it was found in.

    repaired : landmarks without what was put by hand.  placed : with it.  light : that, smoothed as squats are looked
    for.  path : the way past the camera, where there is one.
    slowed : about how many times slower than anybody runs the steps play, None = as fast as people run.
    made_as : the movement whose smoothing and habits of the model the curves are made with.  Whoever sits down and
        stands up is no squatter, but stands, bends and is seen as one.
    """

    repaired: Repaired
    placed: PoseTrack
    light: PoseTrack
    movement: Movement
    reps: list[Rep]
    steps: list[Step]
    rejected: list[Rejected]
    view: View
    path: Passing | None
    slowed: float | None
    made_as: Movement


def recognise(raw: PoseTrack, hand: LandmarksByHand, wanted: Wanted) -> Recognised:
    """From raw landmarks to reps or steps as seen from where these themselves are seen."""
    repaired = repair(raw)
    placed = hand.placed(repaired.track)
    may_go_on()
    light = hand.pinned(smooth(placed, EVENT_CUTOFFS["squat"], only=_FOUND_BY))
    may_go_on()
    view = estimate_view(light)
    movement, reps, steps, rejected = _recognise(placed, light, view, wanted)
    may_go_on()
    slowed = None
    if wanted != "squat" and _many_alone(steps, rejected):
        slow = find_slow_steps(hand.placed(raw), view, rejected, len(reps))
        if slow is not None and steps and len(slow.steps) < _MORE_SLOWLY * len(steps):
            slow = None
        if slow is not None and not slow.steps:
            rejected = [r for r in rejected if not r.reason.endswith(GIVE_RATE)] + slow.rejected
        elif slow is not None:
            movement, reps, steps, rejected, slowed = "sprint", [], slow.steps, slow.rejected, slow.slowed
            repaired = _as_played(raw, slowed)
            placed = hand.placed(repaired.track)
    path = None
    if movement == "squat" and reps:
        view, reps, rejected = _squats_from_where(light, view, reps, rejected)
        movement = "squat" if reps or wanted == "squat" else "none"  # as seen from there it was none
    elif movement == "sprint" and steps:
        view, path = _run_from_where(light, steps)
    made_as: Movement = "squat" if movement == "none" and any(r.reason == SITTING for r in rejected) else movement
    return Recognised(repaired, placed, light, movement, reps, steps, rejected, view, path, slowed, made_as)


def _many_alone(steps: Sequence[Step], rejected: Sequence[Rejected]) -> bool:
    """Whether more movements of legs stand alone than do in a run at its own speed."""
    return sum(r.reason == ALONE for r in rejected) >= _ALONE_SHARE * len(steps)


def _squats_from_where(
    light: PoseTrack, before: View, reps: list[Rep], rejected: list[Rejected]
) -> tuple[View, list[Rep], list[Rejected]]:
    """From where the squats themselves are seen, and the reps as seen from there.

    Walking in and out does not tell it.
    """
    view = estimate_view(light, (reps[0].start_s, reps[-1].end_s), twists=False)
    if (view.label, view.facing) != (before.label, before.facing) or view.label == "oblique":
        reps, rejected = _squats(light, view)
    return view, reps, rejected


def _run_from_where(light: PoseTrack, steps: Sequence[Step]) -> tuple[View, Passing | None]:
    """From where the steps are seen, and the way past the camera where there is one."""
    span = span_of(steps)
    view = estimate_view(light, (steps[0].touchdown_s, steps[-1].touchdown_s))
    path = passing(light, view, span)
    if path is not None:
        view = path.view(view, (light.time_s >= span[0]) & (light.time_s <= span[1]))
    return view, path


def _as_played(raw: PoseTrack, slowed: float) -> Repaired:
    """Repaired as quickly as people move, in the times of the clip: what is wild for a moment lasts longer there."""
    repaired = repair(at_pace(raw, slowed))
    return replace(repaired, track=replace(repaired.track, time_s=raw.time_s))


def span_of(steps: Sequence[Step]) -> tuple[float, float]:
    """From the first touchdown to the last toe-off."""
    return steps[0].touchdown_s, steps[-1].toe_off_s or steps[-1].touchdown_s


def _recognise(
    repaired: PoseTrack, light: PoseTrack, view: View, wanted: Wanted
) -> tuple[Movement, list[Rep], list[Step], list[Rejected]]:
    """Running with a flight phase beats squats; neither is `none`.  A movement that was asked for is taken as told."""
    reps, no_reps = _squats(light, view) if wanted != "sprint" else ([], [])
    may_go_on()
    steps: list[Step] = []
    no_steps: list[Rejected] = []
    running = 0.0
    if wanted != "squat":
        quick = smooth(repaired, EVENT_CUTOFFS["sprint"], only=_FOUND_BY)
        may_go_on()
        quick = correct_hips(quick, view)
        may_go_on()
        steps, no_steps = _steps(quick, view)
        running = running_share(quick, steps)
    if wanted == "sprint":
        return "sprint", [], steps, no_steps
    if wanted == "squat":
        return "squat", reps, [], no_reps
    in_a_row = len(steps) + _leads_in(steps, no_steps)
    if in_a_row >= LEAST_STEPS and running >= LEAST_RUNNING_SHARE and len(steps) > len(reps):
        return "sprint", [], steps, no_steps
    if reps:
        return "squat", reps, [], no_reps
    slow = [r for r in no_steps if "slow motion" in r.reason]
    return "none", [], [], [*no_reps, *slow, *_no_run(steps if running >= LEAST_RUNNING_SHARE else [], no_steps)]


def _squats(light: PoseTrack, view: View) -> tuple[list[Rep], list[Rejected]]:
    return find_reps(Series(light.time_s, {}), view, correct_hips(without_zoom(light), view).xy_px)


def _steps(quick: PoseTrack, view: View) -> tuple[list[Step], list[Rejected]]:
    yaw = view.yaw_deg or 0.0
    if yaw > DEPTH_FROM_DEG and view.turn_deg is not None and view.depth:
        turn = np.radians(view.turn_deg)
        return find_steps(quick, -1.0 if np.sin(turn) > 0 else 1.0, yaw, view.turn_deg)
    steps, rejected = find_steps(quick, view.forward, yaw)
    if not steps and view.label in ("front", "back") and any(r.reason == REVERSED for r in rejected):
        # from the front or back the view does not tell which way of the picture is forward; the feet do
        steps, rejected = find_steps(quick, -view.forward, yaw)
    return steps, rejected


def _leads_in(steps: Sequence[Step], no_steps: Sequence[Rejected]) -> bool:
    """Whether a contact that is under way when the clip begins ends in a flight to the first step: a step as well."""
    cut = [r.to_s - steps[0].touchdown_s for r in no_steps if r.reason == CUT] if len(steps) > 1 else []
    return any(-LONGEST_FLIGHT_S <= late <= OVERLAP_S for late in cut)


def _no_run(steps: Sequence[Step], no_steps: Sequence[Rejected]) -> list[Rejected]:
    """What of a clip without a run was nearly one: single steps, and the stretch that was walked."""
    walked = [r for r in no_steps if r.reason == WALKING]
    out = [Rejected("step", s.touchdown_s, s.toe_off_s or s.touchdown_s, TOO_FEW, s.side) for s in steps]
    if walked:
        out.append(Rejected("step", min(r.from_s for r in walked), max(r.to_s for r in walked), WALKING))
    return out
