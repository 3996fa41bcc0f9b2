"""Which language the window speaks: the person's choice, else the system's, else English; from the next start on."""

import logging
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.language.catalogue import Catalogue
from app.language.tr import speak, tr
from app.preferences import OneOf

log = logging.getLogger(__name__)
LANGUAGE: Final = OneOf(
    "language", "Language",
    {"system": "As the system", "en": "English", "es": "Español"},
    "Of the window, pictures and reports, from the next start on. Tables and other data files stay in English.",
)  # fmt: skip


# Qt's own names of these keys are too long for a menu: "Control+Mayúsculas+O"
KEYS: Final = {"es": {"Ctrl": "Ctrl", "Shift": "Mayús", "Esc": "Esc", "Return": "Intro", "Backspace": "Retroceso"}}

# of Qt's own widgets: what it leaves in English in the dialog for files, and what addresses a coach formally
OURS: Final = {
    "QKeySequenceEdit": ("Press shortcut",),
    "QFileDialog": ("&Look in:", "Files of &type:"),
    "QAbstractFileIconProvider": ("Folder", "File Folder", "Drive", "File", "%1 File", "Shortcut", "Alias"),
}


class KeyNames(QTranslator):
    """As they stand on the keyboards of this language."""

    def __init__(self, code: str, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._names = KEYS[code]

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """None where Qt's own name is well."""
        if source in OURS.get(context, ()):
            return tr(source)
        return self._names.get(source) if context == "QShortcut" else None


def language(kept: str, system: Iterable[str]) -> str:
    """The code of the first language that there is.  system : as `QLocale.uiLanguages` tells them, "es-MX"."""
    if kept in ("en", "es"):
        return kept
    codes = (name.replace("_", "-").split("-")[0].lower() for name in system)
    return next((code for code in codes if code in ("en", "es")), "en")


def start(app: QCoreApplication) -> None:
    """Before the first window is made: our texts, and the buttons and menus that are Qt's own."""
    code = language(LANGUAGE.read(), QLocale.system().uiLanguages())
    speak(Catalogue())
    if code == "en":
        return
    try:
        speak(Catalogue.read(code))
    except (OSError, ValueError) as error:
        log.warning("the language %s cannot be read: %s", code, error)
        return
    translator = QTranslator(app)
    if translator.load(QLocale(code), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    app.installTranslator(KeyNames(code, app))
