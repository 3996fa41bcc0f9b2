"""Reps, contacts and free markers as a person put them."""

import math
from dataclasses import dataclass, replace

from core.pose.skeleton import SIDES, Side


@dataclass(frozen=True)
class RepEdit:
    """One rep as a person wants it; its times win over what is found.

    found_s : the bottom of the found rep it stands for, None = added by hand.  moved : which of "start", "bottom" and
    "end" were put by hand, the others are as found.  deleted : the found rep is not counted.
    """

    start_s: float
    bottom_s: float
    end_s: float
    found_s: float | None = None
    moved: tuple[str, ...] = ()
    deleted: bool = False

    def __post_init__(self) -> None:
        if not self.start_s < self.bottom_s < self.end_s or not _finite(self.start_s, self.end_s, self.found_s):
            raise ValueError("a rep starts before its bottom and ends after it")
        if not set(self.moved) <= {"start", "bottom", "end"}:
            raise ValueError(f"moved: no such moment of a rep: {self.moved}")

    def scaled(self, factor: float) -> "RepEdit":
        """The same rep on a clock that runs by so much slower."""
        return replace(
            self, start_s=self.start_s * factor, bottom_s=self.bottom_s * factor, end_s=self.end_s * factor,
            found_s=_times(self.found_s, factor),
        )  # fmt: skip


@dataclass(frozen=True)
class ContactEdit:
    """One contact of a foot as a person wants it; its times and side win over what is found.

    toe_off_s : None = the clip ends first.  found_s, found_side : touchdown and side of the found contact it stands
    for, None = added by hand.  moved : which of "touchdown", "toe_off" and "side" were put by hand.
    deleted : the found contact is not counted.
    """

    side: Side
    touchdown_s: float
    toe_off_s: float | None
    found_s: float | None = None
    found_side: Side | None = None
    moved: tuple[str, ...] = ()
    deleted: bool = False

    def __post_init__(self) -> None:
        if self.side not in SIDES or self.found_side not in (None, *SIDES):
            raise ValueError(f"no such side: {self.side!r}, {self.found_side!r}")
        if not _finite(self.touchdown_s, self.toe_off_s, self.found_s):
            raise ValueError("a contact's times are finite")
        if self.toe_off_s is not None and not self.touchdown_s < self.toe_off_s:
            raise ValueError("a foot leaves the ground after it has landed")
        if (self.found_s is None) != (self.found_side is None):
            raise ValueError("a found contact has a time and a side")
        if not set(self.moved) <= {"touchdown", "toe_off", "side"}:
            raise ValueError(f"moved: no such part of a contact: {self.moved}")

    def scaled(self, factor: float) -> "ContactEdit":
        """The same contact on a clock that runs by so much slower."""
        return replace(
            self, touchdown_s=self.touchdown_s * factor, toe_off_s=_times(self.toe_off_s, factor),
            found_s=_times(self.found_s, factor),
        )  # fmt: skip


@dataclass(frozen=True)
class Marker:
    """A moment somebody wants to find again, with a note; nothing is measured from it."""

    time_s: float
    note: str = ""

    def __post_init__(self) -> None:
        if not _finite(self.time_s):
            raise ValueError("a marker's time is finite")

    def scaled(self, factor: float) -> "Marker":
        return replace(self, time_s=self.time_s * factor)


def _finite(*times: float | None) -> bool:
    return all(t is None or math.isfinite(t) for t in times)


def _times(time_s: float | None, factor: float) -> float | None:
    return None if time_s is None else time_s * factor
