"""A coach's words for measures, units, views and times; numbers with as many digits as their uncertainty allows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from app.language.tr import counted, said, tr
from core.measures.catalogue import find
from core.measures.spec import Metric

UNIT_SIGNS: Final[dict[str, str]] = {
    "deg": "°", "percent": "%", "ratio": "", "hz": "Hz", "deg/s": "°/s", "deg/rep": "°/rep",
    "leg lengths": "legs", "leg lengths/s": "legs/s", "leg lengths/s2": "legs/s²",
    "leg lengths/s/rep": "legs/s/rep", "foot lengths": "foot length", "ankle distances": "",
}  # fmt: skip
CLOSE_UP: Final = ("°", "%", "°/s")  # written without a space
MINUS: Final = "\N{MINUS SIGN}"
_BY_HAND: Final = (
    "corrected_landmarks", "hidden_landmarks", "exchanged_frames", "events_moved", "events_added", "events_deleted",
)  # fmt: skip
PENCIL: Final = "\N{LOWER RIGHT PENCIL}"  # beside what hangs on something that was put by hand

# What leads: the first of these that a rep or step has are its large cards and the table's columns.
LEADS: Final[dict[str, tuple[str, ...]]] = {
    "squat_side": (
        "depth_thigh_to_horizontal_deg", "peak_N_knee_flexion_deg", "trunk_inclination_bottom_deg",
        "concentric_s", "peak_N_hip_flexion_deg", "N_shank_inclination_bottom_deg", "eccentric_s",
        "bottom_pause_s", "hip_rise_lead_ratio", "tempo_ratio",
    ),
    "squat_front": (
        "knee_ankle_separation_min_ratio", "fppa_mean_deg", "left_fppa_bottom_deg", "right_fppa_bottom_deg",
        "depth_pelvis_drop_ratio", "concentric_s", "eccentric_s", "pelvis_shift_peak_ratio",
        "pelvis_tilt_peak_deg",
    ),
    "sprint": (
        "contact_s", "overlap_push_swing_pct", "peak_spread_ms", "thigh_separation_touchdown_deg",
        "speed_m_s", "step_length_m",
        "all_on_ms", "overlap_push_arms_pct", "overlap_push_torso_pct", "peak_lag_swing_ms",
        "peak_lag_arms_ms", "peak_lag_torso_ms", "flight_s", "step_frequency_hz",
        "shank_inclination_touchdown_deg", "peak_swing_knee_flexion_deg",
    ),
}  # fmt: skip

SHORT: Final[dict[str, str]] = {
    "depth_thigh_to_horizontal_deg": "Thigh", "peak_S_knee_flexion_deg": "Knee", "peak_S_hip_flexion_deg": "Hip",
    "trunk_inclination_bottom_deg": "Trunk", "concentric_s": "Up", "eccentric_s": "Down",
    "knee_ankle_separation_min_ratio": "Knees", "fppa_mean_deg": "Knees in", "S_fppa_bottom_deg": "Knee in",
    "contact_s": "Contact", "overlap_push_swing_pct": "Overlap", "overlap_push_arms_pct": "+ arms",
    "overlap_push_torso_pct": "+ torso", "peak_spread_ms": "Peaks",
    "thigh_separation_touchdown_deg": "Thighs", "flight_s": "Flight", "depth_pelvis_drop_ratio": "Depth",
    "all_on_ms": "All on", "hip_rise_lead_ratio": "Hips first", "bottom_pause_s": "Hole", "tempo_ratio": "Tempo",
    "trunk_change_first_third_deg": "Tips",
}  # fmt: skip

LANE_NAMES: Final[dict[str, str]] = {"push": "Push", "swing": "Swing", "arms": "Arms", "torso": "Torso"}
VIEW_WORDS: Final = {"side": "side view", "front": "front view", "back": "back view", "oblique": "oblique view"}
CAUTION: Final = "\N{WHITE UP-POINTING TRIANGLE}"  # after a number and its plus-minus, wherever one is told
CLOSE_CAUTION: Final = "\N{WHITE UP-POINTING SMALL TRIANGLE}"  # where there is little room
STATUS_WORDS: Final = {"ok": "", "caution": "Take with caution", "refused": "Not measured"}


@dataclass(frozen=True)
class Shown:
    """One metric as text: "104", "°", "± 3"."""

    value: str
    unit: str
    sd: str
    status: str
    reason: str

    @property
    def text(self) -> str:
        """All on one line, for lists and for people who listen to the screen."""
        if self.status == "refused" or self.value == "–":
            return "–"
        return with_unit(self.value, self.unit) + (f" {self.sd}" if self.sd else "")

    @property
    def signed(self) -> str:
        """The same, and the hollow triangle after it where it is to be taken with caution."""
        return f"{self.text} {CAUTION}" if self.status == "caution" else self.text

    @property
    def close_sd(self) -> str:
        """The plus-minus close up, and the small triangle after it, for a cell whose column tells the unit."""
        return self.sd.replace("\N{NO-BREAK SPACE}", "") + (CLOSE_CAUTION if self.status == "caution" else "")


def show_metric(metric: Metric, name: str = "") -> Shown:
    """Digits follow the uncertainty; short times are told in ms."""
    reason = said(metric.reason or "")
    if metric.value is None or metric.status == "refused":
        return Shown("–", "", "", "refused", reason)
    value, sd, unit = metric.value, metric.sd, metric.unit
    if unit == "s" and name in ("contact_s", "flight_s", "step_s"):
        value, sd, unit = value * 1000, None if sd is None else sd * 1000, "ms"
    digits = _digits(unit, sd)
    shown_sd = "" if sd is None else f"±\N{NO-BREAK SPACE}{_spread(sd, digits)}"
    return Shown(number(value, digits), unit_sign(unit), shown_sd, metric.status, reason)


def unit_sign(unit: str) -> str:
    """As it stands behind a number: °, legs/s."""
    return tr(UNIT_SIGNS.get(unit, unit))


def with_unit(value: str, sign: str) -> str:
    """104°, 0.67 s, 0.25.  sign : as `unit_sign` gives it."""
    return f"{value}{sign}" if sign in CLOSE_UP or not sign else f"{value}\N{NO-BREAK SPACE}{sign}"


def number(value: float, digits: int) -> str:
    """A real minus sign, and no minus before a zero."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def _spread(sd: float, digits: int) -> str:
    """An uncertainty never reads as zero."""
    least = 10.0**-digits
    return f"{max(sd, least):.{digits}f}"


