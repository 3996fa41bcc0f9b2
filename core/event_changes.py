"""Changes to reps and contacts as a hand makes them: move, add, delete, give to the other foot."""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.analysis import Analysis
from core.edits.edits import Edits
from core.edits.events import ContactEdit, Marker, RepEdit
from core.errors import UserError
from core.events.event import Rep, Step
from core.pose.skeleton import Side, opposite

Floats = NDArray[np.float64]
Moment = Literal["start", "bottom", "end", "touchdown", "toe_off"]

_LEAST_S: Final = 0.02  # between two moments of one rep or contact
_USUAL_CONTACT_S: Final = 0.15
_USUAL_HALF_REP_S: Final = 1.0
_LONGEST_HALF_REP_S: Final = 4.0
_EDGE_SHARE: Final = 0.05  # of the drop: where a rep starts and ends
_SWAYS: Final = 0.04  # of the standing hip height; swaying and breathing stay under 0.03, a quarter squat drops by 0.15
_OVERLAPS: Final = "a rep is there already"


@dataclass(frozen=True)
class EventAt:
    """One moment of a rep or contact.  index : of the rep or step in the analysis, counted from 0."""

    kind: Literal["rep", "step"]
    index: int
    moment: Moment
    time_s: float
    by_hand: bool = False


def events_of(analysis: Analysis) -> list[EventAt]:
    """Every moment that can be moved, in order of time."""
    out = []
    for i, r in enumerate(analysis.reps):
        rep = r.rep
        for moment, t in (("start", rep.start_s), ("bottom", rep.bottom_s), ("end", rep.end_s)):
            out.append(EventAt("rep", i, moment, t, moment in rep.by_hand))  # type: ignore[arg-type]
    for i, s in enumerate(analysis.steps):
        step = s.step
        other = "side" in step.by_hand
        out.append(EventAt("step", i, "touchdown", step.touchdown_s, other or "touchdown" in step.by_hand))
        if step.toe_off_s is not None:
            out.append(EventAt("step", i, "toe_off", step.toe_off_s, other or "toe_off" in step.by_hand))
    return sorted(out, key=lambda e: e.time_s)


def put_by_hand(edits: Edits, analysis: Analysis, event: EventAt) -> EventAt:
    """The moment where the hand has it, also while the numbers of that are still to come."""
    if event.kind == "rep":
        edit: RepEdit | ContactEdit = _rep_edit(edits, analysis.reps[event.index].rep)
    else:
        edit = _contact_edit(edits, analysis.steps[event.index].step)
    at = getattr(edit, f"{event.moment}_s")
    return event if at is None or at == event.time_s else replace(event, time_s=float(at), by_hand=True)


def moved(edits: Edits, analysis: Analysis, event: EventAt, time_s: float) -> Edits:
    """One moment put to another time; it cannot pass its neighbours."""
    if event.kind == "rep":
        edit = _rep_edit(edits, analysis.reps[event.index].rep)
        low, high = {
            "start": (-np.inf, edit.bottom_s),
            "bottom": (edit.start_s, edit.end_s),
            "end": (edit.bottom_s, np.inf),
        }[event.moment]
        at = float(min(max(time_s, low + _LEAST_S), high - _LEAST_S))
        names = tuple(dict.fromkeys((*edit.moved, event.moment)))
        new = {"start": edit.start_s, "bottom": edit.bottom_s, "end": edit.end_s} | {event.moment: at}
        put = replace(edit, moved=names, start_s=new["start"], bottom_s=new["bottom"], end_s=new["end"])
        return _with_rep(edits, edit, put)
    contact = _contact_edit(edits, analysis.steps[event.index].step)
    names = tuple(dict.fromkeys((*contact.moved, event.moment)))
    if event.moment == "touchdown":
        at = time_s if contact.toe_off_s is None else min(time_s, contact.toe_off_s - _LEAST_S)
        return _with_contact(edits, contact, replace(contact, moved=names, touchdown_s=float(at)))
    at = max(time_s, contact.touchdown_s + _LEAST_S)
    return _with_contact(edits, contact, replace(contact, moved=names, toe_off_s=float(at)))


