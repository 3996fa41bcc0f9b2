"""A comparison as a video: which part, how fast, what is on it, and whether faces may be seen."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import preferences, recent
from app.dialogs.export_looks import PAUSE_S, SPEEDS
from app.export.compared import Pairing, write_compared
from app.export.encoder import Encoder
from app.export.job import ExportThread, Make
from app.export.scene import Look
from app.export.strip import StripStyle
from app.export.video import VideoStyle
from app.language.tr import said, tr
from app.views.toolbar import progress_words
from core.errors import UserError
from core.export.outlet import Outlet, safe_name
from core.paths import log_file
from core.progress import Progress

_KEY: Final = "compare_video"


class CompareVideoDialog(QDialog):
    """Asks how and where to, writes in a thread, tells what came of it; what was chosen is remembered.

    folder : where the file is proposed.
    """

    def __init__(self, pairing: Pairing, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Comparison as a video"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._pairing, self._folder = pairing, folder
        self._thread: ExportThread | None = None
        self._target: Path | None = None
        form = QFormLayout()
        form.setSpacing(8)
        self.part = QComboBox()
        word = tr("this rep") if pairing.a.unit is not None and pairing.a.unit.word == "Rep" else tr("this stride")
        near = word if pairing.a.unit is not None else tr("around the frames shown")
        self.part.addItem(near[:1].upper() + near[1:], "unit")
        self.part.addItem(tr("Everything both clips show"), "all")
        self.speed = QComboBox()
        for text, factor in SPEEDS:
            self.speed.addItem(tr(text), factor)
        self.pause = QCheckBox(tr("Pause where the two are lined up"))
        self.figures = QCheckBox(tr("Skeletons and angles"))
        self.numbers = QCheckBox(tr("Numbers"))
        self.private = QCheckBox(tr("Private: face blurred, names taken out"))
        self.private.setChecked(preferences.PRIVATE_EXPORTS.read() == "on")
        self.private.setToolTip(tr("Holds for every export, until it is switched off"))
        form.addRow(tr("Part"), self.part)
        form.addRow(tr("Speed"), self.speed)
        for box in (self.pause, self.figures, self.numbers, self.private):
            form.addRow(box)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("role", "muted")
        self.go = QPushButton(tr("Save as…"))
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.go.clicked.connect(self._ask)
        self.leave = QPushButton(tr("Close"))
        self.leave.clicked.connect(self._left)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.leave, self.go):
            button.setIcon(QIcon())
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self.bar)
        column.addWidget(self.told)
        column.addLayout(row)
        column.addStrut(400 - 32)
        self._recall()
        self._show_running(False)

    # -- what was chosen
    def _boxes(self) -> dict[str, QCheckBox]:
        return {"pause": self.pause, "figures": self.figures, "numbers": self.numbers}

    def _recall(self) -> None:
        kept = recent.settings()
        for name, box in self._boxes().items():
            box.setChecked(str(kept.value(f"{_KEY}/{name}", "off" if name == "pause" else "on")) == "on")
        self.part.setCurrentIndex(max(0, self.part.findData(str(kept.value(f"{_KEY}/part", "unit")))))
        self.speed.setCurrentIndex(max(0, self.speed.findText(str(kept.value(f"{_KEY}/speed", "")))))

    def _remember(self) -> None:
        kept = recent.settings()
        for name, box in self._boxes().items():
            kept.setValue(f"{_KEY}/{name}", "on" if box.isChecked() else "off")
        kept.setValue(f"{_KEY}/part", self.part.currentData())
        kept.setValue(f"{_KEY}/speed", self.speed.currentText())
        preferences.PRIVATE_EXPORTS.write("on" if self.private.isChecked() else "off")

    def style_chosen(self) -> VideoStyle:
        return VideoStyle(
            Look(overlay=self.figures.isChecked()),
            StripStyle(False, self.numbers.isChecked()),
            float(self.speed.currentData()),
            PAUSE_S if self.pause.isChecked() else 0.0,
        )

    def pairing(self) -> Pairing:
        return self._pairing if self.part.currentData() == "unit" else replace(self._pairing, span_s=None)

    def proposal(self) -> Path:
        """Two names, or none where names are taken out."""
        a, b = self._pairing.a.path, self._pairing.b.path
        name = tr("comparison") if self.private.isChecked() else tr("{clip} against {other}", clip=a.stem, other=b.stem)
        return self._folder / f"{safe_name(name)}.mp4"

    # -- the work
    def _ask(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save the comparison"), str(self.proposal()), tr("Videos (*.mp4)")
        )
        if name:
            self.start(Path(name) if Path(name).suffix.lower() == ".mp4" else Path(f"{name}.mp4"))

    def start(self, target: Path) -> None:
        """The person has said already that a file there may be replaced: the system's dialog asks."""
        if self._thread is not None:
            return
        self._remember()
        self._target = target
        thread = ExportThread(_job(target, self.pairing(), self.style_chosen()), self)
        thread.progressed.connect(self._progressed)
        thread.succeeded.connect(self._succeeded)
        thread.failed.connect(self._failed)
        thread.cancelled.connect(lambda: self.told.setText(tr("Cancelled: no file was made.")))
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
        for widget in (self.part, self.speed, self.private, *self._boxes().values()):
            widget.setEnabled(not on)
        self.go.setVisible(not on)
        self.leave.setText(tr("Cancel") if on else tr("Close"))

    def _progressed(self, progress: Progress) -> None:
        self.bar.setValue(round(1000 * progress.share))
        self.told.setText(progress_words(progress))

    def _succeeded(self, encoder: object) -> None:
        assert isinstance(encoder, Encoder)
        by = tr("Video encoded by {name} ({licence}).", name=encoder.name, licence=encoder.licence)
        self.told.setText(tr("Saved {path}", path=self._target) + f". {by}")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.told.setText(said(error.sentence))
            return
        import logging

        logging.getLogger(__name__).error("the comparison was not written", exc_info=error)
        self.told.setText(tr("Something went wrong inside the program. The details are in {path}.", path=log_file()))

    def _ended(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            thread.deleteLater()
        self._show_running(False)

    # -- leaving
    def _left(self) -> None:
        if self._thread is not None:
            self._thread.requestInterruption()
        else:
            self.reject()

    def reject(self) -> None:
        self._remember()
        self.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)


def _job(target: Path, pairing: Pairing, style: VideoStyle) -> Make:
    privacy = preferences.privacy()

    def make() -> Generator[Progress, None, Encoder]:
        yield Progress("export", "Opening both clips")
        with Outlet(target.parent, force=True).place(target.name) as path:
            return (yield from write_compared(path, pairing, privacy, style))

    return make
