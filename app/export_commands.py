"""What the actions for everything that leaves the program do; `app.commands.Commands` inherits them."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from app import preferences
from app.language.tr import tr
from core.analysis import Analysis
from core.errors import UserError
from core.progress import Progress

if TYPE_CHECKING:
    from app.dialogs.export import ExportDialog
    from app.export.job import ExportThread
    from app.export.scene import Extra
    from app.export.snapshot import Snapshots, SnapshotStyle
    from app.frames import Picture
    from app.window import Window
    from core.export.privacy import Privacy
    from core.video.reader import FrameReader

MARKERS = (".trc", ".c3d")  # of another program
NOT_YET = UserError("nothing is analysed yet", "wait until the analysis is finished, or press Analyse")


class ExportCommands:
    """Snapshots and copies of what is shown, and the dialog for all the rest; the work is done in threads."""

    _window: "Window"
    _export_thread: "ExportThread | None" = None
    _export_dialog: "ExportDialog | None" = None

    # -- pictures of the shown frame
    def snapshot(self) -> None:
        """Ask where to, then make it: the frame at full size as it is seen."""
        document = self._window.session.document
        if document.path is None or self._window.video.picture is None:
            return
        if document.analysis is None and preferences.privacy().on:
            self._window.session.messages.error(NOT_YET)  # nobody knows yet where the face is
            return
        from core.export.outlet import safe_name

        time_s = self._window.video.picture.time_s
        stem = safe_name(document.path.stem) if preferences.privacy().names else "snapshot"
        proposal = document.path.with_name(f"{stem} {document.clock.shown(time_s):.3f}s.png")
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            tr("Save this picture"),
            str(proposal),
            f"{tr('Pictures')} (*.png *.jpg);;{tr('Drawing alone')} (*.svg)",
        )
        if not name:
            return
        target = Path(name) if Path(name).suffix else Path(name).with_suffix(".png")
        if document.analysis is None:
            self._save_shown(target)
        else:
            self.save_snapshot(document.analysis, time_s, target)

    def _save_shown(self, target: Path) -> None:
        """Before the analysis: the frame as it stands in the window."""
        image = self._window.video.render_image()
        if image is None:
            return

        def make() -> Generator[Progress, None, object]:
            from app.export.images import save
            from core.export.outlet import Outlet

            yield Progress("export", "Saving the picture")
            with Outlet(target.parent, force=True).place(target.name) as path:
                save(image, path)
            return target

        self.run(make, lambda made: self._window.session.messages.tell("info", f"Saved {made}"))

    def save_snapshot(self, analysis: Analysis, time_s: float, target: Path) -> None:
        """The person has said already that a file there may be replaced: the system's dialog asks."""
        style, privacy, shown = self._snapshot_style(), preferences.privacy(), self._window.video.picture

        def make() -> Generator[Progress, None, object]:
            from app.export.images import save
            from app.export.snapshot import overlay_svg
            from core.export.outlet import Outlet

            yield Progress("export", "Saving the picture")
            with Outlet(target.parent, force=True).place(target.name) as path:
                if target.suffix.lower() == ".svg":
                    size = (analysis.clip.width_px, analysis.clip.height_px)
                    scene = _maker(analysis, None, privacy, style).scene
                    path.write_bytes(overlay_svg(scene, time_s, size, "Plumbline"))
                else:
                    save(_image(analysis, shown, time_s, privacy, style), path)
            return target

        self.run(make, lambda made: self._window.session.messages.tell("info", f"Saved {made}"))

    def copy_snapshot(self) -> None:
        document, picture = self._window.session.document, self._window.video.picture
        if document.path is None or picture is None:
            return
        if document.analysis is None:
            self._window.session.messages.error(NOT_YET)
            return
        analysis, style, privacy, time_s = (
            document.analysis,
            self._snapshot_style(),
            preferences.privacy(),
            picture.time_s,
        )

        def make() -> Generator[Progress, None, object]:
            yield Progress("export", "Copying the picture")
            return _image(analysis, picture, time_s, privacy, style)

        def done(image: object) -> None:
            assert isinstance(image, QImage)
            QGuiApplication.clipboard().setImage(image)
            self._window.session.messages.tell("info", "The picture is on the clipboard.")

        self.run(make, done)

    def _snapshot_style(self) -> "SnapshotStyle":
        """As it is seen: what is switched on, the chosen measure first."""
        from app.choice import split
        from app.export.chosen import chosen_numbers
        from app.export.scene import Look
        from app.export.snapshot import SnapshotStyle, load_logo

        window, document = self._window, self._window.session.document
        look = Look(
            overlay=window.acts["overlay"].isChecked(), trails=window.acts["trail"].isChecked(), raw=document.raw,
            knees=window.studies.shows("knees"),
            measure=document.measure, extra=self._drawings(),
        )  # fmt: skip
        chosen = chosen_numbers(document.analysis) if document.analysis is not None else ()
        if document.measure is not None and document.analysis is not None and document.unit is not None:
            leading = chosen or split(document.analysis, document.unit.metrics, 3)[0]
            chosen = (document.measure, *(name for name in leading if name != document.measure))
        logo = load_logo(preferences.LOGO.read())
        return SnapshotStyle(look, chosen=chosen, logo=logo, contact=preferences.CONTACT.read())

    def _drawings(self, hidden_too: bool = False) -> "Extra | None":
        """What was drawn by hand, where it is shown."""
        from app.export.drawings import drawn

        board, analysis = self._window.drawing.board, self._window.session.document.analysis
        return drawn(board.annotations, analysis) if (board.shown or hidden_too) and analysis is not None else None

    # -- tables and curves
    def copy_table(self) -> None:
        from app.export.clipboard import table_data

        self._copy(table_data, tr("The numbers are on the clipboard: paste them into a spreadsheet or a page."))

    def copy_plots(self) -> None:
        from app.export.clipboard import curves_data

        shown = self._window.plots.shown if self._window.plots is not None else []
        self._copy(lambda analysis: curves_data(analysis, shown), tr("The curves are on the clipboard."))

    def _copy(self, make: Callable[[Analysis], QMimeData], told: str) -> None:
        analysis, messages = self._window.session.document.analysis, self._window.session.messages
        try:
            if analysis is None:
                raise NOT_YET
            QGuiApplication.clipboard().setMimeData(make(analysis))
        except UserError as error:
            messages.error(error)
            return
        messages.tell("info", told)

    # -- curves of other programs
    def import_curves(self) -> None:
        """Ask for a file; where one is shown already, take it away."""
        analysis, plots = self._window.session.document.analysis, self._window.plots
        if analysis is None or plots is None:
            self._window.session.messages.error(NOT_YET)
        elif plots.reference is not None:
            plots.set_reference(None)
        else:
            name, _ = QFileDialog.getOpenFileName(
                self._window,
                tr("Compare with another program"),
                str(analysis.clip.path.parent),
                f"{tr('Markers')} ({' '.join(f'*{ending}' for ending in MARKERS)})",
            )
            if name:
                self.show_curves_of(Path(name), analysis)

    def take_markers(self, dropped: Sequence[Path]) -> bool:
        """Whether another program's markers were dropped on a measured clip: their curves are laid over its own."""
        analysis = self._window.session.document.analysis
        if analysis is None or not self.takes_markers(dropped):
            return False
        self.show_curves_of(dropped[0], analysis)
        return True

    def takes_markers(self, dragged: Sequence[Path]) -> bool:
        """Whether that would be done with these files."""
        theirs = len(dragged) == 1 and dragged[0].suffix.lower() in MARKERS
        return theirs and self._window.session.document.analysis is not None and self._window.plots is not None

    def show_curves_of(self, path: Path, analysis: Analysis) -> None:
        """Measured by our own formulas from the other program's markers, so that only the markers differ."""

        def make() -> Generator[Progress, None, object]:
            from core import pipeline
            from core.compare.reference import laid_over

            movement = analysis.movement if analysis.movement != "none" else "auto"
            theirs = yield from pipeline.measure(pipeline.LandmarkRequest(path, movement))
            told = ("knee_flexion_deg", "thigh_forward_deg")
            names = [name for name in analysis.series.values if name.endswith(told)]
            return laid_over(path.name, theirs.series, analysis.series, names)

        self.run(make, self._show_reference)

    def _show_reference(self, reference: object) -> None:
        from core.compare.reference import Reference

        plots = self._window.plots
        if plots is None or not isinstance(reference, Reference):
            return
        plots.set_reference(reference)
        if np.isfinite(reference.likeness):
            told = tr(
                "moved by {time} s, where the curves fit best",
                time=f"{reference.moved_s:+.3f}".replace("-", "\N{MINUS SIGN}"),
            )
        else:
            told = tr("at the file's own times: no shift fitted")
        self._window.session.messages.tell("info", tr("Dotted: {name}, {told}.", name=reference.name, told=told))

    # -- everything else
    def export(self) -> None:
        from app.dialogs.export import ExportDialog

        document = self._window.session.document
        if document.path is None:
            return
        if document.analysis is None:
            self._window.session.messages.error(NOT_YET)
            return
        picture = self._window.video.picture
        time_s = picture.time_s if picture is not None else float(document.analysis.raw.time_s[0])
        style, edits = self._snapshot_style(), document.edits
        style = replace(style, look=replace(style.look, extra=self._drawings(hidden_too=True)))
        notes, steps = document.options.notes, edits.kinogram_steps
        dialog = ExportDialog(
            document.analysis, time_s, document.unit, style, self._window, edits.tiles, notes, document.alpha, steps,
            edits.markers,
        )  # fmt: skip
        dialog.finished.connect(self.privacy_changed)
        self._export_dialog = dialog
        dialog.open()

    def private_exports(self, on: bool) -> None:
        preferences.PRIVATE_EXPORTS.write("on" if on else "off")
        self.privacy_changed()

    def privacy_changed(self) -> None:
        """The badge and the tick say what the next export does."""
        on = preferences.PRIVATE_EXPORTS.read() == "on"
        if self._window.acts["private_exports"].isChecked() != on:
            self._window.acts["private_exports"].setChecked(on)
        self._window.show_badges()

    # -- threads
    def run(self, make: "Callable[[], Generator[Progress, None, object]]", done: Callable[[object], None]) -> None:
        """One at a time; what came of it is told in the window."""
        from app.export.job import ExportThread

        if self._export_thread is not None:
            return
        thread = ExportThread(make, self._window)
        thread.succeeded.connect(done)
        thread.failed.connect(self._window.session.messages.error)
        thread.finished.connect(self._export_ended)
        self._export_thread = thread
        thread.start()

    def _export_ended(self) -> None:
        thread, self._export_thread = self._export_thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()

    def stop_exports(self) -> None:
        """Cancel and wait: for closing the window."""
        if self._export_thread is not None:
            self._export_thread.stop()
            self._export_ended()
        if self._export_dialog is not None:
            self._export_dialog.stop()
            self._export_dialog = None


def _image(
    analysis: Analysis, shown: "Picture | None", time_s: float, privacy: "Privacy", style: "SnapshotStyle"
) -> QImage:  # fmt: skip
    """The frame on the screen where it is there with every pixel, else decoded once more."""
    from app.export.images import to_array
    from app.export.opened import fps_of, opened
    from core.video.reader import Frame

    if shown is not None and shown.full and shown.exact and abs(shown.time_s - time_s) < 1e-6:
        rgb = np.ascontiguousarray(to_array(shown.image)[..., 2::-1])
        with closing(_maker(analysis, None, privacy, style)) as maker:
            return maker.of(Frame(shown.number, shown.time_s, 0, rgb))
    with (
        opened(analysis.clip.path, fps_of(analysis.clip)) as reader,
        closing(_maker(analysis, reader, privacy, style)) as maker,
    ):
        return maker.at(time_s)


def _maker(
    analysis: Analysis, reader: "FrameReader | None", privacy: "Privacy", style: "SnapshotStyle"
) -> "Snapshots":  # fmt: skip
    from app.export.snapshot import Snapshots

    return Snapshots(analysis, reader, privacy, style)
