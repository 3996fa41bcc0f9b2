"""Reps, contacts and markers changed by mouse on the lanes and by keys at the cursor."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu

from app.export_commands import NOT_YET
from app.language.tr import tr
from app.messages import Messages
from app.session import Session
from app.views.lane_handles import LaneHandles
from core import event_changes
from core.analysis import Analysis
from core.edits.edits import Edits
from core.edits.events import Marker
from core.errors import UserError
from core.event_changes import EventAt, events_of
from core.pose.skeleton import Side

NOTE_PX: Final = 420  # a sentence can be read while it is written
_WORDS: Final = {
    "start": "start of rep", "bottom": "bottom of rep", "end": "end of rep",
    "touchdown": "touchdown of step", "toe_off": "toe-off of step",
}  # fmt: skip

_MOMENTS: Final = {
    "start": "Start", "bottom": "Bottom", "end": "End", "touchdown": "Touchdown", "toe_off": "Toe-off",
}  # fmt: skip
_BY_A_FRAME: Final = {
    "event_earlier": "{moment} one frame earlier", "event_later": "{moment} one frame later",
}  # fmt: skip
_IN_THE_MENU: Final = ("event_add", "event_delete", "event_other_foot", "event_as_found", "marker")


def words(event: EventAt) -> str:
    """`bottom of rep 2`."""
    return f"{_WORDS[event.moment]} {event.index + 1}"


class EventEditing(QObject):
    """Each change is one step that can be undone."""

    def __init__(self, session: Session, handles: LaneHandles, messages: Messages) -> None:
        super().__init__(handles)
        self._session, self._handles, self._messages = session, handles, messages
        self._grabbed: tuple[EventAt, Edits, Analysis] | None = None
        self._flag: tuple[Marker, Edits] | None = None
        self._acts: Mapping[str, QAction] = {}
        handles.grabbed.connect(self._grab)
        handles.dragged.connect(self._drag)
        handles.dropped.connect(self._drop)
        handles.menu_wanted.connect(self._menu)

    def set_actions(self, acts: Mapping[str, QAction]) -> None:
        """What the menu on the lanes offers."""
        self._acts = acts

    # -- by mouse
    def _grab(self, event: EventAt | Marker) -> None:
        document = self._session.document
        if isinstance(event, Marker):
            self._flag = (event, document.edits)
            self._session.playhead.pause()
            self._session.playhead.seek(event.time_s)
            return
        if document.analysis is not None:
            self._grabbed = (event, document.edits, document.analysis)
            self._session.playhead.pause()
            self._session.playhead.seek(event.time_s)

    def _drag(self, time_s: float) -> None:
        """Always from how it was when the mouse was pressed, so that the way back is the same."""
        document = self._session.document
        if self._flag is not None:
            flag, edits = self._flag
            new = event_changes.marker_moved(edits, flag.time_s, time_s)
            document.apply("moved marker", replace(document.edits, markers=new.markers), f"marker {flag.time_s}")
            self._handles.hold(replace(flag, time_s=time_s))
            self._session.playhead.seek(time_s)
            return
        if self._grabbed is None:
            return
        event, edits, analysis = self._grabbed
        key = f"{event.kind} {event.index} {event.moment}"
        new = event_changes.moved(edits, analysis, event, time_s)
        others = replace(document.edits, reps=new.reps, contacts=new.contacts)
        document.apply(words(event), others, key)
        # its neighbours hold it up: what is shown is where it is, not where the mouse went on to
        self._session.playhead.seek(event_changes.put_by_hand(new, analysis, event).time_s)

    def _drop(self) -> None:
        self._grabbed = self._flag = None
        self._session.document.history.end_gesture()

    def _menu(self, event: EventAt | Marker | None, at: QPoint, foot: Side | None) -> None:
        """Everything in it is done where the mouse is: the cursor goes there first."""
        head = self._session.playhead
        head.pause()
        head.seek(self._handles.time_at(at) if event is None else event.time_s)
        menu = QMenu(self._handles)
        nearest, names = self.nearest(), list(_IN_THE_MENU)
        moment = tr("Marker") if self._flag_moves(nearest) else tr(_MOMENTS[nearest.moment]) if nearest else ""
        for name, text in _BY_A_FRAME.items() if moment else ():
            if name in self._acts:
                act = self._acts[name]
                keys = act.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                moved = menu.addAction(f"{tr(text, moment=moment)}\t{keys}")
                moved.triggered.connect(act.trigger)
        menu.addSeparator()
        if foot is not None and event is None:
            names.remove("event_add")
            menu.addAction(tr("Add a {side} contact here", side=tr(foot))).triggered.connect(lambda: self.add(foot))
        menu.addActions([self._acts[name] for name in names if name in self._acts])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    # -- at the cursor
    def nearest(self) -> EventAt | None:
        """The moment on the cursor's frame; else, inside a rep or contact, the nearest of its moments."""
        analysis, head = self._session.document.analysis, self._session.playhead
        if analysis is None:
            return None
        events = events_of(analysis)
        here = [e for e in events if head.nearest_frame(e.time_s) == head.frame]
        if here:
            return here[-1]
        inside = [e for e in events if _holds(analysis, e, head.time_s)]
        return min(inside, key=lambda e: abs(e.time_s - head.time_s), default=None)

    def nudge(self, frames: int) -> None:
        """The moment at the cursor moves by so many frames, and the cursor with it; else the marker there."""
        event, document, head = self.nearest(), self._session.document, self._session.playhead
        if self._flag_moves(event):
            flags = self._flags()
            frame = min(max(head.frame + frames, 0), len(head.times) - 1)
            new = event_changes.marker_moved(document.edits, flags[0].time_s, float(head.times[frame]))
            document.apply("moved marker", new, "marker_keys")
            head.pause()
            head.seek_frame(frame)
            return
        if event is None or document.analysis is None:
            self._say_none()
            return
        frame = min(max(head.nearest_frame(event.time_s) + frames, 0), len(head.times) - 1)
        time_s = float(head.times[frame])
        key = f"{event.kind} {event.index} {event.moment} keys"
        document.apply(words(event), event_changes.moved(document.edits, document.analysis, event, time_s), key)
        head.pause()
        head.seek_frame(frame)

    def add(self, side: Side | None = None) -> None:
        """A rep with its bottom here, or a contact that begins here."""
        document, at = self._session.document, self._session.playhead.time_s
        analysis = document.analysis
        if analysis is None:
            if document.path is not None:
                self._messages.error(NOT_YET)
            return
        try:
            run = analysis.movement == "sprint" or (
                analysis.movement == "none" and (side is not None or document.options.movement == "sprint")
            )
            if run:
                document.apply("added contact", event_changes.contact_added(document.edits, analysis, at, side))
            else:
                document.apply("added rep", event_changes.rep_added(document.edits, analysis, at))
        except UserError as error:
            self._messages.error(error)

    def delete(self) -> None:
        """The rep or contact at the cursor; a marker on this frame goes first."""
        document, markers = self._session.document, self._flags()
        if markers:
            document.apply("deleted marker", event_changes.marked(document.edits, markers[0].time_s, ""))
            return
        event = self.nearest()
        if event is None or document.analysis is None:
            self._say_none()
            return
        name = f"deleted {event.kind} {event.index + 1}"
        document.apply(name, event_changes.deleted(document.edits, document.analysis, event))

    def other_foot(self) -> None:
        event, document = self.nearest(), self._session.document
        if event is None or event.kind != "step" or document.analysis is None:
            self._say_none()
            return
        new = event_changes.given_to_other_foot(document.edits, document.analysis, event)
        document.apply(f"side of step {event.index + 1}", new)

    def as_found(self) -> None:
        event, document = self.nearest(), self._session.document
        if event is None or document.analysis is None:
            self._say_none()
            return
        new = event_changes.as_found(document.edits, document.analysis, event)
        document.apply(f"{event.kind} {event.index + 1} as found", new)

    def marker(self) -> None:
        """A note on this frame; an empty one takes the marker away."""
        document, head = self._session.document, self._session.playhead
        if not len(head.times):
            return
        at = head.time_s
        was = next((m.note for m in self._flags()), "")
        dialog = QInputDialog(self._handles.window())
        dialog.setWindowTitle(tr("Marker"))
        dialog.setLabelText(tr("What is to be seen here?"))
        dialog.setTextValue(was)
        dialog.resize(NOTE_PX, dialog.sizeHint().height())
        dialog.textValueSelected.connect(
            lambda note: document.apply("marker", event_changes.marked(document.edits, at, note))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _flags(self) -> list[Marker]:
        """The markers on the cursor's frame."""
        head = self._session.playhead
        return [m for m in self._session.document.edits.markers if head.nearest_frame(m.time_s) == head.frame]

    def _flag_moves(self, event: EventAt | None) -> bool:
        """Whether the keys move the marker on this frame: a rep's or contact's moment on the same frame goes first."""
        head = self._session.playhead
        return bool(self._flags()) and (event is None or head.nearest_frame(event.time_s) != head.frame)

    def _say_none(self) -> None:
        self._messages.tell(
            "info", "No rep and no contact is here. The . and , keys go to the next and the previous one."
        )


def _holds(analysis: Analysis, event: EventAt, time_s: float) -> bool:
    """Whether a time lies within the event's rep or contact."""
    if event.kind == "rep":
        rep = analysis.reps[event.index].rep
        return rep.start_s <= time_s <= rep.end_s
    step = analysis.steps[event.index].step
    return step.touchdown_s <= time_s <= (step.toe_off_s or step.touchdown_s)
