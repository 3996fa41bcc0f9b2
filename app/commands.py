"""What every action does: one method per row of `app.actions`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app import shortcuts
from app.actions import keys_now, set_keys
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
from app.play_commands import PlayCommands
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


class Commands(PlayCommands, EditCommands, DrawCommands, ScaleCommands, CompareCommands, ExportCommands):
    """Acts on one window and its session."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._session = window.session

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
        self._window.picking.set_on(on)

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

    # -- athletes
    def history(self) -> None:
        from app.athletes.dialog import HistoryDialog

        name = self._session.document.options.athlete
        HistoryDialog(self._window.history, self._window.theme, name, self._window).open()

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

    def shortcuts(self) -> None:
        from app.dialogs.shortcuts import DEFAULTS, ShortcutsDialog

        def apply(keys: dict[str, tuple[str, ...]]) -> None:
            shortcuts.write(keys, DEFAULTS)
            set_keys(self._window.acts, keys)

        dialog = ShortcutsDialog(keys_now(), self._window)
        dialog.applied.connect(apply)
        dialog.open()

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
