"""The open clip and what is known of it; views read it and follow its signals."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.clock import Clock
from app.frame_rows import middle_of_frame
from app.language.tr import tr
from app.undo import History
from core.analysis import Analysis, RepResult, StepResult
from core.at_share import at_share
from core.edits.edits import NO_EDITS, Edits, Span
from core.measures.overlap import ALPHA
from core.measures.spec import Metric
from core.pose.track import PoseTrack
from core.request import Request
from core.video.info import ClipInfo

_NEARLY = 0.9
MovementChoice = Literal["auto", "squat", "sprint"]


@dataclass(frozen=True)
class Options:
    """What the person chose for this clip, and the part last measured; the rest of a request keeps its defaults."""

    movement: MovementChoice = "auto"
    athlete: str | None = None
    height_m: float | None = None
    capture_fps: float | None = None
    notes: str = ""
    analysed_s: Span = (None, None)  # not the working range: that is what Analyse would measure

    def request(self, clip: Path, edits: Edits = NO_EDITS) -> Request:
        return Request(
            clip, movement=self.movement, athlete=self.athlete, height_m=self.height_m,
            capture_fps=self.capture_fps, pick=edits.pick, start_s=self.analysed_s[0], end_s=self.analysed_s[1],
            calibration=edits.calibration, edits=edits,
        )  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One repetition or step as the window names it.

    number counts from 1; a step ends where the next one begins, the last one after the usual time.
    """

    number: int
    word: str
    side: str | None
    start_s: float
    end_s: float
    mark_s: float  # where a click in the table goes: the bottom of a rep, the touchdown of a step
    result: RepResult | StepResult

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        return dict(self.result.metrics)

    @property
    def name(self) -> str:
        """Rep or step, in the window's language."""
        return tr(self.word)

    @property
    def incomplete(self) -> bool:  # a rep that the clip cuts off: measured as far as it was seen, not counted
        return isinstance(self.result, RepResult) and self.result.rep.cut is not None

    @property
    def title(self) -> str:
        more = (self.side or "", "incomplete" if self.incomplete else "")
        return ", ".join([f"{self.name} {self.number}", *(tr(word) for word in more if word)])

    def title_of(self, count: int) -> str:
        """Rep 2 of 5; step 3 of 8, left."""
        of_all = tr("{unit} {number} of {count}", unit=self.name, number=self.number, count=count)
        return self.title.replace(f"{self.name} {self.number}", of_all, 1)


def units_of(analysis: Analysis | None) -> tuple[Unit, ...]:
    """The reps or steps of an analysis, in order of time."""
    if analysis is None:
        return ()
    if analysis.reps:
        return tuple(
            Unit(i, "Rep", None, r.rep.start_s, r.rep.end_s, r.rep.bottom_s, r) for i, r in enumerate(analysis.reps, 1)
        )
    steps = sorted(analysis.steps, key=lambda s: s.step.touchdown_s)
    if not steps:
        return ()
    starts = [s.step.touchdown_s for s in steps]
    usual = float(np.median(np.diff(starts))) if len(starts) > 1 else np.inf
    ends = [*starts[1:], max(min(float(analysis.series.time_s[-1]), starts[-1] + usual), starts[-1])]
    return tuple(
        Unit(i, "Step", s.step.side, s.step.touchdown_s, end, s.step.touchdown_s, s)
        for i, (s, end) in enumerate(zip(steps, ends, strict=True), 1)
    )


def _shared_s(a: Unit, b: Unit) -> float:
    """How long both are at once; below 0 where they are apart."""
    return min(a.end_s, b.end_s) - max(a.start_s, b.start_s)


def first_told(units: tuple[Unit, ...]) -> Unit | None:
    """The first one of which nearly all is known that is known of any: not one that the clip's start cuts off."""
    known = [sum(metric.value is not None for metric in unit.metrics.values()) for unit in units]
    return next((unit for unit, n in zip(units, known, strict=True) if n >= _NEARLY * max(known)), None)


