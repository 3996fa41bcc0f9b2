"""What the overlaps page says: the sentence, why to doubt it, and the table of pushes.  Knows no widgets."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.document import Unit
from app.language.tr import counted, said, tr
from app.words import CLOSE_CAUTION, STATUS_WORDS, number, show_metric, tooltip
from core.analysis import Analysis
from core.measures.lanes import BAND, alpha_band
from core.measures.overlap_report import MEASURES, OverlapReport, SidePushes
from core.measures.spec import Metric
from core.measures.sprint_gates import SLOW
from core.measures.sprint_specs import TORSO

HEADINGS: Final[dict[str, str]] = {
    "overlap_push_swing_pct": "Push +\nswing %", "overlap_push_arms_pct": "Push +\narms %",
    "overlap_push_torso_pct": "Push +\ntorso %",
    "peak_lag_swing_ms": "Swing\nlag ms", "peak_lag_arms_ms": "Arms\nlag ms",
    "peak_lag_torso_ms": "Torso\nlag ms", "peak_spread_ms": "Peaks\nover ms", "all_on_ms": "All on\nms",
    "all_on_pct": "All on\n%", "three_on_pct": "Three\non %", "whole_body_push_index": "Whole\nbody",
    "drive_balance_push_swing": "Push −\nswing",
}  # fmt: skip
# what reads first: overlaps, lags, and then the rest
COLUMNS: Final = tuple(name for name in HEADINGS if name in MEASURES)
BEST_FPS: Final = 120.0
VARY_BY: Final = "vary by"


@dataclass(frozen=True)
class Cell:
    """text : "54 ± 6", made of value and sd.  doubtful : to be taken with caution.  refused : a dash.

    note : of this cell alone.
    """

    value: str
    note: str = ""
    doubtful: bool = False
    refused: bool = False
    name: str = ""
    metric: Metric | None = None
    sd: str = ""

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.value, self.sd, CLOSE_CAUTION if self.doubtful else "") if part)

    @property
    def close_sd(self) -> str:
        """What stands behind the value, for where it is drawn apart from it."""
        return self.sd.replace(" ", "") + (CLOSE_CAUTION if self.doubtful else "")

    def tip(self) -> str:
        """Why to doubt it, what it is, and the note; put together when somebody asks."""
        if self.metric is None:
            return self.note
        return tooltip(self.name, self.metric) + (f"<div>{self.note}</div>" if self.note else "")


@dataclass(frozen=True)
class TableRow:
    """title : "Left (4)", the mean of four pushes.  time_s : where a click goes, None for a mean.

    side : None for a difference.
    """

    title: str
    side: str | None
    cells: tuple[Cell, ...]
    time_s: float | None = None
    number: int | None = None
    strong: bool = False


def table_rows(analysis: Analysis, report: OverlapReport, units: Sequence[Unit]) -> list[TableRow]:
    """Means of left and right pushes with how much they vary, left against right, then every step."""
    rows: list[TableRow] = []
    for side in report.sides:
        measures = side.measures
        told = {name: m.mean for name, m in measures.items()}
        tips = {
            name: tr("Told by {steps} of {all} {side} pushes.", steps=m.steps, all=side.steps, side=tr(side.side))
            for name, m in measures.items()
        }
        title = tr("Left ({steps})" if side.side == "left" else "Right ({steps})", steps=of_all(side))
        rows.append(TableRow(title, side.side, _cells(told, tips), strong=True))
        varies = tuple(
            Cell(f"± {_plain(m.spread, name)}", tr("One standard deviation from push to push."))
            if (m := measures.get(name)) is not None and m.spread is not None
            else Cell("–", tr("One push does not tell how much they vary."), refused=True)
            for name in COLUMNS
        )
        rows.append(TableRow(VARY_BY, side.side, varies))
    differences = {
        name: difference
        for name in COLUMNS
        if (difference := analysis.summary.get(f"{name}_left_minus_right")) is not None
    }
    if len(report.sides) == 2 and differences:
        rows.append(TableRow(tr("Left − right"), None, _cells(differences), strong=True))
    for unit in units:
        title = f"{unit.name} {unit.number} {tr((unit.side or '')[:1].upper(), 'side')}"
        rows.append(TableRow(title, unit.side, _cells(unit.metrics), unit.mark_s, unit.number))
    return rows


def of_all(pushes: SidePushes) -> str:
    """How many pushes of one side there are: 4, or 1 of 4 where the others cannot tell their overlaps."""
    if pushes.told in (0, pushes.steps):
        return str(pushes.steps)
    return tr("{told} of {all}", told=pushes.told, all=pushes.steps)


def _plain(value: float, name: str) -> str:
    """A spread never reads as zero unless it is."""
    if "index" in name or "balance" in name:
        return number(value, 2)
    return number(value, 0 if value >= 1 or value == 0 else 1)


def _cells(metrics: Mapping[str, Metric], notes: Mapping[str, str] | None = None) -> tuple[Cell, ...]:
    made = []
    for name in COLUMNS:
        metric = metrics.get(name)
        if metric is None:
            made.append(Cell("", tr("Not compared")))
            continue
        shown = show_metric(metric, name)
        sd = shown.sd.replace("±\N{NO-BREAK SPACE}", "± ")
        doubtful, refused = shown.status == "caution", shown.status == "refused"
        note = (notes or {}).get(name, "")
        made.append(Cell(shown.value, note, doubtful, refused, name, metric, sd))
    return tuple(made)


def at_shares(analysis: Analysis) -> dict[tuple[str, str], str]:
    """(measure, side) -> how much its mean hangs on the share from which a lane is on; takes a moment."""
    per_step = alpha_band(analysis.series, analysis.steps)
    out = {}
    for name in (n for n in COLUMNS if per_step and n in per_step[0]):
        for side in ("left", "right"):
            mine = [told[name] for told, s in zip(per_step, analysis.steps, strict=True) if s.step.side == side]
            means = []
            for k in range(len(BAND)):
                values = [v for row in mine if (v := row[k]) is not None]
                means.append(f"{sum(values) / len(values):.0f}" if values else "–")
            words = ", ".join(
                tr("{mean} from {share:.0f} %", mean=m, share=100 * a) for m, a in zip(means, BAND, strict=True)
            )
            out[name, side] = tr("With lanes on: {words} of the typical peak.", words=words)
    return out


def doubts(analysis: Analysis, report: OverlapReport, most: int = 2) -> list[str]:
    """Why these numbers are to be doubted or are missing, the reasons of most numbers first, at most so many.

    What holds for the torso in every clip is told on its lane and is left out here.
    """
    found: Counter[tuple[str, str]] = Counter()  # reasons that differ in their number only are one
    words: dict[tuple[str, str], str] = {}
    for side in report.sides:
        for name, measure in side.measures.items():
            metric = measure.mean
            if metric.status != "ok" and metric.reason and name not in TORSO:
                key = (metric.status, re.sub(r"\d+", "#", metric.reason))
                found[key] += 1
                words.setdefault(key, metric.reason)
    told = [
        f"{tr(STATUS_WORDS[key[0]])} ({counted(n, '{n} number', '{n} numbers', n=n)}): {said(words[key])}."
        for key, n in found.most_common(most)
    ]
    rate = analysis.clip.capture_fps
    known = not any("frames/s" in text or text == SLOW for text in words.values())
    if rate < 0.97 * BEST_FPS and known:
        lasts = tr(
            "At {rate:.0f} frames/s one frame lasts {length:.0f} ms: for lags film at 120 or 240.",
            rate=rate,
            length=1000 / rate,
        )
        told.insert(0, lasts)
    return told[:most]
