"""An analysis in a few words and one small table, for people who read it in a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.analysis import Analysis
from core.events.event import incomplete
from core.events.step_judge import WALKING
from core.measures.looks_like import looks_like
from core.measures.quality import DAMAGED_FILE, MAYBE_ANOTHER, OTHER_MODEL, PICK_DOUBTED, SCENE_CUT, SEVERAL
from core.measures.spec import Metric
from core.recognition import TOO_FEW

CAUTION = "△"
MISSING = "–"
LEGEND = f"{CAUTION} with caution, {MISSING} not measured: analysis.json says why"

# measure, heading, factor to the shown unit, decimals
Column = tuple[str, str, float, int]
REP_COLUMNS: tuple[Column, ...] = (
    ("depth_thigh_to_horizontal_deg", "thigh to\nhorizontal, °", 1, 0),
    ("peak_left_knee_flexion_deg", "left knee\nflexion, °", 1, 0),
    ("peak_right_knee_flexion_deg", "right knee\nflexion, °", 1, 0),
    ("eccentric_s", "down\ns", 1, 2),
    ("bottom_pause_s", "pause\ns", 1, 2),
    ("concentric_s", "up\ns", 1, 2),
    ("tempo_ratio", "tempo\ndown / up", 1, 2),
)
STEP_COLUMNS: tuple[Column, ...] = (
    ("contact_s", "contact\nms", 1000, 0),
    ("flight_s", "flight\nms", 1000, 0),
    ("overlap_push_swing_pct", "push + swing\noverlap, %", 1, 0),
    ("overlap_push_arms_pct", "push + arms\noverlap, %", 1, 0),
    ("overlap_push_torso_pct", "push + torso\noverlap, %", 1, 0),
    ("peak_spread_ms", "spread of\npeaks, ms", 1, 0),
)


@dataclass(frozen=True)
class SummaryTable:
    """Headings (line breaks allowed) and rows of equal length, all text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def one_line(analysis: Analysis) -> str:
    """What was found, in one line: `squat, 2 reps, side view`."""
    if analysis.movement == "none":
        found = "no squat and no run was found"
        notes = [note.message for note in analysis.quality if note.severity != "info"]  # those that may say why
        reasons = {rejected.reason for rejected in analysis.rejected}
        if TOO_FEW in reasons:
            notes.insert(0, f"{TOO_FEW} (--movement sprint)")
        elif told := looks_like(analysis.rejected):
            notes.append(told)
        elif WALKING in reasons:
            notes.append(WALKING)
        return f"{found}: {' '.join(notes[0].split())}" if notes else found
    count = _plural(len(analysis.reps), "rep") if analysis.movement == "squat" else _plural(len(analysis.steps), "step")
    cut = incomplete([r.rep for r in analysis.reps])
    count += f" ({cut} of them incomplete)" if cut else ""
    found = f"{analysis.movement}, {count}, {analysis.view.label} view"
    if analysis.movement == "squat" and not analysis.reps and (told := looks_like(analysis.rejected)):
        found += f": {told}"
    rate = [note.message for note in analysis.quality if note.code in ("slow_motion", "implausible_speed")]
    wrong = [note.message for note in analysis.quality if note.severity == "refuse"]
    wrong += [f"{message.removesuffix('.')} (--capture-fps)" for message in rate]  # nothing in seconds holds then
    return f"{found}: {wrong[0]}" if wrong else found


def besides(analysis: Analysis) -> list[str]:
    """What a person has to know besides what was found: another model, and how another athlete is picked.

    And that not all of the file, or not the athlete alone, was measured: what was found does not show that.
    """
    found = one_line(analysis)  # which tells one of them where nothing was found
    codes = (DAMAGED_FILE, SCENE_CUT, MAYBE_ANOTHER, PICK_DOUBTED, OTHER_MODEL)
    told = [note.message for note in analysis.quality if note.code in codes]
    told = [message for message in told if message not in found]
    several = [note.message for note in analysis.quality if note.code == SEVERAL]
    return told + [f"{message.removesuffix('.')} (--pick X,Y@T)" for message in several]


def summary_table(analysis: Analysis) -> SummaryTable | None:
    """Reps or steps with what a coach asks for first, each as value ± sd; None where there are none."""
    if analysis.reps:
        rows = [(str(r.rep.index), f"{r.rep.start_s:.2f}", *_cells(r.metrics, REP_COLUMNS)) for r in analysis.reps]
        rows.append(("all", "", *_cells(analysis.summary, REP_COLUMNS)))
        headings = ("rep", "from\ns", *(heading for _, heading, _, _ in REP_COLUMNS))
        return SummaryTable(headings, tuple(rows))
    if analysis.steps:
        rows = [
            (f"{s.step.index} {s.step.side}", f"{s.step.touchdown_s:.2f}", *_cells(s.metrics, STEP_COLUMNS))
            for s in analysis.steps
        ]
        rows.append(("all", "", *_cells(analysis.summary, STEP_COLUMNS)))
        headings = ("step", "from\ns", *(heading for _, heading, _, _ in STEP_COLUMNS))
        return SummaryTable(headings, tuple(rows))
    return None


def _cells(metrics: Mapping[str, Metric], columns: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(_cell(metrics.get(name), factor, decimals) for name, _, factor, decimals in columns)


def _cell(metric: Metric | None, factor: float, decimals: int) -> str:
    if metric is None or metric.value is None or metric.status == "refused":
        return MISSING
    text = f"{metric.value * factor:.{decimals}f}"
    if metric.sd is not None:
        text += f" ± {metric.sd * factor:.{decimals}f}"
    return f"{text} {CAUTION}" if metric.status == "caution" else text


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