def _digits(unit: str, sd: float | None) -> int:
    by_unit = {"deg": 0, "percent": 0, "%": 0, "ms": 0, "deg_s": 0, "deg/s": 0, "count": 0}.get(unit, 2)
    if sd is None or by_unit == 0:
        return by_unit
    return 2 if sd < 0.095 else 1


def title(name: str) -> str:
    """What a card shows: the catalogue's title with the side in words, else the name made readable."""
    spec = find(name)
    side = side_of(name)
    if spec is None:
        words = re.sub(r"_(deg_s|deg|ratio_s2|ratio|pct|ms|s|hz|m)$", "", name).split("_")
        text = " ".join(w for w in words if w not in ("left", "right"))
        text = text[:1].upper() + text[1:]
    else:
        text = spec.title
    if side and side not in text.lower():
        return f"{said(text)}, {tr(side)}"
    return said(text)


def short_title(name: str) -> str:
    """A table's column: one word, with L or R where it is one side's."""
    side = side_of(name)
    generic = re.sub(r"(?<![a-z])(left|right)(?=_)", "S", name)
    short = SHORT.get(name) or SHORT.get(generic)
    text = tr(short) if short else title(name).split(",")[0]
    return f"{text} {tr(side[0].upper(), 'side')}" if side and SHORT.get(generic) else text


def side_of(name: str) -> str | None:
    """The side a measure's name is about: `peak_left_knee_flexion_deg` is left."""
    found = re.search(r"(?:^|_)(left|right)_", name)
    return found.group(1) if found else None


