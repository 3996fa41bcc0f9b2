"""How what is painted looks when it leaves: what is on pictures and video, speed, paper; remembered."""

from dataclasses import replace
from typing import Final, cast

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from app import preferences, recent
from app.dialogs.numbers import NumbersDialog
from app.export.chosen import chosen_numbers, keep_numbers
from app.export.report import Paper, ReportStyle
from app.export.snapshot import SnapshotStyle
from app.export.strip import StripStyle
from app.export.video import VideoStyle
from app.language.tr import tr
from core.analysis import Analysis

SPEEDS: Final = (("As filmed", 1.0), ("Half speed", 2.0), ("Quarter speed", 4.0), ("Eighth of the speed", 8.0))
ENDINGS: Final = ((".png", "PNG"), (".jpg", "JPEG"), (".svg", "SVG, the drawing alone"))
PAUSE_S: Final = 1.5
# name -> words, what it does, on unless somebody said otherwise
PARTS: Final = {
    "skeleton": ("Skeleton", "Skeleton and angles on pictures and video", True),
    "drawings": ("Drawings", "What was drawn by hand, on pictures and video", True),
    "lanes": ("Lanes", "The lanes under the video, with a cursor", True),
    "numbers": ("Numbers", "Numbers under pictures and video", True),
    "pause": ("Pause on key frames", "The video stands still for a moment there", False),
}
_KEY: Final = "export/"


class Looks(QWidget):
    """style : as it is seen in the window; what is ticked here goes before it."""

    def __init__(self, analysis: Analysis, style: SnapshotStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis, self._style = analysis, style
        kept = recent.settings()
        self.parts: dict[str, QCheckBox] = {}
        for name, (text, help_text, on) in PARTS.items():
            box = QCheckBox(tr(text))
            box.setToolTip(tr(help_text))
            box.setChecked(str(kept.value(_KEY + name, "on" if on else "off")) == "on")
            self.parts[name] = box
        if style.look.extra is None:
            self.parts["drawings"].setEnabled(False)
            self.parts["drawings"].setToolTip(tr("Nothing is drawn on this clip."))
        self.which = QPushButton()
        self.which.setToolTip(tr("Choose the numbers that stand under pictures and videos"))
        self.which.clicked.connect(self._choose)
        self.speed = self._box([(tr(text), factor) for text, factor in SPEEDS], tr("Speed of the video"))
        self.speed.setCurrentIndex(max(0, self.speed.findData(_number(kept.value(_KEY + "speed", 1.0)))))
        self.pictures = self._box([(tr(text), ending) for ending, text in ENDINGS], tr("Kind of picture"))
        self.pictures.setCurrentIndex(max(0, self.pictures.findData(str(kept.value(_KEY + "pictures", ".png")))))
        self.paper = self._box([(tr(t), k) for k, t in preferences.PAPER.choices.items()], tr("Paper of the report"))
        self.paper.setCurrentIndex(self.paper.findData(preferences.PAPER.read()))
        self._lay_out()
        self._tell_numbers()

    @staticmethod
    def _box(items: list[tuple[str, object]], name: str) -> QComboBox:
        box = QComboBox()
        for text, data in items:
            box.addItem(text, data)
        box.setAccessibleName(name)
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        rows: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            (tr("On it"), (*(self.parts[n] for n in ("skeleton", "drawings", "lanes", "numbers")), self.which)),
            (tr("Video"), (self.speed, self.parts["pause"], QLabel(tr("Pictures")), self.pictures)),
            (tr("Report"), (self.paper,)),
        )
        for i, (word, widgets) in enumerate(rows):
            grid.addWidget(QLabel(word), i, 0)
            line = QHBoxLayout()
            line.setSpacing(8)
            for widget in widgets:
                line.addWidget(widget)
            line.addStretch(1)
            grid.addLayout(line, i, 1)

    # -- what was chosen
    def on(self, name: str) -> bool:
        return self.parts[name].isChecked()

    def snapshot(self) -> SnapshotStyle:
        seen = self._style.look
        look = replace(seen, overlay=self.on("skeleton"), extra=seen.extra if self.on("drawings") else None)
        return replace(self._style, look=look, numbers=self.on("numbers"), chosen=self._chosen())

    def video(self) -> VideoStyle:
        strip = StripStyle(self.on("lanes"), self.on("numbers"), self._chosen())
        pause_s = PAUSE_S if self.on("pause") else 0.0
        return VideoStyle(self.snapshot().look, strip, float(self.speed.currentData()), pause_s)

    def report(self) -> ReportStyle:
        return ReportStyle(cast(Paper, self.paper.currentData()), self._style.logo, self._style.contact)

    def ending(self) -> str:
        return str(self.pictures.currentData())

    def _chosen(self) -> tuple[str, ...]:
        return chosen_numbers(self._analysis) or self._style.chosen

    def remember(self) -> None:
        kept = recent.settings()
        for name, box in self.parts.items():
            kept.setValue(_KEY + name, "on" if box.isChecked() else "off")
        kept.setValue(_KEY + "speed", self.speed.currentData())
        kept.setValue(_KEY + "pictures", self.ending())
        preferences.PAPER.write(str(self.paper.currentData()))

    # -- which numbers
    def _choose(self) -> None:
        dialog = NumbersDialog(self._analysis, chosen_numbers(self._analysis), self)
        dialog.accepted.connect(lambda: self.take_numbers(dialog.names()))
        dialog.open()
        self.dialog = dialog

    def take_numbers(self, names: tuple[str, ...]) -> None:
        keep_numbers(self._analysis, names)
        self._tell_numbers()

    def _tell_numbers(self) -> None:
        count = len(chosen_numbers(self._analysis))
        self.which.setText(tr("{count} numbers…", count=count) if count else tr("Leading numbers…"))


def _number(kept: object) -> float:
    try:
        return float(str(kept))
    except ValueError:
        return 1.0
