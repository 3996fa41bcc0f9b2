"""What is set once for all clips. Applied when accepted, remembered by who applies it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.buttons import apply_or_cancel
from app.dialogs.number_box import set_in
from app.language.choice import LANGUAGE
from app.language.tr import tr
from app.preferences import CACHE_MB, CONTACT, HAND, LOGO, QUALITY, SIZE, OneOf, Whole, Words
from app.theme import ThemeName


class PreferencesDialog(QDialog):
    """A form with a line for each setting and a muted sentence under those that need one."""

    def __init__(self, theme: ThemeName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        page = QWidget()
        self._form = QFormLayout(page)
        self._form.setContentsMargins(16, 16, 16, 8)
        self._form.setSpacing(8)
        self.theme = QComboBox()
        self.theme.addItem(tr("Dark", "theme"), "dark")
        self.theme.addItem(tr("Light", "theme"), "light")
        self.theme.setCurrentIndex(self.theme.findData(theme))
        self._form.addRow(tr("Theme"), self.theme)
        self.size_ = self._one_of(SIZE)
        self.language = self._one_of(LANGUAGE)
        self.hand = self._one_of(HAND)
        self.quality = self._one_of(QUALITY)
        self.cache_mb = self._whole(CACHE_MB)
        self.contact = self._words(CONTACT)
        self.logo = self._words(LOGO, browse=True)
        buttons = apply_or_cancel(self)
        scrolled = QScrollArea()  # on a low screen no line is squeezed
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(page)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 16)
        foot.addWidget(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolled, 1)
        whole.addLayout(foot)
        wide = max(page.sizeHint().width(), 420)
        tall = page.heightForWidth(wide) if page.hasHeightForWidth() else page.sizeHint().height()
        scrolled.setMinimumWidth(wide)
        self.resize(
            wide, min(tall + 16 + foot.sizeHint().height(), round(0.92 * self.screen().availableSize().height()))
        )
        self.setMinimumWidth(360)

    def theme_name(self) -> ThemeName:
        return "light" if self.theme.currentData() == "light" else "dark"

    def _whole(self, setting: Whole) -> QSpinBox:
        box = QSpinBox()
        set_in(box)
        box.setRange(setting.least, setting.most)
        box.setSingleStep(setting.step)
        box.setSuffix(f" {setting.unit}")
        box.setValue(setting.read())
        box.setToolTip(tr(setting.help))
        self._form.addRow(tr(setting.text), box)
        self._note(setting.help)
        return box

    def _one_of(self, setting: OneOf) -> QComboBox:
        box = QComboBox()
        for kept, shown in setting.choices.items():
            box.addItem(tr(shown), kept)
        box.setCurrentIndex(box.findData(setting.read()))
        box.setToolTip(tr(setting.help))
        self._form.addRow(tr(setting.text), box)
        self._note(setting.help)
        return box

    def _words(self, setting: Words, browse: bool = False) -> QLineEdit:
        line = QLineEdit(setting.read())
        line.setAccessibleName(tr(setting.text))
        line.setToolTip(tr(setting.help))
        if browse:
            row = QHBoxLayout()
            button = QPushButton(tr("Choose…"))
            button.setAccessibleName(f"{tr('Choose a picture')}: {tr(setting.text)}")
            button.clicked.connect(lambda: self._choose(line))
            row.addWidget(line, 1)
            row.addWidget(button)
            self._form.addRow(tr(setting.text), row)
        else:
            self._form.addRow(tr(setting.text), line)
        self._note(setting.help)
        return line

    def _choose(self, line: QLineEdit) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Choose a picture"), line.text(), f"{tr('Pictures')} (*.png *.jpg *.jpeg)"
        )
        if name:
            line.setText(name)

    def _note(self, text: str) -> None:
        note = QLabel(tr(text))
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self._form.addRow(note)