def tooltip(name: str, metric: Metric | None = None, by_hand: str = "") -> str:
    """Definition and source, and first of all why to doubt it.  by_hand : what was put by hand on the clip, counted."""
    lines = [f"<b>{title(name)}</b>"]
    if metric is not None:
        shown = show_metric(metric, name)
        if shown.status != "ok":
            lines.append(f"<b>{tr(STATUS_WORDS[shown.status])}:</b> {_ended(shown.reason or tr('no reason given'))}")
        else:
            lines.append(shown.text)
            if metric.sd is None and metric.reason:
                lines.append(shown.reason)
        if metric.source == "edited":
            counts = tr("In this clip: {what}.", what=by_hand) if by_hand else ""
            lines.append(f"{tr('Edited: what it hangs on was put by hand.')} {counts}".strip())
    spec = find(name)
    if spec is not None:
        lines += [said(spec.definition), "<i>" + tr("Source: {source}", source=said(spec.source)) + "</i>"]
    body = "<br>".join(line for line in lines if line)
    return f"<div style='max-width: 320px'>{body}</div>"


def _ended(text: str) -> str:
    """With a stop, where something follows that is no part of it."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def wrapped(text: str) -> str:
    """Plain lines for a tooltip that is no wider than the others; nothing stays nothing."""
    body = "<br>".join(escape(line) for line in text.split("\n"))
    return f"<div style='max-width: 320px'>{body}</div>" if text else ""


def tooltip_of(metric: Metric, heading: str) -> str:
    """The number, or why to doubt it, under a heading of one's own: for what the catalogue has no entry of."""
    shown = show_metric(metric)
    line = shown.text
    if shown.status != "ok":
        line = f"<b>{tr(STATUS_WORDS[shown.status])}:</b> {shown.reason or tr('no reason given')}"
    return f"<div style='max-width: 320px'><b>{heading}</b><br>{line}</div>"


def status_words(metric: Metric) -> str:
    """Its status and why: Take with caution: filmed 22 deg from square-on."""
    return f"{tr(STATUS_WORDS[metric.status])}: {said(metric.reason or '') or tr('no reason given')}"


def clock(time_s: float) -> str:
    """2.204 s; 1:02.204 from a minute on; a real minus before the origin."""
    whole_ms = round(abs(time_s) * 1000)
    sign = MINUS if time_s < 0 and whole_ms else ""
    if whole_ms < 60_000:
        return f"{sign}{whole_ms / 1000:.3f} s"
    minutes, ms = divmod(whole_ms, 60_000)
    return f"{sign}{minutes}:{ms / 1000:06.3f}"


def duration(seconds: float) -> str:
    """12 s, 1 min 5 s: for the time left."""
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def by_hand_line(counts: Mapping[str, int]) -> str:
    """What the pencil beside a number means, counted; "" where nothing was put by hand."""
    hand = by_hand_words(counts)
    return f"{PENCIL} {tr('hangs on what was put by hand')}: {hand}" if hand else ""


def by_hand_words(counts: Mapping[str, int]) -> str:
    """What somebody has put by hand on a clip, counted; "" where nothing was.  counts : of `core.edited`."""

    n = {kind: counts.get(kind, 0) for kind in _BY_HAND}
    told = {
        "corrected_landmarks": counted(
            n["corrected_landmarks"], "{n} landmark corrected", "{n} landmarks corrected", n=n["corrected_landmarks"]
        ),
        "hidden_landmarks": counted(
            n["hidden_landmarks"],
            "{n} landmark marked as not visible",
            "{n} landmarks marked as not visible",
            n=n["hidden_landmarks"],
        ),
        "exchanged_frames": counted(
            n["exchanged_frames"],
            "sides exchanged on {n} frame",
            "sides exchanged on {n} frames",
            n=n["exchanged_frames"],
        ),
        "events_moved": counted(n["events_moved"], "{n} moment moved", "{n} moments moved", n=n["events_moved"]),
        "events_added": counted(
            n["events_added"], "{n} rep or contact added", "{n} reps or contacts added", n=n["events_added"]
        ),
        "events_deleted": counted(
            n["events_deleted"], "{n} rep or contact taken out", "{n} reps or contacts taken out", n=n["events_deleted"]
        ),
    }
    return ", ".join(words for kind, words in told.items() if n[kind])


def by_hand_count(counts: Mapping[str, int]) -> int:
    """How many things that is; corrections of one frame are told by their landmarks."""
    return sum(counts.get(kind, 0) for kind in _BY_HAND)
