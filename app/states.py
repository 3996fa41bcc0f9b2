"""What the picture says of a clip without numbers: that it opens, nobody in it, or why it was not analysed.

And the note of a marker.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer

from app.language.tr import said, tr
from app.later import later
from core.errors import PickError, UserError, out_of_memory

if TYPE_CHECKING:
    from app.window import Window

NOBODY = "Nobody was found in this clip. Press A and click on the athlete, or film the whole body."
AGAIN = "Ctrl+Return tries again."
ANOTHER = "Press A for another click"
SLOW_MS: Final = 300  # most clips are there sooner, and words that flash by are only unrest


class States(QObject):
    """A note at the picture's foot that stays as long as it is true; the message bar's sentence can be closed."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._failed = self._told = ""
        self._opening = ""  # the clip that is slow to open
        self._slow = later(self, SLOW_MS, self._is_slow)
        jobs, document = window.session.jobs, window.session.document
        jobs.started.connect(self._started)
        jobs.failed.connect(self._has_failed)
        jobs.cancelled.connect(self._cancelled)
        document.analysis_changed.connect(self.tell)
        document.clip_changed.connect(self._other_clip)
        document.opened.connect(self._opened)
        window.session.rate_missing.connect(self._opened)  # it is the person's turn
        document.edits_changed.connect(self.tell)
        window.session.playhead.frame_changed.connect(self.tell)
        window.session.playhead.playing_changed.connect(self.tell)
        # once the tool that is left has taken its own note away
        window.acts["select"].toggled.connect(lambda *_: QTimer.singleShot(0, self, self.tell))

    @property
    def note(self) -> str:
        """ "" where the numbers speak for themselves."""
        analysis = self._window.session.document.analysis
        if analysis is not None:
            return self._marked() if analysis.pose.frames_with_pose else tr(NOBODY)
        return self._opening or self._failed or self._marked()

    def _marked(self) -> str:
        """The note of the marker on the frame that is shown."""
        session = self._window.session
        markers, head = session.document.edits.markers, session.playhead
        if not markers or head.playing:
            return ""
        return "; ".join(m.note for m in markers if head.nearest_frame(m.time_s) == head.frame)

    def tell(self, *_: object) -> None:
        video = self._window.video
        if video.note in ("", self._told):  # a tool's note says what to click on
            self._told = self.note
            if video.note != self._told:
                video.set_note(self._told)

    def _started(self) -> None:
        """What was said of the last try is over."""
        self._failed = ""
        bar = self._window.message_bar
        if bar.message is not None and bar.message.kind == "info":
            bar.hide()
        self.tell()

    def _other_clip(self) -> None:
        self._failed = self._opening = ""
        document = self._window.session.document
        if document.path is not None and document.info is None:
            self._slow.start()
        else:
            self._slow.stop()
        self.tell()

    def _is_slow(self) -> None:
        path, video = self._window.session.document.path, self._window.video
        if path is not None:
            name = video.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, video.width() // 2)
            self._opening = tr("Opening {name}…", name=name)
            self.tell()

    def _opened(self, *_: object) -> None:
        self._slow.stop()
        self._opening = ""
        self.tell()

    def stop(self) -> None:
        """Nothing is told any more: the window goes."""
        self._slow.stop()

    def _has_failed(self, error: Exception) -> None:
        told = out_of_memory(error) or error
        why = f": {said(told.what)}" if isinstance(told, UserError) else ""
        # the same click would find nobody again
        todo = f"{tr(ANOTHER)}: {said(told.todo)}." if isinstance(told, PickError) else tr(AGAIN)
        self._failed = f"{tr('Not analysed')}{why}. {todo}"
        self.tell()

    def _cancelled(self) -> None:
        self._failed = f"{tr('Not analysed: cancelled.')} {tr(AGAIN)}"
        self.tell()
