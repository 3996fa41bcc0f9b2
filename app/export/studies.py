"""The studies of the window on paper: push and pull, knee tracking, overlaps; each with its sentence and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app import knee_model, overlaps_model, push_pull_model
from app.document import Unit, units_of
from app.language.tr import said, tr
from app.theme import LIGHT
from app.views.knee_page import scales_of
from app.views.loops import LoopPainting
from app.views.phase_plot import PhasePainting, peaks_told
from app.views.push_pull_page import PicturesPainting
from app.views.surface import Paper
from app.words import CAUTION, UNIT_SIGNS, show_metric, title
from core.analysis import Analysis
from core.measures.catalogue import find
from core.measures.overlap import ALPHA
from core.measures.overlap_report import overlap_report
from core.measures.push_phase import phase_peaks
from core.measures.spec import Metric

FINER: Final = 3.0  # pixels of an image for each of the window's
ROW_OF: Final = 3  # reps beside each other
MOST_REPS: Final = 6  # of which push and pull are shown


@dataclass(frozen=True)
class Study:
    """One study: its pictures with as many columns, sentences above them and a table under them (HTML)."""

    title: str
    sentences: tuple[str, ...]
    images: tuple[QImage, ...]
    columns: int
    table: str = ""


@dataclass(frozen=True)
class _Shown:
    """What the models of the window's pages ask of a document."""

    analysis: Analysis
    units: tuple[Unit, ...]
    unit: Unit | None = None


def studies_of(analysis: Analysis, alpha: float = ALPHA) -> list[Study]:
    """Those this clip has something for, in the window's order; anonymous already where names are taken out.

    alpha : the share of its typical peak from which a lane is on.
    """
    shown: Any = _Shown(analysis, units_of(analysis))
    return [study for study in (_knees(shown), _push_pull(shown), _overlaps(analysis, alpha)) if study is not None]


class _Loop(LoopPainting, Paper):
    def picture(self, loop: knee_model.Loop, scale: Any) -> QImage:
        self._theme, self._loop, self._scale = LIGHT, loop, scale
        image, painter = self.sheet(LIGHT.colour("panel"))
        self.paint(painter)
        painter.end()
        return image


def _knees(shown: Any) -> Study | None:
    if knee_model.refusal(shown.analysis):
        return None
    loops = knee_model.loops(shown)
    paper = _Loop(QSize(290, 290), FINER)
    images = tuple(paper.picture(loop, scale) for loop, scale in zip(loops, scales_of(loops), strict=True))
    first = next((u for u in shown.units if any(n == u.number for n, _ in knee_model.tracked(shown))), None)
    told: Any = _Shown(shown.analysis, shown.units, first)
    table = knee_model.table(told)
    reasons = dict.fromkeys(m.reason or "" for row in table for m in row.mean if m.value is None)
    why = [f"– {said(reason)}" for reason in reasons if reason]
    sentences = tuple(words for words in (knee_model.yaw_words(told), knee_model.side_words(told), *why) if words)
    head = "".join(f"<th>{escape(tr(text))}</th>" for _, _, text in knee_model.PLACES)
    rows = "".join(
        f"<tr><td>{escape(row.title)}</td>{''.join(f'<td>{_number(metric)}</td>' for metric in row.mean)}</tr>"
        for row in table
    )
    return Study(
        tr("Knee tracking"),
        (*sentences, tr("Thin lines are the reps, the band is their mean with its plus-minus.")),
        images,
        3,
        f"<tr><th>{escape(tr('All reps, at equal depth'))}</th>{head}</tr>{rows}",
    )


class _PushPull(PicturesPainting, Paper):
    def picture(self, part: Sequence[push_pull_model.Cell], every: Sequence[push_pull_model.Cell]) -> QImage:
        """Some of the reps, on the scales of all."""
        self._theme = LIGHT
        self.take(list(every), None)
        self.cells = part
        image, painter = self.sheet(LIGHT.colour("panel"))
        self.paint(painter, self.rect())
        painter.end()
        return image


def _push_pull(shown: Any) -> Study | None:
    if push_pull_model.refusal(shown.analysis):
        return None
    every = push_pull_model.cells(shown)
    few = every if len(every) <= MOST_REPS else [every[round(i * (len(every) - 1) / 5)] for i in range(MOST_REPS)]
    paper = _PushPull(QSize(640, 230), FINER)
    images = tuple(paper.picture(few[i : i + ROW_OF], few) for i in range(0, len(few), ROW_OF))
    lead = tr("How fast hip (dashed, round) and knee (plain, square) extend on the way up.")
    return Study(tr("Push and pull"), (push_pull_model.change_words(shown), lead), images, 1)


class _Phase(PhasePainting, Paper):
    def picture(self, pushes: Any, peaks: Any, alpha: float) -> QImage:
        self._theme, self._pushes, self._alpha = LIGHT, pushes, alpha
        self._peaks = peaks_told(pushes, peaks)
        image, painter = self.sheet(LIGHT.colour("panel"))
        self.paint(painter)
        painter.end()
        return image


def _overlaps(analysis: Analysis, alpha: float) -> Study | None:
    if not analysis.steps:
        return None
    report = overlap_report(analysis.series, analysis.steps, analysis.summary)
    if not report.sides:
        return None
    paper = _Phase(QSize(330, 260), FINER)
    images = tuple(
        paper.picture(pushes, phase_peaks(analysis.steps, analysis.summary, pushes.side), alpha)
        for pushes in report.sides
    )
    rows = [row for row in overlaps_model.table_rows(analysis, report, ()) if row.number is None]
    head = "".join(f"<th>{escape(tr(row.title))}</th>" for row in rows)
    body = "".join(
        f"<tr><td>{escape(_named(name))}</td>{''.join(f'<td>{escape(row.cells[i].text)}</td>' for row in rows)}</tr>"
        for i, name in enumerate(overlaps_model.COLUMNS)
    )
    sentences = (said(report.sentence), *overlaps_model.doubts(analysis, report))
    return Study(tr("Overlaps"), sentences, images, 2, f"<tr><th>{escape(tr('Measure'))}</th>{head}</tr>{body}")


def _named(name: str) -> str:
    """A measure with its unit, which its cells leave out."""
    spec = find(name)
    unit = UNIT_SIGNS.get(spec.unit, spec.unit) if spec is not None else ""
    return f"{title(name)}, {unit}" if unit and unit != "ratio" else title(name)


def _number(metric: Metric) -> str:
    shown = show_metric(metric)
    mark = f" {CAUTION}" if shown.status == "caution" else ""
    return escape(f"{shown.value} {shown.sd}".strip() + mark)
