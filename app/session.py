"""One open clip being watched and analysed: ties document, playhead, decode thread and analysis together."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal

from app.badges import slow_hint
from app.document import Document, Options
from app.edit_sync import EditSync
from app.frames import FrameThread, Opened, Picture
from app.jobs import Drive, Jobs
from app.messages import Messages
from app.on_disk import OnDisk
from app.playhead import Playhead
from app.preferences import CACHE_MB, quality
from app.task_thread import heard_from
from core.analysis import Analysis
from core.edits.edits import Span
from core.errors import RateMissingError, UserError
from core.measures.quality import OTHER_MODEL
from core.paths import is_gone
from core.progress import Progress

ASK_RATE: Final = (
    "At which rate was this filmed? It looks like slow motion: click “slow motion?” over the picture and give it, "
    "then times and speeds are right."
)


@dataclass(frozen=True)
class Place:
    """Where somebody was in a clip, in its seconds under an earlier clock.

    frame_s : how long a frame took on average by that clock.
    """

    frame_s: float
    frame: int
    loop_s: Span
    loop_on: bool


class Session(QObject):
    """Knows no widgets. Opening a clip starts decoding and analysis on its own."""

    picture = Signal(object)
    progressed = Signal(object)
    busy_changed = Signal(bool)
    refused = Signal(object)  # Path of a clip that cannot be opened
    rate_missing = Signal(int)  # these are so many pictures: somebody must say how fast they were taken

    def __init__(self, messages: Messages, parent: QObject | None = None, drive: Drive | None = None) -> None:
        super().__init__(parent)
        self.messages = messages
        self.document = Document(self)
        self.playhead = Playhead(self)
        self.sync = EditSync(self.document, self.playhead, self)
        self.sync.pick_changed.connect(self._picked)
        self.document.edits_changed.connect(self._trimmed)
        self.jobs = Jobs(drive, self)
        self._frames: FrameThread | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._clip_touched)
        self._disk = OnDisk(self)
        self._view_width = 0
        self._place: Place | None = None
        self.frames_left: dict[Path, int] = {}  # by clip: the frame it stood at when another one was opened
        self._shown_s: Span = (None, None)  # the part that the shown analysis is of
        self._range_s: Span | None = None  # the working range then; None until something is asked of this clip
        self._model_told = ""  # what was said of the pose model
        self._unkept_told = False
        self._before: tuple[Path, Place] | None = None  # what was open and where, should the next clip be refused
        self.playhead.frame_changed.connect(self._moved)
        self.playhead.playing_changed.connect(self._played)
        self.jobs.started.connect(self._job_started)
        self.jobs.progressed.connect(self._job_progressed)
        self.jobs.succeeded.connect(self._job_succeeded)
        self.jobs.failed.connect(self._job_failed)
        self.jobs.cancelled.connect(self._job_cancelled)
        self.jobs.idle.connect(self._job_idle)

    # -- the clip
    def open(self, path: Path, options: Options | None = None) -> None:
        """Open a clip and start its analysis; what was open is closed, and shown again if this one is refused."""
        place, now = self._here(), self.document.path
        if place is not None and now is not None:
            self.frames_left[now] = place.frame
            if now != path:
                self._before = (now, place)
        self._close_clip()
        self._place = None
        self.document.set_clip(path, options)
        thread = FrameThread(path, self.document.options.capture_fps, self, CACHE_MB.read() * 2**20)
        thread.opened.connect(self._opened, Qt.ConnectionType.QueuedConnection)
        thread.failed.connect(self._frames_failed, Qt.ConnectionType.QueuedConnection)
        thread.decoded.connect(self._decoded, Qt.ConnectionType.QueuedConnection)
        self._frames = thread
        thread.start()

    def close_clip(self) -> None:
        self._before = None
        self._close_clip()
        self.document.set_clip(None)

    def reopen(self) -> None:
        """The same clip with the options as they are now: a new true frame rate changes every time.

        Where we are, the working range, the loop and the origin stay on the frames they were on.
        """
        if self.document.path is None:
            return
        place = self._here()
        self.open(self.document.path, self.document.options)
        self._place = place

    def _here(self) -> Place | None:
        """Where we are; None while no frames are known."""
        info, head = self.document.info, self.playhead
        if info is None:
            return None
        return Place(1 / info.capture_fps, head.frame, (head.loop_in, head.loop_out), head.loop_on)

    def stop(self) -> None:
        """Stop every thread and wait for them: for closing the window."""
        self._disk.stop()
        self.playhead.pause()
        self.jobs.drop()
        self._stop_frames()
        self.jobs.stop()

    def set_view_width(self, pixels: int) -> None:
        """How many screen pixels the picture covers: while playing no more are delivered."""
        self._view_width = pixels

    def set_cache_mb(self, megabytes: int) -> None:
        """How much memory decoded frames of this clip may take from here on."""
        if self._frames is not None:
            self._frames.set_cache_bytes(megabytes * 2**20)

    # -- the analysis
    def analyse(self) -> None:
        """Measure the working range as it is now."""
        self._measure(self.document.edits.range_s)

    def measure_again(self) -> None:
        """Measure the part that is shown, whatever was trimmed since: something else about it was changed."""
        self._measure(self.document.options.analysed_s)

    def _measure(self, part_s: Span) -> None:
        """What is shown stays until this one is finished, and its part is put back should it not be."""
        document = self.document
        if document.path is None:
            return
        self._range_s = document.edits.range_s
        document.set_options(analysed_s=part_s)
        request = document.options.request(document.path, document.edits)
        self.jobs.start(replace(request, quality=quality()))

    def _trimmed(self) -> None:
        """Trimmed while nothing is shown nor under way: that part is to be measured when the clip is opened again."""
        range_s = self.document.edits.range_s
        nothing = self.document.analysis is None and not self.jobs.running
        if nothing and self._range_s is not None and range_s != self._range_s:
            self._range_s = range_s
            self.document.set_options(analysed_s=range_s)

    def cancel(self) -> None:
        self.jobs.cancel()

    def _picked(self) -> None:
        """Somebody else is to be measured: what was measured is of the wrong person."""
        self.document.set_analysis(None)
        self.analyse()

    # -- from the decode thread
    def _opened(self, opened: Opened) -> None:
        if not heard_from(self, self._frames):
            return
        self._before = None
        known = self._place is not None  # it was open a moment ago: what is told now is why it is again
        with self.sync.held():
            self.document.set_opened(opened.info, opened.time_s)
            self.playhead.set_times(opened.time_s)
            self.playhead.seek_frame(self.frames_left.get(self.document.path or opened.info.path, 0))
            self._return_to(1 / opened.info.capture_fps)
        if not opened.info.pictures:  # a file, on a disk that answers
            self._watcher.addPath(str(opened.info.path))
        if opened.info.notice and not known:
            self.messages.tell("caution", f"{opened.info.path.name}: {opened.info.notice}")
        self.measure_again()

    def _return_to(self, frame_s: float) -> None:
        """Put everything back on its frame after the clip's clock was corrected."""
        place, self._place = self._place, None
        if place is None:
            return
        k = frame_s / place.frame_s

        def moved(time_s: float | None) -> float | None:
            return None if time_s is None else head.snapped(time_s * k)

        head = self.playhead
        if k != 1:
            self.document.history.rescale(k)
            start_s, end_s = (None if t is None else t * k for t in self.document.options.analysed_s)
            self.document.set_options(analysed_s=(start_s, end_s))
        head.set_loop(moved(place.loop_s[0]), moved(place.loop_s[1]))
        head.toggle_loop(place.loop_on)
        head.seek_frame(place.frame)

    def _decoded(self, picture: Picture) -> None:
        if heard_from(self, self._frames):
            self.picture.emit(picture)
            if picture.exact:
                self.playhead.note_shown()

    def _frames_failed(self, error: Exception) -> None:
        if not heard_from(self, self._frames):
            return
        if isinstance(error, RateMissingError):
            self.rate_missing.emit(error.pictures)
            return
        self.messages.error(error)
        if self.document.info is None:
            self._turn_back()

    def _turn_back(self) -> None:
        """The clip never opened: back to what was there before, else to where the person can open another."""
        before, self._before = self._before, None
        self.refused.emit(self.document.path)
        if before is None:
            self.close_clip()
            return
        self.open(before[0])
        self._place = before[1]

    def _moved(self, frame: int) -> None:
        if self._frames is not None:
            head = self.playhead
            width, towards = (self._view_width, head.direction) if head.playing else (0, 0)
            self._frames.want(frame, width, towards)
        self.document.set_cursor(self.playhead.time_s)

    def _played(self, playing: bool) -> None:
        if not playing and self._frames is not None and len(self.playhead.times):
            self._frames.want(self.playhead.frame)  # paused: every pixel

    # -- from the analysis thread
    def _job_started(self) -> None:
        self.busy_changed.emit(True)

    def _job_progressed(self, progress: Progress) -> None:
        if progress.partial is not None and self.document.analysis is None:
            self.document.set_partial(progress.partial)
        self.progressed.emit(progress)

    def _job_succeeded(self, analysis: Analysis) -> None:
        self._shown_s = self.document.options.analysed_s
        self.document.set_analysis(analysis)
        units = self.document.units
        if not units or self.playhead.time_s >= units[0].start_s:  # before the first one the document's choice stands
            self.document.set_cursor(self.playhead.time_s)
        told = [ASK_RATE] if slow_hint(self.document) else []
        model = next((note.message for note in analysis.quality if note.code == OTHER_MODEL), "")
        if model != self._model_told:  # of the machine, not of a clip: said once
            self._model_told = model
            told += [model] if model else []
        if analysis.unkept is not None and not self._unkept_told:  # of the disk, as much
            self._unkept_told = True
            told += [analysis.unkept.sentence]
        if told:
            self.messages.tell("caution", *told)

    def _job_failed(self, error: Exception) -> None:
        self.messages.error(error)

    def _job_cancelled(self) -> None:
        self.messages.tell("info", "Analysis cancelled. Press Analyse to start it again.")

    def _job_idle(self) -> None:
        if self.document.analysis is not None:
            self.document.set_options(analysed_s=self._shown_s)
        self._trimmed()  # what was trimmed meanwhile
        self.busy_changed.emit(False)

    # -- closing
    def _clip_touched(self, path: str) -> None:
        """Somebody changed the file, or its drive went: only one that is gone matters, and what was measured stays."""
        self._disk.ask(partial(is_missing, Path(path)), partial(self._touched, path))

    def _touched(self, path: str, gone: UserError | None) -> None:
        info = self.document.info
        if gone is not None and info is not None and str(info.path) == path:  # not closed while the disk was asked
            doing = "put it back where it was; what was measured and drawn here stays and can be saved"
            self.messages.error(UserError("the clip is gone", doing, Path(path)))

    def _close_clip(self) -> None:
        self._range_s = None
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        self.playhead.pause()
        self.jobs.drop()
        self._stop_frames()

    def _stop_frames(self) -> None:
        thread, self._frames = self._frames, None
        if thread is not None:
            thread.opened.disconnect(self._opened)
            thread.failed.disconnect(self._frames_failed)
            thread.decoded.disconnect(self._decoded)
            thread.stop()
            thread.deleteLater()


def missing(paths: list[Path]) -> dict[Path, UserError]:
    """Of each clip that is not there a sentence.  A drive that is gone keeps it waiting (`app.on_disk`)."""
    return {path: error for path in paths if (error := is_missing(path)) is not None}


def is_missing(path: Path) -> UserError | None:
    """The sentence for a clip that is not there (any more), or None."""
    return UserError("there is no such file", "it may have been moved or renamed", path) if is_gone(path) else None
