"""Who is filmed: name and standing height."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from app.dialogs.buttons import apply_or_cancel
from app.dialogs.height_box import HeightBox
from app.document import Options
from app.language.tr import tr
from core.kinematics.scale import LOWEST_M, TALLEST_M


class AthleteDialog(QDialog):
    """Everything may stay empty; `options()` is what was chosen."""

    def __init__(self, options: Options, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Athlete"))
        self._options = options
        form = QFormLayout(self)
        form.setContentsMargins(16, 16, 16, 16)
        form.setSpacing(8)
        self.name = QLineEdit(options.athlete or "")
        self.tall = HeightBox()
        self.tall.setSpecialValueText(tr("not known"))
        self.tall.setValue(options.height_m or 0)
        self.tall.setToolTip(tr("Standing height without shoes, 1.82 or 182: gives distances and speeds in metres"))
        form.addRow(tr("Name"), self.name)
        form.addRow(tr("Height"), self.tall)
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        form.addRow(self.note)
        buttons = apply_or_cancel(self)
        form.addRow(buttons)
        self._apply = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.tall.lineEdit().textChanged.connect(self._tell)
        self._tell()
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)

    def _tell(self) -> None:
        """What is nobody's height is said, and not taken for "not known" without a word."""
        fits = self.tall.hasAcceptableInput()
        wanted = tr("A height is {least:g} to {most:g} m: 1.82 or 182.", least=LOWEST_M, most=TALLEST_M)
        self.note.setText(tr("Changing the height measures the clip again.") if fits else wanted)
        self._apply.setEnabled(fits)

    def options(self) -> Options:
        self.tall.interpretText()
        return replace(
            self._options,
            athlete=self.name.text().strip() or None,
            height_m=self.tall.value() or None,
        )
