"""Moments and spans found in a clip: events, repetitions, steps, and what was looked at and not counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.pose.skeleton import Side

EventKind = Literal["rep_start", "rep_bottom", "rep_end", "touchdown", "toe_off"]
Source = Literal["found", "edited"]  # edited = put by hand, or read from what was put by hand
Movement = Literal["squat", "sprint", "none"]


@dataclass(frozen=True)
class Event:
    """One moment: time_s is interpolated between frames, frame the nearest shown one, sd_s one standard deviation."""

    kind: EventKind
    side: Side | None
    frame: int
    time_s: float
    sd_s: float | None
    source: Source = "found"


@dataclass(frozen=True)
class Rep:
    """One squat: start and end at 5 % of its own drop, the bottom as a span (within 3 % of the drop) and its middle."""

    index: int
    start_s: float
    bottom_first_s: float
    bottom_s: float
    bottom_last_s: float
    end_s: float
    start_sd_s: float
    bottom_sd_s: float
    end_sd_s: float
    by_hand: tuple[str, ...] = ()  # which of "start", "bottom", "end" somebody has put there
    cut: Literal["start", "end"] | None = None  # that end lies before or after what is seen: incomplete, not counted

    @property
    def source(self) -> Source:
        return "edited" if self.by_hand else "found"


def incomplete(reps: Sequence[Rep]) -> int:
    """How many of them the clip cuts off."""
    return sum(rep.cut is not None for rep in reps)


@dataclass(frozen=True)
class Step:
    """One ground contact; toe_off_s None where the clip ends first."""

    index: int
    side: Side
    touchdown_s: float
    toe_off_s: float | None
    touchdown_sd_s: float
    toe_off_sd_s: float | None
    by_hand: tuple[str, ...] = ()  # which of "touchdown", "toe_off", "side" somebody has put there

    @property
    def source(self) -> Source:
        return "edited" if self.by_hand else "found"


@dataclass(frozen=True)
class Rejected:
    """What looked like a rep or a step and was not counted, and why, in a coach's words.

    side : the foot of a contact, None where both are meant.
    """

    kind: Literal["rep", "step"]
    from_s: float
    to_s: float
    reason: str
    side: Side | None = None
