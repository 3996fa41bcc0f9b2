"""Opens and closes a comparison in the window: what it takes over while it is there, and what it gives back."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.badges import why_slow
from app.compare.choice import another
from app.compare.pair import Pair
from app.dialogs.capture_rate import CaptureRateDialog
from app.document import Options
from app.jobs import Drive
from app.language.tr import tr
from app.playhead import Playhead
from app.session import is_missing
from core.edits.edits import NO_EDITS
from core.errors import UserError
from core.project.file import SUFFIX

if TYPE_CHECKING:
    from app.compare.view import CompareView
    from app.dialogs.compare_video import CompareVideoDialog
    from app.window import Window

MOST_LATELY: Final = 5
# Everything else rests while two clips are compared.
ALLOWED: Final = frozenset({
    "compare", "compare_b_earlier", "compare_b_later", "open", "close_clip", "project_open", "project_save",
    "project_save_as", "preferences", "quit", "cancel",
    "play", "pause", "back", "forward", "back_ten", "forward_ten", "play_back", "play_on", "first", "last",
    "previous_event", "next_event", "slower", "faster", "mark_in", "mark_out", "loop", "loop_unit", "clear_loop",
    "snapshot", "export", "history", "overlay", "theme", "palette", "keys", "shortcuts", "about",
})  # fmt: skip


class Comparing(QObject):
    """The comparison of one window; nothing runs and nothing is kept while none is open."""

    def __init__(self, window: "Window", drive: Drive | None) -> None:
        super().__init__(window)
        self._window = window
        self._drive = drive
        self._rested: list[str] = []
        self._last_b: Path | None = None  # the one that is shown, should the next one be refused
        self.active = False
        self.pair: Pair | None = None
        self.view: CompareView | None = None
        self.dialog: CompareVideoDialog | None = None
        window.acts["overlay"].toggled.connect(self.set_figures)
        window.session.document.clip_changed.connect(self.leave)
        window.session.document.analysis_changed.connect(self._analysis_changed)

    @property
    def head(self) -> Playhead:
        """The playhead that the keys move."""
        return self.pair.head if self.active and self.pair is not None else self._window.session.playhead

    # -- there and back
    def toggle(self) -> None:
        if self.active:
            self.leave()
        else:
            self.start()

    def start(self) -> None:
        """The open clip with itself, this rep with another one; a second clip can follow."""
        window, document = self._window, self._window.session.document
        if document.path is None or document.info is None:
            window.session.messages.tell("info", "Open a clip first: then it can be compared with another one.")
            return
        if self.active:
            return
        pair, view = self._made()
        window.session.playhead.pause()
        self.active = True
        view.set_theme(window.theme)
        view.set_figures(window.acts["overlay"].isChecked())
        window.show_page(view)
        self._rest()
        unit = 0 if document.unit is None else document.units.index(document.unit)
        pair.open_a(document.path, document.options, document.analysis, unit, document.edits)
        others = [path for path in window.clips if path != document.path]
        if others:
            self.take(others[0])
        elif len(document.units) > 1:
            self._twice(unit)
        view.set_clips(self._clips())
        pair.changed.emit()

    def _made(self) -> "tuple[Pair, CompareView]":
        """Made when it is needed first, and kept as long as the window: plots do not like to be taken apart."""
        if self.pair is None or self.view is None:
            from app.compare.view import CompareView

            messages = self._window.session.messages
            self.pair = Pair(self._drive, self)
            self.view = CompareView(self.pair, self._window.acts)
            self.pair.failed.connect(messages.error)
            for side in (self.pair.a, self.pair.b):
                side.failed.connect(messages.error)
                side.cancelled.connect(self._cancelled)
            self.pair.b.opened.connect(self._b_opened)
            self.pair.b.refused.connect(self._b_refused)
            self.view.clip_wanted.connect(self._clip_wanted)
            self.view.rate_wanted.connect(self._ask_rate)
        return self.pair, self.view

    def leave(self) -> None:
        """Back to the clip, at the moment that was shown of it."""
        if not self.active or self.pair is None or self.view is None:
            return
        pair = self.pair
        at = float(pair.a.times[pair.a.frame]) if len(pair.a.times) else None
        same = pair.a.path == self._window.session.document.path
        self.active, self._last_b = False, None
        pair.stop()
        self.view.forget()
        self._window.leave_page()
        for name in self._rested:
            self._window.acts[name].setEnabled(True)
        self._rested = []
        if at is not None and same:
            self._window.session.playhead.seek(at)

    def take(self, path: Path) -> None:
        """This clip becomes B."""
        if not self.active or self.pair is None or self.view is None:
            return
        self._window.disk.ask(partial(is_missing, path), partial(self._looked, path))

    def _looked(self, path: Path, error: UserError | None) -> None:
        if error is not None:
            self._window.session.messages.error(error)
            return
        if not self.active:
            return
        self._window.message_bar.hide()  # what was wrong with the one before
        self._open_b(path)

    def _open_b(self, path: Path) -> None:
        if self.pair is None or self.view is None:
            return
        document = self._window.session.document
        if path == document.path:
            self._twice(self.pair.unit_a)
        else:
            new = replace(document.options, capture_fps=None, notes="", analysed_s=(None, None))
            options, edits = document.of(path) or (new, NO_EDITS)
            if edits == NO_EDITS and options == Options(capture_fps=options.capture_fps):  # only its rate was told
                options = replace(new, capture_fps=options.capture_fps)
            self.pair.open_b(path, options, None, edits=edits)
        self.view.set_clips(self._clips())
        self.pair.changed.emit()

    def _ask_rate(self) -> None:
        """At which rate the second clip was filmed."""
        side = self.pair.b if self.pair is not None else None
        if side is None or side.info is None or side.path is None:
            return
        path, hint = side.path, why_slow(side.info, side.analysis, side.capture_fps)
        dialog = CaptureRateDialog(side.info, side.capture_fps, hint, self._window)

        def apply() -> None:
            self._window.session.document.set_rate_of(path, dialog.capture_fps())
            if self.active and side.path == path:
                self._open_b(path)

        dialog.accepted.connect(apply)
        dialog.open()

    def _b_opened(self) -> None:
        path = self._last_b = self.pair.b.path if self.pair is not None else None
        if path is not None and path != self._window.session.document.path:
            self._window.lately.remember(path)

    def _b_refused(self, path: Path) -> None:
        """Back to the one before it, else to the open clip: nobody is left waiting beside an old picture."""
        own, before = self._window.session.document.path, self._last_b
        back = own if before in (None, path) else before
        self._last_b = None  # should that one be gone as well
        if self.active and back is not None and back != path:
            self._open_b(back)

    def _twice(self, unit: int) -> None:
        """The open clip against itself: this rep or step against another one of it."""
        document, pair = self._window.session.document, self.pair
        if pair is not None and document.path is not None:
            other = another(document.analysis, document.units, unit)
            pair.open_b(document.path, document.options, document.analysis, other, own=False, edits=document.edits)

    # -- what the keys do
    def shift_b(self, frames: int) -> None:
        if self.active and self.pair is not None:
            self.pair.shift_b(frames)

    def to_moment(self, step: int) -> None:
        """The next or previous moment at which the two are lined up."""
        if self.pair is None:
            return
        head = self.pair.head
        frames = sorted({head.nearest_frame(t) for t in self.pair.moments()})
        found = [f for f in frames if (f > head.frame if step > 0 else f < head.frame)]
        if found:
            head.pause()
            head.seek_frame(found[0] if step > 0 else found[-1])

    def loop_unit(self) -> None:
        unit = self.pair.unit[0] if self.pair is not None else None
        if self.pair is not None and unit is not None:
            self.pair.head.set_loop(unit.start_s, unit.end_s)
            self.pair.head.seek(unit.start_s)
            self.pair.head.play()

    def set_figures(self, on: bool) -> None:
        if self.view is not None:
            self.view.set_figures(on)

    def snapshot(self) -> None:
        """Keep the comparison as a picture: both pictures, both figures, or both kinograms in one sheet."""
        if self.view is not None and self.pair is not None and self.pair.a.path is not None:
            from app.compare import keeping

            keeping.picture(self._window, self.view, self.pair)

    def export(self) -> None:
        """Both clips side by side as a video."""
        from app.compare import keeping

        self.dialog = keeping.video(self._window, self.pair)

    def arrange(self) -> None:
        """For another hand."""
        if self.view is not None:
            self.view.arrange()

    def set_theme(self) -> None:
        if self.view is not None:
            self.view.set_theme(self._window.theme)

    def stop(self) -> None:
        """Before the window goes."""
        if self.dialog is not None:
            self.dialog.stop()
        self.leave()
        if self.view is not None:
            self.view.plot.close()

    # -- inside
    def _rest(self) -> None:
        acts = self._window.acts
        self._rested = [name for name, act in acts.items() if name not in ALLOWED and act.isEnabled()]
        for name in self._rested:
            acts[name].setEnabled(False)

    def _clips(self) -> list[Path]:
        """What is open, and after it what was open lately: who opened one clip after the other means both."""
        path = self._window.session.document.path
        there = [*([path] if path else []), *(clip for clip in self._window.clips if clip != path)]
        lately = [clip for clip in self._window.lately.besides(there) if clip.suffix != SUFFIX]
        return [*there, *lately[:MOST_LATELY]]

    def _clip_wanted(self, path: Path | None) -> None:
        if path is None:
            path = self._ask()
        if path is not None:
            self.take(path)
        elif self.view is not None:
            self.view.set_clips(self._clips())

    def _ask(self) -> Path | None:
        from app.commands import video_files

        current = self._window.session.document.path
        beside = str(current.parent) if current else str(Path.home())
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Compare with a video"), beside, video_files())
        return Path(name) if name else None

    def _analysis_changed(self) -> None:
        """A correction of the open clip reaches the comparison at once."""
        if not self.active or self.pair is None or self.pair.a.path != self._window.session.document.path:
            return
        analysis = self._window.session.document.analysis
        twice = self.pair.b.path == self.pair.a.path
        self.pair.a.set_analysis(analysis)
        if twice:
            self.pair.b.set_analysis(analysis)

    def _cancelled(self) -> None:
        self._window.session.messages.tell(
            "info", "The second clip's analysis was cancelled. Choose the clip again to start it anew."
        )
