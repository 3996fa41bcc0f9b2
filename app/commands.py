"""What every action does: one method per row of `app.actions`."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.badges import slow_hint
from app.compare.commands import CompareCommands
from app.dialogs.athlete import AthleteDialog
from app.dialogs.capture_rate import CaptureRateDialog
from app.dialogs.keys import KeysDialog
from app.dialogs.palette import PaletteDialog
from app.dialogs.picture_rate import PictureRateDialog
from app.dialogs.preferences import PreferencesDialog
from app.document import MovementChoice
from app.draw.commands import DrawCommands
from app.edit_commands import EditCommands
from app.export_commands import ExportCommands
from app.language.choice import LANGUAGE
from app.language.tr import tr
from app.playhead import SPEEDS, Playhead
from app.preferences import CACHE_MB, CONTACT, HAND, LOGO, QUALITY, SIZE
from app.scaling import ScaleCommands
from core import __version__
from core.paths import demo_dir, log_file
from core.project.file import SUFFIX
from core.video.clip_files import VIDEO_SUFFIXES
from core.video.picture_list import SUFFIXES

if TYPE_CHECKING:
    from app.window import Window

_VIDEOS = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
_PICTURES = " ".join(f"*{suffix}" for suffix in SUFFIXES)


def video_files() -> str:
    """What a video may be, for a file dialog."""
    kinds = ((tr("Videos"), _VIDEOS), (tr("Pictures of one sequence"), _PICTURES), (tr("All files"), "*"))
    return ";;".join(f"{kind} ({patterns})" for kind, patterns in kinds)


def _opened() -> str:
    return f"{tr('Videos and projects')} ({_VIDEOS} *{SUFFIX});;{video_files()}"


class Commands(EditCommands, DrawCommands, ScaleCommands, CompareCommands, ExportCommands):
    """Acts on one window and its session."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._session = window.session

    @property
    def _head(self) -> Playhead:
        """What the keys move: the clip, or both clips of a comparison."""
        return self._window.comparing.head

    # -- clip
    def open(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self._window, tr("Open a video or a project"), self._beside(), _opened()
        )
        if names:
            self._window.open_clips([Path(name) for name in names])

    def open_pictures(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, tr("Open a folder of pictures"), self._beside())
        if name:
            self._window.open_clips([Path(name)])

    def _beside(self) -> str:
        """Where the open clip lies, or the one that was opened last; never among the demo clips."""
        shown = self._session.document.path
        clips = (*((shown,) if shown else ()), *self._window.lately.paths)
        current = next((path for path in clips if demo_dir() not in path.parents), None)
        return str(current.parent) if current else str(Path.home())

    def ask_rate(self, pictures: int) -> None:
        """Not in the table: the session asks when it is to open pictures."""
        document, path = self._session.document, self._session.document.path
        if path is None:
            return
        dialog = PictureRateDialog(path, pictures, document.options.capture_fps, self._window)

        def apply() -> None:
            if document.path == path:
                self._window.set_options(replace(document.options, capture_fps=dialog.capture_fps()))

        def leave() -> None:
            if document.path == path and document.info is None:
                self._session.close_clip()

        dialog.accepted.connect(apply)
        dialog.rejected.connect(leave)
        dialog.open()

    def next_clip(self) -> None:
        self._window.change_clip(1)

    def previous_clip(self) -> None:
        self._window.change_clip(-1)

    def close_clip(self) -> None:
        if self._window.editing.projects.leave():
            self._window.open_clips([])

    def preferences(self) -> None:
        dialog = PreferencesDialog(self._window.theme.name, self._window)

        def apply() -> None:
            QUALITY.write(str(dialog.quality.currentData()))
            CACHE_MB.write(dialog.cache_mb.value())
            CONTACT.write(dialog.contact.text())
            LOGO.write(dialog.logo.text())
            self._session.set_cache_mb(CACHE_MB.read())
            self._window.set_theme(dialog.theme_name())
            SIZE.write(str(dialog.size_.currentData()))
            LANGUAGE.write(str(dialog.language.currentData()))
            HAND.write(str(dialog.hand.currentData()))
            self._window.desk.arrange()
            self._window.tools.arrange()
            self._window.comparing.arrange()

        dialog.accepted.connect(apply)
        dialog.open()

    def quit(self) -> None:
        if self._window.editing.projects.may_leave():
            self._window.close()

    # -- analysis
    def analyse(self) -> None:
        self._session.analyse()

    def cancel(self) -> None:
        if self._window.drawing.escape():
            return
        if self._window.comparing.active:
            self._window.comparing.leave()
            return
        tool = any(self._window.acts[name].isChecked() for name in ("pick", "repair"))
        if tool or self._window.editing.scaling.active:
            self._window.acts["select"].setChecked(True)
        else:
            self._session.cancel()

    def _movement(self, movement: MovementChoice, on: bool) -> None:
        """Chosen by hand; or only ticked, as another clip has it."""
        if on and self._session.document.options.movement != movement:
            self._window.set_movement(movement)

    def movement_auto(self, on: bool) -> None:
        self._movement("auto", on)

    def movement_squat(self, on: bool) -> None:
        self._movement("squat", on)

    def movement_sprint(self, on: bool) -> None:
        self._movement("sprint", on)

    def pick(self, on: bool) -> None:
        self._window.video.set_picking(on)
        self._window.video.set_note(tr("Click on the athlete to measure. Esc leaves it as it is.") if on else "")

    def athlete(self) -> None:
        """Not in the table: the toolbar's button asks, `Window.set_options` does."""
        dialog = AthleteDialog(self._session.document.options, self._window)
        if dialog.exec():
            self._window.set_options(dialog.options())
        dialog.deleteLater()

    def capture_rate(self) -> None:
        document = self._session.document
        if document.info is None:
            return
        if document.info.pictures:
            self.ask_rate(document.info.frames)
            return
        dialog = CaptureRateDialog(document.info, document.options.capture_fps, slow_hint(document), self._window)
        dialog.accepted.connect(self._window.message_bar.hide)  # it may have asked for it
        dialog.accepted.connect(
            lambda: self._window.set_options(replace(document.options, capture_fps=dialog.capture_fps()))
        )
        dialog.open()

    # -- playback
    def play(self) -> None:
        self._head.toggle()

    def pause(self) -> None:
        self._head.pause()

    def back(self) -> None:
        self._head.step(-1)

    def forward(self) -> None:
        self._head.step(1)

    def back_ten(self) -> None:
        self._head.step(-10)

    def forward_ten(self) -> None:
        self._head.step(10)

    def play_back(self) -> None:
        self._head.shuttle(-1)

    def play_on(self) -> None:
        self._head.shuttle(1)

    def first(self) -> None:
        """The range's first frame; from there the clip's."""
        self._to_end(self._head.range_s[0], 0)

    def last(self) -> None:
        self._to_end(self._head.range_s[1], len(self._head.times) - 1)

    def _to_end(self, range_s: float, clip_frame: int) -> None:
        self._head.pause()
        frame = self._head.nearest_frame(range_s)
        self._head.seek_frame(clip_frame if frame == self._head.frame else frame)

    def previous_event(self) -> None:
        if self._window.comparing.active:
            self._window.comparing.to_moment(-1)
            return
        self._to_event(lambda frames, now: frames[frames < now][-1:])

    def next_event(self) -> None:
        if self._window.comparing.active:
            self._window.comparing.to_moment(1)
            return
        self._to_event(lambda frames, now: frames[frames > now][:1])

    def _to_event(self, choose: Callable[[np.ndarray, int], np.ndarray]) -> None:
        document = self._session.document
        known = document.analysis.events if document.analysis is not None else ()
        times_s = [*(event.time_s for event in known), *(marker.time_s for marker in document.edits.markers)]
        frames = np.unique([self._head.nearest_frame(time_s) for time_s in times_s])
        found = choose(frames, self._head.frame) if len(frames) else frames
        if len(found):
            self._head.pause()
            self._head.seek_frame(int(found[0]))

    def slower(self) -> None:
        self._head.set_speed(max((s for s in SPEEDS if s < self._head.speed), default=SPEEDS[0]))

    def faster(self) -> None:
        self._head.set_speed(min((s for s in SPEEDS if s > self._head.speed), default=SPEEDS[-1]))

    def mark_in(self) -> None:
        self._head.mark_in()

    def mark_out(self) -> None:
        self._head.mark_out()

    def loop(self, on: bool) -> None:
        self._head.toggle_loop(on)

    def loop_unit(self) -> None:
        if self._window.comparing.active:
            self._window.comparing.loop_unit()
            return
        unit = self._session.document.unit
        if unit is not None:
            self._head.set_loop(unit.start_s, unit.end_s)
            self._head.seek(unit.start_s)
            self._head.play()

    def clear_loop(self) -> None:
        self._head.set_loop(None, None)

    # -- working range and origin
    def range_from(self) -> None:
        """An end that lay before this frame gives way."""
        end = self._head.range_out
        self._head.set_range(self._head.time_s, end if end is not None and end >= self._head.time_s else None)

    def range_to(self) -> None:
        start = self._head.range_in
        self._head.set_range(start if start is not None and start <= self._head.time_s else None, self._head.time_s)

    def range_loop(self) -> None:
        """The loop has done its work then: what is left would loop the same part."""
        start, end = self._head.loop_in, self._head.loop_out
        if start is None and end is None:
            self._session.messages.tell("info", "Mark a part first: I and O, or a drag over the lanes or plots.")
            return
        snapped = [None if t is None else self._head.snapped(t) for t in (start, end)]
        self._head.set_range(snapped[0], snapped[1])
        self._head.set_loop(None, None)

    def range_all(self) -> None:
        self._head.set_range(None, None)

    def origin_here(self) -> None:
        self._session.document.clock.set_origin(self._head.time_s)

    def origin_reset(self) -> None:
        self._session.document.clock.set_origin(0.0)

    # -- view
    def select(self, on: bool) -> None:
        """The pick tool's counterpart: the two exclude each other."""

    def fit(self) -> None:
        self._window.video.fit()

    def actual_size(self) -> None:
        self._window.video.actual_size()

    def magnifier(self, on: bool) -> None:
        self._window.video.set_magnifier(on)

    def zoom_in(self) -> None:
        self._window.video.zoom(1.25)

    def zoom_out(self) -> None:
        self._window.video.zoom(0.8)

    def overlay(self, on: bool) -> None:
        self._window.show_overlay(on)

    def trail(self, on: bool) -> None:
        self._window.show_overlay(on)

    def raw(self, on: bool) -> None:
        self._session.document.set_raw(on)

    def all_time(self) -> None:
        self._window.time.show_all()

    def numbers(self, on: bool) -> None:
        self._window.show_part("numbers", on)

    def lanes(self, on: bool) -> None:
        self._window.show_part("lanes", on)

    def plots(self, on: bool) -> None:
        self._window.show_part("plots", on)

    def studies_larger(self, on: bool) -> None:
        """What is enlarged must be seen."""
        if on:
            self._window.acts["plots"].setChecked(True)
        self._window.desk.set_larger(on)

    def next_study(self) -> None:
        self._window.acts["plots"].setChecked(True)
        self._window.studies.next_page()

    def theme(self, light: bool) -> None:
        self._window.set_theme("light" if light else "dark")

    # -- help
    def catalogue(self) -> None:
        """Opens at the measure that is looked at."""
        self.explain(self._session.document.measure or "")

    def explain(self, measure: str) -> None:
        """Not in the table: a card asks what its number is."""
        from app.dialogs.catalogue import CatalogueDialog  # its pictures' rules are not needed to see a window

        CatalogueDialog(self._window.theme, measure, self._window).open()

    def palette(self) -> None:
        PaletteDialog(self._window.acts, self._window).open()

    def keys(self) -> None:
        KeysDialog(self._window).open()

    def about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(tr("About Plumbline"))
        box.setText(
            tr(
                "Plumbline {version}\n\nMeasures squats and sprints from video: motion, with an "
                "uncertainty on every number. It sees no force, no strength and no injury.",
                version=__version__,
            )
        )
        box.setInformativeText(
            tr("What the program did is written in {log}", log=log_file())
        )  # for who is asked for it
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.open()
