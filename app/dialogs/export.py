"""What leaves the program, where to, and what may be seen of the athlete; with progress and cancel."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import preferences, recent
from app.dialogs.export_looks import Looks
from app.document import Unit
from app.export.job import ExportThread
from app.export.painted import Choices, everything
from app.export.snapshot import SnapshotStyle, key_moments
from app.language.tr import counted, said, tr
from app.views.toolbar import progress_words
from core.analysis import Analysis
from core.errors import UserError
from core.export.outlet import Outlet, TargetExistsError
from core.export.request import ExportRequest, Kind
from core.measures.kinogram import MovedTile
from core.measures.lanes import ALPHA
from core.paths import log_file
from core.progress import Progress

WHAT: tuple[tuple[str, str, str], ...] = (
    ("snapshot", "Picture of this frame", "With everything drawn on it and a strip that says whose, when, how sure"),
    ("key_frames", "Key frames of this rep or step", "One picture each"),
    ("sheet", "Key frames on one sheet", "Side by side"),
    ("report", "Report (PDF)", "A page for the athlete, the following ones for coach and physio"),
    ("kinogram", "Kinogram", "Five positions of a stride for each leg; the key frames of squats"),
    ("video", "Video (MP4)", "Skeleton, lanes and numbers burned in; every frame keeps its time"),
    ("xlsx", "Workbook (XLSX)", "One sheet per table"),
    ("csv", "Tables (CSV)", "Measures, events, curves and landmarks"),
    ("json", "analysis.json", "Everything measured, for programs"),
    ("trc", "Markers (TRC)", "For OpenSim, Pose2Sim and Kinovea"),
    ("mot", "Joint angles (MOT)", "For OpenSim"),
    ("c3d", "Markers and events (C3D)", "For motion laboratories"),
)
_PAINTED = ("snapshot", "key_frames", "sheet", "report", "video", "kinogram")


class ExportDialog(QDialog):
    """One list of what, one line of where, one switch for privacy; the work is done in a thread."""

    def __init__(
        self, analysis: Analysis, time_s: float, unit: Unit | None, style: SnapshotStyle, parent: QWidget | None = None,
        tiles: tuple[MovedTile, ...] = (), notes: str = "", alpha: float = ALPHA,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._analysis, self._time_s, self._unit = analysis, time_s, unit
        self._tiles, self._notes, self._alpha = tiles, notes, alpha
        self._thread: ExportThread | None = None
        self._outlet: Outlet | None = None
        self.boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(self._what())
        self.looks = Looks(analysis, style)
        column.addWidget(self.looks)
        column.addLayout(self._privacy())
        column.addLayout(self._where())
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("role", "muted")
        column.addWidget(self.bar)
        column.addWidget(self.told)
        column.addLayout(self._buttons())
        column.addStrut(560 - 32)  # at least so wide; a minimum of the dialog itself would cut longer words
        self.private.setChecked(preferences.PRIVATE_EXPORTS.read() == "on")  # it says what that means where `told` is
        self._show_running(False)
        self._changed()

    # -- made once
    def _what(self) -> QGridLayout:
        grid = QGridLayout()
        kept = recent.settings().value("export/kinds", "report")
        wanted = str(kept).split()
        rows = (len(WHAT) + 1) // 2
        for i, (name, text, help_text) in enumerate(WHAT):
            box = QCheckBox(tr(text))
            box.setToolTip(tr(help_text))
            box.setChecked(name in wanted)
            why = self._missing(name)
            if why:
                box.setChecked(False)
                box.setEnabled(False)
                box.setToolTip(why)
            box.toggled.connect(self._changed)
            self.boxes[name] = box
            grid.addWidget(box, i % rows, i // rows)
        return grid

    def _missing(self, name: str) -> str:
        """Why this clip has nothing for that file; "" where it has."""
        analysis = self._analysis
        if name in ("key_frames", "sheet", "kinogram") and self._unit is None:
            return tr("No rep and no step was counted in this clip.")
        if name in ("trc", "c3d", "mot") and not analysis.pose.frames_with_pose:
            return tr("Nobody was found in this clip.")
        if name == "mot" and analysis.view.label in ("front", "back"):
            return tr("Joint angles for OpenSim are those of the side view.")
        if name in _PAINTED and not analysis.clip.width_px:
            return tr("There is no video, only landmarks.")
        return ""

    def _privacy(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.private = QCheckBox(tr("Private: face blurred, names taken out"))
        self.private.setToolTip(tr("Holds for every export, until it is switched off"))
        told = tr("Whoever else is found, in a mirror too, is blurred as well. Look at it before it leaves.")
        self.private.setToolTip(f"{self.private.toolTip()}. {told}")
        self.private.toggled.connect(lambda on: self._say(told if on else ""))
        self.background = QComboBox()
        self.background.setAccessibleName(tr("Behind the skeleton"))
        for kept, text in preferences.BACKGROUND.choices.items():
            self.background.addItem(tr(text), kept)
        self.background.setCurrentIndex(self.background.findData(preferences.BACKGROUND.read()))
        row.addWidget(self.private)
        row.addStretch(1)
        row.addWidget(QLabel(tr("Behind the skeleton")))
        row.addWidget(self.background)
        return row

    def _where(self) -> QHBoxLayout:
        row = QHBoxLayout()
        kept = str(recent.settings().value("export/folder", "") or "")
        self.folder = QLineEdit(kept or str(self._analysis.clip.path.parent / "plumbline-exports"))
        self.folder.textChanged.connect(self._changed)
        browse = QPushButton(tr("Choose…"))
        browse.clicked.connect(self._browse)
        row.addWidget(QLabel(tr("Folder")))
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.open_folder = QPushButton(tr("Open the folder"))
        self.open_folder.clicked.connect(self._open)
        self.open_folder.hide()
        self.go = QPushButton(tr("Export"))
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.go.clicked.connect(lambda: self.start())
        self.leave = QPushButton(tr("Close"))
        self.leave.clicked.connect(self._left)
        for button in (self.open_folder, self.go, self.leave):
            button.setIcon(QIcon())
        row.addWidget(self.open_folder)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.go)
        return row

    # -- what was chosen
    def wanted(self) -> list[str]:
        return [name for name, box in self.boxes.items() if box.isChecked()]

    def request(self, force: bool = False) -> ExportRequest:
        kinds = frozenset(cast(Kind, name) for name in self.wanted() if name not in ("key_frames", "sheet"))
        folder = Path(self.folder.text().strip()).expanduser()
        at, privacy = (self._time_s,), preferences.privacy()
        return ExportRequest(
            self._analysis, kinds, folder, force, at, privacy, tiles=self._tiles, notes=self._notes,
            alpha=self._alpha,
        )  # fmt: skip

    def choices(self) -> Choices:
        looks, wanted = self.looks, self.wanted()
        keys: Sequence[tuple[str, float]] = key_moments(self._unit) if self._unit is not None else ()
        used = tuple(keys) if {"key_frames", "sheet"} & set(wanted) else ()
        return Choices(
            looks.snapshot(), looks.video(), looks.report(), used, "sheet" in wanted, "key_frames" in wanted,
            looks.ending(),
        )  # fmt: skip

    def _changed(self) -> None:
        self.go.setEnabled(bool(self.wanted()) and bool(self.folder.text().strip()))

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), self.folder.text())
        if name:
            self.folder.setText(name)

    def _remember(self) -> None:
        preferences.PRIVATE_EXPORTS.write("on" if self.private.isChecked() else "off")
        preferences.BACKGROUND.write(str(self.background.currentData()))
        self.looks.remember()
        recent.settings().setValue("export/kinds", " ".join(self.wanted()))
        recent.settings().setValue("export/folder", self.folder.text().strip())

    # -- the work
    def start(self, force: bool = False) -> None:
        """Begin; what is chosen is remembered for the next time."""
        if self._thread is not None:
            return
        self._remember()
        request, choices = self.request(force), self.choices()
        outlet = Outlet(request.folder, force)
        self._outlet = outlet
        thread = ExportThread(lambda: everything(request, choices, outlet), self)
        thread.progressed.connect(self._progressed)
        thread.succeeded.connect(self._succeeded)
        thread.failed.connect(self._failed)
        thread.cancelled.connect(lambda: self._say(tr("Cancelled. What was finished is in the folder.")))
        thread.finished.connect(self._ended)
        self._thread = thread
        self._show_running(True)
        thread.start()

    @property
    def running(self) -> bool:
        return self._thread is not None

    def stop(self) -> None:
        """Cancel and wait: for closing."""
        if self._thread is not None:
            self._thread.stop()
            self._ended()

    def _show_running(self, on: bool) -> None:
        self.bar.setVisible(on)
        for box in (*self.boxes.values(), self.private, self.background, self.folder, self.looks):
            box.setEnabled(not on and not (box in self.boxes.values() and self._missing(self._name(box))))
        self.go.setVisible(not on)
        self.leave.setText(tr("Cancel") if on else tr("Close"))

    def _name(self, box: QWidget) -> str:
        return next(name for name, one in self.boxes.items() if one is box)

    def _progressed(self, progress: Progress) -> None:
        self.bar.setValue(round(1000 * progress.share))
        self.told.setText(progress_words(progress))

    def _succeeded(self, remarks: object) -> None:
        placed = self._outlet.placed if self._outlet is not None else []
        where = placed[0].parent if placed else self.folder.text()
        count = counted(len(placed), "{n} file in {folder}.", "{n} files in {folder}.", n=len(placed), folder=where)
        lacking = self._outlet.lacking if self._outlet is not None else []
        more = " ".join(
            [
                *(map(said, remarks) if isinstance(remarks, list) else []),
                *(tr("Not made: {why}.", why=said(line)) for line in lacking),
            ]
        )
        self._say(f"{count} {more}".strip())
        self.open_folder.setVisible(bool(placed))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, TargetExistsError):
            self._ask(error)
        elif isinstance(error, UserError):
            self._say(said(error.sentence))
        else:
            import logging

            logging.getLogger(__name__).error("export failed", exc_info=error)
            self._say(tr("Something went wrong inside the program. The details are in {file}.", file=log_file()))

    def _ask(self, error: TargetExistsError) -> None:
        """Replace, or choose another folder: nothing is overwritten unasked."""
        self._say("")
        self.question = QMessageBox(self)
        self.question.setIcon(QMessageBox.Icon.NoIcon)
        self.question.setWindowTitle(tr("Export"))
        self.question.setText(f"{error.where}: {said(error.what)}.")
        replace_them = self.question.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        self.question.addButton(tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        replace_them.clicked.connect(lambda: self._again())
        self.question.open()

    def _again(self) -> None:
        self.stop()
        self.start(force=True)

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()
        self._show_running(False)

    def _say(self, text: str) -> None:
        self.told.setText(text)

    # -- leaving
    def _open(self) -> None:
        if self._outlet is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._outlet.folder)))

    def _left(self) -> None:
        if self._thread is not None:
            self._thread.requestInterruption()
        else:
            self.reject()

    def reject(self) -> None:
        """What is switched here holds, also where nothing was exported."""
        self._remember()
        self.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)
