"""A comparison as a video: which part, how fast, what is on it, and whether faces may be seen."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app import preferences, recent
from app.dialogs.export_looks import PAUSE_S, SPEEDS
from app.dialogs.working import WorkingDialog
from app.export.compared import Pairing, write_compared
from app.export.encoder import Encoder
from app.export.job import Make
from app.export.scene import Look
from app.export.strip import StripStyle
from app.export.video import VideoStyle
from app.language.tr import tr
from core.export.outlet import Outlet, safe_name
from core.progress import Progress

_KEY: Final = "compare_video"


class CompareVideoDialog(WorkingDialog):
    """Asks how and where to, writes in a thread, tells what came of it; what was chosen is remembered.

    folder : where the file is proposed.
    """

    def __init__(self, pairing: Pairing, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(tr("Comparison as a video"), tr("Save as…"), parent)
        self._pairing, self._folder = pairing, folder
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
        self.private.setChecked(preferences.PRIVATE_EXPORTS.read() == "on")
        form.addRow(tr("Part"), self.part)
        form.addRow(tr("Speed"), self.speed)
        for box in (self.pause, self.figures, self.numbers, self.private):
            form.addRow(box)
        self.go.clicked.connect(self._ask)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.leave, self.go):
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
        self.show_running(False)

    # -- what was chosen
    def _boxes(self) -> dict[str, QCheckBox]:
        return {"pause": self.pause, "figures": self.figures, "numbers": self.numbers}

    def _recall(self) -> None:
        kept = recent.settings()
        for name, box in self._boxes().items():
            box.setChecked(str(kept.value(f"{_KEY}/{name}", "off" if name == "pause" else "on")) == "on")
        self.part.setCurrentIndex(max(0, self.part.findData(str(kept.value(f"{_KEY}/part", "unit")))))
        self.speed.setCurrentIndex(max(0, self.speed.findText(str(kept.value(f"{_KEY}/speed", "")))))

    def remember(self) -> None:
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
        self.remember()
        self._target = target
        self.begin(_job(target, self.pairing(), self.style_chosen()), tr("Cancelled: no file was made."))

    def enable_choices(self, on: bool) -> None:
        for widget in (self.part, self.speed, self.private, *self._boxes().values()):
            widget.setEnabled(on)

    def succeeded(self, encoder: object) -> None:
        assert isinstance(encoder, Encoder)
        by = tr("Video encoded by {name} ({licence}).", name=encoder.name, licence=encoder.licence)
        self.told.setText(tr("Saved {path}", path=self._target) + f". {by}")


def _job(target: Path, pairing: Pairing, style: VideoStyle) -> Make:
    privacy = preferences.privacy()

    def make() -> Generator[Progress, None, Encoder]:
        yield Progress("export", "Opening both clips")
        with Outlet(target.parent, force=True).place(target.name) as path:
            return (yield from write_compared(path, pairing, privacy, style))

    return make
