"""How fast pictures were taken that are to be one clip: pictures do not tell."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QWidget

from app import recent
from app.dialogs.buttons import apply_or_cancel
from app.dialogs.number_box import NumberBox
from app.language.tr import tr

USUAL_FPS: Final = 30.0
LEAST_FPS, MOST_FPS = 0.1, 10_000.0
_KEY: Final = "pictures/fps"


class PictureRateDialog(QDialog):
    """`capture_fps()` is what was chosen; it is proposed the next time.

    path : the folder, or one of the pictures.  count : how many they are.  chosen : the rate they are shown at, if any.
    """

    def __init__(self, path: Path, count: int, chosen: float | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Open pictures") if chosen is None else tr("True frame rate"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        form = QFormLayout(self)
        form.setContentsMargins(16, 16, 16, 16)
        form.setSpacing(8)
        if path.suffix and path.is_file():
            words = tr(
                "{name} is one of {count} numbered pictures. Open them all as one clip?", name=path.name, count=count
            )
        else:
            words = tr(
                "{name} holds {count} pictures. They become one clip, in the order of their names.",
                name=path.name,
                count=count,
            )
        self.words = QLabel(words)
        self.words.setWordWrap(True)
        form.addRow(self.words)
        self.rate = NumberBox()
        self.rate.setRange(LEAST_FPS, MOST_FPS)
        self.rate.setDecimals(2)
        self.rate.setSuffix(f" {tr('per second')}")
        self.rate.setToolTip(tr("How many pictures were taken in a second; every time and speed depends on it"))
        self.rate.setValue(usual_fps() if chosen is None else chosen)
        form.addRow(tr("Taken at"), self.rate)
        self.length = QLabel()
        self.length.setProperty("role", "muted")
        form.addRow(self.length)
        buttons = apply_or_cancel(self, tr("Open") if chosen is None else "")
        form.addRow(buttons)
        self._count = count
        self.rate.valueChanged.connect(self._explain)
        self.accepted.connect(self._remember)
        self._explain()
        self.setFixedWidth(400)
        self.rate.setFocus()
        self.rate.selectAll()

    def capture_fps(self) -> float:
        return float(self.rate.value())

    def _explain(self, *_: object) -> None:
        self.length.setText(tr("The clip then lasts {seconds:.2f} s.", seconds=self._count / self.capture_fps()))

    def _remember(self) -> None:
        recent.settings().setValue(_KEY, self.capture_fps())


def usual_fps() -> float:
    """The rate that was given last."""
    try:
        fps = float(str(recent.settings().value(_KEY, USUAL_FPS)))
    except ValueError:
        return USUAL_FPS
    return fps if LEAST_FPS <= fps <= MOST_FPS else USUAL_FPS
