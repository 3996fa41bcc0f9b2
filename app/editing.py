"""Everything by which a person changes what was found: put together here, so that the window stays a window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.edit_menu import EditMenu
from app.event_editing import EventEditing
from app.project_desk import ProjectDesk
from app.remeasuring import Remeasuring
from app.repair import Repair
from app.scaling import Scaling
from app.views.lane_handles import LaneHandles

if TYPE_CHECKING:
    from app.theme import Theme
    from app.window import Window


class Editing(QObject):
    """Undo menu, handles on the lanes, the repair tool, the numbers that follow them, and projects; of one window."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        session, document = window.session, window.session.document
        self.menu = EditMenu(document, window.acts, self)
        self.remeasuring = Remeasuring(document, self)
        self.remeasuring.busy_changed.connect(window.toolbar.set_again)
        self.handles = LaneHandles(window.lanes, document, session.playhead)
        self.events = EventEditing(session, self.handles, session.messages)
        self.events.set_actions(window.acts)
        self.repair = Repair(session, window.video, session.messages, self)
        self.repair.set_actions(window.acts)
        self.repair.expected.connect(self.remeasuring.expect)
        self.handles.grabbed.connect(lambda held: self.remeasuring.expect(held.time_s))
        self.projects = ProjectDesk(window)
        window.when_ready(self.projects.offer_recovery)
        tools = window.acts["select"].actionGroup()
        if tools is not None:
            tools.addAction(window.acts["repair"])
        document.clip_changed.connect(self._leave_repair)
        self.scaling = Scaling(window)
        window.transport.scrubber.released.connect(lambda: document.history.end_gesture())

    def _leave_repair(self) -> None:
        """What was to be mended was in the other clip."""
        if self.repair.on:
            self._window.acts["select"].setChecked(True)

    def set_theme(self, theme: "Theme") -> None:
        self.handles.set_theme(theme)

    def stop(self) -> None:
        """Stop every thread and wait for it: for closing."""
        self.remeasuring.stop()
        self.projects.left_off.stop()
        self.projects.projects.stop()
