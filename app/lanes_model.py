"""What the lanes show: rows of spans and ticks, made from an analysis. Knows no widgets."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from app.language.tr import said, tr
from app.theme import LANE_COLOURS, LEFT, RIGHT
from app.words import LANE_NAMES, MINUS, number, show_metric, status_words
from core.analysis import LANES, Analysis, LanePeak, Span, StepResult
from core.events.event import Rejected, Rep, Step
from core.measures.overlap import common
from core.measures.spec import Metric

ROW_PX: Final = 12
HEAD_ROW_PX: Final = 18
LIMBS: Final = LANES[:3]
LANE_TIPS: Final[dict[str, str]] = {
    "push": "Push: the thigh of the leg on the ground going back.",
    "swing": "Swing: the other thigh going forward.",
    "arms": "Arms: the arm on the ground leg's side going forward and the other one going back, on average.",
    "torso": "Torso: the shoulders turning against the hips. Low confidence: hardly seen from the side.",
}
BY_MOUSE: Final = "Drag an end to move it; the right button has more."
NOT_COUNTED: Final = {"rep": "Not counted as a rep: {reason}", "step": "Not counted as a step: {reason}"}
_CUT: Final = {
    "start": "Incomplete: it had begun before the athlete was seen. Not counted.",
    "end": "Incomplete: it was not finished while the athlete was seen. Not counted.",
}
DOUBTFUL: Final = frozenset({"torso"})  # a lane that is told with low confidence whatever the clip
# the measure whose status and number tell of a lane's peak
_PEAK_MEASURE: Final = {"push": "peak_thigh_extension_velocity_deg_s"} | {
    lane: f"peak_lag_{lane}_ms" for lane in LANES[1:]
}
# the measure that tells whether a lane's spans mean anything on a step
_ON_MEASURE: Final = {lane: f"overlap_push_{'swing' if lane == 'push' else lane}_pct" for lane in LANES}


Words = Callable[[], str]  # made when somebody points at it: a run of minutes has thousands of bars and moments


def _no_words() -> str:
    return ""


@dataclass(frozen=True)
class Bar:
    """One span of a row.

    style : solid, outline (rejected), soft (part of a larger whole) or outside (a lane that is on, but counts for no
        overlap: not within its contact, or on a step of which the overlap is refused).
    side : the foot on the ground, None for a rep.  from_sd_s, to_sd_s : how sure its ends are.
    """

    start_s: float
    end_s: float
    text: str = ""
    tell: Words = field(default=_no_words, compare=False)
    style: str = "solid"
    side: str | None = None
    from_sd_s: float | None = None
    to_sd_s: float | None = None

    @property
    def tip(self) -> str:
        return self.tell()


@dataclass(frozen=True)
class Tick:
    """One moment of a row; sd_s widens it; hollow = take it with caution."""

    time_s: float
    sd_s: float | None = None
    tell: Words = field(default=_no_words, compare=False)
    hollow: bool = False

    @property
    def tip(self) -> str:
        return self.tell()


@dataclass(frozen=True)
class Row:
    """name, doubtful : what stands in the gutter, with a hollow triangle where the whole row is doubtful.

    refused : on no step it could be told; a dash stands behind the name, and tip has the reason.
    """

    name: str
    colour: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...] = ()
    side: str | None = None
    height: int = ROW_PX
    tip: str = ""
    doubtful: bool = False
    refused: bool = False

    @property
    def shown_name(self) -> str:
        """In the window's language."""
        return tr(self.name) + (" –" if self.refused else "")


@dataclass(frozen=True)
class Lanes:
    """rows from top to bottom; bands = spans in which all four lanes are on, limbs = push, swing and arms."""

    rows: tuple[Row, ...] = ()
    bands: tuple[Span, ...] = ()
    limbs: tuple[Span, ...] = ()


