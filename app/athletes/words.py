"""Today against the usual, in a coach's words."""

import re
from typing import Final

from app.language.tr import counted, tr
from app.words import MINUS, show_metric
from core.athletes.baselines import LEAST_SESSIONS, Against
from core.measures.spec import Metric

# measure -> what less and more of it are called
_WORDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("depth_thigh_to_horizontal", "deeper", "higher"),
    ("depth_pelvis_drop", "higher", "deeper"),
    ("knee_flexion|hip_flexion|elbow_flexion", "less bent", "more bent"),
    ("trunk_inclination|shank_inclination", "more upright", "more inclined"),
    ("frequency|velocity|speed", "slower", "faster"),
    (r"_(s|ms)$", "shorter", "longer"),
)


def against_text(against: Against) -> str:
    """4° deeper than usual, or as usual."""
    if against.word == "usual":
        return tr("as usual")
    less, more = next((w[1:] for w in _WORDS if re.search(w[0], against.name)), ("less", "more"))
    off = Metric(abs(against.off), against.baseline.unit, against.limit / 2)
    shown = show_metric(off, against.name)
    gap = "" if shown.unit in ("°", "%", "°/s") or not shown.unit else "\N{NO-BREAK SPACE}"
    word = less if against.word == "less" else more
    return tr("{amount} {word} than usual", amount=f"{shown.value}{gap}{shown.unit}", word=tr(word))


def against_tip(against: Against) -> str:
    """The usual and how far from it is still as usual, for hovering."""
    usual = against.baseline
    middle = show_metric(Metric(usual.middle, usual.unit, against.limit / 2), against.name)
    within = show_metric(Metric(against.limit, usual.unit, against.limit / 2), against.name)
    told = tr(
        "Usual: {middle}, give or take {limit}, from {days} days of training.",
        middle=f"{middle.value}{middle.unit}".replace("-", MINUS),
        limit=f"{within.value}{within.unit}",
        days=usual.days,
    )
    beyond = tr("Today is within that spread of their own.")
    if against.word != "usual":
        beyond = tr("Today is beyond that spread of their own.")
    return f"{told} {beyond}"


def too_few(days: int) -> str:
    """Before the usual is known."""
    left = max(1, LEAST_SESSIONS - days)
    return counted(
        left,
        "Kept in the history. After one more day it tells the usual.",
        "Kept in the history. After {left} more days it tells the usual.",
        left=left,
    )
