"""How long what was marked on the picture is, in metres."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from app.dialogs.buttons import apply_or_cancel
from app.dialogs.number_box import NumberBox
from app.language.tr import tr

LONGEST_M = 500.0
WORDS = {
    "line": "The line must lie as far away as the athlete: along the way they run, or upright.",
    "plane": "The four corners of a rectangle on the ground the athlete runs over, such as the marks of a lane.",
}
ROWS = {"line": ("Length",), "plane": ("Corner 1 to 2", "Corner 2 to 3")}


class ScaleDialog(QDialog):
    """`lengths_m()` once accepted."""

    def __init__(self, kind: str, lengths_m: tuple[float, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Scale"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        form = QFormLayout(self)
        form.setContentsMargins(16, 16, 16, 16)
        form.setSpacing(8)
        words = QLabel(tr(WORDS[kind]))
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        form.addRow(words)
        self.fields: list[NumberBox] = []
        for i, name in enumerate(ROWS[kind]):
            field = NumberBox()
            field.setRange(0.0, LONGEST_M)
            field.setDecimals(2)
            field.setSuffix(" m")
            field.setSpecialValueText(tr("not known"))
            field.setAccessibleName(tr("{name} in metres", name=tr(name)))
            field.setValue(lengths_m[i] if i < len(lengths_m) else 0.0)
            field.valueChanged.connect(self._look)
            form.addRow(tr(name), field)
            self.fields.append(field)
        self._buttons = apply_or_cancel(self)
        form.addRow(self._buttons)
        self.setFixedWidth(360)
        self._look()
        self.fields[0].setFocus()

    def lengths_m(self) -> tuple[float, ...]:
        return tuple(field.value() for field in self.fields)

    def _look(self) -> None:
        """Without every length there is nothing to apply."""
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(all(v > 0 for v in self.lengths_m()))
