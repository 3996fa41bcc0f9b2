"""What leaves the program, where to, and what may be seen of the athlete; with progress and cancel."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import preferences, recent
from app.dialogs.export_looks import Looks
from app.dialogs.working import WorkingDialog
from app.document import Unit
from app.export.painted import Choices, everything
from app.export.snapshot import SnapshotStyle, key_moments
from app.language.tr import counted, said, tr
from core.analysis import Analysis
from core.edits.events import Marker
from core.export.outlet import Outlet, TargetExistsError
from core.export.request import ExportRequest, Kind
from core.measures.kinogram import MovedTile, ShownStep
from core.measures.overlap import ALPHA

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


class ExportDialog(WorkingDialog):
    """One list of what, one line of where, one switch for privacy; the work is done in a thread."""

    def __init__(
        self, analysis: Analysis, time_s: float, unit: Unit | None, style: SnapshotStyle, parent: QWidget | None = None,
        tiles: tuple[MovedTile, ...] = (), notes: str = "", alpha: float = ALPHA,
        steps: tuple[ShownStep, ...] = (), markers: tuple[Marker, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(tr("Export"), tr("Export"), parent)
        self._analysis, self._time_s, self._unit = analysis, time_s, unit
        self._tiles, self._notes, self._alpha, self._steps, self._markers = tiles, notes, alpha, steps, markers
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
        column.addWidget(self.bar)
        column.addWidget(self.told)
        column.addLayout(self._buttons())
        column.addStrut(560 - 32)  # at least so wide; a minimum of the dialog itself would cut longer words
        self.private.setChecked(preferences.PRIVATE_EXPORTS.read() == "on")  # it says what that means where `told` is
        self.show_running(False)
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
        self.folder.setAccessibleName(tr("Folder"))
        self.folder.textChanged.connect(self._changed)
        browse = self.browse = QPushButton(tr("Choose…"))
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
        self.go.clicked.connect(lambda: self.start())
        self.open_folder.setIcon(QIcon())
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
            alpha=self._alpha, kinogram_steps=self._steps, markers=self._markers,
        )  # fmt: skip

    def choices(self) -> Choices:
        looks, wanted = self.looks, self.wanted()
        keys = key_moments(self._unit, self._analysis.raw.time_s) if self._unit is not None else []
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

    def remember(self) -> None:
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
        self.remember()
        request, choices = self.request(force), self.choices()
        outlet = Outlet(request.folder, force)
        self._outlet = outlet
        told = tr("Cancelled. What was finished is in the folder.")
        self.begin(lambda: everything(request, choices, outlet), told)

    def enable_choices(self, on: bool) -> None:
        for box in (*self.boxes.values(), self.private, self.background, self.folder, self.browse, self.looks):
            box.setEnabled(on and not (box in self.boxes.values() and self._missing(self._name(box))))

    def _name(self, box: QWidget) -> str:
        return next(name for name, one in self.boxes.items() if one is box)

    def succeeded(self, remarks: object) -> None:
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

    def failed(self, error: Exception) -> None:
        if isinstance(error, TargetExistsError):
            self._ask(error)
        else:
            super().failed(error)

    def _ask(self, error: TargetExistsError) -> None:
        """Replace, or choose another folder: nothing is overwritten unasked."""
        self._say("")
        self.question = QMessageBox(self)
        self.question.setIcon(QMessageBox.Icon.NoIcon)
        self.question.setWindowTitle(tr("Export"))
        self.question.setText(f"{error.where}: {said(error.what)}.")
        replace_them = self.question.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        keep_them = self.question.addButton(tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        self.question.setDefaultButton(keep_them)  # who only presses Enter takes nothing away
        replace_them.clicked.connect(lambda: self._again())
        self.question.open()

    def _again(self) -> None:
        self.stop()
        self.start(force=True)

    def _say(self, text: str) -> None:
        self.told.setText(text)

    def _open(self) -> None:
        if self._outlet is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._outlet.folder)))
