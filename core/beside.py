"""What is said of a clip in which somebody stood so near to the athlete that they overlap, and of its numbers then.

Numbers of any other moments that are not to be trusted are marked alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from core.analysis import RepResult, StepResult
from core.measures.covered_note import when_words
from core.measures.quality import PICK_DOUBTED, QualityNote
from core.measures.spec import Metric

Spans = Sequence[tuple[float, float]]  # seconds from and to

REASON: Final = "somebody else overlaps the athlete here: look whether every landmark is on the athlete"
DOUBTED: Final = "the picked point may lie on somebody else: look whether the lines are on the athlete you meant"
_AROUND_S: Final = 0.2  # a number hangs on the frames around its moments as well


def beside_note(beside_s: Spans) -> QualityNote:
    """When somebody was beside the athlete.  beside_s : at least one span."""
    return QualityNote(
        "athlete_beside", "caution",
        f"Somebody else overlaps the athlete {when_words(beside_s)}: landmarks may lie on the other one there. "
        "Film where nobody stands in line with the athlete.",
    )  # fmt: skip


def doubted_note(picked_s: float) -> QualityNote:
    """That another one than who was picked may be measured.  picked_s : the moment of the picture pointed at."""
    return QualityNote(
        PICK_DOUBTED, "caution",
        f"The point that was picked at {picked_s:.1f} s may lie on somebody else, close beside or behind the athlete. "
        "Look whether the lines are on the athlete you meant, else pick again at a moment when nobody is near.",
    )  # fmt: skip


def mark_beside(
    reps: Sequence[RepResult],
    steps: Sequence[StepResult],
    summary: Mapping[str, Metric],
    spans_s: Spans,
    reason: str = REASON,
) -> tuple[tuple[RepResult, ...], tuple[StepResult, ...], dict[str, Metric]]:
    """Reps, steps and their summary with caution where somebody stood beside the athlete meanwhile.

    reason : what else those spans are.
    """
    touched = False

    def marked(metrics: Mapping[str, Metric], from_s: float, to_s: float) -> Mapping[str, Metric]:
        nonlocal touched
        if not any(first - _AROUND_S <= to_s and last + _AROUND_S >= from_s for first, last in spans_s):
            return metrics
        touched = True
        return _cautious(metrics, reason)

    told_reps = tuple(replace(r, metrics=marked(r.metrics, r.rep.start_s, r.rep.end_s)) for r in reps)
    told_steps = tuple(
        replace(s, metrics=marked(s.metrics, s.step.touchdown_s, s.step.toe_off_s or s.step.touchdown_s)) for s in steps
    )
    return told_reps, told_steps, _cautious(summary, reason) if touched else dict(summary)


def _cautious(metrics: Mapping[str, Metric], reason: str) -> dict[str, Metric]:
    """What is plainly shown becomes caution; what was put by hand was looked at."""
    return {
        name: replace(m, status="caution", reason=reason) if m.status == "ok" and m.source == "found" else m
        for name, m in metrics.items()
    }
