"""Which language the window speaks: the person's choice, else the system's, else English; from the next start on."""

import logging
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.language.catalogue import Catalogue
from app.language.tr import speak
from app.preferences import OneOf

log = logging.getLogger(__name__)
LANGUAGE: Final = OneOf(
    "language", "Language",
    {"system": "As the system", "en": "English", "es": "Español"},
    "Of the window, pictures and reports, from the next start on. Tables and other data files stay in English.",
)  # fmt: skip


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