def changed_span(before: Lanes, now: Lanes) -> Span | None:
    """The stretch of time outside of which both look alike, empty where they do all over; None where rows differ."""
    if [replace(r, bars=(), ticks=()) for r in before.rows] != [replace(r, bars=(), ticks=()) for r in now.rows]:
        return None
    ends = [end for _, *both in _looks(before) ^ _looks(now) for end in both]
    return (min(ends), max(ends)) if ends else (0.0, 0.0)


def _looks(lanes: Lanes) -> set[tuple[object, float, float]]:
    """What is painted, and from when to when it reaches with its plus-minus."""
    spans = [(which, *span) for which, those in (("all", lanes.bands), ("limbs", lanes.limbs)) for span in those]
    bars = [
        ((i, bar), bar.start_s - (bar.from_sd_s or 0), bar.end_s + (bar.to_sd_s or 0))
        for i, row in enumerate(lanes.rows) for bar in row.bars
    ]  # fmt: skip
    ticks = [
        ((i, tick), tick.time_s - (tick.sd_s or 0), tick.time_s + (tick.sd_s or 0))
        for i, row in enumerate(lanes.rows) for tick in row.ticks
    ]  # fmt: skip
    return {*spans, *bars, *ticks}


def lanes_of(analysis: Analysis | None, origin_s: float = 0.0) -> Lanes:
    """Reps as spans, or contacts per side and the four drives; words tell times from the origin."""
    if analysis is None:
        return Lanes()
    if analysis.steps:
        return _sprint(analysis, origin_s)
    if analysis.reps or analysis.movement == "squat" or any(r.kind == "rep" for r in analysis.rejected):
        return _squat(analysis, origin_s)
    return Lanes(tuple(_feet(analysis, origin_s)) if analysis.rejected else ())


def _rejected(analysis: Analysis, side: str | None = None) -> tuple[Bar, ...]:
    """side : of that foot, or of both; None = all."""
    return tuple(
        Bar(r.from_s, r.to_s, "", partial(_not_counted, r), "outline")
        for r in analysis.rejected
        if side is None or r.side in (side, None)
    )


def _not_counted(rejected: Rejected) -> str:
    return tr(NOT_COUNTED[rejected.kind], reason=said(rejected.reason))


def _squat(analysis: Analysis, origin_s: float) -> Lanes:
    bars, phases, bottoms = [], [], []
    for i, result in enumerate(analysis.reps, 1):
        rep = result.rep
        bars.append(Bar(rep.start_s, rep.end_s, str(i), partial(_rep_words, rep, i, origin_s)))
        pause_s = rep.bottom_last_s - rep.bottom_first_s
        paused = partial(tr, "Bottom: {seconds:.2f} s", seconds=pause_s)
        phases += [
            Bar(rep.start_s, rep.bottom_first_s, tr("down"), style="soft"),
            Bar(rep.bottom_first_s, rep.bottom_last_s, tr("bottom"), paused),
            Bar(rep.bottom_last_s, rep.end_s, tr("up"), style="soft"),
        ]  # fmt: skip
        bottoms.append(Tick(rep.bottom_s, rep.bottom_sd_s, partial(tr, "Bottom of rep {i}", i=i)))
    contact = LANE_COLOURS["contact"]
    return Lanes((
        Row("Reps", contact, (*bars, *_rejected(analysis)), tuple(bottoms), height=HEAD_ROW_PX),
        Row("Phases", contact, tuple(phases)),
    ))  # fmt: skip


def _rep_words(rep: Rep, i: int, origin_s: float) -> str:
    start, end = (number(time_s - origin_s, 2) for time_s in (rep.start_s, rep.end_s))
    lines = [tr("Rep {i}: {start} to {end} s", i=i, start=start, end=end)]
    return "\n".join([*lines, *([tr(_CUT[rep.cut])] if rep.cut else []), tr(BY_MOUSE)])


