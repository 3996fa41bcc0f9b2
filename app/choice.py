"""Which numbers lead: the large cards and the table's columns for an analysis."""

from collections.abc import Iterable, Mapping

from app.angles import near_side
from app.words import LEADS
from core.analysis import Analysis
from core.measures.spec import Metric


def lead_names(analysis: Analysis) -> tuple[str, ...]:
    """The order of importance for this movement and view; `N` becomes the near side."""
    if analysis.movement == "sprint":
        names = LEADS["sprint"]
    elif analysis.view.label in ("front", "back"):
        names = LEADS["squat_front"]
    else:
        names = LEADS["squat_side"]
    near = near_side(analysis)
    return tuple(f"_{name}".replace("_N_", f"_{near}_")[1:] for name in names)


def ordered(analysis: Analysis, present: Iterable[str]) -> list[str]:
    """All these measures, the leading ones first, the rest as the analysis lists them."""
    there = list(present)
    lead = [name for name in lead_names(analysis) if name in there]
    return lead + [name for name in there if name not in lead]


def split(analysis: Analysis, metrics: Mapping[str, Metric], large: int) -> tuple[list[str], list[str]]:
    """(large cards, rows): what is refused leads only when there is nothing better."""
    names = ordered(analysis, metrics)

    def refused(name: str) -> bool:
        return metrics[name].status == "refused" or metrics[name].value is None

    leads = [n for n in names if n in lead_names(analysis)]
    cards = sorted(leads, key=refused)[:large]
    cards += [n for n in names if n not in cards and not refused(n)][: large - len(cards)]
    rest = [n for n in names if n not in cards]
    return cards, sorted(rest, key=refused)


def columns(analysis: Analysis, most: int, chosen: str | None = None) -> list[str]:
    """The table's columns: the leading measures of which at least one rep or step has a value.

    chosen : the measure the person looks at is the last one, where it is not among them.
    """
    results = [r.metrics for r in analysis.reps] + [s.metrics for s in analysis.steps]
    present = dict.fromkeys(name for metrics in results for name in metrics)
    valued = [
        n for n in present if any(n in m and m[n].value is not None and m[n].status != "refused" for m in results)
    ]
    names = ordered(analysis, valued)[:most]
    return names if chosen not in valued or chosen in names else [*names[: most - 1], str(chosen)]


_SIDES = (("All L", "left"), ("All R", "right"), ("L − R", "left_minus_right"))


def sides_told(analysis: Analysis, names: Iterable[str]) -> list[tuple[str, dict[str, Metric]]]:
    """(heading, measure -> number) of a run's left and right steps and of their difference; none for one foot alone."""
    if len({s.step.side for s in analysis.steps}) < 2:
        return []
    there = list(names)
    rows = [
        (heading, {name: m for name in there if (m := analysis.summary.get(f"{name}_{side}")) is not None})
        for heading, side in _SIDES
    ]
    return [row for row in rows if row[1]]


_OF_THE_SET = ("best_", "drift_", "symmetry_")


def set_names(analysis: Analysis) -> list[str]:
    """What only all reps or steps together tell, what was measured first; none for one rep alone."""
    if len(analysis.reps) + len(analysis.steps) < 2:
        return []
    names = [
        name
        for name in analysis.summary
        if name.startswith(_OF_THE_SET) or name == "velocity_loss_pct" or name.endswith("_left_minus_right")
    ]
    return sorted(names, key=lambda name: analysis.summary[name].value is None)
