"""Which moments of two analyses belong together: bottom with bottom, touchdown with touchdown, phase with phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.analysis import Analysis
from core.compare.time_map import LEAST_S, TimeMap
from core.errors import UserError
from core.events.event import Rep, Step
from core.pose.skeleton import Side

MomentKind = Literal["start", "bottom", "bottom_first", "bottom_last", "end", "touchdown", "toe_off"]


@dataclass(frozen=True)
class Moment:
    """One event of a rep or step: which number of unit it belongs to (from 0), the foot where it is one foot's."""

    kind: MomentKind
    unit: int
    side: Side | None
    time_s: float
    sd_s: float


def units(analysis: Analysis) -> int:
    """How many reps or steps can be compared."""
    return len(analysis.reps) or len(analysis.steps)


def steps_in_order(analysis: Analysis) -> list[Step]:
    """The steps by their touchdown, as the window counts them."""
    return sorted((s.step for s in analysis.steps), key=lambda s: s.touchdown_s)


def key_moment(analysis: Analysis, unit: int) -> Moment:
    """The moment a rep or step is known by: its bottom, its touchdown.  unit counts from 0.

    Raises
    ------
    UserError : there is no such rep or step.
    """
    if not 0 <= unit < units(analysis):
        raise UserError(f"there is no rep or step {unit + 1} here", "choose another one", analysis.clip.path)
    if analysis.reps:
        rep = analysis.reps[unit].rep
        return Moment("bottom", unit, None, rep.bottom_s, rep.bottom_sd_s)
    step = steps_in_order(analysis)[unit]
    return Moment("touchdown", unit, step.side, step.touchdown_s, step.touchdown_sd_s)


def at_event(a: Analysis, unit_a: int, b: Analysis, unit_b: int) -> TimeMap:
    """Both at the same event, bottom with bottom or touchdown with touchdown, each at its own true speed.

    Raises
    ------
    UserError : one side has no such rep or step, or the two do different movements.
    """
    _same_movement(a, b)
    first, second = key_moment(a, unit_a), key_moment(b, unit_b)
    return TimeMap.shift(first.time_s, second.time_s, float(np.hypot(first.sd_s, second.sd_s)))


def event_to_event(a: Analysis, unit_a: int, b: Analysis, unit_b: int) -> TimeMap:
    """Warped so that every phase lines up, from these two units as far as both sides go on in the same order.

    Reps are matched one by one before and after the chosen pair; each from its start over the bottom (over both ends
    of it where both pause there) to its end.  Steps are matched while the feet go on alternating alike on both sides
    and every contact has both its ends.

    Raises
    ------
    UserError : as `at_event`.
    """
    _same_movement(a, b)
    key_moment(a, unit_a), key_moment(b, unit_b)
    pairs = _rep_pairs(a, unit_a, b, unit_b) if a.reps else _step_pairs(a, unit_a, b, unit_b)
    kept = _in_order(pairs, (key_moment(a, unit_a), key_moment(b, unit_b)))
    return TimeMap(
        np.array([p.time_s for p, _ in kept]),
        np.array([q.time_s for _, q in kept]),
        np.array([np.hypot(p.sd_s, q.sd_s) for p, q in kept]),
    )


Pair = tuple[Moment, Moment]


def _same_movement(a: Analysis, b: Analysis) -> None:
    if bool(a.reps) != bool(b.reps) and units(a) and units(b):
        raise UserError("one clip shows squats, the other a run: their phases cannot be lined up", "compare two alike")


def _rep_pairs(a: Analysis, unit_a: int, b: Analysis, unit_b: int) -> list[Pair]:
    pairs: list[Pair] = []
    for back in range(-min(unit_a, unit_b), min(len(a.reps) - unit_a, len(b.reps) - unit_b)):
        one, other = a.reps[unit_a + back].rep, b.reps[unit_b + back].rep
        both_pause = all(rep.bottom_last_s - rep.bottom_first_s >= LEAST_S for rep in (one, other))
        pairs += list(
            zip(_of_rep(one, unit_a + back, both_pause), _of_rep(other, unit_b + back, both_pause), strict=True)
        )
    return pairs


def _of_rep(rep: Rep, unit: int, pauses: bool) -> list[Moment]:
    bottoms: list[tuple[MomentKind, float]] = (
        [("bottom_first", rep.bottom_first_s), ("bottom_last", rep.bottom_last_s)]
        if pauses
        else [("bottom", rep.bottom_s)]
    )
    return [
        Moment("start", unit, None, rep.start_s, rep.start_sd_s),
        *(Moment(kind, unit, None, time_s, rep.bottom_sd_s) for kind, time_s in bottoms),
        Moment("end", unit, None, rep.end_s, rep.end_sd_s),
    ]


def _step_pairs(a: Analysis, unit_a: int, b: Analysis, unit_b: int) -> list[Pair]:
    steps_a, steps_b = steps_in_order(a), steps_in_order(b)
    crossed = steps_a[unit_a].side != steps_b[unit_b].side

    def alike(back: int) -> bool:
        i, j = unit_a + back, unit_b + back
        there = 0 <= i < len(steps_a) and 0 <= j < len(steps_b)
        return there and (steps_a[i].side != steps_b[j].side) == crossed

    first = last = 0
    while alike(first - 1) and _on_its_way(steps_a, unit_a + first - 1) and _on_its_way(steps_b, unit_b + first - 1):
        first -= 1
    while alike(last + 1) and _on_its_way(steps_a, unit_a + last) and _on_its_way(steps_b, unit_b + last):
        last += 1
    pairs: list[Pair] = []
    for back in range(first, last + 1):
        one, other = steps_a[unit_a + back], steps_b[unit_b + back]
        pairs.append((_down(one, unit_a + back), _down(other, unit_b + back)))
        up_a, up_b = _up(one, unit_a + back), _up(other, unit_b + back)
        if up_a is not None and up_b is not None:
            pairs.append((up_a, up_b))
    return pairs


def _on_its_way(steps: Sequence[Step], i: int) -> bool:
    """Whether the step after this one is really the next: the other foot, and not a hole of the count later."""
    if not 0 <= i < len(steps) - 1:
        return False
    usual = float(np.median(np.diff([s.touchdown_s for s in steps])))
    return steps[i].side != steps[i + 1].side and steps[i + 1].touchdown_s - steps[i].touchdown_s < 1.6 * usual


def _down(step: Step, unit: int) -> Moment:
    return Moment("touchdown", unit, step.side, step.touchdown_s, step.touchdown_sd_s)


def _up(step: Step, unit: int) -> Moment | None:
    if step.toe_off_s is None:
        return None
    return Moment("toe_off", unit, step.side, step.toe_off_s, step.toe_off_sd_s or step.touchdown_sd_s)


def _in_order(pairs: Sequence[Pair], chosen: Pair) -> list[Pair]:
    """The pairs whose moments come one after the other on both sides, told from the chosen one outwards.

    A rep that begins in the moment in which the one before it ends is one moment, not two.
    """
    ordered = sorted(pairs, key=lambda p: p[0].time_s)
    if not ordered:
        return [chosen]
    nearest = min(range(len(ordered)), key=lambda i: abs(ordered[i][0].time_s - chosen[0].time_s))
    kept = [ordered[nearest]]
    for pair in ordered[nearest + 1 :]:
        if all(pair[side].time_s - kept[-1][side].time_s >= LEAST_S for side in (0, 1)):
            kept.append(pair)
    for pair in reversed(ordered[:nearest]):
        if all(kept[0][side].time_s - pair[side].time_s >= LEAST_S for side in (0, 1)):
            kept.insert(0, pair)
    return kept
