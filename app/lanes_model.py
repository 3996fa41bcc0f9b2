"""What the lanes show: rows of spans and ticks, made from an analysis. Knows no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.theme import LANE_COLOURS, LEFT, RIGHT
from app.words import LANE_NAMES, number
from core.analysis import LANES, Analysis, Span

ROW_PX: Final = 12
HEAD_ROW_PX: Final = 18


@dataclass(frozen=True)
class Bar:
    """One span of a row. style: solid, outline (rejected) or soft (part of a larger whole)."""

    start_s: float
    end_s: float
    text: str = ""
    tip: str = ""
    style: str = "solid"


@dataclass(frozen=True)
class Tick:
    """One moment of a row; sd_s widens it."""

    time_s: float
    sd_s: float | None = None
    tip: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    colour: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...] = ()
    side: str | None = None
    height: int = ROW_PX


@dataclass(frozen=True)
class Lanes:
    """rows from top to bottom; bands = spans in which everything is on."""

    rows: tuple[Row, ...] = ()
    bands: tuple[Span, ...] = ()


def lanes_of(analysis: Analysis | None, origin_s: float = 0.0) -> Lanes:
    """Reps as spans, or contacts per side and the four drives; words tell times from the origin."""
    if analysis is None:
        return Lanes()
    if analysis.steps:
        return _sprint(analysis, origin_s)
    if analysis.reps or analysis.movement == "squat" or analysis.rejected:
        return _squat(analysis, origin_s)
    return Lanes()


def common(lists: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """The times that lie in every one of these lists of spans."""
    if not lists:
        return ()
    shared = list(lists[0])
    for spans in lists[1:]:
        shared = [(max(s, u), min(e, v)) for s, e in shared for u, v in spans if min(e, v) > max(s, u)]
    return tuple(shared)


def _rejected(analysis: Analysis) -> tuple[Bar, ...]:
    return tuple(
        Bar(r.from_s, r.to_s, "", f"Not counted as a {r.kind}: {r.reason}", "outline") for r in analysis.rejected
    )


def _squat(analysis: Analysis, origin_s: float) -> Lanes:
    bars, phases, bottoms = [], [], []

    def told(time_s: float) -> str:
        return number(time_s - origin_s, 2)

    for i, result in enumerate(analysis.reps, 1):
        rep = result.rep
        bars.append(Bar(rep.start_s, rep.end_s, str(i), f"Rep {i}: {told(rep.start_s)} to {told(rep.end_s)} s"))
        phases += [
            Bar(rep.start_s, rep.bottom_first_s, "down", style="soft"),
            Bar(rep.bottom_first_s, rep.bottom_last_s, "", f"Bottom: {rep.bottom_last_s - rep.bottom_first_s:.2f} s"),
            Bar(rep.bottom_last_s, rep.end_s, "up", style="soft"),
        ]  # fmt: skip
        bottoms.append(Tick(rep.bottom_s, rep.bottom_sd_s, f"Bottom of rep {i}"))
    contact = LANE_COLOURS["contact"]
    return Lanes((
        Row("Reps", contact, (*bars, *_rejected(analysis)), tuple(bottoms), height=HEAD_ROW_PX),
        Row("Phases", contact, tuple(phases)),
    ))  # fmt: skip


def _sprint(analysis: Analysis, origin_s: float) -> Lanes:
    last = float(analysis.series.time_s[-1])

    def told(time_s: float) -> str:
        return number(time_s - origin_s, 3)

    rows = []
    for side in ("left", "right"):
        bars = tuple(
            Bar(
                s.step.touchdown_s, last if s.step.toe_off_s is None else s.step.toe_off_s, str(i),
                f"Step {i}, {side}: touchdown {told(s.step.touchdown_s)} s"
                + ("" if s.step.toe_off_s is None else f", toe-off {told(s.step.toe_off_s)} s"),
            )
            for i, s in enumerate(sorted(analysis.steps, key=lambda r: r.step.touchdown_s), 1)
            if s.step.side == side
        )  # fmt: skip
        rejected = _rejected(analysis) if side == "left" else ()
        rows.append(Row(f"{side.capitalize()} foot", LEFT if side == "left" else RIGHT, (*bars, *rejected), side=side))
    for lane in LANES:
        bars = tuple(
            Bar(a, b, "", f"{LANE_NAMES[lane]} is on from {told(a)} to {told(b)} s")
            for s in analysis.steps for a, b in s.lanes.get(lane, ())
        )  # fmt: skip
        ticks = tuple(
            Tick(p.time_s, p.sd_s, f"{LANE_NAMES[lane]} peaks at {told(p.time_s)} s, {p.value_deg_s:.0f} °/s")
            for s in analysis.steps if (p := s.peaks.get(lane)) is not None
        )  # fmt: skip
        rows.append(Row(LANE_NAMES[lane], LANE_COLOURS[lane], bars, ticks))
    bands = [
        band for s in analysis.steps
        if all(s.lanes.get(lane) for lane in LANES)
        for band in common([s.lanes[lane] for lane in LANES])
    ]  # fmt: skip
    return Lanes(tuple(rows), tuple(bands))
