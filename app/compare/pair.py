"""What is compared with what, lined up how, and the one transport over both clips."""

from pathlib import Path
from typing import Final, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.clock import Clock
from app.compare.choice import same_unit
from app.compare.side import Side
from app.compare.worker import Worker
from app.document import Options, Unit
from app.jobs import Drive
from app.playhead import Playhead
from core.analysis import Analysis
from core.compare.curves import Comparison, common_times, compare, overlap_s
from core.compare.moments import at_event, event_to_event, key_moment
from core.compare.sides import Sides, choose_sides, mirrored
from core.compare.time_map import TimeMap
from core.edits.edits import NO_EDITS, Edits
from core.errors import UserError

LineUp = Literal["event", "phases", "hand"]
AROUND_S: Final = 0.3  # shown before and after the compared rep or step
WITHOUT_UNITS_S: Final = 3.0  # compared around the chosen frames where nothing was found
STEPS: Final = 2  # a stride: both feet once


class Pair(QObject):
    """Two sides, one map between their times, one playhead over A's time; knows no widgets.

    The playhead's frames are those of the clip that has more of them, over the stretch that both clips show.
    """

    changed = Signal()  # another map, other units, other pictures turned about
    compared = Signal()  # the curves and their uncertainty are there, or gone
    moved = Signal()  # other frames are shown
    failed = Signal(object)

    def __init__(self, drive: Drive | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.a, self.b = Side("A", drive, self), Side("B", drive, self)
        self.head, self.clock = Playhead(self), Clock(self)
        self.unit_a = self.unit_b = 0
        self.line_up: LineUp = "event"
        self.mirror_a = self.mirror_b = False
        self.time_map: TimeMap | None = None
        self.sides = Sides(False)
        self.comparison: Comparison | None = None
        self.working = False  # the curves and their uncertainty are being worked out
        self.widths = {"A": 0, "B": 0}  # screen pixels across each picture
        self._by_hand = (0.0, 0.0)
        self._same_unit = False  # B's rep is to be the one of A's number, as soon as B's reps are known
        self._worker = Worker(self)
        self._worker.made.connect(self._made)
        self._worker.failed.connect(self._not_made)
        for side in (self.a, self.b):
            side.opened.connect(self._line_up_anew)
            side.analysis_changed.connect(self._analysed)
        self.head.frame_changed.connect(self._moved)
        self.head.playing_changed.connect(self._moved)

    # -- what is compared
    def open_a(
        self, path: Path, options: Options, analysis: Analysis | None, unit: int, edits: Edits = NO_EDITS
    ) -> None:  # fmt: skip
        self.unit_a = unit
        self.a.open(path, options, analysis, own=False, edits=edits)

    def open_b(
        self, path: Path, options: Options, analysis: Analysis | None, unit: int | None = None, own: bool = True,
        edits: Edits = NO_EDITS,
    ) -> None:  # fmt: skip
        """Another clip, or the first one again, whose analysis comes from A.  unit : None = the one of A's number."""
        self.unit_b, self._same_unit = unit or 0, unit is None
        self._forget()
        self.b.open(path, options, analysis, own, edits)
        self._choose_mirror()

    def set_units(self, unit_a: int, unit_b: int) -> None:
        if (unit_a, unit_b) != (self.unit_a, self.unit_b):
            self.unit_a, self.unit_b, self._same_unit = unit_a, unit_b, False
            if self.line_up == "hand":
                self.line_up = "event"
            self._line_up_anew(to_moment=True)

    def set_line_up(self, line_up: LineUp) -> None:
        if line_up != self.line_up:
            if line_up == "hand":
                self._by_hand = self.times_now()
            self.line_up = line_up
            self._line_up_anew()

    def shift_b(self, frames: int) -> None:
        """Show so many frames of B later beside the same frame of A: from here on lined up by hand."""
        if self.time_map is None or not len(self.b.times):
            return
        self.head.pause()
        at = int(np.clip(self.b.frame + frames, 0, len(self.b.times) - 1))
        self._by_hand = (float(self.a.times[self.a.frame]), float(self.b.times[at]))
        self.line_up = "hand"
        self._line_up_anew()

    def set_mirror(self, letter: str, on: bool) -> None:
        if letter == "A":
            self.mirror_a = on
        else:
            self.mirror_b = on
        self.changed.emit()

    @property
    def units_there(self) -> bool:
        """Whether there is something on both sides that can be lined up by its events."""
        if not self.a.units or not self.b.units:
            return False
        return self.a.units[0].word == self.b.units[0].word

    @property
    def unit(self) -> tuple[Unit | None, Unit | None]:
        def of(side: Side, unit: int) -> Unit | None:
            return side.units[unit] if unit < len(side.units) else None

        return of(self.a, self.unit_a), of(self.b, self.unit_b)

    @property
    def denser(self) -> Side:
        """The side whose frames the transport steps over."""
        if self.time_map is None or not len(self.b.times) or len(self.head.times) < 2:
            return self.a
        first, last = self.head.times[0] - 1e-9, self.head.times[-1] + 1e-9
        own = int(np.count_nonzero((self.a.times >= first) & (self.a.times <= last)))
        return self.a if own == len(self.head.times) else self.b

    def times_now(self) -> tuple[float, float]:
        """A's and B's seconds of what is shown."""
        at = self.head.time_s
        return at, float(self.time_map.to_b(at)) if self.time_map is not None else at

    def span_s(self) -> tuple[float, float] | None:
        """The compared stretch in A's seconds: the rep, a stride from the step on, or what lies around the frames."""
        if self.time_map is None:
            return None
        both = overlap_s(self.a.times, self.b.times, self.time_map)
        if both is None:
            return None
        unit = self.unit[0]
        if unit is None or not self.units_there:
            middle = self._by_hand[0] if self.line_up == "hand" else both[0]
            start, end = middle - WITHOUT_UNITS_S, middle + WITHOUT_UNITS_S
        else:
            last = self.a.units[min(self.unit_a + STEPS - 1, len(self.a.units) - 1)] if unit.word == "Step" else unit
            start, end = unit.start_s - AROUND_S, last.end_s + AROUND_S
        start, end = max(start, both[0]), min(end, both[1])
        return (start, end) if end > start else None

    def moments(self) -> list[float]:
        """Times of A at which something is lined up: where the keys for events go."""
        if self.time_map is None or len(self.time_map.a_s) < 2:
            unit = self.unit[0]
            known = [] if unit is None or not self.units_there else [unit.start_s, unit.mark_s, unit.end_s]
            return sorted({*known, *([] if self.time_map is None else self.time_map.a_s.tolist())})
        return [float(t) for t in self.time_map.a_s]

    def stop(self) -> None:
        """Stop every thread and wait for it."""
        self.head.pause()
        self.a.stop()
        self.b.stop()
        self._worker.stop()
        self.time_map = self.comparison = None
        self.working = False
        self.line_up = "event"
        self.head.set_times(np.zeros(0))

    # -- lining up
    def _analysed(self) -> None:
        self.unit_a = min(self.unit_a, max(0, len(self.a.units) - 1))
        if self._same_unit and self.a.units and self.b.units:
            self._same_unit = False
            self.unit_b = same_unit(self.a.units[self.unit_a], self.b.units)
        self.unit_b = min(self.unit_b, max(0, len(self.b.units) - 1))
        self._choose_mirror()
        self._line_up_anew(to_moment=True)

    def _choose_mirror(self) -> None:
        one, other = self.a.analysis, self.b.analysis
        self.mirror_a, self.mirror_b = False, one is not None and other is not None and mirrored(one, other)

    def _forget(self) -> None:
        self.head.pause()
        self.time_map = self.comparison = None

    def _line_up_anew(self, to_moment: bool = False) -> None:
        self.comparison = None
        if not len(self.a.times) or not len(self.b.times):
            self.changed.emit()
            return
        first = self.time_map is None
        at = self.head.time_s
        self.time_map = self._map()
        both = overlap_s(self.a.times, self.b.times, self.time_map)
        times = self.a.times[:1] if both is None else common_times(self.a.times, self.b.times, self.time_map, both)
        speed = self.head.speed
        self.head.set_times(times)
        self.head.set_speed(speed)
        anchor = float(self.time_map.a_s[0]) if self.line_up == "hand" else self._anchor_s()
        self.clock.set_origin(anchor)
        self.head.seek(anchor if first or to_moment else at)
        self._moved()
        self._compare()

    def _anchor_s(self) -> float:
        a = self.a.analysis
        if a is None or not self.units_there:
            return float(self.a.times[0])
        return key_moment(a, self.unit_a).time_s

    def _map(self) -> TimeMap:
        one, other = self.a.analysis, self.b.analysis
        self.sides = Sides(False)
        if one is not None and other is not None and self.units_there:
            self.sides = choose_sides(one, self.unit_a, other, self.unit_b)
        if self.line_up == "hand":
            return TimeMap.shift(*self._by_hand)
        if one is None or other is None or not self.units_there:
            return TimeMap.shift(float(self.a.times[0]), float(self.b.times[0]))
        try:
            make = at_event if self.line_up == "event" else event_to_event
            return make(one, self.unit_a, other, self.unit_b)
        except UserError as error:
            self.failed.emit(error)
            return TimeMap.shift(float(self.a.times[0]), float(self.b.times[0]))

    def _compare(self) -> None:
        one, other, time_map, span = self.a.analysis, self.b.analysis, self.time_map, self.span_s()
        if one is None or other is None or time_map is None or span is None:
            self.working = False
            self.changed.emit()
            self.compared.emit()
            return
        sides, self.working = self.sides, True
        self.changed.emit()
        self._worker.start(lambda: compare(one, other, time_map, sides, span))

    def _made(self, comparison: Comparison) -> None:
        if comparison.time_map is self.time_map:
            self.comparison, self.working = comparison, False
            self.compared.emit()

    def _not_made(self, error: Exception) -> None:
        self.working = False
        self.failed.emit(error)
        self.compared.emit()

    # -- moving
    def _moved(self, *_: object) -> None:
        if self.time_map is None:
            return
        at_a, at_b = self.times_now()
        towards = self.head.direction if self.head.playing else 0
        for side, at in ((self.a, at_a), (self.b, at_b)):
            if len(side.times):
                side.want(side.nearest(at), self.widths[side.letter] if self.head.playing else 0, towards)
        self.moved.emit()
