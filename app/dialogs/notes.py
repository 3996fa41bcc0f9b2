"""Free words on the clip and on the project, kept as they are written."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.dialogs.buttons import plain
from app.dialogs.room import open_at
from app.document import Document
from app.language.tr import tr
from app.projects import Projects

MOST: Final = 100_000  # letters: what a project's file is read with


class NotesDialog(QDialog):
    """Every letter counts as work at once: nothing has to be applied, and a crash loses no more than of any other."""

    def __init__(self, document: Document, projects: Projects, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Notes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(8)
        self.clip = self._field(tr("On this clip"), tr("The report of the clip has them, unless names are taken out."))
        self.project = self._field(tr("On the whole project"), tr("They stay in the project's file."))
        self.clip.setPlainText(document.options.notes)
        self.project.setPlainText(projects.notes)
        self.clip.textChanged.connect(lambda: document.set_options(notes=_written(self.clip)))
        self.project.textChanged.connect(lambda: projects.set_notes(_written(self.project)))
        self.clip.setEnabled(document.path is not None)
        for field in (self.clip, self.project):
            field.moveCursor(QTextCursor.MoveOperation.End)
        buttons = plain(QDialogButtonBox(QDialogButtonBox.StandardButton.Close))
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        open_at(self, 480, 420)
        (self.clip if document.path is not None else self.project).setFocus()

    def _field(self, name: str, note: str) -> QPlainTextEdit:
        """Its name, the field, and a muted sentence on where the words go."""
        field = QPlainTextEdit()
        field.setAccessibleName(name)
        field.setAccessibleDescription(note)
        field.setTabChangesFocus(True)
        head, foot = QLabel(name), QLabel(note)
        head.setBuddy(field)
        foot.setProperty("role", "muted")
        foot.setWordWrap(True)
        for widget, stretch in ((head, 0), (field, 1), (foot, 0)):
            self._column.addWidget(widget, stretch)
        return field


def _written(field: QPlainTextEdit) -> str:
    return field.toPlainText()[:MOST]