def deleted(edits: Edits, analysis: Analysis, event: EventAt) -> Edits:
    """The whole rep or contact is not counted; one that was added by hand is simply gone."""
    if event.kind == "rep":
        edit = _rep_edit(edits, analysis.reps[event.index].rep)
        return _with_rep(edits, edit, None if edit.found_s is None else replace(edit, deleted=True))
    contact = _contact_edit(edits, analysis.steps[event.index].step)
    return _with_contact(edits, contact, None if contact.found_s is None else replace(contact, deleted=True))


def given_to_other_foot(edits: Edits, analysis: Analysis, event: EventAt) -> Edits:
    """A contact's side exchanged."""
    contact = _contact_edit(edits, analysis.steps[event.index].step)
    names = tuple(dict.fromkeys((*contact.moved, "side")))
    return _with_contact(edits, contact, replace(contact, side=opposite(contact.side), moved=names))


def as_found(edits: Edits, analysis: Analysis, event: EventAt) -> Edits:
    """A rep or contact back to what was found; one that was added by hand goes."""
    if event.kind == "rep":
        return _with_rep(edits, _rep_edit(edits, analysis.reps[event.index].rep), None)
    return _with_contact(edits, _contact_edit(edits, analysis.steps[event.index].step), None)


def rep_added(edits: Edits, analysis: Analysis, time_s: float) -> Edits:
    """A rep with its bottom at a time; start and end where the pelvis has come down, and up again, by 5 % of its way.

    Raises
    ------
    UserError : a rep is there already, or the hips are not down then.
    """
    if any(r.rep.start_s < time_s < r.rep.end_s for r in analysis.reps):
        raise UserError(_OVERLAPS, "move its bottom, or delete it first")
    before = max((r.rep.end_s for r in analysis.reps if r.rep.end_s <= time_s), default=-np.inf)
    after = min((r.rep.start_s for r in analysis.reps if r.rep.start_s >= time_s), default=np.inf)
    t = analysis.series.time_s
    height = (
        analysis.series["pelvis_height_ratio"] if "pelvis_height_ratio" in analysis.series else np.full(len(t), np.nan)
    )
    start = _edge(t, height, time_s, max(before, time_s - _LONGEST_HALF_REP_S), -1)
    end = _edge(t, height, time_s, min(after, time_s + _LONGEST_HALF_REP_S), +1)
    start, end = max(start, before, float(t[0])), min(end, after, float(t[-1]))
    if not _is_down(t, height, start, time_s, end):
        raise UserError("the hips are not down on this frame", "go to the lowest frame of the rep first")
    if not start < time_s < end:
        raise UserError("no rep has room here", "go to its bottom first")
    return replace(edits, reps=(*edits.reps, RepEdit(start, time_s, end)))


def contact_added(edits: Edits, analysis: Analysis, time_s: float, side: Side | None = None) -> Edits:
    """A contact that begins at a time; as long as the others usually are, of the foot whose turn it is.

    Raises
    ------
    UserError : that foot is on the ground then.
    """
    steps = [s.step for s in analysis.steps]
    if side is None:
        last = max((s for s in steps if s.touchdown_s <= time_s), key=lambda s: s.touchdown_s, default=None)
        side = "left" if last is None or last.side == "right" else "right"
    usual = [s.toe_off_s - s.touchdown_s for s in steps if s.toe_off_s is not None]
    lasts = float(np.median(usual)) if usual else _USUAL_CONTACT_S
    same = [s for s in steps if s.side == side]
    if any(s.touchdown_s <= time_s < (s.toe_off_s or np.inf) for s in same):
        raise UserError(f"the {side} foot is on the ground then", "go to a moment at which it lands")
    coming = min((s.touchdown_s for s in same if s.touchdown_s > time_s), default=np.inf)
    end = min(time_s + lasts, coming - _LEAST_S)
    if end - time_s < _LEAST_S:
        raise UserError(f"the {side} foot lands just after", "move that touchdown instead")
    return replace(edits, contacts=(*edits.contacts, ContactEdit(side, time_s, float(end))))


