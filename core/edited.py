"""Every number that hangs on something put by hand says so."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.analysis import RepResult, StepResult
from core.edits.edits import Edits
from core.edits.events import ContactEdit, RepEdit
from core.edits.on_landmarks import LandmarksByHand
from core.measures.spec import Metric
from core.measures.step_metrics import NEEDS_NEXT
from core.provenance import ProvenanceStep
from core.seen import Seen

Results = tuple[tuple[RepResult, ...], tuple[StepResult, ...], dict[str, Metric]]


def told_by_hand(
    seen: Seen, reps: Sequence[RepResult], steps: Sequence[StepResult], summary: Mapping[str, Metric], edits: Edits
) -> Results:
    """The same results; numbers of reps and steps put by hand, or lying on landmarks put by hand, are `edited`."""
    if not edits.changes_events and not seen.hand:
        return tuple(reps), tuple(steps), dict(summary)
    times = seen.track.time_s[seen.hand.touched(seen.track)]

    def touched(from_s: float, to_s: float) -> bool:
        return bool(((times >= from_s) & (times <= to_s)).any())

    told_reps = []
    for i, r in enumerate(reps):
        metrics = r.metrics
        if r.rep.by_hand or touched(r.rep.start_s, r.rep.end_s):
            metrics = _edited(metrics)
        elif i + 1 < len(reps) and "start" in reps[i + 1].rep.by_hand:
            metrics = _edited(metrics, ("top_pause_s",))
        told_reps.append(replace(r, metrics=metrics))
    told_steps = []
    for i, s in enumerate(steps):
        metrics, step = s.metrics, s.step
        if step.by_hand or touched(step.touchdown_s, step.toe_off_s or step.touchdown_s):
            metrics = _edited(metrics)
        elif any(later.step.by_hand for later in steps[i + 1 : i + 3]):
            metrics = _edited(metrics, NEEDS_NEXT)
        told_steps.append(replace(s, metrics=metrics))
    every = [r.metrics for r in told_reps] + [s.metrics for s in told_steps]
    some = any(m.source == "edited" for metrics in every for m in metrics.values())
    fewer = any(e.deleted for e in edits.reps) or any(e.deleted for e in edits.contacts)
    return tuple(told_reps), tuple(told_steps), dict(_edited(summary) if some or fewer else summary)


def _edited(metrics: Mapping[str, Metric], names: Sequence[str] | None = None) -> dict[str, Metric]:
    # made as they are: `replace` takes three times as long, and a rep has a hundred of them
    return {
        k: Metric(m.value, m.unit, m.sd, m.status, m.reason, "edited") if names is None or k in names else m
        for k, m in metrics.items()
    }


def counts_by_hand(edits: Edits) -> dict[str, int]:
    """What was put by hand, by kind; {} where nothing was."""
    if not edits.changes_landmarks and not edits.changes_events:
        return {}
    events: list[RepEdit | ContactEdit] = [*edits.reps, *edits.contacts]
    moved = sum(len(e.moved) for e in events if e.found_s is not None and not e.deleted)
    return LandmarksByHand(edits).counts() | {
        "events_moved": moved,
        "events_added": sum(e.found_s is None for e in events),
        "events_deleted": sum(e.deleted for e in events),
    }


def provenance_by_hand(edits: Edits) -> tuple[ProvenanceStep, ...]:
    """The step that says what a hand did; none where it did nothing."""
    told = counts_by_hand(edits)
    return (ProvenanceStep("by hand", told),) if told else ()
