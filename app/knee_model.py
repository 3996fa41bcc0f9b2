"""What the knee tracking page shows, put together from the analysis; nothing is measured here."""

from dataclasses import dataclass
from typing import Final

from app.document import Document, Unit
from app.language.tr import said, tr
from app.words import VIEW_WORDS
from core.analysis import Analysis, RepResult
from core.measures.knee_tracking import (
    FPPA,
    SEPARATION,
    WAYS,
    DepthCurve,
    KneeTracking,
    Way,
    at_depth,
    depth_to_compare,
    mean_curve,
    most_faked_deg,
    sides_apart,
)
from core.measures.spec import Metric
from core.measures.squat_views import off_axis, yaw_sd

# where the table reads each curve: way, depth, heading
PLACES: Final[tuple[tuple[Way, float, str], ...]] = (
    ("down", 0.3, "↓ 30 %"), ("down", 0.6, "↓ 60 %"), ("up", 1.0, "bottom"), ("up", 0.6, "↑ 60 %"),
    ("up", 0.3, "↑ 30 %"),
)  # fmt: skip
_LIKE: Final = {
    SEPARATION: "knee_ankle_separation_min_ratio",
    **{name: name.replace("_deg", "_at_30pct_deg") for name in FPPA},
}
UNITS: Final = {SEPARATION: "ratio", **dict.fromkeys(FPPA, "deg")}


@dataclass(frozen=True)
class Loop:
    """One curve against depth: all reps, the mean of the set, and which rep is the current one.

    reps : (rep number, way -> curve).  current : a rep number or None.
    """

    name: str
    side: str | None
    reps: tuple[tuple[int, KneeTracking], ...]
    mean: dict[Way, DepthCurve]
    current: int | None


@dataclass(frozen=True)
class TableRow:
    """One curve at `PLACES`: the current rep's numbers and the set's."""

    name: str
    title: str
    rep: tuple[Metric, ...]
    mean: tuple[Metric, ...]


def rep_of(unit: Unit | None) -> RepResult | None:
    """What was measured of a unit that is a rep; None of anything else."""
    return unit.result if unit is not None and isinstance(unit.result, RepResult) else None


def tracked(document: Document) -> list[tuple[int, KneeTracking]]:
    """(number, knees) of the reps seen from the front or back."""
    found = ((unit.number, rep_of(unit)) for unit in document.units)
    return [(n, r.study.knees) for n, r in found if r is not None and r.study is not None and r.study.knees is not None]


def loops(document: Document) -> list[Loop]:
    """What each loop of the page shows."""
    reps = tuple(tracked(document))
    current = document.unit.number if document.unit is not None else None
    knees = [knee for _, knee in reps]
    return [
        Loop(
            name,
            None if name == SEPARATION else name.split("_")[0],
            tuple((n, k) for n, k in reps if k.measured(name)),
            {way: mean_curve(knees, name, way) for way in WAYS},
            current,
        )
        for name in (SEPARATION, *FPPA)
    ]


def table(document: Document) -> list[TableRow]:
    """Values at equal depth: of the current rep, and of the mean of all."""
    reps = dict(tracked(document))
    unit, analysis = document.unit, document.analysis
    if analysis is None or not reps:
        return []
    rows = []
    titles = {SEPARATION: tr("Knees"), FPPA[0]: tr("Left in, °"), FPPA[1]: tr("Right in, °")}
    for name, title in titles.items():
        mine: tuple[Metric, ...] = ()
        if unit is not None and unit.number in reps:
            curves = reps[unit.number].curves[name]
            like = unit.metrics[_LIKE[name]]
            mine = tuple(_value(name, unit.metrics, curves[way], way, depth, like) for way, depth, _ in PLACES)
        means = {way: mean_curve(list(reps.values()), name, way) for way in WAYS}
        like = analysis.summary.get(_LIKE[name], Metric(0.0, UNITS[name], 0.0))
        all_reps = tuple(at_depth(means[way], depth, UNITS[name], like) for way, depth, _ in PLACES)
        rows.append(TableRow(name, title, mine, all_reps))
    return rows


def _value(
    name: str, metrics: dict[str, Metric], curve: DepthCurve, way: Way, depth: float, like: Metric
) -> Metric:  # fmt: skip
    """The rep's own number where the catalogue has one for that depth, else the curve read there."""
    tail = "_up" if way == "up" else ""
    stem = name.removesuffix("_deg").removesuffix("_ratio")
    for known in (f"{stem}_at_{depth:.0%}{tail}_deg".replace("%", "pct"), f"{stem}_bottom_deg" if depth == 1 else ""):
        if known in metrics:
            return metrics[known]
    if name == SEPARATION and depth == 1 and "knee_ankle_separation_bottom_ratio" in metrics:
        return metrics["knee_ankle_separation_bottom_ratio"]
    return at_depth(curve, depth, UNITS[name], like)


def refusal(analysis: Analysis) -> str:
    """Why there is nothing to show, and how to refilm; "" where there is."""
    reps = [r for r in analysis.reps if r.study is not None]
    if any(r.study is not None and r.study.knees is not None for r in reps):
        return ""
    seen = tr(VIEW_WORDS[analysis.view.label])
    if not analysis.reps:
        return tr("No squat was counted in this clip, so there are no knees to follow.")
    reason = next((r.study.frontal[1] for r in reps if r.study is not None and r.study.frontal[1]), None)
    if reason is None:
        return tr("What the knees did was not kept with this analysis. Analyse the clip again.")
    return tr("This is a {seen}: whether the knees come in {reason}.", seen=seen, reason=said(reason))


def yaw_words(document: Document) -> str:
    """What the camera's angle does to left and right, in words with its size; always said, because it always counts."""
    rep, analysis = rep_of(document.unit), document.analysis
    reps = [knee for _, knee in tracked(document)]
    if rep is not None and document.unit is not None and reps and rep.study is not None and rep.study.knees is None:
        unseen = said(rep.study.frontal[1] or "")  # an athlete who turned between reps
        return tr("Rep {number}: whether the knees come in {reason}.", number=document.unit.number, reason=unseen)
    if rep is None or analysis is None or not reps:
        return ""
    view = analysis.view
    off, sd = off_axis(view, "frontal"), yaw_sd(view)
    drop = rep.metrics["depth_pelvis_drop_ratio"].value
    lead = tr("Read the knees over the ankles first: no camera angle fakes them.")
    if off is None:
        unknown = tr("How square the phone stood is not known: a turned camera shows one knee in and the other out.")
        return f"{unknown} {lead}"
    stood = tr("The phone stood {off:.0f}° ± {sd:.0f} off straight on.", off=off, sd=sd)
    depth = depth_to_compare({name: {way: mean_curve(reps, name, way) for way in WAYS} for name in FPPA})
    if drop is None or depth is None:
        return f"{stood} {lead}"
    most = most_faked_deg(view, depth * drop)
    fakes = tr(
        "At {share:.0f} % of the depth that doubt alone could turn one knee in and the other out by {most:.0f}°.",
        share=100 * depth,
        most=most,
    )
    return f"{stood} {fakes} {lead}"


def side_words(document: Document) -> str:
    """Left against right, over all reps."""
    reps = [knee for _, knee in tracked(document)]
    if not any(knee.measured(name) for knee in reps for name in FPPA):
        return ""
    means = {name: {way: mean_curve(reps, name, way) for way in WAYS} for name in FPPA}
    if sides_apart(means):
        return tr("Left and right differ by more than the camera's angle and the noise explain.")
    return tr("Left and right: the same within what the camera's angle and the noise could fake.")
