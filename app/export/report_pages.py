"""A report as HTML for Qt's text engine: one page for the athlete, the following ones for coach and physio."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from itertools import pairwise
from typing import Final

from app.choice import lead_names, ordered
from app.document import Unit, units_of
from app.export.caption import quality_words
from app.export.report_words import words
from app.export.studies import Study
from app.language.tr import said, tr
from app.words import CAUTION, PENCIL, by_hand_line, by_hand_words, show_metric, title, unit_sign
from core import __version__
from core.analysis import Analysis
from core.edits.events import Marker
from core.measures.catalogue import find
from core.measures.spec import Metric

MOST_COLUMNS: Final = 5  # reps or steps beside each other, and all together
_MANY: Final = 12  # reps or steps from which only the leading measures are told for each
MOST_UNITS: Final = 60  # reps or steps in the tables; of more, evenly spread ones
MOST_MARKERS: Final = 60  # in the report
_SEVERITY: Final = {"refuse": "cannot be measured", "caution": "caution", "info": "note"}
SPACING_PX: Final = 4  # between pictures beside each other
PADDING_PX: Final = 4  # between a cell's edge and what is in it, as in STYLE
STYLE: Final = """
body { color: #1A1D21; }
h1 { font-size: 22pt; } h2 { font-size: 14pt; } h3 { font-size: 11pt; }
p, li { font-size: 11pt; } .small { font-size: 8pt; color: #55606E; }
td, th { font-size: 8pt; padding: 2px 4px; }
th { background-color: #F0F2F5; text-align: left; }
"""


def picture_px(width: int, columns: int) -> int:
    """How wide each picture of a row can be, so that the last one ends at the margin."""
    return (width - SPACING_PX * (columns + 1)) // columns - 2 * PADDING_PX


def page(body: str) -> str:
    """A whole HTML document with the report's style."""
    return f"<html><head><style>{STYLE}</style></head><body>{body}</body></html>"


def first_page(
    analysis: Analysis, pictures: Sequence[tuple[str, str]], width: int, date: str | None, notes: str = ""
) -> str:  # fmt: skip
    """For the athlete.

    pictures : (name of the picture, words under it).  width : pixels between the margins.  notes : of the coach.
    """
    told = words(analysis)
    each = picture_px(width, max(len(pictures), 1))
    cells = "".join(f'<td width="{each}"><img src="{name}" width="{each}"><br>{escape(w)}</td>' for name, w in pictures)
    who = escape(analysis.athlete or "")
    parts = [
        f"<h1>{who or tr('Your movement')}</h1>",
        f"<p>{escape(' · '.join(p for p in (date, analysis.clip.path.stem) if p))}</p>",
        f"<p><b>{escape(told.opening)}</b></p>",
        f"<table cellspacing='{SPACING_PX}'><tr>{cells}</tr></table>" if pictures else "",
        _list(told.sentences),
        _notes(notes),
        _titled(tr("To be taken with caution"), told.doubts),
        _titled(tr("What this clip could not tell"), told.missing),
        _titled(tr("Next time"), [said(n.message) for n in analysis.quality if n.severity != "info"]),
        _small(
            tr("± is one standard deviation: two out of three times the true value lies that close."),
            tr("This is a measurement of movement in a video. It says nothing about forces, injuries or health."),
        ),
    ]
    return "".join(parts)


def _small(*sentences: str) -> str:
    return f"<p class='small'>{' '.join(sentences)}</p>"


def _lines(made: Sequence[str]) -> str:
    """Below each other, each a paragraph without room about it: Qt makes lines that end with a break higher."""
    return "".join(
        f"<p class='small' style='margin: {'12' if not i else '0'}px 0 0 0'>{m}</p>" for i, m in enumerate(made)
    )


def _notes(text: str) -> str:
    """Paragraphs as they were written."""
    lines = [escape(line) for line in text.strip().splitlines()]
    written = "".join(f"<p style='margin: 0'>{line or '&nbsp;'}</p>" for line in lines)
    return f"<h3>{tr('Notes')}</h3>{written}" if lines else ""


def _titled(head: str, lines: Iterable[str]) -> str:
    made = _list(list(dict.fromkeys(lines)))
    return f"<h3>{head}</h3>{made}" if made else ""


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def tables(analysis: Analysis) -> str:
    """One row per measure, one column per rep or step, each with plus-minus and status; the reasons below."""
    units: Sequence[Unit] = units_of(analysis)
    if not units:
        rows = "".join(
            f"<tr><td>{_span(r.from_s, r.to_s)}</td><td>{escape(said(r.reason))}</td></tr>" for r in analysis.rejected
        )
        table = (
            f"<table border='0' cellspacing='0'><tr><th>{tr('When')}</th><th>{tr('Why not')}</th></tr>{rows}</table>"
            if rows
            else ""
        )
        return f"<h2>{tr('Nothing was counted')}</h2>{table}"
    present = list(dict.fromkeys(name for unit in units for name in unit.metrics))
    names = ordered(analysis, present)
    few = "" if len(units) <= _MANY else _small(tr("The leading measures; all of them are in the workbook."))
    if few:
        names = [name for name in names if name in lead_names(analysis)]
    if len(units) > MOST_UNITS:
        spread = tr("Of {all} evenly spread ones; all of them are in the workbook.", all=len(units))
        few += _small(spread)
        units = [units[round(i * (len(units) - 1) / (MOST_UNITS - 1))] for i in range(MOST_UNITS)]
    notes: dict[str, int] = {}
    refused = _refused_everywhere(names, units)
    names = [name for name in names if name not in refused]
    parts = [f"<h2>{tr('Every rep') if units[0].word == 'Rep' else tr('Every step')}</h2>{few}"]
    for i, beside in enumerate(shared_out(units)):
        parts.append(_table(analysis, beside, names, notes, overall=not i))
    if notes:
        key = tr("with caution, – not measured; the numbers lead to the reason:")
        parts.append(_small(f"{CAUTION} {key}"))
        parts.append(_lines([f"{n}. {escape(reason)}" for reason, n in notes.items()]))
    every = [m for found in (*(u.metrics for u in units), analysis.summary) for n, m in found.items() if n in names]
    if any(metric.source == "edited" for metric in every):
        parts.append(_small(by_hand_line(analysis.pose.by_hand)))
    by_reason: dict[str, list[str]] = {}
    for name, reason in refused.items():
        by_reason.setdefault(reason, []).append(title(name))
    parts.append(_lines([f"– {escape('; '.join(titles))}: {escape(why)}" for why, titles in by_reason.items()]))
    return "".join(parts)


def shared_out(units: Sequence[Unit]) -> list[Sequence[Unit]]:
    """Those of each table, as even as they come: none stands alone. All together have a column of the first."""
    columns = len(units) + 1
    count = -(-columns // (MOST_COLUMNS + 1))
    ends = [round(columns * (i + 1) / count) - 1 for i in range(count)]
    return [units[first:end] for first, end in pairwise([0, *ends])]


def markers_block(markers: Sequence[Marker]) -> str:
    """The moments somebody marked, with what was written on them; "" where nobody marked any."""
    rows = "".join(
        f"<tr><td>{m.time_s:.2f} s</td><td>{escape(m.note)}</td></tr>"
        for m in sorted(markers, key=lambda m: m.time_s)[:MOST_MARKERS]
    )
    if not rows:
        return ""
    few = "" if len(markers) <= MOST_MARKERS else _small(tr("The first ones; all of them are in the workbook."))
    head = f"<thead><tr><th>{tr('When')}</th><th>{tr('Note')}</th></tr></thead>"
    table = f"<table border='1' style='border-color: #D3D9E0' cellspacing='0'>{head}{rows}</table>"
    return f"<h3>{tr('Markers')}</h3>{few}{table}"


def _refused_everywhere(names: Sequence[str], units: Sequence[Unit]) -> dict[str, str]:
    """Measures that no rep or step has, with the reason of the first; a row of dashes each would hide the numbers."""
    found = {}
    for name in names:
        metrics = [unit.metrics[name] for unit in units if name in unit.metrics]
        if metrics and all(m.value is None or m.status == "refused" for m in metrics):
            found[name] = said(metrics[0].reason or "") or tr("not measured")
    return found


def _table(
    analysis: Analysis, units: Sequence[Unit], names: Sequence[str], notes: dict[str, int], overall: bool
) -> str:  # fmt: skip
    heads = "".join(f"<th>{escape(u.title)}<br>{u.mark_s:.2f} s</th>" for u in units)
    rows = []
    for name in names:
        cells = [_cell(unit.metrics.get(name), name, notes) for unit in units]
        if overall:
            cells.append(_cell(analysis.summary.get(name), name, notes))
        rows.append(f"<tr><td>{escape(title(name))}</td>{''.join(f'<td>{c}</td>' for c in cells)}</tr>")
    last = f"<th>{tr('All')}</th>" if overall else ""
    head = f"<thead><tr><th>{tr('Measure')}</th>{heads}{last}</tr></thead>"
    return f"<table border='1' style='border-color: #D3D9E0' cellspacing='0'>{head}{''.join(rows)}</table><p></p>"


def _cell(metric: Metric | None, name: str, notes: dict[str, int]) -> str:
    if metric is None:
        return ""
    shown = show_metric(metric, name)
    text = escape(shown.text) + (f" {PENCIL}" if metric.source == "edited" else "")
    if shown.status == "ok":
        return text
    note = f"<sup>{notes.setdefault(shown.reason, len(notes) + 1)}</sup>" if shown.reason else ""
    return f"{text} {CAUTION}{note}" if shown.status == "caution" else f"{text}{note}"


def picture_block(head: str, names: Sequence[tuple[str, str]], each: int, columns: int, lead: str = "") -> str:
    """Pictures in rows with words under them."""
    rows = []
    for first in range(0, len(names), columns):
        cells = "".join(
            f'<td width="{each}"><img src="{name}" width="{each}"><br><span class="small">{escape(told)}</span></td>'
            for name, told in names[first : first + columns]
        )
        rows.append(f"<tr>{cells}</tr>")
    more = f"<p class='small'>{escape(lead)}</p>" if lead else ""
    return f"<h2>{escape(head)}</h2>{more}<table cellspacing='{SPACING_PX}'>{''.join(rows)}</table>"


def study_block(study: Study, names: Sequence[str], width: int) -> str:
    """One study of the window: its sentences, its pictures, and the numbers in them."""
    each = picture_px(width, study.columns)
    parts = [f"<p class='small'>{escape(sentence)}</p>" for sentence in study.sentences[1:]]
    lead = f"<p>{escape(study.sentences[0])}</p>" if study.sentences else ""
    pictures = picture_block(study.title, [(name, "") for name in names], each, study.columns)
    head, _, body = pictures.partition("</h2>")
    table = (
        f"<table border='1' style='border-color: #D3D9E0' cellspacing='0'>{study.table}</table>" if study.table else ""
    )
    return f"{head}</h2>{lead}{''.join(parts)}{body}{table}<p></p>"


def quality_block(analysis: Analysis) -> str:
    """How well it was filmed and how much of the athlete was seen."""
    pose, clip = analysis.pose, analysis.clip
    seen = tr(
        "{seen} of {count} frames show the athlete",
        seen=pose.frames_with_pose,
        count=len(analysis.raw),
    )
    facts = [
        quality_words(analysis)[0],
        seen,
        tr(
            "frames with a gap bridged: {bridged}, with a jump corrected: {corrected}; "
            "exchanges of left and right repaired: {swaps}",
            bridged=pose.interpolated_frames, corrected=pose.corrected_frames, swaps=pose.side_swaps_fixed,
        ),
        tr("longest time between two frames {gap:.1f} ms", gap=clip.largest_frame_gap_ms),
        *([tr("put by hand: {what}", what=by_hand_words(pose.by_hand))] if any(pose.by_hand.values()) else []),
    ]  # fmt: skip
    notes = [f"{tr(_SEVERITY[n.severity])}: {said(n.message)}" for n in analysis.quality]
    rejected = [
        tr("not counted, {span}: {reason}", span=_span(r.from_s, r.to_s), reason=said(r.reason))
        for r in analysis.rejected[:10]
    ]
    return f"<h2>{tr('Capture quality')}</h2>{_list([*facts, *notes, *rejected])}"


def method_block(analysis: Analysis, now: datetime) -> str:
    """Each measure's definition and source, and everything that is needed to do it again."""
    units = units_of(analysis)
    names = list(dict.fromkeys(name for unit in units for name in unit.metrics))
    rows = {}
    for name in names:
        spec = find(name)
        if spec is not None:
            unit = unit_sign(spec.unit)
            rows[spec.name] = (
                f"<tr><td>{escape(said(spec.title))}{f' ({escape(unit)})' if unit else ''}</td>"
                f"<td>{escape(said(spec.definition))}</td><td>{escape(said(spec.source))}</td></tr>"
            )
    table = (
        "<table border='1' style='border-color: #D3D9E0' cellspacing='0'><thead><tr>"
        f"<th>{tr('Measure')}</th><th>{tr('Definition')}</th><th>{tr('Source')}</th>"
        f"</tr></thead>{''.join(rows.values())}</table>" if rows else ""
    )  # fmt: skip
    pose, clip = analysis.pose, analysis.clip
    facts = [
        f"Plumbline {__version__}, {now:%Y-%m-%d %H:%M}",
        tr("clip {name}, SHA-256 {digest}", name=clip.path.name, digest=clip.sha256),
        tr(
            "pose: {backend}, model {model}, SHA-256 {digest}",
            backend=pose.backend, model=pose.model, digest=pose.model_sha256 or tr("not known"),
        ),
        *(f"{step.name}: {_parameters(step.parameters)}" for step in analysis.provenance),
    ]  # fmt: skip
    again = _lines([escape(fact) for fact in facts])
    return f"<h2>{tr('Method and sources')}</h2>{table}<h3>{tr('To do it again')}</h3>{again}"


def _span(from_s: float, to_s: float) -> str:
    return tr("{start} to {end} s", start=f"{from_s:.2f}", end=f"{to_s:.2f}")


def _parameters(parameters: object) -> str:
    text = ", ".join(f"{k} {v}" for k, v in parameters.items()) if isinstance(parameters, dict) else str(parameters)
    return text if len(text) < 400 else text[:400] + "…"
