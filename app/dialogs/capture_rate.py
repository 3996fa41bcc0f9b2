"""The true rate of a slow-motion clip: the file's word, the camera's note, a usual rate, or any other."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.badges import NEAR, told_rate
from app.dialogs.buttons import apply_or_cancel
from app.dialogs.number_box import NumberBox
from app.language.tr import tr
from core.video.info import ClipInfo

PRESETS: Final = (60.0, 120.0, 240.0, 480.0)
MOST_FPS: Final = 10_000.0


class CaptureRateDialog(QDialog):
    """`capture_fps()` is what was chosen, None = as the file says. hint : why one may want to change it, or ""."""

    def __init__(self, info: ClipInfo, chosen: float | None, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("True frame rate"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._info = info
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(_words(
            tr("A phone plays slow motion slower than it was filmed. Give the rate at which it was filmed, "
            "and every time, speed and filter is right."), "muted",
        ))  # fmt: skip
        if hint:
            column.addWidget(_words(hint))
        self._group = QButtonGroup(self)
        self._rates: list[float | None] = []
        self._add(column, tr("As the file says: {fps:.4g} per second", fps=info.container_fps), None)
        told = told_rate(info)
        if told is not None:
            self._add(column, tr("As the camera noted in the file: {fps:.4g} per second", fps=told), told)
        presets = QGridLayout()
        column.addLayout(presets)
        for i, rate in enumerate(PRESETS):
            button = self._button(f"{rate:g}", rate)
            button.setAccessibleName(tr("{rate:g} per second", rate=rate))
            # less than the file's own rate would be a time-lapse
            button.setEnabled(rate > info.container_fps * (1 + NEAR))
            presets.addWidget(button, 0, i)
        other = QHBoxLayout()
        column.addLayout(other)
        self.other = self._button(tr("Another:"), 0.0)
        other.addWidget(self.other)
        self.rate = NumberBox()
        self.rate.setRange(max(info.container_fps, 0.01), MOST_FPS)
        self.rate.setDecimals(2)
        self.rate.setSuffix(f" {tr('per second')}")
        self.rate.setAccessibleName(tr("Another rate, pictures a second"))
        other.addWidget(self.rate, 1)
        self.meaning = _words("")
        self.meaning.setMinimumHeight(self.meaning.fontMetrics().lineSpacing() * 3)
        column.addWidget(self.meaning)
        column.addStretch(1)
        buttons = apply_or_cancel(self)
        column.addWidget(buttons)
        self.setFixedWidth(400)
        self._choose(chosen)
        self._group.idToggled.connect(self._explain)
        self.rate.valueChanged.connect(self._typed)
        self._explain()
        ticked = self._group.checkedButton()
        if ticked is not None:
            ticked.setFocus()

    def capture_fps(self) -> float | None:
        """None = as the file says."""
        if not self.other.isChecked():
            return self._rates[self._group.checkedId()]
        rate = float(self.rate.value())
        return None if abs(rate / self._info.container_fps - 1) < NEAR else rate

    def choices(self) -> list[QRadioButton]:
        return [b for b in self._group.buttons() if isinstance(b, QRadioButton)]

    def _add(self, column: QVBoxLayout, text: str, rate: float | None) -> None:
        column.addWidget(self._button(text, rate))

    def _button(self, text: str, rate: float | None) -> QRadioButton:
        button = QRadioButton(text)
        self._group.addButton(button, len(self._rates))
        self._rates.append(rate)
        return button

    def _choose(self, chosen: float | None) -> None:
        """Tick what holds now."""
        if chosen is not None:
            self.rate.setValue(chosen)
        for number, rate in enumerate(self._rates):
            if rate == chosen:
                self._group.button(number).setChecked(True)
                return
        self.other.setChecked(True)

    def _typed(self) -> None:
        self.other.setChecked(True)
        self._explain()

    def _explain(self, *_: object) -> None:
        rate, own = self.capture_fps(), self._info.container_fps
        length_s = self._info.duration_s / self._info.time_scale
        if rate is None:
            self.meaning.setText(tr("This clip lasts {seconds}, as the file says.", seconds=_seconds(length_s)))
            return
        self.meaning.setText(
            tr(
                "Slowed down {times:g} times: this clip then lasts {seconds}. At 1× it plays as "
                "fast as it happened; slower speeds show it in slow motion.",
                times=round(rate / own, 1),
                seconds=_seconds(length_s * own / rate),
            )
        )


def _seconds(length_s: float) -> str:
    return f"{length_s:.1f} s" if length_s >= 0.95 else f"{length_s:.2f} s"


def _words(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label
