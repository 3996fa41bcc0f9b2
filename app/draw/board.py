"""What is drawn on the clip and what is done to it: selection, tool, and changes that can be undone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.draw import clipboard
from app.draw.presets import Preset, keep, preset
from app.messages import Messages
from app.playhead import Playhead
from core.annotations import changes
from core.annotations.annotation import Annotation, CounterSource, Point
from core.annotations.kinds import KINDS, Kind
from core.annotations.moment import Moment, Surroundings
from core.annotations.span import Span, SpanKind
from core.errors import UserError
from core.measures.uncertainty import landmark_sd_px
from core.pose.legs import leg_length_px

PASTE_OFF_PX: Final = 14.0  # a copy on the same frame must not hide what it is a copy of
COUNTS: Final[tuple[CounterSource, ...]] = ("hand", "reps", "steps")


class Board(QObject):
    """Knows no widgets.  shown_s : the time of the frame on the screen."""

    changed = Signal()  # annotations, selection, tool, or what they follow
    tool_changed = Signal(str)

    def __init__(self, document: Document, playhead: Playhead, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._playhead, self._messages = document, playhead, messages
        self.selected: frozenset[str] = frozenset()
        self.handle: int | None = None  # which point of the one selected the arrow keys move
        self.tool: Kind | None = None
        self.aimed = ""  # the joint that the tool in the hand would take
        self.shown = True
        self.shown_s = 0.0
        self.around = Surroundings()
        document.edits_changed.connect(self._edited)
        document.clip_changed.connect(self._look_around)
        document.opened.connect(self._look_around)
        document.analysis_changed.connect(self._look_around)

    # -- what is there
    @property
    def annotations(self) -> tuple[Annotation, ...]:
        return self._document.edits.annotations

    @property
    def moment(self) -> Moment:
        """The frame on the screen."""
        return self.around.at(self.shown_s)

    @property
    def chosen(self) -> tuple[Annotation, ...]:
        """The selected ones."""
        return tuple(a for a in self.annotations if a.id in self.selected)

    def seen(self) -> tuple[Annotation, ...]:
        """Those on this frame."""
        moment = self.moment
        return tuple(a for a in self.annotations if moment.opacity(a) > 0 and moment.points(a) is not None)

    def preset(self) -> Preset | None:
        """Of the active tool, else of the first selected one as it is."""
        if self.tool is not None:
            return preset(self.tool)
        if not self.chosen:
            return None
        first = self.chosen[0]
        return Preset(first.style, first.span.kind, first.span.fade_s)

    def _look_around(self) -> None:
        document = self._document
        info, analysis = document.info, document.analysis
        width, height = (info.width_px, info.height_px) if info is not None else (0, 0)
        times = document.times
        frame_s = float(np.median(np.diff(times))) if len(times) > 1 else 0.0
        if analysis is None:
            self.around = Surroundings(width, height, frame_s=frame_s)
        else:
            track = analysis.smoothed
            leg_px = leg_length_px(track.xy_px)
            self.around = Surroundings(
                width, height, track,
                landmark_sd_px(track, leg_px) if np.isfinite(leg_px) else None,
                analysis.scale.m_per_px, frame_s,
                tuple(sorted(r.rep.end_s for r in analysis.reps)),
                tuple(sorted(s.step.touchdown_s for s in analysis.steps)),
            )  # fmt: skip
        self.changed.emit()

    def _edited(self) -> None:
        self.selected &= {a.id for a in self.annotations}
        self.changed.emit()

    # -- selection and tool
    def select(self, ids: Iterable[str]) -> None:
        wanted = frozenset(ids)
        if wanted != self.selected or self.handle is not None:
            self.selected, self.handle = wanted, None
            self.changed.emit()

    def select_next(self, step: int) -> None:
        """One after the other, of those on this frame."""
        there = [a.id for a in self.seen()]
        if there:
            now = [there.index(a.id) for a in self.chosen if a.id in there]
            self.select([there[(now[0] + step) % len(there)] if now else there[0 if step > 0 else -1]])

    def next_handle(self) -> None:
        """Each of its points, then all of it again."""
        if len(self.chosen) == 1 and len(self.chosen[0].points) > 1 and self.chosen[0].kind not in (
            "freehand", "goniometer"
        ):  # fmt: skip
            after = 0 if self.handle is None else self.handle + 1
            self.handle = after if after < len(self.chosen[0].points) else None
            self.changed.emit()

    def take_handle(self, handle: int | None) -> None:
        """The arrow keys move this point from now on; None = all of it."""
        if self.handle != handle:
            self.handle = handle
            self.changed.emit()

    def set_tool(self, kind: Kind | None) -> None:
        if kind != self.tool:
            self.tool = kind
            if kind is not None:
                self.selected, self.handle = frozenset(), None
            self.tool_changed.emit(kind or "")
            self.changed.emit()

    def aim(self, joint: str) -> None:
        self.aimed = joint
        self.changed.emit()

    def set_shown(self, on: bool) -> None:
        self.shown = on
        if not on:
            self.selected, self.handle = frozenset(), None
        self.changed.emit()

    # -- changes
    def apply(self, name: str, annotations: Sequence[Annotation], merge_key: str | None = None) -> None:
        edits = replace(self._document.edits, annotations=tuple(annotations))
        self._document.apply(name, edits, merge_key)

    def end_gesture(self) -> None:
        self._document.history.end_gesture()

    def new(self, kind: Kind, points: Iterable[Point], placing_px: float = 1.0, **more: object) -> Annotation:
        """One as the tool's preset draws it, on the frame on the screen; not yet among the others."""
        chosen = preset(kind)
        span = Span() if chosen.span == "clip" else Span(chosen.span, self.shown_s, self._end_s(), chosen.fade_s)
        if chosen.span == "fade":
            span = replace(span, to_s=self.shown_s)
        marks = (self.shown_s,) if kind == "stopwatch" else ()
        made = {"style": chosen.style, "span": span, "marks_s": marks, "placing_px": max(1.0, placing_px), **more}
        if kind == "counter":
            made["counts"] = "reps" if self.around.reps_s else "steps" if self.around.steps_s else "hand"
        return Annotation(changes.new_id(), kind, tuple(points), **made)  # type: ignore[arg-type]

    def _end_s(self) -> float:
        return max(self.shown_s, self._playhead.range_s[1])

    def add(self, annotation: Annotation) -> bool:
        """Put it on top and select it."""
        if not self._try(f"draw {_word(annotation)}", lambda: changes.added(self.annotations, [annotation])):
            return False
        self.shown = True
        self.select([annotation.id])
        return True

    def change(
        self, verb: str, change: Callable[[Annotation], Annotation], merge_key: str | None = None,
        ids: Iterable[str] | None = None,
    ) -> None:  # fmt: skip
        """Do this to the selected ones, or to these; what cannot be done is told and nothing is changed."""
        wanted = frozenset(self.selected if ids is None else ids)
        if wanted:
            self._try(
                f"{verb} {self._what(wanted)}", lambda: changes.changed(self.annotations, wanted, change), merge_key
            )

    def _try(self, name: str, make: Callable[[], Sequence[Annotation]], merge_key: str | None = None) -> bool:
        try:
            made = make()
        except UserError as error:
            self._messages.error(error)
            return False
        except ValueError as error:  # beyond what an annotation may be, such as far outside the picture
            self._messages.error(UserError(str(error)))
            return False
        self.apply(name, made, merge_key)
        return True

    def _what(self, ids: frozenset[str]) -> str:
        those = [a for a in self.annotations if a.id in ids]
        return _word(those[0]) if len(those) == 1 else f"{len(those)} drawings"

    def nudge(self, dx: float, dy: float) -> None:
        """All of it, or the one point chosen."""
        handle = self.handle
        ids = "+".join(sorted(self.selected))

        def moved(a: Annotation) -> Annotation:
            if a.landmarks:
                return a  # its joints lead it
            if handle is None:
                return a.moved(dx, dy)
            points = list(a.points)
            points[handle] = (points[handle][0] + dx, points[handle][1] + dy)
            return a.with_points(points)

        self.change("move", moved, f"nudge {ids} {handle}")

    def delete(self, ids: Iterable[str] | None = None) -> None:
        wanted = frozenset(self.selected if ids is None else ids)
        if wanted:
            self.apply(f"delete {self._what(wanted)}", changes.without(self.annotations, wanted))

    def restyle(self, **style: object) -> None:
        """Colour, width or opacity of the selected ones, and of what is drawn with these tools from now on."""
        for kind in self._kinds():
            kept = preset(kind)
            keep(kind, replace(kept, style=replace(kept.style, **style)))  # type: ignore[arg-type]
        self.change("restyle", lambda a: replace(a, style=replace(a.style, **style)))  # type: ignore[arg-type]
        self.changed.emit()

    def see(self, kind: SpanKind) -> None:
        """On this frame, around it, from it on, or always; what is drawn from now on too."""
        for tool in self._kinds():
            keep(tool, replace(preset(tool), span=kind))
        now, end = self.shown_s, self._end_s()
        self.change("time", lambda a: changes.with_span(a, kind, now, end, a.span.fade_s))
        self.changed.emit()

    def see_until(self) -> None:
        """The last frame of a range is this one."""
        now = self.shown_s
        first = float(self._playhead.times[0]) if len(self._playhead.times) else 0.0

        def until(a: Annotation) -> Annotation:
            start = first if a.span.kind == "clip" else min(a.span.from_s, now)
            return replace(a, span=Span("range", start, now, a.span.fade_s))

        self.change("time", until)

    def _kinds(self) -> set[Kind]:
        return {self.tool} if self.tool is not None else {a.kind for a in self.chosen}

    def follow(self, landmark: str) -> None:
        """ "" = no longer."""
        moment = self.moment
        verb = "tie" if landmark else "untie"
        self.change(verb, lambda a: changes.following(a, landmark, moment))

    def set_text(self, id_: str, text: str) -> None:
        self.change("word", lambda a: replace(a, text=text), None, [id_])

    def rename(self, id_: str, name: str) -> None:
        self.change("rename", lambda a: replace(a, name=name), None, [id_])

    def hide(self, ids: Iterable[str], hidden: bool) -> None:
        self.change("hide" if hidden else "show", lambda a: replace(a, hidden=hidden), None, ids)

    def mark_here(self) -> None:
        """Counts one more on this frame; a stopwatch starts on it."""
        now = self.shown_s

        def marked(a: Annotation) -> Annotation:
            if a.kind == "stopwatch":
                return replace(a, marks_s=(now, *(t for t in a.marks_s[1:] if t > now)))
            return replace(a, counts="hand", marks_s=(*a.marks_s, now)) if a.kind == "counter" else a

        self.change("count on", marked)

    def stop_here(self) -> None:
        """A stopwatch stops on this frame; a counter forgets its last one."""
        now = self.shown_s

        def stopped(a: Annotation) -> Annotation:
            if a.kind == "stopwatch" and a.marks_s and now > a.marks_s[0]:
                return replace(a, marks_s=(a.marks_s[0], now))
            return replace(a, marks_s=a.marks_s[:-1]) if a.kind == "counter" else a

        self.change("stop", stopped)

    def count_what(self) -> None:
        self.change("count with", lambda a: replace(a, counts=COUNTS[(COUNTS.index(a.counts) + 1) % 3]))

    def set_amount(self, amount: float) -> None:
        """Cells, times as large, or seconds, as the kind has it."""
        self.change("change", lambda a: replace(a, amount=amount))

    # -- copies
    def copy(self) -> None:
        if self.chosen:
            clipboard.copy(self.chosen, self.around.width_px, self.around.height_px)

    def paste(self) -> None:
        found, faults = clipboard.pasted(self.around.width_px, self.around.height_px)
        for fault in faults:
            self._messages.tell("caution", fault)
        self._put_copies("paste", found)

    def duplicate(self) -> None:
        self._put_copies("duplicate", self.chosen)

    def _put_copies(self, verb: str, those: Sequence[Annotation]) -> None:
        """On this frame; beside what already lies there."""
        if not those or self._document.info is None:
            return
        lying = {(a.kind, a.points) for a in self.seen()}
        made = []
        for one in those:
            off = 0.0
            while (one.kind, one.moved(off, off).points) in lying and KINDS[one.kind].landmarks == 0:
                off += PASTE_OFF_PX
            try:
                made.append(changes.copied(one, self.shown_s, off, off))
            except ValueError as error:
                self._messages.error(UserError(str(error)))
        name = _word(those[0]) if len(those) == 1 else f"{len(those)} drawings"
        if self._try(f"{verb} {name}", lambda: changes.added(self.annotations, made)):
            self.select([a.id for a in made])

    def bring_here(self) -> None:
        now = self.shown_s
        self.change("bring here", lambda a: changes.at_frame(a, now))


def _word(annotation: Annotation) -> str:
    return KINDS[annotation.kind].word.lower()
