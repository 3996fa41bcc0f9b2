"""Reps and contacts put by hand, laid over those that were found: a hand wins."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.edits.edits import Edits
from core.edits.events import ContactEdit, RepEdit
from core.events.event import Rejected, Rep, Step

Floats = NDArray[np.float64]

HAND_SD_FRAMES: Final = 1.0  # a moment set by hand on a frame is known to about one frame
_SAME_CONTACT_S: Final = 0.12  # a contact found anew is the one that was edited if it lands within this time
_PAUSE_SHARE: Final = 0.03  # of the drop: the span of a bottom that was set by hand


def reps_by_hand(found: Sequence[Rep], edits: Edits, frame_s: float, time_s: Floats, pelvis: Floats) -> list[Rep]:
    """The reps as they are wanted, in order of time and numbered anew.

    Parameters
    ----------
    frame_s : time between two frames.
    time_s, pelvis : (T,) height of the pelvis; tells the span of a bottom that was set by hand.
    """
    if not edits.reps:
        return list(found)
    left, put = list(found), []
    first_s, last_s = float(time_s[0]), float(time_s[-1])
    for edit in edits.reps:
        if not first_s < edit.bottom_s < last_s:
            continue  # of a part that is not measured
        mine = _found_rep(left, edit)
        if mine is not None:
            left.remove(mine)
        if not edit.deleted:
            rep = _rep(mine, edit, frame_s, time_s, pelvis)
            put.append(replace(rep, start_s=max(rep.start_s, first_s), end_s=min(rep.end_s, last_s)))
    left = [r for r in left if not any(_overlap(r.start_s, r.end_s, p.start_s, p.end_s) for p in put)]
    ordered = sorted([*left, *put], key=lambda r: r.bottom_s)
    return [replace(r, index=i) for i, r in enumerate(ordered, 1)]


def steps_by_hand(found: Sequence[Step], edits: Edits, frame_s: float, time_s: Floats) -> list[Step]:
    """The contacts as they are wanted, in order of time and numbered anew; `time_s` (T,) is what is measured."""
    if not edits.contacts:
        return list(found)
    left, put = list(found), []
    for edit in edits.contacts:
        if not time_s[0] <= edit.touchdown_s < time_s[-1]:
            continue  # of a part that is not measured
        mine = _found_step(left, edit)
        if mine is not None:
            left.remove(mine)
        if not edit.deleted:
            put.append(_step(mine, edit, frame_s))
    left = [
        s for s in left
        if not any(s.side == p.side and _overlap(s.touchdown_s, s.toe_off_s, p.touchdown_s, p.toe_off_s) for p in put)
    ]  # fmt: skip
    ordered = sorted([*left, *put], key=lambda s: s.touchdown_s)
    return [replace(s, index=i) for i, s in enumerate(ordered, 1)]


def still_rejected(rejected: Sequence[Rejected], reps: Sequence[Rep], steps: Sequence[Step]) -> list[Rejected]:
    """Without what somebody counts by hand after all."""
    spans = [("rep", r.start_s, r.end_s) for r in reps if r.source == "edited"]
    spans += [("step", s.touchdown_s, s.toe_off_s or s.touchdown_s) for s in steps if s.source == "edited"]
    return [
        r for r in rejected
        if not any(kind == r.kind and _overlap(r.from_s, r.to_s, a, b) for kind, a, b in spans)
    ]  # fmt: skip


def _overlap(a: float, b: float | None, c: float, d: float | None) -> bool:
    return a < (np.inf if d is None else d) and c < (np.inf if b is None else b)


def _found_rep(found: Sequence[Rep], edit: RepEdit) -> Rep | None:
    """The found rep that an edit is about: the one down at that time."""
    if edit.found_s is None:
        return None
    at = edit.found_s
    inside = [r for r in found if r.start_s <= at <= r.end_s]
    return min(inside, key=lambda r: abs(r.bottom_s - at), default=None)


def _found_step(found: Sequence[Step], edit: ContactEdit) -> Step | None:
    if edit.found_s is None:
        return None
    at = edit.found_s
    near = [s for s in found if s.side == edit.found_side and abs(s.touchdown_s - at) <= _SAME_CONTACT_S]
    return min(near, key=lambda s: abs(s.touchdown_s - at), default=None)


def _rep(found: Rep | None, edit: RepEdit, frame_s: float, time_s: Floats, pelvis: Floats) -> Rep:
    """What was put by hand wins; what was only carried along is as found now."""
    moved = ("start", "bottom", "end") if found is None else edit.moved
    hand = HAND_SD_FRAMES * frame_s
    start = edit.start_s if found is None or "start" in moved else found.start_s
    end = edit.end_s if found is None or "end" in moved else found.end_s
    if found is None or "bottom" in moved:
        bottom, sd = edit.bottom_s, hand
    else:
        bottom, sd = found.bottom_s, found.bottom_sd_s
    if not start < bottom < end:  # found anew elsewhere: then all three as they were put
        start, bottom, end, sd = edit.start_s, edit.bottom_s, edit.end_s, hand
        moved = ("start", "bottom", "end")
    if found is None or bottom != found.bottom_s:
        first, last = _bottom_span(bottom, start, end, time_s, pelvis)
    else:
        first, last = max(found.bottom_first_s, start), min(found.bottom_last_s, end)
    return Rep(
        0, start, first, bottom, last, end,
        start_sd_s=hand if found is None or start != found.start_s else found.start_sd_s,
        bottom_sd_s=sd,
        end_sd_s=hand if found is None or end != found.end_s else found.end_sd_s,
        by_hand=moved,
        cut=None if found is None or found.cut in moved else found.cut,
    )  # fmt: skip


def _bottom_span(bottom: float, start: float, end: float, time_s: Floats, pelvis: Floats) -> tuple[float, float]:
    """How long the pelvis stays within 3 % of the drop of where it is at the bottom; the bottom alone if unseen."""
    inside = np.flatnonzero((time_s >= start) & (time_s <= end) & np.isfinite(pelvis))
    if not len(inside):
        return bottom, bottom
    heights = pelvis[inside]
    at = int(np.abs(time_s[inside] - bottom).argmin())
    level = heights[at] + _PAUSE_SHARE * (float(heights.max()) - float(heights.min()))
    high = np.flatnonzero(heights > level)
    before, after = high[high < at], high[high > at]
    first = time_s[inside[before[-1] + 1]] if len(before) else time_s[inside[0]]
    last = time_s[inside[after[0] - 1]] if len(after) else time_s[inside[-1]]
    return min(float(first), bottom), max(float(last), bottom)


def _step(found: Step | None, edit: ContactEdit, frame_s: float) -> Step:
    hand = HAND_SD_FRAMES * frame_s
    down, off = edit.touchdown_s, edit.toe_off_s
    down_sd, off_sd = hand, None if off is None else hand
    if found is not None and "touchdown" not in edit.moved:
        down, down_sd = found.touchdown_s, found.touchdown_sd_s
    if found is not None and "toe_off" not in edit.moved:
        off, off_sd = found.toe_off_s, found.toe_off_sd_s
    if off is not None and off <= down:  # found anew elsewhere: then both as they were put
        down, off, down_sd, off_sd = edit.touchdown_s, edit.toe_off_s, hand, hand
    by_hand = ("touchdown", "toe_off", "side") if found is None else edit.moved
    return Step(0, edit.side, down, off, down_sd, off_sd, by_hand=by_hand)