def marked(edits: Edits, time_s: float, note: str) -> Edits:
    """A free marker with a note; one at that very moment gets the new note, and goes where the note is empty."""
    others = tuple(m for m in edits.markers if abs(m.time_s - time_s) > 1e-4)
    new = (Marker(time_s, note.strip()),) if note.strip() else ()
    return replace(edits, markers=tuple(sorted((*others, *new), key=lambda m: m.time_s)))


def marker_moved(edits: Edits, from_s: float, to_s: float) -> Edits:
    """The marker at the first moment put to the second; one that was there gives way."""
    moved_ = [replace(m, time_s=to_s) for m in edits.markers if abs(m.time_s - from_s) <= 1e-4]
    others = [m for m in edits.markers if all(abs(m.time_s - t) > 1e-4 for t in (from_s, to_s))]
    return replace(edits, markers=tuple(sorted((*others, *moved_), key=lambda m: m.time_s))) if moved_ else edits


def _is_down(t: Floats, height: Floats, start_s: float, bottom_s: float, end_s: float) -> bool:
    """Whether the pelvis is lower there than before and after; True where it was not seen and nobody can tell."""
    at, first, last = np.searchsorted(t, (bottom_s, start_s, end_s))
    known = np.isfinite(height)
    at = min(at, len(t) - 1)
    sides = [height[first : at + 1][known[first : at + 1]], height[at : last + 1][known[at : last + 1]]]
    if not known[at] or not all(len(side) for side in sides):
        return True
    return bool(min(float(side.max()) for side in sides) - height[at] > _SWAYS)


def _edge(t: Floats, height: Floats, from_s: float, limit_s: float, step: int) -> float:
    """From a bottom outwards to where the pelvis is 5 % of its way below the next standstill."""
    rows = np.flatnonzero((t >= min(from_s, limit_s)) & (t <= max(from_s, limit_s)) & np.isfinite(height))
    if len(rows) < 3:
        return from_s + step * _USUAL_HALF_REP_S
    rows = rows[::step]
    way = height[rows]
    top = int(np.argmax(way))
    level = way[top] - _EDGE_SHARE * (way[top] - way[0])
    return float(t[rows[int(np.argmax(way >= level))]])


def _rep_edit(edits: Edits, rep: Rep) -> RepEdit:
    """The edit a rep came from, or a new one that stands for what was found."""
    for edit in edits.reps:
        about = edit.found_s is not None and rep.start_s <= edit.found_s <= rep.end_s
        if not edit.deleted and (about or (rep.by_hand and _stands_for(edit, rep))):
            return edit
    return RepEdit(rep.start_s, rep.bottom_s, rep.end_s, found_s=rep.bottom_s)


def _stands_for(edit: RepEdit, rep: Rep) -> bool:
    moved_names = edit.moved or ("start", "bottom", "end")
    return any(getattr(edit, f"{name}_s") == getattr(rep, f"{name}_s") for name in moved_names)


def _contact_edit(edits: Edits, step: Step) -> ContactEdit:
    for edit in edits.contacts:
        same = edit.side == step.side and (
            edit.touchdown_s == step.touchdown_s or (edit.toe_off_s is not None and edit.toe_off_s == step.toe_off_s)
        )
        found = edit.found_s is not None and edit.found_side == step.side and edit.found_s == step.touchdown_s
        if not edit.deleted and (found or (step.by_hand and same)):
            return edit
    return ContactEdit(step.side, step.touchdown_s, step.toe_off_s, step.touchdown_s, step.side)


def _with_rep(edits: Edits, old: RepEdit, new: RepEdit | None) -> Edits:
    kept = tuple(e for e in edits.reps if e is not old)
    return replace(edits, reps=kept if new is None else (*kept, new))


def _with_contact(edits: Edits, old: ContactEdit, new: ContactEdit | None) -> Edits:
    kept = tuple(e for e in edits.contacts if e is not old)
    return replace(edits, contacts=kept if new is None else (*kept, new))