def _feet(analysis: Analysis, origin_s: float) -> list[Row]:
    """The contacts of both feet, and in each one's row what was not counted of it."""
    last = float(analysis.series.time_s[-1])
    steps = sorted(analysis.steps, key=lambda r: r.step.touchdown_s)
    rows = []
    for side in ("left", "right"):
        bars = tuple(_contact(s, i, last, origin_s) for i, s in enumerate(steps, 1) if s.step.side == side)
        rows.append(Row(
            f"{side.capitalize()} foot", LEFT if side == "left" else RIGHT, (*bars, *_rejected(analysis, side)),
            side=side, tip=tr("From touchdown to toe-off of the {side} foot.", side=tr(side)),
        ))  # fmt: skip
    return rows


def _sprint(analysis: Analysis, origin_s: float) -> Lanes:
    steps = sorted(analysis.steps, key=lambda r: r.step.touchdown_s)
    rows = _feet(analysis, origin_s)
    for lane in LANES:
        bars = tuple(bar for i, s in enumerate(steps, 1) for bar in _on(s, i, lane, origin_s))
        ticks = tuple(
            _peak(s, i, lane, p, origin_s) for i, s in enumerate(steps, 1) if (p := s.peaks.get(lane)) is not None
        )
        never = [m for s in steps if (m := _refusal(s, lane)) is not None]
        if len(never) < len(steps):
            rows.append(Row(
                LANE_NAMES[lane], LANE_COLOURS[lane], bars, ticks, tip=tr(LANE_TIPS[lane]), doubtful=lane in DOUBTFUL
            ))  # fmt: skip
        else:  # moments that nothing stands behind are no moments
            tip = f"{tr(LANE_TIPS[lane])}\n{status_words(never[0])}"
            rows.append(Row(LANE_NAMES[lane], LANE_COLOURS[lane], bars, tip=tip, refused=True))
    return Lanes(tuple(rows), _together(steps, LANES), _together(steps, LIMBS))


def _refusal(result: StepResult, lane: str) -> Metric | None:
    """The refused number that speaks for a lane on this step; None where it is told."""
    metric = result.metrics.get(_ON_MEASURE[lane])
    return metric if metric is not None and metric.status == "refused" else None


def _together(steps: Sequence[StepResult], lanes: Sequence[str]) -> tuple[Span, ...]:
    """When all of these lanes are on; push is on within its contact only, so this is too."""
    return tuple(
        band for s in steps if all(s.lanes.get(lane) and _refusal(s, lane) is None for lane in lanes)
        for band in common([s.lanes[lane] for lane in lanes])
    )  # fmt: skip


def _contact(result: StepResult, i: int, last_s: float, origin_s: float) -> Bar:
    step = result.step
    end = last_s if step.toe_off_s is None else step.toe_off_s
    return Bar(
        step.touchdown_s, end, str(i), partial(_contact_words, result, i, origin_s), side=step.side,
        from_sd_s=step.touchdown_sd_s, to_sd_s=step.toe_off_sd_s,
    )  # fmt: skip


def _contact_words(result: StepResult, i: int, origin_s: float) -> str:
    step = result.step
    lines = [
        tr("Step {i}, {side} foot", i=i, side=tr(step.side)) + _edited(step, "side"),
        tr("touchdown {time}", time=_told(step.touchdown_s, step.touchdown_sd_s, origin_s))
        + _edited(step, "touchdown"),
    ]
    if step.toe_off_s is not None:
        told = tr("toe-off {time}", time=_told(step.toe_off_s, step.toe_off_sd_s, origin_s))
        lines.append(told + _edited(step, "toe_off"))
    else:
        lines.append(tr("the clip ends before the foot leaves the ground"))
    lines += _metric_lines(tr("contact"), "contact_s", result.metrics)
    lines += _metric_lines(tr("all four on"), "all_on_ms", result.metrics)
    return "\n".join([*lines, tr(BY_MOUSE)])


def _edited(step: Step, what: str) -> str:
    return f", {tr('edited')}" if what in step.by_hand else ""


