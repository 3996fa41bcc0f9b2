"""What the push and pull page shows, put together from the analysis; nothing is measured here."""

from dataclasses import dataclass
from typing import Final

from app.document import Document
from app.knee_model import rep_of
from app.language.tr import listed, said, tr
from app.words import VIEW_WORDS, number, show_metric
from core.analysis import Analysis
from core.measures.push_pull import Change, PushPull, first_to_last
from core.measures.spec import Metric

# the numbers under each picture: name in the catalogue, what it is called there
NUMBERS: Final[tuple[tuple[str, str], ...]] = (
    ("hip_knee_peak_lag_ms", "hip after knee"),
    ("hip_knee_relative_phase_deg", "phase"),
    ("hip_rise_lead_ratio", "hips ahead"),
)
# what a change is called where it is more, and where it is less
_CHANGES: Final[dict[str, tuple[str, str, str]]] = {
    "hip_knee_peak_lag_ms": ("the hip peaks later", "the hip peaks earlier", "which of hip and knee peaks first"),
    "hip_knee_relative_phase_deg": (
        "hip and knee move less together",
        "hip and knee move more together",
        "how hip and knee move together",
    ),
    "hip_rise_lead_ratio": ("the hips shoot up more", "the hips shoot up less", "how far the hips are ahead"),
    "trunk_change_first_third_deg": ("the trunk tips more", "the trunk tips less", "how far the trunk tips"),
    "concentric_s": ("the way up is slower", "the way up is faster", "the time of the way up"),
}


@dataclass(frozen=True)
class Cell:
    """One rep's picture."""

    number: int
    bottom_s: float
    end_s: float
    study: PushPull
    numbers: tuple[tuple[str, str, Metric], ...]  # name, what it is called, the number


def cells(document: Document) -> list[Cell]:
    """The reps seen from the side, in order of time."""
    found = []
    for unit in document.units:
        rep = rep_of(unit)
        if rep is None or rep.study is None or rep.study.push_pull is None:
            continue
        numbers = tuple((name, text, rep.metrics[name]) for name, text in NUMBERS if name in rep.metrics)
        found.append(Cell(unit.number, rep.rep.bottom_s, rep.rep.end_s, rep.study.push_pull, numbers))
    return found


def refusal(analysis: Analysis) -> str:
    """Why there is nothing to show, and how to refilm; "" where there is."""
    if any(r.study is not None and r.study.push_pull is not None for r in analysis.reps):
        return ""
    if not analysis.reps:
        return tr("No squat was counted in this clip, so there is no way up to look into.")
    reasons = [r.study.sagittal[1] for r in analysis.reps if r.study is not None and r.study.sagittal[1]]
    if not reasons:
        return tr("How hip and knee extend was not kept with this analysis. Analyse the clip again.")
    return tr(
        "This is a {seen}: how hip and knee extend {reason}.",
        seen=tr(VIEW_WORDS[analysis.view.label]),
        reason=said(reasons[0]),
    )


def change_words(document: Document) -> str:
    """One sentence: what is different between the first and the last rep, and what is the same within error."""
    shown = [unit for unit in document.units if (r := rep_of(unit)) and r.study is not None and r.study.push_pull]
    if len(shown) < 2:
        return tr("One rep alone: nothing to compare it with.")
    changes = first_to_last([unit.metrics for unit in shown])
    between = tr("From rep {first} to rep {last}", first=shown[0].number, last=shown[-1].number)
    if not changes:
        return f"{between} {tr('nothing was measured surely enough to compare.')}"
    real = [_told(c) for c in changes if c.real]
    same = [tr(_CHANGES[c.name][2]) for c in changes if not c.real]
    if not real:
        return f"{between} {tr('all is the same within error: {list}.', list=listed(same))}"
    rest = f"; {tr('the same within error: {list}', list=listed(same))}" if same else ""
    return f"{between} {listed(real)}{rest}."


def _told(change: Change) -> str:
    """With both numbers and the plus-minus of their difference."""
    more, less, _ = _CHANGES[change.name]
    first, last = show_metric(change.first, change.name), show_metric(change.last, change.name)
    by = show_metric(Metric(change.change, change.first.unit, change.sd), change.name)
    gap = "" if by.unit in ("°", "%") or not by.unit else " "
    sign = "+" if change.change > 0 else ""
    words = tr(more if change.change > 0 else less)
    return f"{words} ({first.value} → {last.value}{gap}{by.unit}, {sign}{by.value} {by.sd})"


def lag_verdict(metric: Metric) -> str:
    """The same without its size, for where there is little room."""
    if metric.value is None:
        return tr("not measured")
    if metric.sd is not None and abs(metric.value) <= 2 * metric.sd:
        return tr("together")
    return tr("knee first") if metric.value > 0 else tr("hip first")


def lag_words(metric: Metric) -> str:
    """Which peaks first, only where that is more than its plus-minus."""
    if metric.value is None:
        return tr("lag not measured")
    if metric.sd is not None and abs(metric.value) <= 2 * metric.sd:
        return tr("together, {ms} ms", ms=f"{number(metric.value, 0)} ± {metric.sd:.0f}")
    words = "knee first by {ms} ms" if metric.value > 0 else "hip first by {ms} ms"
    spread = "" if metric.sd is None else f" ± {metric.sd:.0f}"
    return tr(words, ms=f"{abs(metric.value):.0f}{spread}")
