"""Which language is spoken, and that the table of actions, the palette and Qt's own buttons speak it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions import BY_NAME, tip
from app.dialogs.keys import rows
from app.dialogs.number_box import NumberBox
from app.dialogs.palette import PaletteDialog
from app.dialogs.preferences import PreferencesDialog
from app.language import choice
from app.language.catalogue import Catalogue
from app.language.choice import LANGUAGE, language
from app.language.tr import said, speak, spoken
from app.window import Window


@pytest.fixture
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak(Catalogue())
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


@pytest.mark.parametrize(
    ("kept", "system", "spoken_then"),
    [
        ("system", ["es-MX", "en-US"], "es"),
        ("system", ["es_ES"], "es"),
        ("system", ["de-DE", "es-ES"], "es"),
        ("system", ["de-DE"], "en"),
        ("system", [], "en"),
        ("en", ["es-ES"], "en"),
        ("es", ["de-DE"], "es"),
        ("klingon", ["es-ES"], "es"),
    ],
)
def test_the_persons_choice_counts_then_the_systems_then_english(
    kept: str, system: list[str], spoken_then: str
) -> None:
    assert language(kept, system) == spoken_then


def test_the_choice_is_kept_and_taken_at_the_next_start(qapp: QApplication, english_again: None) -> None:
    LANGUAGE.write("es")
    assert spoken() == "en"
    choice.start(qapp)
    assert spoken() == "es"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancelar"
    labels = ("&Look in:", "File &name:", "Files of &type:", "&Open")
    told = [QCoreApplication.translate("QFileDialog", label) for label in labels]
    assert not set(told) & set(labels), "Qt's own dialog for files speaks it whole"
    kinds = ("Folder", "Drive", "%1 File")
    told = [QCoreApplication.translate("QAbstractFileIconProvider", kind) for kind in kinds]
    assert not set(told) & set(kinds), "and the kinds of what it lists"
    assert said("60 frames/s") == "60 fotogramas/s"


def test_a_language_that_cannot_be_read_leaves_english(
    qapp: QApplication, english_again: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    LANGUAGE.write("es")

    def missing(code: str) -> Catalogue:
        raise FileNotFoundError(code)

    monkeypatch.setattr(choice.Catalogue, "read", missing)
    choice.start(qapp)
    assert spoken() == "en"


def test_preferences_offer_the_languages_by_their_own_names(qtbot: QtBot) -> None:
    dialog = PreferencesDialog("dark")
    qtbot.addWidget(dialog)
    assert [dialog.language.itemText(i) for i in range(dialog.language.count())] == [
        "As the system", "English", "Español",
    ]  # fmt: skip


def test_preferences_keep_what_was_chosen(window: Window, qtbot: QtBot) -> None:
    window.acts["preferences"].trigger()
    dialog = window.findChild(PreferencesDialog)
    assert dialog is not None
    dialog.language.setCurrentIndex(dialog.language.findData("es"))
    dialog.accept()
    assert LANGUAGE.read() == "es"


def test_the_palette_finds_by_the_shown_words_and_by_the_english_ones(
    window: Window, qtbot: QtBot, english_again: None
) -> None:
    speak(Catalogue.read("es"))
    dialog = PaletteDialog(window.acts, window)
    qtbot.addWidget(dialog)
    for words in ("tema claro", "light theme"):
        dialog.line.setText(words)
        assert dialog.list.count() == 1
        assert dialog.list.item(0).text().startswith("Tema claro")


def test_tips_and_keys_are_told_in_the_language(english_again: None) -> None:
    speak(Catalogue.read("es"))
    assert tip(BY_NAME["play"]) == "Reproducir o pausar (Space)"
    assert ("Ctrl+Z", "Deshacer") in rows("Edit")
    assert tip(BY_NAME["draw_line"]) == (
        "Línea (D y luego L)\nUna línea recta. Arrastra de un extremo al otro. Con Mayús va en pasos de 15°."
    )


@pytest.mark.parametrize("typed", ["1.78", "1,78"])
def test_a_number_is_typed_with_a_point_or_a_comma(qtbot: QtBot, typed: str) -> None:
    box = NumberBox()
    qtbot.addWidget(box)
    box.setRange(0, 3)
    box.lineEdit().selectAll()
    qtbot.keyClicks(box.lineEdit(), typed)
    assert box.value() == 1.78
    assert box.text() == "1.78"