def _on(result: StepResult, i: int, lane: str, origin_s: float) -> list[Bar]:
    """A lane's spans, cut at the borders of the contact: only what lies within it counts for the overlaps."""
    step, found = result.step, []
    if step.toe_off_s is None:
        return []
    refusal = _refusal(result, lane)
    for a, b in result.lanes.get(lane, ()):
        words = partial(_on_words, result, i, lane, (a - origin_s, b - origin_s))
        if refusal is not None:
            found.append(Bar(a, b, "", partial(words, refusal=refusal), "outside", step.side))
            continue
        cuts = sorted({a, b, *(t for t in (step.touchdown_s, step.toe_off_s) if a < t < b)})
        for start, end in itertools.pairwise(cuts):
            within = step.touchdown_s <= (start + end) / 2 <= step.toe_off_s
            told = partial(words, within=within)
            found.append(Bar(start, end, "", told, "solid" if within else "outside", step.side))
    return found


def _on_words(
    result: StepResult, i: int, lane: str, told_s: Span, within: bool = True, refusal: Metric | None = None
) -> str:  # fmt: skip
    """told_s : when it is on, from the origin."""
    start, end = told_s
    lines = [
        tr(
            "{lane}, step {i}, {side} push\non from {start} to {end} s, {length:.0f} ms",
            lane=tr(LANE_NAMES[lane]),
            i=i,
            side=tr(result.step.side),
            start=_s(start),
            end=_s(end),
            length=1000 * (end - start),
        )
    ]
    if lane in DOUBTFUL:
        lines.append(tr("Low confidence: the twist of the trunk is hardly seen from the side"))
    if refusal is not None:
        lines.append(status_words(refusal))
    elif not within:
        lines.append(tr("Outside the contact: it does not count for the overlaps"))
    return "\n".join(lines)


def _peak(result: StepResult, i: int, lane: str, peak: LanePeak, origin_s: float) -> Tick:
    metric = result.metrics.get(_PEAK_MEASURE[lane])
    doubtful = lane in DOUBTFUL or (metric is not None and metric.status != "ok")
    return Tick(peak.time_s, peak.sd_s, partial(_peak_words, result, i, lane, peak, origin_s), doubtful)


def _peak_words(result: StepResult, i: int, lane: str, peak: LanePeak, origin_s: float) -> str:
    metric = result.metrics.get(_PEAK_MEASURE[lane])
    lines = [
        tr("{lane} peak, step {i}, {side} push", lane=tr(LANE_NAMES[lane]), i=i, side=tr(result.step.side)),
        tr("at {time}, {speed:.0f} °/s", time=_told(peak.time_s, peak.sd_s, origin_s), speed=peak.value_deg_s),
    ]
    if lane == "push":
        lines += _metric_lines(tr("fastest"), _PEAK_MEASURE[lane], result.metrics)
    elif metric is not None and metric.value is not None:
        early = metric.value < 0
        text = show_metric(metric).text.lstrip(MINUS)
        lines.append(tr("{time} before the push peak" if early else "{time} after the push peak", time=text))
        lines += _doubt(metric)
    elif metric is not None:
        lines += _doubt(metric)
    return "\n".join(lines)


def _told(time_s: float, sd_s: float | None, origin_s: float) -> str:
    """0.655 ± 0.018 s from the origin."""
    return f"{_s(time_s - origin_s)}{'' if sd_s is None else f' ± {max(sd_s, 0.001):.3f}'} s"


def _s(seconds: float) -> str:
    return number(seconds, 3)


def _metric_lines(word: str, name: str, metrics: Mapping[str, Metric]) -> list[str]:
    metric = metrics.get(name)
    if metric is None:
        return []
    return [f"{word} {show_metric(metric, name).text}", *_doubt(metric)]


def _doubt(metric: Metric) -> list[str]:
    """Its status in words with the reason; nothing where it is plainly ok."""
    return [] if metric.status == "ok" else [status_words(metric)]