class Document(QObject):
    """State only: it starts nothing and paints nothing."""

    clip_changed = Signal()  # another clip, or none
    opened = Signal()  # its size and times are known
    landmarks_changed = Signal()  # partial or final landmarks, or raw / smoothed
    analysis_changed = Signal()  # a finished analysis, or none
    unit_changed = Signal()  # another rep or step is under the cursor
    lanes_changed = Signal()  # the same steps with the lanes on from another share of their peak
    measure_changed = Signal()  # the measure the person looks at
    edits_changed = Signal()  # something was put by hand, taken back or done again, or another clip has others
    options_changed = Signal()  # something was chosen for the open clip: its athlete, its movement, a note
    steps_changed = Signal()  # what can be taken back, or done again

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.info: ClipInfo | None = None
        self.times: NDArray[np.float64] = np.zeros(0)
        self.options = Options()
        self.analysis: Analysis | None = None
        self.partial: PoseTrack | None = None
        self._share = ALPHA
        self._measured: Analysis | None = None  # `analysis` before the lanes' share was chosen
        self.units: tuple[Unit, ...] = ()
        self.unit: Unit | None = None
        self._cursor_s: float | None = None
        self.measure: str | None = None
        self.raw = False
        self.clock = Clock(self)
        self._histories: dict[Path | None, History] = {}
        self._options: dict[Path, Options] = {}
        self.history = self._history_of(None)

    # -- by hand
    @property
    def edits(self) -> Edits:
        """Everything that was put by hand on this clip."""
        return self.history.edits

    def apply(self, name: str, new_edits: Edits, merge_key: str | None = None) -> None:
        """The one way to change the edits: a step that can be undone.

        name : what the Edit menu calls it, as after "Undo": "the move of rep 2".  merge_key : steps of one drag carry
        the same and become one step; `history.end_gesture()` when the mouse is let go.
        """
        self.history.apply(name, new_edits, merge_key)

    def _history_of(self, path: Path | None) -> History:
        """Each clip keeps its own, as long as the window is open."""
        if path not in self._histories or (path is None and self._histories[None].stack.count()):
            made = History(parent=self)
            made.changed.connect(self._edited)
            made.stack.indexChanged.connect(self.steps_changed)
            self._histories[path] = made
        return self._histories[path]

    def work(self) -> tuple[tuple[Path, "Options", Edits], ...]:
        """Every clip that was open here, with what was chosen for it and put by hand, in the order of opening."""
        out = []
        for path, history in self._histories.items():
            if path is not None:
                options = self.options if path == self.path else self._options.get(path, Options())
                out.append((path, options, history.edits))
        return tuple(out)

    def of(self, path: Path) -> "tuple[Options, Edits] | None":
        """What was chosen for a clip and put by hand on it; None where it was never open here."""
        return next(((options, edits) for known, options, edits in self.work() if known == path), None)

    def adopt(self, path: Path, options: "Options", edits: Edits) -> None:
        """What a project says of a clip; nothing of it can be undone."""
        made = History(edits, self)
        made.changed.connect(self._edited)
        made.stack.indexChanged.connect(self.steps_changed)
        self._histories[path], self._options[path] = made, options

    def forget(self, path: Path) -> None:
        """As if this clip had never been open here."""
        self._histories.pop(path, None)
        self._options.pop(path, None)

    def forget_work(self) -> None:
        """Another project: nothing of the clips of this one is kept."""
        self.path = None
        self._histories, self._options = {}, {}

    def _edited(self) -> None:
        if self.sender() is self.history:
            self.clock.set_origin(self.edits.origin_s)
            self._take_share()
            self.edits_changed.emit()

    # -- the lanes' share
    @property
    def alpha(self) -> float:
        """The share of its typical peak from which a lane is on."""
        return ALPHA if self.edits.alpha is None else self.edits.alpha

    def set_alpha(self, alpha: float) -> None:
        """A step that can be undone; the steps of one drag are one."""
        chosen = None if abs(alpha - ALPHA) < 1e-6 else alpha
        self.apply("the share from which lanes are on", replace(self.edits, alpha=chosen), "alpha")

    def _take_share(self) -> None:
        """Lanes, overlaps and their means at the chosen share, from what was measured."""
        if self._measured is None or not self._measured.steps or self.alpha == self._share:
            return
        self._share = self.alpha
        self.analysis = self._shared(self._measured)
        self.units = units_of(self.analysis)
        if self.unit is not None:
            self.unit = self.units[self.unit.number - 1]
        self.lanes_changed.emit()
        self.unit_changed.emit()

    def _shared(self, measured: Analysis) -> Analysis:
        return measured if self.edits.alpha is None else at_share(measured, self.alpha)

    def set_rate_of(self, path: Path, capture_fps: float | None) -> None:
        """The true rate of another clip than the open one: kept and saved like everything that was chosen for it.

        Only of one on which nothing was put by hand: that would lie at other times.
        """
        own = self._options.get(path, Options())
        self._options[path] = replace(own, capture_fps=capture_fps, analysed_s=(None, None))
        self._history_of(path)
        self.options_changed.emit()

    # -- changes
    def set_clip(self, path: Path | None, options: Options | None = None) -> None:
        """options : None = those it had when it was last open here."""
        if self.path is not None:
            self._options[self.path] = self.options
        if options is None and path is not None:
            options = self._options.get(path)
        self.path = path
        self.info = self._cursor_s = None
        self.times = np.zeros(0)
        self.options = options or Options()
        self.history = self._history_of(path)
        self.clock.set_origin(self.edits.origin_s)
        self._forget_analysis()
        self.clip_changed.emit()
        self.edits_changed.emit()
        self._tell_analysis()

    def set_opened(self, info: ClipInfo, times: NDArray[np.float64]) -> None:
        self.info, self.times = info, times
        self.opened.emit()

    def set_options(self, **changes: object) -> None:
        self.choose(replace(self.options, **changes))  # type: ignore[arg-type]

    def choose(self, options: Options) -> None:
        """Nothing is measured again by this."""
        if options != self.options:
            self.options = options
            self.options_changed.emit()

    def set_partial(self, track: PoseTrack) -> None:
        """Landmarks so far; shown until the analysis is finished."""
        self.partial = track
        self.landmarks_changed.emit()

    def set_analysis(self, analysis: Analysis | None) -> None:
        if analysis is None:
            self._forget_analysis()
        else:
            self._measured, self._share = analysis, self.alpha
            self.analysis, self.partial = self._shared(analysis), None
            self.units = units_of(self.analysis)
            self.unit = first_told(self.units)
        self._tell_analysis()

    @property
    def measured(self) -> Analysis | None:
        """The analysis before the lanes' share was chosen."""
        return self._measured

    def remeasured(self, analysis: Analysis) -> None:
        """The same clip's numbers after something was put by hand; what is shown is the rep or step at the cursor."""
        was = self.unit
        self._measured, self._share = analysis, self.alpha
        self.analysis = self._shared(analysis)
        self.units = units_of(self.analysis)
        self.unit = self.unit_at(0.0 if was is None else was.mark_s) if self.units else None
        shared = [_shared_s(was, unit) for unit in self.units] if was is not None else []
        if shared and max(shared) > 0:  # its own beginning may have been moved
            self.unit = self.units[shared.index(max(shared))]
        at = self._cursor_s
        here = [] if at is None else [unit for unit in self.units if unit.start_s <= at < unit.end_s]
        self.unit = here[-1] if here else self.unit
        self._tell_analysis()

    def set_raw(self, raw: bool) -> None:
        if raw != self.raw:
            self.raw = raw
            self.landmarks_changed.emit()

    def set_measure(self, name: str | None) -> None:
        if name != self.measure:
            self.measure = name
            self.measure_changed.emit()

    def set_cursor(self, time_s: float) -> None:
        """The cursor moved: the unit under it, else the nearest one, becomes the current one."""
        self._cursor_s = middle_of_frame(self.times, time_s)
        unit = self.unit_at(self._cursor_s)
        if unit is not self.unit:
            self.unit = unit
            self.unit_changed.emit()

    # -- questions
    @property
    def track(self) -> PoseTrack | None:
        """The landmarks to draw."""
        if self.analysis is None:
            return self.partial
        return self.analysis.raw if self.raw else self.analysis.smoothed

    def unit_at(self, time_s: float) -> Unit | None:
        def away(unit: Unit) -> float:
            return max(unit.start_s - time_s, time_s - unit.end_s, 0.0)

        now = self.unit
        if now is not None and now.start_s <= time_s < now.end_s and self._alone(now):
            return now  # most often the same as on the frame before
        inside = [u for u in self.units if u.start_s <= time_s < u.end_s]
        if inside:
            return inside[-1]
        return min(self.units, key=away, default=None)

    def _alone(self, unit: Unit) -> bool:
        """Whether it is one of the current ones, and the next one begins only when it has ended."""
        at = unit.number - 1
        same = at < len(self.units) and self.units[at] is unit
        return same and (at + 1 == len(self.units) or self.units[at + 1].start_s >= unit.end_s)

    def analysed_span(self) -> tuple[float, float] | None:
        """First and last time of the frames the analysis looked at; None without one."""
        if self.analysis is None or not len(self.analysis.raw):
            return None
        return float(self.analysis.raw.time_s[0]), float(self.analysis.raw.time_s[-1])

    def _forget_analysis(self) -> None:
        self.analysis = self._measured = self.partial = None
        self.units, self.unit = (), None
        self.measure = None

    def _tell_analysis(self) -> None:
        self.analysis_changed.emit()
        self.landmarks_changed.emit()
        self.unit_changed.emit()
