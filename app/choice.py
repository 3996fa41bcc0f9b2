"""Which numbers lead: the large cards and the table's columns for an analysis."""

from collections.abc import Iterable, Mapping

from app.angles import near_side
from app.words import LEADS
from core.analysis import Analysis
from core.measures.spec import Metric
from core.pose.skeleton import SIDES, Side


def lead_names(analysis: Analysis, metrics: Mapping[str, Metric] | None = None) -> tuple[str, ...]:
    """The order of importance for this movement and view; `N` becomes the near side.

    metrics : of one rep, whose own view counts: athletes turn between reps.
    """
    near = near_side(analysis)
    if analysis.movement == "sprint":
        names = LEADS["sprint"]
    else:
        frontal = analysis.view.label in ("front", "back")
        if metrics and _refused(metrics, _OF_VIEW[frontal]) and not _refused(metrics, _OF_VIEW[not frontal]):
            frontal = not frontal
            near = _nearer(metrics)
        names = LEADS["squat_front" if frontal else "squat_side"]
    return tuple(f"_{name}".replace("_N_", f"_{near}_")[1:] for name in names)


# what is there wherever the squat is seen from the side (False) or from the front or back (True)
_OF_VIEW = {False: "trunk_inclination_bottom_deg", True: "knee_ankle_separation_bottom_ratio"}


def _refused(metrics: Mapping[str, Metric], name: str) -> bool:
    return name in metrics and metrics[name].status == "refused"


def _nearer(metrics: Mapping[str, Metric]) -> Side:
    """The leg that a rep seen from the side is told of: its number is the surer one."""
    left, right = (metrics.get(f"peak_{side}_knee_flexion_deg") for side in SIDES)
    return "left" if left is not None and (right is None or (left.sd or 0.0) <= (right.sd or 0.0)) else "right"


def ordered(analysis: Analysis, present: Iterable[str], metrics: Mapping[str, Metric] | None = None) -> list[str]:
    """All these measures, the leading ones first, the rest as the analysis lists them; `metrics` as of `lead_names`."""
    there = list(present)
    lead = [name for name in lead_names(analysis, metrics) if name in there]
    return lead + [name for name in there if name not in lead]


def split(analysis: Analysis, metrics: Mapping[str, Metric], large: int) -> tuple[list[str], list[str]]:
    """(large cards, rows): what is refused leads only when there is nothing better."""
    names = ordered(analysis, metrics, metrics)

    def refused(name: str) -> bool:
        return metrics[name].status == "refused" or metrics[name].value is None

    leading = lead_names(analysis, metrics)
    leads = [n for n in names if n in leading]
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
